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
PAUSE_S = 0.03  # with one at a time, each request finds the app at rest
TRIGGER_S = 3.0  # a trigger lives so long: a form that comes later was lost


@dataclass(frozen=True, slots=True)
class Run:
    """One load on one app, in seconds: from the request until Slack had the form, and until it had the form and the
    answer both; `cpu_s` is the app's processor time a request.
    """

    requests: int
    lost: int
    elapsed_s: float
    form_s: tuple[float, ...]
    both_s: tuple[float, ...]
    cpu_s: float

    @property
    def per_second(self) -> float:
        """Return how many forms opened a second."""
        return (self.requests - self.lost) / self.elapsed_s


Runs = dict[tuple[str, int], list[Run]]


def measure(engines: Sequence[str], size: int, requests: int, rounds: int) -> Runs:
    """Load every app in turns, so that what else the machine does hits all alike."""
    runs: Runs = {}
    with ExitStack() as stack:
        slack = stack.enter_context(processes.slack())
        community, apps = stack.enter_context(_all_apps(slack, engines, size))
        asking = cycle(community.slack_ids)
        for turn in range(rounds + 1):
            for at_once in AT_ONCE:
                for name, app in apps.items():
                    count = requests if at_once > 1 else max(1, requests // 30)
                    run = one_run(slack, app, community.team_id, list(islice(asking, count)), at_once)
                    if turn:  # the first warms up
                        runs.setdefault((name, at_once), []).append(run)
    return runs


@contextmanager
def _all_apps(slack: Slack, engines: Sequence[str], size: int) -> Iterator[tuple[Community, dict[str, App]]]:
    with ExitStack() as stack:
        apps = {kind: stack.enter_context(processes.bare(kind, slack)) for kind in ("raw", "stock", "tuned")}
        now = datetime.now(UTC)
        community = move_in(slack, size, now)
        for engine in engines:
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
    sent = load.send_all(app.port, slack.signing_secret, requests, at_once, PAUSE_S if at_once == 1 else 0.0)
    opened = _opened(slack, triggers)
    spent = app.cpu_s() - cpu
    came = [(one, at) for one, at in zip(sent, opened, strict=True) if at is not None and at - one.at <= TRIGGER_S]
    return Run(
        requests=len(asking),
        lost=len(asking) - len(came),
        elapsed_s=max((at for _, at in came), default=time.monotonic()) - min(one.at for one in sent),
        form_s=tuple(at - one.at for one, at in came),
        both_s=tuple(max(at, one.answered) - one.at for one, at in came),
        cpu_s=spent / len(asking),
    )


def _opened(slack: Slack, triggers: Sequence[str]) -> list[float | None]:
    """Wait for the forms that are still under way."""
    until = time.monotonic() + TRIGGER_S
    while True:
        used: list[float | None] = slack.ask("used", triggers=triggers)["used"]
        if None not in used or time.monotonic() > until:
            return used
        time.sleep(0.1)


def report(runs: Runs) -> str:
    """Return the tables: one request at a time, and many."""
    names = list(dict.fromkeys(name for name, _ in runs))
    stock = _wait(runs["stock", 1], "both_s", 50)
    alone = [
        [
            name,
            *(f"{_wait(runs[name, 1], which, 50):.1f}" for which in ("form_s", "both_s")),
            f"{_wait(runs[name, 1], 'both_s', 50) / stock:.2f}",
            f"{_wait(runs[name, 1], 'both_s', 99):.1f}",
        ]
        for name in names
    ]
    head = ["`/checkin`, one at a time", "form, ms", "form and answer, ms", "of stock", "99 %, ms"]
    crowd = [_crowd(runs, name, at_once) for at_once in AT_ONCE if at_once > 1 for name in names]
    crowd_head = ["`/checkin`, many at once", "at once", "forms a second", "of tuned", "median, ms", "99 %, ms"]
    return table(head, alone) + "\n\n" + table([*crowd_head, "CPU each, ms", "lost"], crowd)


def _crowd(runs: Runs, name: str, at_once: int) -> list[str]:
    of, tuned = runs[name, at_once], middle([run.per_second for run in runs["tuned", at_once]])
    rate = middle([run.per_second for run in of])
    figures = [f"{rate:.0f}", f"{rate / tuned:.2f}", f"{_wait(of, 'form_s', 50):.0f}", f"{_wait(of, 'form_s', 99):.0f}"]
    return [name, str(at_once), *figures, f"{middle([r.cpu_s for r in of]) * 1e3:.2f}", str(sum(r.lost for r in of))]


def _wait(of: Sequence[Run], which: str, share: int) -> float:
    """Return a percentile over all requests of some runs, in milliseconds."""
    return percentile([wait for run in of for wait in getattr(run, which)], share) * 1000
