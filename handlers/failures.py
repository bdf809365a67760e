"""What people and Slack are told when a listener fails: an honest answer, and nothing of what was written."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncRespond
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.content.wording import wording
from bot.logs import where
from bot.views import members as views
from bot.views.message import Message
from handlers.deps import TooBusy, way_back
from handlers.requests import Malformed, at_once, privately, tell

log = structlog.get_logger()
JSON: dict[str, str | Sequence[str]] = {"Content-Type": "application/json;charset=utf-8"}


def register(app: AsyncApp) -> None:
    """Answer for every listener that raises."""
    app.error(failed)
    app.use(WayBack())


class WayBack(AsyncMiddleware):
    """Lets work after the acknowledgement tell whoever asked when Slack does not take it: a form that cannot open."""

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """Remember how, and go on."""
        if req.body.get("response_url") and (respond := req.context.respond) is not None:
            way_back.set(lambda: _say_not_shown(respond))
        return await next()


async def _say_not_shown(respond: AsyncRespond) -> None:
    await respond(**privately(views.not_shown(wording())))


async def failed(error: Exception, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient) -> BoltResponse:
    """Keep an open form open with its words, tell whoever asked, or let Slack repeat the event."""
    kind = body.get("type") or ("command" if "command" in body else "unknown")
    trouble = _trouble(error)
    log.error(
        "a request failed", kind=kind, trouble=trouble, error=type(error).__name__, where=where(error.__traceback__)
    )
    match kind:
        case "view_submission" if field := _first_input(body["view"]):
            answer: Mapping[str, Any] = {
                "response_action": "errors",
                "errors": {field: views.not_saved(wording(), trouble)},
            }
        case "command":
            answer = at_once(views.failed(wording(), trouble))
        case "block_actions" | "message_action" if body.get("response_url"):
            await respond(**privately(views.failed(wording(), trouble)))
            return BoltResponse(status=200, body="")
        case "block_actions" if body.get("view"):  # over an open form, which stays as it is, or at Home
            await tell(body, client, respond, views.failed(wording(), trouble))
            return BoltResponse(status=200, body="")
        case "shortcut":
            await _say_directly(client, body["user"]["id"], views.failed(wording(), trouble))
            return BoltResponse(status=200, body="")
        case "event_callback" if not isinstance(body.get("event"), dict):
            return BoltResponse(status=400, body="")
        case _:
            return BoltResponse(status=503, body="")
    return BoltResponse(status=200, body=json.dumps(answer), headers=JSON)


def _trouble(error: Exception) -> views.Trouble:
    """Return what went wrong, as far as it matters to whoever asked."""
    if isinstance(error, SQLAlchemyError | TooBusy):
        return "unavailable"
    return "unreadable" if isinstance(error, Malformed) else "broken"


async def _say_directly(client: AsyncWebClient, slack_id: str, message: Message) -> None:
    await client.chat_postMessage(channel=slack_id, text=message.text, blocks=message.blocks)


def _first_input(view: dict[str, Any]) -> str:
    """Return the field on which an error can stand, empty for a form without fields."""
    return str(next((block["block_id"] for block in view["blocks"] if block["type"] == "input"), ""))
