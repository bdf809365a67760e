"""Published groups hold at least five people or none, whichever of them are added or subtracted."""

from collections import Counter
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.disclosure import LEAST, OTHER, generalised, merged, merged_in_all, merged_sets, published

COUNTS = st.dictionaries(st.sampled_from(["a", "b", "c", "d", "e", OTHER]), st.integers(0, 12), max_size=6)
PEOPLE = st.lists(st.tuples(*[st.sampled_from("xyz")] * 3), max_size=60)


@given(COUNTS)
def test_every_published_group_is_large_enough_or_everybody(counts: dict[str, int]) -> None:
    names = merged(counts)
    groups: dict[str, int] = {}
    for name, count in counts.items():
        groups[names[name]] = groups.get(names[name], 0) + count
    whole = sum(counts.values())
    assert sum(groups.values()) == whole
    assert all(count == 0 or count >= LEAST or count == whole for count in groups.values())


@given(st.dictionaries(st.sampled_from("abcd"), st.sets(st.integers(0, 15), min_size=1), max_size=4))
def test_categories_that_share_people_are_large_enough_or_gone(groups: dict[str, set[int]]) -> None:
    published_sets: dict[str, set[int]] = {}
    for name, shown in merged_sets(groups).items():
        published_sets.setdefault(shown, set()).update(groups[name])
    assert all(len(people) >= LEAST for shown, people in published_sets.items() if shown)


@given(PEOPLE)
def test_no_sum_or_difference_of_cells_points_at_few(people: list[tuple[str, ...]]) -> None:
    cells: dict[tuple[str, ...], int] = {}
    for particulars in generalised(dict(enumerate(people))).values():
        cells[particulars] = cells.get(particulars, 0) + 1
    if len(people) >= LEAST:
        assert min(cells.values()) >= LEAST
    for place in range(3):  # a margin, and what is left of a margin without some of its cells
        for value in {cell[place] for cell in cells}:
            inside = [count for cell, count in cells.items() if cell[place] == value]
            for taken in range(len(inside) + 1):
                for some in combinations(inside, taken) if len(inside) < 8 else [()]:
                    left = sum(inside) - sum(some)
                    assert left == 0 or left >= min(LEAST, len(people))


DISTRICTS = st.lists(st.tuples(st.sampled_from("pqrs"), st.sampled_from("abcd")), max_size=70)


@given(DISTRICTS)
def test_no_reports_of_districts_taken_from_the_whole_point_at_few(people: list[tuple[str, str]]) -> None:
    """Whatever districts are taken away, each group of a district's report is left with five people or nobody, and each
    group of the whole program's report lies in one such group: so nothing smaller follows.
    """
    area_of = merged(dict(Counter(where for where, _ in people)))
    of_area = {area: [n for n, (where, _) in enumerate(people) if area_of[where] == area] for area in area_of.values()}
    parts: list[dict[str, set[int]]] = []
    for ids in of_area.values():
        part: dict[str, set[int]] = {}
        for n in ids:
            part.setdefault(people[n][1], set()).add(n)
        parts.append(part)
    names = merged_in_all(parts)
    whole = merged(dict(Counter(role for _, role in people)))
    for role, shown in whole.items():
        assert len({names[other] for other, as_shown in whole.items() if as_shown == shown}) == 1, role
    if len(people) < LEAST:
        return
    for group in set(names.values()):
        sizes = [sum(1 for n in ids if names[people[n][1]] == group) for ids in of_area.values()]
        for taken in range(len(sizes) + 1):
            for some in combinations(sizes, taken):
                left = sum(sizes) - sum(some)
                assert left == 0 or left >= LEAST
    assert "" not in names.values()


@given(st.lists(st.dictionaries(st.sampled_from("abcd"), st.sets(st.integers(0, 9)), max_size=4), max_size=4))
def test_categories_that_share_people_are_large_enough_in_every_part(parts: list[dict[str, set[int]]]) -> None:
    names = merged_in_all(parts)
    for group in set(names.values()) - {""}:
        for part in parts:
            there = {key for name, keys in part.items() if names[name] == group for key in keys}
            assert not there or len(there) >= LEAST


def test_large_groups_keep_their_names() -> None:
    assert merged({"mentor": 9, "mentee": 5, "coach": 2}) == {"mentor": "mentor", "mentee": OTHER, "coach": OTHER}
    assert merged({"mentor": 9, "mentee": 5}) == {"mentor": "mentor", "mentee": "mentee"}


def test_small_counts_are_not_published() -> None:
    assert [published(count) for count in (0, 1, 4, 5, 12)] == ["0", "fewer than 5", "fewer than 5", "5", "12"]
