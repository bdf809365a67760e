"""Placing people in groups: who stays at home, and where everybody else goes.

Quick rather than exact. Exact it is where `most_staying` is: when whoever is not yet placed has no enemies.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, heapreplace

from bot.domain.group_sizes import Roster, most_staying

LOOK = 64  # how many groups are looked at for a person, of their kind and in all, before the first is taken


@dataclass(slots=True)
class Placing:
    """Who is in which group: homes come first, numbered as in the roster, then new groups."""

    roster: Roster
    group_of: list[int]  # by person; -1 while they wait
    groups: list[set[int]]
    room: list[int] = field(default_factory=list)  # by group: how large it is meant to be

    def put(self, person: int, group: int) -> None:
        """Place or move a person."""
        if (before := self.group_of[person]) >= 0:
            self.groups[before].discard(person)
        self.group_of[person] = group
        self.groups[group].add(person)

    def meets(self, person: int, group: int) -> int:
        """Return how many of a person's enemies are in a group."""
        enemies = self.roster.enemies[person]
        return len(enemies & self.groups[group]) if enemies else 0

    @property
    def moved(self) -> int:
        """How many people with a home are elsewhere."""
        return sum(home >= 0 and home != group for home, group in zip(self.roster.home_of, self.group_of, strict=True))

    @property
    def broken(self) -> int:
        """How many apart pairs are in one group."""
        return sum(self.meets(person, group) for person, group in enumerate(self.group_of)) // 2

    @property
    def cost(self) -> tuple[int, int]:
        """What there is to make small, the weightier first."""
        return self.broken, self.moved


def placed(roster: Roster, group_of: Iterable[int]) -> Placing:
    """Return everybody where they are said to be."""
    placing = Placing(
        roster, [-1] * len(roster.home_of), [set() for _ in range(len(roster.members) + roster.sizes.counts[-1])]
    )
    for person, group in enumerate(group_of):
        placing.put(person, group)
    return placing


def fill(roster: Roster, placed: Mapping[int, int]) -> Placing:
    """Place everybody, beginning with those who are `placed` already."""
    placing = Placing(
        roster, [-1] * len(roster.home_of), [set() for _ in range(len(roster.members) + roster.sizes.counts[-1])]
    )
    for person, group in placed.items():
        placing.put(person, group)
    _keep(placing)
    waiting = [person for person, group in enumerate(placing.group_of) if group < 0]
    _meant_sizes(placing, len(waiting))
    _spread(placing, waiting)
    return placing


def _keep(placing: Placing) -> None:
    """Let as many as possible stay at home, and set the size of every group that will exist to what it has then."""
    roster, sizes = placing.roster, placing.roster.sizes
    able = [_peaceful(placing, home) for home in range(len(roster.members))]
    used = [group for group, there in enumerate(placing.groups) if there]
    rest = sorted((h for h, who in enumerate(able) if who and h not in set(used)), key=lambda h: (-len(able[h]), h))
    able += [[] for _ in placing.groups[len(able) :]]
    stay = most_staying(sizes, [(len(placing.groups[g]), len(able[g])) for g in used], [len(able[h]) for h in rest])
    if stay is None:
        raise AssertionError("what is placed already leaves no number of groups")
    opened = used + rest[: stay.groups - len(used)]
    spare = sizes.people - stay.groups * sizes.lowest
    spare -= sum(max(0, len(placing.groups[group]) - sizes.lowest) for group in opened)
    for group, count in _staying_counts(placing, able, opened, spare).items():
        for person in able[group][:count]:
            placing.put(person, group)
    new = (g for g in range(len(roster.members), len(placing.groups)) if not placing.groups[g])
    opened += [next(new) for _ in range(stay.groups - len(opened))]
    placing.room = [-1] * len(placing.groups)
    for group in opened:
        placing.room[group] = len(placing.groups[group])


def _peaceful(placing: Placing, home: int) -> list[int]:
    """Return members of a home who can be there together, those first who should rather stay."""
    roster = placing.roster
    members = [p for p in roster.members[home] if placing.group_of[p] < 0 and not placing.meets(p, home)]
    here = frozenset(members)
    kinds = Counter(roster.kinds[p] for p in members)
    members.sort(key=lambda p: (len(roster.enemies[p] & here), -kinds[roster.kinds[p]], p))
    chosen: dict[int, None] = {}
    for person in members:
        if not roster.enemies[person] & chosen.keys():
            chosen[person] = None
    return list(chosen)


