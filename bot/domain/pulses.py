"""Two questions each term: what a term is, when members of pairs are asked, and what answers say together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from statistics import fmean

from bot.domain.calendar import DAY, WEEK, Rhythm, SchoolDays, local, moment_of, next_prompt, reminder_at
from bot.domain.disclosure import LEAST

BEFORE_THE_END = timedelta(weeks=4)
KNOWN_FOR = timedelta(weeks=2)  # how long a pair has had before it is asked whether it fits
AT = time(10, 0)
ONE_TERM = timedelta(weeks=16)  # a shorter program is one term
HALF_YEAR = timedelta(weeks=26)
WITHIN = timedelta(days=14)  # how far the asking moves for days off and prompts
SCALE = range(1, 6)
LINE_LENGTH = 300
CHANGE = 0.3  # less is about the same


@dataclass(frozen=True, slots=True)
class PulseTerm:
    """A term by its number in the program, from the local day `starts` to the local day `ends`."""

    number: int
    starts: date
    ends: date

    @property
    def key(self) -> str:
        """What its answers are kept under."""
        return str(self.number)

    @property
    def asked_on(self) -> date | None:
        """The local day from which its members are asked; None for a term of four weeks or less."""
        day = self.ends - BEFORE_THE_END
        return day if day > self.starts else None

    def asks_from(self, pair_starts: date) -> date | None:
        """Return the local day from which the members of a pair that began on `pair_starts` are asked: two weeks after
        that at the earliest; None where this term does not ask them.
        """
        day = max(self.asked_on, pair_starts + KNOWN_FOR) if self.asked_on is not None else None
        return day if day is not None and day <= self.ends else None


def term_on(starts: date, ends: date | None, day: date) -> PulseTerm | None:
    """Return the term of a program that holds the local `day`, None outside the program.

    A program has two, its halves; a short one is one; one without an end has a term every half year.
    """
    if day < starts or (ends is not None and day > ends):
        return None
    if ends is None:
        number = (day - starts) // HALF_YEAR
        first = starts + number * HALF_YEAR
        return PulseTerm(number + 1, first, first + HALF_YEAR - DAY)
    length = ends - starts + DAY
    if length < ONE_TERM:
        return PulseTerm(1, starts, ends)
    second = starts + timedelta(days=length.days // 2)
    return PulseTerm(1, starts, second - DAY) if day < second else PulseTerm(2, second, ends)


def latest_term(starts: date, ends: date | None, day: date) -> PulseTerm | None:
    """Return the term that holds the local `day`, after the program's end its last one; None before the program."""
    return term_on(starts, ends, min(day, ends) if ends is not None else day)


def term_before(starts: date, ends: date | None, term: PulseTerm) -> PulseTerm | None:
    """Return the term before, None for the first."""
    return term_on(starts, ends, term.starts - DAY)


def asking_terms(starts: date, ends: date | None, since: date, until: date) -> list[PulseTerm]:
    """Return the terms whose asking has begun by the local day `until`, of those that hold days from `since` to before
    `until`.
    """
    found = dict.fromkeys(term_on(starts, ends, since + n * DAY) for n in range((until - since).days))
    return [term for term in found if term is not None and term.asked_on is not None and term.asked_on < until]


def asked_at(term: PulseTerm, first: date, rhythm: Rhythm, reminded: time, days: SchoolDays) -> datetime | None:
    """Return the UTC moment at which a member with that rhythm is asked: 10:00 on the first school day from `first` on
    that holds neither a check-in prompt nor its reminder, which comes at `reminded`; None where two weeks hold no such
    day.
    """
    taken = _days_of_prompts(first, rhythm, reminded, days)
    last = min(first + WITHIN, term.ends)
    free = (first + n * DAY for n in range((last - first).days + 1))
    day = next((day for day in free if day in days and day not in taken), None)
    return moment_of(day, AT, rhythm.timezone) if day is not None else None


def _days_of_prompts(first: date, rhythm: Rhythm, reminded: time, days: SchoolDays) -> set[date]:
    """Return the local days of prompts and reminders from a week before `first` until the asking is off."""
    found: set[date] = set()
    at = next_prompt(moment_of(first - WEEK, time(0), rhythm.timezone), rhythm, days)
    while at is not None and (day := local(at, rhythm.timezone).date()) <= first + WITHIN:
        reminder = reminder_at(at, reminded, rhythm.timezone, days)
        found |= {day} if reminder is None else {day, local(reminder, rhythm.timezone).date()}
        at = next_prompt(at, rhythm, days)
    return found


@dataclass(frozen=True, slots=True)
class PulseAnswer:
    """What a member says: whether it is worth the time and whether the pair fits, 1 to 5, and a line of their own.
    `fit` is None for who is in no pair.
    """

    worth: int
    fit: int | None = None
    line: str = ""

    @property
    def is_valid(self) -> bool:
        """Whether it can be kept."""
        return self.worth in SCALE and (self.fit is None or self.fit in SCALE) and len(self.line) <= LINE_LENGTH


@dataclass(frozen=True, slots=True)
class Trend:
    """The averages of a term beside those of the term before; None where fewer than five answered."""

    count: int
    worth: float
    worth_before: float | None = None
    fit: float | None = None
    fit_before: float | None = None


def trend(answers: Sequence[PulseAnswer], before: Sequence[PulseAnswer]) -> Trend | None:
    """Return what the answers of a term say together; None where fewer than five people answered."""
    worth = average(answers, lambda one: one.worth, LEAST)
    if worth is None:
        return None
    return Trend(
        len(answers),
        worth,
        average(before, lambda one: one.worth, LEAST),
        average(answers, lambda one: one.fit, LEAST),
        average(before, lambda one: one.fit, LEAST),
    )


def average(answers: Sequence[PulseAnswer], of: Callable[[PulseAnswer], int | None], least: int = 1) -> float | None:
    """Return the mean of one of the two answers to a decimal; None where fewer than `least` gave it."""
    given = [value for value in map(of, answers) if value is not None]
    return round(fmean(given), 1) if len(given) >= max(least, 1) else None


def change(now: float, before: float | None) -> str:
    """Say how an average stands to the one before: `first` without one, else `same`, `up` or `down`."""
    if before is None:
        return "first"
    if abs(round(now - before, 1)) < CHANGE:
        return "same"
    return "up" if now > before else "down"
