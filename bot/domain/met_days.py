"""Which day somebody means who writes when they talked. Pure; no word here depends on Slack.

A weekday is the latest one up to today, "last tuesday" the one before today. A day and month without a year are the
latest such day, unless there is one in the next two months: then that is meant, and the caller refuses the future.
"""

from datetime import date, timedelta

_DAY = timedelta(days=1)
_SOON = timedelta(days=60)

WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tue", "tues"),
            ("wednesday", "wed"),
            ("thursday", "thu", "thur", "thurs"),
            ("friday", "fri"),
            ("saturday", "sat"),
            ("sunday", "sun"),
        )
    )
    for name in names
}
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}


class NoSuchDay(Exception):
    """The calendar does not have the day that was written, such as 31.02."""


def writes_month_first(locale: str) -> bool:
    """Say whether people with that locale (as Slack names it) write 11/19 for 19 November."""
    return locale in {"en-US", "en"}


def latest_weekday(today: date, weekday: int, *, before_today: bool = False) -> date:
    """Return the latest `weekday` (Monday is 0) up to `today`, or strictly before it."""
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=back or (7 if before_today else 0))


def latest_day_of_month(today: date, number: int) -> date:
    """Return the latest day with that number in its month up to `today`. Raises NoSuchDay."""
    day = today
    for _ in range(62):  # any number from 1 to 31 stands in two months running
        if day.day == number:
            return day
        day -= _DAY
    raise NoSuchDay


def day_of(today: date, day: int, month: int, year: int | None = None) -> date:
    """Return the day that is meant; see above for one without a year. Raises NoSuchDay."""
    if year is not None:
        return _real(year + 2000 if year < 100 else year, month, day)
    found = []
    for candidate in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(_real(candidate, month, day))
        except NoSuchDay:
            continue
    if not found:
        raise NoSuchDay
    return max((each for each in found if each <= today + _SOON), default=found[0])


def _real(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        raise NoSuchDay from None


def slashed(today: date, first: int, second: int, year: int | None, *, month_first: bool) -> date:
    """Return the day of "11/19": the month comes first where that is usual, or where only that makes a day.

    Raises NoSuchDay.
    """
    month, day = (first, second) if month_first else (second, first)
    if month > 12 >= day:
        month, day = day, month
    return day_of(today, day, month, year)
