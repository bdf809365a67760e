"""Wall-clock rules: program weeks, prompt and reminder times, quiet hours, days off.

Local moments over a daylight-saving change follow PEP 495: a time that does not exist is read with the offset from
before the change (2:30 becomes 3:30), a time that exists twice is the first of the two.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.programs import DaysOff

DAY = timedelta(days=1)
PROMPT_LATEST = timedelta(days=2)  # README, "When things happen"
DIGEST_LATEST = timedelta(days=6)
WEEK = timedelta(weeks=1)
REMIND_WITHIN = timedelta(days=6)  # a reminder that comes with the next prompt, or after it, helps nobody
FIRST_YEAR, LAST_YEAR = 1900, 2999
HORIZON_WEEKS = 60  # a program year with room; how far a search for the next time looks


def is_timezone(name: str) -> bool:
    """Say whether `name` is an IANA time zone that this machine knows."""
    try:
        zone(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return bool(name)


def is_plausible(day: date) -> bool:
    """Say whether a day that somebody names can be meant: Python's calendar ends with the year 9999, where weeks and
    time zones overflow, and no program comes near to that.
    """
    return FIRST_YEAR <= day.year <= LAST_YEAR


@lru_cache(maxsize=1024)
def zone(name: str) -> ZoneInfo:
    """Return the time zone called `name`. Raises ZoneInfoNotFoundError or ValueError for a name that is none."""
    return ZoneInfo(name)


def local(moment: datetime, timezone: str) -> datetime:
    """Return the aware `moment` on the wall clock of `timezone`."""
    return moment.astimezone(zone(timezone))


def moment_of(day: date, at: time, timezone: str) -> datetime:
    """Return the UTC moment at which the wall clock of `timezone` shows `at` on `day`."""
    return datetime.combine(day, at, tzinfo=zone(timezone)).astimezone(UTC)


def week_of(day: date, weekday: int) -> date:
    """Return the first day of the program week that holds the local `day`; weeks begin on `weekday` at 0:00."""
    return day - timedelta(days=(day.weekday() - weekday) % 7)


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """Tells school days from days off: Saturdays, Sundays, and the calendars that concern a member."""

    days_off: tuple[DaysOff, ...] = ()

    def __contains__(self, day: date) -> bool:
        return day.weekday() < 5 and not any(day in off for off in self.days_off)

    def first_from(self, day: date, within: int = 366) -> date | None:
        """Return the first school day from `day` on, looking at most `within` days ahead, else None."""
        for _ in range(within + 1):
            if day in self:
                return day
            day += DAY
        return None

    def last_until(self, day: date, within: int) -> date | None:
        """Return the last school day until `day`, looking at most `within` days back, else None."""
        return next((d for d in (day - n * DAY for n in range(within + 1)) if d in self), None)


def school_days(days_off: Iterable[DaysOff], school: str, district: str) -> SchoolDays:
    """Return the school days of a member of that school and district."""
    return SchoolDays(tuple(off for off in days_off if off.concerns(school, district)))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When a person is asked: every `every_weeks` program weeks (which begin on `week_begins`), on `weekday` at `at`,
    all on the wall clock of `timezone`; from the local day `starts` to the local day `ends`.
    """

    week_begins: int
    weekday: int
    at: time
    timezone: str
    starts: date
    ends: date | None = None
    every_weeks: int = 1

    def nominal_day(self, week: date) -> date:
        """Return the day of the prompt in the program week that begins on `week`."""
        return week + timedelta(days=(self.weekday - self.week_begins) % 7)


