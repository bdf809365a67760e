"""Writes outcomes down in groups: whatever has come together while the last group was being written."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot.clock import Clock
from bot.delivery import marking
from bot.delivery.items import Outcome
from bot.store.database import Store

log = structlog.get_logger(__name__)

AGAIN_S = 0.5  # after the database was locked or gone
TRIES = 40

InThread = Callable[[Callable[[], None]], Awaitable[None]]


class Writer:
    """Takes outcomes one by one and writes them down at most `every_s` seconds later, or as soon as somebody waits."""

    def __init__(self, store: Store, clock: Clock, every_s: float, owner: str, in_thread: InThread) -> None:
        self._store = store
        self._clock = clock
        self._every_s = every_s
        self._owner = owner
        self._in_thread = in_thread
        self._pending: list[Outcome] = []
        self._awaited = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def add(self, outcome: Outcome) -> None:
        """Take an outcome; it is written down soon."""
        self._pending.append(outcome)
        if not self.busy:
            self._task = asyncio.create_task(self._write())

    @property
    def busy(self) -> bool:
        """Say whether something taken is not written down yet."""
        return self._task is not None and not self._task.done()

    async def drained(self) -> None:
        """Return once everything taken so far is written down."""
        self._awaited.set()
        while self._task is not None and not self._task.done():
            await asyncio.shield(self._task)
        self._awaited.clear()

    async def _write(self) -> None:
        while self._pending:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._every_s):
                    await self._awaited.wait()
            group, self._pending = self._pending, []
            await self._write_group(group)

    async def _write_group(self, group: list[Outcome]) -> None:
        for _ in range(TRIES):
            try:
                await self._in_thread(lambda: self._commit(group))
            except OperationalError as error:
                log.warning("marks_wait", rows=len(group), error=type(error).__name__)  # locked or gone
                await asyncio.sleep(AGAIN_S)
            except SQLAlchemyError as error:
                log.error("marks_refused", rows=len(group), error=type(error).__name__)
                if len(group) > 1:
                    for outcome in group:
                        await self._write_group([outcome])
                return
            else:
                return
        # The rows' leases run out, and whoever takes them over looks for their messages.
        log.error("marks_given_up", rows=len(group))

    def _commit(self, group: list[Outcome]) -> None:
        with self._store.write() as tx:
            marking.write_down(tx, group, self._clock.machine(), self._owner)
