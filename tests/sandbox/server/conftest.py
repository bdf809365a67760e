"""A server for each test, and a small real Bolt app connected to it over HTTP or over Socket Mode."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import Clock
from bot.sandbox.slack.server import SlackServer

START = datetime(2026, 9, 3, 14, 30, tzinfo=UTC)


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    made = SlackServer(Clock.fixed(START))
    made.events.retry_delays = (0.0, 0.0, 0.0)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def client(server: SlackServer) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(server.bot_token, base_url=server.api_url, session=session, retry_handlers=[])


@dataclass
class Connected:
    """A Bolt app and what reached it."""

    app: AsyncApp
    seen: list[dict[str, Any]] = field(default_factory=list)
    url: str = ""


def bolt(server: SlackServer) -> AsyncApp:
    client = AsyncWebClient(server.bot_token, base_url=server.api_url)
    return AsyncApp(client=client, signing_secret=server.signing_secret, process_before_response=True)


@pytest.fixture
async def http_app(server: SlackServer) -> AsyncIterator[Connected]:
    connected = Connected(bolt(server))
    handler = AsyncSlackRequestHandler(connected.app)

    async def endpoint(request: Request) -> Response:
        connected.seen.append({"headers": dict(request.headers), "body": await request.body()})
        return await handler.handle(request)

    web = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    listening = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(uvicorn.Config(web, log_config=None, access_log=False, lifespan="off", ws="none"))
    task = asyncio.create_task(running.serve(sockets=[listening]))
    port = listening.getsockname()[1]
    connected.url = f"http://127.0.0.1:{port}/slack/events"
    server.install(connected.url)
    yield connected
    running.should_exit = True
    await task


Connect = Callable[[], Awaitable[AsyncSocketModeHandler]]


@pytest.fixture
async def socket_app(server: SlackServer) -> AsyncIterator[tuple[AsyncApp, Connect]]:
    app = bolt(server)
    handlers: list[AsyncSocketModeHandler] = []

    async def connect() -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(app, server.app_token, web_client=AsyncWebClient(base_url=server.api_url))
        handlers.append(handler)
        await handler.connect_async()
        await server.sockets.wait_connected(len(handlers))
        return handler

    yield app, connect
    for handler in handlers:
        await handler.close_async()
