"""The welcome: once for each program, as the beginning of a prompt that really arrives."""

from datetime import UTC, datetime

from bot.services import choices
from tests.scenario.village import TEAM, Village, in_zone, village

NOVEMBER = datetime(2026, 11, 2, 12, tzinfo=UTC)  # a Monday


def welcomes(place: Village, name: str) -> list[list[str]]:
    """Return which programs each message to somebody welcomes them to."""
    texts = [text.partition(" [{")[0] for text in place.texts(name)]
    return [[name for name in ("First", "Second") if f"Welcome to {name}" in text] for text in texts]


async def test_it_comes_once_with_the_first_prompt(store_url: str) -> None:
    async with village(store_url, NOVEMBER) as place:
        place.program("nina,mentee,theo", "theo,mentor", name="First")
        await place.live_until(in_zone((2026, 11, 19), 15))
        assert [each for each in welcomes(place, "nina") if each] == [["First"]]
        [first, *_] = place.texts("nina")
        assert "Cora" in first
        assert "Theo" in first


async def test_it_waits_for_a_prompt_that_arrives(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee", name="First")
        await place.tick(in_zone((2026, 11, 7), 12))  # Saturday: the first prompt is too late
        await place.live_until(in_zone((2026, 11, 19), 15))
        assert place.outcomes("checkin_prompt")[0] == ("dropped", "late")
        assert welcomes(place, "nina") == [["First"], [], []]


async def test_a_second_program_welcomes_with_the_next_prompt(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee", name="First")
        await place.live_until(in_zone((2026, 11, 10), 12))
        place.program("nina,mentor", "omar,mentee", name="Second")
        await place.live_until(in_zone((2026, 11, 19), 15))
        assert welcomes(place, "nina") == [["First"], [], ["Second"], [], []]
        assert welcomes(place, "omar") == [["Second"], [], []]


async def test_both_at_once_are_one_message(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee", name="First")
        place.program("nina,mentor", name="Second")
        await place.live_until(in_zone((2026, 11, 5), 15))
        assert welcomes(place, "nina") == [["First", "Second"]]


async def test_who_leaves_before_it_comes_is_not_welcomed(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("nina,mentee", name="First")
        place.program("nina,mentor", name="Second")
        standing = choices.standing(place.store, TEAM, "UNINA", now=place.now)
        assert isinstance(standing, choices.Standing)
        choices.leave(place.store, TEAM, "UNINA", standing.memberships[0][0].id, now=place.now)
        await place.live_until(in_zone((2026, 11, 5), 15))
        assert welcomes(place, "nina") == [["Second"]]


async def test_who_is_not_asked_gets_none(sqlite_url: str) -> None:
    async with village(sqlite_url, NOVEMBER) as place:
        place.program("cole,coach", name="First")
        await place.live_until(in_zone((2026, 11, 19), 15))
        assert place.texts("cole") == []
        assert place.texts("cora") == []
