"""What Slack's client makes of a text as it is typed: the elements of a rich text, with emoji, mentions and links."""

import re
from typing import Any

from bot.sandbox.slack.state import Workspace

BROADCASTS = ("here", "channel", "everyone")
_SPECIAL = re.compile(
    r"(?P<url>https?://[^\s<>]+[^\s<>.,;:!?)])|(?<![\w:]):(?P<emoji>[a-z][a-z0-9_'-]*|[+-]1):(?!\w)"
    r"|(?<![\w&])(?P<sign>[@#])(?P<name>[\w.-]*\w)"
)


def rich_elements(workspace: Workspace, text: str) -> list[dict[str, Any]]:
    """Return the inline elements of a rich text section for a typed text; names that nobody has stay text."""
    elements: list[dict[str, Any]] = []
    end = 0
    for found in _SPECIAL.finditer(text):
        element = _element(workspace, found)
        if element is None:
            continue
        if found.start() > end:
            elements.append({"type": "text", "text": text[end : found.start()]})
        elements.append(element)
        end = found.end()
    if end < len(text):
        elements.append({"type": "text", "text": text[end:]})
    return elements


def _element(workspace: Workspace, found: re.Match[str]) -> dict[str, Any] | None:
    if found["url"]:
        return {"type": "link", "url": found["url"]}
    if found["emoji"]:
        return {"type": "emoji", "name": found["emoji"]}
    name = found["name"]
    if found["sign"] == "#":
        channel = next((one.id for one in workspace.conversations.values() if one.name == name), None)
        return {"type": "channel", "channel_id": channel} if channel else None
    if name in BROADCASTS:
        return {"type": "broadcast", "range": name}
    user = next((one.id for one in workspace.users.values() if one.name == name), None)
    return {"type": "user", "user_id": user} if user else None
