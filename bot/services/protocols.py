"""The library of protocols for members: the same for every program, so that all there is to know is who looks."""

from dataclasses import dataclass

from bot.domain.refusals import Refusal
from bot.services import people
from bot.store.database import Store


@dataclass(frozen=True, slots=True)
class Reader:
    """Who looks at the library."""

    name: str
    locale: str


def reader(store: Store, team_id: str, slack_id: str) -> Reader | Refusal:
    """Return who looks at the library, or why they may not; a pause does not matter."""
    with store.read() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        return Reader(identity.person.name, identity.person.locale)
