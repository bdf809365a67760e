"""The ladder of nudges for a pair that has not met: when its next step is due, and when that reaches each of the two.

All days are local days, counted on the calendar and never as spans of 24 hours. Days off stand still: they count
neither towards a meeting that is due nor towards grace, so nobody comes back from holidays to a nudge.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum, StrEnum

from bot.domain.calendar import DAY, SchoolDays, local, moment_of

USUAL_DAYS = 7  # README, "When things happen": a pair without a schedule of its own meets weekly
# A pair that has never met is reached within its first two weeks (doi 10.1111/fare.12820), also when a weekend, a
# prompt and its reminder come in between.
FIRST_NOTE_DAYS = 9
NUDGE_TIME = time(10, 0)  # an hour after the reminder of a check-in, which goes before it
SNOOZE_DAYS = 14
LONGEST_DAYS = 28


class Step(IntEnum):
    """The steps in their order; each comes once between two meetings."""

    NOTE = 1  # a plain note to both
    ASK = 2  # each is asked, privately, what is in the way
    TASK = 3  # the coordinators get the pair as a task


class Why(StrEnum):
    """What is in the way of meeting, by category."""

    SCHEDULE = "schedule"
    COVER = "cover"
    WORKLOAD = "workload"
    DISTANCE = "distance"
    FIT = "fit"
    OTHER = "something_else"
    NOT_SAID = "not_said"  # nobody answered: the ladder itself made it a task


TELLABLE = tuple(why for why in Why if why is not Why.NOT_SAID)


@dataclass(frozen=True, slots=True)
class LadderSettings:
    """How a program nudges. `step_days` lie between two steps, `grace_days` between a meeting that was due and the
    first. Raises ValueError for days that would press people, or never reach them.
    """

    on: bool = True
    grace_days: int = 3
    step_days: int = 7

    def __post_init__(self) -> None:
        if not 0 <= self.grace_days <= LONGEST_DAYS or not USUAL_DAYS <= self.step_days <= LONGEST_DAYS:
            raise ValueError("grace is 0 to 28 days, and 7 to 28 days lie between steps")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a pair stands with meeting.

    `starts` is the pair's first day in the running program, `ends` the program's last. `due` is the first meeting
    after the last that the pair's own schedule asks for, None for a weekly one; `planned` a date the two agreed on.
    `step` was taken on `stepped_on`, when `met_before` was the last meeting. `counts_from` is the first day after a
    pause or a hold, or the day a coordinator closed the matter. `stopped`: the pair has ended, is paused or held
    without an end, or one of the two is not in Slack.
    """

    starts: date
    ends: date | None = None
    last_met: date | None = None
    due: date | None = None
    planned: date | None = None
    step: int = 0
    stepped_on: date | None = None
    met_before: date | None = None
    counts_from: date | None = None
    snoozed_until: date | None = None
    stopped: bool = False

    @property
    def taken(self) -> int:
        """The step that was taken since the last meeting; 0 for none. A meeting, whenever logged, begins anew."""
        return self.step if self.stepped_on is not None and self.met_before == self.last_met else 0

    @property
    def ahead(self) -> date | None:
        """The last day that the two have agreed on and not met on yet, past or to come; None if there is none."""
        agreed = [day for day in (self.planned, self.due) if day is not None]
        return max((day for day in agreed if self.last_met is None or day > self.last_met), default=None)

    @property
    def since(self) -> date:
        """The day from which the next meeting is counted."""
        return max(day for day in (self.starts, self.last_met, self.counts_from) if day is not None)

    @property
    def agreed(self) -> date | None:
        """The day of the next meeting as the two have agreed on it; None: the program's rhythm decides."""
        own = self.ahead
        return own if own is not None and own >= self.since else None


@dataclass(frozen=True, slots=True)
class NextStep:
    """The step that comes next and the first local day on which it may come, a school day of both."""

    step: Step
    day: date


def later(day: date, count: int, days: SchoolDays) -> date:
    """Return the day that comes `count` days after `day`, days off not counted; weekends are."""
    if not days.days_off:
        return day + count * DAY
    for _ in range(count):
        day += DAY
        for _ in range(366):
            off = next((span for span in days.days_off if span.starts <= day <= span.ends), None)
            if off is None:
                break
            day = off.ends + DAY
    return day


def due_day(standing: Standing, days: SchoolDays) -> date:
    """Return the day on which the pair's next meeting was, or is, due."""
    return standing.agreed or later(standing.since, USUAL_DAYS, days)


