"""Whether groups can be as good as a bound allows: all that are cheap enough, put together in every way.

At fair prices (`group_choosing`) no group is worth more than it costs. By how much the groups of an answer may be worth
less, all together, is the gap between the bound and that answer. Few groups are worth so nearly what they cost where
the gap is small, and only these can be in the answer; whoever is in the fewest of them is seated first.
"""

from collections.abc import Sequence
from contextlib import suppress
from itertools import count

import numpy as np

from bot.domain.group_choosing import SLACK, Choosing, Prices, Question
from bot.domain.group_pricing import Group, Places, Pricing, TooMany
from bot.domain.group_search import OutOfSteps, Steps

FIRST_TRY = 500_000  # steps to put an answer together of the groups that are known
WIDTH = 25_000  # groups at once, at most
A_NODE = 500  # steps that it takes to try a group as the next one
A_LOOK = 2  # steps that it takes, then, to look at another


class _Cover:
    """The groups that could be in an answer, and how many steps there are left to put one together."""

    def __init__(self, question: Question, prices: Prices, groups: Sequence[Group], steps: Steps) -> None:
        self.question, self.groups, self.steps = question, groups, steps
        people = len(question.roster.home_of)
        self.seats = np.zeros((len(groups), people), dtype=np.uint8)
        for row, group in enumerate(groups):
            self.seats[row, list(group.people)] = 1
        self.mask = np.array([sum(1 << person for person in group.people) for group in groups], dtype=np.uint64)
        self.name = np.array([group.name for group in groups], dtype=np.intp)
        self.excess = prices.floor[self.name] - np.array([group.worth for group in groups])

    def found(self, gap: float, cost: int) -> list[Group] | None:
        """Return groups that answer the question and cost no more than `cost`, None if none do. Raises OutOfSteps."""
        return self._answer(np.arange(len(self.groups)), [], gap, cost)

    def _answer(self, rows: Places, chosen: list[int], left: float, cost: int) -> list[Group] | None:
        """Return groups of which those `chosen` are some, and the others among `rows`, that cost no more than `cost`,
        None if there are none. All may be worth so much less than they cost as is `left`. Raises OutOfSteps.
        """
        seated = self.seats[chosen].sum(axis=0) > 0
        if seated.all():
            groups = [self.groups[row] for row in chosen]
            return groups if self.question.is_answered(groups, cost) else None
        if len(chosen) == self.question.roster.sizes.counts[-1]:
            return None
        choices = self.seats[rows].sum(axis=0, dtype=np.intp)
        person = int(np.where(seated, len(rows) + 1, choices).argmin())
        own = rows[self.seats[rows, person] > 0]
        for row in own[np.argsort(self.excess[own], kind="stable")].tolist():
            rest = left - self.excess[row]
            self.steps.take(A_NODE + A_LOOK * len(rows))
            fits = (self.mask[rows] & self.mask[row] == 0) & (self.excess[rows] <= rest)
            if self.name[row] < len(self.question.homes):
                fits &= self.name[rows] != self.name[row]
            found = self._answer(rows[fits], [*chosen, row], rest, cost)
            if found is not None:
                return found
        return None


def cover(choosing: Choosing, cost: int, steps: Steps) -> list[int] | None:
    """Return everybody's group in an answer that costs no more than `cost`, None if it is proven that there is none;
    new groups come after the homes. Raises OutOfSteps.

    It is put together of the groups that the linear program has, if it can be; else all that there are are tried.
    """
    question, prices = choosing.question, choosing.prices
    steps.take(0)
    gap = prices.gap(question, cost) + SLACK
    with suppress(OutOfSteps):
        groups = _Cover(question, prices, choosing.worth_nearly(gap), Steps(FIRST_TRY)).found(gap, cost)
        if groups is not None:
            return _seats(question, groups)
    worth = question.at_home + prices.people
    try:
        found = Pricing(question.roster, every=True).find(worth, prices.pair, prices.floor - gap, WIDTH)
    except TooMany:
        raise OutOfSteps from None
    steps.take(found.rows * worth.shape[1])
    if len(found.groups) > WIDTH:
        raise OutOfSteps
    groups = _Cover(question, prices, found.groups, steps).found(gap, cost)
    return None if groups is None else _seats(question, groups)


def _seats(question: Question, groups: Sequence[Group]) -> list[int]:
    new = count(len(question.roster.members))
    group_of = [-1] * len(question.roster.home_of)
    for group in groups:
        number = question.homes[group.name] if group.name < len(question.homes) else next(new)
        for person in group.people:
            group_of[person] = number
    return group_of
