"""Slack's rate limits: so many calls of a method a minute, so many messages a second; off unless switched on."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

POSTING = frozenset({"chat.postMessage", "chat.postEphemeral"})


@dataclass(frozen=True, slots=True)
class Limits:
    """Which limits hold. None means that this one does not.

    `tiers` switches the per-minute tiers of methods; `burst_share` of a minute's calls may come at once.
    `channel_rate` and `workspace_rate` are messages a second, `*_burst` how many may come at once.
    """

    tiers: bool = False
    burst_share: float = 0.5
    channel_rate: float | None = None
    channel_burst: float = 4
    workspace_rate: float | None = None
    workspace_burst: float = 30

    @classmethod
    def slack(cls) -> "Limits":
        """Return Slack's own figures: the tiers, a message a second per channel, several hundred a minute in all."""
        return cls(tiers=True, channel_rate=1.0, workspace_rate=5.0)

    @classmethod
    def messages_per_second(cls, rate: float, burst: float | None = None) -> "Limits":
        """Return nothing but a cap on the workspace's messages; a burst of a second's worth unless given."""
        return cls(workspace_rate=rate, workspace_burst=max(1.0, rate if burst is None else burst))


class Bucket:
    """A token bucket on monotonic seconds."""

    __slots__ = ("_burst", "_filled", "_level", "_rate")

    def __init__(self, rate: float, burst: float, now: float) -> None:
        self._rate, self._burst = rate, burst
        self._level, self._filled = burst, now

    def wait(self, now: float) -> float:
        """Return the seconds until a call may pass; 0 when one may pass now."""
        self._level = min(self._burst, self._level + (now - self._filled) * self._rate)
        self._filled = now
        return 0.0 if self._level >= 1 else (1 - self._level) / self._rate

    def take(self) -> None:
        """Count one call."""
        self._level -= 1


class RateLimiter:
    """Counts calls by method and decides which must wait."""

    def __init__(self, limits: Limits, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self.calls: Counter[str] = Counter()
        self.limited: Counter[str] = Counter()
        self.limits = limits
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def set(self, limits: Limits) -> None:
        """Put other limits in force, with fresh buckets."""
        self.limits = limits
        self._buckets.clear()

    def check(self, team_id: str, method: str, tier: int | None, channel: str = "") -> int | None:
        """Let one call pass and return None, or return the whole seconds that Retry-After shall say."""
        limits = self.limits
        wanted: list[tuple[tuple[str, ...], float, float]] = []
        if limits.tiers and tier is not None:
            wanted.append(((team_id, method), tier / 60, max(1.0, tier * limits.burst_share)))
        if method in POSTING:
            if limits.channel_rate is not None and channel:
                wanted.append(((team_id, "channel", channel), limits.channel_rate, limits.channel_burst))
            if limits.workspace_rate is not None:
                wanted.append(((team_id, "posts", ""), limits.workspace_rate, limits.workspace_burst))
        if not wanted:
            return None
        now = self._monotonic()
        buckets = [self._buckets.get(key) or self._buckets.setdefault(key, Bucket(rate, burst, now))
                   for key, rate, burst in wanted]  # fmt: skip
        wait = max(bucket.wait(now) for bucket in buckets)
        if wait > 0:
            self.limited[method] += 1
            return max(1, math.ceil(wait))
        for bucket in buckets:
            bucket.take()
        return None
