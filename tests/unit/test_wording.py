"""The wording: found by locale, filled safely, and in step with the code that uses it."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.wording import Markup, Wording, WordingError, escape, wording

ROOT = Path(__file__).parents[2]
SOURCES = [path for room in ("bot", "handlers", "scheduling") for path in sorted((ROOT / room).rglob("*.py"))]
PLURALS = (".one", ".other")


def key_patterns() -> Iterator[tuple[str, bool]]:
    """Yield a pattern for every key asked for in the code, and whether the key is written out."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute) or not node.args:
                continue
            if node.func.attr in {"plain", "mrkdwn"}:
                yield from patterns_in(node.args[0])
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            # Keys kept in a variable first: anything that looks like one.
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in wording():
                yield re.escape(node.value), False


def patterns_in(node: ast.expr) -> Iterator[tuple[str, bool]]:
    if isinstance(node, ast.Constant):
        yield re.escape(node.value), True
    elif isinstance(node, ast.JoinedStr):
        parts = [re.escape(part.value) if isinstance(part, ast.Constant) else r"[a-z0-9_]+" for part in node.values]
        yield "".join(parts), False
    elif isinstance(node, ast.IfExp):
        yield from patterns_in(node.body)
        yield from patterns_in(node.orelse)


def base(key: str) -> str:
    return next((key.removesuffix(form) for form in PLURALS if key.endswith(form)), key)


def test_every_key_in_the_code_exists() -> None:
    bases = {base(key) for key in wording().known()}
    patterns = list(key_patterns())
    assert len(patterns) > 80
    looked_for = {pattern: re.compile(pattern) for pattern, _ in patterns}
    missing = [name for name, pattern in looked_for.items() if not any(pattern.fullmatch(key) for key in bases)]
    assert missing == []


def test_every_sentence_is_used() -> None:
    patterns = {re.compile(pattern) for pattern, _ in key_patterns()}  # more than `re` keeps by itself
    unused = [key for key in wording().known() if not any(pattern.fullmatch(base(key)) for pattern in patterns)]
    assert unused == []


def test_plural_forms_come_in_pairs() -> None:
    keys = wording().known()
    for key in keys:
        if key.endswith(PLURALS):
            assert {f"{base(key)}{form}" for form in PLURALS} <= keys, key


@pytest.mark.parametrize("locale", ["en-US", "en", "fr-FR", "xx", "", None, "../en", "__pycache__", "en/../en"])
def test_an_unknown_locale_reads_english(locale: str | None) -> None:
    assert wording(locale).plain("checkins.button.check_in") == "Check in"


def test_missing_keys_and_values_are_named() -> None:
    w = Wording("en", {"a.b": "Hello {name}."})
    with pytest.raises(WordingError, match=r"a\.c"):
        w.plain("a.c")
    with pytest.raises(WordingError, match="name"):
        w.mrkdwn("a.b", nobody="x")


def test_a_count_chooses_the_form() -> None:
    w = Wording("en", {"n.one": "one", "n.other": "{count} things"})
    assert [w.plain("n", count=count) for count in (0, 1, 2)] == ["0 things", "one", "2 things"]


def test_values_are_escaped_once_and_markup_is_left_alone() -> None:
    w = Wording("en", {"a": "*{x}* and {y}"})
    assert w.mrkdwn("a", x="<!channel> & *b*", y=Markup("<@U1>")) == "*&lt;!channel&gt; &amp; ∗b∗* and <@U1>"
    assert w.mrkdwn("a", x="&lt;", y="{x}") == "*&amp;lt;* and {x}"
    assert w.plain("a", x="<&>*", y="_") == "*<&>** and _"


@given(st.text())
def test_an_escaped_text_holds_no_markup(text: str) -> None:
    safe = escape(text)
    assert not set(safe) & set("<>*_~`\n\u202e\u2066")
    assert "&" not in re.sub(r"&(amp|lt|gt);", "", safe)


def test_lists_read_as_sentences() -> None:
    w = wording()
    assert w.listing([]) == ""
    assert w.listing(["Ana"]) == "Ana"
    assert w.listing(["Ana", "Ben"]) == "Ana and Ben"
    assert w.listing(["Ana", "Ben", "Cleo"]) == "Ana, Ben and Cleo"
    assert w.listing(["Ana", "Ben", "Cleo"], at_most=2) == "Ana and 2 others"
    assert w.listing(["<Ana>", Markup("<@U1>")]) == "&lt;Ana&gt; and <@U1>"
