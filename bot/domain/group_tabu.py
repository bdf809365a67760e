"""Groups by tabu search, for rosters that the exact search cannot decide: two people change places, or one goes over to
another group, always in the best way there is, for better or worse; and nobody goes back soon to where they came from.

It proves nothing. Its chances are drawn from fixed seeds and its numbers are whole: the same input gives the same
answer everywhere. All changes that there could be are weighed at once, as tables, by NumPy, which comes with HiGHS;
whoever imports this module loads it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from random import Random

import numpy as np
from numpy.typing import NDArray

from bot.domain.group_placing import Placing, fill, placed
from bot.domain.group_sizes import Roster

NUMBERS = 8  # of groups that get a short walk
SHORT = 1_000  # changes in a short walk
LONG, FEW = 300_000, 40  # in a long one, divided by the number of people, but not by fewer than `FEW`
NEAR, FAR = (2, 5), (6, 15)  # for how many changes nobody goes back, from and to: as a rule, and where it is to go far
A_MOVE = 16  # what it costs that somebody is not at home; chance decides between changes that differ by less
CHANCES, DRAWN = 6, 64  # so many values, drawn for so many changes and then taken again
PRICE, LOWEST, HIGHEST = 64, 10, 120  # of a broken pair: at first, and between which it goes
AGAIN = 20  # where it goes from the highest, so that fewer broken pairs are looked for in another place
DEARER, CHEAPER = 2, 4  # by how much it goes up while too many are broken, and down while there are not
RENAMED_EVERY = 4  # changes
NEVER = 1 << 22

Table = NDArray[np.int32]


class Start(Enum):
    """Where a long walk begins."""

    FIRST = auto()  # where the short one has begun
    ANEW = auto()  # with everybody's place drawn anew
    BEST = auto()  # at the best groups so far


# The long walks: how many numbers of groups get one, where it begins, how far people go in it, and how many fewer
# broken pairs than in the best so far it is after, as long as there may be any fewer.
WALKS = (
    (2, Start.FIRST, NEAR, 0),
    (1, Start.ANEW, NEAR, 1),
    (2, Start.ANEW, FAR, 0),
    (1, Start.ANEW, NEAR, 0),
    (1, Start.BEST, NEAR, 0),
    (1, Start.BEST, FAR, 0),
)


@dataclass(frozen=True, slots=True)
class Found:
    """The best groups of a walk: what they cost, and everybody's group."""

    cost: tuple[int, int]
    group_of: list[int]


