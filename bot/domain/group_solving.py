"""The best groups for a roster: placed quickly, then searched exactly as far as the steps reach. Where that does not
prove them, choosing among whole groups does, or tabu search looks for them.

What is proven of them comes along as bounds: no groups break fewer apart pairs, and none of those that break the fewest
move fewer people.
"""

from dataclasses import replace

from bot.domain.group_improving import improve, named, regardless
from bot.domain.group_placing import Placing, fill
from bot.domain.group_search import OutOfSteps, Steps, search
from bot.domain.group_sizes import Roster, fewest_broken, fewest_moved

PROVEN_UP_TO = 60  # people; above that the number moved comes with a bound
STEPS = 400_000  # of the exact search; a million take most of a second


def solve(roster: Roster) -> tuple[Placing, int, int]:
    """Return a placing, and the bounds for the apart pairs it breaks and for the people it moves.

    The best break no more pairs than any found, so that what has to move with so many broken has to move in them.
    """
    placing = fill(roster, {})
    broken_bound = fewest_broken(roster)
    least = broken_bound, fewest_moved(roster, broken_bound)
    if placing.cost > least:
        improve(placing)
    if placing.cost > least:  # where pairs have to break, whoever cannot be at home in peace may just as well stay
        placing = min(placing, regardless(roster), key=lambda each: each.cost)
    if len(roster.home_of) > PROVEN_UP_TO:
        return placing, broken_bound, fewest_moved(roster, placing.broken)
    placing, broken_bound, bound = _search(roster, placing, broken_bound, STEPS)
    if placing.cost > (broken_bound, bound):
        placing, broken_bound, bound = _proven(roster, placing, broken_bound, bound)
    return placing, broken_bound, bound


def _proven(roster: Roster, placing: Placing, broken_bound: int, bound: int) -> tuple[Placing, int, int]:
    """Return the best that choosing among whole groups finds, or tabu search where it is undecided, and the bounds."""
    from bot.domain.group_proving import Proof  # loads HiGHS and NumPy
    from bot.domain.group_tabu import tabu

    proof = Proof(roster, broken_bound, bound)
    placing = proof.fewer_broken(placing)
    if placing.broken == proof.broken_bound:
        placing = proof.fewer_moved(placing)
    if placing.cost > proof.least:
        placing = proof.fewer_moved(proof.fewer_broken(tabu(roster, placing, proof.least)))
    return placing, *proof.least


def _search(roster: Roster, placing: Placing, broken_bound: int, steps: int) -> tuple[Placing, int, int]:
    """Return the best that the exact search finds in about so many steps, and the bounds it has proven."""
    left = Steps(steps)
    if placing.broken > broken_bound:
        placing, broken_bound = _break_fewer(roster, placing, broken_bound, left)
    bound = fewest_moved(roster, placing.broken)
    if placing.broken == broken_bound and placing.moved > bound:
        placing, bound = _move_fewer(roster, placing, bound, max(left.left, steps // 2) // 2)
    return placing, broken_bound, bound


def _break_fewer(roster: Roster, placing: Placing, bound: int, steps: Steps) -> tuple[Placing, int]:
    """Search for groups, whatever their names, in which fewer apart pairs meet; return the best and what is proven."""
    nameless = replace(roster, home_of=(-1,) * len(roster.home_of), members=())
    for broken in range(bound, placing.broken):
        try:
            found = search(nameless, 0, broken, steps)
        except OutOfSteps:
            return placing, broken
        if found is not None:
            fewer = named(roster, fill(nameless, found))
            improve(fewer)
            return fewer, broken
    return placing, placing.broken


def _move_fewer(roster: Roster, placing: Placing, bound: int, steps: int) -> tuple[Placing, int]:
    """Search for a placing that breaks no more apart pairs and moves fewer people; return the best and what is proven.

    Upwards from what is proven as long as it can be decided, then downwards from the best as long as a better is found.
    """
    upwards, downwards = Steps(steps), Steps(steps)
    try:
        while bound < placing.moved:
            found = search(roster, bound, placing.broken, upwards)
            if found is not None:
                return fill(roster, found), bound
            bound += 1
    except OutOfSteps:
        pass
    try:
        while bound < placing.moved:
            found = search(roster, placing.moved - 1, placing.broken, downwards)
            if found is None:
                return placing, placing.moved
            placing = fill(roster, found)
    except OutOfSteps:
        pass
    return placing, bound
