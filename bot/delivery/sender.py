"""The sender: brings the outbox to Slack, each message once.

Database work happens in one worker thread, calls to Slack in the event loop, never one inside the other. While a
batch is going out the next is being prepared, so the pace alone sets the speed.
"""

import asyncio
import random
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import uuid4
from weakref import WeakValueDictionary

import structlog

from bot.clock import Clock
from bot.delivery import marking
from bot.delivery.batches import Prepared
from bot.delivery.composing import Composer
from bot.delivery.gateway import Gateways
from bot.delivery.items import Dropped, Held, Item, Outcome, PutBack, Refused, Sent
from bot.delivery.pace import Pace
from bot.delivery.posting import Poster
from bot.delivery.preparing import Preparation
from bot.delivery.tempo import Tempo
from bot.delivery.writer import Writer
from bot.domain.messages import Effect
from bot.store import outbox
from bot.store.database import Store

log = structlog.get_logger(__name__)

# The share of a batch in hand at which the next is prepared: with half of one, PostgreSQL at times came too late.
ENOUGH_IN_HAND = 0.75

T = TypeVar("T")


@dataclass(slots=True)
class Counts:
    """What became of rows: how many each. Rows that were put back or held may count again later."""

    sent: int = 0
    dropped: int = 0
    failed: int = 0
    held: int = 0
    put_back: int = 0

    @property
    def done(self) -> int:
        """Return how many rows have come to their end."""
        return self.sent + self.dropped + self.failed

    def add(self, outcome: Outcome) -> None:
        """Count an outcome."""
        match outcome:
            case Sent():
                self.sent += 1
            case Dropped():
                self.dropped += 1
            case Refused():
                self.failed += 1
            case Held():
                self.held += 1
            case PutBack():
                self.put_back += 1


class Sender:
    """Sends what is due: once with `deliver_due`, or all the time with `run`; not both at the same time.

    Several senders, in one process or many, may share a database.
    """

    def __init__(
        self,
        store: Store,
        gateways: Gateways,
        composers: Mapping[str, Composer],
        clock: Clock,
        tempo: Tempo | None = None,
        rng: random.Random | None = None,
    ) -> None:
        self._store = store
        self._gateways = gateways
        self._clock = clock
        self._tempo = tempo or Tempo()
        self._pace = Pace(self._tempo, clock)
        self._poster = Poster(gateways, self._pace, self._tempo, clock, rng or random.Random())
        owner = uuid4().hex
        self._preparation = Preparation(store, composers, clock, self._tempo, owner)
        # One thread: SQLite has one writer, and a rehearsal one connection.
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outbox")
        self._writer = Writer(store, clock, self._tempo.mark_every_s, owner, self._in_thread)
        self._lanes: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()
        self._in_hand: set[asyncio.Task[None]] = set()
        self._looking: set[asyncio.Task[None]] = set()
        self._one_done = asyncio.Event()
        self._awake = asyncio.Event()
        self._stopping = False
        self._running: asyncio.Task[None] | None = None
        self.counts = Counts()

    async def deliver_due(self, now: datetime, patience_s: float | None = None) -> Counts:
        """Send everything that is due at the UTC program time `now` and return what became of it.

        What Slack puts off is waited for as long as `patience_s` (the tempo's) lasts without any progress.
        Raises sqlalchemy.exc.SQLAlchemyError.
        """
        self.counts = Counts()
        patience_s = self._tempo.patience_s if patience_s is None else patience_s
        done, give_up_at = -1, 0.0
        while True:
            claimed = await self._round(now)
            if claimed < self._tempo.rows_at_once and (self._busy or self._writer.busy):
                await self._drained()  # there were no more: whoever looks again sees what has come of these
                continue
            if claimed:
                continue
            if self.counts.done > done:
                done, give_up_at = self.counts.done, self._clock.monotonic() + patience_s
            delay = await self._retry_in_s(now)
            if delay is None or self._clock.monotonic() + delay > give_up_at:
                return self.counts
            await asyncio.sleep(delay)

    async def run(self) -> None:
        """Send what is due, at program time as it goes, until `stop` is called."""
        self._running = asyncio.current_task()
        while not self._stopping:
            self._awake.clear()
            try:
                claimed = await self._round(self._clock.now())
            except Exception as error:  # the database is locked or gone, or one of our own mistakes: go on either way
                log.error("outbox_waits", error=type(error).__name__)
                claimed = 0
            if not claimed:
                await self._idle()
        await self._drained()

    def wake(self) -> None:
        """Look at the outbox at once: something was put in. To be called in the sender's event loop."""
        self._awake.set()

    async def woken(self) -> None:
        """Wait for the next `wake`; for whoever calls `deliver_due` over and over instead of `run`."""
        await self._awake.wait()
        self._awake.clear()

    async def stop(self) -> None:
        """Finish what is in hand, claim nothing more, and return once `run` has ended."""
        self._stopping = True
        self.wake()
        if self._running is not None and self._running is not asyncio.current_task():
            await asyncio.wait([self._running])
        await self.close()

    async def close(self) -> None:
        """Let go of the worker thread; after `deliver_due`, or by `stop`."""
        await self._drained()
        self._thread.shutdown(wait=False)

    async def _round(self, now: datetime) -> int:
        """Claim one batch and set it going; return how many rows were claimed."""
        await self._until(lambda: len(self._in_hand) <= self._tempo.rows_at_once * ENOUGH_IN_HAND)
        prepare = partial(
            self._preparation.prepare,
            now,
            self._gateways.workspace_ids(),
            self._poster.resting(),
            self._tempo.lookups - len(self._looking),
        )
        prepared: Prepared = await self._in_thread(prepare)
        self._take_note(prepared.outcomes)
        for item in prepared.items:
            task = asyncio.create_task(self._send(item))
            (self._looking if item.row.attempts else self._in_hand).add(task)
            task.add_done_callback(self._done)
        return prepared.claimed

    async def _send(self, item: Item) -> None:
        lane = self._lanes.setdefault(item.lane, asyncio.Lock())
        async with lane:
            if item.kind.effect is not Effect.UPDATE:
                await self._pace.channel_turn(*item.lane)
            outcome = await self._poster.send(item)
        self._writer.add(outcome)
        self._take_note([outcome])

    def _take_note(self, outcomes: list[Outcome]) -> None:
        marking.report(outcomes)
        for outcome in outcomes:
            self.counts.add(outcome)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._in_hand.discard(task)
        self._looking.discard(task)
        self._one_done.set()

    async def _until(self, holds: Callable[[], bool]) -> None:
        """Return once the condition holds; it is looked at whenever a message is done."""
        while not holds():
            self._one_done.clear()
            await self._one_done.wait()

    @property
    def _busy(self) -> bool:
        return bool(self._in_hand or self._looking)

    async def _drained(self) -> None:
        await self._until(lambda: not self._busy)
        await self._writer.drained()

    async def _idle(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._tempo.poll_s):
                await self._awake.wait()

    async def _retry_in_s(self, now: datetime) -> float | None:
        """Return the seconds until something due at `now` may be tried again, or None if nothing is."""
        at = await self._in_thread(partial(self._next_retry, now))
        if at is None:
            return None
        delay = (at - self._clock.machine()).total_seconds()
        return max(delay, self._poster.rests_for_s() or 0.0, self._tempo.mark_every_s)

    def _next_retry(self, now: datetime) -> datetime | None:
        with self._store.read() as tx:
            return outbox.next_retry(tx, now)

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
