"""How long the digest of a large program takes: to find what needs somebody, and to compose what is posted."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from sqlalchemy import delete, select, update

from bot.delivery.composers.digests import DigestComposer
from bot.domain.calendar import week_of
from bot.domain.messages import Row
from bot.services.digests import digests_due
from bot.store.database import Store, create_store
from bot.store.outbox import ROW
from bot.store.schema import meetings, outbox, programs
from tests.bench import processes
from tests.bench.community import WEEKDAY, Community, enrol
from tests.bench.figures import table

TEAM = "T0BENCH"


@dataclass(frozen=True, slots=True)
class Digested:
    """Seconds of our own processor time to make the digest due and to compose it, for a program of so many pairs."""

    engine: str
    pairs: int
    due_s: float
    composed_s: float


def measure(engine: str, size: int) -> Digested:
    """Make the digest of a program of `size` pairs, of which every third has not met."""
    now = datetime.now(UTC)
    slack_ids = tuple(f"U{number}" for number in range(1, 2 * size + 1))
    with ExitStack() as stack:
        url = stack.enter_context(processes.database(engine))
        enrol(Community(TEAM, slack_ids, week_of(now.date(), WEEKDAY)), url, now)
        store = create_store(url)
        stack.callback(store.close)
        with store.write() as tx:
            tx.execute(delete(meetings).where(meetings.c.pair_id % 3 == 0))
            tx.execute(update(programs).values(coordinator_channel="C1", next_digest_at=now))
        began = time.process_time()
        digests_due(store, now=now)
        due_s = time.process_time() - began
        return Digested(engine, size, due_s, median(_composed(store, now) for _ in range(3)))


def _composed(store: Store, now: datetime) -> float:
    with store.read() as tx:
        row = Row(*tx.execute(select(*ROW).where(outbox.c.kind == "digest")).one())
    began = time.process_time()
    with store.read() as tx:
        message = DigestComposer().compose(tx, row, now)
    if message is None:
        raise RuntimeError("no digest")
    return time.process_time() - began


def report(digested: list[Digested]) -> str:
    """Return the table."""
    head = ("Digest", "pairs in the program", "found, s of CPU", "composed, s of CPU")
    rows = [(one.engine, str(one.pairs), f"{one.due_s:.2f}", f"{one.composed_s:.2f}") for one in digested]
    return table(head, rows)
