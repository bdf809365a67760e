"""Groups made better a few at a time: some groups are taken out, and the exact search finds the best for their people.

It is for rosters that the search cannot decide as a whole, because many are to be kept apart. It proves nothing. Which
groups are tried is drawn from a fixed seed: the same input gives the same answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from bot.domain.group_placing import Placing, fill
from bot.domain.group_search import OutOfSteps, Steps, search
from bot.domain.group_sizes import Roster

STEPS = 1_500_000  # of all searches together the first time; they take one to two seconds
COST_OF_A_TRY = 200  # steps; what is done besides the search
# How many people are taken out at most, and the steps of one search: where only moves are to be saved, which can often
# be decided, and where pairs are broken, which rarely can.
LARGE, SMALL = (24, 10_000), (18, 6_000)
IN_VAIN = 40  # draws in a row of groups that were tried already, after which there is hardly anything left to try
WIDER = 8  # so many people more are taken out then, with twice the steps for a search


@dataclass(frozen=True, slots=True)
class _Part:
    """Some groups with their people: a roster of its own, whose numbers stand for people and homes in the lists."""

    roster: Roster
    people: list[int]
    homes: list[int]
    moved: int
    broken: int


def mend(placing: Placing, least: tuple[int, int], steps: int = STEPS) -> None:
    """Rearrange a few groups at a time as long as steps last, or until the cost is `least`, which none can be below."""
    random = Random(0)
    tried: set[tuple[int, ...]] = set()
    vain = wider = 0
    while steps > 0 and placing.cost > least:
        people, each = SMALL if placing.broken > least[0] else LARGE
        people, each = people + wider * WIDER, each << wider
        if vain == IN_VAIN:
            if people >= len(placing.group_of):
                break
            vain, wider = 0, wider + 1
            tried.clear()
            continue
        chosen = _draw(placing, random, people, broken=placing.broken > least[0])
        vain += 1
        if chosen in tried or len(chosen) < 2:
            continue
        vain, left = 0, Steps(each)
        if _rearrange(placing, chosen, left):
            tried.clear()
        else:
            tried.add(chosen)
        steps -= each - max(0, left.left) + COST_OF_A_TRY


def _draw(placing: Placing, random: Random, most: int, *, broken: bool) -> tuple[int, ...]:
    """Return groups with at most so many people: that of somebody who is where they should not be, their home, and
    others.
    """
    homes = placing.roster.home_of
    found = [p for p, group in enumerate(placing.group_of) if placing.meets(p, group)] if broken else []
    if not found or random.random() < 0.3:
        found = [p for p, group in enumerate(placing.group_of) if -1 != homes[p] != group] or found
    if not found:
        return ()
    person = found[int(random.random() * len(found))]
    chosen = {placing.group_of[person]}
    if homes[person] >= 0 and placing.groups[homes[person]]:
        chosen.add(homes[person])
    rest = [group for group, there in enumerate(placing.groups) if there and group not in chosen]
    taken = sum(len(placing.groups[group]) for group in chosen)
    while rest:
        group = rest.pop(int(random.random() * len(rest)))
        taken += len(placing.groups[group])
        if taken > most:
            break
        chosen.add(group)
    return tuple(sorted(chosen))


def _rearrange(placing: Placing, chosen: Sequence[int], steps: Steps) -> bool:
    """Place the people of these groups so that fewer apart pairs are broken, or as many and fewer people moved; say
    whether that was found within the steps.
    """
    part = _part(placing, chosen)
    try:
        found = search(part.roster, part.roster.homed, part.broken - 1, steps) if part.broken else None
        if found is None and part.moved:
            found = search(part.roster, part.moved - 1, part.broken, steps)
    except OutOfSteps:
        return False
    if found is None:
        return False
    _put_back(placing, part, chosen, fill(part.roster, found))
    return True


def _part(placing: Placing, chosen: Sequence[int]) -> _Part:
    """Return these groups and their people. The homes among them, or in which nobody is, are the part's homes."""
    roster = placing.roster
    people = sorted(person for group in chosen for person in placing.groups[group])
    mine = {roster.home_of[person] for person in people} - {-1}
    homes = sorted(home for home in mine if home in chosen or not placing.groups[home])
    number, home_number = ({each: n for n, each in enumerate(of)} for of in (people, homes))
    home_of = tuple(home_number.get(roster.home_of[person], -1) for person in people)
    own = Roster(
        sizes=replace(roster.sizes, people=len(people), counts=range(len(chosen), len(chosen) + 1)),
        home_of=home_of,
        members=tuple(tuple(n for n, home in enumerate(home_of) if home == each) for each in range(len(homes))),
        enemies=tuple(frozenset(number[e] for e in roster.enemies[p] if e in number) for p in people),
        kinds=tuple(roster.kinds[person] for person in people),
        districts=tuple(roster.districts[person] for person in people),
    )
    elsewhere = (roster.home_of[p] != placing.group_of[p] for p, home in zip(people, home_of, strict=True) if home >= 0)
    broken = sum(placing.meets(person, placing.group_of[person]) for person in people) // 2
    return _Part(own, people, homes, sum(elsewhere), broken)


def _put_back(placing: Placing, part: _Part, chosen: Sequence[int], found: Placing) -> None:
    """Give everybody the group that was found: homes are the same, new groups take the place of those left over."""
    homes = len(placing.roster.members)
    free = (g for g in range(homes, len(placing.groups)) if g in chosen or not placing.groups[g])
    names = [part.homes[n] if n < len(part.homes) else next(free) for n, there in enumerate(found.groups) if there]
    groups = [there for there in found.groups if there]
    for name, there in zip(names, groups, strict=True):
        for person in there:
            placing.put(part.people[person], name)
