"""How near the sender comes to the limit: python tests/bench/bench_delivery.py --help.

Prints the time as a multiple of messages/limit, the share of 429s, and what came twice (nothing may).
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bot.clock import Clock
from bot.delivery.composing import Composer
from bot.delivery.gateway import Gateway, Gateways
from bot.delivery.sender import Sender
from bot.delivery.tempo import Tempo
from bot.domain.messages import CHECKIN_PROMPT, Draft, Row
from bot.store import outbox
from bot.store.database import Store, Tx, create_store
from bot.store.schema import members, metadata, people, programs, workspaces
from bot.views.message import Message

NOON = datetime(2026, 9, 3, 16, 0, tzinfo=UTC)


class Short:
    """A composer that costs next to nothing, so that the sender itself is measured."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        return set()

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        return Message("How was it?", [{"type": "section", "text": {"type": "plain_text", "text": "How was it?"}}])

    def channel(self, tx: Tx, row: Row) -> str | None:
        return None

    def fits(self, rows: Sequence[Row]) -> int:
        return 1


def fill(store: Store, slack_ids: Sequence[str]) -> None:
    """Put everybody on the roster and a prompt for each into the outbox."""
    day = NOON.time()
    program: dict[str, Any] = {"id": 1, "workspace_id": 1, "name": "N", "name_key": "n", "timezone": "America/New_York"}
    program |= {"starts": date(2026, 8, 1), "prompt_weekday": 3, "digest_weekday": 0, "created_at": NOON}
    program |= {"prompt_time": day, "reminder_time": day, "digest_time": day}
    program |= {"quiet_from": day.replace(hour=19), "quiet_to": day.replace(hour=7)}
    with store.write() as tx:
        tx.execute(workspaces.insert().values(id=1, team_id="T1", name="N", created_at=NOON))
        tx.execute(programs.insert().values(**program))
        known = {"workspace_id": 1, "name": "P", "state": "active", "created_at": NOON}
        tx.execute(
            people.insert(),
            [known | {"id": n, "email": f"{n}@example.org", "slack_id": id_} for n, id_ in enumerate(slack_ids, 1)],
        )
        member = {"program_id": 1, "roles": "mentee", "created_at": NOON}
        tx.execute(members.insert(), [member | {"person_id": n} for n in range(1, len(slack_ids) + 1)])
        began = time.perf_counter()
        prompts = [Draft(1, CHECKIN_PROMPT.name, f"p{n}", {}, NOON, n) for n in range(1, len(slack_ids) + 1)]
        outbox.put(tx, prompts)
        print(f"{len(slack_ids)} rows put in {time.perf_counter() - began:.2f} s")


def start_server(people_count: int, per_second: float, cut: float) -> subprocess.Popen[str]:
    """Start the Slack server in a process of its own."""
    script = Path(__file__).with_name("serve_slack.py")
    command = [sys.executable, str(script), str(people_count), str(per_second), str(cut)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


async def main(messages: int, per_second: float, url: str, cut: float = 0.0) -> None:
    """Measure one delivery."""
    server = start_server(messages, per_second, cut)
    assert server.stdin is not None
    assert server.stdout is not None
    slack = json.loads(server.stdout.readline())
    store = create_store(url)
    metadata.create_all(store.engine)
    fill(store, slack["people"])
    clock = Clock.fixed(NOON)
    gateway = Gateway(slack["token"], clock=clock, base_url=slack["api"])
    composers: dict[str, Composer] = {CHECKIN_PROMPT.name: Short()}
    # Slack lets history be read 50 times a minute; the server does not mind, so that looking up takes no half hour.
    tempo = Tempo(messages_per_second=per_second, edits_per_second=per_second, lookups=32)
    sender = Sender(store, Gateways({1: gateway}), composers, clock, tempo)
    began, worked = time.perf_counter(), time.process_time()
    counts = await sender.deliver_due(NOON)
    took, worked = time.perf_counter() - began, time.process_time() - worked
    await sender.close()
    await gateway.close()
    print("x", file=server.stdin, flush=True)
    seen = json.loads(server.stdout.readline())
    server.stdin.close()
    server.wait()
    server.stdout.close()
    limited, calls = sum(seen["limited"].values()), sum(seen["calls"].values())
    print(
        f"{counts.sent} of {messages} sent in {took:.1f} s = {took * per_second / messages:.3f} of the ideal time; "
        f"{limited / calls:.2%} of {calls} calls were 429; {seen['messages']} in Slack, {seen['twice']} twice; "
        f"processor {worked / took:.0%}"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--per-second", type=float, default=200.0)
    parser.add_argument("--cut", type=float, default=0.0, help="share of connections cut after Slack took the message")
    parser.add_argument("--database", help="URL; a fresh SQLite file unless given")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = given.database or f"sqlite:///{folder}/bench.db"
        asyncio.run(main(given.messages, given.per_second, database, given.cut))