def next_step(standing: Standing, settings: LadderSettings, days: SchoolDays) -> NextStep | None:
    """Return the next step on the ladder, or None while there is none: switched off, stopped, over, or all taken.

    `days` are those on which both are at school.
    """
    taken = standing.taken
    if not settings.on or standing.stopped or taken >= Step.TASK:
        return None
    day = later(due_day(standing, days), settings.grace_days, days)
    if standing.last_met is None and standing.agreed is None:
        day = min(day, later(standing.since, FIRST_NOTE_DAYS, days))
    if taken and standing.stepped_on is not None:
        rested = max(standing.stepped_on, standing.counts_from or standing.stepped_on)
        again = later(rested, settings.step_days, days)
        day = max(day, again) if standing.ahead is not None and standing.ahead > standing.stepped_on else again
    found = days.first_from(max(day, standing.snoozed_until or day))
    if found is None or (standing.ends is not None and found > standing.ends):
        return None
    return NextStep(Step(taken + 1), found)


def look_at(step: NextStep, timezones: tuple[str, str]) -> datetime:
    """Return the UTC moment at which the step is to be taken: when its hour comes for the first of the two."""
    return min(moment_of(step.day, NUDGE_TIME, timezone) for timezone in timezones)


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who is to be nudged: their clock and days, the local days that belong to prompts and reminders, when
    their last nudge went out, and when one is to go that is still on its way (both UTC).
    """

    timezone: str
    days: SchoolDays
    taken_days: frozenset[date] = frozenset()
    last_nudge: datetime | None = None
    on_its_way: datetime | None = None


def reaches_at(day: date, reader: Reader, step_days: int, now: datetime) -> datetime:
    """Return the UTC moment at which a step of `day` reaches one of the two.

    What is still on its way takes it along, so that several pairs make one message; after a message there is none for
    `step_days`. The days of a prompt and of its reminder are left to them.
    """
    wanted = max(day, local(now, reader.timezone).date())
    if reader.on_its_way is not None:
        goes = max(reader.on_its_way, now)
        if local(goes, reader.timezone).date() >= wanted:
            return goes
        wanted = max(wanted, local(goes, reader.timezone).date() + timedelta(days=step_days))
    if reader.last_nudge is not None:
        wanted = max(wanted, local(reader.last_nudge, reader.timezone).date() + timedelta(days=step_days))
    found = reader.days.first_from(wanted)
    while found is not None and found in reader.taken_days:
        found = reader.days.first_from(found + DAY)
    at = moment_of(found or wanted, NUDGE_TIME, reader.timezone)
    return max(at, now)


def taken_days(next_prompt: date, every_weeks: int, days: SchoolDays) -> frozenset[date]:
    """Return the local days that belong to somebody's next prompt, its reminder, and the reminder of the last one."""
    last = next_prompt - timedelta(weeks=every_weeks)
    reminders = (days.first_from(day + DAY) for day in (last, next_prompt))
    return frozenset({next_prompt, *(day for day in reminders if day is not None)})


def is_true(standing: Standing, today: date) -> bool:
    """Say whether a step that was taken still holds on the local day `today`: no meeting, no date, no quiet since."""
    if standing.taken == 0 or standing.stopped or (standing.ends is not None and today > standing.ends):
        return False
    quiet = [day for day in (standing.counts_from, standing.snoozed_until) if day is not None]
    return all(day <= today for day in quiet) and (standing.ahead is None or standing.ahead < today)


class State(StrEnum):
    """How a pair stands, for whoever shows it."""

    FINE = "fine"  # met lately, or just begun
    PLANNED = "planned"  # a date is agreed that is still to come
    NEVER_MET = "never_met"
    WAITING = "waiting"  # a meeting was due and has not been
    STOPPED = "stopped"  # paused, on hold, or one of them is not in Slack


def state_of(standing: Standing, days: SchoolDays, today: date) -> State:
    """Return how a pair stands on the local day `today`."""
    if standing.stopped or (standing.counts_from is not None and today < standing.counts_from):
        return State.STOPPED
    if standing.ahead is not None and standing.ahead >= today:
        return State.PLANNED
    if due_day(standing, days) >= today:
        return State.FINE
    return State.NEVER_MET if standing.last_met is None else State.WAITING


TALK_HOURS = (15, 12, 9, 16, 10, 14, 11, 8, 13)  # of the reader, the likeliest to be free first


def suggestion(now: datetime, reader: tuple[str, SchoolDays], partner: tuple[str, SchoolDays]) -> datetime | None:
    """Return a UTC moment for a first talk, from the day after tomorrow: a school day of both and daytime for both.

    Each of the two is a time zone with its school days. None if their days have no such hour within two weeks.
    """
    (timezone, days), (other_timezone, other_days) = reader, partner
    day = local(now, timezone).date() + 2 * DAY
    for _ in range(14):
        for hour in TALK_HOURS if day in days else ():
            at = moment_of(day, time(hour), timezone)
            there = local(at, other_timezone)
            if there.date() in other_days and min(TALK_HOURS) <= there.hour <= max(TALK_HOURS):
                return at
        day += DAY
    return None
