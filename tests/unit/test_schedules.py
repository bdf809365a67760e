"""When a pair means to meet, and what was due: over days off, changes of clocks and the year's end."""

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import DAY, WEEK, SchoolDays, local, moment_of
from bot.domain.programs import DaysOff
from bot.domain.schedules import (
    Cadence,
    Change,
    Rhythm,
    Schedule,
    Season,
    Side,
    Year,
    due_days,
    due_meeting,
    first_due,
    next_occurrence,
    occurrences,
)
from tests.unit.calendars import clock_times, days, moments, spans_off, zones

NEW_YORK = "America/New_York"
ALONE = Year((Side(NEW_YORK), Side(NEW_YORK)))
THURSDAY = date(2026, 10, 22)


def weekly(cadence: Cadence = Cadence.WEEKLY, first: date = THURSDAY, **more: object) -> Schedule:
    return Schedule(NEW_YORK, time(14, 30), 30, Rhythm(cadence, first), **more)  # type: ignore[arg-type]


def off(starts: date, ends: date | None = None) -> Year:
    """Return a year in which one of the two has those days off."""
    return Year((Side(NEW_YORK, SchoolDays((DaysOff(starts, ends or starts),))), Side(NEW_YORK)))


@st.composite
def years(draw: st.DrawFn) -> Year:
    sides = tuple(Side(draw(zones), draw(spans_off())) for _ in range(2))
    starts = draw(st.lists(days, max_size=2))
    seasons = tuple(
        Season(day, day + draw(st.integers(0, 90)) * DAY, cadence=draw(st.sampled_from(list(Cadence))))
        for day in starts
    )
    return Year(sides, seasons)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    cadence = draw(st.sampled_from([Cadence.WEEKLY, Cadence.FORTNIGHTLY, Cadence.MONTHLY]))
    dates = tuple(draw(st.lists(days, min_size=1, max_size=8)))
    rhythm = draw(st.one_of(st.none(), st.builds(Rhythm, st.just(cadence), days)))
    return Schedule(draw(zones), draw(clock_times), draw(st.integers(5, 120)), rhythm, () if rhythm else dates)


