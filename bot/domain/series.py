"""Series of sessions: on which days, at which moments, around days off. A series always ends.

Days and times of day are on the wall clock of the program's time zone, moments are aware UTC; over a change of clocks a
session keeps its wall-clock time (see `bot.domain.calendar`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import DAY, SchoolDays, is_timezone, moment_of

MOST_SESSIONS = 60
LONGEST = timedelta(days=3 * 366)  # how far a series reaches, counted from its first day
LONGEST_SESSION = 8 * 60  # minutes
MOVED_AT_MOST = timedelta(days=6)
LAST = -1
FIRST_YEAR, LAST_YEAR = 2000, 9000  # a mistyped year is no reason to compute with days that do not exist


class SeriesError(ValueError):
    """A series that cannot be; `problem` says in a word which part is wrong."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class AroundDaysOff(StrEnum):
    """What happens to a session whose day is off."""

    MOVE = "move"  # to the next school day, at most six days later, so before the next session
    SKIP = "skip"


class Fate(StrEnum):
    """What has become of a session's day."""

    HELD = "held"
    MOVED = "moved"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class EveryWeeks:
    """Every `weeks` weeks, on the weekday of the first session."""

    weeks: int = 1

    def days(self, first: date) -> Iterator[date]:
        """Yield the days of the series, without end."""
        while True:
            yield first
            first += timedelta(weeks=self.weeks)


@dataclass(frozen=True, slots=True)
class EveryMonths:
    """The `nth` (1 to 4, or LAST) `weekday` (Monday is 0) of every `months` months: "second Tuesday every other month".
    The first is on the first day or after it, and the months are counted from there.
    """

    nth: int
    weekday: int
    months: int = 1

    def days(self, first: date) -> Iterator[date]:
        """Yield the days of the series, without end."""
        month = first.year * 12 + first.month - 1
        if self._in_month(month) < first:
            month += 1
        while True:
            yield self._in_month(month)
            month += self.months

    def _in_month(self, month: int) -> date:
        start = date(month // 12, month % 12 + 1, 1)
        if self.nth == LAST:
            end = date((month + 1) // 12, (month + 1) % 12 + 1, 1) - DAY
            return end - timedelta(days=(end.weekday() - self.weekday) % 7)
        return start + timedelta(days=(self.weekday - start.weekday()) % 7, weeks=self.nth - 1)


@dataclass(frozen=True, slots=True)
class Series:
    """Sessions of `minutes` at `at` on the wall clock of `timezone`, from the day `first` on: `count` of them, or as
    many as there are up to the day `until`, whichever is fewer; one of the two has to be given.

    Raises SeriesError if it would be endless or cannot be.
    """

    first: date
    at: time
    minutes: int
    timezone: str
    rule: EveryWeeks | EveryMonths
    count: int | None = None
    until: date | None = None
    around: AroundDaysOff = AroundDaysOff.MOVE

    def __post_init__(self) -> None:
        if problem := next((name for name, wrong in self._problems() if wrong), None):
            raise SeriesError(problem)

    def _problems(self) -> Iterator[tuple[str, bool]]:
        yield "first", not FIRST_YEAR <= self.first.year <= LAST_YEAR
        yield "endless", self.count is None and self.until is None
        yield "count", self.count is not None and not 1 <= self.count <= MOST_SESSIONS
        yield "until", self.until is not None and not self.first <= self.until <= self.first + LONGEST
        yield "minutes", not 1 <= self.minutes <= LONGEST_SESSION
        yield "timezone", not is_timezone(self.timezone)
        if isinstance(self.rule, EveryWeeks):
            yield "rule", not 1 <= self.rule.weeks <= 52
        else:
            months, nth, weekday = self.rule.months, self.rule.nth, self.rule.weekday
            yield "rule", not (1 <= months <= 12 and nth in {1, 2, 3, 4, LAST} and 0 <= weekday <= 6)


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a series. `meant` is the day of the rule; a skipped one has neither `starts_at` nor `ends_at`, and
    is there so that it can be said.
    """

    meant: date
    fate: Fate
    starts_at: datetime | None = None
    ends_at: datetime | None = None


def sessions(series: Series, days: SchoolDays) -> tuple[Session, ...]:
    """Return the sessions of a series in order, the skipped ones among them. A skipped one does not count, so a series
    of six has six that are held or moved, unless it reaches `until`, or MOST_SESSIONS or LONGEST with the skipped ones.

    Only the calendars' days off count for the day of the rule: a series on Saturdays is held on Saturdays. A session
    that moves goes to a school day.
    """
    found: list[Session] = []
    held = 0
    last = min(series.until or date.max, series.first + LONGEST)
    meant_days = series.rule.days(series.first)
    meant = next(meant_days)
    while meant <= last and len(found) < MOST_SESSIONS and held != series.count:
        day = _day(meant, last, series.around, days)
        if day is None:
            found.append(Session(meant, Fate.SKIPPED))
        else:
            starts_at = moment_of(day, series.at, series.timezone)
            fate = Fate.HELD if day == meant else Fate.MOVED
            found.append(Session(meant, fate, starts_at, starts_at + timedelta(minutes=series.minutes)))
            held += 1
        meant = next(meant_days)
    return tuple(found)


def _day(meant: date, latest: date, around: AroundDaysOff, days: SchoolDays) -> date | None:
    """Return the day on which the session meant for `meant` is held, None if it is skipped."""
    if not any(off.starts <= meant <= off.ends for off in days.days_off):
        return meant
    if around is AroundDaysOff.SKIP:
        return None
    return days.first_from(meant, within=min(MOVED_AT_MOST, latest - meant).days)
