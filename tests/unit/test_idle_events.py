"""Which events the bot does nothing about: they are answered before Bolt looks at them."""

from typing import Any

import pytest

from handlers.events import is_idle


def told(**event: Any) -> dict[str, Any]:
    return {"type": "event_callback", "event": {"type": "message", "channel_type": "im", "user": "U1", **event}}


@pytest.mark.parametrize(
    "event",
    [
        {"bot_id": "B1"},
        {"bot_id": "B1", "subtype": "bot_message"},
        {"subtype": "message_changed"},
        {"subtype": "message_changed", "message": {"subtype": "bot_message"}},
        {"subtype": "channel_join"},
    ],
)
def test_what_the_bot_posted_or_nobody_wrote_is_idle(event: dict[str, Any]) -> None:
    assert is_idle(told(**event))


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"subtype": "file_share"},
        {"subtype": "message_deleted", "bot_id": "B1"},
        {"subtype": "message_changed", "message": {"subtype": "tombstone"}},
        {"type": "user_change", "subtype": "message_changed"},
        {"subtype": ["not", "a", "word"]},
    ],
)
def test_what_somebody_wrote_or_deleted_is_not(event: dict[str, Any]) -> None:
    assert not is_idle(told(**event))


@pytest.mark.parametrize("body", [{}, {"type": "block_actions"}, {"type": "event_callback", "event": "message"}])
def test_whatever_else_comes_is_not(body: dict[str, Any]) -> None:
    assert not is_idle(body)
