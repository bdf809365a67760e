"""The sample community's calendar: real days off, whatever year the sandbox is started in."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from bot.sandbox.community.holidays import calendar, holidays


@pytest.mark.parametrize("year", range(2024, 2040))
def test_every_year_has_its_days_off(year: int) -> None:
    spans = holidays(year)
    assert all(span.starts <= span.ends for span in spans)
    assert all(before.ends < after.starts for before, after in pairwise(spans))
    assert all(span.starts.weekday() == 0 for span in spans if span.starts.month < 11)
    thanksgiving = next(span for span in spans if span.starts.month == 11)
    assert thanksgiving.starts.weekday() == 3
    assert 22 <= thanksgiving.starts.day <= 28
    assert thanksgiving.ends - thanksgiving.starts == timedelta(days=1)


def test_they_are_those_of_the_calendar_on_the_wall() -> None:
    days = {span.starts for span in calendar(date(2026, 8, 24))}
    assert {date(2026, 9, 7), date(2026, 11, 26), date(2027, 1, 18), date(2027, 5, 31)} <= days
    assert [span.scope_name for span in holidays(2026) if span.scope_name] == ["Poppy Bay"]
