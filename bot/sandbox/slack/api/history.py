"""conversations.history and conversations.replies: reading messages back."""

import base64
import binascii
import re
from typing import Any

from bot.sandbox.slack.call import Call, page
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.errors import SlackError

TS = re.compile(r"\d+(\.\d{1,6})?")
DEFAULT, MOST = 100, 999


def history(call: Call) -> dict[str, Any]:
    """conversations.history: newest first; metadata only with include_all_metadata."""
    conversation = _readable(call)
    oldest, latest, inclusive = _stamp(call, "oldest"), _stamp(call, "latest"), call.args.flag("inclusive")
    cursor = call.args.text("cursor")
    if cursor:
        latest, inclusive = _from_cursor(cursor), False
    limit = call.args.limit(DEFAULT, MOST)
    found = conversation.between(oldest, latest, inclusive)
    newest_first = found[: -limit - 1 : -1]
    more = len(found) > limit
    metadata = call.args.flag("include_all_metadata")
    answer: dict[str, Any] = {
        "ok": True,
        "messages": [message.json(metadata=metadata) for message in newest_first],
        "has_more": more,
        "pin_count": 0,
        "channel_actions_ts": None,
        "channel_actions_count": 0,
    }
    if more:
        answer["response_metadata"] = {"next_cursor": _to_cursor(newest_first[-1].ts)}
    return answer


def replies(call: Call) -> dict[str, Any]:
    """conversations.replies: the parent and its replies, oldest first."""
    conversation = _readable(call)
    parent = conversation.by_ts.get(call.args.text("ts"))
    if parent is None:
        raise SlackError("thread_not_found")
    oldest, latest, inclusive = _stamp(call, "oldest"), _stamp(call, "latest"), call.args.flag("inclusive")
    wanted = [one for one in parent.replies if _within(one.ts, oldest, latest, inclusive)]
    items, metadata = page([parent, *wanted], call.args, DEFAULT, MOST)
    shown = call.args.flag("include_all_metadata")
    answer: dict[str, Any] = {
        "ok": True,
        "messages": [message.json(metadata=shown) for message in items],
        "has_more": bool(metadata["next_cursor"]),
    }
    if metadata["next_cursor"]:
        answer["response_metadata"] = metadata
    return answer


def _within(ts: str, oldest: str, latest: str, inclusive: bool) -> bool:
    if inclusive:
        return (not oldest or ts >= oldest) and (not latest or ts <= latest)
    return (not oldest or ts > oldest) and (not latest or ts < latest)


def _readable(call: Call) -> Conversation:
    conversation = call.conversation()
    call.need("history", conversation)
    if call.bot.id not in conversation.members:
        raise SlackError("not_in_channel")
    return conversation


def _stamp(call: Call, name: str) -> str:
    value = call.args.text(name)
    if value in ("", "0", "now"):
        return ""
    if not TS.fullmatch(value):
        raise SlackError(f"invalid_ts_{name}")
    return value


def _to_cursor(ts: str) -> str:
    return base64.b64encode(f"next_ts:{ts}".encode()).decode()


def _from_cursor(cursor: str) -> str:
    try:
        word, _, ts = base64.b64decode(cursor, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        raise SlackError("invalid_cursor") from None
    if word != "next_ts" or not TS.fullmatch(ts):
        raise SlackError("invalid_cursor")
    return ts


HANDLERS = {"conversations.history": history, "conversations.replies": replies}
