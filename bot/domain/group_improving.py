"""Small changes to groups for the better: fewer apart pairs that meet, fewer people moved, and then, among those who
are not at home anyway, kinds together and districts mixed. Every change weighed takes one of a fixed number of tries.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from bot.domain.group_placing import Placing, fill, placed
from bot.domain.group_sizes import NOBODY, Roster

TRIES = 100_000
SWAPS = 15_000  # how many are weighed for kind and district; each takes up to a fiftieth millisecond

Change = tuple[tuple[int, int], tuple[tuple[int, int], ...]]  # what it costs; who goes where


def improve(placing: Placing) -> None:
    """Make changes that break fewer apart pairs, or as many and move fewer people, while there are any and tries."""
    tries = TRIES
    better = True
    while better and tries > 0:
        better = False
        for person in _troubled(placing):
            best: Change = ((0, 0), ())
            for change in _changes(placing, person):
                best = min(best, change)
                tries -= 1
                if tries <= 0:
                    break
            for who, group in best[1]:
                placing.put(who, group)
            better = better or bool(best[1])


def _troubled(placing: Placing) -> list[int]:
    """Return those who meet an enemy, and those who have left home, if more than there need to be."""
    homes = placing.roster.home_of
    broken, moved = [], []
    for person, group in enumerate(placing.group_of):
        if placing.meets(person, group):
            broken.append(person)
        elif -1 != homes[person] != group:
            moved.append(person)
    return broken + moved


def _changes(placing: Placing, person: int) -> Iterator[Change]:
    """Yield what one person could do: go to another group, or change places with somebody."""
    sizes, groups = placing.roster.sizes, placing.groups
    here = placing.group_of[person]
    leaving = _cost(placing, person, here)
    may_leave = len(groups[here]) > sizes.lowest
    for group, there in enumerate(groups):
        if not there or group == here:
            continue
        going = _cost(placing, person, group)
        if may_leave and len(there) < sizes.highest:
            yield (going[0] - leaving[0], going[1] - leaving[1]), ((person, group),)
        if going[0] > leaving[0] + 1:
            continue
        for other in sorted(there):
            friends = other not in placing.roster.enemies[person]
            back, out = _cost(placing, other, here), _cost(placing, other, group)
            both = 0 if friends else 2  # each was counted as meeting the other, who goes away
            broken = going[0] + back[0] - leaving[0] - out[0] - both
            yield (broken, going[1] + back[1] - leaving[1] - out[1]), ((person, group), (other, here))


def _cost(placing: Placing, person: int, group: int) -> tuple[int, int]:
    home = placing.roster.home_of[person]
    return placing.meets(person, group), int(-1 != home != group)


def mix(placing: Placing) -> None:
    """Let people who are not at home change places with each other where that brings kinds together, or mixes districts
    and separates no kind.
    """
    homes = placing.roster.home_of
    away = [person for person, group in enumerate(placing.group_of) if homes[person] != group]
    neighbours = SWAPS // max(1, len(away))
    for at, person in enumerate(away):
        for other in away[at + 1 : at + 1 + neighbours]:
            here, there = placing.group_of[person], placing.group_of[other]
            if here == there or homes[person] == there or homes[other] == here:
                continue
            if _apart(placing, person, there, other) or _apart(placing, other, here, person):
                continue
            if _likeness(placing, person, other) < (0, 0):
                placing.put(person, there)
                placing.put(other, here)


def _apart(placing: Placing, person: int, group: int, instead_of: int) -> bool:
    """Say whether a person would meet an enemy in a group that another leaves."""
    return placing.meets(person, group) > (instead_of in placing.roster.enemies[person])


def _likeness(placing: Placing, person: int, other: int) -> tuple[int, int]:
    """Return what is lost in pairs of a kind, and gained in pairs of a district, if two people change places."""
    here, there = placing.group_of[person], placing.group_of[other]

    def alike(values: tuple[str, ...]) -> int:
        def same(one: int, group: Iterable[int]) -> int:
            return sum(values[one] == values[each] for each in group if each not in (person, other))

        before = same(person, placing.groups[here]) + same(other, placing.groups[there])
        return same(person, placing.groups[there]) + same(other, placing.groups[here]) - before

    return -alike(placing.roster.kinds), alike(placing.roster.districts)


def regardless(roster: Roster) -> Placing:
    """Return groups in which as many are at home as if nobody were to be kept apart, improved."""
    peaceful = fill(replace(roster, enemies=(NOBODY,) * len(roster.enemies)), {})
    placing = placed(roster, peaceful.group_of)
    improve(placing)
    return placing


def named(roster: Roster, nameless: Placing) -> Placing:
    """Return the same groups under the names of homes, each under that of a home with most people in it, improved."""
    groups = len(roster.members) + len(nameless.groups)
    placing = Placing(roster, [-1] * len(nameless.group_of), [set() for _ in range(groups)])
    shared = Counter((home, group) for home, group in zip(roster.home_of, nameless.group_of, strict=True) if home >= 0)
    name_of: dict[int, int] = {}
    for (home, group), _ in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
        if group not in name_of and home not in name_of.values():
            name_of[group] = home
    for person, group in enumerate(nameless.group_of):
        placing.put(person, name_of.get(group, len(roster.members) + group))
    improve(placing)
    return placing
