"""Groups by simulated annealing, for the rare rosters that the exact search cannot decide: many people to be kept
apart, large groups. It proves nothing. Its chances are drawn from fixed seeds: the same input gives the same answer.
"""

from dataclasses import replace
from math import exp, inf
from random import Random

from bot.domain.group_placing import Placing, fill
from bot.domain.group_sizes import Roster

ROUNDS = 25_000  # where few are to be kept apart; fewer, and each takes longer, where many are
MORE_RUNS, SLOWLY = 5, 4  # more runs where they do not decide, and how many times the rounds the slow ones have
MANY = 30  # as many enemies as this on average halve the rounds
NUMBERS, RUNS = 8, 3  # how many numbers of groups get a run, and how many more the two best of them
HOT, COLD = 0.7, 0.2
CHEAP, DEAR = 1.5, 8  # how many moves a broken pair costs, or a person too many or missing: at first, in the end


class Annealing:
    """Groups that may have wrong sizes or enemies in them for a while, and become better as it gets colder."""

    def __init__(self, start: Placing, seed: int) -> None:
        self.random = Random(seed)  # its numbers are the same in every version of Python
        self.price: float = CHEAP
        self.roster = start.roster
        self.group_of = list(start.group_of)
        self.members = [sorted(there) for there in start.groups]
        self.met = [[0] * len(start.groups) for _ in start.group_of]
        for person, group in enumerate(self.group_of):
            for enemy in self.roster.enemies[person]:
                self.met[enemy][group] += 1
        self.open = [group for group, there in enumerate(start.groups) if there]
        self.misfits = 0
        self.broken, self.moved = start.cost

    def run(self, times: int = 1) -> Placing | None:
        """Return the best groups of right sizes that were passed on the way, None if there were none; in so many times
        the usual rounds.
        """
        random = self.random
        best: tuple[int, int] | None = None
        best_groups: list[int] = []
        people = len(self.group_of)
        rounds = int(times * ROUNDS / (1 + sum(map(len, self.roster.enemies)) / people / MANY))
        cooling = (COLD / HOT) ** (1 / rounds)
        heat = HOT
        for _ in range(rounds):
            heat *= cooling
            self.price += (DEAR - CHEAP) / rounds
            person = int(random.random() * people)
            group = self._somewhere(person, random.random())
            here = self.group_of[person]
            if group == here:
                continue
            there = self.members[group]
            pick = int(random.random() * (len(there) + 1))
            other = there[pick] if pick < len(there) else -1
            worse = self._worse(person, here, group, other)
            if worse <= 0 or random.random() < exp(-worse / heat):
                self._go(person, group)
                if other >= 0:
                    self._go(other, here)
                if not self.misfits and (best is None or (self.broken, self.moved) < best):
                    best, best_groups = (self.broken, self.moved), list(self.group_of)
        return _placed(self.roster, best_groups, len(self.members)) if best else None

    def _somewhere(self, person: int, chance: float) -> int:
        """Return a group that exists, often the person's home."""
        home = self.roster.home_of[person]
        if home in self.open and chance < 0.2:
            return home
        return self.open[int(chance * len(self.open))]

    def _worse(self, person: int, here: int, group: int, other: int) -> float:
        """Return how much worse it is if a person goes from `here` to `group`, and `other` the other way."""
        home = self.roster.home_of
        moved = (home[person] == here) - (home[person] == group)
        meeting = self.met[person][group] - self.met[person][here]
        if other < 0:
            size, goal = len(self.members[here]), len(self.members[group])
            misfits = self._misfit(size - 1) + self._misfit(goal + 1) - self._misfit(size) - self._misfit(goal)
            return moved + self.price * (meeting + misfits)
        moved += (home[other] == group) - (home[other] == here)
        meeting += self.met[other][here] - self.met[other][group]
        if other in self.roster.enemies[person]:
            meeting -= 2  # each was counted as meeting the other, who goes away
        return moved + self.price * meeting

    def _misfit(self, size: int) -> int:
        sizes = self.roster.sizes
        return max(sizes.lowest - size, size - sizes.highest, 0)

    def _go(self, person: int, group: int) -> None:
        here, home = self.group_of[person], self.roster.home_of[person]
        for changed, by in ((here, -1), (group, 1)):
            self.misfits -= self._misfit(len(self.members[changed]))
            if by < 0:
                self.members[changed].remove(person)
            else:
                self.members[changed].append(person)
            self.misfits += self._misfit(len(self.members[changed]))
            for enemy in self.roster.enemies[person]:
                self.met[enemy][changed] += by
        self.broken += self.met[person][group] - self.met[person][here]
        self.moved += (home == here) - (home == group)
        self.group_of[person] = group


def anneal(roster: Roster, least: tuple[int, int]) -> Placing | None:
    """Return the best groups found in some runs, the first with every promising number of groups, the others with the
    two best, until the cost is `least`, which none can be below; None if no run has found any.
    """
    counts = roster.sizes.counts
    found: list[tuple[tuple[int, int], int, Placing]] = []
    for groups in counts[:: -(-len(counts) // NUMBERS)]:
        if _run_into(found, roster, groups, 0) <= least:
            return found[-1][2]
    for _, groups, _ in sorted(found, key=lambda each: each[:2])[:2]:
        for seed in range(1, RUNS + 1):
            if _run_into(found, roster, groups, seed) <= least:
                return found[-1][2]
    return min(found, key=lambda each: each[:2])[2] if found else None


def anneal_longer(roster: Roster, groups: int, least: tuple[int, int]) -> Placing | None:
    """Return the best of that many groups that some more runs find, slow ones and then others, until the cost is
    `least`; None if they find none.
    """
    best: Placing | None = None
    slow = [(seed, SLOWLY) for seed in range(1, RUNS + 1)]
    for seed, times in [*slow, *((seed, 1) for seed in range(RUNS + 1, RUNS + 1 + MORE_RUNS))]:
        placing = Annealing(_filled(roster, groups), seed).run(times)
        if placing is not None and (best is None or placing.cost < best.cost):
            best = placing
            if placing.cost <= least:
                break
    return best


def _filled(roster: Roster, groups: int) -> Placing:
    return fill(replace(roster, sizes=replace(roster.sizes, counts=range(groups, groups + 1))), {})


def _run_into(
    found: list[tuple[tuple[int, int], int, Placing]], roster: Roster, groups: int, seed: int
) -> tuple[float, float]:
    """Add what a run finds, if it finds anything, and return what that costs."""
    placing = Annealing(_filled(roster, groups), seed).run()
    if placing is None:
        return inf, inf
    found.append((placing.cost, groups, placing))
    return placing.cost


def _placed(roster: Roster, group_of: list[int], groups: int) -> Placing:
    placing = Placing(roster, [-1] * len(group_of), [set() for _ in range(groups)])
    for person, group in enumerate(group_of):
        placing.put(person, group)
    return placing
