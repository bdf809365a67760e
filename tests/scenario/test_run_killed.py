"""Everybody has their prompt exactly once: over kills at any moment, with two processes, and when one is stopped."""

import asyncio
import os
import random
from collections import Counter
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime
from pathlib import Path

from bot.sandbox.slack.person import Person
from tests.scenario import run_process
from tests.scenario.running import Running, running
from tests.scenario.town import Town, town

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 19, 19, 30, 1, tzinfo=UTC)  # a second after 14:30 in New York
KILLS = int(os.environ.get("KILLS", "5"))
CROWD = 50
AT_MOST = 30  # posts in one life: the burst of twenty that the sender allows itself, and what it does in that moment


def crowd(place: Town, size: int = CROWD) -> list[Person]:
    """Move a mentor and many mentees in, who are all asked at the same time."""
    place.move_in("Cora Vance")
    people = [place.move_in(f"P{n} Sol") for n in range(size)]
    place.program([f"p{n}@leaders.example,mentee," for n in range(size)], starts=date(2026, 11, 16))
    return people


def bot(place: Town, directory: Path, pace: float, lease: float = 20) -> AbstractAsyncContextManager[Running]:
    """Start the whole bot over Socket Mode at the hour of the prompts."""
    settings = {
        "SLACK_BOT_TOKEN": place.slack.bot_token,
        "SLACK_APP_TOKEN": place.slack.app_token,
        "SLACK_API_URL": place.slack.api_url,
        "DATABASE_URL": place.store.engine.url.render_as_string(hide_password=False),
    }
    return running(directory, settings, run_process.main, THURSDAY.isoformat(), str(pace), str(lease))


def states(place: Town) -> Counter[str]:
    """Count the outbox's rows by state."""
    with place.store.read() as tx:
        return Counter(dict(tuple(row) for row in tx.exec_driver_sql("SELECT state, count(*) FROM outbox GROUP BY 1")))


async def until_sent(place: Town, number: int) -> None:
    """Wait until so many rows are marked as sent; the process marks them, so there is no event to wait for."""
    async with asyncio.timeout(20):
        while states(place)["sent"] < number:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def until_posted(place: Town, number: int) -> None:
    """Wait until Slack was asked so many times to post."""
    calls = place.slack.limiter.calls
    await place.slack.changes.until(lambda: calls["chat.postMessage"] >= number or None, 20)


def received(people: list[Person]) -> set[int]:
    """Return how many messages people have."""
    return {len(person.dms()) for person in people}


async def test_kill_nine_at_random_moments(store_url: str, tmp_path: Path) -> None:
    rng = random.Random(4)
    async with town(store_url, MONDAY) as place:
        people = crowd(place, AT_MOST * KILLS)
        place.slack.install(None)
        place.slack.faults.add("delay", "chat.postMessage", seconds=0.02)
        for life in range(KILLS):
            async with bot(place, tmp_path, pace=40, lease=1.5):
                if life:
                    await until_posted(place, place.slack.limiter.calls["chat.postMessage"] + 1)
                else:
                    await _until_due(place)
                await asyncio.sleep(rng.uniform(0.0, 1.5 / KILLS))
        assert 0 < sum(len(person.dms()) for person in people) < len(people)  # else the killing came too late
        async with bot(place, tmp_path, pace=400, lease=1.5):
            await until_sent(place, len(people))
        assert received(people) == {1}
        assert states(place) == {"sent": len(people)}


async def _until_due(place: Town) -> None:
    async with asyncio.timeout(20):
        while not states(place):  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def test_two_processes_on_one_database(postgres_url: str, tmp_path: Path) -> None:
    async with town(postgres_url, MONDAY) as place:
        people = crowd(place)
        place.slack.install(None)
        async with bot(place, tmp_path, pace=40) as one, bot(place, tmp_path, pace=40) as other:
            await until_sent(place, CROWD)
            ends = await asyncio.gather(one.stop(), other.stop())
        assert [status for status, _ in ends] == [0, 0]
        assert received(people) == {1}


async def test_what_is_in_hand_is_finished(store_url: str, tmp_path: Path) -> None:
    async with town(store_url, MONDAY) as place:
        people = crowd(place)
        place.slack.install(None)
        place.slack.faults.add("delay", "chat.postMessage", seconds=0.2)
        async with bot(place, tmp_path, pace=3) as process:  # six are in hand; all would take 17 s
            await until_posted(place, 5)
            assert (await process.stop())[0] == 0
        posted = sum(len(person.dms()) for person in people)
        assert 5 <= posted < CROWD
        assert states(place)["sent"] == posted  # nothing is left for the next start to look up
