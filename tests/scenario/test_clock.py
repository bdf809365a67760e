"""Prompts and reminders at everybody's own wall-clock time: clock changes, stops, days off, pauses, other plans."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.domain.members import SlackPerson
from bot.services import choices, prompts
from bot.services.members import changed
from tests.scenario.village import TEAM, Village, in_zone, village

ZONES = {
    "nina": "America/New_York",
    "chad": "America/Chicago",
    "hana": "Pacific/Honolulu",
    "kiran": "Asia/Kolkata",
    "aroha": "Pacific/Auckland",
    "lou": "Australia/Lord_Howe",
}
NOVEMBER = datetime(2026, 11, 2, 12, tzinfo=UTC)  # a Monday
DAY = timedelta(days=1)


def skip(place: Village, name: str) -> None:
    assert prompts.skip(place.store, TEAM, f"U{name.upper()}", place.prompt(name).id, now=place.now) is None


@pytest.mark.parametrize("first", [date(2026, 9, 14), date(2026, 10, 12), date(2027, 3, 1), date(2027, 3, 22)])
async def test_half_past_two_on_thursday_wherever_they_are(sqlite_url: str, first: date) -> None:
    """The spans hold the clock changes of Auckland, Lord Howe and New York, forth and back."""
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC) - DAY
    async with village(sqlite_url, begin) as place:
        for name, timezone in ZONES.items():
            place.move_in(name, timezone=timezone)
        place.program(*(f"{name},mentee" for name in ZONES))
        for week in range(4):
            await place.live_until(begin + timedelta(days=7 * (week + 1)))
            for name in ZONES:
                skip(place, name)
        thursdays = [first + timedelta(days=3 + 7 * n) for n in range(4)]
        for name in ZONES:
            assert place.times("checkin_prompt", name) == [f"Thu {day:%m-%d} 14:30" for day in thursdays]
        assert {each.kind for each in place.got()} <= {"checkin_prompt", "checkin_reminder", "digest"}


async def test_a_stop_of_three_days_costs_nobody_more_than_a_prompt(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.move_in("kiran", timezone="Asia/Kolkata")
        place.program("nina,mentee", "kiran,mentee", "theo,mentor")
        await place.tick(in_zone((2026, 11, 4), 9))
        place.change_person("theo", prompt_weekday=1, next_prompt_at=in_zone((2026, 11, 10), 14, 30))
        await place.tick(in_zone((2026, 11, 6), 10))  # Friday: Nina's is 20 hours late, Kiran's a day and a half
        assert place.times("checkin_prompt", "nina") == ["Fri 11-06 10:00"]
        await place.live_until(in_zone((2026, 11, 9), 12))
        assert place.times("checkin_prompt", "kiran") == []  # it was their night, and then Saturday
        assert ("dropped", "late") in place.outcomes("checkin_prompt")
        assert place.times("checkin_reminder", "nina") == ["Mon 11-09 09:00"]
        await place.live_until(in_zone((2026, 11, 12), 20))
        assert place.times("checkin_prompt", "nina")[1:] == ["Thu 11-12 14:30"]
        assert place.times("checkin_prompt", "kiran") == ["Thu 11-12 14:30"]
        assert len(place.times("checkin_prompt", "theo")) == 1


async def test_a_stop_over_a_week_leaves_the_prompt_that_is_still_in_time(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee")
        await place.tick(in_zone((2026, 11, 13), 8))  # the first prompt was due eight days ago, the second yesterday
        assert place.times("checkin_prompt", "nina") == ["Fri 11-13 08:00"]
        await place.tick(in_zone((2026, 11, 13), 8, 1))
        assert len(place.got("checkin_prompt")) == 1


async def test_a_prompt_too_late_is_dropped_and_counts_for_nothing(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee")
        for week in range(4):
            await place.tick(in_zone((2026, 11, 7), 15) + week * timedelta(weeks=1))  # Saturdays: two days and more
        assert place.got("checkin_prompt", "checkin_rest") == []
        assert place.person("nina").resting_since is None
        await place.live_until(in_zone((2026, 12, 3), 15))
        assert place.times("checkin_prompt", "nina") == ["Thu 12-03 14:30"]
        assert "Welcome to Leaders" in place.texts("nina")[0]


class TestReminder:
    async def test_it_comes_once_the_next_school_day_at_nine(self, store_url: str) -> None:
        async with village(store_url, NOVEMBER) as place:
            place.program("nina,mentee")
            await place.live_until(in_zone((2026, 11, 12), 12))
            assert place.times("checkin_prompt", "nina") == ["Thu 11-05 14:30"]
            assert place.times("checkin_reminder", "nina") == ["Fri 11-06 09:00"]

    @pytest.mark.parametrize("answer", ["check_in", "skip", "pause", "leave"])
    async def test_not_after_an_answer(self, sqlite_url: str, answer: str) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            place.program("nina,mentee")
            await place.live_until(in_zone((2026, 11, 5), 15))
            match answer:
                case "check_in":
                    place.check_in("nina")
                case "skip":
                    skip(place, "nina")
                case "pause":
                    assert choices.pause(place.store, TEAM, "UNINA", None, now=place.now) is None
                case "leave":
                    choices.leave(place.store, TEAM, "UNINA", place.prompt("nina").member_id, now=place.now)
            await place.live_until(in_zone((2026, 11, 12), 12))
            assert place.got("checkin_reminder") == []

    async def test_tomorrow_moves_it_to_the_hour_of_the_prompt(self, sqlite_url: str) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            place.program("nina,mentee")
            await place.live_until(in_zone((2026, 11, 5), 15))
            assert prompts.postpone(place.store, TEAM, "UNINA", place.prompt("nina").id, now=place.now) is None
            await place.live_until(in_zone((2026, 11, 12), 12))
            assert place.times("checkin_reminder", "nina") == ["Fri 11-06 14:30"]

    async def test_none_comes_with_or_after_the_next_prompt(self, sqlite_url: str) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            program = place.program("nina,mentee")
            place.take_off(program, date(2026, 11, 6), date(2026, 11, 11))
            await place.live_until(in_zone((2026, 11, 12), 20))
            assert place.times("checkin_prompt", "nina") == ["Thu 11-05 14:30", "Thu 11-12 14:30"]
            assert place.got("checkin_reminder") == []

    async def test_none_after_the_program(self, sqlite_url: str) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            place.program("nina,mentee", ends=date(2026, 11, 5))
            await place.live_until(in_zone((2026, 11, 30), 12))
            assert [each.kind for each in place.got(to="nina")] == ["checkin_prompt"]


class TestDaysOff:
    @pytest.mark.parametrize(
        ("starts", "ends", "expected"),
        [
            (date(2026, 11, 26), date(2026, 11, 26), ["Fri 11-27 14:30", "Thu 12-03 14:30"]),
            (date(2026, 11, 26), date(2026, 11, 27), ["Thu 12-03 14:30"]),
        ],
    )
    async def test_a_prompt_moves_to_a_school_day_within_two_days(
        self, sqlite_url: str, starts: date, ends: date, expected: list[str]
    ) -> None:
        async with village(sqlite_url, in_zone((2026, 11, 20), 12)) as place:
            program = place.program("nina,mentee")
            place.take_off(program, starts, ends)
            await place.live_until(in_zone((2026, 12, 4), 8))
            assert place.times("checkin_prompt", "nina") == expected

    async def test_districts_and_schools_have_their_own(self, sqlite_url: str) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            program = place.program("nina,mentee,,Hill,North", "omar,mentee,,Lake,North", "pia,mentee,,Bay,South")
            place.take_off(program, date(2026, 11, 5), date(2026, 11, 5), "district", "north")
            place.take_off(program, date(2026, 11, 6), date(2026, 11, 6), "school", "Lake")
            await place.live_until(in_zone((2026, 11, 11), 12))
            assert place.times("checkin_prompt", "nina") == ["Fri 11-06 14:30"]
            assert place.times("checkin_prompt", "omar") == []
            assert place.times("checkin_prompt", "pia") == ["Thu 11-05 14:30"]

    async def test_partners_words_wait_for_the_morning_of_a_school_day(self, sqlite_url: str) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            place.program("nina,mentee,theo", "omar,mentee,uma", "theo,mentor", "uma,mentor")
            await place.tick(in_zone((2026, 11, 3), 20))
            place.check_in("nina")
            await place.live_until(in_zone((2026, 11, 4), 12))
            assert place.times("checkin_shared", "theo") == ["Wed 11-04 07:00"]
            assert place.times("checkin_confirmation", "nina") == ["Tue 11-03 20:00"]  # the answer does not wait
            await place.tick(in_zone((2026, 11, 7), 11))  # a Saturday
            place.check_in("omar")
            await place.live_until(in_zone((2026, 11, 10), 12))
            assert place.times("checkin_shared", "uma") == ["Mon 11-09 07:00"]


class TestPause:
    async def test_on_return_there_is_what_is_due_not_what_was_missed(self, sqlite_url: str) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            place.program("nina,mentee", "omar,mentee,theo", "theo,mentor")
            assert choices.pause(place.store, TEAM, "UNINA", date(2026, 11, 23), now=place.now) is None
            assert choices.pause(place.store, TEAM, "UTHEO", None, now=place.now) is None
            place.check_in("omar")
            await place.live_until(in_zone((2026, 11, 24), 12))
            assert place.got(to="nina") == []
            assert place.got(to="theo") == []
            choices.resume(place.store, TEAM, "UTHEO", now=place.now)
            await place.live_until(in_zone((2026, 11, 27), 8))
            assert place.times("checkin_prompt", "nina") == ["Thu 11-26 14:30"]
            assert [each.here for each in place.got(to="theo")] == ["Thu 11-26 14:30"]

    async def test_the_first_prompt_after_a_pause_asks(self, sqlite_url: str) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            place.program("nina,mentee")
            assert choices.pause(place.store, TEAM, "UNINA", date(2026, 11, 9), now=place.now) is None
            await place.live_until(in_zone((2026, 11, 12), 15))
            [prompt] = place.texts("nina")
            assert "How was your week" in prompt

    async def test_a_prompt_that_waits_is_dropped_when_its_person_pauses_leaves_or_answers(
        self, sqlite_url: str
    ) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            names = ("nina", "omar", "pia")
            place.program(*(f"{name},mentee" for name in names))
            await place.live_until(in_zone((2026, 11, 5), 14))
            prompts.ask_due(place.store, now=in_zone((2026, 11, 5), 14, 30))
            place.clock.move_to(in_zone((2026, 11, 5), 14, 31))
            choices.pause(place.store, TEAM, "UNINA", None, now=place.now)
            choices.leave(place.store, TEAM, "UOMAR", place.prompt("omar").member_id, now=place.now)
            place.check_in("pia")
            await place.tick()
            assert sorted(place.outcomes("checkin_prompt")) == [
                ("dropped", "gone"),
                ("dropped", "paused"),
                ("dropped", "settled"),
            ]


class TestOtherPlans:
    async def test_who_has_checked_in_is_not_asked(self, sqlite_url: str) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            place.program("nina,mentee", "omar,mentee")
            await place.tick(in_zone((2026, 11, 4), 12))
            place.check_in("nina")  # for the week that ends today
            await place.tick(in_zone((2026, 11, 5), 8))
            place.check_in("omar")  # for the week that begins
            await place.live_until(in_zone((2026, 11, 12), 12))
            assert place.times("checkin_prompt", "nina") == ["Thu 11-05 14:30"]
            assert place.times("checkin_prompt", "omar") == []

    @pytest.mark.parametrize("sent", [True, False])
    async def test_another_day_in_the_same_week_brings_no_second_prompt(self, sqlite_url: str, sent: bool) -> None:
        async with village(sqlite_url, NOVEMBER) as place:
            place.program("nina,mentee", "omar,mentee")
            await place.live_until(in_zone((2026, 11, 5), 14))
            if sent:
                await place.tick(in_zone((2026, 11, 5), 14, 30))
            else:  # Slack is away; the prompt waits and will be too late
                prompts.ask_due(place.store, now=in_zone((2026, 11, 5), 14, 30))
                place.clock.move_to(in_zone((2026, 11, 8), 12))
            assert choices.change_day(place.store, TEAM, "UNINA", 1, time(10), 1, now=place.now) is None
            await place.live_until(in_zone((2026, 11, 18), 12))
            assert place.times("checkin_prompt", "nina") == ["Thu 11-05 14:30"] * sent + ["Tue 11-17 10:00"]
            assert place.times("checkin_prompt", "omar")[sent:] == ["Thu 11-12 14:30"]  # the clock goes on for others

    @pytest.mark.parametrize("asked", [True, False])
    async def test_who_flies_gets_the_weeks_prompt_once(self, sqlite_url: str, asked: bool) -> None:
        """From New York to Auckland (there it is Friday already) and back."""
        async with village(sqlite_url, NOVEMBER) as place:
            place.program("nina,mentee")
            await place.live_until(in_zone((2026, 11, 5), 15 if asked else 11))
            self.land(place, "nina", "Pacific/Auckland")
            await place.live_until(place.now + timedelta(hours=30))
            assert len(place.got("checkin_prompt")) == 1
            self.land(place, "nina", "America/New_York")
            await place.live_until(in_zone((2026, 11, 12), 18))
            assert len(place.got("checkin_prompt")) == 2
            assert place.times("checkin_prompt", "nina")[-1] == "Thu 11-12 14:30"

    def land(self, place: Village, name: str, timezone: str) -> None:
        found = SlackPerson(f"U{name.upper()}", f"{name}@x.example", name.title(), timezone, "en-US")
        assert changed(place.store, TEAM, found, place.now)
