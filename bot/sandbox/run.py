"""Starts and stops one sandbox: a stage for its communities, and the page on a port of its own."""

import asyncio
import contextlib
import secrets
import signal
import socket
import webbrowser
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import uvicorn
from starlette.types import ASGIApp

from bot.domain.roster import Roster
from bot.sandbox.community.residents import TIMEZONE
from bot.sandbox.engine import StartBot
from bot.sandbox.page.guard import Guard
from bot.sandbox.slack.server import HOST
from bot.sandbox.stage import Stage
from bot.sandbox.world import World

PORTS_TRIED = 50
PORTS = 65536
MORNING = time(8)  # when the first day begins: everybody is awake, and nothing is due yet
MONDAY = 0


class NoPort(Exception):
    """Neither the wanted port nor any after it is free."""


class Sandbox:
    """A sandbox that runs. `address` holds the token and is meant for the browser."""

    def __init__(self, stage: Stage, address: str, port: int) -> None:
        self._stage = stage
        self.address = address
        self.port = port

    @property
    def world(self) -> World:
        """Return what is on the stage now; it is another one after a visitor has started over."""
        return self._stage.world


def first_moment(today: date) -> datetime:
    """Return the UTC moment at which a sandbox begins: this week's Monday morning in the sample community's zone."""
    monday = today - timedelta(days=(today.weekday() - MONDAY) % 7)
    return datetime.combine(monday, MORNING, ZoneInfo(TIMEZONE)).astimezone(UTC)


@asynccontextmanager
async def sandbox(
    start_bot: StartBot,
    port: int,
    begin: datetime,
    roster: Roster | None = None,
    *,
    alone: bool = False,
    empty: bool = False,
) -> AsyncIterator[Sandbox]:
    """Run a sandbox of the people of `roster` (the sample community), whose program time begins at the UTC `begin`.

    With `alone`, nobody of the sample community acts by themselves until a visitor switches that on; with `empty`,
    there are people but no program.

    Raises NoPort or CannotEnrol.
    """
    with listening(port) as listener:
        token, actual = secrets.token_urlsafe(24), listener.getsockname()[1]
        stage = Stage(start_bot, begin, alone=alone)
        await stage.open(roster, empty=empty)
        try:
            async with _served(Guard(stage, token, actual), listener, stage):
                yield Sandbox(stage, f"http://{HOST}:{actual}/?token={token}", actual)
        finally:
            await stage.close()


class _Server(uvicorn.Server):
    """A server that leaves signals to whoever runs it."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


@asynccontextmanager
async def _served(app: ASGIApp, listener: socket.socket, stage: Stage) -> AsyncIterator[None]:
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=2)
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        stage.hush()
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


async def run(
    start_bot: StartBot,
    port: int,
    *,
    opens: bool,
    begin: datetime,
    say: Callable[[str], None],
    alone: bool = False,
    empty: bool = False,
) -> None:
    """Run a sandbox until SIGINT or SIGTERM, and tell with `say` where it is. Raises NoPort or CannotEnrol."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows raises KeyboardInterrupt instead
            loop.add_signal_handler(number, ended.set)
    async with sandbox(start_bot, port, begin, alone=alone, empty=empty) as running:
        if running.port != port:
            say(f"Port {port} is in use; the sandbox took {running.port}.")
        say(f"The sandbox is ready: {running.address}")
        say("Ctrl-C ends it; nothing of it is kept unless you named a file with --database.")
        if opens:
            await asyncio.to_thread(webbrowser.open, running.address)
        await ended.wait()
    say("The sandbox has ended.")
