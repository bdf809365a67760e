"""Discussion protocols: their timed parts, a plan for a group's size and a session's length, and a plan that runs.

Lengths are whole minutes. A protocol knows nothing of words: titles and sentences are in `bot/content`, by the keys of
protocol and rounds.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
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
PAIRS = "pairs"  # the key of the time for pairs of mentor and mentee


def plan(protocol: Structure, size: int, minutes: int, *, pairs_minutes: int = 0) -> Plan:
    """Return the rounds for a group of `size` in `minutes`, with `pairs_minutes` for pairs before the end if not 0.

    A session begins and ends with what works. Every presenter gets the same time. Where there is less time than usual,
    all rounds become shorter in proportion, down to their shortest; where there is more, they become longer; minutes
    that then are left over go to the closing round.

    Raises DoesNotFit with the shortest possible length, and ValueError for less than one person or a negative time.
    """
    if size < 1 or size > MOST_PEOPLE or minutes < 0 or pairs_minutes < 0:
        raise ValueError(f"no plan for {size} people, {minutes} minutes and {pairs_minutes} minutes in pairs")
    if not protocol.smallest <= size <= protocol.largest:
        raise DoesNotFit(f"{protocol.key} is for {protocol.smallest} to {protocol.largest} people, not {size}")
    rounds = _rounds(protocol, pairs_minutes)
    times = [size if each.each and protocol.in_turn else 1 for each in rounds]
    shortest = sum(each.shortest * n for each, n in zip(rounds, times, strict=True))
    longest = sum(each.longest * n for each, n in zip(rounds, times, strict=True)) + max(times) - 1
    if not shortest <= minutes <= longest:
        raise DoesNotFit(
            f"{protocol.key} with {size} people takes {shortest} to {longest} minutes, not {minutes}", shortest, longest
        )
    lengths = _lengths(rounds, times, minutes)
    left = minutes - sum(length * n for length, n in zip(lengths, times, strict=True))
    lengths[-1] += left
    return Plan(protocol.key, size, minutes, tuple(_in_order(rounds, lengths, size if protocol.in_turn else 1)))


def usual_length(protocol: Structure, size: int) -> int:
    """Return how many minutes a group of `size` usually takes, with the rounds around the protocol's own."""
    rounds = _rounds(protocol, 0)
    return sum(each.usual * (size if each.each and protocol.in_turn else 1) for each in rounds)


def possible_lengths(protocol: Structure, size: int, every: int = 5) -> list[int]:
    """Return the lengths for a group of `size` that are whole multiples of `every` minutes, and the usual one."""
    rounds = _rounds(protocol, 0)
    times = [size if each.each and protocol.in_turn else 1 for each in rounds]
    shortest = sum(each.shortest * n for each, n in zip(rounds, times, strict=True))
    longest = sum(each.longest * n for each, n in zip(rounds, times, strict=True))
    whole = range(-(-shortest // every) * every, longest + 1, every)
    return sorted({*whole, usual_length(protocol, size)})


def _rounds(protocol: Structure, pairs_minutes: int) -> list[Round]:
    pairs = FrameRound(PAIRS, pairs_minutes, pairs_minutes, pairs_minutes)
    return [OPENING, *protocol.rounds, *([pairs] if pairs_minutes else []), CLOSING]


def _lengths(rounds: list[Round], times: list[int], minutes: int) -> list[int]:
    """Return a length for each round: as many whole minutes as can be given without exceeding `minutes`, always to the
    round that is furthest behind its usual length.
    """
    lengths = [each.shortest for each in rounds]
    left = minutes - sum(length * n for length, n in zip(lengths, times, strict=True))
    while True:
        open_ = [n for n, each in enumerate(rounds) if lengths[n] < each.longest and times[n] <= left]
        if not open_:
            return lengths
        behind = min(open_, key=lambda n: (lengths[n] / rounds[n].usual, n))
        lengths[behind] += 1
        left -= times[behind]


def _in_order(rounds: list[Round], lengths: list[int], presenters: int) -> Iterator[PlannedRound]:
    """Yield the rounds; those for each presenter, together, once for every one."""
    at = 0
    while at < len(rounds):
        block = at
        while block < len(rounds) and rounds[block].each:
            block += 1
        for presenter in range(presenters if block > at else 0):
            for n in range(at, block):
                yield PlannedRound(rounds[n], lengths[n], presenter)
        if block < len(rounds):
            yield PlannedRound(rounds[block], lengths[block])
        at = block + 1
