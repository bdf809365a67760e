"""The small language in which Block Kit's rules are written: checks for values, and shapes made of them.

A check is a function of (value, JSON pointer, problems found so far) which appends what is wrong. The rules of single
blocks and elements do not belong here.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing Slack would refuse, in the terms of the method `blocks.validate`.

    `pointer` is a JSON pointer from the top of the payload ("" is the payload itself). `code` is one of
    failed_constraint, missing_field, unknown_field, wrong_type, unknown_type, wrong_place, duplicate_id, no_text,
    msg_blocks_too_long and view_too_large; only the first name is published by Slack
    (https://docs.slack.dev/reference/methods/blocks.validate), the others are ours.
    """

    pointer: str
    code: str
    message: str
    constraint: Mapping[str, object] | None = None
    field: str | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the entry as it stands in the `errors` list of `blocks.validate`; absent parts are left out."""
        entry: dict[str, object] = {"pointer": self.pointer, "code": self.code, "message": self.message}
        if self.constraint is not None:
            entry["constraint"] = dict(self.constraint)
        if self.field is not None:
            entry["field"] = self.field
        return entry


Problems = list[Problem]
Check = Callable[[Any, str, Problems], None]
Rule = Callable[[dict[str, Any], str, Problems], None]


def fail(
    problems: Problems, pointer: str, message: str, /, code: str = "failed_constraint", **constraint: object
) -> None:
    """Append a problem; the constraint is given as keywords, and the field is the pointer's last name."""
    last = pointer.rpartition("/")[2]
    field = None if not last or last.isdigit() else last
    problems.append(Problem(pointer, code, message, MappingProxyType(constraint) if constraint else None, field))


def length(text: str) -> int:
    """Return the length as Slack counts it: UTF-16 units, so that an emoji counts as two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def wrong_type(problems: Problems, pointer: str, expected: str, got: object) -> None:
    """Append the problem that a value is not of the expected JSON type (null included)."""
    found = "null" if got is None else type(got).__name__
    fail(problems, pointer, f"must be {expected}", "wrong_type", type="type", expected=expected, got=found)


def string(most: int, least: int = 1) -> Check:
    """Return a check for a text of `least` to `most` characters."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if type(value) is not str:
            wrong_type(problems, pointer, "string", value)
        elif not least <= (size := length(value)) <= most:
            if size < least:
                fail(problems, pointer, f"must be more than {least - 1} characters", type="min_length", expected=least)
            else:
                fail(problems, pointer, f"must be less than {most + 1} characters", type="max_length", expected=most)

    return check


def matching(pattern: str, what: str, most: int = 3000) -> Check:
    """Return a check for a text of at most `most` characters that matches the whole pattern; `what` describes it."""
    sized, compiled = string(most), re.compile(pattern)

    def check(value: Any, pointer: str, problems: Problems) -> None:
        before = len(problems)
        sized(value, pointer, problems)
        if len(problems) == before and not compiled.fullmatch(value):
            fail(problems, pointer, f"must be {what}", type="format", expected=what)

    return check


def one_of(*allowed: object) -> Check:
    """Return a check for one of a few words or numbers."""
    listed = ", ".join(map(str, allowed))

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if isinstance(value, bool) or value not in allowed:
            fail(problems, pointer, f"must be one of {listed}", type="enum", expected=list(allowed), got=value)

    return check


def boolean(value: Any, pointer: str, problems: Problems) -> None:
    """Check for true or false."""
    if type(value) is not bool:
        wrong_type(problems, pointer, "boolean", value)


def number(value: Any, pointer: str, problems: Problems) -> None:
    """Check for a finite number, whole or not."""
    if type(value) not in (int, float) or value != value or value in (float("inf"), float("-inf")):
        wrong_type(problems, pointer, "number", value)


