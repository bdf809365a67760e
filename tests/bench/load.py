"""Sends requests to an app as Slack does, so many at once, and says what came of each."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import uvloop
from slack_sdk.signature import SignatureVerifier

Fields = dict[str, str]
FORM = "x-www-form-urlencoded"


@dataclass(slots=True)
class Sent:
    """One request: when it went and when the answer was there (seconds, monotonic), and its HTTP status."""

    at: float = 0.0
    answered: float = 0.0
    status: int = 0


def send_all(
    port: int, secret: str, requests: Sequence[Fields | bytes], at_once: int, pause_s: float = 0.0
) -> list[Sent]:
    """Send requests, forms by their fields or events as JSON, over `at_once` connections, on each the next when the
    last is answered and the pause is over.

    What is returned is in the order of `requests`.
    """
    signer = SignatureVerifier(secret)
    sent = [Sent() for _ in requests]
    ready = iter(list(zip(sent, [_encoded(signer, request) for request in requests], strict=True)))
    uvloop.run(_send_all(port, ready, at_once, pause_s))
    return sent


def _encoded(signer: SignatureVerifier, request: Fields | bytes) -> bytes:
    body, kind = (request, "json") if isinstance(request, bytes) else (urlencode(request).encode(), FORM)
    timestamp = str(int(time.time()))
    signature = signer.generate_signature(timestamp=timestamp, body=body)
    head = (
        f"POST /slack/events HTTP/1.1\r\nHost: app\r\nContent-Type: application/{kind}\r\n"
        f"Content-Length: {len(body)}\r\nX-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: {signature}\r\n"
    )
    return f"{head}\r\n".encode() + body


async def _send_all(port: int, ready: Iterator[tuple[Sent, bytes]], at_once: int, pause_s: float) -> None:
    lines = [await asyncio.open_connection("127.0.0.1", port) for _ in range(at_once)]

    async def line(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for sent, request in ready:
            sent.at = time.monotonic()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            sent.status = int(head[9:12])
            await reader.readexactly(_length(head))
            sent.answered = time.monotonic()
            await asyncio.sleep(pause_s)
        writer.close()

    await asyncio.gather(*(line(*each) for each in lines))


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def command(team_id: str, user_id: str, trigger_id: str) -> Fields:
    """Return `/checkin` as Slack sends it."""
    return {
        "token": "none",
        "team_id": team_id,
        "team_domain": "northfield-mentors",
        "channel_id": "D10000000",
        "channel_name": "directmessage",
        "user_id": user_id,
        "user_name": "somebody",
        "command": "/checkin",
        "text": "",
        "api_app_id": "A10000000",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1/response/none",
        "trigger_id": trigger_id,
    }


def submission(team_id: str, user_id: str, view: dict[str, Any]) -> Fields:
    """Return a submitted form as Slack sends it; `view` holds its private metadata and its state."""
    payload = {
        "type": "view_submission",
        "team": {"id": team_id, "domain": "northfield-mentors"},
        "user": {"id": user_id, "username": "somebody", "name": "somebody", "team_id": team_id},
        "api_app_id": "A10000000",
        "token": "none",
        "trigger_id": "1.2.3",
        "view": view,
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
    return {"payload": json.dumps(payload, separators=(",", ":"))}
