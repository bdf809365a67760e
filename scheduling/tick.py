"""One tick: everything that is due by a moment, once, sent. `run`, `tick`, `preview` and the sandbox share it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.sender import Counts, Sender
from bot.services import agenda
from bot.store.database import Store
from scheduling.jobs import make_due


@dataclass(frozen=True, slots=True)
class Ticked:
    """What a tick at the UTC program time `at` found due, and what became of the outbox."""

    at: datetime
    due: int
    counts: Counts


async def tick(store: Store, sender: Sender, now: datetime, patience_s: float | None = None) -> Ticked:
    """Make due and send everything due by the UTC program time `now`. The clock must show that time.

    What Slack puts off is waited for as long as `patience_s` (the sender's own) lasts without any progress.
    """
    due = await asyncio.to_thread(make_due, store, now)
    return Ticked(now, due, await sender.deliver_due(now, patience_s))


def next_moment(store: Store, after: datetime) -> datetime | None:
    """Return the first UTC moment after `after` at which something falls due, or None."""
    return agenda.next_moment(store, after)
