"""Who facilitates and who keeps time: in turn over the year, so that everybody gets theirs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Roles:
    """Who has which part in a group's session, by id. One person alone has both."""

    facilitator: str
    timekeeper: str


def next_roles(present: Iterable[str], history: Sequence[Roles]) -> Roles:
    """Return who facilitates and keeps time next. `history` is of all earlier sessions, oldest first, of whichever
    group they were in.

    Whoever has facilitated least does; among them whoever has kept time most, so that somebody new does not go before
    those who wait for their turn, then whoever facilitated longest ago. The same, among the others, for keeping time,
    where whoever has facilitated less goes first. Where nothing decides, the order in which they are given does: those
    who are here longest should come first. Raises ValueError if nobody is present.
    """
    people = list(dict.fromkeys(present))
    if not people:
        raise ValueError("nobody is present")
    facilitated = [roles.facilitator for roles in history]
    kept_time = [roles.timekeeper for roles in history]

    def turn(person: str, taken: Sequence[str], others: int) -> tuple[int, int, int]:
        last = max((n for n, who in enumerate(taken) if who == person), default=-1)
        return taken.count(person), others, last

    facilitator = min(people, key=lambda person: turn(person, facilitated, -kept_time.count(person)))
    rest = [person for person in people if person != facilitator] or people
    return Roles(facilitator, min(rest, key=lambda person: turn(person, kept_time, facilitated.count(person))))
