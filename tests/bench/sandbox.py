"""The sandbox as a visitor waits for it: until the page is there, until a form is open, until a week has gone by."""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date
from http.cookiejar import CookieJar
from pathlib import Path

from bot.domain.roster import Roster, RosterLine
from bot.operations.sandbox import bot_starter, event_loop, prefer_speed
from bot.sandbox.community.residents import read_roster
from bot.sandbox.run import first_moment, sandbox
from bot.sandbox.slack.person import Person
from bot.sandbox.world import World
from tests.bench.figures import middle, table

PEOPLE = 120
STARTS = 5
FORMS = 30
WEEKS = 52
SESSION_WEEK = 3  # of the sample community, in which its first network session is
BEGIN = first_moment(date(2026, 8, 24))


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds: from the start of the process to the page, from a command to its form (the slowest of all), of the
    jumps of a week one by one, in which everybody lives along, of those in which nobody does anything, as with a
    roster of one's own, and of the sample community's week with a network session, if it came to that.
    """

    ready_s: float
    form_s: float
    slowest_form_s: float
    weeks_s: list[float]
    alone_s: list[float]
    session_week_s: float | None


def measure(weeks: int = WEEKS, starts: int = STARTS) -> Waits:
    """Start it some times, then live in one."""
    ready = middle([_ready() for _ in range(starts)])
    prefer_speed()
    with asyncio.Runner(loop_factory=event_loop) as runner:
        forms, jumps = runner.run(_live(weeks))
        alone = runner.run(_alone(weeks))
        session_week = runner.run(_session_week()) if weeks >= SESSION_WEEK else None
    return Waits(ready, middle(forms), max(forms), jumps, alone, session_week)


def _ready() -> float:
    """Return the seconds from `reciprocal sandbox` to its first page."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "bot", "sandbox", "--no-open", "--port", "18500"]
    env = {**os.environ, "PYTHONUNBUFFERED": "1"}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # nobody has the bot compiled anew at every start
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
    try:
        assert process.stdout is not None
        found = next(found for line in process.stdout if (found := re.search(r"http://\S+", line)))
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        with browser.open(found.group()) as page:
            page.read()
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.communicate()


@asynccontextmanager
async def _town(roster: Roster | None) -> AsyncIterator[World]:
    with tempfile.TemporaryDirectory() as folder:
        async with sandbox(bot_starter(Path(folder) / "sandbox.db"), 0, BEGIN, roster) as running:
            yield running.world


async def _live(weeks: int) -> tuple[list[float], list[float]]:
    async with _town(_community()) as world:
        asked = [one.person for one in world.residents.by_handle.values() if one.partners]
        forms = [await _form(person) for person in asked[:FORMS]]
        world.life.switch(on=True)
        return forms, [await _week(world) for _ in range(weeks)]


async def _alone(weeks: int) -> list[float]:
    async with _town(_community()) as world:
        return [await _week(world) for _ in range(weeks)]


async def _session_week() -> float:
    """Let the sample community live to its first network session, with all its rounds."""
    async with _town(None) as world:
        jumps = [await _week(world) for _ in range(SESSION_WEEK)]
        return jumps[-1]


async def _form(person: Person) -> float:
    began = time.perf_counter()
    await person.command("/checkin", "", person.workspace.dm(person.id))
    await person.wait_modal()
    took = time.perf_counter() - began
    await person.close_modal()
    return took


async def _week(world: World) -> float:
    """Return the seconds of a jump of a week."""
    began = time.perf_counter()
    await world.timeline.move("week")
    return time.perf_counter() - began


def _community() -> Roster:
    """Return the sample community, made up to 120 by further mentees of its mentors."""
    roster = read_roster()
    mentees = [line for line in roster.lines if line.mentors][: PEOPLE - len(roster.lines)]
    return replace(roster, lines=(*roster.lines, *(_twin(line) for line in mentees)))


def _twin(line: RosterLine) -> RosterLine:
    return replace(line, email=f"twin.{line.email}", name=f"{line.name} Jr.")


def report(waits: Waits) -> str:
    """Return the table."""
    rows = [
        ["`reciprocal sandbox` until its page is there", f"{waits.ready_s:.2f}"],
        ["a command until its form is open, median", f"{waits.form_s:.3f}"],
        ["likewise, the slowest", f"{waits.slowest_form_s:.3f}"],
        [f"a jump of a week for {PEOPLE} people who live along, median", f"{middle(waits.weeks_s):.2f}"],
        ["likewise, the slowest", f"{max(waits.weeks_s):.2f}"],
        [f"{len(waits.weeks_s)} jumps of a week", f"{sum(waits.weeks_s):.1f}"],
        [f"a jump of a week for {PEOPLE} people who do nothing, median", f"{middle(waits.alone_s):.2f}"],
        ["likewise, the slowest", f"{max(waits.alone_s):.2f}"],
        [f"{len(waits.alone_s)} jumps of a week", f"{sum(waits.alone_s):.1f}"],
    ]
    if waits.session_week_s is not None:
        rows.append(["the sample community's week with a network session", f"{waits.session_week_s:.2f}"])
    return table(["Sandbox", "seconds"], rows)
