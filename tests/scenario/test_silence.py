"""Who does not answer three prompts is left in peace, asked once how to go on, and named to the coordinator."""

from datetime import UTC, date, datetime, time

import pytest

from bot.domain.checkins import RestChoice
from bot.services import choices, prompts
from tests.scenario.village import TEAM, Village, in_zone, village

NOVEMBER = datetime(2026, 11, 2, 12, tzinfo=UTC)  # a Monday
FOURTH = in_zone((2026, 11, 26), 15)  # after three prompts without an answer
THREE = ["Thu 11-05 14:30", "Thu 11-12 14:30", "Thu 11-19 14:30"]


async def silent(place: Village) -> None:
    place.program("nina,mentee", "omar,mentee")
    await place.live_until(FOURTH)


def choose(place: Village, choice: RestChoice) -> None:
    prompt = place.prompt("nina")
    assert prompts.choose_rest(place.store, TEAM, "UNINA", prompt.id, choice, now=place.now) is None


async def test_after_three_there_is_one_offer_and_then_nothing(store_url: str) -> None:
    async with village(store_url, NOVEMBER) as place:
        await silent(place)
        await place.live_until(in_zone((2027, 1, 31), 12))
        assert place.times("checkin_prompt", "nina") == THREE
        assert place.times("checkin_reminder", "nina") == ["Fri 11-06 09:00", "Fri 11-13 09:00", "Fri 11-20 09:00"]
        assert place.times("checkin_rest", "nina") == ["Thu 11-26 14:30"]
        assert place.person("nina").next_prompt_at is None
        digests = place.texts("C0COORD")
        named = ["Nina" in digest for digest in digests]
        assert named == [False] * 3 + [True] * 4 + [False] * (len(named) - 7)  # for four weeks
        assert "Hello, how are things going" in digests[3]  # a ready text to send by other means


@pytest.mark.parametrize(
    ("choice", "following"),
    [
        (RestChoice.KEEP, ["Thu 12-03 14:30", "Thu 12-10 14:30", "Thu 12-17 14:30"]),
        (RestChoice.LESS, ["Thu 12-10 14:30", "Thu 12-24 14:30"]),
        (RestChoice.STOP, []),
    ],
)
async def test_they_go_on_as_they_choose(sqlite_url: str, choice: RestChoice, following: list[str]) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        await silent(place)
        choose(place, choice)
        await place.live_until(in_zone((2027, 1, 6), 12))
        assert place.times("checkin_prompt", "nina") == [*THREE, *following]
        assert not any("Nina" in digest for digest in place.texts("C0COORD")[3:5])


async def test_not_now_said_after_coming_back_still_holds(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        await silent(place)
        choose(place, RestChoice.KEEP)
        choose(place, RestChoice.STOP)
        await place.live_until(in_zone((2027, 1, 6), 12))
        assert place.times("checkin_prompt", "nina") == THREE


@pytest.mark.parametrize("way", ["check_in", "resume", "change_day"])
async def test_who_comes_back_by_themselves_is_asked_again(sqlite_url: str, way: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        await silent(place)
        await place.live_until(in_zone((2026, 12, 14), 12))
        match way:
            case "check_in":
                place.check_in("nina")
            case "resume":
                choices.resume(place.store, TEAM, "UNINA", now=place.now)
            case "change_day":
                assert choices.change_day(place.store, TEAM, "UNINA", 3, time(14, 30), 1, now=place.now) is None
        await place.live_until(in_zone((2027, 1, 1), 12))
        assert place.times("checkin_prompt", "nina")[3:] == ["Thu 12-17 14:30", "Thu 12-24 14:30", "Thu 12-31 14:30"]
        assert len(place.got("checkin_rest", to="nina")) == 1


async def test_checking_in_without_the_prompt_is_no_silence(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee")
        await place.live_until(in_zone((2026, 11, 19), 10))  # two went unanswered
        place.check_in("nina")  # before the third
        await place.live_until(in_zone((2026, 12, 9), 12))
        assert place.times("checkin_prompt", "nina") == [*THREE[:2], "Thu 11-26 14:30", "Thu 12-03 14:30"]
        assert place.got("checkin_rest") == []


async def test_holidays_do_not_swallow_the_offer(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        program = place.program("nina,mentee")
        await place.live_until(in_zone((2026, 11, 26), 12))
        await place.tick(in_zone((2026, 11, 26), 20))  # the bot was away until the evening
        place.take_off(program, date(2026, 11, 27), date(2026, 12, 4))
        await place.live_until(in_zone((2026, 12, 20), 12))
        assert place.times("checkin_rest", "nina") == ["Mon 12-07 07:00"]


async def test_a_pause_keeps_the_offer_away(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee")
        await place.live_until(in_zone((2026, 11, 24), 12))
        assert choices.pause(place.store, TEAM, "UNINA", date(2026, 12, 1), now=place.now) is None
        await place.live_until(in_zone((2026, 12, 2), 12))
        assert place.got("checkin_rest") == []
        await place.live_until(in_zone((2026, 12, 4), 12))
        assert place.times("checkin_rest", "nina") == ["Thu 12-03 14:30"]
