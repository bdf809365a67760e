"""What is one talk and what are two, and on which days a talk may have been. Pure.

The rule for one meeting instead of two: when both partners log a talk of the same local day and their lengths are at
most a quarter of an hour apart, it is the same talk, and the longer of the two lengths stands. When it is unsure, the
one who comes second is asked: when the lengths are further apart, when they themselves have logged that day already,
or when the partner, who lives in another time zone, has logged the same length for the day before or after.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.pairs import Bond, Contact, Meeting, MeetingKind, kind_for

SAME_WITHIN = 15  # minutes
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Talk:
    """A talk that somebody reports: with whom (one or several), on which of their local days, how long. Without a
    `kind` the length decides.
    """

    bonds: tuple[Bond, ...]
    day: date
    minutes: int
    kind: MeetingKind | None = None
    notes: str = ""

    def kind_with(self, bond: Bond) -> MeetingKind:
        """Return what this talk was for one of those it was with; with a coach it is coaching."""
        if bond.is_coaching:
            return MeetingKind.COACHING
        return self.kind or kind_for(self.minutes)


class Sure(StrEnum):
    """What somebody answered who was asked whether a talk is one that is logged already."""

    SAME = "same"
    ANOTHER = "another"


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody said of a talk that may be logged already: of which meeting, and how many they had seen."""

    sure: Sure
    existing: int
    seen: int


@dataclass(frozen=True, slots=True)
class Fresh:
    """Nothing of the kind is logged."""


@dataclass(frozen=True, slots=True)
class Known:
    """It is this meeting."""

    meeting: Meeting


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may be this meeting: ask."""

    meeting: Meeting


def compare(around: Sequence[Meeting], talk: Talk, by: int, *, zones_differ: bool) -> Fresh | Known | Unsure:
    """Return whether the person `by` reports one of the meetings `around` (from the day before to the day after).

    `zones_differ`: the two live in different time zones, so that one talk may have two local days.
    """
    that_day = [meeting for meeting in around if meeting.held_on == talk.day]
    theirs = [meeting for meeting in that_day if meeting.logged_by != by]
    if theirs:
        nearest = min(theirs, key=lambda meeting: abs(meeting.minutes - talk.minutes))
        if abs(nearest.minutes - talk.minutes) <= SAME_WITHIN:
            return Known(nearest)
        return Unsure(nearest)
    if that_day:
        return Unsure(that_day[-1])
    if zones_differ:
        beside = [m for m in around if m.logged_by != by and m.minutes == talk.minutes and m.held_on != talk.day]
        if beside:
            return Unsure(beside[-1])
    return Fresh()


class DayProblem(StrEnum):
    """Why a talk cannot have been on a day."""

    AHEAD = "ahead"
    BEFORE_START = "before_start"


def day_problem(day: date, today: date, starts: date) -> DayProblem | None:
    """Return what speaks against a talk on the local `day` in a program that began on `starts`, or None."""
    if day > today:
        return DayProblem.AHEAD
    return DayProblem.BEFORE_START if day < starts else None


def neighbours(day: date) -> tuple[date, date]:
    """Return the days before and after `day`."""
    return day - _DAY, day + _DAY


@dataclass(frozen=True, slots=True)
class Chosen:
    """With whom it was."""

    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may have been any of these."""

    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True)
class Stranger:
    """A word or a mention that is nobody they may log talks with."""

    word: str  # as it was typed, empty for a mention
    slack_id: str = ""


def choose(contacts: Sequence[Contact], slack_ids: Sequence[str], names: Sequence[str]) -> Chosen | Unclear | Stranger:
    """Return with which of somebody's contacts a talk was, by Slack ids and by words that may be names.

    Who is not named is meant only when there is no choice: the one partner, or the one leader of a coach. Of a partner
    and one's own coach it is the partner.
    """
    found: dict[Contact, None] = {}
    for slack_id in slack_ids:
        theirs = [contact for contact in contacts if contact.slack_id == slack_id]
        if not theirs:
            return Stranger("", slack_id)
        found |= dict.fromkeys(_nearest(theirs))
    open_words: list[list[Contact]] = []
    for name in names:
        theirs = [contact for contact in contacts if _is_called(contact, name)]
        if not theirs:
            return Stranger(name)
        if len(theirs) == 1:
            found[theirs[0]] = None
        else:
            open_words.append(theirs)
    for theirs in open_words:
        if not any(contact in found for contact in theirs):
            return Unclear(tuple(theirs))
    if found:
        return Chosen(tuple(found))
    likely = [contact for contact in contacts if not contact.is_my_coach] or list(contacts)
    return Chosen(tuple(likely)) if len(likely) == 1 else Unclear(tuple(likely))


def _nearest(theirs: Sequence[Contact]) -> Sequence[Contact]:
    """Return the first of several bonds with one person, a pair before coaching."""
    return sorted(theirs, key=lambda contact: contact.bond.is_coaching)[:1]


def _is_called(contact: Contact, word: str) -> bool:
    parts = contact.name.casefold().split()
    return word.casefold() in parts or word.casefold().replace(".", " ").split() == parts
