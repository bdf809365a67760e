"""`reciprocal tick`: everything that is due by a moment, once, sent."""

import asyncio
import json
from datetime import UTC, datetime

from bot.app import Application, CannotStart, tempo_of
from bot.clock import Clock
from bot.delivery.gateway import SlackFailure
from bot.domain.calendar import is_plausible
from bot.logs import configure
from bot.operations.common import Stopped, WrongUse, opened_store, say
from bot.settings import Settings
from bot.store.database import Store
from scheduling.tick import Ticked, tick


def moment_of(at: str | None) -> datetime | None:
    """Read an ISO 8601 moment (UTC unless it names its offset), or None for none. Raises WrongUse."""
    if at is None:
        return None
    try:
        moment = datetime.fromisoformat(at)
        if not is_plausible(moment.date()):
            raise ValueError("far")
    except ValueError:
        raise WrongUse(f"“{at}” is no ISO 8601 moment; write it like 2026-11-26T14:30-05:00.") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def run_tick(settings: Settings, at: str | None) -> int:
    """Do what is due and print one line of JSON. Raises Stopped."""
    configure(settings.log_level, settings.log_format)
    moment = moment_of(at)
    clock = Clock.fixed(moment) if moment else Clock.fixed(Clock().now())
    with opened_store(settings) as store:
        try:
            done = asyncio.run(_tick(settings, clock, store))
        except CannotStart as error:
            raise Stopped(str(error)) from None
        except SlackFailure as failure:
            raise Stopped(f"Slack cannot be reached ({failure}); nothing was lost.") from None
    counts = done.counts
    line = {"at": done.at.isoformat(), "due": done.due, "sent": counts.sent, "dropped": counts.dropped}
    say(json.dumps({**line, "failed": counts.failed, "waiting": counts.held + counts.put_back}))
    return 0


async def _tick(settings: Settings, clock: Clock, store: Store) -> Ticked:
    application = Application(settings, clock, store, tempo_of(settings))  # needs the running event loop
    try:
        await application.connect()
        return await tick(application.store, application.sender, application.clock.now())
    finally:
        await application.deps.close()
        await application.sender.close()
        await application.gateway.close()
