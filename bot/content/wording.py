"""Every sentence that people in Slack read, from `bot/content/<locale>/*.yaml`. No sentence lives in Python.

A key is the file's name and the path inside it, joined by dots: `checkins.prompt.greeting`. What Slack would read as
markup in a parameter is made harmless here, so that a view cannot forget it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import lru_cache
from importlib import resources
from typing import Any

from bot.content.yaml_files import own_yaml

FALLBACK = "en"
LIBRARIES = frozenset({"questions", "protocols"})  # files with loaders of their own
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")

# Slack's markup has no escape for its formatting characters; these look the same and mean nothing to it. Zero-width
# characters would not do: Slack takes them for the edge of a word, which is where formatting begins.
_HARMLESS = str.maketrans({"*": "∗", "~": "∼", "`": "ˋ"})
# Within a word it means nothing to Slack either: America/New_York stays what one can copy.
_UNDERSCORE_AT_AN_EDGE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")

# Controls of writing direction; left open in a name they would turn the rest of our sentence round.
_DIRECTION = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


class WordingError(LookupError):
    """A key that does not exist, or a placeholder without a value."""


class Markup(str):
    """Ready-made Slack markup (a mention, a date, an escaped name) that goes into a sentence as it is."""

    __slots__ = ()


def escape(text: str) -> Markup:
    """Return `text` so that Slack shows it as it is: no mention, link, formatting or line of its own."""
    one_line = " ".join(text.translate(_DIRECTION).split())
    safe = one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markup(_UNDERSCORE_AT_AN_EDGE.sub("＿", safe.translate(_HARMLESS)))


class Wording:
    """The sentences of one locale. Keys missing there are taken from English."""

    def __init__(self, locale: str, sentences: Mapping[str, str]) -> None:
        self.locale = locale
        self._sentences = sentences

    def __contains__(self, key: str) -> bool:
        return key in self._sentences

    def known(self) -> frozenset[str]:
        """Return every key, plural forms included."""
        return frozenset(self._sentences)

    def plain(self, key: str, **params: object) -> str:
        """Return the sentence for a plain-text field; `params` go in as they are. Raises WordingError."""
        return self._fill(key, {name: str(value) for name, value in params.items()}, params.get("count"))

    def mrkdwn(self, key: str, **params: object) -> Markup:
        """Return the sentence as Slack markup; `params` are escaped unless they are `Markup`. Raises WordingError.

        It is the right one for a message's `text` too: Slack reads markup there.
        """
        safe = {name: value if isinstance(value, Markup) else str(escape(str(value))) for name, value in params.items()}
        return Markup(self._fill(key, safe, params.get("count")))

    def listing(self, items: Sequence[str], at_most: int = 5) -> Markup:
        """Return names as running text, escaped unless they are `Markup`: "Ana", "Ana and Ben", "Ana, Ben and Cleo".

        More than `at_most` end in "and 3 others".
        """
        safe = [item if isinstance(item, Markup) else escape(item) for item in items]
        if len(safe) > at_most:
            shown = Markup(", ".join(safe[: at_most - 1]))
            return self.mrkdwn("common.others", names=shown, count=len(safe) - at_most + 1)
        return Markup(self.series(safe))

    def series(self, items: Sequence[str]) -> str:
        """Return the same for plain text: all of it, nothing escaped."""
        ends = [", ".join(items[:-1]), items[-1]] if len(items) > 1 else items
        return self.plain("common.and").join(ends)

    def weekday(self, weekday: int) -> str:
        """Return the name of a weekday; 0 is Monday."""
        return self.plain(f"common.weekday.{weekday}")

    def day(self, day: date) -> str:
        """Return a local day in words: "Thursday 26 November"."""
        month = self.plain(f"common.month.{day.month}")
        return self.plain("common.day", weekday=self.weekday(day.weekday()), number=day.day, month=month)

    def time(self, at: time) -> str:
        """Return a time of day: "14:30"."""
        return self.plain("common.time", hour=f"{at.hour}", minute=f"{at.minute:02}")

    def moment(self, here: datetime) -> str:
        """Return a moment that is already on the reader's wall clock: "Thursday 26 November, 14:30"."""
        return self.plain("common.moment", day=self.day(here.date()), time=self.time(here.time()))

    def _fill(self, key: str, params: Mapping[str, str], count: object) -> str:
        if count is not None and f"{key}.other" in self._sentences:
            key = f"{key}.one" if count == 1 else f"{key}.other"
        sentence = self._sentences.get(key)
        if sentence is None:
            raise WordingError(f"no wording {key!r} in locale {self.locale!r}")
        if "{" not in sentence:
            return sentence

        def value(match: re.Match[str]) -> str:
            name = match.group(1)
            if name not in params:
                raise WordingError(f"wording {key!r} needs a value for {name!r}")
            return params[name]

        return PLACEHOLDER.sub(value, sentence)


def wording(locale: str | None = None) -> Wording:
    """Return the wording for a locale as Slack names it (`en-US`, `fr-FR`): the locale's, its language's, else
    English.
    """
    return _wording(_best(locale or FALLBACK))


@lru_cache(maxsize=32)
def _wording(locale: str) -> Wording:
    sentences = dict(_sentences(FALLBACK))
    if locale != FALLBACK:
        sentences.update(_sentences(locale))
    return Wording(locale, sentences)


@lru_cache(maxsize=256)
def _best(locale: str) -> str:
    """Return the folder that serves `locale`; the name comes from Slack, so only existing folders count."""
    existing = {entry.name for entry in resources.files("bot.content").iterdir() if entry.is_dir()}
    candidates = (locale, locale.split("-", maxsplit=1)[0])
    return next((name for name in candidates if name in existing), FALLBACK)


def _sentences(locale: str) -> Iterator[tuple[str, str]]:
    for entry in resources.files("bot.content").joinpath(locale).iterdir():
        stem, dot, suffix = entry.name.rpartition(".")
        if dot and suffix == "yaml" and stem not in LIBRARIES:
            yield from _flatten(stem, own_yaml(entry.read_text(encoding="utf-8")))


def _flatten(prefix: str, node: Any) -> Iterator[tuple[str, str]]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _flatten(f"{prefix}.{name}", child)
    else:
        yield prefix, str(node)
