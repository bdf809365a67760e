"""When somebody is left alone: in their own quiet hours, else in those of their program. Reads and writes nothing."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from bot.domain.calendar import QuietHours
from bot.domain.members import Person
from bot.domain.programs import Program

LEAST_AWAKE = 4 * 60  # minutes a day; so there is an hour for a message also on the day on which clocks leap ahead
_DAY = 24 * 60


class QuietFlaw(StrEnum):
    """Why somebody can't have quiet hours."""

    ALL_DAY = "all_day"  # they begin when they end
    TOO_LONG = "too_long"
    QUESTION = "question"  # their weekly question comes in them


@dataclass(frozen=True, slots=True)
class QuietObjection:
    """What is wrong with quiet hours that somebody wants, whose question comes at `question_at` of their own clock."""

    flaw: QuietFlaw
    question_at: time


def quiet_hours(person: Person, program: Program) -> QuietHours:
    """Return the hours, on the person's own wall clock, in which nothing of `program` comes to them unasked."""
    if person.quiet_from is None or person.quiet_to is None:
        return QuietHours(program.quiet_from, program.quiet_to)
    return QuietHours(person.quiet_from, person.quiet_to)


def flaw_of(wanted: QuietHours, question_at: time) -> QuietFlaw | None:
    """Return what is wrong with quiet hours for somebody whose question comes at `question_at`, None if nothing is."""
    if wanted.begins == wanted.ends:
        return QuietFlaw.ALL_DAY
    if (_minutes(wanted.begins) - _minutes(wanted.ends)) % _DAY < LEAST_AWAKE:
        return QuietFlaw.TOO_LONG
    return QuietFlaw.QUESTION if wanted.hold_at(question_at) else None


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
