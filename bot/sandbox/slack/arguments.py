"""The arguments of one call, whether they came as query, form or JSON, read by type with Slack's refusals."""

import json
from typing import Any

from aiohttp import web

from bot.sandbox.slack.errors import SlackError

FORM = ("application/x-www-form-urlencoded", "multipart/form-data")


class Arguments(dict[str, Any]):
    """A call's arguments by name. Absent, null and empty text are one and the same, as they are to Slack."""

    def text(self, name: str) -> str:
        """Return an argument as text, empty when it was not given."""
        value = self.get(name)
        return "" if value is None else value if isinstance(value, str) else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        """Return a yes or no: true, 1, "true", "1" are yes."""
        value = self.get(name)
        return default if value in (None, "") else value in (True, 1, "1", "true", "True", "t")

    def limit(self, default: int, most: int) -> int:
        """Return the page size. Raises `invalid_limit` unless it is a number from 1 to `most`."""
        value = self.get("limit")
        if value in (None, "", 0, "0"):
            return default
        try:
            number = int(str(value))
        except ValueError:
            raise SlackError("invalid_limit") from None
        if not 1 <= number <= most:
            raise SlackError("invalid_limit")
        return number

    def parsed(self, name: str, error: str = "invalid_arguments") -> Any:
        """Return an argument that is JSON, decoded if it came as text; None when not given. Raises `error`."""
        value = self.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise SlackError(error, f"invalid JSON [json-pointer:/{name}]") from None

    def names(self, name: str) -> list[str]:
        """Return a list given as comma-separated text or as a JSON array."""
        value = self.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [item.strip() for item in self.text(name).split(",") if item.strip()]


async def read(request: web.BaseRequest) -> tuple[Arguments, list[str]]:
    """Return the arguments of a request and Slack's warnings about its form.

    Raises SlackError `invalid_json`, `json_not_object`, `invalid_form_data` or `invalid_post_type`.
    """
    arguments = Arguments(request.query)
    warnings: list[str] = []
    if request.method == "GET" or not request.can_read_body:
        return arguments, warnings
    kind = request.content_type
    if kind == "application/json":
        arguments.update(_from_json(await request.read()))
        if request.charset is None:
            warnings.append("missing_charset")
    elif kind in FORM:
        arguments.update({name: value for name, value in (await request.post()).items() if isinstance(value, str)})
    else:
        raise SlackError("invalid_post_type")
    return arguments, warnings


def _from_json(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(given, dict):
        raise SlackError("json_not_object")
    return given
