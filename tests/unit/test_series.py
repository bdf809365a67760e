"""Series of sessions: their days, their wall-clock time over changes of clocks, days off, and that they end."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import SchoolDays, local, moment_of
from bot.domain.programs import DaysOff
from bot.domain.series import (
    LAST,
    LONGEST,
    MOST_SESSIONS,
    MOVED_AT_MOST,
    AroundDaysOff,
    EveryMonths,
    EveryWeeks,
    Fate,
    Series,
    SeriesError,
    sessions,
)
from tests.unit.calendars import clock_times, days, spans_off, zones

rules = st.builds(EveryWeeks, st.integers(1, 10)) | st.builds(
    EveryMonths, st.sampled_from([1, 2, 3, 4, LAST]), st.integers(0, 6), st.integers(1, 4)
)


@st.composite
def some_series(draw: st.DrawFn) -> Series:
    first = draw(days)
    count = draw(st.none() | st.integers(1, 12))
    until = draw(st.integers(0, 500).map(lambda n: first + timedelta(days=n))) if count is None else None
    around = draw(st.sampled_from(AroundDaysOff))
    return Series(first, draw(clock_times), 120, draw(zones), draw(rules), count, until, around)


def series(rule: EveryWeeks | EveryMonths, **more: Any) -> Series:
    given = {"first": date(2026, 9, 8), "at": time(16), "minutes": 120, "timezone": "America/New_York", "count": 6}
    return Series(rule=rule, **{**given, **more})


@given(some_series(), spans_off())
def test_a_series_ends_and_keeps_its_order_and_its_time(made: Series, school: SchoolDays) -> None:
    found = sessions(made, school)
    held = [session for session in found if session.fate is not Fate.SKIPPED]
    assert len(found) <= MOST_SESSIONS
    assert len(held) <= (made.count or MOST_SESSIONS)
    for session in held:
        assert session.starts_at is not None
        assert session.ends_at == session.starts_at + timedelta(minutes=120)
        here = local(session.starts_at, made.timezone).date()
        day = (
            session.meant
            if session.fate is Fate.HELD
            else next(
                d
                for n in range(7)
                if moment_of(d := session.meant + timedelta(days=n), made.at, made.timezone) == session.starts_at
            )
        )
        assert session.starts_at == moment_of(day, made.at, made.timezone)
        assert (made.until or here) >= day >= made.first
        assert not any(off.starts <= day <= off.ends for off in school.days_off)
        if session.fate is Fate.MOVED:
            assert made.around is AroundDaysOff.MOVE
            assert day in school
            assert timedelta() < day - session.meant <= MOVED_AT_MOST
    starts = [session.starts_at for session in held if session.starts_at]
    assert all(one < other for one, other in pairwise(starts))


@given(some_series(), spans_off())
def test_no_day_of_the_rule_is_left_out(made: Series, school: SchoolDays) -> None:
    found = sessions(made, school)
    meant = [session.meant for session in found]
    for day, fate in zip(meant, (session.fate for session in found), strict=True):
        off = any(span.starts <= day <= span.ends for span in school.days_off)
        assert (fate is Fate.HELD) == (not off)
    if isinstance(made.rule, EveryWeeks):
        assert meant == [made.first + timedelta(weeks=made.rule.weeks * n) for n in range(len(meant))]
    else:
        assert all(day.weekday() == made.rule.weekday for day in meant)
        months = [day.year * 12 + day.month for day in meant]
        assert all(other - one == made.rule.months for one, other in pairwise(months))
        for day in meant:
            week = timedelta(weeks=1)
            nth = (day.day - 1) // 7 + 1
            assert nth == made.rule.nth or (made.rule.nth == LAST and (day + week).month != day.month)
    if made.count is None:
        assert made.until is not None
        assert len(found) == MOST_SESSIONS or not meant or next_after(made, meant[-1]) > made.until


def next_after(made: Series, day: date) -> date:
    return next(each for each in made.rule.days(made.first) if each > day)


def test_second_tuesdays_every_other_month_keep_their_hour_over_the_change_of_clocks() -> None:
    found = sessions(series(EveryMonths(2, 1, 2)), SchoolDays())
    assert [s.meant for s in found] == [
        date(2026, 9, 8), date(2026, 11, 10), date(2027, 1, 12), date(2027, 3, 9), date(2027, 5, 11), date(2027, 7, 13)
    ]  # fmt: skip
    assert [s.starts_at.hour for s in found if s.starts_at] == [20, 21, 21, 21, 20, 20]


def test_a_first_day_after_this_months_waits_for_the_next_month() -> None:
    assert sessions(series(EveryMonths(1, 1), count=1), SchoolDays())[0].meant == date(2026, 10, 6)
    assert sessions(series(EveryMonths(LAST, 4), count=2), SchoolDays())[1].meant == date(2026, 10, 30)


@pytest.mark.parametrize(
    ("around", "fates", "second"),
    [
        (AroundDaysOff.MOVE, [Fate.HELD, Fate.MOVED, Fate.HELD], datetime(2026, 11, 30, 21, tzinfo=UTC)),
        (AroundDaysOff.SKIP, [Fate.HELD, Fate.SKIPPED, Fate.HELD, Fate.HELD], None),
    ],
)
def test_days_off(around: AroundDaysOff, fates: list[Fate], second: datetime | None) -> None:
    thanksgiving = SchoolDays((DaysOff(date(2026, 11, 25), date(2026, 11, 27)),))
    made = series(EveryWeeks(2), first=date(2026, 11, 12), count=3, around=around)
    found = sessions(made, thanksgiving)
    assert [session.fate for session in found] == fates
    assert found[1].starts_at == second


def test_a_session_does_not_move_behind_the_next_nor_behind_the_end() -> None:
    off = SchoolDays((DaysOff(date(2026, 11, 9), date(2026, 11, 15)),))
    weekly = series(EveryWeeks(), first=date(2026, 11, 9), count=2)
    assert [s.fate for s in sessions(weekly, off)] == [Fate.SKIPPED, Fate.HELD, Fate.HELD]
    ending = series(EveryWeeks(), first=date(2026, 11, 13), count=None, until=date(2026, 11, 15))
    assert [s.fate for s in sessions(ending, off)] == [Fate.SKIPPED]


def test_saturdays_are_held_and_a_series_in_holidays_ends() -> None:
    assert sessions(series(EveryWeeks(), first=date(2026, 11, 14), count=1), SchoolDays())[0].fate is Fate.HELD
    always = SchoolDays((DaysOff(date(2026, 1, 1), date(2036, 1, 1)),))
    assert {s.fate for s in sessions(series(EveryWeeks(), count=60), always)} == {Fate.SKIPPED}
    assert len(sessions(series(EveryMonths(LAST, 0, 12), count=60), SchoolDays())) <= LONGEST.days // 365 + 1


@pytest.mark.parametrize(
    ("more", "problem"),
    [
        ({"count": None}, "endless"),
        ({"count": 0}, "count"),
        ({"count": 61}, "count"),
        ({"until": date(2026, 9, 7)}, "until"),
        ({"until": date(2036, 9, 7)}, "until"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 481}, "minutes"),
        ({"timezone": "Boston"}, "timezone"),
        ({"rule": EveryWeeks(0)}, "rule"),
        ({"rule": EveryMonths(5, 1)}, "rule"),
        ({"rule": EveryMonths(1, 7)}, "rule"),
        ({"rule": EveryMonths(1, 1, 0)}, "rule"),
        ({"first": date(9999, 12, 31)}, "first"),
    ],
)
def test_what_cannot_be_is_refused(more: dict[str, Any], problem: str) -> None:
    with pytest.raises(SeriesError) as refused:
        series(**{"rule": EveryWeeks(), **more})
    assert refused.value.problem == problem
