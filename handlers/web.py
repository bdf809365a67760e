"""The HTTP side: Slack's requests, and what operators ask of a running bot. Starlette, to run on uvicorn."""

from collections.abc import Awaitable, Callable, Mapping

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from handlers.slack_requests import SlackRequests

Checks = Callable[[], Awaitable[Mapping[str, str]]]


def web_app(bolt: AsyncApp, signing_secret: str | None, *, ready: Checks) -> Starlette:
    """Return the ASGI app. Without a `signing_secret` it takes no requests of Slack's; `ready` names what is wrong, if
    anything.

    With OAuth, the two addresses of the installation are there in both modes.
    """

    async def readyz(_: Request) -> Response:
        wrong = await ready()
        return JSONResponse({"ready": not wrong, "wrong": dict(wrong)}, status_code=503 if wrong else 200)

    routes = [Route("/healthz", _healthz), Route("/readyz", readyz), Route("/metrics", _metrics)]
    if signing_secret is not None:
        routes.insert(0, Route("/slack/events", SlackRequests(bolt, signing_secret), methods=["POST"]))
    if flow := bolt.oauth_flow:
        installing = AsyncSlackRequestHandler(bolt)
        routes.append(Route(flow.install_path, installing.handle, methods=["GET"]))
        routes.append(Route(flow.redirect_uri_path, installing.handle, methods=["GET"]))
    return Starlette(routes=routes)


async def _healthz(_: Request) -> Response:
    return PlainTextResponse("ok")


async def _metrics(_: Request) -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
