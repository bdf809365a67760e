"""The sample community's calendar: days off as districts of the United States have them, for every year alike."""

from datetime import date, timedelta

from sqlalchemy import insert

from bot.store.database import Store
from bot.store.schema import days_off

YEARS = 3  # of calendar, from the one in which the program begins
MONDAY, THURSDAY = 0, 3
DISTRICT = "Poppy Bay"


def add_holidays(store: Store, program_id: int, starts: date) -> None:
    """Enter the days off of the school years from `starts` on."""
    spans = [span for year in range(starts.year, starts.year + YEARS) for span in holidays(year)]
    with store.write() as tx:
        tx.execute(insert(days_off), [{"program_id": program_id, **span} for span in spans])


def holidays(year: int) -> list[dict[str, object]]:
    """Return the days off that begin in a year, as rows without their program; one district has a day of its own."""
    thanksgiving = _nth(year, 11, THURSDAY, 4)
    spring = _nth(year, 4, MONDAY, 1)
    return [
        _off("Martin Luther King Jr. Day", _nth(year, 1, MONDAY, 3)),
        _off("Presidents’ Day", _nth(year, 2, MONDAY, 3)),
        _off("Spring break", spring, spring + timedelta(days=4)),
        _off("Memorial Day", date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday())),
        _off("Labor Day", _nth(year, 9, MONDAY, 1)),
        {**_off("Staff day", _nth(year, 10, MONDAY, 2)), "scope": "district", "scope_name": DISTRICT},
        _off("Thanksgiving break", thanksgiving, thanksgiving + timedelta(days=1)),
        _off("Winter break", date(year, 12, 21), date(year + 1, 1, 1)),
    ]


def _off(title: str, first: date, last: date | None = None) -> dict[str, object]:
    return {"title": title, "starts": first, "ends": last or first, "scope": "program", "scope_name": ""}


def _nth(year: int, month: int, weekday: int, number: int) -> date:
    """Return the nth such weekday of a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7, weeks=number - 1)
