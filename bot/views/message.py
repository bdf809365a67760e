"""What a composed message is."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class File:
    """A file that goes with a message; its `name` is new for each, so that it can be found again in Slack."""

    name: str
    title: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready for Slack. `text` is for phones and screen readers, says the whole in plain sentences, and
    never holds a member's words; `blocks` are Slack's Block Kit, at most fifty. A message
    with a `file` has no blocks. `members` are the Slack ids of those who are to be in the channel it goes to, where the
    outbox makes that.
    """

    text: str
    blocks: list[Block]
    file: File | None = None
    members: tuple[str, ...] = ()
