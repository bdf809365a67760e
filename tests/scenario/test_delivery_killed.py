"""A sender that is killed at any moment: after the restart everybody has everything exactly once."""

import asyncio
import os
import random
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.domain.messages import CHECKIN_CONFIRMATION, COMMUNITY_POST
from bot.sandbox.slack.server import SlackServer
from bot.store.database import Store
from tests.forked import Forked, Work
from tests.scenario import sender_process
from tests.scenario.delivering import NOON, World, draft, until

KILLS = int(os.environ.get("KILLS", "10"))  # more of them for a long run
PEOPLE = 36
EACH = KILLS


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    made = SlackServer(Clock.fixed(NOON))
    await made.start()
    yield made
    await made.stop()


@asynccontextmanager
async def sending(world: World, url: str, directory: Path) -> AsyncIterator[Forked]:
    """Run a sender, and kill it in the end."""
    arguments = (url, world.server.api_url, world.server.bot_token)
    work = Work(sender_process.main, arguments, directory, dict(os.environ), directory / "out", directory / "err")
    process = Forked(work)
    try:
        yield process
    finally:
        process.kill()
        assert await process.wait() == -signal.SIGKILL


async def test_kill_nine_at_random_moments(store: Store, store_url: str, server: SlackServer, tmp_path: Path) -> None:
    rng = random.Random(9)
    world = World(store, server, PEOPLE)
    channel = server.workspace.create_channel("community", [server.workspace.bot])
    server.faults.add("delay", seconds=0.02)
    world.put(
        *(
            draft(f"c{n}-{m}", kind=CHECKIN_CONFIRMATION.name, person_id=n)
            for n in range(1, PEOPLE + 1)
            for m in range(EACH)
        ),
        *(draft(f"w{n}", kind=COMMUNITY_POST.name, facts={"channel": channel.id}) for n in range(10)),
    )
    for _ in range(KILLS):
        before = server.limiter.calls["chat.postMessage"]
        async with sending(world, store_url, tmp_path):
            await until(lambda before=before: server.limiter.calls["chat.postMessage"] > before)  # type: ignore[misc]
            await asyncio.sleep(rng.uniform(0.0, 0.08))
    assert world.counts().get("sent", 0) < PEOPLE * EACH  # otherwise the killing came too late
    async with sending(world, store_url, tmp_path):
        await until(lambda: world.counts() == {"sent": PEOPLE * EACH + 10})
    assert len(world.posted()) == PEOPLE * EACH + 10
    assert set(world.posted().values()) == {1}
    assert server.limiter.calls["conversations.history"] > 0
