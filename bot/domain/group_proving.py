"""What is proven of a roster's groups by linear programming and by choosing among whole groups, and the better groups
that come of it.

First how few apart pairs can meet, then how few people can move with no more of them. Whoever imports this module loads
HiGHS and NumPy.
"""

from contextlib import suppress
from dataclasses import dataclass, field, replace

from bot.domain.group_bounding import broken_at_least, moved_at_least
from bot.domain.group_choosing import NEAR, NEARLY, Choosing, Question
from bot.domain.group_covering import cover
from bot.domain.group_improving import named
from bot.domain.group_placing import Placing, placed
from bot.domain.group_search import OutOfSteps, Steps
from bot.domain.group_sizes import Roster

# Steps for prices: when a question is asked first, and when it is asked again or while it is open how many pairs have
# to break; ten million are a second.
AT_FIRST, AGAIN = 11_000_000, 4_000_000
COVERING = 8_000_000  # steps for putting groups together, in all, for each question


@dataclass(slots=True)
class Proof:
    """The bounds, as they get better; `bound` is for groups that break no more pairs than the best so far."""

    roster: Roster
    broken_bound: int
    bound: int
    asked: dict[int | None, Choosing] = field(default_factory=dict)  # by the pairs that may break, None to ask how few
    covering: dict[int | None, Steps] = field(default_factory=dict)  # what is left for each

    @property
    def least(self) -> tuple[int, int]:
        """What no groups can be below."""
        return self.broken_bound, self.bound

    def fewer_broken(self, placing: Placing) -> Placing:
        """Return the groups, or others that break the fewest pairs there can be, if that can be decided."""
        if placing.broken > self.broken_bound and None not in self.asked:
            self.broken_bound = max(self.broken_bound, broken_at_least(self.roster))
        if placing.broken == self.broken_bound:
            return placing
        nameless = replace(self.roster, home_of=(-1,) * len(self.roster.home_of), members=())
        question = Question(nameless, None)
        self.broken_bound, found = self._decided(question, placing, self.broken_bound, placing.broken)
        return placing if found is None else named(self.roster, placed(nameless, found))

    def fewer_moved(self, placing: Placing) -> Placing:
        """Return the groups, or others that break no more pairs and move the fewest people, if that can be decided."""
        if placing.moved > self.bound and placing.broken not in self.asked:
            self.bound = max(self.bound, moved_at_least(self.roster, placing.broken))
        if placing.moved == self.bound:
            return placing
        question = Question(self.roster, placing.broken)
        self.bound, found = self._decided(question, placing, self.bound, placing.moved)
        return placing if found is None else placed(self.roster, found)

    def _decided(self, question: Question, placing: Placing, bound: int, best: int) -> tuple[int, list[int] | None]:
        """Return a bound that is not below the one known, and everybody's group in an answer that is as good, if that
        is better than the best.
        """
        known = question.broken in self.asked
        choosing = self.asked[question.broken] if known else self._asked(question)
        covering = self.covering.setdefault(question.broken, Steps(COVERING))
        decided = question.broken is None or question.broken == self.broken_bound
        choosing.begin(placing, Steps(AT_FIRST if decided and not known else AGAIN))
        for near in NEARLY, NEAR:
            with suppress(OutOfSteps):
                choosing.improve(best, near)
                bound = max(bound, choosing.bound)
                while bound < best:
                    found = cover(choosing, bound, covering)
                    if found is not None:
                        return bound, found
                    bound += 1
                break
        return max(bound, choosing.bound), None

    def _asked(self, question: Question) -> Choosing:
        """Return a question's program, with the groups that the one before was asked of."""
        choosing = Choosing(question)
        if (before := self.asked.get(None)) is not None:
            choosing.learn(before)
        self.asked[question.broken] = choosing
        return choosing
