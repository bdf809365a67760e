"""A visitor of the sandbox's page: asks for its parts and acts on it as the browser would, over HTTP."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from typing import Any

import aiohttp

from bot.domain.roster import parse_roster
from bot.operations.sandbox import bot_starter
from bot.sandbox.run import Sandbox, sandbox

MONDAY = datetime(2026, 11, 16, 13, 0, tzinfo=UTC)  # 8:00 in New York
# A pair, a further mentee, a coach and a coordinator: as people of the sample community, but quick.
FEW = b"""email,name,role,school,mentor_email,timezone
mia.sol@a.example,Mia Sol,mentee,Elm School,theo.park@b.example,America/New_York
noor.lane@a.example,Noor Lane,mentee,Ash School,theo.park@b.example,America/Chicago
theo.park@b.example,Theo Park,mentor,Oak School,,America/New_York
ines.roth@b.example,Ines Roth,coach,,,America/New_York
cora.vance@b.example,Cora Vance,coordinator,,,America/New_York
"""


class Visitor:
    """One browser that has opened the sandbox's address."""

    def __init__(self, running: Sandbox, session: aiohttp.ClientSession) -> None:
        self.running = running
        self.session = session
        self.origin = f"http://127.0.0.1:{running.port}"

    async def get(self, path: str) -> str:
        """Return what stands at a path."""
        async with self.session.get(self.origin + path) as answer:
            assert answer.status == 200, (path, answer.status)
            return await answer.text()

    async def part(self, who: str, part: str, place: str = "reciprocal") -> str:
        """Return a part of somebody's page."""
        return await self.get(f"/as/{who}/{place}/part/{part}")

    async def text(self, who: str, part: str, place: str = "reciprocal") -> str:
        """Return the words in a part of somebody's page."""
        return words(await self.part(who, part, place))

    async def do(self, who: str, deed: str, **content: Any) -> dict[str, Any]:
        """Do something as somebody, and return what the page is told."""
        return await self.post(f"/as/{who}/do/{deed}", content)

    async def leap(self, leap: str) -> dict[str, Any]:
        """Move time, and return what was sent."""
        return await self.post("/time", {"step": leap})

    async def post(self, path: str, content: Any) -> dict[str, Any]:
        """Post JSON as the page does."""
        async with self.session.post(self.origin + path, json=content, headers={"Origin": self.origin}) as answer:
            told: dict[str, Any] = await answer.json()
            return told

    async def typed(self, who: str, **values: Any) -> dict[str, Any]:
        """Return a deed's content with the modal in front of somebody, its fields filled in by block id."""
        html = await self.part(who, "modal")
        found = re.search(r'data-view="(\w+)"', html)
        assert found is not None, "no modal is open"
        return {"view": found.group(1), "values": {f"{block}/value": value for block, value in values.items()}}

    async def until_modal(self, who: str) -> None:
        """Wait until somebody has a modal in front of them."""
        await self.running.world.residents.by_handle[who].person.wait_modal()

    async def until(self, who: str, text: str) -> None:
        """Wait until the bot has written something to somebody."""
        person = self.running.world.residents.by_handle[who].person
        await person.workspace.changes.until(lambda: any(text in one.text for one in person.dms()))


def words(html: str) -> str:
    """Return the words in HTML, in one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@asynccontextmanager
async def running_sandbox(
    folder: Path, port: int = 0, begin: datetime = MONDAY, people: bytes = FEW, *, empty: bool = False
) -> AsyncIterator[Sandbox]:
    """Run a sandbox with its database in `folder`."""
    starter = bot_starter(folder / "sandbox.db")
    async with sandbox(starter, port, begin, parse_roster(people), empty=empty) as running:
        yield running


@asynccontextmanager
async def visit(running: Sandbox) -> AsyncIterator[Visitor]:
    """Open the address of a sandbox in a browser of its own."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        async with session.get(running.address) as answer:
            assert answer.status == 200
        yield Visitor(running, session)


@asynccontextmanager
async def visited_sandbox(folder: Path, begin: datetime = MONDAY) -> AsyncIterator[Visitor]:
    """Run a sandbox and open its address."""
    async with running_sandbox(folder, begin=begin) as running, visit(running) as visitor:
        yield visitor