class TestOccurrences:
    @given(schedules(), years(), days, st.integers(0, 400))
    def test_none_is_on_a_day_off_none_is_doubled_and_all_keep_the_wall_clock(
        self, schedule: Schedule, year: Year, first: date, length: int
    ) -> None:
        last = first + length * DAY
        found = occurrences(schedule, year, first, last)
        assert len({each.on for each in found}) == len(found)
        assert [each.starts_at for each in found] == sorted(each.starts_at for each in found)
        for each in found:
            assert first <= each.on <= last
            assert each.starts_at == moment_of(each.on, schedule.at, schedule.timezone)
            for side in year.sides:
                assert local(each.starts_at, side.timezone).date() in side.days

    @given(schedules(), years(), days, st.integers(0, 100), st.integers(0, 100))
    def test_a_longer_look_finds_the_same_meetings(
        self, schedule: Schedule, year: Year, first: date, one: int, more: int
    ) -> None:
        middle = first + one * DAY
        parts = occurrences(schedule, year, first, middle)
        parts += occurrences(schedule, year, middle + DAY, middle + (more + 1) * DAY)
        assert parts == occurrences(schedule, year, first, middle + (more + 1) * DAY)

    @given(st.integers(1, 60), st.sampled_from([Cadence.WEEKLY, Cadence.FORTNIGHTLY]))
    def test_without_days_off_the_count_is_right(self, weeks: int, cadence: Cadence) -> None:
        found = occurrences(weekly(cadence), ALONE, THURSDAY, THURSDAY + weeks * WEEK - DAY)
        assert len(found) == (weeks if cadence is Cadence.WEEKLY else (weeks + 1) // 2)

    @given(zones, clock_times, days, st.tuples(spans_off(), spans_off()), st.tuples(zones, zones))
    def test_a_fortnightly_meeting_on_a_day_off_moves_a_week_and_the_fortnights_go_on(
        self, zone: str, at: time, first: date, off: tuple[SchoolDays, SchoolDays], where: tuple[str, str]
    ) -> None:
        year = Year(tuple(Side(*side) for side in zip(where, off, strict=True)))
        schedule = Schedule(zone, at, 30, Rhythm(Cadence.FORTNIGHTLY, first))
        fortnights = 30
        found = {each.on for each in occurrences(schedule, year, first, first + fortnights * 2 * WEEK - DAY)}
        expected = set()
        for own in (first + n * 2 * WEEK for n in range(fortnights)):
            held = (day for day in (own, own + WEEK) if year.works(moment_of(day, at, zone)))
            expected |= {day for day in [next(held, None)] if day}
        assert found == expected

    @given(schedules(), years(), moments)
    def test_the_next_is_the_first_after_the_moment(self, schedule: Schedule, year: Year, now: datetime) -> None:
        following = next_occurrence(schedule, year, now)
        today = local(now, schedule.timezone).date()
        near = [o for o in occurrences(schedule, year, today, today + 8 * WEEK) if o.starts_at > now]
        assert following == near[0] if near else following is None or following.starts_at > now

    def test_a_slot_keeps_its_hour_when_the_clocks_go_back_and_over_the_years_end(self) -> None:
        found = occurrences(weekly(), ALONE, date(2026, 10, 26), date(2027, 1, 10))
        assert {local(each.starts_at, NEW_YORK).time() for each in found} == {time(14, 30)}
        assert {each.starts_at.hour for each in found} == {18, 19}
        assert date(2026, 12, 31) in [each.on for each in found]

    def test_a_day_off_of_either_is_left_out(self) -> None:
        thanksgiving = off(date(2026, 11, 26), date(2026, 11, 27))
        found = occurrences(weekly(), thanksgiving, date(2026, 11, 16), date(2026, 12, 6))
        assert [each.on for each in found] == [date(2026, 11, 19), date(2026, 12, 3)]

    def test_each_days_off_count_on_their_own_wall_clock(self) -> None:
        # Thursday 18:00 in New York is Friday in Auckland, where that Friday is off.
        far = Year((Side(NEW_YORK), Side("Pacific/Auckland")))
        free = Schedule(NEW_YORK, time(18), 30, Rhythm(Cadence.WEEKLY, THURSDAY))
        assert [each.on for each in occurrences(free, far, THURSDAY, THURSDAY)] == [THURSDAY]
        friday = SchoolDays((DaysOff(date(2026, 10, 23), date(2026, 10, 23)),))
        busy = Year((Side(NEW_YORK), Side("Pacific/Auckland", friday)))
        assert occurrences(free, busy, THURSDAY, THURSDAY) == []

    def test_nothing_is_planned_after_the_end(self) -> None:
        found = occurrences(weekly(ends=date(2026, 10, 30)), ALONE, THURSDAY, date(2027, 1, 1))
        assert [each.on for each in found] == [THURSDAY, date(2026, 10, 29)]

    @pytest.mark.parametrize(
        ("cadence", "expected"),
        [
            (Cadence.NONE, []),
            (Cadence.MONTHLY, [date(2027, 7, 1), date(2027, 8, 5)]),
            (Cadence.FORTNIGHTLY, [date(2027, 7, 1), date(2027, 7, 15), date(2027, 7, 29), date(2027, 8, 12)]),
        ],
    )
    def test_a_summer_has_its_own_rhythm(self, cadence: Cadence, expected: list[date]) -> None:
        summer = Season(date(2027, 7, 1), date(2027, 8, 20), cadence=cadence)
        year = Year(ALONE.sides, (summer,))
        found = [each.on for each in occurrences(weekly(), year, date(2027, 6, 24), date(2027, 8, 26))]
        assert found == [date(2027, 6, 24), *expected, date(2027, 8, 26)]

    def test_a_season_never_adds_meetings(self) -> None:
        often = Year(ALONE.sides, (Season(THURSDAY, THURSDAY + 8 * WEEK, cadence=Cadence.WEEKLY),))
        found = occurrences(weekly(Cadence.FORTNIGHTLY), often, THURSDAY, THURSDAY + 3 * WEEK)
        assert [each.on for each in found] == [THURSDAY, THURSDAY + 2 * WEEK]

    def test_a_month_whose_first_meeting_is_off_takes_the_next(self) -> None:
        found = occurrences(weekly(Cadence.MONTHLY), off(date(2026, 11, 5)), date(2026, 11, 1), date(2026, 11, 30))
        assert [each.on for each in found] == [date(2026, 11, 12)]

    def test_a_fortnightly_meeting_on_thanksgiving_is_a_week_later(self) -> None:
        thanksgiving = off(date(2026, 11, 26), date(2026, 11, 27))
        found = occurrences(weekly(Cadence.FORTNIGHTLY, date(2026, 11, 12)), thanksgiving, THURSDAY, date(2026, 12, 24))
        assert [each.on.isoformat()[5:] for each in found] == ["11-12", "12-03", "12-10", "12-24"]

    def test_one_that_was_called_off_before_the_day_was_off_does_not_come_back(self) -> None:
        settled = weekly(Cadence.FORTNIGHTLY, changes=(Change(THURSDAY),))
        assert occurrences(settled, off(THURSDAY), THURSDAY, THURSDAY + WEEK) == []


class TestChanges:
    def test_a_moved_meeting_stands_where_it_was_moved_to(self) -> None:
        moved = Change(THURSDAY, date(2026, 10, 23), time(9), "America/Chicago")
        found = occurrences(weekly(changes=(moved,)), ALONE, THURSDAY, THURSDAY + WEEK)
        assert [(each.day, each.on, each.starts_at.hour) for each in found] == [
            (THURSDAY, date(2026, 10, 23), 14),
            (THURSDAY + WEEK, THURSDAY + WEEK, 18),
        ]

    def test_one_moved_onto_another_is_one_meeting(self) -> None:
        moved = Change(THURSDAY, THURSDAY + WEEK, time(9), NEW_YORK)
        found = occurrences(weekly(changes=(moved,)), ALONE, THURSDAY, THURSDAY + WEEK)
        assert [(each.on, each.starts_at.hour) for each in found] == [(THURSDAY + WEEK, 13)]

    def test_one_called_off_is_not_planned(self) -> None:
        found = occurrences(weekly(changes=(Change(THURSDAY),)), ALONE, THURSDAY, THURSDAY + WEEK)
        assert [each.on for each in found] == [THURSDAY + WEEK]


class TestDue:
    @given(st.one_of(st.none(), schedules()), years(), days, st.integers(0, 120))
    def test_what_was_due_lies_between_and_on_school_days(
        self, schedule: Schedule | None, year: Year, since: date, length: int
    ) -> None:
        today = since + length * DAY
        found = due_days(schedule, year, since, today)
        assert found == sorted(set(found))
        assert all(since < day <= today for day in found)
        assert due_meeting(schedule, year, since, today) == (found[-1] if found else None)
        assert first_due(schedule, year, since, today) == (found[0] if found else None)
        if schedule is None:
            assert all(year.is_school_day(day) for day in found)

    def test_without_a_schedule_it_is_a_week_after_the_last_meeting(self) -> None:
        assert due_days(None, ALONE, THURSDAY, THURSDAY + 2 * WEEK) == [THURSDAY + WEEK, THURSDAY + 2 * WEEK]
        assert due_days(None, ALONE, THURSDAY, THURSDAY + WEEK - DAY) == []

    def test_a_due_day_that_is_off_moves_to_the_next_school_day(self) -> None:
        year = off(date(2026, 10, 29), date(2026, 10, 30))
        assert first_due(None, year, THURSDAY, date(2026, 11, 5)) == date(2026, 11, 2)

    def test_a_summer_without_meetings_has_none_due(self) -> None:
        year = Year(ALONE.sides, (Season(date(2027, 6, 20), date(2027, 8, 25), cadence=Cadence.NONE),))
        assert due_days(None, year, date(2027, 6, 17), date(2027, 8, 25)) == []
        assert first_due(None, year, date(2027, 6, 17), date(2027, 9, 10)) is not None

    def test_planned_but_not_yet_met_is_not_due(self) -> None:
        ahead = weekly(first=THURSDAY + WEEK)
        assert first_due(ahead, ALONE, date(2026, 10, 12), THURSDAY + WEEK - DAY) is None
        assert first_due(ahead, ALONE, date(2026, 10, 12), THURSDAY + WEEK) == THURSDAY + WEEK

    @pytest.mark.parametrize(
        ("cadence", "early", "due"),
        [
            (Cadence.WEEKLY, 3, THURSDAY + WEEK),
            (Cadence.WEEKLY, 4, THURSDAY),
            (Cadence.FORTNIGHTLY, 6, THURSDAY + 2 * WEEK),
            (Cadence.FORTNIGHTLY, 7, THURSDAY),
        ],
    )
    def test_a_meeting_a_little_early_is_that_meeting(self, cadence: Cadence, early: int, due: date) -> None:
        assert first_due(weekly(cadence), ALONE, THURSDAY - early * DAY, THURSDAY + 3 * WEEK) == due

    def test_a_moved_meeting_is_due_where_it_went(self) -> None:
        moved = weekly(changes=(Change(THURSDAY, THURSDAY + 4 * DAY, time(9), NEW_YORK),))
        assert first_due(moved, ALONE, THURSDAY - WEEK, THURSDAY + 5 * DAY) == THURSDAY + 4 * DAY

    def test_one_called_off_is_let_go_and_a_second_in_a_row_is_not(self) -> None:
        once = weekly(changes=(Change(THURSDAY),))
        assert first_due(once, ALONE, THURSDAY - WEEK, THURSDAY + WEEK) == THURSDAY + WEEK
        twice = weekly(changes=(Change(THURSDAY), Change(THURSDAY + WEEK)))
        assert first_due(twice, ALONE, THURSDAY - WEEK, THURSDAY + 2 * WEEK) == THURSDAY + WEEK

    def test_the_program_rhythm_goes_on_over_the_years_end(self) -> None:
        year = off(date(2026, 12, 24), date(2027, 1, 3))
        assert due_days(None, year, date(2026, 12, 17), date(2027, 1, 12)) == [date(2027, 1, 4), date(2027, 1, 11)]
