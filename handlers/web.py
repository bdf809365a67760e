"""The HTTP side: Slack's requests, and what operators ask of a running bot. Starlette, to run on uvicorn."""

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.logs import where

log = structlog.get_logger()
TIMESTAMP = "X-Slack-Request-Timestamp"
LARGEST_REQUEST = 1024 * 1024  # bytes; Slack's largest, a submitted form, is a quarter of that

Checks = Callable[[], Awaitable[Mapping[str, str]]]


def web_app(bolt: AsyncApp, *, takes_requests: bool, ready: Checks) -> Starlette:
    """Return the ASGI app. `takes_requests` is False with Socket Mode; `ready` names what is wrong, if anything.

    With OAuth, the two addresses of the installation are there in both modes.
    """
    slack = AsyncSlackRequestHandler(bolt)

    async def readyz(_: Request) -> Response:
        wrong = await ready()
        return JSONResponse({"ready": not wrong, "wrong": dict(wrong)}, status_code=503 if wrong else 200)

    routes = [Route("/healthz", _healthz), Route("/readyz", readyz), Route("/metrics", _metrics)]
    if takes_requests:
        routes.insert(0, Route("/slack/events", partial(_slack_events, slack), methods=["POST"]))
    if flow := bolt.oauth_flow:
        routes.append(Route(flow.install_path, slack.handle, methods=["GET"]))
        routes.append(Route(flow.redirect_uri_path, slack.handle, methods=["GET"]))
    return Starlette(routes=routes)


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _metrics(_: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


async def _slack_events(slack: AsyncSlackRequestHandler, request: Request) -> Response:
    """Hand a request on to Bolt if it is one that Slack could have made."""
    try:
        body = await _body(request)
    except ClientDisconnect:
        return Response(status_code=400)
    if unfit := _unfit(request, body):
        return unfit
    try:
        return await slack.handle(request)
    except Exception as error:  # listeners' own failures are answered by `handlers.failures`
        log.warning("a request that cannot be read", error=type(error).__name__, where=where(error.__traceback__))
        return PlainTextResponse("cannot be read", status_code=400)


def _unfit(request: Request, body: bytes | None) -> Response | None:
    """Return the answer to what Bolt would choke on; None where it can have a look."""
    if body is None:
        return PlainTextResponse("too large", status_code=413)
    if not re.fullmatch(r"[0-9]{1,15}", request.headers.get(TIMESTAMP, "")):  # else slack_sdk raises
        return PlainTextResponse("not signed", status_code=401)
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return PlainTextResponse("not UTF-8", status_code=400)
    return None


async def _body(request: Request) -> bytes | None:
    """Return the body, or None if it is larger than any of Slack's."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_REQUEST:
            return None
        parts.append(part)
    body = b"".join(parts)
    request._body = body  # where Starlette keeps a body that was read, for the handler to read it again
    return body
