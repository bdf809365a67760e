"""Home groups: who is in which, so that the fewest people leave the group they know.

This module holds the interface and its promises. How the best are found is in `group_solving`: sizes and bounds are in
`group_sizes`, placing in `group_placing` and `group_improving`, the exact search in `group_search`. Where it cannot
decide, `group_proving` does: a first bound is in `group_bounding`, choosing among whole groups in `group_choosing`,
`group_pricing` and `group_covering`; and `group_tabu` helps. A single day with absences is `group_day`'s matter.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import count

from bot.domain.group_improving import mix
from bot.domain.group_placing import Placing
from bot.domain.group_sizes import NOBODY, Roster, sizes_of
from bot.domain.group_solving import solve


class GroupsError(ValueError):
    """Homes, participants, sizes or apart pairs that contradict themselves; the message says which."""


class Why(StrEnum):
    """Why somebody is in another group than before, or in none."""

    NEW = "new"  # had no home; nobody counts them as moved
    ABSENT = "absent"  # has a home and does not take part
    CLOSED = "closed"  # nobody stays in the home, because there are too few people for it
    APART = "apart"  # somebody they are to be kept apart from stays in their home
    FULL = "full"  # the home has more people than a group may have
    NEEDED = "needed"  # the group they go to would have been too small


@dataclass(frozen=True, slots=True)
class Participant:
    """Someone who takes part. `kind` is what brings people together (a position), `district` what is mixed."""

    id: str
    kind: str = ""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Somebody whose group changes: from `before` (None without a home) to `after` (None for who is absent)."""

    id: str
    before: str | None
    after: str | None
    why: Why

    @property
    def moved(self) -> bool:
        """Say whether they left a home for another group, which is what is kept rare."""
        return self.before is not None and self.after is not None


@dataclass(frozen=True, slots=True)
class Regrouping:
    """Groups by name, and who changes and why, by id.

    `broken` are the apart pairs that share a group. No other groups break fewer than `broken_bound` pairs, and none of
    those that break the fewest move fewer than `bound` people.
    """

    groups: Mapping[str, frozenset[str]]
    changes: tuple[Change, ...]
    broken: tuple[tuple[str, str], ...] = ()
    broken_bound: int = 0
    bound: int = 0

    @property
    def moved(self) -> int:
        """How many people have left their home group."""
        return sum(change.moved for change in self.changes)

    @property
    def proven(self) -> bool:
        """Say whether it is proven that nobody could do with fewer broken pairs, nor then with fewer moved."""
        return self.moved == self.bound and len(self.broken) == self.broken_bound


def regroup(
    homes: Mapping[str, Collection[str]],
    participants: Iterable[Participant],
    *,
    smallest: int = 3,
    largest: int = 5,
    apart: Iterable[Collection[str]] = (),
) -> Regrouping:
    """Put all participants into groups. In this order: every group has `smallest` to `largest` people, as few `apart`
    pairs as possible share a group, as few people as possible leave their home, and then, as well as can be done
    quickly, kinds are together, districts mixed and sizes even. The same people give the same groups, in whatever order
    they come.

    Nobody is dropped and no group is empty. Where the sizes cannot hold for everybody, the number of groups is the one
    with the fewest people missing or too many in all, and they are as even as can be (see `sizes_of`): with 4 to 5,
    one or two people are a group, 6 are one group, 7 are 4 and 3, 11 are 4, 4 and 3. A home in which somebody stays
    keeps its name; other groups are called by the lowest numbers that no home is called by, "1", "2".

    Members of homes who are not among the participants are absent. A pair that names someone absent has no effect, nor
    has one that is given twice. Up to sixty people the result is exact, unless the search runs out of steps;
    `proven` says so, and `bound` how far it may be from the best.

    Raises GroupsError for someone in two homes, a participant given twice with different particulars, an apart pair
    that is not two people, and sizes that are not 1 <= smallest <= largest.
    """
    if not 1 <= smallest <= largest:
        raise GroupsError(f"groups of {smallest} to {largest} people cannot be")
    home_of = _homes_by_person(homes)
    people = _people(participants)
    pairs = _pairs(apart)
    if not people:
        return Regrouping({}, tuple(Change(who, home_of[who], None, Why.ABSENT) for who in sorted(home_of)))
    names = sorted(homes)
    roster = _roster(people, home_of, names, pairs, smallest, largest)
    placing, broken_bound, bound = solve(roster)
    mix(placing)
    return _told(placing, [one.id for one in people], names, home_of, broken_bound, bound)


