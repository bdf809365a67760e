"""How an open page hears of changes: at once, and not a hundred times of one jump."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot.clock import Clock
from bot.sandbox.community.residents import Resident
from bot.sandbox.page.live import Live
from bot.sandbox.slack.server import SlackServer
from bot.sandbox.timeline import Way

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
        self.heard: list[tuple[float, dict[str, Any]]] = []
        self._news = asyncio.Event()
        resident = cast(Resident, SimpleNamespace(person=self.mia))
        self._stream = Live(slack.changes, slack.workspace).stream(resident)

    async def listen(self) -> None:
        async for line in cast(AsyncIterator[str], self._stream):
            if line.startswith("data:"):
                part: dict[str, Any] = json.loads(line.removeprefix("data:"))
                self.heard.append((clock.monotonic(), part))
                self._news.set()

    def post(self) -> float:
        self.slack.workspace.post(self.dm, self.slack.workspace.bot, "Hello")
        return clock.monotonic()

    async def hears(self, part: str) -> float:
        """Return when the page was told of a part, which it is in the end."""
        async with asyncio.timeout(5):
            while not (heard := [when for when, told in self.heard if told["part"] == part]):
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
    assert len(page.heard) < 20

    arrived = clock.monotonic()
    slack.changes.publish("time", "", None)
    assert await page.hears("time") - arrived < SOON_S
    begin = clock.now()
    for hours in (1, 2, 3):  # of how far time has come, only the latest is told
        slack.changes.publish("moving", "", Way(begin, begin + timedelta(hours=hours), begin + timedelta(hours=4)))
    await page.hears("moving")
    [way] = [news for _, news in page.heard if news["part"] == "moving"]
    assert (way["day"], way["time"], way["share"]) == ("Thursday 19 November", "17:30", "0.750")
    listening.cancel()
    await asyncio.gather(listening, return_exceptions=True)
