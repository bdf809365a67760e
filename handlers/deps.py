"""What listeners are given: the store, the clock, and how work gets off the event loop and out of the request."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

import structlog

from bot.clock import Clock
from bot.delivery.gateway import Gateways, SlackCalls, SlackDown
from bot.services.workspaces import id_of_team
from bot.store.database import Store

AT_ONCE = 16  # tasks after the acknowledgement; more make everybody wait, and a trigger lives for three seconds
THREADS = 4  # two cores have no use for more

FULL = 2 * AT_ONCE  # so many begun or in line, and new requests wait: those who came first get their forms first
ROOM_S = 0.5  # how long a request may wait for that

START_S = 0.7  # how long a use case may wait for a thread: with the database's two seconds it stays below Slack's three

# How to tell whoever made the request in hand that what was to follow its acknowledgement did not come about; None
# where there is no such way. Work after the acknowledgement runs in a copy of the request's context.
way_back: ContextVar[Callable[[], Awaitable[None]] | None] = ContextVar("way_back", default=None)

P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger()


class TooBusy(Exception):
    """No thread came free in time; the use case was not begun, so nothing was changed."""


class Deps:
    """Built once by the composition root. `wake` tells the sender that the outbox has something new; the `gateways`
    serve what may take longer than a trigger lives, after the acknowledgement.
    """

    def __init__(self, store: Store, clock: Clock, wake: Callable[[], None], gateways: Gateways) -> None:
        self.store = store
        self.clock = clock
        self.wake = wake
        self.gateways = gateways
        # A read of SQLite waits for nobody and takes a third of a millisecond; the way to a thread and back takes as
        # long again (measured: 830 forms a second without it, 700 with one thread, 650 with four).
        self._readers = None if store.is_sqlite else ThreadPoolExecutor(THREADS, thread_name_prefix="reading")
        self._writers = ThreadPoolExecutor(THREADS, thread_name_prefix="writing")
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self._beside: set[asyncio.Task[Any]] = set()
        self._line: deque[asyncio.Future[None]] = deque()

    def now(self) -> datetime:
        """Return the present program time, UTC."""
        return self.clock.now()

    async def slack(self, team_id: str) -> SlackCalls:
        """Return the way to a workspace's Slack. Raises SlackDown if this process serves no such workspace."""
        workspace_id = await self.call(id_of_team, team_id)
        gateway = self.gateways.for_workspace(workspace_id) if workspace_id is not None else None
        if gateway is None:
            raise SlackDown("no such workspace is served")
        return gateway

    async def call(self, use_case: Callable[Concatenate[Store, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a use case that only reads, in a worker thread if the database is a server. Raises TooBusy, and what it
        raises.
        """
        if self._readers is None:
            return use_case(self.store, *args, **kwargs)
        return await self._in(self._readers, partial(use_case, self.store, *args, **kwargs))

    async def aside(self, work: Callable[[], R]) -> R:
        """Do work that takes long, such as reading a file, in a thread of its own, so that nobody waits for it."""
        return await asyncio.to_thread(work)

    async def begun(self, work: Callable[[], R], wait_s: float) -> asyncio.Task[R]:
        """Do work as `aside` does, and return once it is done or after so many seconds; it goes on all the same."""
        task = asyncio.get_running_loop().create_task(asyncio.to_thread(work))
        self._beside.add(task)
        task.add_done_callback(self._beside.discard)
        await asyncio.wait({task}, timeout=wait_s)
        return task

    async def change(self, use_case: Callable[Concatenate[Store, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a use case that writes in a worker thread, and have at once sent what it puts into the outbox."""
        answer = await self.keep(use_case, *args, **kwargs)
        self.wake()
        return answer

    async def keep(self, use_case: Callable[Concatenate[Store, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a use case that writes, but puts nothing into the outbox, in a worker thread."""
        return await self._in(self._writers, partial(use_case, self.store, *args, **kwargs))

    async def _in(self, threads: ThreadPoolExecutor, work: Callable[[], R]) -> R:
        job = threads.submit(work)
        too_late = asyncio.Event()

        def give_up() -> None:
            if job.cancel():  # which one that has begun does not let happen
                too_late.set()

        timer = asyncio.get_running_loop().call_later(START_S, give_up)
        try:
            return await asyncio.wrap_future(job)
        except asyncio.CancelledError:
            if too_late.is_set():
                raise TooBusy from None
            raise
        finally:
            timer.cancel()

    async def room(self) -> None:
        """Wait until what follows earlier requests is not too much, at most `ROOM_S`: else, in a rush, all are
        acknowledged at once and the forms of all come late.
        """
        if len(self._tasks) < FULL and not self._line:
            return
        turn = asyncio.get_running_loop().create_future()
        self._line.append(turn)
        with suppress(TimeoutError):
            async with asyncio.timeout(ROOM_S):
                await turn
        asyncio.get_running_loop().call_soon(self._let_in)  # once this one has begun what it does: it may be nothing

    def _let_in(self) -> None:
        """Let the next request in line go on, if there is room."""
        while self._line and len(self._tasks) < FULL:
            turn = self._line.popleft()
            if not turn.done():  # as it is where the wait was too long
                turn.set_result(None)
                return

    def after_ack(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do `work` after the request is acknowledged, a bounded number at a time; its failure is logged and told."""
        task = asyncio.get_running_loop().create_task(self._bounded(work))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._let_in()

    async def _bounded(self, work: Coroutine[Any, Any, Any]) -> None:
        async with self._slots:
            try:
                await work
            except Exception as error:
                log.error("work after the acknowledgement failed", error=type(error).__name__)
                await _tell_of_failure()

    async def settled(self) -> None:
        """Return once nothing is in hand."""
        while self._tasks:
            await asyncio.gather(*self._tasks)
        await asyncio.gather(*self._beside, return_exceptions=True)

    async def close(self) -> None:
        """Finish what is in hand."""
        await self.settled()
        if self._readers is not None:
            self._readers.shutdown()
        self._writers.shutdown()


async def _tell_of_failure() -> None:
    if (tell := way_back.get()) is None:
        return
    try:
        await tell()
    except Exception as error:  # Slack takes nothing at all: then nobody can be told
        log.warning("nobody could be told", error=type(error).__name__)