def _homes_by_person(homes: Mapping[str, Collection[str]]) -> dict[str, str]:
    home_of: dict[str, str] = {}
    for name in sorted(homes):
        for who in homes[name]:
            if home_of.setdefault(who, name) != name:
                raise GroupsError(f"{who!r} is in two homes, {home_of[who]!r} and {name!r}")
    return home_of


def _people(participants: Iterable[Participant]) -> list[Participant]:
    by_id: dict[str, Participant] = {}
    for one in participants:
        if by_id.setdefault(one.id, one) != one:
            raise GroupsError(f"participant {one.id!r} is given twice, with different particulars")
    return [by_id[who] for who in sorted(by_id)]


def _pairs(apart: Iterable[Collection[str]]) -> set[frozenset[str]]:
    pairs = {frozenset(pair) for pair in apart}
    for pair in pairs:
        if len(pair) != 2:
            raise GroupsError(f"an apart pair is two people, not {sorted(pair)}")
    return pairs


def _roster(
    people: list[Participant],
    home_of: Mapping[str, str],
    names: list[str],
    pairs: Iterable[frozenset[str]],
    smallest: int,
    largest: int,
) -> Roster:
    number = {one.id: n for n, one in enumerate(people)}
    home_number = {name: n for n, name in enumerate(names)}
    own = tuple(home_number[home_of[one.id]] if one.id in home_of else -1 for one in people)
    members: list[list[int]] = [[] for _ in names]
    for person, home in enumerate(own):
        if home >= 0:
            members[home].append(person)
    enemies: list[set[int]] = [set() for _ in people]
    for pair in pairs:
        if pair <= number.keys():
            one, other = (number[who] for who in pair)
            enemies[one].add(other)
            enemies[other].add(one)
    return Roster(
        sizes=sizes_of(len(people), smallest, largest),
        home_of=own,
        members=tuple(map(tuple, members)),
        enemies=tuple(frozenset(each) if each else NOBODY for each in enemies),
        kinds=tuple(one.kind for one in people),
        districts=tuple(one.district for one in people),
    )


def _told(
    placing: Placing, ids: list[str], names: list[str], home_of: Mapping[str, str], broken_bound: int, bound: int
) -> Regrouping:
    """Return the placing with the names of people and groups."""
    taken = set(names)
    fresh = (name for name in map(str, count(1)) if name not in taken)
    used = [group for group, there in enumerate(placing.groups) if there]
    survives = {group for group, home in zip(placing.group_of, placing.roster.home_of, strict=True) if group == home}
    name_of = {group: names[group] if group in survives else next(fresh) for group in used}
    groups = {name_of[group]: frozenset(ids[p] for p in placing.groups[group]) for group in name_of}
    enemies = placing.roster.enemies
    broken = tuple(
        (ids[one], ids[other])
        for one, group in enumerate(placing.group_of)
        for other in sorted(enemies[one])
        if one < other and placing.group_of[other] == group
    )
    present = set(ids)
    absent = (Change(who, home_of[who], None, Why.ABSENT) for who in home_of if who not in present)
    came = (
        Change(ids[p], names[home] if home >= 0 else None, name_of[placing.group_of[p]], _why(placing, p))
        for p, home in enumerate(placing.roster.home_of)
        if home != placing.group_of[p]
    )
    changes = tuple(sorted((*absent, *came), key=lambda change: change.id))
    ordered = {name: groups[name] for name in sorted(groups, key=in_order)}
    return Regrouping(ordered, changes, broken, broken_bound, bound)


def in_order(name: str) -> tuple[bool, int, str]:
    """Return by what names of groups are sorted: numbers as one counts, then words."""
    is_number = name.isascii() and name.isdigit()
    return not is_number, len(name) if is_number else 0, name


def _why(placing: Placing, person: int) -> Why:
    """Return the one reason that explains best why a person is not in their home group."""
    roster = placing.roster
    home = roster.home_of[person]
    if home < 0:
        return Why.NEW
    if not any(roster.home_of[other] == home for other in placing.groups[home]):
        return Why.CLOSED
    if placing.meets(person, home):
        return Why.APART
    return Why.FULL if len(roster.members[home]) > roster.sizes.highest else Why.NEEDED
