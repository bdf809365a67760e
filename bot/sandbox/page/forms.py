"""From what HTML's fields hold to what Slack's client would have kept: files as objects, local times as seconds."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.page.scene import rich_of, seconds_of
from bot.sandbox.slack import inputs
from bot.sandbox.slack.person import Person


def typed_into(person: Person, blocks: list[dict[str, Any]], deed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the deed's `values` for those fields that these blocks have, by `block_id/action_id`.

    Raises LookupError for a file that nobody attached, ValueError for a time that is none.
    """
    given = deed.get("values") or {}
    typed = {}
    for block_id, element in inputs.stateful(blocks):
        name = f"{block_id}/{element['action_id']}"
        if name in given:
            typed[name] = _value(person, element["type"], given[name])
    return typed


def _value(person: Person, kind: str, given: Any) -> Any:
    if kind == "file_input":
        return [person.workspace.files[str(file_id)].json() for file_id in given or ()]
    if kind == "datetimepicker":
        return seconds_of(given, person.user.tz) if isinstance(given, str) and given else given
    if kind == "rich_text_input":
        return rich_of(given) if isinstance(given, str) else given
    return given
