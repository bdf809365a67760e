"""How long the bot itself takes to read and build Home: for a member with history, for who coordinates thousands."""

import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median

from sqlalchemy import insert

from bot.content.wording import wording
from bot.domain.calendar import week_of
from bot.domain.refusals import Refusal
from bot.operations.serving import keep_what_lasts
from bot.services import home
from bot.store.database import Store, create_store
from bot.store.schema import members, people
from bot.views.home import home_blocks
from tests.bench import processes
from tests.bench.community import WEEKDAY, Community, enrol
from tests.bench.figures import percentile, table

TEAM = "T0BENCH"
COORDINATOR = "U0COORDINATOR"


@dataclass(frozen=True, slots=True)
class Opened:
    """Milliseconds of our own processor time to answer an opening, with the number of pairs in the program."""

    engine: str
    who: str
    pairs: int
    median_ms: float
    slowest_ms: float


def measure(engine: str, size: int, times: int) -> list[Opened]:
    """Open Homes in a program of `size` pairs."""
    now = datetime.now(UTC)
    slack_ids = tuple(f"U{number}" for number in range(1, 2 * size + 1))
    with ExitStack() as stack:
        url = stack.enter_context(processes.database(engine))
        enrol(Community(TEAM, slack_ids, week_of(now.date(), WEEKDAY)), url, now)
        store = create_store(url)
        stack.callback(store.close)
        _add_coordinator(store, 2 * size + 1, now)
        _warm_up(store, now)
        asking = {"member": slack_ids[: min(times, len(slack_ids))], "coordinator": (COORDINATOR,) * times}
        return [_opened(store, engine, who, size, ids, now) for who, ids in asking.items()]


def _warm_up(store: Store, now: datetime) -> None:
    """Do what the bot does when it starts."""
    for found in home.of_each_role(store, now=now):
        home_blocks(wording(found.locale), found)
    keep_what_lasts()


def _add_coordinator(store: Store, number: int, now: datetime) -> None:
    person = {"id": number, "workspace_id": 1, "email": "c@x.example", "name": "Cora", "state": "active"}
    with store.write() as tx:
        tx.execute(insert(people).values(**person, slack_id=COORDINATOR, created_at=now))
        tx.execute(insert(members).values(program_id=1, person_id=number, roles="coordinator", created_at=now))


def _opened(store: Store, engine: str, who: str, size: int, slack_ids: tuple[str, ...], now: datetime) -> Opened:
    took = []
    for slack_id in slack_ids:
        began = time.process_time()
        found = home.opened(store, TEAM, slack_id, now=now)
        if isinstance(found, Refusal):
            raise RuntimeError(f"{who}: {found.reason}")
        home_blocks(wording(found.home.locale), found.home)
        took.append((time.process_time() - began) * 1000)
    return Opened(engine, who, size, median(took), percentile(took, 99))


def report(opened: list[Opened]) -> str:
    """Return the table."""
    head = ("Home, opened", "pairs in the program", "median, ms of CPU", "99 %, ms of CPU")
    rows = [
        (f"{one.who}, {one.engine}", str(one.pairs), f"{one.median_ms:.1f}", f"{one.slowest_ms:.1f}") for one in opened
    ]
    return table(head, rows)
