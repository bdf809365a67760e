"""The heartbeat: a few recurring APScheduler jobs that look for what is due. Nothing is lost when one is late."""

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.clock import Clock
from bot.store.database import Store
from scheduling.jobs import housekeeping, make_due

if TYPE_CHECKING:  # it takes long to import, and a bot whose clock somebody else moves needs none of it
    from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = structlog.get_logger()
HEARTBEAT_S = 1.0
HOUSEKEEPING_S = 3600.0


class Clockwork:
    """Runs the jobs at program time for as long as the bot runs; `wake` tells the sender that there is work."""

    def __init__(self, store: Store, clock: Clock, wake: Callable[[], None], heartbeat_s: float = HEARTBEAT_S) -> None:
        self._store = store
        self._clock = clock
        self._wake = wake
        self._heartbeat_s = heartbeat_s
        self._scheduler: AsyncIOScheduler | None = None
        self._busy = asyncio.Lock()

    def start(self) -> None:
        """Begin, inside the running event loop."""
        from apscheduler.schedulers.asyncio import AsyncIOScheduler

        # A late heartbeat is as good as one in time, several late ones are as good as one, and two never overlap.
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        self._scheduler.add_job(self.beat, "interval", seconds=self._heartbeat_s)
        self._scheduler.add_job(self._keep_house, "interval", seconds=HOUSEKEEPING_S)
        self._scheduler.start()

    async def beat(self) -> None:
        """Find what is due now; a database that does not answer is asked again at the next beat."""
        async with self._busy:
            try:
                if await asyncio.to_thread(make_due, self._store, self._clock.now()):
                    self._wake()
            except SQLAlchemyError as error:
                log.warning("the clock waits for the database", error=type(error).__name__)

    async def _keep_house(self) -> None:
        async with self._busy:
            try:
                await asyncio.to_thread(housekeeping, self._store, self._clock.now())
            except SQLAlchemyError as error:
                log.warning("housekeeping waits for the database", error=type(error).__name__)

    async def close(self) -> None:
        """Finish the job in hand and begin nothing more."""
        if self._scheduler is not None:
            self._scheduler.remove_all_jobs()
        async with self._busy:
            if self._scheduler is not None and self._scheduler.running:
                self._scheduler.shutdown(wait=False)
