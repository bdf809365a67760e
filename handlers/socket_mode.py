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
        self._handler = AsyncSocketModeHandler(
            bolt, app_token, logger=logging.getLogger("slack_sdk.socket_mode"), ping_interval=ping_s
        )
        self._clock = clock
        self._ping_s = ping_s
        self._connected_at = 0.0
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Connect, and keep watch from then on."""
        await self._handler.connect_async()
        self._connected_at = self._clock.machine().timestamp()
        self._watch = asyncio.create_task(self._keep_watch())

    async def is_deaf(self) -> bool:
        """Say whether nothing can be heard: closed, its receiver ended, or no pong for four pings."""
        client = self._handler.client
        receiver = client.message_receiver
        heard = max(client.last_ping_pong_time or 0.0, self._connected_at)
        silent = self._clock.machine().timestamp() - heard > 4 * self._ping_s
        return silent or receiver is None or receiver.done() or not await client.is_connected()

    async def _keep_watch(self) -> None:
        while True:
            await asyncio.sleep(self._ping_s)
            if await self.is_deaf():
                log.warning("socket mode is deaf; connecting anew")
                with suppress(Exception):
                    await self._handler.client.connect_to_new_endpoint(force=True)
                self._connected_at = self._clock.machine().timestamp()

    async def close(self) -> None:
        """Hang up."""
        if self._watch is not None:
            self._watch.cancel()
        await self._handler.close_async()
