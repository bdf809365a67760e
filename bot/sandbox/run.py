"""Starts and stops one sandbox: the local Slack, the community in it, the bot, and the page on a port of its own."""

import asyncio
import contextlib
import secrets
import signal
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import uvicorn

from bot.clock import Clock
from bot.domain.roster import Roster
from bot.sandbox.community.enrolment import TIMEZONE, enrol
from bot.sandbox.community.residents import move_in, read_roster
from bot.sandbox.engine import Access, StartBot
from bot.sandbox.page.app import Page
from bot.sandbox.slack.server import HOST, SlackServer
from bot.sandbox.timeline import Timeline
from bot.sandbox.world import World

PORTS_TRIED = 50
PORTS = 65536
MORNING = time(8)  # when the first day begins: everybody is awake, and nothing is due yet
MONDAY = 0


class NoPort(Exception):
    """Neither the wanted port nor any after it is free."""


@dataclass(frozen=True, slots=True)
class Sandbox:
    """A sandbox that runs. `address` holds the token and is meant for the browser."""

    world: World
    address: str
    port: int


def first_moment(today: date) -> datetime:
    """Return the UTC moment at which a sandbox begins: this week's Monday morning in the program's zone."""
    monday = today - timedelta(days=(today.weekday() - MONDAY) % 7)
    return datetime.combine(monday, MORNING, ZoneInfo(TIMEZONE)).astimezone(UTC)


@asynccontextmanager
async def sandbox(
    start_bot: StartBot, port: int, begin: datetime, roster: Roster | None = None
) -> AsyncIterator[Sandbox]:
    """Run a sandbox of the people of `roster` (the sample community), whose program time begins at the UTC `begin`.

    Raises NoPort or CannotEnrol.
    """
    with listening(port) as listener:
        clock = Clock.fixed(begin)
        slack = SlackServer(clock)
        await slack.start()
        try:
            async with _world(slack, clock, start_bot, begin, roster or read_roster()) as world:
                token, actual = secrets.token_urlsafe(24), listener.getsockname()[1]
                page = Page(world, token, actual)
                async with _served(page, listener):
                    yield Sandbox(world, f"http://{HOST}:{actual}/?token={token}", actual)
        finally:
            await slack.stop()


@asynccontextmanager
async def _world(
    slack: SlackServer, clock: Clock, start_bot: StartBot, begin: datetime, roster: Roster
) -> AsyncIterator[World]:
    residents = move_in(slack, roster)
    bot = await start_bot(Access(slack.api_url, slack.bot_token, slack.app_token), clock)
    try:
        starts = begin.astimezone(ZoneInfo(TIMEZONE)).date()
        program = await enrol(bot.store, bot.slack, slack.workspace.id, roster, starts, begin)
        yield World(slack, clock, residents, bot, Timeline(bot, clock, slack.changes), program.name)
    finally:
        await bot.stop()


class _Server(uvicorn.Server):
    """A server that leaves signals to whoever runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


@asynccontextmanager
async def _served(page: Page, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(page.app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=2)
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        page.live.close()
        server.should_exit = True
        await serving


@contextlib.contextmanager
def listening(port: int) -> Iterator[socket.socket]:
    """Listen on loopback at `port` or the next free one after it; 0 takes any. Raises NoPort."""
    for candidate in range(port, min(port + PORTS_TRIED, PORTS)) if port else (0,):
        try:
            listener = socket.create_server((HOST, candidate))
        except OSError:
            continue
        with listener:
            yield listener
        return
    raise NoPort(f"Neither port {port} nor any after it is free; choose another with --port.")


async def run(start_bot: StartBot, port: int, *, opens: bool, begin: datetime, say: Callable[[str], None]) -> None:
    """Run a sandbox until SIGINT or SIGTERM, and tell with `say` where it is. Raises NoPort or CannotEnrol."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows raises KeyboardInterrupt instead
            loop.add_signal_handler(number, ended.set)
    async with sandbox(start_bot, port, begin) as running:
        if running.port != port:
            say(f"Port {port} is in use; the sandbox took {running.port}.")
        say(f"The sandbox is ready: {running.address}")
        say("Ctrl-C ends it; nothing of it is kept unless you named a file with --database.")
        if opens:
            await asyncio.to_thread(webbrowser.open, running.address)
        await ended.wait()
    say("The sandbox has ended.")
