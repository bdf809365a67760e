"""What people write as they speak, brought to what `/met` reads: numbers in words become digits, times of day go. Pure.

When a talk was does not matter, only on which day and how long.
"""

from collections.abc import Sequence

from bot.domain.met_words import HOURS, MINUTES, MONTHS_AND_ORDINALS, SPANS, Token

ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
NUMBERS = {
    **{word: number for number, word in enumerate((*ONES, "ten", "eleven", "twelve"), 1)},
    **{"fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90},
}
COUNTS_ALONE = 5  # smaller ones are numbers only before a unit: "one on one" is none
TENS = 20  # from here on one of ONES may follow: "forty five"
CLOCK_ENDS = frozenset({"am", "pm", "o'clock", "o’clock"})
UNITS = MINUTES | HOURS | SPANS.keys()
_NOTHING = Token("", "", "")


def as_read(tokens: Sequence[Token]) -> list[Token]:
    """Return the parts of a text with numbers in digits and without times of day."""
    return _without_times(_in_digits(tokens))


def _at(tokens: Sequence[Token], index: int) -> Token:
    return tokens[index] if 0 <= index < len(tokens) else _NOTHING


def _in_digits(tokens: Sequence[Token]) -> list[Token]:
    found, at = [], 0
    while at < len(tokens):
        number, length = _quarters(tokens, at) or _number(tokens, at)
        found.append(Token("number", str(number), str(number)) if length else tokens[at])
        at += length or 1
    return found


def _quarters(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    """Return the minutes of "quarter of an hour" or "three quarters of an hour", and how many words that takes."""
    word, following = _at(tokens, at).folded, _at(tokens, at + 1).folded
    minutes, length = (45, 2) if (word, following) == ("three", "quarters") else (15, 1)
    if minutes == 15 and word != "quarter":
        return None
    for small in ("of", "an", "hour"):
        length += _at(tokens, at + length).folded == small
    return minutes, length


def _number(tokens: Sequence[Token], at: int) -> tuple[int, int]:
    """Return the number that begins at a word, and how many words it takes; 0 for none."""
    tens, dash, ones = _at(tokens, at).folded.partition("-")
    number, length = NUMBERS.get(tens, 0), 1
    following = ones if dash else _at(tokens, at + 1).folded
    if number >= TENS and following in ONES:
        number += NUMBERS[following]
        length += not dash
    elif dash:
        return 0, 0
    counts = number >= COUNTS_ALONE or _at(tokens, at + length).folded in UNITS
    return (number, length) if number and counts else (0, 0)


def _without_times(tokens: Sequence[Token]) -> list[Token]:
    found, at = [], 0
    while at < len(tokens):
        length = _time_of_day(tokens, at)
        if not length:
            found.append(tokens[at])
        at += length or 1
    return found


def _time_of_day(tokens: Sequence[Token], at: int) -> int:
    """Return how many parts a time of day takes that begins here ("at 10:30", "3 pm", "9 o'clock"); 0 for none."""
    begins = at + (_at(tokens, at).folded == "at")
    token = _at(tokens, begins)
    if token.kind not in {"number", "clock"}:
        return 0
    ends, last = _at(tokens, begins + 1).folded, _at(tokens, begins + 2).folded
    if ends in CLOCK_ENDS:
        return begins + 2 - at
    if ends in {"a", "p"} and last == "m":
        return begins + 3 - at
    if begins == at or ends in UNITS or ends in MONTHS_AND_ORDINALS:
        return 0
    # "at 9" is a time where something else says how long; "at 10:30" always is.
    others = any(other.kind in {"number", "clock"} for other in (*tokens[:at], *tokens[begins + 1 :]))
    return begins + 1 - at if token.kind == "clock" or others else 0
