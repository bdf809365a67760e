"""Where blocks are shown, and to whom: what the templates of blocks ask for besides the blocks themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.sandbox.page.markup import Reader
from bot.sandbox.slack import inputs
from bot.sandbox.slack.ids import EPOCH
from bot.sandbox.slack.modals import View

Surface = Literal["message", "modal", "home"]
Choice = tuple[str, str]  # what a form sends, and what it shows


@dataclass(frozen=True, slots=True)
class Scene:
    """Blocks on one surface for one reader. `key` makes ids on the page unique; `state` is what stands in the fields.

    `people` and `channels` are the choices in menus of people and channels.
    """

    reader: Reader
    surface: Surface = "message"
    key: str = "m"
    state: inputs.State = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    people: tuple[Choice, ...] = ()
    channels: tuple[Choice, ...] = ()

    @classmethod
    def of_view(cls, view: View, reader: Reader, people: tuple[Choice, ...], channels: tuple[Choice, ...]) -> "Scene":
        """Return the scene of a modal or a Home tab."""
        surface: Surface = "modal" if view.definition["type"] == "modal" else "home"
        return cls(reader, surface, view.id, view.state, view.errors, people, channels)

    def value(self, block_id: str, element: Mapping[str, Any]) -> Any:
        """Return what stands in an element: text, date or id, or the values of the chosen options, as a form has it."""
        state = self.state.get(block_id, {}).get(element["action_id"]) or inputs.untouched(dict(element))
        value = inputs.value_of(state)
        if element["type"] == "datetimepicker":
            return _local(value, self.reader.timezone)
        if element["type"] == "rich_text_input":
            return plain_of(value)
        if element["type"] == "file_input":
            return value
        if isinstance(value, list):
            return [one["value"] if isinstance(one, dict) else one for one in value]
        return value["value"] if isinstance(value, dict) and "value" in value else value

    def choices(self, element: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str, str]]]]:
        """Return a menu's choices by group: (heading, [(value, words, description)]); one group without a heading."""
        kind = str(element["type"])
        if "user" in kind:
            return [("", [(value, words, "") for value, words in self.people])]
        if "channel" in kind:
            return [("", [(value, words, "") for value, words in self.channels if words.startswith("#")])]
        if "conversation" in kind:
            wanted = (element.get("filter") or {}).get("include")
            shown = self.channels if wanted is not None and "im" not in wanted else (*self.channels, *self.people)
            return [("", [(value, words, "") for value, words in shown])]
        groups = element.get("option_groups") or [{"label": None, "options": element.get("options") or []}]
        return [(_text(group.get("label")), [_option(one) for one in group["options"]]) for group in groups]

    def chosen_words(self, block_id: str, element: Mapping[str, Any]) -> str:
        """Return what a menu shows as chosen, or an empty text."""
        value = self.value(block_id, element)
        words = (words for _, options in self.choices(element) for one, words, _ in options if one == value)
        return next(words, "")


def _option(option: Mapping[str, Any]) -> tuple[str, str, str]:
    return str(option.get("value", "")), _text(option["text"]), _text(option.get("description"))


def _text(text: Any) -> str:
    return str(text["text"]) if text else ""


def _local(seconds: int | None, timezone: str) -> str:
    """Return seconds since 1970 as a form's date and time in a zone."""
    if seconds is None:
        return ""
    return f"{EPOCH.fromtimestamp(int(seconds), ZoneInfo(timezone)):%Y-%m-%dT%H:%M}"


def seconds_of(local: str, timezone: str) -> int:
    """Return a form's date and time in a zone as seconds since 1970. Raises ValueError if it is none."""
    return int(datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(timezone)).timestamp())


def plain_of(rich: Mapping[str, Any] | None) -> str:
    """Return the words in a rich text, as a plain field shows them."""
    if not rich:
        return ""
    return "\n".join(
        "".join(str(one.get("text") or one.get("url") or "") for one in part.get("elements", ()))
        for part in rich.get("elements", ())
    )


def rich_of(words: str) -> dict[str, Any] | None:
    """Return words typed into a field for rich text as Slack sends them, None for none."""
    if not words:
        return None
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": words}]}
    return {"type": "rich_text", "elements": [section]}
