"""What people and Slack are told when a listener fails: an honest answer, and nothing of what was written."""

import json
from collections.abc import Sequence
from typing import Any

import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncRespond
from sqlalchemy.exc import SQLAlchemyError

from bot.content.wording import wording
from bot.views.members import not_saved, unavailable
from handlers.requests import privately

log = structlog.get_logger()
JSON: dict[str, str | Sequence[str]] = {"Content-Type": "application/json;charset=utf-8"}


def register(app: AsyncApp) -> None:
    """Answer for every listener that raises."""
    app.error(failed)


async def failed(error: Exception, body: dict[str, Any], respond: AsyncRespond) -> BoltResponse:
    """Keep an open form open with its words, tell whoever asked, or let Slack repeat the event."""
    kind = body.get("type") or ("command" if "command" in body else "unknown")
    expected = isinstance(error, SQLAlchemyError)
    log.error("a request failed", kind=kind, error=type(error).__name__, exc_info=None if expected else _where(error))
    if kind == "view_submission":
        field = _first_input(body["view"])
        answer = {"response_action": "errors", "errors": {field: not_saved(wording())}}
        return BoltResponse(status=200, body=json.dumps(answer), headers=JSON)
    if kind == "command":
        return BoltResponse(status=200, body=json.dumps(privately(unavailable(wording()))), headers=JSON)
    if kind == "block_actions" and body.get("response_url"):
        await respond(**privately(unavailable(wording())))
        return BoltResponse(status=200, body="")
    return BoltResponse(status=503, body="")


def _first_input(view: dict[str, Any]) -> str:
    return str(next((block["block_id"] for block in view["blocks"] if block["type"] == "input"), ""))


def _where(error: Exception) -> str:
    """Return where an error came from, without its message, which might hold somebody's words."""
    frame = error.__traceback__
    while frame is not None and frame.tb_next is not None:
        frame = frame.tb_next
    return f"{frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}" if frame is not None else "unknown"
