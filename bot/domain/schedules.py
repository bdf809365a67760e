"""When a pair means to meet: their own slot or dates, or else the program's rhythm, around the days off.

A schedule keeps the wall clock of the time zone in which it was made. Somebody who moves to another zone changes what
their own clock shows at the meeting, never the meeting. Nothing here reads a clock or a database.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import DAY, HORIZON_WEEKS, WEEK, QuietHours, SchoolDays, local, moment_of
from bot.domain.programs import Span

HORIZON = timedelta(weeks=HORIZON_WEEKS)
LOOK_AHEAD = timedelta(days=120)  # within which a schedule asks for a meeting, or the program's rhythm holds


class Cadence(StrEnum):
    """How often a pair means to meet. A schedule has one of the first three; a season may also say none."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    NONE = "none"


PROGRAM_CADENCE = Cadence.WEEKLY  # README, "When things happen"
_PERIOD = {Cadence.WEEKLY: WEEK, Cadence.FORTNIGHTLY: 2 * WEEK, Cadence.MONTHLY: 4 * WEEK}
_FROM_OFTEN_TO_NEVER = list(Cadence)


@dataclass(frozen=True, slots=True)
class Season(Span):
    """A span of dates with its own rhythm, say a summer of monthly meetings. It thins a rhythm, it never adds to it."""

    cadence: Cadence = Cadence.NONE


@dataclass(frozen=True, slots=True)
class Side:
    """What decides when one of the two can meet: their time zone, their school days and their quiet hours."""

    timezone: str
    days: SchoolDays = field(default_factory=SchoolDays)
    quiet: QuietHours = field(default_factory=QuietHours)

    def works(self, moment: datetime) -> bool:
        """Say whether the UTC `moment` falls on a school day of theirs."""
        return local(moment, self.timezone).date() in self.days


