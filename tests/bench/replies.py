"""A burst of replies in the threads of challenges: what Slack tells of each, until the bot has counted it."""

import json
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.store.database import create_store
from bot.store.schema import outbox
from bot.store.schema_peers import feedback_threads, shares, thread_replies
from tests.bench import load, processes
from tests.bench.community import Community, enrol, move_in, note_the_ids
from tests.bench.figures import middle, percentile, table

AT_ONCE = 16
THREADS = 50
WINS = 1000  # of the last weeks, that stand in the same channel
CHANNEL = "C10000000"


@dataclass(frozen=True, slots=True)
class Run:
    """One burst: replies acknowledged a second, each one's time until then, the app's processor time a reply, those
    that were counted wrong or not at all, and the messages that the bot made of them.
    """

    per_second: float
    waits_s: tuple[float, ...]
    cpu_s: float
    lost: int
    messages: int


def measure(engine: str, size: int, replies: int, rounds: int) -> list[Run]:
    """Let so many replies of others arrive, spread over the threads, once a round."""
    now = datetime.now(UTC)
    with ExitStack() as stack:
        slack = stack.enter_context(processes.slack())
        url = stack.enter_context(processes.database(engine))
        community = move_in(slack, size, now)
        enrol(community, url, now)
        _share(url, now)
        app = stack.enter_context(processes.ours(slack, url))
        load.send_all(app.port, slack.signing_secret, [_reply(community, n, rounds, plain=True) for n in range(20)], 1)
        runs = []
        for turn in range(rounds):
            events = [_reply(community, n, turn) for n in range(replies)]
            before, cpu = _count(url), app.cpu_s()
            sent = load.send_all(app.port, slack.signing_secret, events, AT_ONCE)
            after, spent = _count(url), app.cpu_s() - cpu
            elapsed = max(one.answered for one in sent) - min(one.at for one in sent)
            waits = tuple(one.answered - one.at for one in sent)
            lost = replies - (after[0] - before[0])
            runs.append(Run(replies / elapsed, waits, spent / replies, lost, after[1] - before[1]))
        return runs


def _share(url: str, now: datetime) -> None:
    """Let challenges and wins stand in the channel, the challenges with a thread each."""
    store = create_store(url)
    at = now - timedelta(hours=2)
    everything = range(1, THREADS + WINS + 1)
    with store.write() as tx:
        tx.execute(shares.insert(), [_shared(n, at) for n in everything])
        tx.execute(feedback_threads.insert(), [{"share_id": n} for n in everything if n <= THREADS])
        tx.execute(outbox.insert(), [_posted(n, at) for n in everything])
    note_the_ids(store)
    store.close()


def _shared(n: int, at: datetime) -> dict[str, Any]:
    said = {"words": "It went in circles.", "audience": "community", "created_at": at}
    return {"program_id": 1, "author_id": 1, "kind": "challenge" if n <= THREADS else "win", "id": n, **said}


def _posted(n: int, at: datetime) -> dict[str, Any]:
    times = {"due_at": at, "not_before": at, "sent_at": at}
    there = {"state": "sent", "channel": CHANNEL, "ts": _ts(n), "priority": 25}
    what = {"kind": "share_post", "key": f"share:{n}", "facts": {"share": n}}
    return {"workspace_id": 1, "program_id": 1, **what, **times, **there}


def _ts(n: int) -> str:
    return f"1700000000.{n:06}"


def _reply(community: Community, n: int, turn: int, *, plain: bool = False) -> bytes:
    """Return what Slack tells of a reply in a thread or, `plain`, of a message outside any."""
    ts = f"{1_700_001_000 + turn}.{n:06}"
    thread = {} if plain else {"thread_ts": _ts(n % THREADS + 1)}
    said = {"user": community.slack_ids[1 + n % (len(community.slack_ids) - 1)], "text": "What did you try?", "ts": ts}
    where = {"channel": CHANNEL, "channel_type": "channel", "event_ts": ts, "team": community.team_id}
    body = {
        "token": "none",
        "team_id": community.team_id,
        "api_app_id": "A10000000",
        "type": "event_callback",
        "event": {"type": "message", **said, **where, **thread},
        "event_id": f"Ev{turn}{n:08}",
        "event_time": 1_700_001_000 + turn,
        "authorizations": [{"team_id": community.team_id, "user_id": "U0BOT", "is_bot": True}],
    }
    return json.dumps(body, separators=(",", ":")).encode()


def _count(url: str) -> tuple[int, int]:
    """Return how many replies are counted, and how many messages there are."""
    store = create_store(url)
    with store.read() as tx:
        replied = tx.execute(select(func.count()).select_from(thread_replies)).scalar_one()
        messages = tx.execute(select(func.count()).select_from(outbox)).scalar_one()
    store.close()
    return int(replied), int(messages)


def report(runs: dict[str, list[Run]]) -> str:
    """Return the table: the median round."""
    rows = []
    for engine, of in runs.items():
        waits = [wait for run in of for wait in run.waits_s]
        figures = [f"{middle([run.per_second for run in of]):.0f}"]
        figures += [f"{percentile(waits, share) * 1000:.0f}" for share in (50, 99)]
        figures += [f"{middle([run.cpu_s for run in of]) * 1e3:.2f}"]
        rows.append([engine, *figures, str(sum(run.messages for run in of)), str(sum(run.lost for run in of))])
    head = [f"Replies in {THREADS} threads, {AT_ONCE} at once", "a second", "median, ms", "99 %, ms", "CPU each, ms"]
    return table([*head, "messages of them", "lost"], rows)
