"""Times offered to a pair: inside both people's working hours, never on a day off, the same for the same question."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import DAY, QuietHours, SchoolDays, local, moment_of
from bot.domain.programs import DaysOff, GoodDays
from bot.domain.schedules import Side, Year
from bot.domain.slots import OFFERED, WORK_BEGINS, WORK_ENDS, Wanted, common, find_slots
from tests.unit.calendars import moments, spans_off, zones

NEW_YORK, LOS_ANGELES = "America/New_York", "America/Los_Angeles"
MONDAY = moment_of(date(2026, 11, 16), time(9), NEW_YORK)
HOME = Year((Side(NEW_YORK), Side(NEW_YORK)))


def shown(found: list[datetime], timezone: str = NEW_YORK) -> list[str]:
    return [f"{local(moment, timezone):%a %d %H:%M}" for moment in found]


@st.composite
def years(draw: st.DrawFn) -> Year:
    return Year((Side(draw(zones), draw(spans_off())), Side(draw(zones), draw(spans_off()))))


@st.composite
def wishes(draw: st.DrawFn) -> Wanted:
    begins = draw(moments)
    taken = ((begins, begins + timedelta(hours=draw(st.integers(1, 60)))),)
    return Wanted(draw(st.sampled_from([15, 30, 60])), draw(st.sampled_from([(), taken])))


@given(years(), wishes(), moments, st.lists(st.integers(0, 20), max_size=3))
def test_every_slot_suits_both(year: Year, wanted: Wanted, now: datetime, good: list[int]) -> None:
    today = local(now, year.sides[-1].timezone).date()
    good_days = tuple(GoodDays(today + n * DAY, today + n * DAY) for n in good)
    found = find_slots(year, good_days, wanted, now)
    find_slots.cache_clear()
    assert found == find_slots(year, good_days, wanted, now)
    assert found == tuple(sorted(set(found)))
    assert len(found) <= OFFERED
    for begins in found:
        ends = begins + timedelta(minutes=wanted.minutes)
        assert now + DAY <= begins <= now + 17 * DAY
        assert not any(begins < end and start < ends for start, end in wanted.taken)
        for side in year.sides:
            start, end = local(begins, side.timezone), local(ends, side.timezone)
            assert start.date() == end.date()
            assert start.date() in side.days
            assert WORK_BEGINS <= start.time() < end.time() <= WORK_ENDS


@given(spans_off(), spans_off(), moments)
def test_the_three_are_on_different_days_where_that_is_possible(
    one: SchoolDays, other: SchoolDays, now: datetime
) -> None:
    year = Year((Side(NEW_YORK, one), Side(NEW_YORK, other)))
    today = local(now, NEW_YORK).date()
    free = [d for d in (today + n * DAY for n in range(2, 15)) if d in one and d in other]
    found = {local(moment, NEW_YORK).date() for moment in find_slots(year, (), Wanted(), now)}
    assert len(found) >= min(OFFERED, len(free))


class TestChoice:
    def test_three_days_at_three_hours(self) -> None:
        assert shown(find_slots(HOME, (), Wanted(), MONDAY)) == ["Tue 17 15:30", "Wed 18 08:30", "Thu 19 12:00"]

    def test_good_days_come_first(self) -> None:
        good = (GoodDays(date(2026, 11, 24), date(2026, 11, 24), "Early release"),)
        assert shown(find_slots(HOME, good, Wanted(), MONDAY)) == ["Tue 17 09:00", "Wed 18 12:00", "Tue 24 15:30"]

    def test_far_zones_share_what_they_share(self) -> None:
        year = Year((Side(LOS_ANGELES), Side(NEW_YORK)))
        assert shown(find_slots(year, (), Wanted(), MONDAY)) == ["Tue 17 15:30", "Wed 18 11:00", "Thu 19 12:00"]
        assert find_slots(Year((Side("Asia/Kolkata"), Side(NEW_YORK))), (), Wanted(), MONDAY) == ()

    def test_days_off_are_passed_over(self) -> None:
        week = SchoolDays((DaysOff(date(2026, 11, 17), date(2026, 11, 20)),))
        found = find_slots(Year((Side(NEW_YORK, week), Side(NEW_YORK))), (), Wanted(), MONDAY)
        assert shown(found) == ["Mon 23 15:30", "Tue 24 08:30", "Wed 25 12:00"]

    def test_with_fewer_days_there_are_several_on_one(self) -> None:
        almost = SchoolDays((DaysOff(date(2026, 11, 18), date(2026, 12, 5)),))
        found = find_slots(Year((Side(NEW_YORK, almost), Side(NEW_YORK))), (), Wanted(), MONDAY)
        assert [moment[:6] for moment in shown(found)] == ["Tue 17"] * 3

    def test_what_is_taken_is_not_offered(self) -> None:
        begins = moment_of(date(2026, 11, 17), time(15), NEW_YORK)
        taken = ((begins, begins + timedelta(hours=1)),)
        assert shown(find_slots(HOME, (), Wanted(taken=taken), MONDAY))[0] == "Tue 17 16:00"

    def test_the_quiet_hours_of_each_count(self) -> None:
        quiet = Side(NEW_YORK, quiet=QuietHours(time(15, 0), time(7, 0)))
        for sides in ((quiet, Side(NEW_YORK)), (Side(NEW_YORK), quiet)):
            assert shown(find_slots(Year(sides), (), Wanted(), MONDAY))[0] == "Tue 17 14:30"


@given(st.frozensets(st.integers(0, 2)), st.frozensets(st.integers(0, 2)))
def test_the_first_slot_that_both_can_is_the_common_one(one: frozenset[int], other: frozenset[int]) -> None:
    assert common([one, other]) == (min(one & other) if one & other else None)
    assert common([]) is None
