"""Rounds that run: which one is on, and until when, from when the plan began and what hosts pressed since. Nothing else
is kept, so a restart changes nothing. All moments are aware UTC.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.protocols import Plan

MORE = timedelta(minutes=2)


class Press(StrEnum):
    """What a host can press while rounds run."""

    MORE = "more"  # two more minutes for this round
    NEXT = "next"  # this round ends now
    STOP = "stop"  # everything ends now


@dataclass(frozen=True, slots=True)
class Pressed:
    """A press at a moment, for the round that was shown. One for a round that is over has no effect, so that two hosts
    who press at once don't skip two rounds.
    """

    at: datetime
    press: Press
    round: int


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when a round lasts, as far as is known."""

    round: int
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class Running:
    """What goes on at a moment: the round's number and its span, or None before the beginning and after the end."""

    now: Span | None
    over: bool

    def left(self, now: datetime) -> timedelta:
        """Return how much time the round has left."""
        return max(timedelta(), self.now.ends - now) if self.now else timedelta()


def spans(plan: Plan, began_at: datetime, presses: Iterable[Pressed]) -> tuple[Span, ...]:
    """Return when each round of a plan lasts, given what has been pressed; the rounds after a stop are left out.

    What is pressed holds in the order of its time, and counts only while its round is on.
    """
    ordered = sorted(presses, key=lambda pressed: (pressed.at, list(Press).index(pressed.press)))
    found: list[Span] = []
    begins = began_at
    for number, planned in enumerate(plan.rounds):
        ends, stopped = _end(begins, begins + timedelta(minutes=planned.minutes), number, ordered)
        found.append(Span(number, begins, ends))
        if stopped:
            break
        begins = ends
    return tuple(found)


def _end(begins: datetime, ends: datetime, number: int, presses: Sequence[Pressed]) -> tuple[datetime, bool]:
    """Return when a round ends, and whether everything does."""
    for pressed in presses:
        if pressed.round != number or not begins <= pressed.at < ends:
            continue
        if pressed.press is Press.MORE:
            ends += MORE
        else:
            return pressed.at, pressed.press is Press.STOP
    return ends, False


def running(plan: Plan, began_at: datetime, presses: Iterable[Pressed], now: datetime) -> Running:
    """Return the round that is on at `now`. A round begins when the one before it ends."""
    found = spans(plan, began_at, [pressed for pressed in presses if pressed.at <= now])
    current = next((span for span in found if span.begins <= now < span.ends), None)
    return Running(current, over=not found or now >= found[-1].ends)
