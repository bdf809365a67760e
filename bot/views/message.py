"""What a composed message is."""

from dataclasses import dataclass
from typing import Any

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """A message ready for Slack. `text` is for phones and screen readers, says the whole in plain sentences, and
    never holds a member's words; `blocks` are Slack's Block Kit, at most fifty.
    """

    text: str
    blocks: list[Block]
