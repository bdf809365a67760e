"""Small builders for Block Kit, as plain dicts. Nothing here knows what a message is about.

A member's words go through `quote` only, which shows them as text: no mention, no link, no formatting.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.content.wording import Markup, Wording, escape
from bot.domain.calendar import local
from bot.views.message import Block

Element = dict[str, Any]

OPTION_TEXT = 75  # docs.slack.dev/reference/block-kit/composition-objects/option-object
BUTTON_TEXT = 75
MODAL_TITLE = 24
PLACEHOLDER_TEXT = 150
INPUT_TEXT = 3000
TEXT_BYTES = 3900  # chat.update refuses a text over 4,000 bytes


def utf16(text: str) -> int:
    """Return the length in UTF-16 units, in which an emoji counts as two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


_MOST_UNITS = 5  # of one character, that is of `&`


def units(text: str) -> int:
    """Return the length as Slack may count it at most: UTF-16 units, with `&`, `<` and `>` escaped."""
    return utf16(text) + text.count("&") * 4 + (text.count("<") + text.count(">")) * 3


def clip(text: str, limit: int) -> str:
    """Return `text` in at most `limit` units, with an ellipsis where something was left off."""
    if len(text) * _MOST_UNITS <= limit or units(text) <= limit:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if units(text[:middle]) < limit else (low, middle - 1)
    return text[:low].rstrip() + "…"


def spoken(*sentences: str) -> str:
    """Return our sentences as a message's `text`: without bold type, and short enough to be updated later.

    Only our own asterisks can be in there; those in names and words were made harmless.
    """
    text = " ".join(sentences).replace("*", "").replace("\n", " ")
    raw = text.encode("utf-8", "replace")
    if len(raw) <= TEXT_BYTES:
        return text
    cut = raw[:TEXT_BYTES].decode("utf-8", "ignore")
    return re.sub(r"&[a-z]*$", "", cut).rstrip() + "…"


def plain(text: str) -> Element:
    """Return a plain-text object; `:x:` in a name stays as it is."""
    return {"type": "plain_text", "text": str(text), "emoji": False}


def markup(text: str) -> Element:
    """Return a markup object in which nothing is linked by itself."""
    return {"type": "mrkdwn", "text": str(text), "verbatim": True}


def section(text: str, accessory: Element | None = None) -> Block:
    """Return a paragraph of our own markup, with at most one element beside it."""
    block: Block = {"type": "section", "text": markup(text)}
    return block if accessory is None else {**block, "accessory": accessory}


def context(*texts: str) -> Block:
    """Return the small print."""
    return {"type": "context", "elements": [markup(text) for text in texts]}


def header(text: str) -> Block:
    """Return a headline, for messages that stand alone in a channel."""
    return {"type": "header", "text": plain(clip(text, 150))}


def quote(words: str) -> Block:
    """Return a member's own words as a quotation, as text; an ellipsis where they have been erased."""
    element = {"type": "rich_text_quote", "elements": [{"type": "text", "text": words or "…"}]}
    return {"type": "rich_text", "elements": [element]}


def actions(elements: Sequence[Element], block_id: str | None = None) -> Block:
    """Return a row of buttons and menus."""
    block: Block = {"type": "actions", "elements": list(elements)}
    return block if block_id is None else {**block, "block_id": block_id}


def button(text: str, action_id: str, value: str = "", style: str = "") -> Element:
    """Return a button; `style` is empty, primary or danger."""
    element: Element = {"type": "button", "text": plain(clip(text, BUTTON_TEXT)), "action_id": action_id}
    if value:
        element["value"] = value
    if style:
        element["style"] = style
    return element


def option(text: str, value: str, description: str = "") -> Element:
    """Return an option of a menu, of checkboxes or of radio buttons."""
    element: Element = {"text": plain(clip(text, OPTION_TEXT)), "value": value}
    return {**element, "description": plain(clip(description, OPTION_TEXT))} if description else element


def overflow(action_id: str, options: Sequence[Element]) -> Element:
    """Return the menu behind three dots, at most five options."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)}


def choice(
    kind: str, action_id: str, options: Sequence[Element], initial: Element | None = None, placeholder: str = ""
) -> Element:
    """Return a `static_select` or `radio_buttons` with one answer; `initial` is one of `options`."""
    element: Element = {"type": kind, "action_id": action_id, "options": list(options)}
    if initial is not None:
        element["initial_option"] = initial
    if placeholder:
        element["placeholder"] = plain(clip(placeholder, PLACEHOLDER_TEXT))
    return element


def text_input(initial: str, max_length: int) -> Element:
    """Return a field to type in; its text is read under `ids.FORM_VALUE`.

    What was written elsewhere may be longer than `max_length`: the field then takes it as it is, up to what Slack
    allows, so that it can be shortened there rather than be lost.
    """
    element: Element = {"type": "plain_text_input", "action_id": "value", "multiline": True}
    initial = initial.encode("utf-16-le", "replace")[: 2 * INPUT_TEXT].decode("utf-16-le", "ignore")
    element["max_length"] = max(max_length, utf16(initial))
    return {**element, "initial_value": initial} if initial else element


def field(block_id: str, label: str, element: Element, hint: str = "", optional: bool = True) -> Block:
    """Return a labelled field of a modal."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": element,
        "optional": optional,
    }
    return {**block, "hint": plain(hint)} if hint else block


def modal(
    callback_id: str, title: str, blocks: Sequence[Block], close: str, submit: str = "", metadata: str = ""
) -> dict[str, Any]:
    """Return a modal as Slack takes it."""
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain(clip(title, MODAL_TITLE)),
        "close": plain(close),
        "blocks": list(blocks),
    }
    if submit:
        view["submit"] = plain(submit)
    if metadata:
        view["private_metadata"] = metadata
    return view


def mention(slack_id: str | None, name: str) -> Markup:
    """Return a mention, or the name as text while Slack does not know the person."""
    return Markup(f"<@{slack_id}>") if slack_id else escape(name)


def when_words(w: Wording, at: datetime, timezone: str) -> str:
    """Return the UTC moment `at` in words, on the wall clock of `timezone`: "Thursday 26 November, 14:30"."""
    return w.moment(local(at, timezone))


def when(w: Wording, at: datetime, timezone: str) -> Markup:
    """Return the UTC moment `at` as Slack's date markup, which follows the reader; in words where it is not read."""
    return Markup(f"<!date^{int(at.timestamp())}^{{date_long_pretty}}, {{time}}|{when_words(w, at, timezone)}>")
