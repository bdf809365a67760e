"""Slack's rich text as HTML: every part and every element of it; what is not known here is named."""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from markupsafe import Markup

from bot.sandbox.page import emojis, markup
from bot.sandbox.page.markup import Reader

Element = Mapping[str, Any]
_STYLES = {"code": "code", "bold": "strong", "italic": "em", "strike": "s", "underline": "u", "highlight": "mark"}


def rich_text(block: Element, reader: Reader) -> Markup:
    """Return a `rich_text` block, a cell's or a title's included, as safe HTML."""
    return Markup("".join(_part(part, reader) for part in block.get("elements", ())))  # noqa: S704  (escaped below)


def _part(part: Element, reader: Reader) -> str:
    inside = part.get("elements", ())
    match part.get("type"):
        case "rich_text_section":
            return f'<p class="text">{_inline(inside, reader)}</p>'
        case "rich_text_quote":
            return f"<blockquote>{_inline(inside, reader)}</blockquote>"
        case "rich_text_preformatted":
            return f"<pre>{_inline(inside, reader)}</pre>"
        case "rich_text_list":
            return _list(part, reader)
        case kind:
            return f'<p class="unknown">{escape(str(kind))}: the sandbox cannot draw it yet</p>'


def _list(part: Element, reader: Reader) -> str:
    tag = "ol" if part.get("style") == "ordered" else "ul"
    start = f' start="{int(part["offset"]) + 1}"' if tag == "ol" and part.get("offset") else ""
    items = "".join(f"<li>{_inline(item.get('elements', ()), reader)}</li>" for item in part.get("elements", ()))
    return f'<{tag} class="list indent-{int(part.get("indent", 0))}"{start}>{items}</{tag}>'


def _inline(elements: Any, reader: Reader) -> str:
    return "".join(_styled(element, _element(element, reader)) for element in elements)


def _styled(element: Element, html: str) -> str:
    style = element.get("style") or {}
    for name, tag in _STYLES.items():
        if style.get(name):
            html = f"<{tag}>{html}</{tag}>"
    return html


def _text(element: Element, reader: Reader) -> str:
    return escape(str(element.get("text", ""))).replace("\n", "<br>")


def _date(element: Element, reader: Reader) -> str:
    return markup.date(int(element["timestamp"]), str(element["format"]), reader)


def _color(element: Element, reader: Reader) -> str:
    return f"<code>{escape(str(element.get('value')))}</code>"


_ELEMENTS: Mapping[str, Callable[[Element, Reader], str]] = {
    "text": _text,
    "link": lambda element, reader: markup.link(reader, str(element["url"]), str(element.get("text") or "")),
    "user": lambda element, reader: markup.mention(reader, str(element["user_id"])),
    "channel": lambda element, reader: markup.channel_mention(reader, str(element["channel_id"])),
    "usergroup": lambda element, _: f'<span class="mention">@{escape(str(element["usergroup_id"]))}</span>',
    "team": lambda element, reader: f'<span class="mention">@{escape(reader.workspace.name)}</span>',
    "broadcast": lambda element, _: f'<span class="mention">@{escape(str(element["range"]))}</span>',
    "emoji": lambda element, _: escape(emojis.shown(str(element["name"]))),
    "date": _date,
    "color": _color,
}


def _element(element: Element, reader: Reader) -> str:
    draw = _ELEMENTS.get(str(element.get("type")))
    if draw is None:
        return f'<span class="unknown">{escape(str(element.get("type")))}</span>'
    return draw(element, reader)
