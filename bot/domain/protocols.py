"""Discussion protocols: their timed parts, a plan for a group's size and a session's length, and a plan that runs.

Lengths are whole minutes. A protocol knows nothing of words: titles and sentences are in `bot/content`, by the keys of
protocol and rounds.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Protocol

MOST_PEOPLE = 100  # beyond any breakout group; keeps a mistyped number from making a plan of thousands of rounds


class Speaks(StrEnum):
    """Who has the word in a round."""

    EVERYONE = "everyone"
    NOBODY = "nobody"  # each for themselves, in writing
    PRESENTER = "presenter"
    LISTENERS = "listeners"  # the presenter is silent


class Round(Protocol):
    """A timed part of a protocol: `shortest` to `longest` minutes, `usual` where there is time for it. `speaks` is one
    of Speaks.

    With `each` it comes once for every presenter. `silent` says that the presenter listens, `clarifying_only` that only
    questions about facts are asked.
    """

    @property
    def key(self) -> str: ...
    @property
    def shortest(self) -> int: ...
    @property
    def usual(self) -> int: ...
    @property
    def longest(self) -> int: ...
    @property
    def speaks(self) -> str: ...
    @property
    def each(self) -> bool: ...
    @property
    def silent(self) -> bool: ...
    @property
    def clarifying_only(self) -> bool: ...


class Structure(Protocol):
    """A discussion protocol: a structure for a conversation of `smallest` to `largest` people. With `in_turn` everybody
    presents, otherwise one person does, or nobody. The rounds with `each` follow one another.
    """

    @property
    def key(self) -> str: ...
    @property
    def smallest(self) -> int: ...
    @property
    def largest(self) -> int: ...
    @property
    def in_turn(self) -> bool: ...
    @property
    def rounds(self) -> Sequence[Round]: ...


@dataclass(frozen=True, slots=True)
class FrameRound:
    """A round that every session has, whatever its protocol."""

    key: str
    shortest: int
    usual: int
    longest: int
    speaks: str = Speaks.EVERYONE
    each: bool = False
    silent: bool = False
    clarifying_only: bool = False


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """A round with its minutes. `presenter` counts the presenters from 0, None in a round for all."""

    round: Round
    minutes: int
    presenter: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """The rounds of one group, which add up to `minutes` exactly."""

    protocol: str
    size: int
    minutes: int
    rounds: tuple[PlannedRound, ...]


class DoesNotFit(ValueError):
    """The protocol cannot be held with that many people or in that time.

    `shortest` and `longest` are the possible lengths in minutes with that many people, None if the group is too small
    or too large for the protocol in any time.
    """

    def __init__(self, message: str, shortest: int | None = None, longest: int | None = None) -> None:
        super().__init__(message)
        self.shortest = shortest
        self.longest = longest


OPENING = FrameRound("opening", 2, 5, 10)  # what works
CLOSING = FrameRound("closing", 2, 5, 10)  # what works, again
BREAK = FrameRound("break", 5, 5, 15, Speaks.NOBODY)
TALK = FrameRound("talk", 5, 20, 24 * 60)  # an open conversation about what came up, as long as there is time for it
PAIRS = "pairs"  # the key of the time for pairs of mentor and mentee


@dataclass(frozen=True, slots=True)
class Shape:
    """What a plan adds to a protocol where there is more time than it takes.

    `turns`: how often the protocol is gone through, for one matter after the other. `pause`: a break, between the
    turns, else in the middle of the presenters, else behind the protocol. `talk`: an open conversation after it.
    """

    turns: int = 1
    pause: bool = False
    talk: bool = False


PLAIN = Shape()


def plan(protocol: Structure, size: int, minutes: int, *, pairs_minutes: int = 0, shape: Shape = PLAIN) -> Plan:
    """Return the rounds for a group of `size` in `minutes`, with `pairs_minutes` for pairs before the end if not 0.

    A session begins and ends with what works. Every presenter gets the same time, and so does every turn. Where there
    is less time than usual, all rounds become shorter in proportion, down to their shortest; where there is more, they
    become longer; minutes that then are left over go to the closing round.

    Raises DoesNotFit with the shortest possible length, and ValueError for less than one person or a negative time.
    """
    if size < 1 or size > MOST_PEOPLE or minutes < 0 or pairs_minutes < 0:
        raise ValueError(f"no plan for {size} people, {minutes} minutes and {pairs_minutes} minutes in pairs")
    if not protocol.smallest <= size <= protocol.largest:
        raise DoesNotFit(f"{protocol.key} is for {protocol.smallest} to {protocol.largest} people, not {size}")
    order = list(_in_order(protocol, size, pairs_minutes, shape))
    times = Counter(each.key for each, _ in order)
    rounds = list({each.key: each for each, _ in order}.values())
    shortest = sum(each.shortest * times[each.key] for each in rounds)
    longest = sum(each.longest * times[each.key] for each in rounds) + max(times.values()) - 1
    if not shortest <= minutes <= longest:
        raise DoesNotFit(
            f"{protocol.key} with {size} people takes {shortest} to {longest} minutes, not {minutes}", shortest, longest
        )
    lengths = _lengths(rounds, times, minutes)
    return Plan(protocol.key, size, minutes, tuple(PlannedRound(each, lengths[each.key], who) for each, who in order))


def usual_length(protocol: Structure, size: int, *, pairs_minutes: int = 0, shape: Shape = PLAIN) -> int:
    """Return how many minutes a group of `size` usually takes, with the rounds around the protocol's own."""
    return sum(each.usual for each, _ in _in_order(protocol, size, pairs_minutes, shape))


