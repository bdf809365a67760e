"""What the clock costs: `pytest tests/bench/test_clock_bench.py -n 0 --benchmark-enable --benchmark-only`.

`BENCH_PEOPLE` sets the size (the promised figures are for 10,000 due and 100,000 members); without it the same code
runs once over a handful, so that a change which breaks it is seen.
"""

import asyncio
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from sqlalchemy import func, insert, select, update

from bot.operations.previewing import look_ahead
from bot.store.database import Store
from bot.store.schema import members, outbox, pairs, people, programs, prompts, workspaces
from scheduling.jobs import make_due

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "60"))
THURSDAY = datetime(2026, 11, 19, 19, 30, tzinfo=UTC)  # 14:30 in New York
ZONES = ("America/New_York", "America/Chicago", "Pacific/Honolulu", "Asia/Kolkata")


def populate(store: Store, count: int, next_prompt_at: datetime) -> None:
    """Put so many people, every second one's mentor the one before, into a program of their own making."""
    made = {"created_at": THURSDAY}
    program = {
        "id": 1,
        "workspace_id": 1,
        "name": "Leaders",
        "name_key": "leaders",
        "timezone": "America/New_York",
        "starts": date(2026, 8, 24),
        "coordinator_channel": "C0COORD",
        "prompt_weekday": 3,
        "prompt_time": time(14, 30),
        "reminder_time": time(9),
        "digest_weekday": 0,
        "digest_time": time(7),
        "quiet_from": time(19),
        "quiet_to": time(7),
        "next_digest_at": datetime(2026, 11, 23, 12, tzinfo=UTC),
    }
    with store.write() as tx:
        tx.execute(insert(workspaces).values(id=1, team_id="T1", name="Northfield", **made))
        tx.execute(insert(programs).values(**program, **made))
        for numbers in batches(range(1, count + 1), 2000):
            tx.execute(insert(people), [person(n, next_prompt_at) | made for n in numbers])
            roles = ("mentor", "mentee")
            rows = [{"id": n, "program_id": 1, "person_id": n, "roles": roles[n % 2]} | made for n in numbers]
            tx.execute(insert(members), rows)
            couples = [(n, n + 1) for n in numbers if n % 2 and n < count]
            rows = [{"program_id": 1, "mentor_id": b, "mentee_id": a, "starts": date(2026, 8, 24)} for a, b in couples]
            tx.execute(insert(pairs), rows)
    if not store.is_sqlite:
        with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")


def person(n: int, next_prompt_at: datetime) -> dict[str, object]:
    who = {"id": n, "workspace_id": 1, "email": f"p{n}@x.example", "name": f"Person {n}", "slack_id": f"U{n:07}"}
    zone = ZONES[n % len(ZONES)] if next_prompt_at > THURSDAY else ZONES[0]
    return who | {"state": "active", "slack_timezone": zone, "next_prompt_at": next_prompt_at}


def batches(numbers: range, size: int) -> Iterator[list[int]]:
    source = iter(numbers)
    while part := list(islice(source, size)):
        yield part


def test_due_rows_become_outbox_rows(store: Store, benchmark: BenchmarkFixture) -> None:
    """Ten thousand in one tick: two seconds at the most."""
    populate(store, PEOPLE, THURSDAY)

    def begin() -> None:
        with store.write() as tx:
            tx.execute(prompts.delete())
            tx.execute(outbox.delete())
            tx.execute(update(members).values(welcome_key=None))
            tx.execute(update(people).values(next_prompt_at=THURSDAY))

    due = benchmark.pedantic(make_due, (store, THURSDAY), setup=begin, rounds=3)
    assert due == PEOPLE
    with store.read() as tx:
        assert tx.scalar(select(func.count()).select_from(outbox)) == PEOPLE


def test_a_tick_with_nothing_due(store: Store, benchmark: BenchmarkFixture) -> None:
    """Among ten times as many members: ten milliseconds at the most."""
    populate(store, 10 * PEOPLE, THURSDAY + timedelta(days=7))
    assert benchmark(make_due, store, THURSDAY) == 0


@pytest.mark.parametrize("days", [120 if PEOPLE > 60 else 8])
def test_preview(store: Store, benchmark: BenchmarkFixture, days: int) -> None:
    """A term of 120 days for 120 people: a few seconds."""
    populate(store, min(PEOPLE, 120), THURSDAY + timedelta(days=7))
    end = THURSDAY + timedelta(days=days)
    found = benchmark.pedantic(lambda: asyncio.run(look_ahead(store, THURSDAY, end)), rounds=1)
    assert len([sent for sent in found.sent if sent.kind == "checkin_prompt"]) >= min(PEOPLE, 120)
