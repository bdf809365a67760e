"""How a pair stands: by its last meeting, whatever the holidays."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.days_off import read_span, span_words
from bot.domain.health import QUIET_FOR, Calendar, Health, PairStanding, health, quiet_days, sort_by_health, with_plans
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
    anew = draw(st.none() | ago.map(lambda n: TODAY - n * DAY))
    return PairStanding(draw(st.integers(1, 1000)), starts, met, draw(st.booleans()), draw(st.booleans()), anew)


def stands(pair: PairStanding, *days_off: DaysOff) -> Health:
    return health(pair, Calendar(days_off, TODAY))


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
    assert stands(pair) is expected


@pytest.mark.parametrize(
    ("scope", "name", "expected"),
    [
        ("program", "", Health.ON_TRACK),
        ("school", "ELM", Health.ON_TRACK),  # the mentor's
        ("district", "South", Health.ON_TRACK),  # the mentee's
        ("school", "Oak", Health.NEEDS_A_HAND),
        ("district", "Elm", Health.NEEDS_A_HAND),
        ("school", "", Health.NEEDS_A_HAND),
    ],
)
def test_days_off_do_not_count_if_they_are_of_the_program_or_of_either(scope: str, name: str, expected: Health) -> None:
    two = frozenset({("Elm", "North"), ("Lake", "South")})
    pair = PairStanding(1, TODAY - 60 * DAY, TODAY - 16 * DAY, places=two)
    assert stands(pair, DaysOff(TODAY - 6 * DAY, TODAY, scope=scope, scope_name=name)) is expected


def test_a_hold_is_a_decision_and_who_goes_on_has_two_weeks_anew() -> None:
    long_ago = PairStanding(1, TODAY - 60 * DAY, TODAY - 40 * DAY)
    assert stands(replace(long_ago, held=True)) is Health.ON_HOLD
    assert stands(replace(long_ago, held=True, last_met=TODAY)) is Health.ON_HOLD
    assert stands(replace(long_ago, anew=TODAY - 14 * DAY)) is Health.TOO_EARLY
    assert stands(replace(long_ago, anew=TODAY + 30 * DAY)) is Health.TOO_EARLY
    assert stands(replace(long_ago, anew=TODAY - 15 * DAY)) is Health.NEEDS_A_HAND
    assert stands(replace(long_ago, anew=TODAY - 15 * DAY), DaysOff(TODAY, TODAY)) is Health.TOO_EARLY


@given(pair=pairs(), off=spans)
def test_days_off_never_make_a_pair_worse_and_a_pause_never_shows_a_need(
    pair: PairStanding, off: tuple[DaysOff, ...]
) -> None:
    without, with_off = stands(pair), stands(pair, *off)
    assert with_off is not Health.NEEDS_A_HAND or without is Health.NEEDS_A_HAND
    assert not pair.paused or with_off is not Health.NEEDS_A_HAND
    if pair.last_met is not None and TODAY - pair.last_met <= QUIET_FOR:
        assert with_off is (Health.ON_HOLD if pair.held else Health.ON_TRACK)


@pytest.mark.parametrize(
    ("met", "day", "expected"),
    [
        (28, 0, Health.ON_TRACK),  # monthly, and today is the day
        (28, -9, Health.ON_TRACK),
        (35, 7, Health.ON_TRACK),
        (36, 8, Health.NEEDS_A_HAND),
        (10, 8, Health.ON_TRACK),  # a plan asks for more often than the line: two weeks are two weeks
        (None, -3, Health.TOO_EARLY),
        (None, 8, Health.NEEDS_A_HAND),
    ],
)
def test_who_plans_their_own_days_needs_a_hand_a_week_after_one_of_them(
    met: int | None, day: int, expected: Health
) -> None:
    starts, last_met = TODAY - 90 * DAY, None if met is None else TODAY - met * DAY
    assert stands(PairStanding(1, starts, last_met, agreed=TODAY - day * DAY)) is expected


def test_days_off_do_not_count_after_a_planned_day_either() -> None:
    pair = PairStanding(1, TODAY - 90 * DAY, TODAY - 40 * DAY, agreed=TODAY - 10 * DAY)
    at_elm = replace(pair, places=frozenset({("Elm", "North"), ("Lake", "South")}))
    off = DaysOff(TODAY - 9 * DAY, TODAY - 7 * DAY, scope="school", scope_name="Elm")
    assert [stands(each, off) for each in (pair, at_elm)] == [Health.NEEDS_A_HAND, Health.ON_TRACK]


@given(pair=pairs(), off=spans, day=st.integers(-60, 60))
def test_a_plan_of_their_own_only_ever_gives_time(pair: PairStanding, off: tuple[DaysOff, ...], day: int) -> None:
    without, planned = stands(pair, *off), stands(replace(pair, agreed=TODAY - day * DAY), *off)
    assert planned is without or without is Health.NEEDS_A_HAND
    assert planned is not Health.NEEDS_A_HAND or day > 7


scoped = st.lists(
    st.builds(
        lambda ago, days, whose: DaysOff(TODAY - ago * DAY, TODAY - (ago - days) * DAY, "", *whose),
        st.integers(-10, 90),
        st.integers(0, 30),
        st.sampled_from([("program", ""), ("school", "Elm"), ("district", "North"), ("school", "Oak")]),
    ),
    max_size=4,
)


@given(pair=pairs(), off=scoped, elsewhere=st.booleans())
def test_places_are_asked_for_only_where_they_decide(pair: PairStanding, off: list[DaysOff], elsewhere: bool) -> None:
    placed = replace(pair, places=frozenset({("Ash", "West") if elsewhere else ("Elm", "North"), ("", "")}))
    calendar = Calendar(off, TODAY)
    if not any(calendar.depends(day) for day in (pair.quiet_since, pair.anew) if day is not None):
        assert health(placed, calendar) is health(pair, calendar)
    if pair.anew is not None and pair.anew < calendar.first:  # and of what was that long ago nothing is read
        assert health(placed, calendar) is health(replace(placed, anew=None), calendar)


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
    found = sort_by_health(several, Calendar(off, TODAY))
    assert sorted(pair.pair_id for of in found.values() for pair in of) == sorted(pair.pair_id for pair in several)
    planned = [replace(pair, agreed=TODAY - DAY) for pair in found[Health.NEEDS_A_HAND][::2]]
    after = with_plans(found, planned, Calendar(off, TODAY))
    others = [pair for pair in several if pair.pair_id not in {each.pair_id for each in planned}]
    assert after == sort_by_health([*others, *planned], Calendar(off, TODAY))
    for state, of_state in found.items():
        assert all(stands(pair, *off) is state for pair in of_state)
        assert [pair.last_met is None for pair in of_state] == sorted(
            (pair.last_met is None for pair in of_state), reverse=True
        )


@given(starts=st.dates(date(2000, 1, 1), date(2100, 1, 1)), days=st.integers(0, 366))
def test_days_off_are_read_as_they_are_written(starts: date, days: int) -> None:
    span = DaysOff(starts, starts + days * DAY)
    assert read_span(span_words(span)) == span
