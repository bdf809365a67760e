"""Block Kit's elements, and which of them may sit in which block.

Limits: https://docs.slack.dev/reference/block-kit/block-elements. The rules of blocks do not belong here.
"""

from datetime import date
from itertools import pairwise
from typing import Any

from bot.sandbox.slack.blockkit.composition import (
    CHOICE_OPTION,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    IMAGE_ELEMENT,
    MENU_OPTION,
    OPTION_GROUP,
    OVERFLOW_OPTION,
    RICH_TEXT,
    identifier,
    initial_among_options,
    plain_text,
    some_id,
    url,
)
from bot.sandbox.slack.blockkit.schema import (
    Check,
    Kinds,
    Problems,
    Shape,
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

_ACTION: dict[str, Check] = {"action_id": identifier}
_CONFIRM: dict[str, Check] = {**_ACTION, "confirm": CONFIRM}
_FOCUS: dict[str, Check] = {**_ACTION, "focus_on_load": boolean}
_PICKER: dict[str, Check] = {**_CONFIRM, "focus_on_load": boolean}
_MENU: dict[str, Check] = {**_PICKER, "placeholder": plain_text(150)}
_MULTI: dict[str, Check] = {**_MENU, "max_selected_items": integer(1, 1_000_000)}
_TYPED: dict[str, Check] = {**_FOCUS, "placeholder": plain_text(150), "dispatch_action_config": DISPATCH}
_BUTTON: dict[str, Check] = {
    **_CONFIRM,
    "value": string(2000),
    "accessibility_label": string(75),
    "visible_to_user_ids": array(some_id, 10),
}
_STYLE: dict[str, Check] = {"style": one_of("primary", "danger")}


def real_date(value: Any, pointer: str, problems: Problems) -> None:
    """Check for a day of the calendar written YYYY-MM-DD."""
    try:
        if len(value) != 10:
            raise ValueError
        date.fromisoformat(value)
    except (TypeError, ValueError):
        fail(problems, pointer, "must be a date YYYY-MM-DD", type="format", expected="YYYY-MM-DD")


def _lengths_in_order(value: dict[str, Any], pointer: str, problems: Problems) -> None:
    shortest, longest = value.get("min_length", 0), value.get("max_length", 3000)
    if shortest > longest:
        fail(problems, f"{pointer}/min_length", "must not be more than max_length", type="range", expected=longest)
    string(longest, 0)(value.get("initial_value", ""), f"{pointer}/initial_value", problems)


def _lines_in_order(value: dict[str, Any], pointer: str, problems: Problems) -> None:
    if value.get("min_lines", 1) > value.get("max_lines", 1_000):
        fail(problems, f"{pointer}/min_lines", "must not be more than max_lines", type="range")


def _numbers_in_order(value: dict[str, Any], pointer: str, problems: Problems) -> None:
    names = [name for name in ("min_value", "initial_value", "max_value") if name in value]
    for name in names:
        if not value["is_decimal_allowed"] and "." in value[name]:
            fail(problems, f"{pointer}/{name}", "must be a whole number", type="format", expected="integer")
    for lower, higher in pairwise(names):
        if float(value[lower]) > float(value[higher]):
            fail(problems, f"{pointer}/{lower}", f"must not be more than {higher}", type="range")


def _select(kind: str, initial: str, multi: str, one: Check, **more: Check) -> dict[str, Check]:
    """Return the single and the multiple menu of a kind, with its own field for what is chosen at first."""
    rules = [exactly_one("options", "option_groups"), initial_among_options] if kind == "static" else []
    suffix = "_select" if kind in {"static", "external"} else "s_select"
    single, several = f"{kind}{suffix}", f"multi_{kind}{suffix}"
    shared = {name: check for name, check in more.items() if name != "response_url_enabled"}
    return {
        single: typed(single, {}, {**_MENU, initial: one, **more}, *rules),
        several: typed(several, {}, {**_MULTI, multi: array(one, 100), **shared}, *rules),
    }


_OPTIONS: dict[str, Check] = {"options": array(MENU_OPTION, 100), "option_groups": array(OPTION_GROUP, 100)}
_MENUS: dict[str, Check] = {
    **_select("static", "initial_option", "initial_options", MENU_OPTION, **_OPTIONS),
    **_select("external", "initial_option", "initial_options", MENU_OPTION, min_query_length=integer(0, 3000)),
    **_select("user", "initial_user", "initial_users", some_id),
    **_select("channel", "initial_channel", "initial_channels", some_id, response_url_enabled=boolean),
    **_select(
        "conversation",
        "initial_conversation",
        "initial_conversations",
        some_id,
        default_to_current_conversation=boolean,
        filter=CONVERSATION_FILTER,
        response_url_enabled=boolean,
    ),
}

_FEEDBACK_BUTTON = Shape({"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)})
_WORKFLOW = Shape(
    {
        "trigger": Shape(
            {"url": url},
            {"customizable_input_parameters": array(Shape({"name": string(255), "value": string(3000)}), 1000, 0)},
        )
    }
)
_clock_time = matching(r"([01]\d|2[0-3]):[0-5]\d", "a time HH:mm")
_decimal = matching(r"-?\d+(\.\d+)?", "a number written as a string")
_choice_fields: dict[str, Check] = {"options": array(CHOICE_OPTION, 10)}

ELEMENTS: dict[str, Check] = {
    **_MENUS,
    "image": IMAGE_ELEMENT,
    "button": typed(
        "button",
        {"text": plain_text(75)},
        {**_BUTTON, **_STYLE, "url": url, "agent_prompt": string(4000), "agent_prompt_display": string(4000)},
    ),
    "workflow_button": typed(
        "workflow_button",
        {"text": plain_text(75), "workflow": _WORKFLOW},
        {**_ACTION, **_STYLE, "accessibility_label": string(75)},
    ),
    "icon_button": typed("icon_button", {"icon": string(255), "text": plain_text(75)}, _BUTTON),
    "feedback_buttons": typed(
        "feedback_buttons", {"positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON}, _ACTION
    ),
    "overflow": typed("overflow", {"options": array(OVERFLOW_OPTION, 5)}, _CONFIRM),
    "radio_buttons": typed(
        "radio_buttons", _choice_fields, {**_PICKER, "initial_option": CHOICE_OPTION}, initial_among_options
    ),
    "checkboxes": typed(
        "checkboxes", _choice_fields, {**_PICKER, "initial_options": array(CHOICE_OPTION, 10)}, initial_among_options
    ),
    "datepicker": typed("datepicker", {}, {**_MENU, "initial_date": real_date}),
    "timepicker": typed("timepicker", {}, {**_MENU, "initial_time": _clock_time, "timezone": string(255)}),
    "datetimepicker": typed(
        "datetimepicker", {}, {**_PICKER, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}
    ),
    "plain_text_input": typed(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": string(3000, 0),
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        },
        _lengths_in_order,
    ),
    "rich_text_input": typed(
        "rich_text_input",
        {},
        {**_TYPED, "initial_value": RICH_TEXT, "min_lines": integer(1, 1000), "max_lines": integer(1, 1000)},
        _lines_in_order,
    ),
    "email_text_input": typed("email_text_input", {}, {**_TYPED, "initial_value": string(3000, 0)}),
    "url_text_input": typed("url_text_input", {}, {**_TYPED, "initial_value": string(3000, 0)}),
    "number_input": typed(
        "number_input",
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": _decimal, "min_value": _decimal, "max_value": _decimal},
        _numbers_in_order,
    ),
    "file_input": typed(
        "file_input", {}, {**_ACTION, "filetypes": array(string(255), 100), "max_files": integer(1, 10)}
    ),
}

_ALL = Kinds(ELEMENTS)
_DATES = ("datepicker", "timepicker")
_CHOICES = ("radio_buttons", "checkboxes")

ACCESSORY = _ALL.only("button", "workflow_button", "image", "overflow", *_MENUS, *_DATES, *_CHOICES)
ACTIONS = _ALL.only("button", "workflow_button", "overflow", "datetimepicker", *_MENUS, *_DATES, *_CHOICES)
INPUT = _ALL.only(
    "plain_text_input",
    "rich_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
    "datetimepicker",
    *_MENUS,
    *_DATES,
    *_CHOICES,
)
CONTEXT_ACTIONS = _ALL.only("feedback_buttons", "icon_button")
BUTTONS = _ALL.only("button")
