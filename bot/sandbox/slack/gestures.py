"""Finding what a person points at, in a message or a view, and the action that using it makes. Nothing is sent here."""

import re
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack import blockkit, inputs
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.payloads import escaped
from bot.sandbox.slack.state import Workspace

MENTION = re.compile(r"(?<![\w&])([@#])([\w.-]*\w)")
BROADCASTS = ("here", "channel", "everyone")
CHOICES = ("positive_button", "negative_button")


def find(blocks: list[dict[str, Any]] | None, what: str) -> tuple[str, dict[str, Any]]:
    """Return (block_id, element) of the element whose action_id, or a button's text, is `what`.

    `block_id/action_id` names one exactly. Raises LookupError with what there is instead.
    """
    seen = []
    for block_id, element in blockkit.interactive(blocks or []):
        names = (element.get("action_id"), f"{block_id}/{element.get('action_id')}", _text(element))
        if what in names:
            return block_id or "", element
        seen.append(names[2] or names[0])
    raise LookupError(f"nothing to use is called {what!r}; there is {seen}")


def _text(element: dict[str, Any]) -> str | None:
    text = element.get("text")
    return text.get("text") if isinstance(text, dict) else None


def action(block_id: str, element: dict[str, Any], value: Any, action_ts: str) -> dict[str, Any]:
    """Return the action that using `element` makes; `value` is what was chosen or typed, if anything.

    Raises ValueError when a menu has no such option.
    """
    kind = element["type"]
    made: dict[str, Any] = {"type": kind, "action_id": element["action_id"], "block_id": block_id}
    if kind in inputs.SHAPES:
        kept = ("placeholder", inputs.SHAPES[kind][1])
        made |= {name: element[name] for name in kept if name in element} | inputs.filled(element, value)
    elif kind == "overflow":
        made["selected_option"] = inputs.chosen(element, value)
    elif kind == "feedback_buttons":
        buttons = [element[name] for name in CHOICES]
        made |= next(dict(one) for one in buttons if value in (one["value"], one["text"]["text"]))
    else:
        made |= {name: element[name] for name in ("text", "value", "style", "url") if element.get(name)}
    return made | {"action_ts": action_ts}


def _input_blocks(view: View) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for block in view.blocks:
        if block["type"] == "input":
            yield block, block["element"]


def fill(view: View, values: dict[str, Any]) -> None:
    """Put typed values into the state of a view, by label, block_id, action_id or `block_id/action_id`.

    Raises LookupError for a field that is not there, ValueError for an option that is not offered.
    """
    fields = _fields(view) if values else []
    for name, value in values.items():
        block_id, element = _field(fields, name)
        view.state.setdefault(block_id, {})[element["action_id"]] = inputs.filled(element, value)


_Field = tuple[tuple[str | None, ...], str, dict[str, Any]]


def _fields(view: View) -> list[_Field]:
    """Return every field with what it may be called, its label first if it has one."""
    labels = {block["block_id"]: block["label"]["text"] for block, _ in _input_blocks(view)}
    return [
        (
            (labels.get(block_id), element["action_id"], block_id, f"{block_id}/{element['action_id']}"),
            block_id,
            element,
        )
        for block_id, element in inputs.stateful(view.blocks)
    ]


def _field(fields: list[_Field], name: str) -> tuple[str, dict[str, Any]]:
    for names, block_id, element in fields:
        if name in names:
            return block_id, element
    offered = [names[0] or names[1] for names, _, _ in fields]
    raise LookupError(f"no field is called {name!r}; there is {offered}")


def client_errors(view: View) -> dict[str, str]:
    """Return by block_id what Slack's client would object to before it submits the view."""
    errors = {}
    for block, element in _input_blocks(view):
        state = view.state[block["block_id"]][element["action_id"]]
        problem = inputs.complaint(element, state, bool(block.get("optional")))
        if problem:
            errors[block["block_id"]] = problem
    return errors


def input_block_ids(view: View) -> set[str]:
    """Return the block_ids on which the app may put an error."""
    return {block["block_id"] for block, _ in _input_blocks(view)}


def dispatches(view: View, block_id: str) -> bool:
    """Tell whether using an element of this block is told to the app at once: input blocks only on demand."""
    blocks = [block for block in view.blocks if block["block_id"] == block_id]
    return not blocks or blocks[0]["type"] != "input" or bool(blocks[0].get("dispatch_action"))


def marked_up(workspace: Workspace, text: str, mentions: bool = True) -> str:
    """Return typed text as Slack passes it on: escaped, and with `@name` and `#channel` as mentions if `mentions`."""
    text = escaped(text)
    if not mentions:
        return text
    users = {user.name: user.id for user in workspace.users.values()}
    channels = {one.name: one.id for one in workspace.conversations.values() if one.name}

    def mention(match: re.Match[str]) -> str:
        sign, name = match.groups()
        if sign == "@" and name in BROADCASTS:
            return f"<!{name}>"
        known = (users if sign == "@" else channels).get(name)
        return f"<{sign}{known}|{name}>" if known else match.group()

    return MENTION.sub(mention, text)
