"""Carries payloads to the app, by signed HTTP request or by Socket Mode, and brings back what it answered."""

import hashlib
import hmac
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.slack import wire
from bot.sandbox.slack.app import App
from bot.sandbox.slack.socket_mode import SocketMode, Unanswered

Kind = Literal["slash_commands", "interactive", "events_api"]
DEADLINE = 3.0  # seconds in which an app must answer


@dataclass(slots=True)
class Answer:
    """What the app answered. `body` is decoded JSON, or `{"text": …}` for plain text, or empty.

    `error` is None for a 2xx; else `http_timeout`, `http_error`, `connection_failed`. `elapsed` is in seconds.
    """

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    elapsed: float = 0.0
    error: str | None = None


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request to the app, for the inspector."""

    kind: Kind
    payload: dict[str, Any]
    answer: Answer


class Outgoing:
    """The way to the app: to its request URL when it has one, else to one of its websockets."""

    def __init__(self, app: App, sockets: SocketMode, deadline: float = DEADLINE) -> None:
        self._app = app
        self._sockets = sockets
        self._session: aiohttp.ClientSession | None = None
        self.deadline = deadline
        self.requests: deque[RequestRecord] = deque(maxlen=2000)

    async def close(self) -> None:
        """Let go of open HTTP connections."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def send(self, kind: Kind, payload: dict[str, Any], *, retry: tuple[int, str] | None = None) -> Answer:
        """Send a payload and return the answer; `retry` is the number and the reason of a repeated event."""
        started = self._app.clock.monotonic()
        if self._app.request_url is not None:
            answer = await self._by_http(self._app.request_url, kind, payload, retry)
        else:
            answer = await self._by_socket(kind, payload, retry)
        answer.elapsed = self._app.clock.monotonic() - started
        record = RequestRecord(kind, payload, answer)
        self.requests.append(record)
        self._app.changes.publish("request", payload.get("team_id", ""), record)
        return answer

    def signature(self, timestamp: str, body: bytes) -> str:
        """Return Slack's v0 signature over a body sent at `timestamp`, seconds since 1970 as text."""
        base = b"v0:" + timestamp.encode() + b":" + body
        return "v0=" + hmac.new(self._app.signing_secret.encode(), base, hashlib.sha256).hexdigest()

    def headers(self, body: bytes, content_type: str, age: int = 0) -> dict[str, str]:
        """Return the headers of a signed request, made `age` seconds ago."""
        timestamp = str(int(self._app.clock.machine().timestamp()) - age)
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": self.signature(timestamp, body),
        }

    async def verify_url(self, url: str) -> bool:
        """Send the `url_verification` challenge and tell whether the app gave it back."""
        challenge = self._app.ids.secret(32)
        payload = {"token": self._app.verification_token, "challenge": challenge, "type": "url_verification"}
        answer = await self._by_http(url, "events_api", payload, None)
        return answer.error is None and challenge in (answer.body.get("challenge"), answer.body.get("text"))

    async def _by_http(self, url: str, kind: Kind, payload: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        body, content_type = encoded(kind, payload)
        headers = self.headers(body, content_type)
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        timeout = aiohttp.ClientTimeout(total=self.deadline)
        try:
            async with self._session.post(url, data=body, headers=headers, timeout=timeout) as response:
                text = await response.text()
                error = None if 200 <= response.status < 300 else "http_error"
                given = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, decoded(text), given, error=error)
        except TimeoutError:
            return Answer(0, error="http_timeout")
        except aiohttp.ClientError:
            return Answer(0, error="connection_failed")

    async def _by_socket(self, kind: Kind, payload: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        attempt, reason = retry or (0, "")
        try:
            body = await self._sockets.send(
                kind, payload, self.deadline, accepts_response=kind != "events_api",
                retry_attempt=attempt, retry_reason=reason,
            )  # fmt: skip
        except Unanswered as failure:
            return Answer(0, error=failure.reason)
        return Answer(200, body)


def encoded(kind: Kind, payload: dict[str, Any]) -> tuple[bytes, str]:
    """Return the body and content type in which Slack sends a payload over HTTP."""
    if kind == "events_api":
        return wire.encoded(payload), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": wire.encoded(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def decoded(text: str) -> dict[str, Any]:
    """Return an app's answer as an object: JSON as it is, other text under `text`, nothing as empty."""
    if not text.strip():
        return {}
    try:
        value = json.loads(text)
    except ValueError:
        return {"text": text}
    return value if isinstance(value, dict) else {"text": text}
