"""Socket Mode: a websocket to Slack instead of a public address, watched because it can go deaf."""

import asyncio
import logging
from contextlib import suppress

import aiohttp
import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.clock import Clock
from bot.delivery.gateway import SlackDown, SlackRefused, SlackUnsure
from handlers.events import is_idle

log = structlog.get_logger()
PING_S = 10.0
CONNECT_S = 15.0  # the client itself would try the same address again for ever


class _Handler(AsyncSocketModeHandler):
    """Bolt's handler, which is not asked about what asks for nothing: that is acknowledged as it comes.

    All that the bot posts comes back to it as an event, so that is most of what a websocket brings; it needs no
    signature, and Bolt would take it apart first.
    """

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        if is_idle(req.payload):
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))
        else:
            await super().handle(client, req)


class Socket:
    """One connection to Slack that is opened anew when it is closed or no longer answers pings.

    The client's own watch misses a connection that never answered its first ping, and a receiver that has ended
    (slackapi/bolt-python#1529), so this one looks at both.
    """

    def __init__(self, bolt: AsyncApp, app_token: str, clock: Clock, ping_s: float = PING_S) -> None:
        self._bolt = bolt
        self._app_token = app_token
        self._made: AsyncSocketModeHandler | None = None
        self._clock = clock
        self._ping_s = ping_s
        self._connected_at = 0.0
        self._watch: asyncio.Task[None] | None = None

    @property
    def _handler(self) -> AsyncSocketModeHandler:
        """Bolt's handler, which can be made only inside the running event loop."""
        if self._made is None:
            logger = logging.getLogger("slack_sdk.socket_mode")
            logger.setLevel(logging.CRITICAL)  # of a failure it writes a traceback; the watch says it shorter
            self._made = _Handler(self._bolt, self._app_token, logger=logger, ping_interval=self._ping_s)
        return self._made

    async def start(self) -> None:
        """Connect, and keep watch from then on. Raises SlackRefused, SlackUnsure or SlackDown."""
        try:
            async with asyncio.timeout(CONNECT_S):
                await self._handler.client.connect_to_new_endpoint(force=True)
        except SlackApiError as error:
            answer = error.response.data
            if isinstance(answer, dict) and answer.get("error") and error.response.status_code < 500:
                raise SlackRefused(answer["error"], answer) from None
            raise SlackUnsure("apps.connections.open: Slack failed within") from None
        except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as error:
            raise SlackDown(f"apps.connections.open: {type(error).__name__}") from None
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