def possible_lengths(protocol: Structure, size: int, every: int = 5) -> list[int]:
    """Return the lengths for a group of `size` that are whole multiples of `every` minutes, and the usual one."""
    order = [each for each, _ in _in_order(protocol, size, 0, PLAIN)]
    shortest, longest = sum(each.shortest for each in order), sum(each.longest for each in order)
    whole = range(-(-shortest // every) * every, longest + 1, every)
    return sorted({*whole, usual_length(protocol, size)})


def _lengths(rounds: Sequence[Round], times: Mapping[str, int], minutes: int) -> dict[str, int]:
    """Return a length for each round, by key, that add up to `minutes`: as many whole minutes as can be given, always
    to the round that is furthest behind its usual length; what is left over goes to the closing.
    """
    lengths = {each.key: each.shortest for each in rounds}
    left = minutes - sum(length * times[key] for key, length in lengths.items())
    while open_ := [each for each in rounds if lengths[each.key] < each.longest and times[each.key] <= left]:
        behind = min(open_, key=lambda each: lengths[each.key] / each.usual)
        lengths[behind.key] += 1
        left -= times[behind.key]
    lengths[CLOSING.key] += left
    return lengths


def _in_order(protocol: Structure, size: int, pairs_minutes: int, shape: Shape) -> Iterator[tuple[Round, int | None]]:
    """Yield all rounds as they follow one another, each with its presenter."""
    yield OPENING, None
    presenters = size if protocol.in_turn else 1
    pause_after = (presenters + 1) // 2 if shape.pause and protocol.in_turn else None
    for turn in range(shape.turns):
        if turn and shape.pause:
            yield BREAK, None
        yield from _through(protocol.rounds, presenters, pause_after)
    if shape.pause and shape.turns == 1 and not protocol.in_turn:
        yield BREAK, None
    if shape.talk:
        yield TALK, None
    if pairs_minutes:
        yield FrameRound(PAIRS, pairs_minutes, pairs_minutes, pairs_minutes), None
    yield CLOSING, None


def _through(rounds: Sequence[Round], presenters: int, pause_after: int | None) -> Iterator[tuple[Round, int | None]]:
    """Yield a protocol's rounds; those for each presenter, together, once for every one."""
    for each, block in groupby(rounds, key=lambda each: each.each):
        own = list(block)
        if not each:
            yield from ((one, None) for one in own)
            continue
        for presenter in range(presenters):
            yield from ((one, presenter) for one in own)
            if presenter + 1 == pause_after:
                yield BREAK, None
