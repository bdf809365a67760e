"""Block Kit's composition objects: texts, options, confirmation dialogs, images and rich text.

Limits: https://docs.slack.dev/reference/block-kit/composition-objects and the pages of the rich text block.
"""

from typing import Any

from bot.sandbox.slack.blockkit.schema import (
    Check,
    Kinds,
    Problems,
    Shape,
    any_of,
    array,
    boolean,
    exactly_one,
    fail,
    integer,
    matching,
    one_of,
    string,
    typed,
)

TEXT = 3000
MANY = 1_000_000

url = matching(r"[A-Za-z][A-Za-z0-9+.\-]*:\S+", "a URL")
web_url = matching(r"https?://\S+", "an http(s) URL")
secure_url = matching(r"https://\S+", "an https URL")
identifier = string(255)
some_id = string(255)


def plain_text(most: int = TEXT) -> Shape:
    """Return the check for a plain_text object of 1 to `most` characters."""
    return typed("plain_text", {"text": string(most)}, {"emoji": boolean})


def mrkdwn(most: int = TEXT) -> Shape:
    """Return the check for a mrkdwn object of 1 to `most` characters."""
    return typed("mrkdwn", {"text": string(most)}, {"verbatim": boolean})


def any_text(most: int = TEXT) -> Kinds:
    """Return the check for a text object of either type."""
    return Kinds({"plain_text": plain_text(most), "mrkdwn": mrkdwn(most)})


CONFIRM = Shape(
    {"title": plain_text(100), "text": any_text(300), "confirm": plain_text(30), "deny": plain_text(30)},
    {"style": one_of("primary", "danger")},
)


def option(text: Check, description: Check, **more: Check) -> Shape:
    """Return the check for an option object; only an overflow menu's may have a `url`."""
    return Shape({"text": text, "value": string(150)}, {"description": description, **more})


MENU_OPTION = option(plain_text(75), plain_text(75))
OVERFLOW_OPTION = option(plain_text(75), plain_text(75), url=url)
CHOICE_OPTION = option(any_text(75), any_text(75))
OPTION_GROUP = Shape({"label": plain_text(75), "options": array(MENU_OPTION, 100)})

DISPATCH = Shape({"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)})
CONVERSATION_FILTER = Shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
    [any_of("include", "exclude_external_shared_channels", "exclude_bot_users")],
)

_SLACK_FILE = Shape({}, {"id": some_id, "url": web_url}, [exactly_one("id", "url")])
_IMAGE_SOURCE: dict[str, Check] = {"image_url": web_url, "slack_file": _SLACK_FILE}

IMAGE_ELEMENT = typed("image", {"alt_text": string(2000)}, _IMAGE_SOURCE, exactly_one("image_url", "slack_file"))
IMAGE_BLOCK = typed(
    "image",
    {"alt_text": string(2000)},
    {**_IMAGE_SOURCE, "title": plain_text(2000), "block_id": identifier},
    exactly_one("image_url", "slack_file"),
)

_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
_STYLE: dict[str, Check] = {"style": Shape({}, dict.fromkeys(_STYLES, boolean))}

INLINE = Kinds(
    {
        "text": typed("text", {"text": string(MANY)}, _STYLE),
        "link": typed("link", {"url": url}, {"text": string(MANY), "unsafe": boolean, **_STYLE}),
        "user": typed("user", {"user_id": some_id}, _STYLE),
        "usergroup": typed("usergroup", {"usergroup_id": some_id}, _STYLE),
        "team": typed("team", {"team_id": some_id}, _STYLE),
        "channel": typed("channel", {"channel_id": some_id}, _STYLE),
        "emoji": typed("emoji", {"name": string(255)}, {"unicode": string(255), "skin_tone": integer(1, 6), **_STYLE}),
        "date": typed(
            "date",
            {"timestamp": integer(0, 99_999_999_999), "format": string(TEXT)},
            {"url": url, "fallback": string(TEXT), **_STYLE},
        ),
        "broadcast": typed("broadcast", {"range": one_of("here", "channel", "everyone")}, _STYLE),
        "color": typed("color", {"value": matching("#[0-9A-Fa-f]{6}", "a colour such as #1f4b47")}, _STYLE),
    }
)

_BORDER: dict[str, Check] = {"border": one_of(0, 1)}
_inline_content = array(INLINE, MANY, 0)
_SECTION = typed("rich_text_section", {"elements": _inline_content})


RICH_TEXT = typed(
    "rich_text",
    {
        "elements": array(
            Kinds(
                {
                    "rich_text_section": _SECTION,
                    "rich_text_list": typed(
                        "rich_text_list",
                        {
                            "style": one_of("bullet", "ordered"),
                            "elements": array(Kinds({"rich_text_section": _SECTION}), MANY),
                        },
                        {"indent": integer(0, 8), "offset": integer(0, MANY), **_BORDER},
                    ),
                    "rich_text_quote": typed("rich_text_quote", {"elements": _inline_content}, _BORDER),
                    "rich_text_preformatted": typed(
                        "rich_text_preformatted", {"elements": array(INLINE.only("text", "link"), MANY, 0)}, _BORDER
                    ),
                }
            ),
            MANY,
        )
    },
    {"block_id": identifier},
)


def initial_among_options(value: dict[str, Any], pointer: str, problems: Problems) -> None:
    """Check that what is chosen at first is among the choices, exactly as it stands there."""
    choices = list(value.get("options", ()))
    for group in value.get("option_groups", ()):
        choices += group["options"]
    if "initial_option" in value and value["initial_option"] not in choices:
        fail(problems, f"{pointer}/initial_option", "must be one of the options", type="among_options")
    for index, chosen in enumerate(value.get("initial_options", ())):
        if chosen not in choices:
            fail(problems, f"{pointer}/initial_options/{index}", "must be one of the options", type="among_options")
