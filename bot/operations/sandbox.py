"""`reciprocal sandbox`: hands the sandbox a function that starts the real bot against its local Slack."""

import asyncio
import gc
import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager, suppress
from datetime import datetime
from itertools import chain, count
from pathlib import Path

from pydantic import SecretStr

from bot.app import Application, CannotStart, build
from bot.clock import Clock
from bot.delivery.gateway import SlackCalls, SlackFailure
from bot.delivery.tempo import Tempo
from bot.logs import configure
from bot.operations.common import Stopped, say
from bot.sandbox.community.enrolment import CannotEnrol
from bot.sandbox.engine import Access, StartBot
from bot.sandbox.run import NoPort, first_moment, run
from bot.settings import Settings
from bot.store.creation import create_tables
from bot.store.database import Store
from scheduling.tick import next_moment, tick

# A week for everybody is to go by in a moment; Slack's own pace is kept where Slack is real.
QUICK = Tempo(
    messages_per_second=5000,
    channel_per_second=5000,
    edits_per_second=5000,
    mark_every_s=0.01,
    # On loopback nothing arrives long after its connection was cut, and nobody wants to watch a long pause.
    settle_s=0.5,
    backoff_s=0.25,
    backoff_cap_s=1.0,
    patience_s=15.0,
)
HEARTBEAT_S = 1.0
ANSWERING_PATIENCE_S = 0.5  # short: who moves time meanwhile must not wait for what Slack puts off


class SandboxBot:
    """The bot on a clock that somebody else moves: one tick at a time, at each move and whenever people do something.

    Its clockwork does not run, so that nothing happens between a move and the tick that belongs to it.
    """

    def __init__(self, application: Application) -> None:
        self._application = application
        self._ticking = asyncio.Lock()
        self._ticks = 0
        self._answering: asyncio.Task[None] | None = None

    @property
    def store(self) -> Store:
        """The bot's database."""
        return self._application.store

    @property
    def slack(self) -> SlackCalls:
        """The bot's way to the Web API."""
        return self._application.gateway

    async def start(self) -> None:
        """Connect to Slack and answer people from now on. Raises CannotStart or SlackFailure."""
        await self._application.connect()
        if self._application.socket is not None:
            await self._application.socket.start()
        self._answering = asyncio.create_task(self._answer())

    async def tick(self, moment: datetime, patience_s: float | None = None) -> None:
        """Move the clock to the UTC `moment` and send what is due."""
        async with self._ticking:
            self._ticks += 1
            self._application.clock.move_to(moment)
            await tick(self.store, self._application.sender, moment, patience_s)

    @asynccontextmanager
    async def holding(self, moment: datetime) -> AsyncIterator[None]:
        """Move the clock and send nothing meanwhile: what many people do at one moment is then sent in one tick, that
        of whoever held.
        """
        async with self._ticking:
            self._application.clock.move_to(moment)
            yield
            self._ticks += 1

    def next_moment(self) -> datetime | None:
        """Return the next UTC moment at which something falls due, or None."""
        return next_moment(self.store, self._application.clock.now())

    async def _answer(self) -> None:
        """Send what people's doings put into the outbox, at the time that stands."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT_S):
                    await self._application.sender.woken()
            before = self._ticks
            async with self._ticking:
                if before != self._ticks:
                    continue  # a tick that began meanwhile has seen what there was
                now = self._application.clock.now()
                await tick(self.store, self._application.sender, now, ANSWERING_PATIENCE_S)

    async def stop(self) -> None:
        """Finish what is in hand and let go of everything."""
        if self._answering is not None:
            self._answering.cancel()
            await asyncio.gather(self._answering, return_exceptions=True)
        await self._application.stop()


def bot_starter(database: Path) -> StartBot:
    """Return the function that starts a bot on that new SQLite file; every further bot gets one beside it."""
    files = chain([database], (database.with_stem(f"{database.stem}-{number}") for number in count(2)))

    async def start(access: Access, clock: Clock) -> SandboxBot:
        settings = Settings.model_construct(  # not from the environment, which is about a real workspace
            slack_bot_token=SecretStr(access.bot_token),
            slack_app_token=SecretStr(access.app_token),
            slack_api_url=access.api_url,
            database_url=f"sqlite:///{next(file for file in files if not file.exists())}",
        )
        application = build(settings, clock, QUICK)
        create_tables(application.store)
        bot = SandboxBot(application)
        try:
            await bot.start()
        except BaseException:
            await bot.stop()
            raise
        return bot

    return start


def prefer_speed() -> None:
    """Have Python look for garbage less often: looking took a quarter of a jump's time, and found little."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def event_loop() -> asyncio.AbstractEventLoop:
    """Return a new event loop: the one that the bot runs in elsewhere, if this machine has it."""
    with suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop()
    return asyncio.new_event_loop()


def run_sandbox(port: int, *, opens: bool, database: Path | None, alone: bool = False, empty: bool = False) -> int:
    """Run the sandbox until Ctrl-C; with `alone`, nobody acts but the visitor; `empty`, without a program.

    Raises Stopped.
    """
    configure("warning", "console")
    prefer_speed()
    for name in [name for name in os.environ if name.startswith("SLACK_")]:
        del os.environ[name]  # Bolt reads some by itself, and a real workspace is none of the sandbox's
    with ExitStack() as stack:
        if database is None:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="reciprocal-sandbox-"))
            database = Path(folder) / "sandbox.db"
        elif database.exists():
            raise Stopped(f"{database} exists already; a sandbox begins with a database of its own.")
        begin = first_moment(Clock().machine().date())
        try:
            starter = bot_starter(database)
            with asyncio.Runner(loop_factory=event_loop) as runner:
                runner.run(run(starter, port, opens=opens, begin=begin, say=say, alone=alone, empty=empty))
        except KeyboardInterrupt:
            pass  # Windows only: elsewhere the signal is heard inside
        except (NoPort, CannotEnrol, CannotStart, SlackFailure) as error:
            raise Stopped(str(error)) from None
    return 0
