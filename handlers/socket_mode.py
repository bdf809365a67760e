"""Socket Mode: a websocket to Slack instead of a public address, watched because it can go deaf."""

import asyncio
import logging
from contextlib import suppress

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp

from bot.clock import Clock

log = structlog.get_logger()
PING_S = 10.0


class Socket:
    """One connection to Slack that is opened anew when it is closed or no longer answers pings.

    The client's own watch misses a connection that never answered its first ping, and a receiver that has ended
    (slackapi/bolt-python#1529), so this one looks at both.
    """

    def __init__(self, bolt: AsyncApp, app_token: str, clock: Clock, ping_s: float = PING_S) -> None:
        self._bolt = bolt
        self._app_token = app_token
        self._handler: AsyncSocketModeHandler | None = None  # it opens an HTTP session, which needs the event loop
        self._clock = clock
        self._ping_s = ping_s
        self._connected_at = 0.0
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect, and keep watch from then on."""
        quiet_log = logging.getLogger("slack_sdk.socket_mode")
        handler = AsyncSocketModeHandler(self._bolt, self._app_token, logger=quiet_log, ping_interval=self._ping_s)
        self._handler = handler
        await handler.connect_async()
        self._connected_at = self._clock.machine().timestamp()
        self._watch = asyncio.create_task(self._keep_watch(handler))

    async def is_deaf(self) -> bool:
        """Say whether nothing can be heard: closed, its receiver ended, or no pong for four pings."""
        if self._handler is None:
            return True
        client = self._handler.client
        receiver = client.message_receiver
        heard = max(client.last_ping_pong_time or 0.0, self._connected_at)
        silent = self._clock.machine().timestamp() - heard > 4 * self._ping_s
        return silent or receiver is None or receiver.done() or not await client.is_connected()

    async def _keep_watch(self, handler: AsyncSocketModeHandler) -> None:
        while True:
            await asyncio.sleep(self._ping_s)
            if await self.is_deaf():
                log.warning("socket mode is deaf; connecting anew")
                with suppress(Exception):
                    await handler.client.connect_to_new_endpoint(force=True)
                self._connected_at = self._clock.machine().timestamp()

    async def close(self) -> None:
        """Hang up."""
        if self._watch is not None:
            self._watch.cancel()
        if self._handler is not None:
            await self._handler.close_async()
