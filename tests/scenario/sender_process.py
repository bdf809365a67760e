"""A process that runs the sender and nothing else, to be killed."""

import asyncio
from dataclasses import replace

from bot.clock import Clock
from bot.delivery.gateway import Gateway, Gateways
from bot.delivery.sender import Sender
from bot.store.database import create_store
from tests.scenario.delivering import COMPOSERS, NOON, QUICK

TEMPO = replace(QUICK, lease_s=1.0, call_timeout_s=0.5, settle_s=0.1, messages_per_second=150)


def main(database: str, api: str, token: str) -> None:
    """Send what is in the outbox of a database (its URL) to the Slack at `api`, until the end comes."""
    asyncio.run(_send(database, api, token))


async def _send(database: str, api: str, token: str) -> None:
    clock = Clock.fixed(NOON)
    gateways = Gateways({1: Gateway(token, clock=clock, base_url=api, timeout_s=0.5)})
    await Sender(create_store(database), gateways, COMPOSERS, clock, TEMPO).run()
