"""What is sent to the address that Slack calls: known by its signature to be Slack's, then read, then Bolt's matter.

Bolt could do the former two itself. It reads before it looks at the signature, takes a form apart ten times as slowly
as `yarl`, and takes any command with the word "payload" in it for one without fields.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send
from yarl import query_to_pairs

from bot.logs import where
from handlers.events import is_idle

log = structlog.get_logger()
TIMESTAMP, SIGNATURE = "X-Slack-Request-Timestamp", "X-Slack-Signature"
LARGEST_REQUEST = 1024 * 1024  # bytes; Slack's largest, a submitted form, is a quarter of that
MOST_FIELDS = 100  # a slash command has about fifteen


class SlackRequests:
    """Answers Slack's requests, which are signed as docs.slack.dev/authentication/verifying-requests-from-slack has
    it, at most five minutes ago.
    """

    def __init__(self, bolt: AsyncApp, signing_secret: str) -> None:
        self._bolt = bolt
        self._verifier = SignatureVerifier(signing_secret)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request as an ASGI app, so that Starlette wraps nothing around it."""
        response = await self._answered(Request(scope, receive))
        await response(scope, receive, send)

    async def _answered(self, request: Request) -> Response:
        """Have Bolt answer a request, unless it is not Slack's or asks for nothing."""
        try:
            body = await _body(request)
        except ClientDisconnect:
            return Response(status_code=400)
        if body is None:
            return PlainTextResponse("too large", status_code=413)
        try:
            text = body.decode("utf-8")
        except UnicodeDecodeError:
            return PlainTextResponse("not UTF-8", status_code=400)
        if not self._is_slacks(request.headers, text):
            return PlainTextResponse("not signed", status_code=401)
        try:
            return await self._answer(request, text)
        except Exception as error:  # listeners' own failures are answered by `handlers.failures`
            log.warning("a request that cannot be read", error=type(error).__name__, where=where(error.__traceback__))
            return PlainTextResponse("cannot be read", status_code=400)

    def _is_slacks(self, headers: Mapping[str, str], body: str) -> bool:
        timestamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
        if not re.fullmatch(r"[0-9]{1,15}", timestamp) or not signature.isascii():  # else slack_sdk raises
            return False
        return self._verifier.is_valid(body, timestamp, signature)

    async def _answer(self, request: Request, text: str) -> Response:
        body = read(request.headers.get("Content-Type", ""), text)
        if is_idle(body):
            return Response()
        # The mode is Bolt's name for a request that is known to be Slack's and read already.
        asked = AsyncBoltRequest(body=body, headers=dict(request.headers), mode="socket_mode")
        return to_starlette_response(await self._bolt.async_dispatch(asked))


def read(content_type: str, text: str) -> dict[str, Any]:
    """Return what a request's body says: JSON, a form of fields, or a form in which one holds all the rest as JSON.

    Raises ValueError or RecursionError where it says nothing that Slack would.
    """
    if content_type.partition(";")[0].strip() == "application/json" or text.startswith("{"):
        body = json.loads(text)
    else:
        body = dict(query_to_pairs(text, max_fields=MOST_FIELDS))
        if "payload" in body:
            body = json.loads(body["payload"])
    if not isinstance(body, dict):
        raise ValueError("not an object")
    return body


async def _body(request: Request) -> bytes | None:
    """Return the body, or None if it is larger than any of Slack's."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST_REQUEST:
            return None
        parts.append(part)
    return b"".join(parts)
