"""Serves the bot: its HTTP side on a port, its parts until a signal comes. What is served is wired in `bot.app`."""

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from bot.app import Application, CannotStart
from bot.settings import Settings


class _Server(uvicorn.Server):
    """Uvicorn, which leaves signals to us: it would end the process before what is in hand is finished."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def keep_what_lasts() -> None:
    """Have Python's search for garbage leave out all that is in memory now: to go through it again and again would
    stop everything for a tenth of a second each time.
    """
    gc.collect()
    gc.freeze()


def _listener(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror
        raise CannotStart(f"Cannot listen on {where} ({reason}); set HOST and PORT to a free one.") from None


async def serve(application: Application) -> None:
    """Run the bot in a process of its own until SIGTERM or SIGINT, then finish what is in hand. Raises CannotStart."""
    listener = _listener(application.settings)
    server = _Server(
        uvicorn.Config(
            application.web(),
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=5,
            proxy_headers=False,
            server_header=False,
        )
    )
    asked_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, asked_to_stop.set)
    web = asyncio.create_task(server.serve(sockets=[listener]))
    start = asyncio.create_task(application.start())
    stop = asyncio.create_task(asked_to_stop.wait())
    try:
        await asyncio.wait({web, start, stop}, return_when=asyncio.FIRST_COMPLETED)
        if start.done():
            start.result()
            keep_what_lasts()
            await asyncio.wait({web, stop}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        server.should_exit = True
        for task in (start, stop):
            task.cancel()
        await asyncio.gather(web, start, stop, return_exceptions=True)
        await application.stop()
