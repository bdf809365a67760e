"""Block Kit's blocks, the surface each may stand on, and the rules over all blocks of a message or view.

Limits: https://docs.slack.dev/reference/block-kit/blocks and docs.slack.dev/changelog for the blocks of 2026. Blocks
made for agents and for account linking (`plan`, `task_card`, `call`, `auth_provider`) are not known here.
"""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack import wire
from bot.sandbox.slack.blockkit.composition import (
    IMAGE_BLOCK,
    IMAGE_ELEMENT,
    RICH_TEXT,
    any_text,
    identifier,
    mrkdwn,
    plain_text,
    secure_url,
    web_url,
)
from bot.sandbox.slack.blockkit.elements import ACCESSORY, ACTIONS, BUTTONS, CONTEXT_ACTIONS, INPUT
from bot.sandbox.slack.blockkit.figures import CELL_CHARACTERS, CHART, DATA_TABLE, TABLE
from bot.sandbox.slack.blockkit.schema import (
    Check,
    Kinds,
    Problems,
    Shape,
    any_of,
    array,
    boolean,
    fail,
    length,
    one_of,
    string,
    typed,
)

MARKDOWN_CHARACTERS = 12_000
MESSAGE_CHARACTERS = 13_200
_ID: dict[str, Check] = {"block_id": identifier}
_ANYWHERE = frozenset({"message", "modal", "home"})
_MESSAGES = frozenset({"message"})


def _one_icon(card: dict[str, Any], pointer: str, problems: Problems) -> None:
    if "icon" in card and "slack_icon" in card:
        fail(problems, f"{pointer}/slack_icon", "icon and slack_icon exclude each other", type="at_most_one")


def _collapsing(container: dict[str, Any], pointer: str, problems: Problems) -> None:
    collapsible = container.get("is_collapsible", False)
    if collapsible and container.get("has_header_divider"):
        fail(problems, f"{pointer}/has_header_divider", "not with is_collapsible", type="excludes")
    if container.get("default_collapsed") and not collapsible:
        fail(problems, f"{pointer}/default_collapsed", "needs is_collapsible", type="requires")


CARD = typed(
    "card",
    {},
    {
        **_ID,
        "hero_image": IMAGE_ELEMENT,
        "icon": IMAGE_ELEMENT,
        "slack_icon": Shape({"type": one_of("icon"), "name": string(255)}),
        "title": any_text(150),
        "subtitle": any_text(150),
        "body": any_text(200),
        "subtext": any_text(200),
        "actions": array(BUTTONS, 3),
    },
    any_of("hero_image", "title", "body", "actions"),
    _one_icon,
)

_SIMPLE: dict[str, Check] = {
    "section": typed(
        "section",
        {},
        {
            **_ID,
            "text": any_text(3000),
            "fields": array(any_text(2000), 10),
            "accessory": ACCESSORY,
            "expand": boolean,
        },
        any_of("text", "fields"),
    ),
    "divider": typed("divider", {}, _ID),
    "actions": typed("actions", {"elements": array(ACTIONS, 25)}, _ID),
    "context": typed(
        "context",
        {"elements": array(Kinds({"plain_text": plain_text(), "mrkdwn": mrkdwn(), "image": IMAGE_ELEMENT}), 10)},
        _ID,
    ),
    "header": typed("header", {"text": plain_text(150)}, {**_ID, "level": one_of(1, 2, 3, 4)}),
    "image": IMAGE_BLOCK,
    "table": TABLE,
    "video": typed(
        "video",
        {"alt_text": string(2000), "title": plain_text(199), "video_url": secure_url, "thumbnail_url": web_url},
        {
            **_ID,
            "title_url": secure_url,
            "description": plain_text(200),
            "provider_icon_url": web_url,
            "provider_name": string(255),
            "author_name": string(49),
        },
    ),
}

