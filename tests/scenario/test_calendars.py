"""A district's or school's calendar changes what its people get, and nobody else's."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.programs import DaysOff, GoodDays, Program
from bot.domain.schedules import Cadence, Season
from bot.services import calendars, members, schedules, times
from bot.services.calendar_files import ImportedSpan, Reading
from bot.services.calendars import Whose
from bot.services.schedules import Wish
from tests.scenario.village import TEAM, Village, in_zone, village

MONDAY = in_zone((2026, 11, 16), 10)
NEXT_MONDAY = in_zone((2026, 11, 23), 10)
TUESDAY = date(2026, 11, 24)


def couples(place: Village) -> Program:
    """Enrol two pairs: of the North School in the East district, and of the South School in the West."""
    return place.program(
        "theo,mentor,,North,East", "mia,mentee,theo,North,East", "ruth,mentor,,South,West", "ana,mentee,ruth,South,West"
    )


def meet_on_tuesdays(place: Village) -> None:
    for name in ("mia", "ana"):
        form = schedules.open_form(place.store, TEAM, f"U{name.upper()}", now=place.now)
        assert isinstance(form, schedules.ScheduleForm)
        wish = Wish(form.wish.pair_id, Cadence.WEEKLY, TUESDAY, form.wish.at, 30)
        assert schedules.save(place.store, TEAM, f"U{name.upper()}", wish, now=place.now) is None


def span(starts: date, ends: date | None = None) -> Reading:
    return Reading([ImportedSpan("e", starts, ends or starts, "Break")], [], {"e"})


async def test_a_districts_days_off_move_its_prompts_and_skip_its_meetings(store_url: str) -> None:
    async with village(store_url, MONDAY) as place:
        program = couples(place)
        meet_on_tuesdays(place)
        await place.tick()
        week = span(date(2026, 11, 19), date(2026, 11, 27))
        report = calendars.bring_in(place.store, program, Whose(district="east"), DaysOff, week, place.now)
        assert (report.added, report.people) == (1, 2)
        await place.live_until(in_zone((2026, 12, 2), 8))
        assert place.times("checkin_prompt", "ana")[:2] == ["Thu 11-19 14:30", "Thu 11-26 14:30"]
        assert place.times("checkin_prompt", "mia") == []
        assert place.times("meeting_reminder", "ana") == ["Tue 11-24 14:30", "Tue 12-01 14:30"]
        assert place.times("meeting_reminder", "mia") == ["Tue 12-01 14:30"]
        assert place.times("meeting_asked", "theo") == ["Tue 12-01 16:00"]


@pytest.mark.parametrize("mover", ["mia", "theo"])
async def test_who_moves_to_another_zone_changes_their_clock_and_not_the_meeting(sqlite_url: str, mover: str) -> None:
    async with village(sqlite_url, MONDAY) as place:
        couples(place)
        meet_on_tuesdays(place)  # mia set it, in New York
        moved = replace(place.directory[f"{mover}@x.example"], timezone="America/Los_Angeles")
        members.changed(place.store, TEAM, moved, place.now)
        await place.live_until(in_zone((2026, 11, 25), 8))
        assert {each.at for each in place.got("meeting_reminder", to="mia")} == {in_zone((2026, 11, 24), 14, 30)}
        assert place.times("meeting_reminder", mover) == ["Tue 11-24 11:30"]


async def test_a_day_off_taken_back_brings_its_meeting_back(sqlite_url: str) -> None:
    async with village(sqlite_url, MONDAY) as place:
        program = couples(place)
        meet_on_tuesdays(place)
        off = DaysOff(TUESDAY, TUESDAY)
        calendars.add_days(place.store, program, Whose(school="South"), off, place.now)
        calendars.remove_days(place.store, program, Whose(school="South"), off, place.now)
        await place.live_until(in_zone((2026, 11, 25), 8))
        assert place.times("meeting_reminder", "ana") == ["Tue 11-24 14:30"]


async def test_a_season_thins_meetings_of_those_it_concerns(sqlite_url: str) -> None:
    async with village(sqlite_url, MONDAY) as place:
        program = couples(place)
        meet_on_tuesdays(place)
        season = Season(date(2026, 12, 1), date(2026, 12, 31), cadence=Cadence.MONTHLY)
        calendars.add_days(place.store, program, Whose(school="North"), season, place.now)
        await place.live_until(in_zone((2026, 12, 30), 8))
        assert place.times("meeting_reminder", "mia") == ["Tue 11-24 14:30", "Tue 12-01 14:30"]
        assert len(place.times("meeting_reminder", "ana")) == 6


async def test_good_days_come_first_when_a_time_is_looked_for(sqlite_url: str) -> None:
    async with village(sqlite_url, MONDAY) as place:
        program = couples(place)
        early = span(date(2026, 11, 25))
        calendars.bring_in(place.store, program, Whose(school="North"), GoodDays, early, place.now)
        for name in ("mia", "ana"):
            times.find_time(place.store, TEAM, f"U{name.upper()}", now=place.now)
        await place.tick()
        assert "Wednesday 25 November, 15:30" in place.texts("mia")[0]
        assert "Tuesday 17 November, 15:30" in place.texts("ana")[0]
        assert "25 November" not in place.texts("ana")[0]


async def test_over_new_year_and_after_a_long_stop_only_what_is_true_comes(sqlite_url: str) -> None:
    async with village(sqlite_url, MONDAY) as place:
        program = couples(place)
        meet_on_tuesdays(place)
        calendars.add_days(place.store, program, Whose(), DaysOff(date(2026, 12, 21), date(2027, 1, 1)), place.now)
        await place.live_until(in_zone((2026, 12, 16), 8))
        before = len(place.got("meeting_reminder", to="mia"))
        await place.tick(in_zone((2027, 1, 12), 15, 15))  # the bot was off for four weeks
        assert [each.here for each in place.got("meeting_reminder", to="mia")[before:]] == ["Tue 01-12 15:15"]
        await place.live_until(in_zone((2027, 1, 13), 8))
        assert place.times("meeting_asked", "mia")[-1] == "Tue 01-12 16:00"
