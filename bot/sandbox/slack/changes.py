"""The stream of everything that changes in the workspace: tests wait on it, the page and the event sender follow it."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")
KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened: its running number, its kind (`message`, `view_opened`, ...) and what it happened to."""

    number: int
    kind: str
    team_id: str
    subject: Any


class Changes:
    """Publishes changes to listeners in order and lets tasks wait for the one they need."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Change], None]] = []
        self._recent: deque[Change] = deque(maxlen=KEPT)
        self._number = 0

    def publish(self, kind: str, team_id: str, subject: Any) -> None:
        """Tell every listener, at once and in this task, that `subject` changed."""
        self._number += 1
        change = Change(self._number, kind, team_id, subject)
        self._recent.append(change)
        for listener in tuple(self._listeners):
            listener(change)

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` on every change from now on; the function returned ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def mark(self) -> int:
        """Return the number of the latest change, to be given as `since` to `wait_for` after acting."""
        return self._number

    async def wait_for(
        self, predicate: Callable[[Change], bool], timeout: float = 5.0, since: int | None = None
    ) -> Change:
        """Return the first change after `since` (default: from now on) that `predicate` accepts.

        Raises TimeoutError after `timeout` seconds.
        """
        if since is not None:
            for change in self._recent:
                if change.number > since and predicate(change):
                    return change
        found: asyncio.Future[Change] = asyncio.get_running_loop().create_future()

        def look(change: Change) -> None:
            if not found.done() and predicate(change):
                found.set_result(change)

        stop = self.listen(look)
        try:
            async with asyncio.timeout(timeout):
                return await found
        finally:
            stop()

    async def until(self, condition: Callable[[], T | None], timeout: float = 20.0) -> T:
        """Return the first true value of `condition`, asked now and after every change; TimeoutError otherwise."""
        value = condition()
        if value:
            return value
        found: asyncio.Future[T] = asyncio.get_running_loop().create_future()

        def look(_: Change) -> None:
            value = condition()
            if value and not found.done():
                found.set_result(value)

        stop = self.listen(look)
        try:
            async with asyncio.timeout(timeout):
                return await found
        finally:
            stop()

    async def follow(self) -> AsyncIterator[Change]:
        """Yield every change from now on, for as long as the caller iterates."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        stop = self.listen(queue.put_nowait)
        try:
            while True:
                yield await queue.get()
        finally:
            stop()
