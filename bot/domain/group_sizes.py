"""How many groups there are, how large they may be, and how many people can stay at most. People and groups are numbers
here; nothing is placed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

NOBODY: frozenset[int] = frozenset()
COUNTED = 20  # so many people with enemies about are counted exactly; it takes a millisecond at most
LOOKED_AT = 400  # so many people with enemies are compared with each other


@dataclass(frozen=True, slots=True)
class Sizes:
    """What a partition may look like: groups of `lowest` to `highest` people, and how many groups there may be."""

    people: int
    lowest: int
    highest: int
    counts: range

    def unevenness(self, groups: int) -> int:
        """Return how far that number of groups is from groups of a middle size, which leave room both ways."""
        return abs(2 * self.people - groups * (self.lowest + self.highest))


def sizes_of(people: int, smallest: int, largest: int) -> Sizes:
    """Return the sizes for at least one person.

    Where some number of groups fits, groups have `smallest` to `largest` people. Otherwise the number of groups is the
    one with the fewest people missing or too many in all (a tie goes to the smaller groups, unless somebody would be
    alone), and the groups are as even as can be: 7 in groups of 4 to 5 are 4 and 3, 6 are one group, 2 are one group.
    """
    fewest, most = -(-people // largest), people // smallest
    if fewest <= most:
        return Sizes(people, smallest, largest, range(fewest, most + 1))
    missing, excess = (most + 1) * smallest - people, people - most * largest
    alone = people // (most + 1) < 2
    groups = most if most and (excess < missing or (excess == missing and alone)) else most + 1
    return Sizes(people, people // groups, -(-people // groups), range(groups, groups + 1))


@dataclass(frozen=True, slots=True)
class Roster:
    """Whom to place: `home_of` gives everyone's home (-1 for none), `members` every home's people, `enemies` whom each
    person is to be kept apart from; people of the same `kind` like to be together, of the same `district` less so.
    """

    sizes: Sizes
    home_of: tuple[int, ...]
    members: tuple[tuple[int, ...], ...]
    enemies: tuple[frozenset[int], ...]
    kinds: tuple[str, ...]
    districts: tuple[str, ...]

    @property
    def homed(self) -> int:
        """How many people have a home."""
        return sum(map(len, self.members))


def alike(roster: Roster) -> list[int]:
    """Return for each person the first who has the same home and the same enemies, except each other."""
    first: dict[tuple[int, frozenset[int]], int] = {}
    found = []
    for person, (home, enemies) in enumerate(zip(roster.home_of, roster.enemies, strict=True)):
        peaceful, hostile = (home, enemies), (home, enemies | {person})
        if peaceful in first:
            found.append(first[peaceful])
        else:
            first[peaceful] = person
            found.append(first.setdefault(hostile, person))
    return found


@dataclass(frozen=True, slots=True)
class Stay:
    """How many people with a home can stay at most, and with how many groups."""

    people: int
    groups: int


def most_staying(sizes: Sizes, used: Iterable[tuple[int, int]], homes: Sequence[int]) -> Stay | None:
    """Return how many of the people not yet placed can stay, when nobody is kept apart; None if nothing fits.

    `used` are the groups that exist: how many are in them, and how many others have their home there. `homes` are the
    other homes' people, the largest first. Any number of groups keeps the largest homes: up to `lowest` people stay
    for nothing, each one more takes one of those who are not needed to fill groups to `lowest`.
    """
    lowest, highest = sizes.lowest, sizes.highest
    free = extra = needed = opened = 0
    for there, others in used:
        opened += 1
        below = max(0, min(others, lowest - there))
        free += below
        extra += max(0, min(others, highest - there)) - below
        needed += max(lowest, there)
    best: tuple[int, int, int] | None = None
    survivors = 0
    for groups in sizes.counts:
        spare = sizes.people - needed - (groups - opened) * lowest
        if spare < 0:
            break
        if groups < opened:
            continue
        while survivors < min(groups - opened, len(homes)):
            size = homes[survivors]
            free += min(size, lowest)
            extra += max(0, min(size, highest) - lowest)
            survivors += 1
        found = (free + min(spare, extra), -sizes.unevenness(groups), groups)
        if best is None or found > best:
            best = found
    return Stay(best[0], best[2]) if best else None


def cliques(people: Iterable[int], enemies: Sequence[frozenset[int]] | Mapping[int, frozenset[int]]) -> list[list[int]]:
    """Divide people into sets of which all are to be kept apart from each other, greedily. Nobody can have more of them
    in one group than there are sets.
    """
    found: list[list[int]] = []
    for person in people:
        for clique in found:
            if all(other in enemies[person] for other in clique):
                clique.append(person)
                break
        else:
            found.append([person])
    return found


def most_at_peace(people: Sequence[int], enemies: Sequence[frozenset[int]]) -> int:
    """Return how many of these people can be in one group without enemies; for more than `COUNTED` a number that it
    surely does not exceed.
    """
    here = frozenset(people)
    apart = {person: enemies[person] & here for person in people}
    quarrelling = [person for person in people if apart[person]]
    if len(quarrelling) <= COUNTED:
        return len(people) - len(quarrelling) + _peace(frozenset(quarrelling), apart)
    if len(quarrelling) <= LOOKED_AT:
        return len(people) - len(quarrelling) + len(cliques(quarrelling, apart))
    return len(people) - _couples(quarrelling, apart)


def _couples(people: Iterable[int], enemies: Mapping[int, frozenset[int]]) -> int:
    """Return a number of separate apart pairs, of each of which one person has to go."""
    paired: set[int] = set()
    for person in people:
        free = enemies[person] - paired
        if person not in paired and free:
            paired |= {person, min(free)}
    return len(paired) // 2


def _peace(people: frozenset[int], enemies: Mapping[int, frozenset[int]]) -> int:
    """Return the size of the largest set of people without enemies in it: with or without whoever has most of them."""
    most, worst = max(((len(enemies[person] & people), person) for person in people), default=(0, -1))
    if most == 0:
        return len(people)
    if most == 1:  # what is left are pairs and people without enemies
        return len(people) - sum(bool(enemies[person] & people) for person in people) // 2
    rest = people - {worst}
    return max(1 + _peace(rest - enemies[worst], enemies), _peace(rest, enemies))


def fewest_broken(roster: Roster) -> int:
    """Return a number of apart pairs that no partition can do without breaking."""
    groups, people = roster.sizes.counts[-1], range(len(roster.home_of))
    crowded = 0
    hated = sorted((p for p in people if len(roster.enemies[p]) >= groups), key=lambda p: (-len(roster.enemies[p]), p))
    for clique in cliques(hated[:LOOKED_AT], roster.enemies):
        each, more = divmod(len(clique), groups)
        crowded += groups * each * (each - 1) // 2 + more * each
    friends = (len(people) - 1 - len(enemies) for enemies in roster.enemies)
    lonely = sum(max(0, roster.sizes.lowest - 1 - count) for count in friends)
    return max(crowded, -(-lonely // 2))


def fewest_moved(roster: Roster, broken: int) -> int:
    """Return a number of moves that no partition with at most `broken` apart pairs in it can do without.

    Whoever stays besides those who can in peace breaks pairs, the more of them the more of their home stay.
    """
    loose = most_staying(roster.sizes, (), sorted(map(len, roster.members), reverse=True))
    strict_homes = [most_at_peace(people, roster.enemies) for people in roster.members]
    strict = most_staying(roster.sizes, (), sorted(strict_homes, reverse=True))
    if loose is None or strict is None:
        raise AssertionError("sizes_of always allows some number of groups")
    prices = (_prices(*each, roster.enemies) for each in zip(roster.members, strict_homes, strict=True))
    more = afforded((price for home in prices for price in home), broken)
    return roster.homed - min(loose.people, strict.people + more, _most_spread(roster, broken))


def _most_spread(roster: Roster, broken: int) -> int:
    """Return how many people can stay at most where at most `broken` apart pairs meet, so that cliques are spread."""
    quarrelling = [person for person, enemies in enumerate(roster.enemies) if enemies]
    if len(quarrelling) > LOOKED_AT:
        return roster.homed
    free = Counter({home: sum(not roster.enemies[p] for p in people) for home, people in enumerate(roster.members)})
    prices: list[int] = []
    for clique in cliques(sorted(quarrelling, key=lambda p: (-len(roster.enemies[p]), p)), roster.enemies):
        at_home = Counter(home for person in clique if (home := roster.home_of[person]) >= 0)
        cost, more = spread(roster.sizes.counts[-1], len(clique), {}, at_home, free)
        broken -= cost
        prices += more
    stay = most_staying(roster.sizes, (), sorted(free.values(), reverse=True))
    if stay is None:
        raise AssertionError("sizes_of always allows some number of groups")
    return stay.people + afforded(prices, broken)


def spread(
    groups: int, size: int, placed: Mapping[int, int], waiting: Mapping[int, int], free: Counter[int]
) -> tuple[int, list[int]]:
    """Return how many pairs of a clique of `size` people meet at least, and how many more for each who stays besides
    those who are added to `free`. `placed` says how many of them are in which group, `waiting` how many wait, by home.

    Of q people a group and r more, the fewest pairs meet where q or q + 1 are in each group. Whoever is the k-th more
    than q in a group costs k pairs, and r of them, over all groups, one less.
    """
    each, more = divmod(size, groups)
    used = [n for count in placed.values() for n in range(1, count - each + 1)]
    cost = groups * each * (each - 1) // 2 + more * each + sum(used) - min(more, len(used))
    rebates = max(0, more - len(used))
    extra = {
        home: range(max(0, placed.get(home, 0) - each) + 1, placed.get(home, 0) + count - each + 1)
        for home, count in waiting.items()
    }
    for home, count in waiting.items():
        free[home] += count - len(extra[home])
    firsts = [home for home, prices in extra.items() if prices and prices[0] == 1]
    if len(firsts) <= rebates:  # one more in each of their homes costs nothing, if it survives
        free.update(firsts)
        extra |= {home: extra[home][1:] for home in firsts}
    found = sorted(price for prices in extra.values() for price in prices)
    return cost, [price - (at < rebates) for at, price in enumerate(found)]


def afforded(prices: Iterable[int], budget: int) -> int:
    """Return how many of the prices can be paid."""
    return sum(spent <= budget for spent in accumulate(sorted(prices)))


def _prices(people: Sequence[int], at_peace: int, enemies: Sequence[frozenset[int]]) -> list[int]:
    """Return how many apart pairs each person more of a home breaks at least who stays besides those at peace, the
    cheapest first: one, or as many as there are already of those who are all apart from each other.
    """
    if at_peace == len(people):
        return []
    sizes = [len(clique) for clique in cliques(people, enemies)]
    found, met, least = [], 0, 0
    for count, each in enumerate(sorted(n for size in sizes for n in range(size)), 1):
        met += each
        if count > at_peace:
            now = max(met, count - at_peace)
            found.append(now - least)
            least = now
    return found
