"""Block Kit's rules as Slack enforces them on messages, modals and Home tabs, for the local Slack server.

The public names are here; the rules themselves are in the modules beside this one.
"""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.blockkit.blocks import check_blocks, elements_of, nested
from bot.sandbox.slack.blockkit.schema import Problem, wrong_type
from bot.sandbox.slack.blockkit.views import check_view

__all__ = ["Problem", "check_message", "check_view", "interactive"]


def check_message(blocks: object, text: str | None) -> list[Problem]:
    """Return what Slack would refuse in a message of these blocks (decoded JSON, None for none) and this text.

    The length of `text` is not checked: chat.postMessage cuts it, chat.update refuses it, so it is up to the method.
    """
    problems: list[Problem] = []
    if text is not None and not isinstance(text, str):
        wrong_type(problems, "/text", "string", text)
    if blocks is not None:
        check_blocks(blocks, "message", problems)
    if not blocks and not text and not problems:
        problems.append(Problem("", "no_text", "either blocks or text is needed", None, "text"))
    return problems


def interactive(blocks: object) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """Yield (block_id, element) for every element a person can use, in reading order; bad blocks are passed over."""
    for _pointer, block in nested(blocks):
        for _inside, element in elements_of(block):
            yield block.get("block_id"), element
