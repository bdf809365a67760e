"""`/checkin`, from the request sent until Slack has `views.open`: three bare apps and ours, in turns."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import cycle, islice

from tests.bench import load, processes
from tests.bench.community import Community, enrol, move_in
from tests.bench.figures import middle, percentile, table
from tests.bench.processes import App, Slack

AT_ONCE = (1, 16, 64)
TRIGGER_S = 3.0  # a trigger lives so long: a form that comes later was lost


@dataclass(frozen=True, slots=True)
class Run:
    """One load on one app. Seconds; `cpu_s` is the app's processor time a request."""

    requests: int
    lost: int
    elapsed_s: float
    latencies_s: tuple[float, ...]
    cpu_s: float

    @property
    def per_second(self) -> float:
        """Return how many forms opened a second."""
        return (self.requests - self.lost) / self.elapsed_s


Runs = dict[tuple[str, int], list[Run]]


def measure(size: int, requests: int, rounds: int) -> Runs:
    """Load every app in turns, so that what else the machine does hits all alike."""
    runs: Runs = {}
    with ExitStack() as stack:
        slack = stack.enter_context(processes.slack())
        community, apps = stack.enter_context(_all_apps(slack, size))
        asking = cycle(community.slack_ids)
        for turn in range(rounds + 1):
            for at_once in AT_ONCE:
                for name, app in apps.items():
                    count = requests if at_once > 1 else max(1, requests // 10)
                    run = one_run(slack, app, community.team_id, list(islice(asking, count)), at_once)
                    if turn:  # the first warms up
                        runs.setdefault((name, at_once), []).append(run)
    return runs


@contextmanager
def _all_apps(slack: Slack, size: int) -> Iterator[tuple[Community, dict[str, App]]]:
    with ExitStack() as stack:
        apps = {kind: stack.enter_context(processes.bare(kind, slack)) for kind in ("raw", "stock", "tuned")}
        now = datetime.now(UTC)
        community = move_in(slack, size, now)
        for engine in ("sqlite", "postgresql"):
            url = stack.enter_context(processes.database(engine))
            enrol(community, url, now)
            apps[f"ours, {engine}"] = stack.enter_context(processes.ours(slack, url))
        yield community, apps


def one_run(slack: Slack, app: App, team_id: str, asking: Sequence[str], at_once: int) -> Run:
    """Let these people run `/checkin`, so many at once, and see when each form came."""
    # Triggers are made before the load and live long; whether one was used in time is seen here.
    triggers = slack.ask("triggers", users=asking, life=600)["triggers"]
    requests = [load.command(team_id, user, trigger) for user, trigger in zip(asking, triggers, strict=True)]
    cpu = app.cpu_s()
    sent = load.send_all(app.port, slack.signing_secret, requests, at_once)
    opened = _opened(slack, triggers)
    spent = app.cpu_s() - cpu
    latencies = [at - one.at for one, at in zip(sent, opened, strict=True) if at is not None]
    in_time = [latency for latency in latencies if latency <= TRIGGER_S]
    last = max((at for at in opened if at is not None), default=time.monotonic())
    first = min(one.at for one in sent)
    return Run(len(asking), len(asking) - len(in_time), last - first, tuple(latencies), spent / len(asking))


def _opened(slack: Slack, triggers: Sequence[str]) -> list[float | None]:
    """Wait for the forms that are still under way."""
    until = time.monotonic() + TRIGGER_S
    while True:
        used: list[float | None] = slack.ask("used", triggers=triggers)["used"]
        if None not in used or time.monotonic() > until:
            return used
        time.sleep(0.1)


def report(runs: Runs) -> str:
    """Return the table: medians over the rounds."""
    rows = []
    for at_once in AT_ONCE:
        tuned = middle([run.per_second for run in runs["tuned", at_once]])
        for (name, level), of in runs.items():
            if level != at_once:
                continue
            rate = middle([run.per_second for run in of])
            waits = [wait for run in of for wait in run.latencies_s]
            rows.append(
                [
                    name,
                    str(at_once),
                    f"{rate:.0f}",
                    f"{rate / tuned:.2f}",
                    f"{percentile(waits, 50) * 1000:.1f}",
                    f"{percentile(waits, 99) * 1000:.1f}",
                    f"{middle([run.cpu_s for run in of]) * 1000:.2f}",
                    str(sum(run.lost for run in of)),
                ]
            )
    head = ["/checkin", "at once", "a second", "of tuned", "median ms", "99 % ms", "CPU ms each", "lost"]
    return table(head, rows)