@lru_cache(maxsize=1024)  # most of those who are asked together share day, hour, zone and calendar
def next_prompt(
    after: datetime, rhythm: Rhythm, days: SchoolDays, *, not_before: date | None = None
) -> datetime | None:
    """Return the first UTC moment after `after` at which the person is asked, or None if there is none any more.

    A prompt whose day is off moves to the first school day within two days, inside its program week; where there is
    none, that week has no prompt. `not_before` is the first local day allowed (the end of a pause). With `every_weeks`
    above one the weeks counted from the program's first are skipped.
    """
    week = week_of(local(after, rhythm.timezone).date(), rhythm.week_begins) - timedelta(weeks=1)
    first_week = week_of(rhythm.starts, rhythm.week_begins)
    earliest = max(rhythm.starts, not_before or rhythm.starts)
    week = max(week, week_of(earliest, rhythm.week_begins))
    for n in range(HORIZON_WEEKS):
        candidate = week + timedelta(weeks=n)
        if ((candidate - first_week).days // 7) % rhythm.every_weeks:
            continue
        nominal = rhythm.nominal_day(candidate)
        day = days.first_from(max(nominal, earliest), within=PROMPT_LATEST.days)
        if day is None or day - nominal > PROMPT_LATEST or day >= candidate + WEEK:
            continue
        if rhythm.ends is not None and day > rhythm.ends:
            return None
        moment = moment_of(day, rhythm.at, rhythm.timezone)
        if moment > after:
            return moment
    return None


@lru_cache(maxsize=1024)
def reminder_at(asked: datetime, at: time, timezone: str, days: SchoolDays) -> datetime | None:
    """Return the UTC moment of the one reminder: `at` on the next school day after the local day of `asked`, or None
    if that is a week away.
    """
    day = days.first_from(local(asked, timezone).date() + DAY, within=(REMIND_WITHIN - DAY).days)
    return moment_of(day, at, timezone) if day is not None else None


def next_weekly(after: datetime, weekday: int, at: time, timezone: str) -> datetime:
    """Return the first UTC moment after `after` at which it is `at` on `weekday` in `timezone`."""
    today = local(after, timezone).date()
    first = today + timedelta(days=(weekday - today.weekday()) % 7)
    moments = (moment_of(first + timedelta(weeks=n), at, timezone) for n in range(3))
    return next(moment for moment in moments if moment > after)


def latest_weekly(first: datetime, now: datetime, weekday: int, at: time, timezone: str) -> datetime:
    """Return the last of the weekly UTC moments from `first` on that is not after `now`; `first` if none follows it."""
    while (following := next_weekly(first, weekday, at, timezone)) <= now:
        first = following
    return first


@dataclass(frozen=True, slots=True)
class QuietHours:
    """A daily span of the recipient's wall clock in which nothing unasked arrives; it may pass midnight."""

    begins: time = time(19, 0)
    ends: time = time(7, 0)

    def hold(self, moment: datetime, timezone: str) -> bool:
        """Say whether the UTC `moment` falls in the quiet hours of `timezone`."""
        return self.hold_at(local(moment, timezone).time())

    def hold_at(self, at: time) -> bool:
        """Say whether a time of day falls in them."""
        if self.begins <= self.ends:
            return self.begins <= at < self.ends
        return at >= self.begins or at < self.ends

    def over_at(self, moment: datetime, timezone: str) -> datetime:
        """Return the UTC moment at which the quiet hours that hold at `moment` are over."""
        here = local(moment, timezone)
        day = here.date() if here.time() < self.ends else here.date() + DAY
        over = moment_of(day, self.ends, timezone)
        # When clocks go back over the end, there are two of it, and the first may have been before `moment`.
        return over if over > moment else moment_of(day, self.ends.replace(fold=1), timezone)


def next_waking_moment(moment: datetime, timezone: str, quiet: QuietHours, works: Callable[[date], bool]) -> datetime:
    """Return the first UTC moment from `moment` on that is outside the quiet hours and on a day that `works`."""
    for _ in range(2 * 366):
        if quiet.hold(moment, timezone):
            moment = quiet.over_at(moment, timezone)
        elif works(local(moment, timezone).date()):
            break
        else:
            moment = moment_of(local(moment, timezone).date() + DAY, time(0), timezone)
    return moment
