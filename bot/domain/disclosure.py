"""Small numbers: how counts are published so that nobody is found in them, not by subtraction either.

Categories with fewer than `LEAST` people are merged, never struck out: every published group, and so every sum and
difference of published groups, holds at least that many people or none. Reports about parts of a whole (districts of a
program) are merged alike, so that one cannot be taken from another: `merged` makes parts that are large enough,
`merged_in_all` the groups that they all have.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

LEAST = 5  # issue 7 of the plan: counts under five
OTHER = "other"

Key = TypeVar("Key", bound=Hashable)


def merged(counts: Mapping[str, int], least: int = LEAST) -> dict[str, str]:
    """Return under which name each category is published: its own, or `OTHER` with the small ones.

    When the small ones are still fewer than `least` together, the smallest of the others joins them, so that their
    number does not follow from the whole.
    """
    present = {name: count for name, count in counts.items() if count > 0}
    small = {name for name, count in present.items() if count < least or name == OTHER}
    together = sum(present[name] for name in small)
    left = sorted((name for name in present if name not in small), key=lambda name: (present[name], name))
    while small and together < least and left:
        together += present[left[0]]
        small.add(left.pop(0))
    return {name: OTHER if name in small else name for name in counts}


def merged_sets(groups: Mapping[str, Collection[Key]], least: int = LEAST) -> dict[str, str]:
    """Return `merged` for categories that may share people; all is published under "" where even together they hold
    fewer than `least`.
    """
    small = {name for name, keys in groups.items() if len(set(keys)) < least}
    left = sorted((name for name in groups if name not in small), key=lambda name: (len(set(groups[name])), name))
    while small and len({key for name in small for key in groups[name]}) < least:
        if not left:
            return dict.fromkeys(groups, "")
        small.add(left.pop(0))
    return {name: OTHER if name in small else name for name in groups}


def generalised(people: Mapping[Key, Sequence[str]], least: int = LEAST) -> dict[Key, tuple[str, ...]]:
    """Return each person's particulars so that every combination of them that occurs is shared by at least `least`
    people, or by all where there are fewer in all: the first particular is kept best, each further one within it.
    """
    result: dict[Key, tuple[str, ...]] = dict.fromkeys(people, ())
    for place in range(max((len(values) for values in people.values()), default=0)):
        cells: dict[tuple[str, ...], list[Key]] = {}
        for key in people:
            cells.setdefault(result[key], []).append(key)
        for cell, keys in cells.items():
            names = merged(_counted([people[key][place] for key in keys]), least)
            for key in keys:
                result[key] = (*cell, names[people[key][place]])
    return result


def _counted(values: Collection[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    return counts


def merged_in_all(parts: Sequence[Mapping[str, Collection[Key]]], least: int = LEAST) -> dict[str, str]:
    """Return under which name each category is published in a report about one part of the whole: its own, `OTHER`, or
    "" where nothing may be published.

    A group is published in the reports of all parts or of none, and only where each part has at least `least` people in
    it, or nobody. So whatever is taken from the whole, and however many parts are, what is left has `least` people or
    nobody.
    """
    names = {name for part in parts for name in part}

    def fits(group: set[str]) -> bool:
        sizes = (len({key for name in group for key in part.get(name, ())}) for part in parts)
        return all(size == 0 or size >= least for size in sizes)

    def everywhere(name: str) -> tuple[int, str]:
        return sum(len(set(part.get(name, ()))) for part in parts), name

    own = sorted((name for name in names if name != OTHER and fits({name})), key=everywhere)
    other = names - set(own)
    while other and not fits(other) and own:
        other.add(own.pop(0))
    rest = OTHER if fits(other) else ""
    return {name: name if name in own else rest for name in names}


def published(count: int, least: int = LEAST) -> str:
    """Return a count as it is published: none as 0, few as fewer than `least`."""
    return str(count) if count == 0 or count >= least else f"fewer than {least}"
