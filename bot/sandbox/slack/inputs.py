"""What Slack's client remembers of each input of a view, and the shape it has in `view.state.values`."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack import blockkit

State = dict[str, dict[str, dict[str, Any]]]

TEXT = {"plain_text_input", "email_text_input", "url_text_input", "number_input"}
# element type -> (key in the state, key of its initial value, value while untouched)
SHAPES: dict[str, tuple[str, str, Any]] = {
    **dict.fromkeys(TEXT, ("value", "initial_value", None)),
    "static_select": ("selected_option", "initial_option", None),
    "external_select": ("selected_option", "initial_option", None),
    "radio_buttons": ("selected_option", "initial_option", None),
    "checkboxes": ("selected_options", "initial_options", []),
    "multi_static_select": ("selected_options", "initial_options", []),
    "multi_external_select": ("selected_options", "initial_options", []),
    "users_select": ("selected_user", "initial_user", None),
    "multi_users_select": ("selected_users", "initial_users", []),
    "conversations_select": ("selected_conversation", "initial_conversation", None),
    "multi_conversations_select": ("selected_conversations", "initial_conversations", []),
    "channels_select": ("selected_channel", "initial_channel", None),
    "multi_channels_select": ("selected_channels", "initial_channels", []),
    "datepicker": ("selected_date", "initial_date", None),
    "timepicker": ("selected_time", "initial_time", None),
    "datetimepicker": ("selected_date_time", "initial_date_time", None),
    "rich_text_input": ("rich_text_value", "initial_value", None),
    "file_input": ("files", "", []),
}


def stateful(blocks: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (block_id, element) of every element that keeps a value, in inputs, actions and accessories alike."""
    for block_id, element in blockkit.interactive(blocks):
        if element.get("type") in SHAPES:
            yield block_id or "", element


def untouched(element: dict[str, Any]) -> dict[str, Any]:
    """Return the state of an element nobody has touched: its initial value, or null or an empty list."""
    key, initial, empty = SHAPES[element["type"]]
    return {"type": element["type"], key: element.get(initial, empty)}


def carried_over(blocks: list[dict[str, Any]], before: State) -> State:
    """Return the state after an update: what was there stays while block_id, action_id and type do.

    Like Slack's client, a new `initial_value` under the same ids changes nothing.
    """
    state: State = {}
    for block_id, element in stateful(blocks):
        kept = before.get(block_id, {}).get(element["action_id"])
        same = kept is not None and kept["type"] == element["type"]
        state.setdefault(block_id, {})[element["action_id"]] = kept if same and kept else untouched(element)
    return state


def options_of(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Return all options of a menu, with or without groups."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group.get("options", []))]


def chosen(element: dict[str, Any], wanted: Any) -> dict[str, Any]:
    """Return the option whose value or text is `wanted`, or `wanted` itself if it is an option object.

    Raises ValueError when the menu has no such option; a person could not have picked it.
    """
    if isinstance(wanted, dict):
        return wanted
    for option in options_of(element):
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    offered = [option["text"]["text"] for option in options_of(element)]
    raise ValueError(f"{wanted!r} is not among the options {offered}")


def filled(element: dict[str, Any], value: Any) -> dict[str, Any]:
    """Return the state of `element` after a person entered `value`: text, option value or text, id, date, list.

    Empty text becomes null, as an emptied field does in Slack.
    """
    kind = element["type"]
    key, _, empty = SHAPES[kind]
    entered: Any = value
    if value is None:
        entered = empty
    elif kind in TEXT:
        entered = None if value == "" else str(value)
    elif key == "selected_option":
        entered = chosen(element, value)
    elif key == "selected_options":
        entered = [chosen(element, one) for one in value]
    return {"type": kind, key: entered}


def value_of(state: dict[str, Any]) -> Any:
    """Return the bare value inside one element's state."""
    return state[SHAPES[state["type"]][0]]


def complaint(element: dict[str, Any], state: dict[str, Any], optional: bool) -> str | None:
    """Return what Slack's own client would say before it submits, or None when it would let this pass."""
    value = value_of(state)
    if value in (None, "", []):
        return None if optional else "Please complete this required field."
    if element["type"] not in TEXT:
        return None
    if element["type"] == "number_input":
        return _number_complaint(element, value)
    if len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if len(value) > element.get("max_length", 3000):
        return f"Please enter at most {element.get('max_length', 3000)} characters."
    return None


def _number_complaint(element: dict[str, Any], value: str) -> str | None:
    try:
        number = float(value) if element.get("is_decimal_allowed") else int(value)
    except ValueError:
        return "Please enter a number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None
