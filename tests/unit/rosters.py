"""Rosters for the tests of groups."""

from itertools import combinations
from random import Random

from bot.domain.groups import Participant

Homes = dict[str, set[str]]
Pairs = set[frozenset[str]]


def people(ids: list[str]) -> list[Participant]:
    """Return participants of no kind or district."""
    return [Participant(who) for who in ids]


def sixty(seed: int, smallest: int, largest: int, apart: float) -> tuple[Homes, list[str], Pairs]:
    """Return up to sixty people in homes of which some are too large or small, and pairs who are to be kept apart."""
    random = Random(seed)
    ids = [f"p{n:02}" for n in range(60 - 4 * (seed % 2))]
    random.shuffle(ids)
    homes: Homes = {}
    at = 0
    while at < len(ids) - seed % 4:
        size = random.choice([smallest - 1, smallest, largest, largest + 1])
        homes[f"h{len(homes)}"] = set(ids[at : at + size])
        at += size
    pairs = {frozenset(pair) for pair in combinations(sorted(ids), 2) if random.random() < apart}
    return homes, ids, pairs
