"""The whole bot as a process: its clock runs on from a given time, its leases are short. Settings as always."""

import asyncio
from datetime import datetime

from bot.app import build
from bot.clock import Clock
from bot.delivery.tempo import Tempo
from bot.logs import configure
from bot.operations.serving import serve
from bot.settings import Settings


def main(at: str, pace: str, lease: str) -> None:
    """Run from the program time `at` (ISO 8601) with so many messages a second and leases of so many seconds."""
    clock = Clock()
    clock.move_to(datetime.fromisoformat(at))
    tempo = Tempo(
        lease_s=float(lease),
        call_timeout_s=float(lease) * 0.5,
        settle_s=float(lease) * 0.2,
        messages_per_second=float(pace),
        mark_every_s=0.02,
        poll_s=0.05,
        channel_per_second=500,
        edits_per_second=500,
        backoff_s=0.1,
    )
    configure("warning", "console")
    asyncio.run(serve(build(Settings(_env_file=None), clock, tempo)))
