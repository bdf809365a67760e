"""The stand-in in a process of its own, for tests that kill the bot and for benchmarks."""

import asyncio
import contextlib
import gc
import sys
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.clock import Clock
from bot.content import manifest
from bot.sandbox.slack.control import Control
from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.server import SlackServer


@dataclass(frozen=True, slots=True)
class Config:
    """How to serve: port 0 takes a free one, `control_token` guards `/control/`, `now` (aware) fixes program time.

    `echo_own_messages` says whether the bot hears of its own messages, as Slack does it.
    """

    control_token: str
    port: int = 0
    manifest: Path | None = None
    limits: Limits = field(default_factory=Limits)
    seed: int = 0
    now: datetime | None = None
    echo_own_messages: bool = True


async def serve(config: Config) -> None:
    """Serve until cancelled. The first line on standard output is the address, once it can be called."""
    clock = Clock.fixed(config.now) if config.now else Clock()
    server = SlackServer(clock, manifest.load(config.manifest), limits=config.limits, seed=config.seed)
    server.events.echo_own_messages = config.echo_own_messages
    control = Control(server, config.control_token)
    server.areas["control"] = control.handle
    await server.start(config.port)
    sys.stdout.write(f"{server.app.base_url}\n")
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()


def serve_forever(config: Config) -> None:
    """Serve until interrupted; a target for `multiprocessing.Process` or a script's last line."""
    # Everything posted is kept, so looking for garbage finds little and stops the whole of Slack for it: never at all
    # of it, and at what is new so often that each look is short.
    gc.set_threshold(2_000, 5, 1_000_000)
    run = asyncio.run
    with contextlib.suppress(ImportError):
        import uvloop

        run = uvloop.run
    with contextlib.suppress(KeyboardInterrupt):
        run(serve(config))
