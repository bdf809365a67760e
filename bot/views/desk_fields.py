"""The fields of settings: what kind each is, how it is shown with its value, and how it is read back."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from bot.content.wording import Wording
from bot.domain.community import RHYTHMS
from bot.domain.program_settings import CONVERSATIONS, NAME_LENGTH, framework_of
from bot.views import desk_ids, ids
from bot.views.blocks import Element, choice, field, option
from bot.views.message import Block

KINDS: Mapping[str, str] = {
    "name": "text",
    "timezone": "text",
    **dict.fromkeys(("starts", "ends"), "day"),
    **dict.fromkeys(("prompt_time", "reminder_time", "digest_time", "quiet_from", "quiet_to"), "time"),
    "prompt_weekday": "school_day",
    "digest_weekday": "weekday",
    **dict.fromkeys(("nudges_on", "cover_on", "day_before", "hour_before"), "tick"),
    **dict.fromkeys(("grace_days", "step_days", "observations_target", "smallest", "largest"), "number"),
    **dict.fromkeys(("coaching_minutes", "keep_words_months"), "number"),
    "question_every_weeks": "rhythm",
    "conversation": "conversation",
    "goal_framework": "tags",
}
MAY_BE_EMPTY = frozenset({"ends", "coaching_minutes", "goal_framework"})
ZONE_LENGTH = 64
_INT32 = 2**31 - 1


def setting_field(w: Wording, name: str, value: Any) -> Block:
    """Return the field of a setting with the value it has, None for none."""
    kind = KINDS[name]
    return field(
        desk_ids.SETTING + name,
        w.plain(f"settings.label.{name}"),
        _element(w, name, kind, value),
        w.plain(f"settings.hint.{name}"),
        optional=name in MAY_BE_EMPTY or kind == "tick",
    )


def _element(w: Wording, name: str, kind: str, value: Any) -> Element:
    match kind:
        case "text":
            most = NAME_LENGTH if name == "name" else ZONE_LENGTH
            return _with_initial({"type": "plain_text_input", "max_length": most}, "initial_value", value)
        case "tags":
            shown = ", ".join(value.split(";")) if value else None
            return _with_initial({"type": "plain_text_input", "multiline": True}, "initial_value", shown)
        case "day":
            return _with_initial({"type": "datepicker"}, "initial_date", value and value.isoformat())
        case "time":
            return _with_initial({"type": "timepicker"}, "initial_time", value and value.strftime("%H:%M"))
        case "number":
            shown = None if value is None else str(value)
            return _with_initial({"type": "number_input", "is_decimal_allowed": False}, "initial_value", shown)
        case "tick":
            yes = option(w.plain("settings.yes"), "yes")
            return _with_initial({"type": "checkboxes", "options": [yes]}, "initial_options", [yes] if value else None)
    options = _options(w, kind)
    return choice(
        "static_select", ids.FORM_VALUE, options, next((o for o in options if o["value"] == str(value)), None)
    )


def _options(w: Wording, kind: str) -> list[Element]:
    if kind == "rhythm":
        return [option(w.plain(f"bank.list.every_{weeks}"), str(weeks)) for weeks in RHYTHMS]
    if kind == "conversation":
        return [option(w.plain(f"settings.conversation.{name}"), name) for name in CONVERSATIONS]
    return [option(w.weekday(day), str(day)) for day in range(5 if kind == "school_day" else 7)]


def _with_initial(element: Element, name: str, value: Any) -> Element:
    made = {**element, "action_id": ids.FORM_VALUE}
    return {**made, name: value} if value else made


def read_settings(view: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """Read settings from a form. Raises KeyError, TypeError or ValueError for what is no such form."""
    values = view["state"]["values"]
    return {name: _read(KINDS[name], values[desk_ids.SETTING + name][ids.FORM_VALUE]) for name in names}


def _read(kind: str, state: Mapping[str, Any]) -> Any:
    match kind:
        case "text":
            return " ".join(str(state.get("value") or "").split())
        case "tags":
            return framework_of(str(state.get("value") or ""))
        case "day":
            return date.fromisoformat(state["selected_date"]) if state.get("selected_date") else None
        case "time":
            return time.fromisoformat(state["selected_time"])
        case "number":
            return min(int(state["value"]), _INT32) if state.get("value") else None
        case "tick":
            return bool(state.get("selected_options"))
    value = str(state["selected_option"]["value"])
    return value if kind == "conversation" else int(value)
