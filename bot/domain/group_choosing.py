"""What choosing among whole groups knows: how many pairs have to break, and how many people have to move, at least.

Of all groups that there could be, a linear program chooses some, by parts, so that everybody is in one. It says what
people and pairs are worth; a group that is worth more than a group of its name costs then comes in as a column, and the
program is solved again, until there is none. Whatever the prices, no groups are better than they allow: that is the
bound. It knows exactly who can be together in one group, which `group_bounding` does not, and takes longer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, islice, repeat
from math import ceil

import highspy
import numpy as np

from bot.domain.group_placing import Placing
from bot.domain.group_pricing import Group, Numbers, Pricing
from bot.domain.group_search import OutOfSteps, Steps
from bot.domain.group_sizes import Roster

SLACK = 1e-5  # what the arithmetic may be off by, in all groups
NEARLY, NEAR = 0.2, 0.02  # so near to what the program says, a bound is good enough to begin with, and as it gets
FORBIDDEN = 1_000.0  # the price of an apart pair where none may meet
WITHOUT = 20.0  # what it costs the program to leave somebody out, until it has the groups not to
# How better prices are looked for, one way after the other: how many rows grow at once, and how far back from the
# program's prices to the best so far. Good groups are found quickly with few rows; that there are none needs more.
WAYS = ((1_200, 0.0), (16_000, 0.5), (16_000, 0.0))
FEW, MANY = 6, 40  # columns that come in at once for each name, and where there is only one name
A_PIVOT = 400  # steps that one of the simplex method takes
ITERATIONS = 20_000  # of it at once, at most; most programs take some tens


@dataclass(frozen=True, slots=True)
class Question:
    """Fewest apart pairs broken, where `broken` is None; otherwise fewest people moved with at most so many broken.

    The names of groups are the homes and, last, one for all new groups; where nobody can move, only that.
    """

    roster: Roster
    broken: int | None
    homes: list[int] = field(init=False)
    at_home: Numbers = field(init=False)  # by name and person: 1 where that is their home

    def __post_init__(self) -> None:
        members = self.roster.members
        homes = [] if self.broken is None else [home for home, people in enumerate(members) if people]
        at_home: Numbers = np.zeros((len(homes) + 1, len(self.roster.home_of)))
        for name, home in enumerate(homes):
            at_home[name, list(members[home])] = 1
        object.__setattr__(self, "homes", homes)
        object.__setattr__(self, "at_home", at_home)

    def pairs(self, people: Iterable[int]) -> int:
        """Return how many apart pairs are among people."""
        there = frozenset(people)
        return sum(len(self.roster.enemies[person] & there) for person in there) // 2

    def cost(self, name: int, people: Sequence[int]) -> int:
        """Return what a group adds to `base`, which together is to be small."""
        return self.pairs(people) if self.broken is None else -round(self.at_home[name, list(people)].sum())

    @property
    def base(self) -> int:
        """What is to be small where no group adds anything."""
        return 0 if self.broken is None else self.roster.homed

    def is_answered(self, groups: Sequence[Group], cost: int) -> bool:
        """Say whether groups in which everybody is are enough, break few enough pairs and cost no more than `cost`."""
        total = self.base + sum(self.cost(group.name, group.people) for group in groups)
        pairs = 0 if self.broken is None else sum(self.pairs(group.people) for group in groups) - self.broken
        return total <= cost and pairs <= 0 and len(groups) >= self.roster.sizes.counts[0]


@dataclass(frozen=True, slots=True)
class Prices:
    """What people are worth and an apart pair takes off; what a group costs, and besides if it has this name."""

    people: Numbers
    pair: float
    names: Numbers
    group: float

    @property
    def floor(self) -> Numbers:
        """What a group of each name costs."""
        return self.names + self.group

    def gap(self, question: Question, cost: int) -> float:
        """Return by how much the groups of an answer that costs no more than `cost` can be worth less than they cost
        here, all together.
        """
        counts = question.roster.sizes.counts
        worth = float(self.people.sum()) - self.pair * (question.broken or 0)
        most = max(self.group * counts[0], self.group * counts[-1]) + float(self.names.sum())
        return cost - question.base - worth + most

    def towards(self, other: "Prices", part: float) -> "Prices":
        """Return the prices that are this part of the way to others."""
        return Prices(
            self.people + part * (other.people - self.people),
            self.pair + part * (other.pair - self.pair),
            self.names + part * (other.names - self.names),
            self.group + part * (other.group - self.group),
        )


class Choosing:
    """The linear program of a question; the best prices so far, and what they prove."""

    def __init__(self, question: Question) -> None:
        self.question, self.pricing, self.steps = question, Pricing(question.roster), Steps(0)
        self.people, self.names = len(question.roster.home_of), len(question.homes) + 1
        self.solver = _solver(question)
        self.known: set[tuple[int, tuple[int, ...]]] = set()
        pair = 1.0 if question.broken is None else 0.0 if question.broken else FORBIDDEN
        self.prices = Prices(np.zeros(self.people), pair, np.zeros(self.names), 0.0)
        self.least = float("-inf")  # the bound, not yet rounded

    def begin(self, placing: Placing, steps: Steps) -> None:
        """Take in the groups of the best answer so far, and have so many steps from now on."""
        self.steps = steps
        name = {home: at for at, home in enumerate(self.question.homes)}
        for group, there in enumerate(placing.groups):
            if there:
                self._take_in(name.get(group, self.names - 1), tuple(sorted(there)))

    @property
    def bound(self) -> int:
        """How many pairs have to break, or people to move, at least."""
        return max(0, ceil(self.least - SLACK)) if self.least > 0 else 0

    def learn(self, other: "Choosing") -> None:
        """Take in the groups that another question was asked of, each as what most of it call home."""
        for _, people in sorted(other.known):
            self._take_in(int(self.question.at_home[:, list(people)].sum(axis=1).argmax()), people)

    def worth_nearly(self, gap: float) -> list[Group]:
        """Return the groups that the program has which are worth less than they cost, if at all, by no more than the
        gap.
        """
        worth, floor, found = self.question.at_home + self.prices.people, self.prices.floor, []
        for name, people in sorted(self.known):
            each = float(worth[name, list(people)].sum()) - self.prices.pair * self.question.pairs(people)
            if each >= floor[name] - gap:
                found.append(Group(name, people, each))
        return found

    def improve(self, enough: int, near: float) -> None:
        """Look for prices with a better bound, until it is `enough`, or as `near` as wanted to the best there is, and
        the same as a whole number. Raises OutOfSteps.
        """
        way = 0
        while self.bound < enough:
            width, part = WAYS[way]
            value, now = self._solved()
            if value - self.least < NEAR or (value - self.least < near and ceil(value - SLACK) == self.bound):
                return
            groups = self._ask(now.towards(self.prices, part), width)
            if self._take_in_better(groups, now):
                way = min(way, 1)
            elif way + 1 == len(WAYS):
                return
            else:
                way += 1

    def _ask(self, prices: Prices, width: int) -> list[Group]:
        """Return groups that are worth more than they cost; keep the prices if they prove more than those so far."""
        found = self.pricing.find(self.question.at_home + prices.people, prices.pair, prices.floor, width)
        self.steps.take(found.rows * self.people)
        fair, least = _fair(self.question, prices, found.at_most)
        if least > self.least:
            self.prices, self.least = fair, least
        return found.groups

    def _solved(self) -> tuple[float, Prices]:
        """Return what the program makes of the groups it has, and its prices."""
        self.solver.run()
        info = self.solver.getInfo()
        self.steps.take(A_PIVOT * info.simplex_iteration_count)
        if self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise OutOfSteps
        dual = np.array(self.solver.getSolution().row_dual)
        names: Numbers = np.zeros(self.names)
        names[:-1] = -dual[self.people : -2]
        pair = {None: 1.0, 0: FORBIDDEN}.get(self.question.broken, max(0.0, -float(dual[-2])))
        value = float(info.objective_function_value) + self.question.base
        return value, Prices(dual[: self.people], pair, names, -float(dual[-1]))

    def _take_in_better(self, groups: Iterable[Group], now: Prices) -> bool:
        """Take in the best groups of each name that are worth more than they cost now; say whether there are any."""
        worth, floor = self.question.at_home + now.people, now.floor
        most = FEW if self.names > 1 else MANY
        taken = [0] * self.names
        for group in groups:
            people = list(group.people)
            gain = worth[group.name, people].sum() - now.pair * self.question.pairs(people) - floor[group.name]
            if taken[group.name] < most and gain > SLACK and (group.name, group.people) not in self.known:
                self._take_in(group.name, group.people)
                taken[group.name] += 1
        return any(taken)

    def _take_in(self, name: int, people: tuple[int, ...]) -> None:
        if (name, people) in self.known:
            return
        self.known.add((name, people))
        rows = [*people, self.people + self.names]
        if name < self.names - 1:
            rows.append(self.people + name)
        values = [1.0] * len(rows)
        if pairs := self.question.pairs(people):
            rows.append(self.people + self.names - 1)
            values.append(float(pairs))
        cost = float(self.question.cost(name, people))
        self.solver.addCol(cost, 0.0, highspy.kHighsInf, len(rows), np.array(rows), np.array(values))


def _solver(question: Question) -> highspy._Highs:  # type: ignore[name-defined]
    """Return the program without any groups yet: rows for people, homes, apart pairs and the number of groups."""
    people, homes, counts = len(question.roster.home_of), len(question.homes), question.roster.sizes.counts
    # Its child `Highs` greets on standard output before it can be told not to.
    solver = highspy._Highs()  # type: ignore[attr-defined]
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("parallel", "off")
    solver.setOptionValue("simplex_iteration_limit", ITERATIONS)
    nothing = np.array([], dtype=np.int32), np.array([])
    rows = [(1.0, 1.0)] * people + [(0.0, 1.0)] * homes
    rows.append((0.0, highspy.kHighsInf if question.broken is None else float(question.broken)))
    rows.append((float(counts[0]), float(counts[-1])))
    for lowest, highest in rows:
        solver.addRow(lowest, highest, 0, *nothing)
    for person in range(people):
        solver.addCol(WITHOUT, 0.0, highspy.kHighsInf, 1, np.array([person]), np.array([1.0]))
    return solver


def _fair(question: Question, prices: Prices, at_most: Numbers) -> tuple[Prices, float]:
    """Return what groups have to cost so that none is worth more, and what no groups together are below then.

    Every home can be the name of one group; of new ones there can be as many as there are groups.
    """
    counts, new = question.roster.sizes.counts, float(at_most[-1])
    values = [*sorted((value for value in at_most[:-1].tolist() if value > new), reverse=True)]
    worths = list(islice((each for some in (values, repeat(new)) for each in some), counts[-1]))
    together = list(accumulate(worths))
    number = max(counts, key=lambda groups: (together[groups - 1], -groups))
    group = worths[number - 1]
    if number < counts[-1]:
        group = min(0.0, group)  # one group more would be worth nothing
    if number > counts[0]:
        group = max(0.0, group)
    names = np.maximum(0.0, at_most - max(group, new))
    least = float(prices.people.sum()) - together[number - 1] + question.base
    least -= prices.pair * (question.broken or 0)
    return Prices(prices.people, prices.pair, names, max(group, new)), least
