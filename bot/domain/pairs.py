"""Pairs of a mentor and a mentee, and their meetings."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

MEETING_MINUTES = (5, 15, 30, 45, 60)  # what one tap offers; brief counts
LONGEST_NOTES = 1000  # characters


class MeetingKind(StrEnum):
    """What a logged conversation of a pair was."""

    WEEKLY = "weekly"
    BRIEF = "brief"
    OBSERVATION = "observation"
    COACHING = "coaching"


class PairEvent(StrEnum):
    """What one of a pair does that the other is told of."""

    PAUSED = "paused"
    GONE = "gone"  # their Slack account is deactivated; the pair rests
    ENDED = "ended"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Pair:
    """A mentor and a mentee (both member ids) for a span of time; `ends` is the last day, None while it lasts."""

    id: int
    program_id: int
    mentor_id: int
    mentee_id: int
    starts: date
    ends: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Bond:
    """Between whom a talk was: a pair, or a coach and a leader (both member ids). Either `pair_id` is above zero, or
    the two others are.
    """

    pair_id: int = 0
    coach_id: int = 0
    leader_id: int = 0

    @property
    def is_coaching(self) -> bool:
        """Say whether it is a coach and a leader."""
        return self.pair_id == 0


@dataclass(frozen=True, slots=True)
class Meeting:
    """A logged conversation, on a local day of whoever logged it: of a pair, or (`pair_id` is None) of a coach and a
    leader. Times are UTC. Of `notes` only the two know. Meetings with the same `talk_id` were one talk with several
    partners.
    """

    id: int
    pair_id: int | None
    held_on: date
    minutes: int
    kind: MeetingKind
    logged_by: int  # person id
    logged_at: datetime
    coach_id: int | None = None  # member ids
    leader_id: int | None = None
    notes: str = ""
    talk_id: int | None = None
    changed_by: int | None = None  # person id of whoever corrected it last
    changed_at: datetime | None = None

    @property
    def bond(self) -> Bond:
        """Return between whom it was."""
        return Bond(self.pair_id or 0, self.coach_id or 0, self.leader_id or 0)


@dataclass(frozen=True, slots=True)
class Partner:
    """The other half of a pair, as one member sees them; or their coach, of whom `pair_id` is 0."""

    pair_id: int
    person_id: int
    member_id: int
    name: str
    slack_id: str | None
    timezone: str | None
    is_mentor: bool  # the partner is the mentor of the two
    supervises: bool  # the partner also supervises the one who sees them
    is_away: bool = False  # paused on their own local day, or deactivated in Slack: reads nothing for now
    school: str = ""
    is_coach: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody with whom a person may log talks: a partner, their coach, or a leader they coach. `starts` is the
    program's first day; `target` the minutes a month that it wants of a coach with each leader.
    """

    bond: Bond
    program_id: int
    person_id: int
    member_id: int
    name: str
    slack_id: str | None
    timezone: str
    starts: date
    is_my_coach: bool = False
    target: int | None = None


def kind_for(minutes: int) -> MeetingKind:
    """Return the kind of a meeting logged with nothing but its length: a short talk is a brief one, and counts."""
    return MeetingKind.BRIEF if minutes <= 15 else MeetingKind.WEEKLY


def news_key(pair_id: int, person_id: int, event: PairEvent, since: datetime) -> str:
    """Return the key of the message that tells one of a pair of an event; the UTC moment `since` names the occasion."""
    return f"partner:{pair_id}:{person_id}:{event.value}:{int(since.timestamp())}"
