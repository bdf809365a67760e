"""Who might mentor whom: an assignment of mentors to those without one, the best by what a program cares about.

First as many as can be get a mentor; among all ways to do that, the one whose pairs suit best in sum. The
same people, in whatever order, give the same proposal.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest

MOST_MENTEES = 3  # of one mentor, those they have and those who are proposed
AT_ONCE = 20  # people without a mentor who are matched together: as many as fit on a page
DISTRICT, OTHER_SCHOOL, POSITION, ZONE = 80, 40, 20, 10
EACH_MENTEE = 15  # what every mentee whom a mentor has already counts against them
_NEVER = 10**6


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to be matched. `offset_hours` is their time zone's distance from UTC at present; `load` how many mentees
    a mentor has; `barred` the person ids of those with whom they are not to be paired, for whatever reason.
    """

    member_id: int
    person_id: int
    name: str
    district: str = ""
    school: str = ""
    position: str = ""
    offset_hours: float = 0.0
    load: int = 0
    barred: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class Match:
    """A proposed pair, and what speaks for it, in the order of weight."""

    mentor: Candidate
    mentee: Candidate
    same_district: bool
    other_school: bool
    same_position: bool
    hours_apart: float
    score: int

    @property
    def key(self) -> str:
        """What names the proposal: member ids of mentor and mentee."""
        return f"{self.mentor.member_id}-{self.mentee.member_id}"


def may_pair(mentor: Candidate, mentee: Candidate) -> bool:
    """Say whether nothing forbids the two."""
    same = mentor.person_id == mentee.person_id
    return not (same or mentor.person_id in mentee.barred or mentee.person_id in mentor.barred)


def match(mentor: Candidate, mentee: Candidate, load: int | None = None) -> Match:
    """Return how well a mentor suits who has `load` mentees by then (by default those they have now)."""
    district = _alike(mentor.district, mentee.district)
    other = bool(mentor.school and mentee.school) and not _alike(mentor.school, mentee.school)
    position = _alike(mentor.position, mentee.position)
    hours = abs(mentor.offset_hours - mentee.offset_hours)
    score = DISTRICT * district + OTHER_SCHOOL * other + POSITION * position + max(0, ZONE - round(2 * hours))
    score -= EACH_MENTEE * (mentor.load if load is None else load)
    return Match(mentor, mentee, district, other, position, hours, score)


def _alike(one: str, other: str) -> bool:
    return bool(one) and one.casefold() == other.casefold()


def propose(mentees: Sequence[Candidate], mentors: Collection[Candidate]) -> list[Match]:
    """Return a mentor for as many of the `mentees` (at most `AT_ONCE`) as can have one, by the mentee's name.

    A mentor gets no more than `MOST_MENTEES` in all.
    """
    rows = sorted(mentees, key=lambda one: (one.name, one.member_id))[:AT_ONCE]
    columns = sorted(mentors, key=lambda one: one.member_id)
    options = [_best(mentee, columns, len(rows)) for mentee in rows]
    places = sorted({place for own in options for place in own})
    number = {place: n for n, place in enumerate(places)}
    # A column more for each mentee stands for no mentor: dearer than any, so that it is taken only where it must be.
    costs = [[_NEVER * 10] * len(places) + [_NEVER] * len(rows) for _ in rows]
    for row, own in enumerate(options):
        for place, found in own.items():
            costs[row][number[place]] = -found.score
    chosen = _assign(costs) if rows else []
    return [options[row][places[at]] for row, at in enumerate(chosen) if at < len(places)]


def _best(mentee: Candidate, mentors: Sequence[Candidate], most: int) -> dict[tuple[int, int], Match]:
    """Return the `most` places that suit a mentee best, by (mentor's member id, mentees they have by then). More are of
    no use: the other mentees together leave one of these free.
    """
    alike: dict[tuple[str, str, str, float], int] = {}  # of thousands of mentors, most are like others to a mentee

    def cost(mentor: Candidate) -> int:
        profile = (mentor.district, mentor.school, mentor.position, mentor.offset_hours)
        if profile not in alike:
            alike[profile] = -match(mentor, mentee, 0).score
        return alike[profile]

    places = (
        (cost(mentor) + EACH_MENTEE * load, mentor.member_id, load, mentor)
        for mentor in mentors
        if may_pair(mentor, mentee)
        for load in range(mentor.load, MOST_MENTEES)
    )
    best = nsmallest(most, places)  # no two have the same member id and load
    return {(member_id, load): match(mentor, mentee, load) for _, member_id, load, mentor in best}


def _assign(costs: Sequence[Sequence[int]]) -> list[int]:
    """Return the column of each row so that no column serves twice and the sum of costs is the least: the Hungarian
    method with potentials, row by row. There are at least as many columns as rows.
    """
    width = len(costs[0])
    of_row, of_column = [0] * (len(costs) + 1), [0] * (width + 1)
    taken = [0] * (width + 1)  # the row that has each column, from 1; column 0 is where a search begins
    for row in range(1, len(costs) + 1):
        taken[0] = row
        way = _search(costs, taken, of_row, of_column)
        column = way[-1][0]
        previous = dict(way)
        while column:
            taken[column], column = taken[previous[column]], previous[column]
    chosen = [0] * len(costs)
    for column, row in enumerate(taken[1:], start=0):
        if row:
            chosen[row - 1] = column
    return chosen


def _search(
    costs: Sequence[Sequence[int]], taken: list[int], of_row: list[int], of_column: list[int]
) -> list[tuple[int, int]]:
    """Find the cheapest way from the new row to a free column, and move the potentials along it. Returns pairs of a
    column and the column before it, the free one last.
    """
    width = len(taken)
    least, before, done = [10**12] * width, [0] * width, [False] * width
    order: list[tuple[int, int]] = []
    column = 0
    while True:
        done[column] = True
        row = taken[column]
        for other in range(1, width):
            if not done[other]:
                cost = costs[row - 1][other - 1] - of_row[row] - of_column[other]
                if cost < least[other]:
                    least[other], before[other] = cost, column
        nearest = min((other for other in range(1, width) if not done[other]), key=least.__getitem__)
        step = least[nearest]
        for other in range(width):
            if done[other]:
                of_row[taken[other]] += step
                of_column[other] -= step
            else:
                least[other] -= step
        column = nearest
        order.append((column, before[column]))
        if not taken[column]:
            return order