def _staying_counts(
    placing: Placing, able: Sequence[Sequence[int]], opened: Iterable[int], spare: int
) -> dict[int, int]:
    """Return how many stay in each group: all up to the smallest size, then one more at a time in the smallest group
    while there are people to spare.
    """
    sizes = placing.roster.sizes
    counts: dict[int, int] = {}
    heap: list[tuple[int, int]] = []
    for group in opened:
        there = len(placing.groups[group])
        counts[group] = min(len(able[group]), max(0, sizes.lowest - there))
        heappush(heap, (there + counts[group], group))
    while spare and heap:
        size, group = heappop(heap)
        if sizes.lowest <= size < sizes.highest and counts[group] < len(able[group]):
            counts[group] += 1
            spare -= 1
            heappush(heap, (size + 1, group))
    return counts


def _meant_sizes(placing: Placing, waiting: int) -> None:
    """Give everybody who waits a seat: always in the smallest group."""
    heap = [(room, group) for group, room in enumerate(placing.room) if room >= 0]
    heapify(heap)
    for _ in range(waiting):
        room, group = heap[0]
        placing.room[group] = room + 1
        heapreplace(heap, (room + 1, group))


def _spread(placing: Placing, waiting: list[int]) -> None:
    """Place those who wait: who has most enemies first, then kind by kind, the districts of a kind in turn."""
    roster, sizes = placing.roster, placing.roster.sizes
    turn: dict[tuple[str, str], int] = {}
    order = []
    for person in waiting:
        kind, district = roster.kinds[person], roster.districts[person]
        turn[kind, district] = turn.get((kind, district), 0) + 1
        order.append((-len(roster.enemies[person]), kind, turn[kind, district], district, person))
    existing = [group for group, room in enumerate(placing.room) if room >= 0]
    lacking = sum(max(0, sizes.lowest - len(placing.groups[group])) for group in existing)
    seats = _Seats(placing, existing)
    for left, (*_, person) in zip(range(len(order), 0, -1), sorted(order), strict=True):
        group = seats.best_for(person, only_lacking=left <= lacking)
        lacking -= len(placing.groups[group]) < sizes.lowest
        seats.take(person, group)


class _Seats:
    """The groups with a free seat, and which of them already have people of a kind."""

    def __init__(self, placing: Placing, existing: Sequence[int]) -> None:
        self._placing = placing
        self._existing = existing
        self._free = [group for group in reversed(existing) if not self._full(group)]
        self._of_kind: dict[str, list[int]] = {}
        for group in existing:
            for person in sorted(placing.groups[group]):
                self._note(person, group)

    def best_for(self, person: int, *, only_lacking: bool) -> int:
        """Return the best group found: without enemies, with a seat, then with the person's kind, without their
        district, small. `only_lacking` leaves groups that still need someone.
        """
        sizes, groups = self._placing.roster.sizes, self._placing.groups
        limit = sizes.lowest if only_lacking else sizes.highest
        near = [group for group in self._near(person) if len(groups[group]) < limit]
        best = min((self._rank(person, group) for group in near), default=None)
        if best is None or best[0]:
            rest = (self._rank(person, group) for group in self._existing if len(groups[group]) < limit)
            best = min(rest)
        return best[-1]

    def take(self, person: int, group: int) -> None:
        """Seat the person."""
        self._placing.put(person, group)
        self._note(person, group)

    def _near(self, person: int) -> Iterator[int]:
        kind = self._placing.roster.kinds[person]
        for groups in (self._of_kind.get(kind, []), self._free):
            near = [group for group in groups[-LOOK:] if not self._full(group)]
            if len(near) < LOOK // 2 < len(groups):
                groups[:] = [group for group in dict.fromkeys(groups) if not self._full(group)]
                near = groups[-LOOK:]
            yield from near

    def _rank(self, person: int, group: int) -> tuple[int, bool, int, int, int, int]:
        roster, there = self._placing.roster, self._placing.groups[group]
        kind, district = roster.kinds[person], roster.districts[person]
        same_kind = sum(roster.kinds[other] == kind for other in there)
        same_district = sum(roster.districts[other] == district for other in there)
        return self._placing.meets(person, group), self._full(group), -same_kind, same_district, len(there), group

    def _full(self, group: int) -> bool:
        return len(self._placing.groups[group]) >= self._placing.room[group]

    def _note(self, person: int, group: int) -> None:
        if not self._full(group):
            self._of_kind.setdefault(self._placing.roster.kinds[person], []).append(group)