def integer(least: int, most: int) -> Check:
    """Return a check for a whole number between two bounds, both allowed."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if type(value) is not int:
            wrong_type(problems, pointer, "integer", value)
        elif not least <= value <= most:
            fail(problems, pointer, f"must be between {least} and {most}", type="range", expected=[least, most])

    return check


def array(item: Check, most: int, least: int = 1) -> Check:
    """Return a check for a list of `least` to `most` items, each of which is checked too."""

    def check(value: Any, pointer: str, problems: Problems) -> None:
        if type(value) is not list:
            wrong_type(problems, pointer, "array", value)
            return
        if len(value) > most:
            fail(problems, pointer, f"no more than {most} items allowed", type="max_items", expected=most)
        elif len(value) < least:
            fail(problems, pointer, f"no fewer than {least} items allowed", type="min_items", expected=least)
        for index, entry in enumerate(value):
            item(entry, f"{pointer}/{index}", problems)

    return check


def nullable(check: Check) -> Check:
    """Return a check that lets null pass as well."""

    def checked(value: Any, pointer: str, problems: Problems) -> None:
        if value is not None:
            check(value, pointer, problems)

    return checked


class Shape:
    """A check for an object: the fields it must and may have, and rules over several fields.

    A field that is not named is refused, as Slack does ("invalid additional property"). The rules run only when the
    fields are right by themselves, so they may rely on them.
    """

    def __init__(
        self, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, rules: Sequence[Rule] = ()
    ) -> None:
        self.required = tuple(required)
        self.fields = {**required, **(optional or {})}
        self.rules = tuple(rules)

    def __call__(self, value: Any, pointer: str, problems: Problems) -> None:
        """Append what is wrong with the object at `pointer`."""
        if type(value) is not dict:
            wrong_type(problems, pointer, "object", value)
            return
        before, fields = len(problems), self.fields
        for name, entry in value.items():
            check = fields.get(name)
            if check is None:
                problems.append(Problem(pointer, "unknown_field", f"invalid additional property: {name}", None, name))
            else:
                check(entry, f"{pointer}/{name}", problems)
        for name in self.required:
            if name not in value:
                problems.append(Problem(pointer, "missing_field", f"missing required field: {name}", None, name))
        if len(problems) == before:
            for rule in self.rules:
                rule(value, pointer, problems)


def typed(name: str, required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Rule) -> Shape:
    """Return the shape of an object whose `type` is `name`."""
    return Shape({"type": one_of(name), **required}, optional, rules)


class Kinds:
    """A check for an object that may be of several types, told apart by its field `type`."""

    def __init__(self, shapes: Mapping[str, Check]) -> None:
        self.shapes = dict(shapes)

    def __call__(self, value: Any, pointer: str, problems: Problems) -> None:
        """Append what is wrong with the object at `pointer`."""
        if type(value) is not dict:
            wrong_type(problems, pointer, "object", value)
            return
        kind = value.get("type")
        shape = self.shapes.get(kind) if type(kind) is str else None
        if shape is not None:
            shape(value, pointer, problems)
        elif "type" not in value:
            problems.append(Problem(pointer, "missing_field", "missing required field: type", None, "type"))
        else:
            expected = sorted(self.shapes)
            fail(
                problems,
                f"{pointer}/type",
                f"unsupported type: {kind}",
                "unknown_type",
                type="enum",
                expected=expected,
                got=kind,
            )

    def only(self, *names: str) -> "Kinds":
        """Return a check that allows only some of the types."""
        return Kinds({name: self.shapes[name] for name in names})


def exactly_one(*names: str) -> Rule:
    """Return the rule that exactly one of these fields is there."""
    listed = ", ".join(names)

    def rule(value: dict[str, Any], pointer: str, problems: Problems) -> None:
        if sum(name in value for name in names) != 1:
            fail(problems, pointer, f"exactly one of {listed} is needed", type="exactly_one", expected=list(names))

    return rule


def any_of(*names: str) -> Rule:
    """Return the rule that at least one of these fields is there."""
    listed = ", ".join(names)

    def rule(value: dict[str, Any], pointer: str, problems: Problems) -> None:
        if not any(name in value for name in names):
            message = f"at least one of {listed} is needed"
            problems.append(
                Problem(pointer, "missing_field", message, MappingProxyType({"expected": list(names)}), names[0])
            )

    return rule
