"""The rules of views: modals and Home tabs.

Limits: https://docs.slack.dev/reference/views. What happens to a view afterwards (stack, hash) does not belong here.
"""

from typing import Any

from bot.sandbox.slack import wire
from bot.sandbox.slack.blockkit.blocks import check_blocks
from bot.sandbox.slack.blockkit.composition import plain_text
from bot.sandbox.slack.blockkit.schema import Check, Kinds, Problem, Problems, boolean, string, typed

VIEW_BYTES = 250_000


def _modal_blocks(value: Any, _pointer: str, problems: Problems) -> None:
    check_blocks(value, "modal", problems)


def _home_blocks(value: Any, _pointer: str, problems: Problems) -> None:
    check_blocks(value, "home", problems)


def _submit_with_inputs(view: dict[str, Any], pointer: str, problems: Problems) -> None:
    if "submit" not in view and any(block["type"] == "input" for block in view["blocks"]):
        message = "submit is required when there is an input block"
        problems.append(Problem(pointer, "missing_field", message, None, "submit"))


# A text of "" is taken for these three, as it means the same as none.
_IDS: dict[str, Check] = {
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}

_VIEW = Kinds(
    {
        "modal": typed(
            "modal",
            {"title": plain_text(24), "blocks": _modal_blocks},
            {
                **_IDS,
                "submit": plain_text(24),
                "close": plain_text(24),
                "clear_on_close": boolean,
                "notify_on_close": boolean,
                "submit_disabled": boolean,
            },
            _submit_with_inputs,
        ),
        "home": typed("home", {"blocks": _home_blocks}, _IDS),
    }
)


def check_view(view: object) -> list[Problem]:
    """Return what Slack would refuse in a view (a decoded JSON object); pointers begin at the view."""
    problems: list[Problem] = []
    _VIEW(view, "", problems)
    if len(wire.encoded(view)) > VIEW_BYTES:
        problems.append(Problem("", "view_too_large", f"must be less than {VIEW_BYTES + 1} bytes"))
    return problems
