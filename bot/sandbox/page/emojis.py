"""Slack's emoji names as characters, by the `emoji` package; a name that it does not know stays as it is written."""

import re
from collections.abc import Callable
from functools import cache

import emoji

NAME = re.compile(r":([a-z0-9_'+-]+):(?::skin-tone-([2-6]):)?")
# Names that Slack has besides those of the package.
_SLACKS_OWN = {"simple_smile": "\N{SLIGHTLY SMILING FACE}"}
_FIRST_TONE = 0x1F3FB  # Slack's skin-tone-2
COMMON = ("+1", "raised_hands", "clap", "tada", "heart", "bulb", "eyes", "pray", "seedling", "white_check_mark")


@cache
def character(name: str, tone: int | None = None) -> str | None:
    """Return the character of a name such as `tada`, or None; `tone` is Slack's, from 2 to 6."""
    found = _SLACKS_OWN.get(name) or emoji.emojize(f":{name}:", language="alias")
    if found == f":{name}:":
        return None
    return found + (chr(_FIRST_TONE + tone - 2) if tone else "")


def shown(name: str) -> str:
    """Return the character of a name, or the name between colons; `+1::skin-tone-3` carries its tone."""
    bare, _, tone = name.partition("::skin-tone-")
    return character(bare, int(tone) if tone in {"2", "3", "4", "5", "6"} else None) or f":{name}:"


def replaced(text: str, keep: Callable[[str], str] = str) -> str:
    """Return the text with every known name as its character; `keep` is applied to each character."""

    def change(found: re.Match[str]) -> str:
        known = character(found[1], int(found[2]) if found[2] else None)
        return keep(known) if known else found[0]

    return NAME.sub(change, text)
