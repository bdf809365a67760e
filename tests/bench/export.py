"""How long the research export of a large program takes, and how much memory."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psutil
from sqlalchemy import insert, update

from bot.domain.calendar import week_of
from bot.reports.research import export_research
from bot.store import programs
from bot.store.database import Store, create_store
from bot.store.schema import check_ins
from bot.store.schema import programs as programs_table
from bot.store.schema_desk import consents
from tests.bench import processes
from tests.bench.community import WEEKDAY, WEEKS, Community, enrol
from tests.bench.figures import table

YEAR = 40  # weeks in which everybody has checked in
ROWS_AT_ONCE = 2000
KEY = b"a key for the bench"


@dataclass(frozen=True, slots=True)
class Exported:
    """Seconds of our own processor time, and by how many bytes the process grew at most, for so many check-ins."""

    engine: str
    check_ins: int
    rows: int
    seconds: float
    grown: int


def measure(engine: str, size: int) -> Exported:
    """Export a program in which there are about `size` check-ins."""
    now, people = datetime.now(UTC), max(10, size // YEAR)
    community = Community("T0BENCH", tuple(f"U{n}" for n in range(1, people + 1)), week_of(now.date(), WEEKDAY))
    with ExitStack() as stack:
        url = stack.enter_context(processes.database(engine))
        enrol(community, url, now)
        store = create_store(url)
        stack.callback(store.close)
        _fill(store, community, now)
        with store.read() as tx:
            program = programs.programs_of(tx, 1)[0]
        process, count = psutil.Process(), 0
        began, before = time.process_time(), process.memory_info().rss
        most = before
        for count, _ in enumerate(export_research(store, program, KEY)):
            if not count % ROWS_AT_ONCE:
                most = max(most, process.memory_info().rss)
        return Exported(engine, people * YEAR, count, time.process_time() - began, most - before)


def _fill(store: Store, community: Community, now: datetime) -> None:
    """Have everybody consent, and check in in the weeks before those that they have checked in already."""
    ids = range(1, len(community.slack_ids) + 1)
    with store.write() as tx:
        tx.execute(update(programs_table).values(starts=community.week - timedelta(weeks=YEAR)))
        tx.execute(insert(consents), [{"member_id": n, "asked_at": now, "given": True, "decided_at": now} for n in ids])
    for back in range(WEEKS + 1, YEAR + 1):
        with store.write() as tx:
            tx.execute(insert(check_ins), list(_week(community, back, now)))


def _week(community: Community, back: int, now: datetime) -> Iterator[dict[str, Any]]:
    fixed = {"went_well": "It went well.", "win_audience": "pair", "challenge_audience": "pair"}
    fixed |= {"hard": "", "next_step": "", "created_at": now, "updated_at": now}
    week = community.week - timedelta(weeks=back)
    return ({"member_id": n, "week": week, **fixed} for n in range(1, len(community.slack_ids) + 1))


def report(exported: list[Exported]) -> str:
    """Return the table."""
    head = ("Research export", "check-ins", "rows", "seconds of CPU", "grown, MB")
    rows = [
        (one.engine, f"{one.check_ins:,}", f"{one.rows:,}", f"{one.seconds:.1f}", str(one.grown // 2**20))
        for one in exported
    ]
    return table(head, rows)
