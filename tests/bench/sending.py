"""The sender alone, in a process of its own, until the outbox is empty.

Run as `python -m tests.bench.sending DATABASE_URL API_URL TOKEN MESSAGES_A_SECOND`; prints one line of JSON.
"""

import asyncio
import json
import sys
import time

import uvloop
from sqlalchemy import func, select

from bot.clock import Clock
from bot.delivery.composers import COMPOSERS
from bot.delivery.gateway import Gateway, Gateways
from bot.delivery.sender import Sender
from bot.delivery.tempo import EDITS_PER_SECOND, MESSAGES_PER_SECOND, Tempo
from bot.logs import configure
from bot.operations.serving import keep_what_lasts
from bot.store.database import Store, create_store
from bot.store.schema import outbox
from tests.bench.thursday import DUE

WATCH_S = 0.1


async def send(url: str, api_url: str, token: str, rate: float) -> float:
    """Send everything that waits; return the seconds it took."""
    # Looking for messages goes at a tier's pace, and stands to the posts as it does in Slack: the night in a minute.
    looking = rate * EDITS_PER_SECOND / MESSAGES_PER_SECOND
    # A burst is for few messages at a slow pace; a Slack that takes a tenth of a second's at once has no room for it.
    tempo = Tempo(messages_per_second=rate, messages_burst=0, edits_per_second=looking, lease_s=20, settle_s=2)
    clock, store = Clock.fixed(DUE), create_store(url)
    gateway = Gateway(token, clock=clock, base_url=api_url)
    sender = Sender(store, Gateways({1: gateway}), COMPOSERS, clock, tempo)
    keep_what_lasts()
    began = time.perf_counter()
    running = asyncio.create_task(sender.run())
    while not running.done() and await asyncio.to_thread(_waiting, store):  # noqa: ASYNC110  (others change it)
        await asyncio.sleep(WATCH_S)
    elapsed = time.perf_counter() - began
    await sender.stop()
    await gateway.close()
    store.close()
    return elapsed


def _waiting(store: Store) -> int:
    with store.read() as tx:
        open_ = select(func.count()).select_from(outbox).where(outbox.c.state.in_(["waiting", "leased"]))
        return int(tx.execute(open_).scalar_one())


if __name__ == "__main__":
    configure("error", "console")
    arguments = sys.argv[1:]
    took = uvloop.run(send(arguments[0], arguments[1], arguments[2], float(arguments[3])))
    sys.stdout.write(json.dumps({"elapsed_s": took}) + "\n")
