"""Groups by mixed-integer programming (HiGHS): the oracle for `regroup`. It knows nothing of how the bot does it."""

from collections.abc import Collection, Iterable, Mapping

import highspy


def fewest(
    homes: Mapping[str, Collection[str]],
    people: Collection[str],
    smallest: int,
    largest: int,
    apart: Iterable[frozenset[str]],
) -> tuple[int, int]:
    """Return the fewest apart pairs that share a group, and the fewest people who then leave their home.

    Every group has `smallest` to `largest` people. A group is a home or one of as many new ones as could be filled.
    """
    model = highspy.Highs()
    model.silent()
    names = [*homes, *(("new", n) for n in range(len(people) // smallest))]
    opened = {name: model.addBinary() for name in names}
    inside = {(who, name): model.addBinary() for who in people for name in names}
    for who in people:
        model.addConstr(sum(inside[who, name] for name in names) == 1)
    for name in names:
        size = sum(inside[who, name] for who in people)
        model.addConstr(size - smallest * opened[name] >= 0)
        model.addConstr(size - largest * opened[name] <= 0)
    for n in range(1, len(people) // smallest):
        model.addConstr(opened["new", n] - opened["new", n - 1] <= 0)
    broken = []
    for pair in apart:
        if pair <= set(people):
            one, other = sorted(pair)
            meeting = model.addVariable(0, 1)
            broken.append(meeting)
            for name in names:
                model.addConstr(inside[one, name] + inside[other, name] - meeting <= 1)
    stays = [inside[who, name] for name in homes for who in homes[name] if who in people]
    fewest_broken = 0
    if broken:
        model.minimize(sum(broken))
        fewest_broken = _value(model)
        model.addConstr(sum(broken) <= fewest_broken)
    if not stays:
        return fewest_broken, 0
    model.maximize(sum(stays))
    return fewest_broken, len(stays) - _value(model)


def _value(model: highspy.Highs) -> int:
    assert model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(model.getObjectiveValue())
