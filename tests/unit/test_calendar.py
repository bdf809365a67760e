"""The wall-clock rules, over every kind of change that clocks know. Oracles walk through time step by step."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from bot.domain.calendar import (
    QuietHours,
    Rhythm,
    SchoolDays,
    is_timezone,
    latest_weekly,
    local,
    moment_of,
    next_prompt,
    next_waking_moment,
    next_weekly,
    reminder_at,
    school_days,
    week_of,
)
from bot.domain.programs import DaysOff
from tests.unit.calendars import QUARTER, clock_times, days, moments, spans_off, zones

weekdays = st.integers(0, 4)
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def showing(day: date, at: time, timezone: str) -> list[datetime]:
    """Return every moment at which the clocks of a zone show that day and time, found by looking at each quarter."""
    noon = datetime.combine(day, time(12), UTC)
    around = (noon + n * QUARTER for n in range(-160, 160))
    return [m for m in around if m.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) == datetime.combine(day, at)]


class TestMoments:
    @given(days, clock_times, zones)
    @example(date(2011, 12, 30), time(14, 30), "Pacific/Apia")
    @example(date(2026, 3, 8), time(2, 30), "America/New_York")
    @example(date(2026, 11, 1), time(1, 30), "America/New_York")
    @example(date(2026, 10, 4), time(2, 15), "Australia/Lord_Howe")
    def test_a_time_is_the_first_at_which_the_clocks_show_it_or_soon_after_one_they_skip(
        self, day: date, at: time, timezone: str
    ) -> None:
        moment, shown = moment_of(day, at, timezone), showing(day, at, timezone)
        if shown:
            assert moment == shown[0]
        else:
            late = local(moment, timezone).replace(tzinfo=None) - datetime.combine(day, at)
            assert timedelta() < late <= DAY

    @given(days, weekdays)
    def test_a_week_begins_on_its_weekday_and_holds_the_day(self, day: date, weekday: int) -> None:
        first = week_of(day, weekday)
        assert first.weekday() == weekday
        assert first <= day < first + WEEK

    @given(moments, st.integers(0, 6), clock_times, zones)
    def test_weekly_times_come_once_a_week(self, after: datetime, weekday: int, at: time, timezone: str) -> None:
        first = next_weekly(after, weekday, at, timezone)
        second = next_weekly(first, weekday, at, timezone)
        assert after < first <= after + WEEK + timedelta(hours=3)
        assert abs(second - first - WEEK) <= timedelta(hours=4)
        for moment in (first, second):
            assume(showing(local(moment, timezone).date(), at, timezone))
            assert (local(moment, timezone).weekday(), local(moment, timezone).time()) == (weekday, at)

    @given(moments, st.integers(0, 40), zones)
    def test_the_latest_of_weekly_times_is_less_than_a_week_ago(self, now: datetime, weeks: int, timezone: str) -> None:
        first = next_weekly(now - weeks * WEEK, 0, time(7), timezone)
        latest = latest_weekly(first, now, 0, time(7), timezone)
        assert latest == first if first > now else latest <= now < next_weekly(latest, 0, time(7), timezone)

    @pytest.mark.parametrize("name", ["", "Eastern", "../etc/passwd", "America/Nowhere", "\0"])
    def test_what_is_no_time_zone(self, name: str) -> None:
        assert not is_timezone(name)


class TestSchoolDays:
    def test_districts_and_schools_keep_their_own_calendars(self) -> None:
        everybody = DaysOff(date(2026, 11, 26), date(2026, 11, 27), "Thanksgiving")
        district = DaysOff(date(2026, 11, 11), date(2026, 11, 11), "Veterans", "district", "North")
        school = DaysOff(date(2026, 11, 12), date(2026, 11, 12), "Flood", "school", "Hill")
        spans = [everybody, district, school]
        assert date(2026, 11, 26) not in school_days(spans, "", "")
        assert date(2026, 11, 11) not in school_days(spans, "Lake", "north")
        assert date(2026, 11, 11) in school_days(spans, "Hill", "South")
        assert date(2026, 11, 12) not in school_days(spans, "HILL", "South")
        assert date(2026, 11, 12) in school_days(spans, "Lake", "North")

    @given(spans_off(), days, st.integers(0, 30))
    def test_the_first_school_day_has_none_before_it(self, school: SchoolDays, day: date, within: int) -> None:
        found = school.first_from(day, within)
        ahead = [day + n * DAY for n in range(within + 1)]
        if found is None:
            assert not any(each in school for each in ahead)
        else:
            assert found in school
            assert found in ahead
            assert not any(each in school for each in ahead if each < found)


@st.composite
def rhythms(draw: st.DrawFn) -> Rhythm:
    starts = draw(days)
    ends = draw(st.none() | st.integers(0, 400).map(lambda n: starts + timedelta(days=n)))
    at = draw(clock_times.filter(lambda at: time(7) <= at < time(19)))
    return Rhythm(
        draw(weekdays), draw(weekdays), at, draw(zones), starts, ends, every_weeks=draw(st.sampled_from([1, 2, 4]))
    )


class TestPrompts:
    @given(rhythms(), spans_off(), moments, st.none() | days)
    def test_a_prompt_comes_on_an_allowed_day_close_to_the_persons_own(
        self, rhythm: Rhythm, school: SchoolDays, after: datetime, not_before: date | None
    ) -> None:
        moment = next_prompt(after, rhythm, school, not_before=not_before)
        assume(moment is not None)
        assert moment is not None
        here = local(moment, rhythm.timezone)
        day = here.date()
        earliest = max(rhythm.starts, not_before or rhythm.starts)
        own = next(day - n * DAY for n in range(7) if (day - n * DAY).weekday() == rhythm.weekday)
        assert moment > after
        assert here.time() == rhythm.at
        assert day in school
        assert earliest <= day <= (rhythm.ends or day)
        assert day - own <= timedelta(days=2)
        assert week_of(own, rhythm.week_begins) == week_of(day, rhythm.week_begins)
        assert all(own + n * DAY not in school or own + n * DAY < earliest for n in range((day - own).days))
        weeks = (week_of(day, rhythm.week_begins) - week_of(rhythm.starts, rhythm.week_begins)).days // 7
        assert weeks % rhythm.every_weeks == 0

    @given(rhythms(), spans_off(), moments)
    def test_no_week_whose_day_is_a_school_day_is_left_out(
        self, rhythm: Rhythm, school: SchoolDays, after: datetime
    ) -> None:
        moment = next_prompt(after, rhythm, school)
        first = max(local(after, rhythm.timezone).date(), rhythm.starts)
        first_week = week_of(rhythm.starts, rhythm.week_begins)
        for day in (first + n * DAY for n in range(60)):
            asked = not (week_of(day, rhythm.week_begins) - first_week).days // 7 % rhythm.every_weeks
            if day.weekday() != rhythm.weekday or day not in school or day > (rhythm.ends or day) or not asked:
                continue
            if (due := moment_of(day, rhythm.at, rhythm.timezone)) > after:
                assert moment is not None
                assert moment <= due
                break

    @given(rhythms(), spans_off())
    def test_there_is_one_prompt_a_program_week_and_the_end_is_the_end(self, rhythm: Rhythm, off: SchoolDays) -> None:
        after = moment_of(rhythm.starts, time(0), rhythm.timezone) - DAY
        weeks = []
        while len(weeks) < 30 and (moment := next_prompt(after, rhythm, off)) is not None:
            weeks.append(week_of(local(moment, rhythm.timezone).date(), rhythm.week_begins))
            after = moment
        assert len(set(weeks)) == len(weeks)
        if rhythm.ends is not None and len(weeks) < 30:
            assert next_prompt(moment_of(rhythm.ends + DAY, time(0), rhythm.timezone), rhythm, off) is None

    @pytest.mark.parametrize(
        ("off", "prompt"),
        [
            ((), date(2026, 11, 26)),
            ((date(2026, 11, 26), date(2026, 11, 26)), date(2026, 11, 27)),
            ((date(2026, 11, 26), date(2026, 11, 27)), date(2026, 12, 3)),  # then Saturday: too far
        ],
    )
    def test_thanksgiving(self, off: tuple[date, ...], prompt: date) -> None:
        rhythm = Rhythm(3, 3, time(14, 30), "America/Chicago", date(2026, 8, 24))
        school = SchoolDays((DaysOff(*off),) if off else ())
        after = datetime(2026, 11, 20, tzinfo=UTC)
        assert next_prompt(after, rhythm, school) == moment_of(prompt, time(14, 30), "America/Chicago")

    def test_a_prompt_does_not_move_into_the_next_week(self) -> None:
        """The week of this member ends with their own Wednesday; Thursday belongs to the next."""
        rhythm = Rhythm(3, 2, time(14, 30), "America/Chicago", date(2026, 8, 24))
        school = SchoolDays((DaysOff(date(2026, 11, 11), date(2026, 11, 11)),))
        after = datetime(2026, 11, 9, tzinfo=UTC)
        assert next_prompt(after, rhythm, school) == moment_of(date(2026, 11, 18), time(14, 30), "America/Chicago")

    def test_a_program_that_begins_after_its_weekday_asks_on_its_first_days(self) -> None:
        rhythm = Rhythm(3, 3, time(14, 30), "America/Chicago", date(2026, 11, 6))  # a Friday
        before = datetime(2026, 10, 1, tzinfo=UTC)
        assert next_prompt(before, rhythm, SchoolDays()) == moment_of(date(2026, 11, 6), time(14, 30), rhythm.timezone)

    @given(moments, spans_off(), zones)
    def test_the_reminder_is_at_nine_on_the_next_school_day_of_the_week(
        self, asked: datetime, school: SchoolDays, timezone: str
    ) -> None:
        moment = reminder_at(asked, time(9), timezone, school)
        ahead = [local(asked, timezone).date() + n * DAY for n in range(1, 7)]
        expected = next((day for day in ahead if day in school), None)
        if expected is None:
            assert moment is None
        else:
            assert moment is not None
            assert local(moment, timezone).replace(tzinfo=None) == datetime.combine(expected, time(9))


quiet_hours = st.builds(QuietHours, clock_times, clock_times)


class TestQuietHours:
    @given(moments, zones, quiet_hours)
    def test_they_hold_from_their_beginning_to_their_end(
        self, moment: datetime, timezone: str, quiet: QuietHours
    ) -> None:
        def minutes(at: time) -> int:
            return at.hour * 60 + at.minute

        span = (minutes(quiet.ends) - minutes(quiet.begins)) % 1440
        into = (minutes(local(moment, timezone).time()) - minutes(quiet.begins)) % 1440
        assert quiet.hold(moment, timezone) == (into < span)

    @given(moments, zones, quiet_hours, st.sets(st.integers(0, 8)))
    @example(datetime(2026, 11, 1, 6, 15, tzinfo=UTC), "America/New_York", QuietHours(time(1, 15), time(1, 30)), set())
    @example(datetime(2011, 12, 30, 5, 0, tzinfo=UTC), "Pacific/Apia", QuietHours(), {0, 1})
    def test_the_next_waking_moment_is_the_first_there_is(
        self, moment: datetime, timezone: str, quiet: QuietHours, off: set[int]
    ) -> None:
        today = local(moment, timezone).date()
        days_off = {today + n * DAY for n in off}

        def wakes(at: datetime) -> bool:
            return not quiet.hold(at, timezone) and local(at, timezone).date() not in days_off

        steps = (moment + n * QUARTER for n in range(96 * 12))
        assert next_waking_moment(moment, timezone, quiet, lambda day: day not in days_off) == next(
            step for step in steps if wakes(step)
        )

    @given(moments, zones, quiet_hours)
    def test_a_search_for_a_day_that_never_comes_ends(self, moment: datetime, timezone: str, quiet: QuietHours) -> None:
        assert next_waking_moment(moment, timezone, quiet, lambda day: False) > moment + timedelta(days=300)
