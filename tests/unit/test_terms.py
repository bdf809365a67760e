"""How a term goes: what was planned until now, without days off and what was called off; what lies ahead."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import SchoolDays
from bot.domain.programs import DaysOff
from bot.domain.schedules import Cadence, Change, Rhythm, Schedule, Side, Year
from bot.domain.terms import begins, term_of

ZONE = "America/New_York"
FIRST = date(2026, 9, 4)  # a Friday
OFF = SchoolDays((DaysOff(date(2026, 9, 18), date(2026, 9, 18)),))
YEAR = Year((Side(ZONE, OFF), Side(ZONE, SchoolDays(()))))
WEEKLY = Schedule(ZONE, time(15), 30, Rhythm(Cadence.WEEKLY, FIRST), changes=(Change(date(2026, 9, 11)),))


def test_days_off_and_what_was_called_off_do_not_count() -> None:
    now = datetime(2026, 10, 2, 19, 15, tzinfo=UTC)  # 15:15 in New York: the talk of today is not over
    term = term_of(WEEKLY, YEAR, FIRST, [date(2026, 8, 30), date(2026, 9, 4), date(2026, 9, 29)], now)
    assert (term.planned, term.met) == (2, 2)
    assert term.next_at == datetime(2026, 10, 9, 19, tzinfo=UTC)
    assert term_of(WEEKLY, YEAR, FIRST, [], now + timedelta(minutes=15)).planned == 3


def test_it_counts_from_the_first_day_the_schedule_asks_for() -> None:
    dates = Schedule(ZONE, time(15), 30, None, (date(2026, 9, 8), date(2026, 9, 30)))
    assert begins(dates, FIRST) == date(2026, 9, 8)
    assert begins(WEEKLY, date(2026, 9, 7)) == date(2026, 9, 7)
    over = term_of(dates, YEAR, date(2026, 9, 8), [], datetime(2026, 10, 2, tzinfo=UTC))
    assert (over.next_at, over.planned) == (None, 2)


@given(st.integers(-30, 300), st.integers(0, 48))
def test_it_never_goes_back(days: int, hours: int) -> None:
    one = datetime(2026, 9, 4, 12, tzinfo=UTC) + timedelta(days=days)
    before, after = (term_of(WEEKLY, YEAR, FIRST, [], at) for at in (one, one + timedelta(hours=hours)))
    assert before.planned <= after.planned
    assert before.next_at is None or before.next_at > one
