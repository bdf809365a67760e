"""A session's groups: who joins whom when people stay away, come late or do not come."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.group_day import Today, arrive, for_today, leave

homes_of_sizes = st.lists(st.integers(1, 6), min_size=1, max_size=8).map(
    lambda sizes: {f"h{n}": {f"p{n}-{m}" for m in range(size)} for n, size in enumerate(sizes)}
)


@given(homes_of_sizes, st.data())
def test_homes_stay_whole_and_only_small_ones_join(homes: dict[str, set[str]], data: st.DataObject) -> None:
    everyone = sorted(who for there in homes.values() for who in there)
    present = data.draw(st.sets(st.sampled_from(everyone)))
    today = for_today(homes, present)
    assert sorted(who for there in today.groups.values() for who in there) == sorted(present)
    for members in homes.values():
        here = members & present
        assert len({today.group_of(who) for who in here}) <= 1
        if len(here) >= 3:
            group = today.group_of(min(here))
            assert today.groups[str(group)] & here == here
    assert len(today.groups) <= 1 or all(len(there) >= 3 for there in today.groups.values())


@given(homes_of_sizes, st.data())
def test_late_and_missing_people_move_nobody_else(homes: dict[str, set[str]], data: st.DataObject) -> None:
    everyone = sorted(who for there in homes.values() for who in there)
    today = for_today(homes, data.draw(st.sets(st.sampled_from(everyone))))
    home_of = {who: name for name, there in homes.items() for who in there}
    for who in data.draw(st.lists(st.sampled_from([*everyone, "guest"]), max_size=8)):
        before = today
        if (was := today.group_of(who)) is None:
            today = arrive(today, who, home_of.get(who))
            assert {p: before.group_of(p) for there in before.groups.values() for p in there}.items() <= {
                p: today.group_of(p) for there in today.groups.values() for p in there
            }.items()
        else:
            today = leave(today, who)
            for name, there in before.groups.items():
                if name != was:
                    assert len({today.group_of(p) for p in there}) == 1
        ids = [p for there in today.groups.values() for p in there]
        assert len(ids) == len(set(ids))
        assert all(today.groups.values())


def test_a_small_group_goes_to_another_small_one_then_to_where_there_is_room() -> None:
    homes = {"a": ["1", "2"], "b": ["3", "4"], "c": ["5", "6", "7", "8"], "d": ["9"]}
    today = for_today(homes, [*"123456789"])
    assert today.groups == {"a": frozenset("12349"), "c": frozenset("5678")}
    assert today.joined == {"d": "a", "b": "a"}
    assert for_today({"a": ["1", "2"], "b": ["3", "4", "5"], "c": ["6", "7", "8", "9"]}, [*"123456789"]).joined == {
        "a": "b"
    }


def test_late_people_go_home_or_where_their_home_is_a_guest() -> None:
    today = Today({"a": frozenset("123"), "b": frozenset("45678")}, {"c": "b"})
    assert arrive(today, "9", "b").group_of("9") == "b"
    assert arrive(today, "9", "c").group_of("9") == "b"
    assert arrive(today, "9", "gone").group_of("9") == "a"
    assert arrive(today, "1", "b") == today
    assert arrive(Today({}), "1").groups == {"1": {"1"}}
    assert arrive(Today({}), "1", "oak").groups == {"oak": {"1"}}


def test_apart_pairs_are_kept_apart_where_there_is_a_choice() -> None:
    homes = {"a": ["1", "2"], "b": ["3", "4", "5"], "c": ["6", "7", "8"]}
    assert for_today(homes, [*"12345678"], apart=[{"1", "3"}]).joined == {"a": "c"}
    today = for_today(homes, [*"345678"], apart=[{"9", "3"}])
    assert arrive(today, "9").group_of("9") == "c"


def test_contradictions_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot be"):
        for_today({}, [], smallest=3, largest=2)
    with pytest.raises(ValueError, match="two homes"):
        for_today({"a": ["1"], "b": ["1"]}, ["1"])
