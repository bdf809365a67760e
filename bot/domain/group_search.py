"""The exact search: where the people who are to be kept apart from somebody go, so that the fewest leave their home.

Everybody else only counts: how many of them can stay is known from `most_staying`. So the search places those who have
enemies, one at a time, and gives a branch up as soon as a bound shows that more people would move or more pairs meet
than are allowed. Where pairs have to meet, the bounds come from cliques: sets of people who are all kept apart.
It begins with those who have caused most dead ends so far and starts again now and then, and it ends after a number of
steps, not after a time: the same input gives the same answer everywhere. A step is one person or group looked at, so
that steps take the same time whether few or nearly all are to be kept apart.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.domain.group_sizes import Roster, afforded, alike, cliques, most_at_peace, most_staying, spread

FIRST_TRY, GROWTH = 20_000, 2  # steps before the search starts again with what it has learnt
A_CLIQUE = 4  # steps that looking at one takes besides those for its people


class OutOfSteps(Exception):
    """The search has not found an answer within its steps."""


@dataclass(slots=True)
class Steps:
    """How many steps are left for all searches together."""

    left: int

    def take(self, count: int) -> None:
        """Use so many. Raises OutOfSteps."""
        if self.left <= 0:
            raise OutOfSteps
        self.left -= count


@dataclass(slots=True)
class Search:
    """A search for a placing in which at most `moves` people leave their home and `broken` apart pairs meet."""

    roster: Roster
    moves: int
    broken: int
    steps: Steps
    weight: list[int]  # by person: how often nobody knew where to put them
    at_peace: dict[tuple[int, ...], int]  # what `most_at_peace` has said, to this search and those before it
    place: dict[int, int] = field(default_factory=dict)
    there: list[int] = field(init=False)  # by group: how many are placed in it
    staying: list[int] = field(init=False)  # by home: how many of those not yet placed could stay
    met: list[dict[int, int]] = field(init=False)  # by person: group -> how many of their enemies are in it
    blocked: list[int] = field(init=False)  # by group: how many of those not yet placed have an enemy in it
    waiting: set[int] = field(init=False)
    counted: list[int] = field(init=False)  # by home: members without enemies
    like: list[int] = field(init=False)  # by person: the first of those who could change places with them
    futile: dict[int, set[int]] = field(init=False)  # by that first: the groups to which, as things are, none can go
    others: int = field(init=False)  # how many people without enemies there are
    cliques: list[list[int]] = field(init=False)  # those with enemies, in sets of which all are to be kept apart
    moved: int = 0
    broken_now: int = 0
    homed_left: int = field(init=False)

    def __post_init__(self) -> None:
        roster = self.roster
        self.waiting = {p for p, enemies in enumerate(roster.enemies) if enemies}
        self.there = [0] * (len(roster.members) + roster.sizes.counts[-1])
        self.blocked = [0] * len(self.there)
        self.met = [{} for _ in roster.home_of]
        self.counted = [sum(not roster.enemies[p] for p in people) for people in roster.members]
        self.others = len(roster.home_of) - len(self.waiting)
        self.like = alike(roster)
        self.futile = {person: set() for person in self.like}
        self.cliques = cliques(sorted(self.waiting, key=lambda p: (-len(roster.enemies[p]), p)), roster.enemies)
        self.homed_left = roster.homed
        self.staying = [0] * len(roster.members)
        for home in range(len(roster.members)):
            self._recount(home)

    def run(self) -> dict[int, int] | None:
        """Return who of the people with enemies goes where (homes are numbered first, then new groups), or None if it
        cannot be done. Raises OutOfSteps.
        """
        return self.place if self._possible() and self._go_on() else None

    def _go_on(self) -> bool:
        if not self.waiting:
            return True
        self.steps.take(len(self.waiting))
        person = min(self.waiting, key=self._urgency)
        futile = self.futile[self.like[person]]
        failed = []
        each = len(self.there) + len(self.roster.enemies[person])
        for _, group in sorted(self._choices(person)):
            self.steps.take(each)
            before = self._put(person, group)
            if self._possible() and self._go_on():
                return True
            self._take_back(person, group, before)
            failed.append(group)
            futile.add(group)
        futile.difference_update(failed)
        self.weight[person] += 1
        return False

    def _urgency(self, person: int) -> tuple[int, int, int, int]:
        """Who comes first: those who caused dead ends, who can't go home, have many enemies about, or many enemies."""
        met = self.met[person]
        stranded = self.roster.home_of[person] in met
        return (-self.weight[person] - 2 * stranded - len(met), not stranded, -len(self.roster.enemies[person]), person)

    def _choices(self, person: int) -> list[tuple[tuple[int, int, int], int]]:
        """Return the groups a person may go to, each with its rank."""
        roster, sizes = self.roster, self.roster.sizes
        home, met = roster.home_of[person], self.met[person]
        futile = self.futile[self.like[person]]
        found: list[tuple[tuple[int, int, int], int]] = []
        alike: set[int] = set()
        for group, there in enumerate(self.there):
            meets = met.get(group, 0)
            if there >= sizes.highest or self.broken_now + meets > self.broken or group in futile:
                continue
            is_home = group < len(roster.members)
            if not there and group != home:
                # Groups nobody is in yet, and nobody with enemies calls home, differ only in how many could stay.
                could_stay = self.staying[group] if is_home else 0
                if not is_home or could_stay == self.counted[group] == len(roster.members[group]) or not could_stay:
                    if could_stay in alike:
                        continue
                    alike.add(could_stay)
            lacking = sizes.lowest - there - (self.staying[group] if is_home else 0)
            found.append(((meets, int(group != home), -lacking if there else 0), group))
        return found

    def _put(self, person: int, group: int) -> list[tuple[int, int]]:
        """Place a person; return what `_take_back` needs."""
        roster = self.roster
        home = roster.home_of[person]
        self.place[person] = group
        self.waiting.remove(person)
        self.there[group] += 1
        self.broken_now += self.met[person].get(group, 0)
        for met in self.met[person]:
            self.blocked[met] -= 1
        for enemy in roster.enemies[person]:
            met_by = self.met[enemy]
            met_by[group] = met_by.get(group, 0) + 1
            if met_by[group] == 1 and enemy in self.waiting:
                self.blocked[group] += 1
        if home >= 0:
            self.homed_left -= 1
            self.moved += group != home
        touched = {each for each in (home, group) if 0 <= each < len(roster.members)}
        before = [(each, self.staying[each]) for each in touched]
        for each in touched:
            self._recount(each)
        return before

    def _take_back(self, person: int, group: int, before: list[tuple[int, int]]) -> None:
        roster = self.roster
        home = roster.home_of[person]
        for each, staying in before:
            self.staying[each] = staying
        if home >= 0:
            self.homed_left += 1
            self.moved -= group != home
        for enemy in roster.enemies[person]:
            met_by = self.met[enemy]
            met_by[group] -= 1
            if not met_by[group]:
                del met_by[group]
                if enemy in self.waiting:
                    self.blocked[group] -= 1
        for met in self.met[person]:
            self.blocked[met] += 1
        self.broken_now -= self.met[person].get(group, 0)
        self.there[group] -= 1
        self.waiting.add(person)
        del self.place[person]

    def _recount(self, home: int) -> None:
        """Count how many of a home's people could stay."""
        able = tuple(p for p in self.roster.members[home] if p in self.waiting and home not in self.met[p])
        known = self.at_peace.get(able)
        if known is None:
            known = self.at_peace[able] = most_at_peace(able, self.roster.enemies)
        self.staying[home] = self.counted[home] + known

    def _possible(self) -> bool:
        """Say whether, as far as the bounds can tell, the rest can be placed within the moves and broken pairs."""
        roster, lowest = self.roster, self.roster.sizes.lowest
        homes, free = len(roster.members), self.others + len(self.waiting)
        short, used, rest = 0, [], []
        for group, there in enumerate(self.there):
            could_stay = self.staying[group] if group < homes else 0
            if there:
                used.append((there, could_stay))
                short += max(0, lowest - there - (free - self.blocked[group]))
            elif could_stay:
                rest.append(could_stay)
        spare = self.broken - self.broken_now
        if short > spare or (self.broken and self._unavoidable(spare) > spare):
            return False
        rest.sort(reverse=True)
        stay = most_staying(roster.sizes, used, rest)
        if stay is None or self.moved + self.homed_left - stay.people - spare > self.moves:
            return False
        return not (spare and homes) or self._can_stay(spare)

    def _can_stay(self, spare: int) -> bool:
        """Say whether enough people can stay when every clique has to be spread over the groups."""
        free, prices = Counter(dict(enumerate(self.counted))), []
        budget = spare
        for clique in self.cliques:
            placed = Counter(self.place[person] for person in clique if person in self.place)
            waiting: Counter[int] = Counter()
            for person in clique:
                home = self.roster.home_of[person]
                if person in self.waiting and home >= 0:
                    if self.met[person].get(home, 0) > placed[home]:
                        prices.append(1)
                    else:
                        waiting[home] += 1
            self.steps.take(2 * len(clique) + 2 * A_CLIQUE)
            cost, more = spread(self.roster.sizes.counts[-1], len(clique), placed, waiting, free)
            budget -= cost - sum(count * (count - 1) // 2 for count in placed.values())
            prices += more
        used = [(there, free[group]) for group, there in enumerate(self.there) if there]
        rest = sorted((free[home] for home in range(len(self.counted)) if not self.there[home]), reverse=True)
        stay = most_staying(self.roster.sizes, used, rest)
        more_stay = afforded(prices, budget)
        return budget >= 0 and stay is not None and self.moved + self.homed_left - stay.people - more_stay <= self.moves

    def _unavoidable(self, enough: int) -> int:
        """Return how many apart pairs those not yet placed break at least, with those who are and with each other; if
        it is more than `enough`, something between the two.
        """
        sizes = self.roster.sizes
        open_ = [(group, there) for group, there in enumerate(self.there) if 0 < there < sizes.highest]
        fresh = sizes.counts[-1] - sum(there > 0 for there in self.there)
        twice = 0
        for clique in self.cliques:
            here = [person for person in clique if person in self.waiting]
            self.steps.take(len(here) + A_CLIQUE)
            each = sum(self._twice_alone(person, open_, fresh) for person in here)
            twice += max(each, 2 * self._together(here, open_, fresh)) if len(here) > 1 else each
            if twice > 2 * enough:
                break
        return -(-twice // 2)

    def _twice_alone(self, person: int, open_: Sequence[tuple[int, int]], fresh: int) -> int:
        """Return how many enemies a person meets at least, those who wait once and those who are placed twice."""
        enemies, sizes = self.roster.enemies[person], self.roster.sizes
        friends = len(self.waiting) - 1 + self.others - len(enemies & self.waiting)
        lacking = sizes.lowest - 1 - friends  # to fill a group that is empty yet, others have to come
        if fresh and lacking <= 0:
            return 0
        met = self.met[person]
        self.steps.take(len(open_))
        costs = [2 * met.get(group, 0) + max(0, lacking - there) for group, there in open_]
        return min([*costs, lacking] if fresh else costs)

    def _together(self, clique: Sequence[int], open_: Sequence[tuple[int, int]], fresh: int) -> int:
        """Return how many apart pairs a clique breaks at least: each one more in a group meets all who are there."""
        if len(clique) <= max(0, fresh):
            return 0
        highest, met = self.roster.sizes.highest, [self.met[person] for person in clique]
        self.steps.take(len(clique) * len(open_))
        seats = [n for n in range(min(highest, len(clique))) for _ in range(fresh)]
        for group, there in open_:
            least = min(each.get(group, 0) for each in met)
            seats += range(least, least + min(highest - there, len(clique)))
        return sum(sorted(seats)[: len(clique)])


def search(roster: Roster, moves: int, broken: int, steps: Steps) -> dict[int, int] | None:
    """Return where people with enemies can go so that at most `moves` people leave their home and at most `broken`
    apart pairs meet, or None if it is proven that this cannot be. Raises OutOfSteps when `steps` are used up.
    """
    weight = [0] * len(roster.home_of)
    at_peace: dict[tuple[int, ...], int] = {}
    tries = FIRST_TRY
    while True:
        now = Steps(min(tries, steps.left))
        given = now.left
        try:
            found = Search(roster, moves, broken, now, weight, at_peace).run()
        except OutOfSteps:
            steps.left -= given
            if steps.left <= 0:
                raise
            tries *= GROWTH
        else:
            steps.left -= given - now.left
            return found
