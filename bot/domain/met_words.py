"""The words that `/met` knows, and how a text is taken apart into them. Rules of what they mean are in `met_text`."""

import re
from dataclasses import dataclass
from unicodedata import decimal

from bot.domain.checkins import shows_nothing
from bot.domain.met_days import MONTHS
from bot.domain.pairs import MeetingKind

_TOKEN = re.compile(
    r"<@(?P<id>[UW][A-Z0-9]{1,30})(?:\|[^>]*)?>"
    r"|@(?P<name>[\w.'’-]+)"
    r"|(?P<iso>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2})(?![0-9])"
    r"|(?P<dots>[0-9]{1,2}\.\s?[0-9]{1,2}\.(?:\s?[0-9]{4}|[0-9]{2})?)(?![0-9])"
    r"|(?P<slashes>[0-9]{1,2}/[0-9]{1,2}(?:/[0-9]{4}|/[0-9]{2})?)(?![0-9/])"
    r"|(?P<clock>[0-9]{1,2}:[0-9]{2})(?![0-9:])"
    r"|(?P<number>[0-9]+(?:[.,][0-9]+)?)(?![0-9.,]*[0-9])"
    r"|(?P<word>[^\W\d_]+(?:['’-][^\W\d_]+)*)"
    r"|(?P<skip>[\s,;.!&+()]+)"
    r"|(?P<other>\S+)"
)
MINUTES = frozenset({"m", "min", "mins", "minute", "minutes"})
HOURS = frozenset({"h", "hr", "hrs", "hour", "hours"})
ORDINALS = frozenset({"st", "nd", "rd", "th"})
MONTHS_AND_ORDINALS = ORDINALS | MONTHS.keys()
SPANS = {"day": 1, "days": 1, "week": 7, "weeks": 7}
TODAY = frozenset({"today", "morning", "afternoon", "noon", "lunch"})
AHEAD = frozenset({"tomorrow", "next", "tonight", "later", "soon"})
KINDS = {
    "observation": MeetingKind.OBSERVATION,
    "observed": MeetingKind.OBSERVATION,
    "walkthrough": MeetingKind.OBSERVATION,
    "weekly": MeetingKind.WEEKLY,
    "brief": MeetingKind.BRIEF,
    "briefly": MeetingKind.BRIEF,
    "coaching": MeetingKind.COACHING,
    "coached": MeetingKind.COACHING,
}
_SMALL_WORDS = """
    a about after again an and around at because before break brief by call called chat chatted class classes coffee
    corridor discussed during email face for from had hallway have i in it just lesson lessons me meet meeting met my of
    office on online our over partner person phone quick quickly s school short spoke talk talked talking the then this
    time to together us via video visited w walk walked was we went with zoom
"""
PASSED_OVER = frozenset(_SMALL_WORDS.split())


@dataclass(slots=True)
class Token:
    """A part of a text: what it looks like (a group of the pattern above, else `other`), as it was typed, and as words
    are compared.
    """

    kind: str
    text: str
    folded: str


def tokens(text: str) -> list[Token]:
    """Return the parts of a text, without what separates them, and without signs that show nothing: texts that were
    copied bring such along. Digits of any script are digits.
    """
    found = []
    for match in _TOKEN.finditer(text if text.isascii() and text.isprintable() else _plain(text)):
        kind = match.lastgroup or "other"
        if kind != "skip":
            typed = match.group(kind)
            found.append(Token(kind, typed, typed.casefold()))
    return found


def _plain(text: str) -> str:
    return "".join(str(decimal(sign)) if sign.isdecimal() else sign for sign in text if not shows_nothing(sign))


def whole(token: Token) -> int:
    """Return the number that a token of digits is."""
    return int(token.text[:9])  # what has more digits is out of every range as well
