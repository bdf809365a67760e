"""Looking for a message that Slack may have taken: after a crash, or when a connection was cut.

Every post carries its row's key as message metadata (docs.slack.dev/messaging/message-metadata), so the bot finds
exactly its own message again.
"""

from collections.abc import Awaitable, Callable
from typing import Any

EVENT_TYPE = "reciprocal_message"
PAGES = 3
THREAD_PAGES = 10
PAGE = 100

Call = Callable[..., Awaitable[dict[str, Any]]]


def metadata(key: str) -> dict[str, Any]:
    """Return the metadata of the message with that key."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


async def find(call: Call, channel: str, key: str, thread: str | None = None) -> str | None:
    """Return the ts of the message with that key among the latest of `channel`, or in the `thread` under a ts of it;
    None if it is not there. Raises SlackFailure.
    """
    found = await _search(call, channel, lambda message: _key(message) == key, thread)
    return str(found["ts"]) if found else None


async def find_file(call: Call, channel: str, name: str) -> str | None:
    """Return Slack's id of the file of that name, which is new for each row, if a message brought it, or None.

    A message with a file carries no metadata of ours. Raises SlackFailure.
    """
    found = await _search(call, channel, lambda message: any(file.get("name") == name for file in _files(message)))
    return next((str(file["id"]) for file in _files(found) if file.get("name") == name), None) if found else None


async def find_bringer(call: Call, channel: str, file_id: str) -> str | None:
    """Return the ts of the message that brought a file, or None. Raises SlackFailure."""
    found = await _search(call, channel, lambda message: any(file.get("id") == file_id for file in _files(message)))
    return str(found["ts"]) if found else None


async def _search(
    call: Call, channel: str, is_it: Callable[[dict[str, Any]], bool], thread: str | None = None
) -> dict[str, Any] | None:
    cursor: str | None = None
    # A thread comes oldest first.
    method, pages = ("conversations.history", PAGES) if thread is None else ("conversations.replies", THREAD_PAGES)
    for _ in range(pages):
        page = await call(method, channel=channel, ts=thread, include_all_metadata=True, limit=PAGE, cursor=cursor)
        for message in page.get("messages", []):
            if is_it(message):
                return dict(message)
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            break
    return None


def _key(message: dict[str, Any]) -> object:
    carried = message.get("metadata") or {}
    if carried.get("event_type") != EVENT_TYPE:
        return None
    return (carried.get("event_payload") or {}).get("key")


def _files(message: dict[str, Any]) -> list[dict[str, Any]]:
    return [file for file in message.get("files") or [] if isinstance(file, dict)]
