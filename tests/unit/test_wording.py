"""The wording: found by locale, filled safely, and in step with the code that uses it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.wording import Markup, Wording, WordingError, escape, wording

ROOT = Path(__file__).parents[2]
SOURCES = [path for room in ("bot", "handlers", "scheduling") for path in sorted((ROOT / room).rglob("*.py"))]
PLURALS = (".one", ".other")


@cache
def keys_asked_for() -> tuple[frozenset[str], frozenset[re.Pattern[str]]]:
    """Return the keys that stand in the code, and patterns for those that it puts together."""
    keys, patterns = set(), set()
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                if node.func.attr in {"plain", "mrkdwn"}:
                    keys |= set(written_out(node.args[0]))
                    patterns |= set(put_together(node.args[0]))
            # Keys kept in a variable first: anything that looks like one.
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in wording():
                keys.add(node.value)
    return frozenset(keys), frozenset(map(re.compile, patterns))


def branches(node: ast.expr) -> Iterator[ast.expr]:
    if isinstance(node, ast.IfExp):
        yield from branches(node.body)
        yield from branches(node.orelse)
    else:
        yield node


def written_out(key: ast.expr) -> Iterator[str]:
    return (str(node.value) for node in branches(key) if isinstance(node, ast.Constant))


def put_together(key: ast.expr) -> Iterator[str]:
    for node in branches(key):
        if isinstance(node, ast.JoinedStr):
            parts = node.values
            yield "".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[a-z0-9_]+" for p in parts)


def base(key: str) -> str:
    return next((key.removesuffix(form) for form in PLURALS if key.endswith(form)), key)


def test_every_key_in_the_code_exists() -> None:
    bases = {base(key) for key in wording().known()}
    keys, patterns = keys_asked_for()
    assert len(keys) > 80
    assert keys - bases - set(wording().known()) == set()
    assert [each.pattern for each in patterns if not any(map(each.fullmatch, bases))] == []


def test_every_sentence_is_used() -> None:
    keys, patterns = keys_asked_for()
    others = {base(key) for key in wording().known()} - keys - {base(key) for key in keys}
    assert [key for key in sorted(others) if not any(each.fullmatch(key) for each in patterns)] == []


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
    assert not set(safe) & set("<>*~`\n\u202e\u2066")
    assert not re.search(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])", safe)
    assert "&" not in re.sub(r"&(amp|lt|gt);", "", safe)


def test_underscores_stay_within_words_alone() -> None:
    assert escape("America/New_York, start_date") == "America/New_York, start_date"
    assert escape("_so_ é_x _ a__b") == "＿so＿ é＿x ＿ a＿＿b"


def test_lists_read_as_sentences() -> None:
    w = wording()
    assert w.listing([]) == ""
    assert w.listing(["Ana"]) == "Ana"
    assert w.listing(["Ana", "Ben"]) == "Ana and Ben"
    assert w.listing(["Ana", "Ben", "Cleo"]) == "Ana, Ben and Cleo"
    assert w.listing(["Ana", "Ben", "Cleo"], at_most=2) == "Ana and 2 others"
    assert w.listing(["<Ana>", Markup("<@U1>")]) == "&lt;Ana&gt; and <@U1>"
