"""Which groups are worth most, when every person has a worth and every apart pair that meets takes something off.

Groups grow by a person at a time, all that have begun at once, as rows of NumPy's tables. A group is given up when
what could still come cannot make it worth enough: of people who are all apart from each other the second takes off one
pair more, the third two. People of whom no two are apart are added last, the best first, because nothing is left to
be decided among them. Whoever imports this module loads NumPy.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.domain.group_sizes import Roster, cliques

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]

NEVER = -1e9  # the worth of what cannot be
SLACK = 1e-7  # what the arithmetic may be off by, in a group
KEPT = 40  # groups a name that are handed out, the best; others come another time


class TooMany(Exception):
    """There are more groups than were asked for."""


@dataclass(frozen=True, slots=True)
class Group:
    """People who could be together, what the group is called, as the number of a row of worths, and its worth."""

    name: int
    people: tuple[int, ...]
    worth: float


@dataclass(frozen=True, slots=True)
class Found:
    """Groups, the best first; by name, more than what no group is worth; and how many rows it took to find that."""

    groups: list[Group]
    at_most: Numbers
    rows: int


@dataclass(slots=True)
class _Begun:
    """Groups that have begun, one a row, with as many people each; people are numbered by their place in line."""

    name: Places
    worth: Numbers
    last: Places  # the place of who came last; only those behind may follow
    inside: NDArray[np.bool_]
    more: Numbers  # what each person would be worth, without the pairs they would break

    def __len__(self) -> int:
        return len(self.name)

    def grown(self, rows: Places, places: Places, pairs: Numbers) -> "_Begun":
        """Return groups that have grown by a person each."""
        inside = self.inside[rows]
        inside[np.arange(len(rows)), places] = True
        worth = self.worth[rows] + self.more[rows, places]
        return _Begun(self.name[rows], worth, places, inside, self.more[rows] - pairs[places])


class Pricing:
    """A roster's groups. `every` is for whoever wants all of them that are worth something, not only the best."""

    def __init__(self, roster: Roster, *, every: bool = False) -> None:
        enemies, self.sizes, self.every = roster.enemies, roster.sizes, every
        people = len(enemies)
        first = _cover(enemies)
        rest = sorted(set(range(people)) - set(first))
        self.line = first + rest
        self.choosy = people if every else len(first)  # how many are decided on one by one
        place = {person: at for at, person in enumerate(self.line)}
        self.apart: Numbers = np.zeros((people, people))
        for person, each in enumerate(enemies):
            self.apart[place[person], [place[other] for other in each]] = 1
        sets = cliques(sorted(first, key=lambda p: (-len(enemies[p]), p)), enemies)
        sets += [[person] for person in rest if every]
        self.sets: Places = np.full((len(sets), max(map(len, sets), default=1)), people)
        for row, clique in enumerate(sets):
            self.sets[row, : len(clique)] = [place[person] for person in clique]

    def find(self, worth: Numbers, price: float, floor: Numbers, width: int) -> Found:
        """Return groups worth more than the `floor` of their name. `worth` has a row a name and a column a person,
        and `price` is taken off for each apart pair. Beyond `width` rows that grow, the less promising are dropped;
        `at_most` knows of them.

        Raises TooMany instead of dropping any where every group is wanted.
        """
        names, nobody = len(worth), np.zeros(worth.shape, dtype=bool)
        begun = _Begun(np.arange(names), np.zeros(names), np.full(names, -1), nobody, worth[:, self.line])
        best: Numbers = np.full(names, NEVER)
        dropped = best.copy()
        groups: list[Group] = []
        rows = 0
        for size in range(self.sizes.highest + 1):
            rows += len(begun)
            groups += self._complete(begun, size, floor, best)
            if size == self.sizes.highest or not self.choosy:
                break
            enough = floor if self.every else np.maximum(floor, best)
            row, place, could = self._next(begun, size, price, enough[begun.name] + SLACK)
            if len(row) > width:
                if self.every:
                    raise TooMany
                order = np.argsort(enough[begun.name[row]] - could, kind="stable")
                np.maximum.at(dropped, begun.name[row[order[width:]]], could[order[width:]])
                kept = np.sort(order[:width])
                row, place = row[kept], place[kept]
            if not len(row):
                break
            begun = begun.grown(row, place, price * self.apart)
        groups.sort(key=lambda group: (-group.worth, group.name, group.people))
        return Found(groups, np.maximum(np.maximum(best, dropped), floor + SLACK), rows)

    def _complete(self, begun: _Begun, size: int, floor: Numbers, best: Numbers) -> list[Group]:
        """Return groups with the best of those who come last, as many as make them worth most; tell `best`."""
        lacking, room = max(0, self.sizes.lowest - size), self.sizes.highest - size
        last = begun.more[:, self.choosy :]
        order = np.argsort(-last, axis=1, kind="stable")[:, :room]
        if lacking > order.shape[1]:
            return []
        added = np.zeros((len(begun), order.shape[1] + 1))
        np.cumsum(np.take_along_axis(last, order, axis=1), axis=1, out=added[:, 1:])
        many = added[:, lacking:].argmax(axis=1) + lacking
        worth = begun.worth + added[np.arange(len(begun)), many]
        np.maximum.at(best, begun.name, worth)
        good = np.flatnonzero(worth > floor[begun.name] + SLACK)
        if not self.every:
            good = good[np.argsort(-worth[good], kind="stable")[: KEPT * len(floor)]]
        return [
            self._group(begun, row, order[row, : many[row]] + self.choosy, float(worth[row])) for row in good.tolist()
        ]

    def _group(self, begun: _Begun, row: int, last: Places, worth: float) -> Group:
        places = [*np.flatnonzero(begun.inside[row]).tolist(), *last.tolist()]
        return Group(int(begun.name[row]), tuple(sorted(self.line[place] for place in places)), worth)

    def _next(self, begun: _Begun, size: int, price: float, enough: Numbers) -> tuple[Places, Places, Numbers]:
        """Return who may come next in which row, and what the group could be worth then."""
        lacking = max(0, self.sizes.lowest - size - 1)
        open_ = np.arange(self.choosy) > begun.last[:, None]
        further = self._further(begun, open_, size, price)
        rows = np.flatnonzero(begun.worth + further[:, lacking + 1 :].max(axis=1) > enough)
        could = begun.worth[rows] + further[rows, lacking:-1].max(axis=1)
        each = could[:, None] + begun.more[rows, : self.choosy]
        row, place = np.nonzero(open_[rows] & (each > enough[rows, None]))
        return rows[row], place, each[row, place]

    def _further(self, begun: _Begun, open_: NDArray[np.bool_], size: int, price: float) -> Numbers:
        """Return what none, one, two and so on more people can be worth at most."""
        room = self.sizes.highest - size
        more = np.full((len(begun), len(self.line) + 1), NEVER)
        more[:, : self.choosy] = np.where(open_, begun.more[:, : self.choosy], NEVER)
        of_set = more[:, self.sets]
        of_set.sort(axis=2)
        of_set = of_set[:, :, : -room - 1 : -1]
        of_set -= price * np.arange(of_set.shape[2])
        last = begun.more[:, self.choosy :]
        nobody = np.full((len(begun), room), NEVER)
        all_ = np.concatenate([of_set.reshape(len(begun), -1), last, nobody], axis=1)
        top = np.partition(all_, -room, axis=1)[:, -room:]
        top.sort(axis=1)
        further = np.zeros((len(begun), room + 1))
        np.cumsum(top[:, ::-1], axis=1, out=further[:, 1:])
        return further


def _cover(enemies: Sequence[frozenset[int]]) -> list[int]:
    """Return people without whom nobody is apart from anybody, greedily, those with most enemies first."""
    left = [set(each) for each in enemies]
    found: list[int] = []
    while any(left):
        person = max(range(len(left)), key=lambda p: (len(left[p]), -p))
        found.append(person)
        for other in left[person]:
            left[other].discard(person)
        left[person] = set()
    return found
