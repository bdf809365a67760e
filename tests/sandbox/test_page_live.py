"""How an open page hears of changes: at once, and not a hundred times of one jump."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.clock import Clock
from bot.sandbox.community.residents import Resident
from bot.sandbox.page.live import Live
from bot.sandbox.slack.server import SlackServer

SOON_S = 0.3
clock = Clock.fixed(datetime(2026, 11, 19, 19, 30, tzinfo=UTC))


@pytest.fixture
def slack() -> SlackServer:
    """Return a local Slack that is not listening."""
    return SlackServer(clock)


class Page:
    """An open page of Mia's: what it was told, and when."""

    def __init__(self, slack: SlackServer) -> None:
        self.slack = slack
        self.mia = slack.add_person("mia", "Mia Sol")
        self.dm = slack.workspace.dm(self.mia.id)
        self.told: list[tuple[float, str]] = []
        self._news = asyncio.Event()
        resident = cast(Resident, SimpleNamespace(person=self.mia))
        self._stream = Live(slack.changes, slack.workspace).stream(resident)

    async def listen(self) -> None:
        async for line in cast(AsyncIterator[str], self._stream):
            if line.startswith("data:"):
                part: dict[str, Any] = json.loads(line.removeprefix("data:"))
                self.told.append((clock.monotonic(), part["part"]))
                self._news.set()

    def post(self) -> float:
        self.slack.workspace.post(self.dm, self.slack.workspace.bot, "Hello")
        return clock.monotonic()

    async def hears(self, part: str) -> float:
        """Return when the page was told of a part, which it is in the end."""
        async with asyncio.timeout(5):
            while not (heard := [when for when, told in self.told if told == part]):
                self._news.clear()
                await self._news.wait()
        return heard[0]


async def test_what_comes_alone_is_told_at_once_and_what_goes_on_now_and_then(slack: SlackServer) -> None:
    page = Page(slack)
    listening = asyncio.create_task(page.listen())
    await asyncio.sleep(0.05)
    posted = page.post()
    assert await page.hears("messages") - posted < SOON_S

    for _ in range(100):  # a jump: something every ten milliseconds
        page.post()
        await asyncio.sleep(0.01)
    assert len(page.told) < 20

    arrived = clock.monotonic()
    slack.changes.publish("time", "", None)
    assert await page.hears("time") - arrived < SOON_S
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
