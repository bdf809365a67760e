"""Thursday, 14:30: everybody's prompt falls due at once, becomes a row of the outbox, and goes to Slack."""

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime

import uvloop
from sqlalchemy import func, select

from bot.clock import Clock
from bot.operations.serving import keep_what_lasts
from bot.store.database import create_store
from bot.store.schema import outbox
from scheduling.clockwork import Clockwork
from tests.bench import processes
from tests.bench.community import enrol, move_in
from tests.bench.figures import table

DUE = datetime(2026, 9, 3, 18, 30, tzinfo=UTC)  # 14:30 in New York
TICK_S = 0.002
BURST = 0.1  # of a second's messages may come at once, as Slack lets short bursts pass


@dataclass(frozen=True, slots=True)
class Beat:
    """One tick of the clock: rows it put into the outbox, how long it took, the longest stop of the event loop."""

    rows: int
    elapsed_s: float
    longest_stop_s: float


@dataclass(frozen=True, slots=True)
class Delivery:
    """One crowd of prompts: what was asked for, and what came of it."""

    engine: str
    messages: int
    limit: float
    cut: float
    elapsed_s: float
    calls: int
    limited: int
    lost: int
    twice: int

    @property
    def of_ideal(self) -> float:
        """Return the time it took as a multiple of the ideal one."""
        return self.elapsed_s / (self.messages / self.limit)


def beat(engine: str, size: int) -> Beat:
    """Let everybody fall due at once and measure the tick."""
    with ExitStack() as stack:
        slack = stack.enter_context(processes.slack())
        url = stack.enter_context(processes.database(engine))
        enrol(move_in(slack, size, DUE), url, DUE, due=DUE)
        return uvloop.run(_beat(url))


async def _beat(url: str) -> Beat:
    store = create_store(url)
    clockwork = Clockwork(store, Clock.fixed(DUE), lambda: None)
    keep_what_lasts()
    watching = asyncio.create_task(_longest_stop())
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    await clockwork.beat()
    elapsed = time.perf_counter() - began
    watching.cancel()
    longest = await watching
    with store.read() as tx:
        rows = tx.execute(select(func.count()).select_from(outbox).where(outbox.c.state == "waiting")).scalar_one()
    store.close()
    return Beat(int(rows), elapsed, longest)


async def _longest_stop() -> float:
    """Watch until cancelled; return by how much the latest wake-up was late."""
    longest, last = 0.0, time.perf_counter()
    try:
        while True:
            await asyncio.sleep(TICK_S)
            now = time.perf_counter()
            longest, last = max(longest, now - last - TICK_S), now
    except asyncio.CancelledError:
        return longest


def deliver(engine: str, size: int, limit: float, cut: float = 0.0) -> Delivery:
    """Let everybody fall due at once and bring it all to a Slack that takes `limit` messages a second.

    A share `cut` of the connections ends after Slack took the message, before it said so.
    """
    with ExitStack() as stack:
        slack = stack.enter_context(processes.slack())
        url = stack.enter_context(processes.database(engine))
        enrol(move_in(slack, size, DUE), url, DUE, due=DUE)
        store = create_store(url)
        asyncio.run(Clockwork(store, Clock.fixed(DUE), lambda: None).beat())
        store.close()
        slack.ask("limits", workspace_rate=limit, workspace_burst=max(1.0, limit * BURST))
        if cut:
            slack.ask("faults", add=[{"kind": "drop_after", "method": "chat.postMessage", "probability": cut}])
        command = [sys.executable, "-m", "tests.bench.sending", url, slack.api_url, slack.bot_token, str(limit)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        counters = slack.ask("counters")
        keys = Counter(one["metadata"]["event_payload"]["key"] for one in slack.ask("messages")["messages"])
        calls, limited = counters["calls"]["chat.postMessage"], counters["limited"].get("chat.postMessage", 0)
        elapsed = float(json.loads(done.stdout)["elapsed_s"])
        twice = sum(1 for times in keys.values() if times > 1)
        return Delivery(engine, size, limit, cut, elapsed, calls, limited, size - len(keys), twice)


def report(beats: dict[str, Beat], deliveries: Sequence[Delivery]) -> str:
    """Return the tables."""
    due = [
        [engine, str(one.rows), f"{one.elapsed_s:.2f}", f"{one.longest_stop_s * 1000:.0f}"]
        for engine, one in beats.items()
    ]
    sent = [
        [
            f"{one.engine}{f', {one.cut:.0%} of connections cut' if one.cut else ''}",
            str(one.messages),
            f"{one.limit:.0f}",
            f"{one.elapsed_s:.1f}",
            f"{one.of_ideal:.3f}",
            f"{one.limited / one.calls:.2%}",
            str(one.lost),
            str(one.twice),
        ]
        for one in deliveries
    ]
    due_head = ["All due in one tick", "rows", "seconds", "longest stop of the event loop, ms"]
    sent_head = ["Prompts to Slack", "messages", "limit a second", "seconds", "of ideal", "429s", "lost", "twice"]
    return table(due_head, due) + "\n\n" + table(sent_head, sent)
