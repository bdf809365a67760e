"""Three apps that answer `/checkin` with a fixed form and do nothing else: what the parts cost without ours.

`raw`: ASGI alone, no signature check. `stock`: Bolt as its documentation starts it. `tuned`: Bolt as
CONTRIBUTING describes it. Run as `python -m tests.bench.bare KIND PORT API_URL TOKEN SECRET`.
"""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from urllib.parse import parse_qs

import aiohttp
import uvicorn
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.content.wording import wording
from bot.domain.pairs import Partner
from bot.views.checkin_form import FormView, checkin_modal

AT_ONCE = 16

PARTNER = Partner(1, 2, 2, "Maria Reyes", "U1", "America/New_York", is_mentor=True, supervises=False)
FORM = checkin_modal(
    wording("en-US"), FormView(1, date(2026, 9, 3), partners=(PARTNER,), community="#leaders", readers=frozenset({2}))
)


class Background:
    """Work after the acknowledgement, a bounded number at a time."""

    def __init__(self) -> None:
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, work: Callable[[], Awaitable[object]]) -> None:
        """Do `work` soon."""
        task = asyncio.get_running_loop().create_task(self._run(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, work: Callable[[], Awaitable[object]]) -> None:
        async with self._slots:
            await work()


def raw(port: int, api_url: str, token: str, secret: str) -> None:
    """Answer 200 and call `views.open`, with nothing in between."""
    view, background = json.dumps(FORM), Background()
    sessions: list[aiohttp.ClientSession] = []

    async def open_view(trigger_id: str) -> None:
        if not sessions:
            sessions.append(aiohttp.ClientSession(headers={"Authorization": f"Bearer {token}"}))
        form = {"trigger_id": trigger_id, "view": view}
        async with sessions[0].post(f"{api_url}views.open", data=form) as answer:
            await answer.read()

    async def app(scope: Any, receive: Any, send: Any) -> None:
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        trigger_id = parse_qs(body.decode())["trigger_id"][0]
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})
        background.add(lambda: open_view(trigger_id))

    _serve(app, port)


def stock(port: int, api_url: str, token: str, secret: str) -> None:
    """Start Bolt as its documentation does."""
    app = AsyncApp(client=AsyncWebClient(token, base_url=api_url), signing_secret=secret)

    @app.command("/checkin")
    async def checkin(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    app.start(port, path="/slack/events")


def tuned(port: int, api_url: str, token: str, secret: str) -> None:
    """Start Bolt with an acknowledgement that is not polled for, one HTTP session and bounded work after it."""
    client, background = AsyncWebClient(token, base_url=api_url), Background()
    app = AsyncApp(client=client, signing_secret=secret, process_before_response=True)

    @app.command("/checkin")
    async def checkin(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        background.add(lambda: client.views_open(trigger_id=body["trigger_id"], view=FORM))

    handler = AsyncSlackRequestHandler(app)

    async def events(request: Request) -> Response:
        client.session = client.session or aiohttp.ClientSession()
        return await handler.handle(request)

    _serve(Starlette(routes=[Route("/slack/events", events, methods=["POST"])]), port)


def _serve(app: Any, port: int) -> None:
    uvicorn.run(app, port=port, log_config=None, access_log=False, lifespan="off", loop="uvloop", http="httptools")


if __name__ == "__main__":
    {"raw": raw, "stock": stock, "tuned": tuned}[sys.argv[1]](int(sys.argv[2]), *sys.argv[3:6])
