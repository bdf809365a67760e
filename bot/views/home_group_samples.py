"""Samples of what home groups read."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.content.wording import Wording
from bot.views import home_groups
from bot.views.message import Message
from bot.views.places import conversation_address

Sample = Message | dict[str, Any]
Said = Callable[[str], str]


def home_group_samples(w: Wording, said: Said) -> dict[str, Sample]:
    """Return the samples by name; nothing here holds a member's words."""
    people = [("U0SAMPLE01", "Ana Lima"), ("U0SAMPLE02", "Ben Okafor"), (None, "Cleo Marsh")]
    first = home_groups.GroupView("3", "Harbor Leaders", people)
    before = conversation_address("T0SAMPLE01", "G0SAMPLE01")
    views = {
        "first": first,
        "changed": replace(first, before=before),
        "changed in its channel": replace(first, before=before, same_place=True),
        "large": replace(first, name="Maple", people=people * 10),
    }
    return {f"home group: {name}": home_groups.introduction(w, view) for name, view in views.items()}