@dataclass(frozen=True, slots=True)
class Year:
    """The school year of a pair: both sides, and the seasons that concern either of them."""

    sides: tuple[Side, ...]
    seasons: tuple[Season, ...] = ()

    def works(self, moment: datetime) -> bool:
        """Say whether the UTC `moment` falls on a school day of both, each in their own time zone."""
        return all(side.works(moment) for side in self.sides)

    def is_school_day(self, day: date) -> bool:
        """Say whether the local `day` is a school day of both."""
        return all(day in side.days for side in self.sides)

    def cadence_on(self, day: date, usual: Cadence) -> Cadence:
        """Return how often they meet around the local `day`: the sparsest of the usual rhythm and the seasons'."""
        found = [season.cadence for season in self.seasons if day in season]
        return max(usual, *found, key=_FROM_OFTEN_TO_NEVER.index) if found else usual


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A repeated slot. Its weekday is that of `first`, the day from which fortnights are counted.

    A weekly meeting on a day off is left out; a fortnightly one moves to the next week, if that day is none, and the
    fortnights go on as before; a monthly one takes the first day of its month that can be held.
    """

    cadence: Cadence
    first: date


@dataclass(frozen=True, slots=True)
class Change:
    """What became of the one meeting planned for `day`: moved to another wall-clock time, or called off."""

    day: date  # as the schedule has it, in the schedule's time zone
    to: date | None = None  # None: not this time
    at: time = time(0)
    timezone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Schedule:
    """How a pair meets: a repeated slot, or a list of dates (then `rhythm` is None), at the wall-clock time `at` of
    `timezone`, for `minutes`. `ends` is the last day, the program's.
    """

    timezone: str
    at: time
    minutes: int
    rhythm: Rhythm | None = None
    dates: tuple[date, ...] = ()
    ends: date | None = None
    changes: tuple[Change, ...] = ()

    @property
    def cadence(self) -> Cadence:
        """Return how often they meet; a list of dates counts as weekly, since each stands for itself."""
        return self.rhythm.cadence if self.rhythm else Cadence.WEEKLY


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One planned meeting. `day` names it in the schedule, `on` is its day after a move (each in the time zone in which
    it was set); `starts_at` is UTC.
    """

    day: date
    on: date
    starts_at: datetime
    minutes: int
    called_off: bool = False

    @property
    def ends_at(self) -> datetime:
        """Return the UTC moment at which it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)


def occurrences(schedule: Schedule, year: Year, first: date, last: date) -> list[Occurrence]:
    """Return the meetings planned from the local day `first` to `last`, both included, in order of time.

    None falls on a day off of either, each seen in their own time zone; a day has at most one. Meetings called off are
    not among them.
    """
    return [each for each in _planned(schedule, year, first, last) if not each.called_off]


def next_occurrence(schedule: Schedule, year: Year, after: datetime) -> Occurrence | None:
    """Return the first planned meeting that begins after the UTC moment `after`, None if there is none any more."""
    first = local(after, schedule.timezone).date() - DAY
    return next((each for each in occurrences(schedule, year, first, first + HORIZON) if each.starts_at > after), None)


def planned_for(schedule: Schedule, year: Year, day: date) -> Occurrence | None:
    """Return the meeting that the schedule names by `day`, wherever it was moved, or called off; None if it is none."""
    on = next((change.to for change in schedule.changes if change.day == day and change.to), day)
    return next((each for each in _planned(schedule, year, on, on) if each.day == day), None)


def _planned(schedule: Schedule, year: Year, first: date, last: date) -> list[Occurrence]:
    """Return what `occurrences` does, and what was called off."""
    changes = {change.day: change for change in schedule.changes}
    found = [_occurrence(schedule, day) for day in _nominal_days(schedule, year, first, last) if day not in changes]
    found += [_changed(schedule, change) for change in changes.values()]
    inside = (each for each in found if first <= each.on <= last and year.works(each.starts_at))
    by_day: dict[date, Occurrence] = {}
    for each in sorted(inside, key=lambda each: (each.called_off, each.starts_at)):
        by_day.setdefault(each.on, each)
    return sorted(by_day.values(), key=lambda each: each.starts_at)


def _occurrence(schedule: Schedule, day: date, *, called_off: bool = False) -> Occurrence:
    starts_at = moment_of(day, schedule.at, schedule.timezone)
    return Occurrence(day, day, starts_at, schedule.minutes, called_off)


def _changed(schedule: Schedule, change: Change) -> Occurrence:
    if change.to is None:
        return _occurrence(schedule, change.day, called_off=True)
    return Occurrence(change.day, change.to, moment_of(change.to, change.at, change.timezone), schedule.minutes)


def _nominal_days(schedule: Schedule, year: Year, first: date, last: date) -> Iterator[date]:
    """Yield the days of the schedule itself, in order, without those off."""
    last = min(last, schedule.ends) if schedule.ends else last
    if schedule.rhythm is None:
        yield from (day for day in sorted(set(schedule.dates)) if first <= day <= last)
        return
    day = max(first, schedule.rhythm.first)
    day += timedelta(days=(schedule.rhythm.first - day).days % 7)
    while day <= last:
        if _meets_on(schedule, schedule.rhythm, year, day):
            yield day
        day += WEEK


def _meets_on(schedule: Schedule, rhythm: Rhythm, year: Year, day: date) -> bool:
    """Say whether the rhythm has a meeting on `day`, one of its weekdays."""
    if not year.works(moment_of(day, schedule.at, schedule.timezone)):
        return False
    cadence = year.cadence_on(day, rhythm.cadence)
    if cadence is Cadence.MONTHLY:  # the first of its month that can be held
        earlier = (day - n * WEEK for n in range(1, 5))
        return not any(
            other.month == day.month
            and other >= rhythm.first
            and year.cadence_on(other, rhythm.cadence) is Cadence.MONTHLY
            and year.works(moment_of(other, schedule.at, schedule.timezone))
            for other in earlier
        )
    if cadence is Cadence.FORTNIGHTLY:
        return (day - rhythm.first).days // 7 % 2 == 0 or _is_moved_from(schedule, rhythm, year, day - WEEK)
    return cadence is Cadence.WEEKLY


def _is_moved_from(schedule: Schedule, rhythm: Rhythm, year: Year, day: date) -> bool:
    """Say whether the fortnightly meeting of `day`, the week before, is held a week later: `day` is off, and the two
    did not settle it otherwise while it was not.
    """
    return (
        day >= rhythm.first
        and year.cadence_on(day, rhythm.cadence) is Cadence.FORTNIGHTLY
        and not year.works(moment_of(day, schedule.at, schedule.timezone))
        and all(change.day != day for change in schedule.changes)
    )


def due_days(schedule: Schedule | None, year: Year, since: date, until: date) -> list[date]:
    """Return the local days up to `until` on which a meeting was due after the pair last met, or was made, on `since`.

    With a schedule these are its meetings. One held up to half a period early is that meeting; one that the pair called
    off is let go, save when the one before was called off as well. Without a schedule it is the program's rhythm: a
    week after `since` and every week from there, or the next school day of both, not while a season says less.
    """
    if schedule is None:
        return list(_due_by_program(year, since, until))
    early = timedelta(days=(_PERIOD[schedule.cadence].days - 1) // 2)
    planned = _planned(schedule, year, since + DAY, until)
    return [each.on for each in _binding(planned) if each.on > since + early]


def _binding(planned: Iterable[Occurrence]) -> Iterator[Occurrence]:
    let_go = False
    for each in planned:
        if each.called_off and not let_go:
            let_go = True
            continue
        let_go = False
        yield each


def _due_by_program(year: Year, since: date, until: date) -> Iterator[date]:
    day = since
    while day <= until:
        cadence = year.cadence_on(day + WEEK, PROGRAM_CADENCE)
        if cadence is Cadence.NONE:
            day += WEEK
            continue
        due = next((d for d in (day + _PERIOD[cadence] + n * DAY for n in range(366)) if year.is_school_day(d)), None)
        if due is None or due > until:
            return
        yield due
        day = due


def due_meeting(schedule: Schedule | None, year: Year, since: date, today: date) -> date | None:
    """Return the local day of the latest meeting that was due after `since` and up to `today`, None if none was."""
    return max(due_days(schedule, year, since, today), default=None)


def first_due(schedule: Schedule | None, year: Year, since: date, today: date) -> date | None:
    """Return the local day of the first meeting that was due after `since` and up to `today`: what a ladder counts
    from. None while nothing was missed; with a schedule that is "planned but not yet met".
    """
    return min(due_days(schedule, year, since, today), default=None)


def next_due(schedule: Schedule, year: Year, since: date) -> date | None:
    """Return the first local day after `since` on which the pair's own schedule asks for a meeting, past or to come;
    None if it asks for none within `LOOK_AHEAD`. Most ask within five weeks, so the rest is looked at only then.
    """
    for ahead in (5 * WEEK, LOOK_AHEAD):
        found = due_days(schedule, year, since, since + ahead)
        if found:
            return found[0]
    return None
