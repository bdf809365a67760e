"""The sample community's calendar: days off as districts of the United States have them, the same rules every year."""

from datetime import date, timedelta

from bot.domain.programs import DaysOff

YEARS = 3  # of calendar, from the one in which the program begins
MONDAY, THURSDAY = 0, 3
DISTRICT = "Poppy Bay"


def calendar(starts: date) -> tuple[DaysOff, ...]:
    """Return the days off of the years from `starts` on."""
    return tuple(span for year in range(starts.year, starts.year + YEARS) for span in holidays(year))


def holidays(year: int) -> list[DaysOff]:
    """Return the days off that begin in a year, in their order; in October one district has a staff day of its own."""
    memorial = date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday())
    spring, staff, thanksgiving = _nth(year, 4, MONDAY, 1), _nth(year, 10, MONDAY, 2), _nth(year, 11, THURSDAY, 4)
    return [
        _day(_nth(year, 1, MONDAY, 3), "Martin Luther King Jr. Day"),
        _day(_nth(year, 2, MONDAY, 3), "Presidents’ Day"),
        DaysOff(spring, spring + timedelta(days=4), "Spring break"),
        _day(memorial, "Memorial Day"),
        _day(_nth(year, 9, MONDAY, 1), "Labor Day"),
        DaysOff(staff, staff, "Staff day", "district", DISTRICT),
        DaysOff(thanksgiving, thanksgiving + timedelta(days=1), "Thanksgiving break"),
        DaysOff(date(year, 12, 21), date(year + 1, 1, 1), "Winter break"),
    ]


def _day(day: date, title: str) -> DaysOff:
    return DaysOff(day, day, title)


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """Return the nth such weekday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)
