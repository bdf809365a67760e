"""Socket Mode: the websocket ends at which an app listens, the envelopes sent down them and their acknowledgements."""

import asyncio
import json
import logging
import random
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.slack import wire
from bot.sandbox.slack.ids import Ids

log = logging.getLogger(__name__)
MOST_CONNECTIONS = 10  # docs.slack.dev/apis/events-api/using-socket-mode


class Unanswered(Exception):
    """An envelope that was not acknowledged; `reason` is one of Slack's retry reasons."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(eq=False, slots=True)
class Connection:
    """One websocket of the app. A deaf one stays open and is never given anything, as has been seen to happen."""

    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    pending: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    deaf: bool = False


class SocketMode:
    """The app's open websockets. Tickets come from `apps.connections.open` and work once."""

    def __init__(self, app_id: str, ids: Ids, ping_interval: float = 10.0) -> None:
        self._app_id = app_id
        self._ids = ids
        self._tickets: set[str] = set()
        self._random = random.Random(0)
        self._changed = asyncio.Condition()
        self.ping_interval = ping_interval
        self.connections: list[Connection] = []
        self.ever_connected = False

    def ticket(self) -> str:
        """Return a new ticket."""
        ticket = self._ids.secret(32)
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Serve one websocket until it closes. A ticket that is unknown or used: 404."""
        if request.query.get("ticket", "") not in self._tickets:
            return web.Response(status=404)
        self._tickets.discard(request.query["ticket"])
        socket = web.WebSocketResponse(heartbeat=self.ping_interval)
        await socket.prepare(request)
        if len(self.connections) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        connection = Connection(socket, request.transport)
        await self._add(connection)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._acknowledge(connection, message.data)
        finally:
            await self._remove(connection)
        return socket

    async def wait_connected(self, number: int = 1, timeout: float = 10.0) -> None:
        """Wait until the app has `number` websockets open. Raises TimeoutError."""
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: len(self.connections) >= number)

    async def wait_disconnected(self, timeout: float = 10.0) -> None:
        """Wait until the app has none open. Raises TimeoutError."""
        async with asyncio.timeout(timeout), self._changed:
            await self._changed.wait_for(lambda: not self.connections)

    async def send(
        self, kind: str, payload: dict[str, Any], deadline: float, *, accepts_response: bool,
        retry_attempt: int = 0, retry_reason: str = "",
    ) -> dict[str, Any]:  # fmt: skip
        """Send a payload down any one connection and return the payload of its acknowledgement, `{}` for none.

        Raises Unanswered after `deadline` seconds, or when nothing is connected or the connection breaks.
        """
        able = [connection for connection in self.connections if not connection.deaf]
        if not able:
            raise Unanswered("connection_failed")
        connection = self._random.choice(able)
        envelope_id = self._envelope_id()
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        connection.pending[envelope_id] = answer
        envelope: dict[str, Any] = {
            "envelope_id": envelope_id,
            "payload": payload,
            "type": kind,
            "accepts_response_payload": accepts_response,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry_attempt, "retry_reason": retry_reason}
        try:
            async with asyncio.timeout(deadline):
                await connection.socket.send_str(wire.encoded(envelope).decode())
                return await answer
        except TimeoutError:
            raise Unanswered("http_timeout") from None
        except ConnectionError:
            raise Unanswered("connection_failed") from None
        finally:
            connection.pending.pop(envelope_id, None)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tell every connection to go: `warning` keeps it open a while yet, any other reason closes it."""
        for connection in tuple(self.connections):
            await connection.socket.send_json({"type": "disconnect", "reason": reason, "debug_info": {}})
            if reason != "warning":
                await connection.socket.close()

    async def close(self) -> None:
        """Close every connection, when the server stops."""
        for connection in tuple(self.connections):
            await connection.socket.close()

    def cut(self) -> None:
        """Break every connection off without a word."""
        for connection in tuple(self.connections):
            if connection.transport is not None:
                connection.transport.abort()

    def _envelope_id(self) -> str:
        text = self._ids.secret(32)
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    def _acknowledge(self, connection: Connection, text: str) -> None:
        try:
            given = json.loads(text)
        except ValueError:
            log.warning("The app sent something that is not JSON: %.200s", text)
            return
        answer = connection.pending.get(given.get("envelope_id", ""))
        if answer is not None and not answer.done():
            answer.set_result(given.get("payload") or {})

    async def _add(self, connection: Connection) -> None:
        self.connections.append(connection)
        self.ever_connected = True
        hello = {
            "type": "hello",
            "num_connections": len(self.connections),
            "debug_info": {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }
        await connection.socket.send_json(hello)
        async with self._changed:
            self._changed.notify_all()

    async def _remove(self, connection: Connection) -> None:
        self.connections.remove(connection)
        for answer in connection.pending.values():
            if not answer.done():
                answer.set_exception(ConnectionError("the websocket closed"))
        async with self._changed:
            self._changed.notify_all()