class Tabu:
    """A roster as tables, and walks through its groups."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        people, self.names = len(roster.home_of), len(roster.members) + roster.sizes.counts[-1]
        self.apart: Table = np.zeros((people, people), dtype=np.int32)
        self.away: Table = np.zeros((people, self.names), dtype=np.int32)
        for person, (home, enemies) in enumerate(zip(roster.home_of, roster.enemies, strict=True)):
            self.apart[person, sorted(enemies)] = 1
            if home >= 0:
                self.away[person] = A_MOVE
                self.away[person, home] = 0

    def walk(
        self,
        group_of: Sequence[int],
        seed: int,
        changes: int,
        tenure: tuple[int, int],
        least: tuple[int, int],
        fewer: int = 0,
    ) -> Found:
        """Return the best groups that are passed in so many changes, until the cost is `least`. Their number stays the
        same; a pair becomes dearer while more are broken than in the best so far, and cheaper otherwise.
        """
        walk = _Walk(self, group_of, Random(seed), tenure)
        best = Found(walk.cost(), list(group_of))
        for turn in range(1, changes + 1):
            if best.cost <= least or not walk.step(turn):
                break
            if turn % RENAMED_EVERY == 0:
                walk.rename()
            broken = walk.broken()
            if broken <= best.cost[0] and (cost := walk.cost()) < best.cost:
                best = Found(cost, walk.named())
            walk.charge(DEARER if broken > max(least[0], best.cost[0] - fewer) else -CHEAPER)
        return best


class _Walk:
    """Where everybody is. Groups are numbered as columns of the tables here; `names` says which they are."""

    def __init__(self, tabu: Tabu, group_of: Sequence[int], random: Random, tenure: tuple[int, int]) -> None:
        self.tabu, self.random, self.tenure = tabu, random, tenure
        self.sizes = tabu.roster.sizes
        self.names = np.array(sorted(set(group_of)))
        self.group = np.searchsorted(self.names, np.array(group_of))
        people, groups = len(group_of), len(self.names)
        self.first = np.arange(people) * groups  # of each person's row, in a table written line by line
        self.here = self.first + self.group
        seats: Table = np.zeros((people, groups), dtype=np.int32)
        np.put(seats, self.here, 1)
        self.size = seats.sum(axis=0)
        self.met: Table = tabu.apart @ seats  # how many of a person's enemies are in a group
        self.away: Table = tabu.away[:, self.names]
        self.until: Table = np.zeros((people, groups), dtype=np.int32)  # the turn before which one may not go there
        drawn = np.frombuffer(random.randbytes(DRAWN * people * groups), dtype=np.uint8) % CHANCES
        self.chance = drawn.astype(np.int32).reshape(DRAWN, people, groups)
        self.home = np.array(tabu.roster.home_of)
        self.homed = np.flatnonzero(self.home >= 0)
        self.price = PRICE
        self.charge(0)

    def charge(self, more: int) -> None:
        """Let a broken pair cost so much more, within its limits."""
        self.price = max(self.price + more, LOWEST)
        if self.price > HIGHEST:
            self.price = AGAIN
        self.both: Table = self.tabu.apart * (2 * self.price)

    def broken(self) -> int:
        """Return how many apart pairs meet."""
        return int(self.met.take(self.here).sum()) // 2

    def cost(self) -> tuple[int, int]:
        """Return what there is to make small, the weightier first."""
        return self.broken(), int(self.away.take(self.here).sum()) // A_MOVE

    def named(self) -> list[int]:
        """Return everybody's group as the roster numbers it."""
        return [int(group) for group in self.names[self.group]]

    def step(self, turn: int) -> bool:
        """Make the best change for somebody who meets an enemy or is away from home; False if nobody is or does."""
        costs = self.met * self.price + self.away
        now = costs.take(self.here)
        troubled = now.nonzero()[0]
        if not len(troubled):
            return False
        costs += self.chance[turn % DRAWN]
        costs += (self.until > turn) * np.int32(NEVER)
        costs.put(self.here, 2 * NEVER)  # who stays does not change places
        from_ = self.group[troubled]
        going = costs.take(troubled, 0) - now.take(troubled)[:, None]
        swaps = going.take(self.group, 1)
        swaps += np.ascontiguousarray(costs.T).take(from_, 0)
        swaps -= now
        swaps -= self.both.take(troubled, 0)  # two who are kept apart were counted as meeting each other, who goes away
        at, other = divmod(int(swaps.argmin()), len(self.group))
        person, until = int(troubled[at]), turn + self.random.randint(*self.tenure)
        if self.sizes.lowest < self.sizes.highest:
            going += (self.size >= self.sizes.highest) * np.int32(NEVER)
            going += ((self.size[from_] <= self.sizes.lowest) * np.int32(NEVER))[:, None]
            who, group = divmod(int(going.argmin()), len(self.names))
            if going[who, group] < swaps[at, other]:
                self._go(int(troubled[who]), group, until)
                return True
        here, there = int(self.group[person]), int(self.group[other])
        self._go(person, there, until)
        self._go(other, here, until)
        return True

    def _go(self, person: int, group: int, until: int) -> None:
        here, enemies = int(self.group[person]), self.tabu.apart[person]
        self.met[:, here] -= enemies
        self.met[:, group] += enemies
        self.size[here] -= 1
        self.size[group] += 1
        self.group[person] = group
        self.here[person] = self.first[person] + group
        self.until[person, here] = until

    def rename(self) -> None:
        """Call one group by a home that none is called by, or have two change names, where more are at home then."""
        groups = np.arange(len(self.names))
        of_home: Table = np.zeros((len(groups), self.tabu.names), dtype=np.int32)
        np.add.at(of_home, (self.group[self.homed], self.home[self.homed]), 1)
        stay = of_home[groups, self.names]
        swap = of_home[:, self.names]
        gain = of_home - stay[:, None]
        gain[:, self.names] = swap + swap.T - stay[:, None] - stay
        group, name = divmod(int(gain.argmax()), self.tabu.names)
        if gain[group, name] > 0:
            self.names[self.names == name] = self.names[group]
            self.names[group] = name
            self.away = self.tabu.away[:, self.names]


def tabu(roster: Roster, placing: Placing, least: tuple[int, int]) -> Placing:
    """Return the best groups found, which are not worse than those given: in a short walk with every promising number
    of groups, then in long ones with the best, until the cost is `least`, which none can be below.
    """
    tables, counts = Tabu(roster), list(roster.sizes.counts)
    mine = sum(map(bool, placing.groups))
    numbers = {mine: None, **dict.fromkeys(counts[:: -(-len(counts) // NUMBERS)])}
    first = {groups: (placing if groups == mine else _filled(roster, groups)).group_of for groups in numbers}
    best = {groups: tables.walk(start, 0, SHORT, NEAR, least) for groups, start in first.items()}
    changes = LONG // max(FEW, len(roster.home_of))
    for seed, (many, start, tenure, fewer) in enumerate(WALKS, start=1):
        for groups in _promising(best)[:many]:
            begin = first[groups] if start is Start.FIRST else best[groups].group_of
            if start is Start.ANEW:
                begin = Random(seed).sample(begin, len(begin))
            found = tables.walk(begin, seed, changes, tenure, least, fewer)
            best[groups] = min(best[groups], found, key=lambda each: each.cost)
            if best[groups].cost <= least:
                return placed(roster, best[groups].group_of)
    return placed(roster, min(best.values(), key=lambda each: each.cost).group_of)


def _promising(best: Mapping[int, Found]) -> list[int]:
    """Return numbers of groups, the best first, then those that would be if they broke one pair less: with more groups
    fewer move, but more meet at first.
    """
    first = min(best, key=lambda groups: (best[groups].cost, groups))
    broken = best[first].cost[0]

    def promise(groups: int) -> tuple[int, int, int]:
        each, moved = best[groups].cost
        return max(broken, each - 1), moved, groups

    return [first, *sorted(best.keys() - {first}, key=promise)]


def _filled(roster: Roster, groups: int) -> Placing:
    return fill(replace(roster, sizes=replace(roster.sizes, counts=range(groups, groups + 1))), {})
