"""How much memory the running bot holds, and how quickly the command line is there."""

import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice

from tests.bench import checkin, processes
from tests.bench.community import enrol, move_in
from tests.bench.figures import middle, table

TIMES = 5


@dataclass(frozen=True, slots=True)
class Size:
    """Memory after a tick with everybody due and after requests, in megabytes (10⁶ bytes); seconds of starts."""

    members: int
    requests: int
    resident_mb: float
    help_s: float
    import_s: float


def measure(size: int, requests: int) -> Size:
    """Run the bot with everybody due at its first tick, and let members run `/checkin`."""
    now = datetime.now(UTC)
    with ExitStack() as stack:
        slack = stack.enter_context(processes.slack())
        url = stack.enter_context(processes.database("sqlite"))
        community = move_in(slack, size, now)
        enrol(community, url, now, due=now)
        app = stack.enter_context(processes.ours(slack, url))
        asking = list(islice(cycle(community.slack_ids), requests))
        lost = checkin.one_run(slack, app, community.team_id, asking, 16).lost
        if lost == requests:
            raise RuntimeError("no form was opened")
        resident = app.resident_mb()
    return Size(
        size, requests, resident, _seconds("-m", "bot", "--help"), _seconds("-c", "import bot.operations.running")
    )


def _seconds(*arguments: str) -> float:
    """Return how long Python takes for something that ends at once, the median of some times."""
    took = []
    for _ in range(TIMES):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
        took.append(time.perf_counter() - began)
    return middle(took)


def report(size: Size) -> str:
    """Return the table."""
    running = f"`reciprocal run`, {size.members:,} members, after a tick and {size.requests:,} requests"
    rows = [
        [running, f"{size.resident_mb:.0f} MB resident"],
        ["`reciprocal --help`", f"{size.help_s:.2f} s"],
        ["all that `reciprocal run` imports", f"{size.import_s:.2f} s"],
    ]
    return table(["Size", ""], rows)
