"""Pairs of a mentor and a mentee, and their meetings."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MEETING_MINUTES = (5, 15, 30, 45, 60)  # what one tap offers; brief counts


class MeetingKind(StrEnum):
    """What a logged conversation of a pair was."""

    WEEKLY = "weekly"
    BRIEF = "brief"
    OBSERVATION = "observation"
    COACHING = "coaching"


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentor and a mentee (both member ids) for a span of time; `ends` is the last day, None while it lasts."""

    id: int
    program_id: int
    mentor_id: int
    mentee_id: int
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A logged conversation of a pair, on a local day of whoever logged it."""

    id: int
    pair_id: int
    held_on: date
    minutes: int
    kind: MeetingKind
    logged_by: int  # person id
    logged_at: datetime


@dataclass(frozen=True, slots=True)
class Partner:
    """The other half of a pair, as one member sees them."""

    pair_id: int
    person_id: int
    member_id: int
    name: str
    slack_id: str | None
    timezone: str | None
    is_mentor: bool  # the partner is the mentor of the two
    supervises: bool  # the partner also supervises the one who sees them
    school: str = ""


def kind_for(minutes: int) -> MeetingKind:
    """Return the kind of a meeting logged with nothing but its length: a short talk is a brief one, and counts."""
    return MeetingKind.BRIEF if minutes <= 15 else MeetingKind.WEEKLY
