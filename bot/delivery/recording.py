"""A gateway that sends nothing and keeps what would have been sent: `preview` is built on it."""

import itertools
from dataclasses import dataclass
from typing import Any

from bot.delivery.gateway import SlackRefused


@dataclass(frozen=True, slots=True)
class Recorded:
    """A call that would have gone to Slack."""

    method: str
    arguments: dict[str, Any]


class RecordingGateway:
    """Answers every call as Slack would when all goes well, with an invented channel and ts."""

    def __init__(self) -> None:
        self.calls: list[Recorded] = []
        self._numbers = itertools.count(1)

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Keep the call; a post gets an invented ts, and a person's id becomes an invented direct channel."""
        self.calls.append(Recorded(method, {name: value for name, value in arguments.items() if value is not None}))
        if method in {"conversations.history", "conversations.replies"}:
            return {"ok": True, "messages": [], "has_more": False}
        if method == "conversations.open":
            return {"ok": True, "channel": {"id": _channel(str(arguments["users"]))}}
        if method == "conversations.info":
            return {"ok": True, "channel": {"id": arguments["channel"], "is_private": True}}
        if method == "files.getUploadURLExternal":
            return {"ok": True, "upload_url": "", "file_id": f"F{next(self._numbers)}"}
        ts = arguments.get("ts") or f"{next(self._numbers)}.000000"
        return {"ok": True, "channel": _channel(str(arguments.get("channel", ""))), "ts": ts}

    async def fetch_content(self, url: str, most: int) -> bytes:
        """Have no files."""
        raise SlackRefused("file_not_found", {})

    async def send_content(self, url: str, content: bytes) -> None:
        """Take a file's bytes, and keep nothing."""


def _channel(target: str) -> str:
    return f"D{target[1:]}" if target[:1] in {"U", "W"} else target
