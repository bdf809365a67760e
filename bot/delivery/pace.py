"""Pacing below Slack's limits, on machine time: by workspace and method, and by channel.

Each limit is a schedule of slots on an absolute time line (the generic cell rate algorithm), so that late wake-ups
are made up for and nothing drifts. A task that may not go yet sleeps until its slot; nothing polls.
"""

import asyncio
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery.tempo import Tempo

STEADY = 0.97  # of the limit: finishes within 1.06 of the ideal time and leaves Slack's clock some room
EARLY_S = 0.02  # how much of its delay a late wake-up may make up for
KEEP = 4096  # slots remembered before those of long ago are forgotten


@dataclass(frozen=True, slots=True)
class Rate:
    """So many calls a second in the long run, and `burst` more at once."""

    per_second: float
    burst: int = 0

    @property
    def interval_s(self) -> float:
        """Return the time between two calls."""
        return 1.0 / self.per_second

    @property
    def early_s(self) -> float:
        """Return how long before its slot on the time line a call may go."""
        return self.burst * self.interval_s + EARLY_S


class Pace:
    """Gives each call its turn."""

    def __init__(self, tempo: Tempo, clock: Clock) -> None:
        self._clock = clock
        self._posts = Rate(tempo.messages_per_second * STEADY, tempo.messages_burst)
        self._others = Rate(tempo.edits_per_second * STEADY, tempo.edits_burst)
        self._channel = Rate(tempo.channel_per_second, tempo.channel_burst)
        self._next: dict[Hashable, float] = {}
        self._queues: defaultdict[tuple[int, str], asyncio.Lock] = defaultdict(asyncio.Lock)

    async def turn(self, workspace_id: int, method: str, by: float) -> bool:
        """Wait until a call of `method` fits in the workspace's limit, and return True; False if that was not before
        the moment `by` (machine time). Then the turn is the next one's: a slot that is taken and not used is lost.
        """
        rate = self._rate(method)
        # One waits at a time: if everybody held a slot, all whose slots passed during a stall would go at once.
        async with self._queues[workspace_id, method]:
            if self._clock.monotonic() > by:
                return False
            await self._wait((workspace_id, method), rate)
            return self._clock.monotonic() <= by

    def put_off(self, workspace_id: int, method: str, seconds: float) -> None:
        """Let `method` go on only after so many seconds, as Slack wants it, and then without a burst: Slack counts less
        at once than we did, and would put off a burst after each rest again.
        """
        key, rate = (workspace_id, method), self._rate(method)
        begins = self._clock.monotonic() + seconds + rate.early_s
        self._next[key] = max(self._next.get(key, begins), begins)

    def _rate(self, method: str) -> Rate:
        return self._posts if method == "chat.postMessage" else self._others

    async def channel_turn(self, workspace_id: int, channel: str) -> None:
        """Wait until a post to `channel` fits in the channel's limit; callers post to one channel in turn."""
        await self._wait((workspace_id, "in", channel), self._channel)

    async def _wait(self, key: Hashable, rate: Rate) -> None:
        delay = self.reserve(key, rate)
        if delay > 0:
            await asyncio.sleep(delay)

    def reserve(self, key: Hashable, rate: Rate) -> float:
        """Take the next slot of `key` and return the seconds until it begins."""
        now = self._clock.monotonic()
        slot = max(now, self._next.get(key, now))
        if len(self._next) >= KEEP:
            self._next = {k: at for k, at in self._next.items() if at > now}
        self._next[key] = slot + rate.interval_s
        return max(0.0, slot - rate.early_s - now)
