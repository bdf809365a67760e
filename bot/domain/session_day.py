"""A running session: a group's plan as it is kept, which of its rounds is on, and when something of it is due next.

What runs is a few facts of a group (`Run`), so a restart changes nothing. Moments are aware UTC; no words live here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.rounds import MORE, Press

MINUTE = timedelta(minutes=1)
TOGETHER = 40  # groups whose timed posts go out at once; more are spread over a minute
SPREAD = timedelta(minutes=1)


class Job(StrEnum):
    """What somebody does for their group in a session."""

    FACILITATOR = "facilitator"
    TIMEKEEPER = "timekeeper"


@dataclass(frozen=True, slots=True)
class Step:
    """A round of a group: whole minutes, who presents (a member id; None: nobody in particular), who speaks (one of
    `protocols.Speaks`).
    """

    key: str
    minutes: int
    presenter: int | None = None
    speaks: str = "everyone"
    silent: bool = False
    clarifying_only: bool = False


@dataclass(frozen=True, slots=True)
class GroupPlan:
    """The rounds of a group, in order; none for somebody alone."""

    protocol: str
    steps: tuple[Step, ...] = ()

    @property
    def minutes(self) -> int:
        """How long all rounds take."""
        return sum(step.minutes for step in self.steps)

    @property
    def goes_twice(self) -> bool:
        """Say whether the protocol is gone through a second time, for another matter."""
        found = [step.key for step in self.steps if step.presenter is None]
        return len(found) > len(set(found))

    def begins(self, at: datetime) -> list[tuple[Step, datetime]]:
        """Return each round with the moment at which it begins, if the first does at the UTC moment `at`."""
        found = []
        for step in self.steps:
            found.append((step, at))
            at += step.minutes * MINUTE
        return found

    def as_json(self) -> dict[str, Any]:
        """Return what is stored of it."""
        names = ("key", "minutes", "presenter", "speaks", "silent", "clarifying_only")
        return {"protocol": self.protocol, "steps": [{name: getattr(s, name) for name in names} for s in self.steps]}

    @classmethod
    def of_json(cls, stored: Mapping[str, Any]) -> "GroupPlan":
        """Read what `as_json` wrote. Raises KeyError or TypeError for anything else."""
        return cls(stored["protocol"], tuple(Step(**step) for step in stored["steps"]))


@dataclass(frozen=True, slots=True)
class Run:
    """How far a group is: `round` counts from 0, None before the first; `next_at` is when something of it is due."""

    round: int | None = None
    round_began_at: datetime | None = None
    round_ends_at: datetime | None = None
    ended_at: datetime | None = None
    next_at: datetime | None = None

    @property
    def is_on(self) -> bool:
        """Say whether a round is running."""
        return self.round is not None and self.ended_at is None


class Said(StrEnum):
    """What a group is told as its rounds go on."""

    ROUND = "round"  # a round begins
    WARNING = "warning"  # a minute is left
    MORE = "more"  # a round lasts longer
    END = "end"  # the rounds are over


def begun(steps: Sequence[Step], now: datetime) -> Run:
    """Return a group whose first round begins now. Its end, as all ends, is a whole minute, so that clocks show it."""
    return _in_round(0, now, _up(now + steps[0].minutes * MINUTE))


def _in_round(number: int, began_at: datetime, ends_at: datetime) -> Run:
    return Run(number, began_at, ends_at, next_at=max(ends_at - MINUTE, began_at))


def _up(moment: datetime) -> datetime:
    whole = moment.replace(second=0, microsecond=0)
    return whole if whole == moment else whole + MINUTE


def advanced(run: Run, steps: Sequence[Step], now: datetime) -> tuple[Run, Said | None]:
    """Return how far a group is at `now`, and what it is to be told: the round that is on now, not those that a long
    stop let pass. Each round begins when the one before it ends.
    """
    if not run.is_on or run.round is None or run.round_ends_at is None:
        return run, None
    if now < run.round_ends_at:
        told = run.next_at is not None and run.next_at <= now
        return (replace(run, next_at=run.round_ends_at), Said.WARNING) if told else (run, None)
    number, begins, ends = run.round, run.round_ends_at, run.round_ends_at
    while now >= ends:
        number, begins = number + 1, ends
        if number >= len(steps):
            return replace(run, round=number - 1, round_ends_at=ends, ended_at=ends, next_at=None), Said.END
        ends = begins + steps[number].minutes * MINUTE
    found = _in_round(number, begins, ends)
    # Who learns of a round in its last minute needs no warning besides.
    return (replace(found, next_at=ends) if (found.next_at or now) <= now else found), Said.ROUND


def pressed(run: Run, steps: Sequence[Step], press: Press, number: int, now: datetime) -> tuple[Run, Said] | None:
    """Return what a press for round `number` makes of a group; None where that round is not on (any more), so that two
    who press at once don't skip two rounds.
    """
    if not run.is_on or run.round != number or run.round_ends_at is None:
        return None
    if press is Press.MORE:
        ends = run.round_ends_at + MORE
        return replace(run, round_ends_at=ends, next_at=max(ends - MINUTE, now)), Said.MORE
    if press is Press.STOP or number + 1 >= len(steps):
        return replace(run, ended_at=now, next_at=None), Said.END
    return _in_round(number + 1, now, _up(now + steps[number + 1].minutes * MINUTE)), Said.ROUND


def spread(number: int, groups: int) -> timedelta:
    """Return how much later group `number` (from 0) of so many gets a timed post that all get."""
    return timedelta() if groups <= TOGETHER else SPREAD * number / groups


class FollowUp(StrEnum):
    """What a group or its people get once their rounds are over."""

    SELF_REPORT = "self_report"  # asked of whom nobody said it: were you there?
    NOW_WHATS = "now_whats"  # what its people want to do next, as they shared it
    BROUGHT_UP = "brought_up"  # the same, halfway to the next session


SELF_REPORT_AFTER = timedelta(hours=20)
NOW_WHATS_AFTER = timedelta(days=2)


def follow_ups(ended_at: datetime, next_starts_at: datetime | None) -> dict[FollowUp, datetime]:
    """Return when each thing follows a session that ended at `ended_at`; `next_starts_at` is of the one after it. What
    would be on top of the next session is left out.
    """
    found = {FollowUp.SELF_REPORT: ended_at + SELF_REPORT_AFTER, FollowUp.NOW_WHATS: ended_at + NOW_WHATS_AFTER}
    if next_starts_at is None:
        return found
    halfway = ended_at + (next_starts_at - ended_at) / 2
    if halfway > found[FollowUp.NOW_WHATS] + timedelta(days=2):
        found[FollowUp.BROUGHT_UP] = halfway
    return {what: moment for what, moment in found.items() if moment < next_starts_at}


def next_follow_up(moments: Iterable[datetime], after: datetime) -> datetime | None:
    """Return the first of the moments after `after`."""
    return min((moment for moment in moments if moment > after), default=None)


WORDS_LENGTH = 600  # characters of an answer; one sentence is enough


@dataclass(frozen=True, slots=True)
class Reflection:
    """What somebody takes with them from a session. `worth` is 1 to 5, None: they did not say. The Now What alone can
    be shared, with the group and with the mentor.
    """

    take_away: str = ""
    now_what: str = ""
    worth: int | None = None
    for_group: bool = False
    for_mentor: bool = False
