"""The nudge run: over a hundred thousand pairs on their ladders, of which a share is due, in one tick of its job."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import psutil
from sqlalchemy import func, select

from bot.domain.kinds.nudges import NUDGE
from bot.operations.serving import keep_what_lasts
from bot.store import ladders as stored
from bot.store.database import Store, create_store
from bot.store.schema import meetings, members, outbox, pairs, people, programs, workspaces
from bot.store.schema_nudges import ladders
from scheduling.jobs import pair_nudges
from tests.bench import processes
from tests.bench.community import note_the_ids
from tests.bench.figures import table

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)  # a Tuesday, 10:00 in New York
MET = date(2026, 11, 13)  # due on the 20th, grace until the 23rd
CHUNK = 2000
PROGRAMS = 40
SHARE = 50  # one pair of so many is due
TICK_S = 0.005


@dataclass(frozen=True, slots=True)
class Run:
    """One run: pairs in all, due ones, messages put into the outbox, seconds, the longest stop of the event loop, by
    how many megabytes the process grew, and how the due pairs were found.
    """

    engine: str
    pairs: int
    due: int
    messages: int
    elapsed_s: float
    longest_stop_s: float
    grown_mb: float
    plan: str


def measure(engine: str, size: int) -> Run:
    """Put `size` pairs on their ladders and run the job."""
    with processes.database(engine) as url:
        store = create_store(url)
        _enrol(store, size)
        run = asyncio.run(_run(store, engine, size))
        store.close()
        return run


async def _run(store: Store, engine: str, size: int) -> Run:
    plan = _plan(store)
    pair_nudges(store, NOW - timedelta(days=1))  # nothing is due yet: connections are there, imports done
    keep_what_lasts()
    process = psutil.Process()
    before = process.memory_info().rss
    peak = [before]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.05):  # oftener, looking would be a good part of what is measured
            peak[0] = max(peak[0], process.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    stops = asyncio.create_task(_longest_stop())
    await asyncio.sleep(0.05)
    began = time.perf_counter()
    due = await asyncio.to_thread(pair_nudges, store, NOW)
    elapsed = time.perf_counter() - began
    done.set()
    watcher.join()
    stops.cancel()
    longest = await stops
    with store.read() as tx:
        messages = tx.execute(select(func.count()).select_from(outbox).where(outbox.c.kind == NUDGE.name)).scalar_one()
    return Run(engine, size, due, messages, elapsed, longest, (peak[0] - before) / 1e6, plan)


async def _longest_stop() -> float:
    longest = 0.0
    try:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(TICK_S)
            longest = max(longest, time.perf_counter() - began - TICK_S)
    except asyncio.CancelledError:
        return longest


def _plan(store: Store) -> str:
    """Return how the database finds the pairs that are due."""
    query = stored.due_query(NOW, 1).compile(store.engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN " if store.is_sqlite else "EXPLAIN "
    with store.read() as tx:
        lines = [str(row[-1]).strip() for row in tx.exec_driver_sql(f"{explain}{query}")]
    return "; ".join(lines)


def _enrol(store: Store, size: int) -> None:
    rows: list[tuple[Any, Callable[[], Iterator[Mapping[str, Any]]]]] = [
        (workspaces, lambda: iter([{"id": 1, "team_id": "T1", "name": "Northfield", "created_at": NOW}])),
        (programs, lambda: map(_program, range(1, PROGRAMS + 1))),
        (people, lambda: map(_person, range(1, 2 * size + 1))),
        (members, lambda: map(_member, range(1, 2 * size + 1))),
        (pairs, lambda: map(_pair, range(1, size + 1))),
        (meetings, lambda: map(_meeting, range(1, size + 1))),
        (ladders, lambda: map(_ladder, range(1, size + 1))),
    ]
    with store.write() as tx:
        for into, made in rows:
            each = made()
            while chunk := list(islice(each, CHUNK)):
                tx.execute(into.insert(), chunk)
    note_the_ids(store)
    with store.write() as tx:  # what a database that has run for a while knows of its tables
        tx.exec_driver_sql("ANALYZE")


def _program(n: int) -> dict[str, Any]:
    ten, seven = NOW.time().replace(hour=10), NOW.time().replace(hour=7)
    times = {"prompt_time": ten, "reminder_time": ten, "digest_time": seven, "quiet_to": seven}
    return {
        **{"id": n, "workspace_id": 1, "name": f"P{n}", "name_key": f"p{n}", "timezone": "America/New_York"},
        **{"starts": date(2026, 8, 24), "prompt_weekday": 3, "digest_weekday": 0, "created_at": NOW},
        **{**times, "quiet_from": ten.replace(hour=19)},
    }


def _person(n: int) -> dict[str, Any]:
    known = {"id": n, "workspace_id": 1, "email": f"p{n}@x.example", "name": f"Person {n}", "state": "active"}
    return {**known, "slack_id": f"U{n:09}", "next_prompt_at": NOW + timedelta(days=2), "created_at": NOW}


def _member(n: int) -> dict[str, Any]:
    role = "mentor" if n % 2 else "mentee"
    return {"id": n, "program_id": (n + 1) // 2 % PROGRAMS + 1, "person_id": n, "roles": role, "created_at": NOW}


def _pair(n: int) -> dict[str, Any]:
    both = {"mentor_id": 2 * n - 1, "mentee_id": 2 * n}
    return {"id": n, "program_id": n % PROGRAMS + 1, **both, "starts": date(2026, 9, 1)}


def _meeting(n: int) -> dict[str, Any]:
    logged = {"logged_by": 2 * n, "logged_at": NOW}
    return {"pair_id": n, "held_on": MET, "minutes": 15, "kind": "brief", **logged}


def _ladder(n: int) -> dict[str, Any]:
    at = NOW if n % SHARE == 0 else NOW + timedelta(days=1 + n % 20)
    return {"pair_id": n, "step": 0, "next_nudge_at": at}


def report(runs: list[Run]) -> str:
    """Return the figures as Markdown, and the plans."""
    head = ("Nudge run", "pairs", "due", "messages", "seconds", "longest stop, ms", "grown, MB")
    figures = [
        (
            *(run.engine, f"{run.pairs:,}", f"{run.due:,}", f"{run.messages:,}"),
            *(f"{run.elapsed_s:.2f}", f"{run.longest_stop_s * 1000:.0f}", f"{run.grown_mb:.0f}"),
        )
        for run in runs
    ]
    plans = "\n".join(f"- {run.engine}: {run.plan}" for run in runs)
    return f"{table(head, figures)}\n\nHow the due pairs are found:\n{plans}"
