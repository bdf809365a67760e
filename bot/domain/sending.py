"""The one decision made before each message is sent: is it still true, and allowed now?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.domain.calendar import QuietHours, SchoolDays, local, next_waking_moment
from bot.domain.messages import PER_DAY, PER_WEEK, Kind, Scope, Stop

TOGETHER_WITHIN = timedelta(days=14)  # how far a moment is looked for that suits several people


@dataclass(frozen=True, slots=True)
class Situation:
    """What the sender knows about a message and its recipient at the moment of sending.

    `due_at` is UTC. For messages to a channel the recipient's part keeps its defaults. `counted_days` are the local
    days of the counted direct messages that the person got in the last seven local days, one entry a message.
    """

    due_at: datetime
    timezone: str = "UTC"
    quiet: QuietHours = field(default_factory=QuietHours)
    days: SchoolDays = field(default_factory=SchoolDays)
    gone: bool = False
    paused: bool = False
    resting: bool = False
    settled: bool = False
    counted_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Send:
    """The message is true and allowed now."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The message is true, but has to wait until the UTC moment `until`."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Drop:
    """The message is not sent, ever; `reason` is one of the stops."""

    reason: Stop


def decide(kind: Kind, situation: Situation, now: datetime) -> Send | Wait | Drop:
    """Decide what becomes of a message at the UTC moment `now`.

    What must wait beyond the kind's latest moment is dropped at once, so nothing stale stays in the outbox.
    """
    facts = {
        Stop.GONE: situation.gone,
        Stop.SETTLED: situation.settled,
        Stop.PAUSED: situation.paused,
        Stop.RESTING: situation.resting,
    }
    for stop, holds in facts.items():
        if holds and stop in kind.stops:
            return Drop(stop)
    at = _first_moment(kind, situation, now)
    missed = kind.scope is Scope.THEN_OR_NEVER and at > now
    if missed or (kind.latest is not None and at > situation.due_at + kind.latest):
        return Drop(Stop.LATE)
    return Send() if at <= now else Wait(at)


def decide_for_all(kind: Kind, situations: Sequence[Situation], now: datetime) -> Send | Wait | Drop:
    """Decide what becomes of a message to several people together: it goes when it may go to each of them.

    Where there is no such moment (one sleeps while the other is awake), the hours of the first of them hold.
    """
    decisions = [decide(kind, situation, now) for situation in situations]
    for decision in decisions:
        if isinstance(decision, Drop):
            return decision
    waits = any(isinstance(decision, Wait) for decision in decisions)
    if not waits:
        return Send()
    at = _common_moment(kind, situations, now)
    return Wait(at) if at is not None else decisions[0]


def _common_moment(kind: Kind, situations: Sequence[Situation], now: datetime) -> datetime | None:
    """Return the first moment after `now` at which a message may go to each of several people, None for none in time.

    Situations of the same message have the same `due_at`.
    """
    last = max(now, situations[0].due_at) + (kind.latest or TOGETHER_WITHIN)
    at = now
    while at <= last:
        ready = max(_first_moment(kind, situation, at) for situation in situations)
        if ready == at:
            return at
        at = ready
    return None


def _first_moment(kind: Kind, situation: Situation, now: datetime) -> datetime:
    """Return the first moment from `now` on at which scope and budget let the message go."""
    if kind.scope is Scope.ANY_TIME:
        return now

    def works(day: date) -> bool:
        if day not in situation.days:
            return False
        return not kind.counted or _within_budget(day, situation.counted_days)

    return next_waking_moment(now, situation.timezone, situation.quiet, works)


def _within_budget(day: date, counted_days: tuple[date, ...]) -> bool:
    on_day = sum(1 for counted in counted_days if counted == day)
    in_week = sum(1 for counted in counted_days if day - timedelta(days=7) < counted <= day)
    return on_day < PER_DAY and in_week < PER_WEEK


def counted_day(sent_at: datetime, timezone: str) -> date:
    """Return the local day on which a message sent at the UTC moment `sent_at` counts against the budget."""
    return local(sent_at, timezone).date()
