"""What makes a text a coaching question: open, short, without hidden advice. Where questions come from lives elsewhere.

The rules are those of `bot/content/en/questions.yaml`; the form, the import and the tests hold questions against them.
"""

import re
from enum import StrEnum
from functools import lru_cache

LONGEST = 200  # characters
NEARLY_THE_SAME = 0.6  # of the words of two questions, those in both
_MARKS = ("?", "؟", "？", "՞")

_BE_AND_DO = "is are am was were do does did have has had"
_CLOSED = frozenset(f"{_BE_AND_DO} can could would will should shall may might must".split())


class Objection(StrEnum):
    """Why a text is not taken as a question."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_MARK = "no_mark"
    CLOSED = "closed"  # its opening can be answered by yes or no
    ADVICE = "advice"
    TWICE = "twice"  # nearly the same as another one


def objection(text: str) -> Objection | None:
    """Return what speaks against `text` as a coaching question, or None."""
    if not re.search(r"\w", text):
        return Objection.EMPTY
    if len(text) > LONGEST:
        return Objection.TOO_LONG
    if not text.rstrip().endswith(_MARKS):
        return Objection.NO_MARK
    if "why don't you" in text.lower().replace("’", "'"):
        return Objection.ADVICE
    return Objection.CLOSED if any(map(_is_closed, re.split(r"[;.:]\s+", text.strip()))) else None


def _is_closed(clause: str) -> bool:
    first = re.match(r"\W*([\w'’]+)", clause)
    return first is not None and first[1].lower().replace("’", "'").removesuffix("n't") in _CLOSED


def alike(one: str, other: str) -> bool:
    """Say whether two questions are nearly the same: most of their words are in both."""
    mine, theirs = _words(one), _words(other)
    shared = len(mine & theirs)
    return bool(shared) and shared / (len(mine) + len(theirs) - shared) >= NEARLY_THE_SAME


@lru_cache(maxsize=4096)
def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)?", text.lower()))
