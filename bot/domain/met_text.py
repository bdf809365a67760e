"""The grammar of `/met`: from what somebody typed to with whom, how long, on which day. Pure; property-tested.

It reads mentions, lengths (`15`, `45 min`, `1h`, `1.5 hours`, `1h30`, `half an hour`, `ten minutes`), days
(`yesterday`, `tuesday`, `last tuesday`, `2 days ago`, `2026-11-19`, `19.11.`, `11/19`, `nov 19`, `the 19th`), what kind
of talk it was, and passes over times of day and the small words of a sentence. Every other word may be a name: the
caller knows the partners.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.met_days import MONTHS, WEEKDAYS, NoSuchDay, day_of, latest_day_of_month, latest_weekday, slashed
from bot.domain.met_spoken import as_read
from bot.domain.met_words import AHEAD, HOURS, KINDS, MINUTES, ORDINALS, PASSED_OVER, SPANS, TODAY, Token, tokens, whole
from bot.domain.pairs import MeetingKind

LONGEST_TEXT = 400  # characters; a sentence with a dozen mentions is shorter
SHORTEST, LONGEST = 1, 480  # minutes of a talk; more than a working day is a slip of the finger


class Problem(StrEnum):
    """Why a text cannot be logged as it stands."""

    TOO_MUCH = "too_much"  # longer than a sentence
    NOT_A_LENGTH = "not_a_length"
    TOO_SHORT = "too_short"  # no minute at all
    TOO_LONG = "too_long"
    TWO_LENGTHS = "two_lengths"
    TWO_DAYS = "two_days"
    NO_SUCH_DAY = "no_such_day"
    AHEAD = "ahead"  # in the future: planned is something else


class Unreadable(Exception):
    """The text cannot be logged as it stands; `word` is the part that is wrong, as it was typed."""

    def __init__(self, problem: Problem, word: str = "") -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.word = word


@dataclass(frozen=True, slots=True)
class TalkText:
    """What a text says. What it does not say is None or empty; `names` are words that may be names, as typed."""

    people: tuple[str, ...] = ()  # Slack ids, in order, each once
    names: tuple[str, ...] = ()
    minutes: int | None = None
    day: date | None = None
    kind: MeetingKind | None = None


def read_met(text: str, today: date, *, month_first: bool = True) -> TalkText:
    """Read what somebody typed after `/met`; `today` is their local day. Raises Unreadable.

    `month_first` says how they write "11/5": as 5 November, or as 11 May.
    """
    if len(text) > LONGEST_TEXT:
        raise Unreadable(Problem.TOO_MUCH)
    return _Reader(as_read(tokens(text)), today, month_first).read()


class _Reader:
    """Goes over the tokens once, from left to right."""

    def __init__(self, tokens: list[Token], today: date, month_first: bool) -> None:
        self._tokens = tokens
        self._at = 0
        self._today = today
        self._month_first = month_first
        self._people: dict[str, None] = {}
        self._names: list[str] = []
        self._minutes: int | None = None
        self._day: date | None = None
        self._kind: MeetingKind | None = None

    def read(self) -> TalkText:
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            self._at += 1
            try:
                self._take(token)
            except NoSuchDay:
                raise Unreadable(Problem.NO_SUCH_DAY, token.text) from None
        return TalkText(tuple(self._people), tuple(self._names), self._minutes, self._day, self._kind)

    def _take(self, token: Token) -> None:
        match token.kind:
            case "id":
                self._people[token.text] = None
            case "name":
                self._names.append(token.text)
            case "number":
                self._number(token)
            case "word":
                self._word(token)
            case "iso" | "dots" | "slashes":
                self._date(token)
            case "clock":
                hours, minutes = token.text.split(":")
                if int(minutes) > 59:
                    raise Unreadable(Problem.NOT_A_LENGTH, token.text)
                self._length(int(hours) * 60 + int(minutes), token)
            case _:
                raise Unreadable(Problem.NOT_A_LENGTH, token.text)

    def _next(self, *kinds: str, ahead: int = 0) -> Token:
        """Return the token that comes next if it is of one of the kinds, else one that is nothing."""
        at = self._at + ahead
        token = self._tokens[at] if at < len(self._tokens) else None
        return token if token is not None and token.kind in kinds else Token("", "", "")

    def _date(self, token: Token) -> None:
        parts = [int(part) for part in re.split(r"[-./\s]+", token.text) if part]
        if token.kind == "iso":
            year, month, day = parts
            self._on(day_of(self._today, day, month, year), token)
        elif token.kind == "dots":
            self._on(day_of(self._today, *parts), token)
        else:
            first, second, *rest = parts
            given = rest[0] if rest else None
            self._on(slashed(self._today, first, second, given, month_first=self._month_first), token)

    def _number(self, token: Token) -> None:
        """Read a number by what follows: an hour, a span of days, a month, or else minutes."""
        unit = self._next("word").folded
        if unit in HOURS:
            self._at += 1
            self._length(round(_value(token) * 60) + self._minutes_after_hours(), token)
        elif unit in SPANS and self._next("word", ahead=1).folded == "ago" and token.text.isdecimal():
            self._at += 2
            self._ago(whole(token) * SPANS[unit], token)
        elif unit in ORDINALS and token.text.isdecimal():
            self._at += 1
            self._day_number(token)
        elif token.text.isdecimal() and self._is_day_before_month():
            self._day_number(token)
        else:
            self._at += unit in MINUTES
            if not token.text.isdecimal():
                raise Unreadable(Problem.NOT_A_LENGTH, token.text)
            self._length(whole(token), token)

    def _is_day_before_month(self) -> bool:
        """Say whether the number just read is the day of the month that follows: not in "15 november 19 2026"."""
        if self._next("word").folded == "of":
            return self._next("word", ahead=1).folded in MONTHS
        day_after = self._next("number", ahead=1).text
        year = self._next("number", ahead=2).text
        own_day = len(day_after) in (1, 2) and (self._next("word", ahead=2).folded in ORDINALS or len(year) == 4)
        return self._next("word").folded in MONTHS and not own_day

    def _minutes_after_hours(self) -> int:
        """Read the minutes of "1h30" and "1 hour and 30 minutes", or the half of "1 hour and a half"."""
        skip = 1 if self._next("word").folded == "and" else 0
        number, unit = self._next("number", ahead=skip), self._next("word", ahead=skip + 1).folded
        if number.text.isdecimal() and unit not in MONTHS and unit not in SPANS and unit not in ORDINALS:
            self._at += skip + 1 + (unit in MINUTES)
            return whole(number)
        if skip and self._next("word", ahead=1).folded == "a" and self._next("word", ahead=2).folded == "half":
            self._at += 3
            return 30
        return 0

    def _day_number(self, token: Token) -> None:
        """Read "19 nov 2026", "19th of november", "the 19th"."""
        skip = 1 if self._next("word").folded == "of" else 0
        month = MONTHS.get(self._next("word", ahead=skip).folded)
        if month is None:
            self._on(latest_day_of_month(self._today, whole(token)), token)
            return
        self._at += skip + 1
        self._on(day_of(self._today, whole(token), month, self._year()), token)

    def _year(self) -> int | None:
        year = self._next("number").text
        if len(year) == 4 and year.isdecimal():
            self._at += 1
            return int(year)
        return None

    def _word(self, token: Token) -> None:
        word = token.folded
        if word in AHEAD:
            raise Unreadable(Problem.AHEAD, token.text)
        if word in MONTHS and self._next("number").text.isdecimal():
            number = self._next("number")
            self._at += 1 + (self._next("word", ahead=1).folded in ORDINALS)
            self._on(day_of(self._today, whole(number), MONTHS[word], self._year()), number)
        elif word in WEEKDAYS:
            self._on(latest_weekday(self._today, WEEKDAYS[word]), token)
        elif word == "last" and (weekday := WEEKDAYS.get(self._next("word").folded)) is not None:
            self._at += 1
            self._on(latest_weekday(self._today, weekday, before_today=True), token)
        elif word in KINDS:
            self._kind = KINDS[word]
        elif not self._relative_day(token) and not self._spoken_length(token) and word not in PASSED_OVER:
            self._names.append(token.text)

    def _relative_day(self, token: Token) -> bool:
        """Read "today", "yesterday", "the day before yesterday", "a week ago"; say whether it was one."""
        word, following = token.folded, self._next("word").folded
        if word in TODAY:
            self._on(self._today, token)
        elif word == "yesterday":
            self._ago(1, token)
            self._at += following in TODAY  # "yesterday afternoon"
        elif word == "day" and following == "before" and self._next("word", ahead=1).folded == "yesterday":
            self._at += 2
            self._ago(2, token)
        elif word in SPANS and following == "ago":
            self._at += 1
            self._ago(SPANS[word], token)
        else:
            return False
        return True

    def _spoken_length(self, token: Token) -> bool:
        """Read "an hour", "half an hour", "an hour and a half"; say whether it was one."""
        word = token.folded
        if word == "hour":
            self._length(60 + self._minutes_after_hours(), token)
            return True
        article = 1 if self._next("word").folded in {"a", "an"} else 0
        if word == "half" and self._next("word", ahead=article).folded == "hour":
            self._at += article + 1
            self._length(30, token)
            return True
        return False

    def _ago(self, days: int, token: Token) -> None:
        if days > 10_000:
            raise NoSuchDay
        self._on(self._today - timedelta(days=days), token)

    def _on(self, day: date, token: Token) -> None:
        if day > self._today:
            raise Unreadable(Problem.AHEAD, token.text)
        if self._day not in (None, day):
            raise Unreadable(Problem.TWO_DAYS, token.text)
        self._day = day

    def _length(self, minutes: int, token: Token) -> None:
        if minutes < SHORTEST:
            raise Unreadable(Problem.TOO_SHORT, token.text)
        if minutes > LONGEST:
            raise Unreadable(Problem.TOO_LONG, token.text)
        if self._minutes is not None:
            raise Unreadable(Problem.TWO_LENGTHS, token.text)
        self._minutes = minutes


def _value(token: Token) -> float:
    return min(float(token.text.replace(",", ".")), LONGEST + 1.0)  # more hours than minutes may be is too long anyway
