"""How a pair stands: by its last meeting, whatever the holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.days_off import read_span, span_words
from bot.domain.health import QUIET_FOR, Health, PairStanding, health, quiet_days, sort_by_health
from bot.domain.programs import DaysOff

TODAY = date(2026, 11, 27)
DAY = timedelta(days=1)
ago = st.integers(0, 60)
spans = st.lists(
    st.tuples(st.integers(-10, 60), st.integers(0, 20)).map(
        lambda both: DaysOff(TODAY - both[0] * DAY, TODAY - both[0] * DAY + both[1] * DAY)
    ),
    max_size=4,
).map(tuple)


@st.composite
def pairs(draw: st.DrawFn) -> PairStanding:
    starts = TODAY - draw(ago) * DAY
    met = draw(st.none() | st.integers(0, (TODAY - starts).days).map(lambda n: TODAY - n * DAY))
    return PairStanding(draw(st.integers(1, 1000)), starts, met, draw(st.booleans()))


@pytest.mark.parametrize(
    ("starts", "met", "expected"),
    [
        (14, None, Health.TOO_EARLY),
        (15, None, Health.NEEDS_A_HAND),
        (60, 14, Health.ON_TRACK),
        (60, 15, Health.NEEDS_A_HAND),
        (0, 0, Health.ON_TRACK),
        (-5, None, Health.TOO_EARLY),
    ],
)
def test_two_weeks_without_a_meeting_are_the_line(starts: int, met: int | None, expected: Health) -> None:
    pair = PairStanding(1, TODAY - starts * DAY, None if met is None else TODAY - met * DAY)
    assert health(pair, TODAY, ()) is expected


def test_holidays_of_the_program_do_not_count_and_those_of_a_school_do() -> None:
    pair = PairStanding(1, TODAY - 60 * DAY, TODAY - 16 * DAY)
    week = DaysOff(TODAY - 6 * DAY, TODAY)
    assert health(pair, TODAY, [week]) is Health.ON_TRACK
    assert health(pair, TODAY, [DaysOff(week.starts, week.ends, scope="school", scope_name="Elm")]) is (
        Health.NEEDS_A_HAND
    )


@given(pair=pairs(), off=spans)
def test_days_off_never_make_a_pair_worse_and_a_pause_never_shows_a_need(
    pair: PairStanding, off: tuple[DaysOff, ...]
) -> None:
    without, with_off = health(pair, TODAY, ()), health(pair, TODAY, off)
    assert with_off is not Health.NEEDS_A_HAND or without is Health.NEEDS_A_HAND
    assert not pair.paused or with_off is not Health.NEEDS_A_HAND
    if pair.last_met is not None and TODAY - pair.last_met <= QUIET_FOR:
        assert with_off is Health.ON_TRACK


@given(since=ago, off=spans)
def test_quiet_days_are_counted_day_by_day(since: int, off: tuple[DaysOff, ...]) -> None:
    first = TODAY - since * DAY
    each = [first + n * DAY for n in range(1, since + 1)]
    assert quiet_days(first, TODAY, off) == sum(
        1 for day in each if not any(span.starts <= day <= span.ends for span in off)
    )


@given(several=st.lists(pairs(), max_size=30, unique_by=lambda pair: pair.pair_id), off=spans)
def test_every_pair_stands_somewhere_and_who_never_met_comes_first(
    several: list[PairStanding], off: tuple[DaysOff, ...]
) -> None:
    found = sort_by_health(several, TODAY, off)
    assert sorted(pair.pair_id for of in found.values() for pair in of) == sorted(pair.pair_id for pair in several)
    for state, of_state in found.items():
        assert all(health(pair, TODAY, off) is state for pair in of_state)
        assert [pair.last_met is None for pair in of_state] == sorted(
            (pair.last_met is None for pair in of_state), reverse=True
        )


@given(starts=st.dates(date(2000, 1, 1), date(2100, 1, 1)), days=st.integers(0, 366))
def test_days_off_are_read_as_they_are_written(starts: date, days: int) -> None:
    span = DaysOff(starts, starts + days * DAY)
    assert read_span(span_words(span)) == span
