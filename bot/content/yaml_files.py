"""YAML files: our own, and those that somebody made or changed by hand, which are read without trusting them.

In one from outside every scalar is text, as it stands there: nobody who writes `key: no` or `text: 2026-01-01` means a
truth value or a date. What a question or a resource must be like is decided by whoever asks for the file.
"""

from typing import Any

import yaml

try:  # ten times as fast, and every start reads all wording; missing where PyYAML was built without libyaml
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]

MAX_BYTES = 500_000
MAX_DEPTH = 8


class YamlProblem(ValueError):
    """The file as a whole cannot be used; the message is one sentence without a full stop."""


class _Loader(yaml.BaseLoader):
    """Mappings, lists and texts; no aliases, which a few lines of can stand for millions, and no keys twice."""

    def __init__(self, stream: bytes) -> None:
        super().__init__(stream)
        self._depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise YamlProblem(f"line {line} refers to another part with *, which is not taken here")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise YamlProblem(f"line {line} is nested too deeply")
        node = super().compose_node(parent, index)
        self._depth -= 1
        return node

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise YamlProblem(f"line {key.start_mark.line + 1} has a list or mapping for a name")
            if key.value in seen:
                raise YamlProblem(f"line {key.start_mark.line + 1} has “{key.value[:60]}” for the second time")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def own_yaml(text: str) -> Any:
    """Return what a file that comes with the bot holds. Raises yaml.YAMLError."""
    return yaml.load(text, SafeLoader)


def read_yaml(raw: bytes) -> Any:
    """Return what a YAML file holds: dicts, lists and texts. Raises YamlProblem."""
    if len(raw) > MAX_BYTES:
        raise YamlProblem(f"it is larger than {MAX_BYTES // 1000} kB")
    try:
        loader = _Loader(raw)
        return loader.get_single_data()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" (line {mark.line + 1})" if mark is not None else ""
        raise YamlProblem(f"it is not YAML in UTF-8{where}") from None


def write_yaml(document: Any) -> str:
    """Return dicts, lists and texts as YAML that `read_yaml` reads back."""
    return str(yaml.safe_dump(document, allow_unicode=True, sort_keys=False, width=10_000))