BLOCKS: dict[str, Check] = {
    **_SIMPLE,
    "context_actions": typed("context_actions", {"elements": array(CONTEXT_ACTIONS, 5)}, _ID),
    "input": typed(
        "input",
        {"label": plain_text(2000), "element": INPUT},
        {**_ID, "hint": plain_text(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": RICH_TEXT,
    "markdown": typed("markdown", {"text": string(MARKDOWN_CHARACTERS)}, _ID),
    "file": typed("file", {"external_id": string(255), "source": one_of("remote")}, _ID),
    "alert": typed(
        "alert",
        {"text": any_text(200)},
        {**_ID, "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "data_visualization": CHART,
    "data_table": DATA_TABLE,
    "card": CARD,
    "carousel": typed("carousel", {"elements": array(Kinds({"card": CARD}), 10)}, _ID),
    "container": typed(
        "container",
        # The children are those Slack's own validator takes; its page names more.
        {"child_blocks": array(Kinds(_SIMPLE), 10)},
        {
            **_ID,
            "title": plain_text(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": any_text(150),
            "width": one_of("narrow", "standard", "wide", "full"),
            "icon": IMAGE_ELEMENT,
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        any_of("title", "rich_text_title"),
        _collapsing,
    ),
}

SURFACES: dict[str, frozenset[str]] = {
    **dict.fromkeys(BLOCKS, _ANYWHERE),
    **dict.fromkeys(("markdown", "file", "table", "data_table", "data_visualization"), _MESSAGES),
    **dict.fromkeys(("card", "carousel", "container", "context_actions"), _MESSAGES),
    "alert": frozenset({"modal"}),
}
MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
# How many blocks of a type a message takes.
_MOST_OF_A_TYPE = {"table": 1, "data_visualization": 2}

_BY_SURFACE = {
    surface: Kinds({name: check for name, check in BLOCKS.items() if surface in SURFACES[name]})
    for surface in MOST_BLOCKS
}


# Blocks in which nothing was wrong, as JSON: more than half of those that come are word for word like an earlier one.
_SOUND: dict[str, set[bytes]] = {surface: set() for surface in MOST_BLOCKS}
_MOST_SOUND = 5000


def check_blocks(blocks: Any, surface: str, problems: Problems, least: int = 0) -> None:
    """Append what is wrong with the blocks of a `message`, `modal` or `home`; pointers begin with /blocks."""
    before, kinds, sound = len(problems), _BY_SURFACE[surface], _SOUND[surface]

    def check(block: Any, pointer: str, found: Problems) -> None:
        written, earlier = wire.encoded(block), len(found)
        if written in sound:
            return
        name = block.get("type") if type(block) is dict else None
        if type(name) is str and name in BLOCKS and name not in kinds.shapes:
            fail(found, f"{pointer}/type", f"{name} is not allowed in a {surface}", "wrong_place", type="surface")
        else:
            kinds(block, pointer, found)
        if len(found) == earlier:
            if len(sound) >= _MOST_SOUND:
                sound.clear()
            sound.add(written)

    array(check, MOST_BLOCKS[surface], least)(blocks, "/blocks", problems)
    if len(problems) == before:
        _check_ids(blocks, surface, problems)
        if surface == "message":
            _check_sums(blocks, problems)


def nested(blocks: Any, pointer: str = "/blocks") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every block with its pointer, children of containers and cards of carousels included.

    Like `elements_of`, this passes over whatever is not of the right type.
    """
    for index, block in enumerate(blocks if isinstance(blocks, list) else ()):
        if not isinstance(block, dict):
            continue
        here = f"{pointer}/{index}"
        yield here, block
        kind = block.get("type")
        inner = "child_blocks" if kind == "container" else "elements" if kind == "carousel" else None
        if inner:
            yield from nested(block.get(inner), f"{here}/{inner}")


def elements_of(block: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the interactive elements of one block, each with its pointer inside the block."""
    kind = block.get("type")
    if kind == "section" or kind == "input":
        name = "accessory" if kind == "section" else "element"
        element = block.get(name)
        if isinstance(element, dict) and element.get("type") != "image":
            yield f"/{name}", element
    elif kind in ("actions", "context_actions", "card"):
        name = "actions" if kind == "card" else "elements"
        elements = block.get(name)
        for index, element in enumerate(elements if isinstance(elements, list) else ()):
            if isinstance(element, dict):
                yield f"/{name}/{index}", element


def _check_ids(blocks: list[dict[str, Any]], surface: str, problems: Problems) -> None:
    """Check that block ids are unique in all, action ids within their block, that at most one field has focus, and that
    only inputs of modals ask for a response_url.
    """
    block_ids: set[str] = set()
    focused = False
    for pointer, block in nested(blocks):
        block_id = block.get("block_id")
        if block_id is not None:
            if block_id in block_ids:
                fail(problems, f"{pointer}/block_id", "block_id already exists", "duplicate_id", type="unique")
            block_ids.add(block_id)
        action_ids: set[str] = set()
        for inside, element in elements_of(block):
            action_id = element.get("action_id")
            if action_id is not None:
                if action_id in action_ids:
                    message = "action_id already exists in this block"
                    fail(problems, f"{pointer}{inside}/action_id", message, "duplicate_id", type="unique")
                action_ids.add(action_id)
            if element.get("focus_on_load"):
                if focused:
                    fail(problems, f"{pointer}{inside}/focus_on_load", "only one element may have it", type="unique")
                focused = True
            if "response_url_enabled" in element and (surface != "modal" or block["type"] != "input"):
                message = "only in input blocks of modals"
                fail(problems, f"{pointer}{inside}/response_url_enabled", message, "wrong_place", type="surface")


def characters(value: Any) -> int:
    """Return the characters of all texts in a value, names of types left out."""
    kind = type(value)
    if kind is str:
        return length(value)
    if kind is dict:
        entries = [entry for name, entry in value.items() if name != "type"]
    elif kind is list:
        entries = value
    else:
        return 0
    return sum(map(characters, entries))


def _check_sums(blocks: list[dict[str, Any]], problems: Problems) -> None:
    """Check what Slack counts over a whole message: charts, tables, and characters.

    Slack does not publish how it counts a message's characters; every text in the blocks is counted here, ids and
    values too, so that what passes here has room to spare there.
    """
    counts: dict[str, int] = {}
    cells = markdown = 0
    for pointer, block in nested(blocks):
        kind = block["type"]
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] > (most := _MOST_OF_A_TYPE.get(kind, 50)):
            fail(problems, pointer, f"no more than {most} {kind} allowed", type="max_items", expected=most)
        if kind in {"table", "data_table"}:
            cells += characters(block["rows"])
        elif kind == "markdown":
            markdown += length(block["text"])
    if cells > CELL_CHARACTERS:
        message = f"no more than {CELL_CHARACTERS} characters in all cells"
        fail(problems, "/blocks", message, type="max_length", expected=CELL_CHARACTERS)
    if markdown > MARKDOWN_CHARACTERS:
        message = f"no more than {MARKDOWN_CHARACTERS} characters in all markdown blocks"
        fail(problems, "/blocks", message, type="max_length", expected=MARKDOWN_CHARACTERS)
    # No text is longer than its JSON, which is written much faster than its characters are counted.
    if len(wire.encoded(blocks)) > MESSAGE_CHARACTERS and characters(blocks) > MESSAGE_CHARACTERS:
        message = f"no more than {MESSAGE_CHARACTERS} characters in all blocks"
        fail(problems, "/blocks", message, "msg_blocks_too_long", type="max_length", expected=MESSAGE_CHARACTERS)
