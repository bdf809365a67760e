"""Which words of `/mentoring` somebody can use: what help names, so that nobody reads of what is not theirs."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.members import Role
from bot.domain.refusals import Reason, Refusal
from bot.services import people
from bot.store import identity as identities
from bot.store import program_settings, programs
from bot.store.database import Store, Tx


class Part(StrEnum):
    """Words that belong together, in the order in which help names them."""

    MEMBER = "member"
    DATA = "data"  # one's own: also of who is in no program any more
    COORDINATOR = "coordinator"
    SETUP = "setup"  # of a workspace that has no program yet, or one whose set-up nobody has finished


@dataclass(frozen=True, slots=True)
class Usage:
    """What somebody can use; `refusal` is why that is not what members can."""

    parts: tuple[Part, ...]
    locale: str
    refusal: Refusal | None = None


def usage(store: Store, team_id: str, slack_id: str) -> Usage:
    """Return which words somebody can use."""
    with store.read() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if not isinstance(identity, Refusal):
            coordinates = any(Role.COORDINATOR in member.roles for member, _ in identity.open_memberships())
            more = (Part.COORDINATOR,) if coordinates else ()
            return Usage((Part.MEMBER, Part.DATA, *more), identity.person.locale)
        own = (Part.DATA,) if identity.reason is Reason.ENDED else ()
        setup = (Part.SETUP,) if identity.reason is not Reason.OTHER_TEAM and _is_to_set_up(tx, team_id) else ()
        return Usage((*own, *setup), identity.locale, identity)


def _is_to_set_up(tx: Tx, team_id: str) -> bool:
    workspace = identities.workspace_of_team(tx, team_id)
    there = programs.programs_of(tx, workspace.id) if workspace is not None else []
    setups = program_settings.setups_of(tx, [program.id for program in there])
    return not all(setups[program.id].finished for program in there) or not there
