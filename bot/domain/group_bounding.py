"""What linear programming knows of a roster: how many pairs have to break, and how many people have to move, at least.

It is asked where counting and searching have not decided. People may sit in several groups by halves here, so that its
answers are bounds; they are strong because whoever is kept apart is taken by whole sets of people who all are: one more
of them in a group costs as many pairs as there are already of it. HiGHS does the arithmetic. It is loaded when it is
first needed, because that takes half a second.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import ceil

from bot.domain.group_sizes import Roster

ITERATIONS = 5_000  # of the simplex method, each time; most rosters take some hundreds
TERMS = 16_000  # of a program at most; beyond, where nearly everybody is kept apart, it takes long and decides nothing
SLACK = 1e-6  # what the arithmetic may be off by


@dataclass(slots=True)
class _Program:
    """Columns between 0 and 1 with their costs, and rows: sums of columns that lie between two numbers."""

    costs: list[float] = field(default_factory=list)
    lowest: list[float] = field(default_factory=list)
    highest: list[float] = field(default_factory=list)
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def column(self, cost: float = 0) -> int:
        """Add a column and return its number."""
        self.costs.append(cost)
        return len(self.costs) - 1

    def row(self, lowest: float, highest: float, terms: Sequence[tuple[int, float]]) -> None:
        """Add a row; the terms name columns, each once, and what they are multiplied with."""
        self.lowest.append(lowest)
        self.highest.append(highest)
        self.columns += (column for column, _ in terms)
        self.values += (value for _, value in terms)
        self.starts.append(len(self.columns))

    def minimum(self) -> float | None:
        """Return the least that the columns can cost; None if that is not found within the iterations, or not tried."""
        if len(self.columns) > TERMS:
            return None
        import highspy
        import numpy

        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self.costs), len(self.lowest)
        program.col_cost_ = numpy.array(self.costs, dtype=float)
        program.col_lower_, program.col_upper_ = numpy.zeros(len(self.costs)), numpy.ones(len(self.costs))
        program.row_lower_ = numpy.array(self.lowest, dtype=float)
        program.row_upper_ = numpy.array(self.highest, dtype=float)
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = numpy.array(self.starts)
        program.a_matrix_.index_ = numpy.array(self.columns)
        program.a_matrix_.value_ = numpy.array(self.values, dtype=float)
        # Its child `Highs` greets on standard output before it can be told not to.
        solver = highspy._Highs()  # type: ignore[attr-defined]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("solver", "simplex")
        solver.setOptionValue("parallel", "off")
        solver.setOptionValue("simplex_iteration_limit", ITERATIONS)
        solver.passModel(program)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        return float(solver.getInfo().objective_function_value)


@dataclass(frozen=True, slots=True)
class _Seats:
    """A program in which everybody sits somewhere in groups of the right sizes: `inside` and `is_open` are columns."""

    program: _Program
    inside: dict[tuple[int, int], int]
    is_open: dict[int, int]


def broken_at_least(roster: Roster) -> int:
    """Return a number of apart pairs that no groups can do without breaking."""
    seats = _seats(roster, 0)
    for clique in _by_pairs(roster.enemies):
        for group in seats.is_open:
            _meeting(seats, clique, group, roster.sizes.highest, cost=1)
    return _whole(seats.program.minimum())


def moved_at_least(roster: Roster, broken: int) -> int:
    """Return a number of moves that no groups with at most `broken` apart pairs in them can do without."""
    seats = _seats(roster, -1)
    meeting: list[tuple[int, float]] = []
    for clique in _by_pairs(roster.enemies) if broken else _whole_cliques(roster.enemies):
        for group in seats.is_open:
            meeting += _meeting(seats, clique, group, roster.sizes.highest if broken else 1, cost=0)
    if broken:
        seats.program.row(0, broken, meeting)
    staying = seats.program.minimum()
    return _whole(None if staying is None else roster.homed + staying)


def _whole(least: float | None) -> int:
    return 0 if least is None else max(0, ceil(least - SLACK))


def _seats(roster: Roster, at_home: float) -> _Seats:
    """Return the program without apart pairs, in which whoever is at home costs `at_home`.

    New groups are needed only where there may be more groups than homes: others could as well be called by a home.
    """
    sizes, program = roster.sizes, _Program()
    people = range(len(roster.home_of))
    groups = [home for home, members in enumerate(roster.members) if members]
    groups += range(len(roster.members), len(roster.members) + sizes.counts[-1] - len(groups))
    inside = {(p, g): program.column(at_home if roster.home_of[p] == g else 0) for p in people for g in groups}
    is_open = {group: program.column() for group in groups}
    for person in people:
        program.row(1, 1, [(inside[person, group], 1) for group in groups])
    for group in groups:
        there = [(inside[person, group], 1.0) for person in people]
        program.row(0, sizes.people, [*there, (is_open[group], -sizes.lowest)])
        program.row(-sizes.highest, 0, [*there, (is_open[group], -sizes.highest)])
    program.row(sizes.counts[0], sizes.counts[-1], [(column, 1) for column in is_open.values()])
    return _Seats(program, inside, is_open)


def _meeting(seats: _Seats, clique: Sequence[int], group: int, most: int, *, cost: float) -> list[tuple[int, float]]:
    """Let at most one of a clique be in a group, or up to `most` with the pairs that meet then; return these terms."""
    pairs = [float(k) for k in range(1, min(len(clique), most))]
    more = [seats.program.column(cost * k) for k in pairs]
    there = [(seats.inside[person, group], 1.0) for person in clique]
    extra = [(column, -1.0) for column in more]
    seats.program.row(-len(clique), 0, [*there, (seats.is_open[group], -1), *extra])
    return list(zip(more, pairs, strict=True))


def _by_pairs(enemies: Sequence[frozenset[int]]) -> list[list[int]]:
    """Divide the apart pairs into cliques, large ones first: every pair is in exactly one."""
    left = [set(each) for each in enemies]
    found = []
    while any(left):
        first = max(range(len(left)), key=lambda p: (len(left[p]), -p))
        clique = _grown([first], left)
        for person in clique:
            left[person].difference_update(clique)
        found.append(clique)
    return found


def _whole_cliques(enemies: Sequence[frozenset[int]]) -> list[list[int]]:
    """Return cliques to which nobody can be added: every apart pair is in at least one."""
    left = {(one, other) for one, each in enumerate(enemies) for other in each if one < other}
    found = []
    while left:
        clique = _grown(list(min(left)), enemies)
        left.difference_update((one, other) for one in clique for other in clique)
        found.append(clique)
    return found


def _grown(clique: list[int], enemies: Sequence[set[int] | frozenset[int]]) -> list[int]:
    """Return a clique with people added as long as there are any who are apart from all of it."""
    able = set(enemies[clique[0]]).intersection(*(enemies[person] for person in clique[1:]))
    while able:
        person = max(able, key=lambda p: (len(enemies[p] & able), -p))
        clique.append(person)
        able &= enemies[person]
    return clique
