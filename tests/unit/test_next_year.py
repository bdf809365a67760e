"""What becomes of everybody in the next year: the pure plan."""

import json
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.next_year import Flaw, Rule, Standing, Way, Why, Wish, as_stored, flaws, from_stored, plan, usual
from bot.domain.programs import Program

PROGRAM = Program(1, 1, "Leaders 2026", "UTC", date(2026, 8, 31), date(2027, 6, 11))
CORA = Standing(Member(1, 1, 1, frozenset({Role.COORDINATOR})), Person(1, 1, "c@x.example", "Cora", PersonState.ACTIVE))


def standing(id_: int, roles: frozenset[Role], state: PersonState, group: str | None) -> Standing:
    return Standing(Member(id_, 1, 100 + id_, roles), Person(100 + id_, 1, f"{id_}@x.example", f"P{id_}", state), group)


@st.composite
def crowds(draw: st.DrawFn) -> list[Standing]:
    number = draw(st.integers(0, 12))
    roles = st.frozensets(st.sampled_from(Role), min_size=1)
    groups = st.one_of(st.none(), st.sampled_from(["1", "2", "Oak"]))
    states = st.sampled_from(PersonState)
    return [CORA, *(standing(n, draw(roles), draw(states), draw(groups)) for n in range(2, number + 2))]


@st.composite
def scenes(draw: st.DrawFn) -> tuple[list[Standing], Wish]:
    there = draw(crowds())
    learning = [one.member.id for one in there if one.member.roles & {Role.MENTEE, Role.EMERGING}]
    others = [one.member.id for one in there if one is not CORA]
    some = st.frozensets(st.sampled_from(learning)) if learning else st.just(frozenset())
    wish = Wish(
        name="Leaders 2027",
        starts=date(2027, 1, 1) + timedelta(days=draw(st.integers(0, 400))),
        rule=draw(st.sampled_from(Rule)),
        chosen=draw(some),
        leaving=draw(st.frozensets(st.sampled_from(others)) if others else st.just(frozenset())),
        carries_hours=draw(st.booleans()),
        carries_goals=draw(st.booleans()),
    )
    return there, wish


@settings(max_examples=50)
@given(scenes())
def test_everybody_goes_on_once_or_does_not_for_a_reason(scene: tuple[list[Standing], Wish]) -> None:
    there, wish = scene
    assert flaws(PROGRAM, wish, there) == {}
    made = plan(PROGRAM, wish, there)
    found = [each.member.id for each in made.going] + [each.member.id for each in made.staying]
    assert sorted(found) == sorted(each.member.id for each in there)
    for stays in made.staying:
        assert stays.why is (Why.CHOSEN if stays.member.id in wish.leaving else Why.GONE)
        assert stays.member.id in wish.leaving or stays.person.state is PersonState.DEACTIVATED
    for goes in made.going:
        assert goes.member.id not in wish.leaving
        assert goes.person.state is not PersonState.DEACTIVATED
    named = {id_: name for name, ids in made.groups.items() for id_ in ids}
    assert named == {each.member.id: each.group for each in made.going if each.group is not None}


@settings(max_examples=50)
@given(scenes())
def test_only_mentees_and_who_was_chosen_become_mentors(scene: tuple[list[Standing], Wish]) -> None:
    there, wish = scene
    for each in plan(PROGRAM, wish, there).going:
        before, chosen = each.member.roles, each.member.id in wish.chosen
        becomes = Role.MENTEE in before and not chosen if wish.rule is Rule.ALL_BUT else chosen
        assert (each.way is Way.MENTORS) == becomes
        if becomes:
            assert Role.MENTOR in each.roles
            assert each.roles - {Role.MENTOR} == before - {Role.MENTEE, Role.EMERGING, Role.MENTOR}
        else:
            assert each.roles == before


@settings(max_examples=50)
@given(scenes(), st.randoms())
def test_a_digest_names_a_plan_whatever_the_order_and_no_other(
    scene: tuple[list[Standing], Wish], chance: Random
) -> None:
    there, wish = scene
    made = plan(PROGRAM, wish, there)
    mixed = list(there)
    chance.shuffle(mixed)
    assert plan(PROGRAM, wish, mixed).digest == made.digest
    assert plan(PROGRAM, replace(wish, carries_goals=not wish.carries_goals), there).digest != made.digest
    assert plan(PROGRAM, replace(wish, name="Other"), there).digest != made.digest
    more = standing(99, frozenset({Role.COACH}), PersonState.ACTIVE, None)
    assert plan(PROGRAM, wish, [*there, more]).digest != made.digest
    assert from_stored(json.loads(json.dumps(as_stored(wish)))) == wish


@given(st.dates(), st.one_of(st.none(), st.integers(0, 3000)), st.text(min_size=1, max_size=80))
def test_what_the_form_begins_with_can_be_sent_off(starts: date, days: int | None, name: str) -> None:
    room = (date.max - starts).days
    ends = None if days is None else starts + timedelta(days=min(days, room))
    program = Program(1, 1, name, "UTC", starts, ends)
    if starts.year < 9990:
        assert flaws(program, usual(program), [CORA]) == {}
    assert len(usual(program).name) <= 80


def test_the_year_in_a_name_goes_up() -> None:
    names = {
        "Leaders 2026": "Leaders 2027",
        "Leaders 2026/27": "Leaders 2027/28",
        "2026-2027 Harbor": "2027-2028 Harbor",
    }
    for name, following in {**names, "Harbor": "Harbor 2027"}.items():
        assert usual(replace(PROGRAM, name=name)).name == following


def test_what_cannot_be_is_said_by_field() -> None:
    wish = Wish("L", PROGRAM.starts, date(2026, 1, 1), chosen=frozenset({1}), leaving=frozenset({1}))
    assert flaws(PROGRAM, wish, [CORA]) == {
        **{"starts": Flaw.TOO_EARLY, "ends": Flaw.ENDS_FIRST},
        **{"chosen": Flaw.NO_MENTEE, "leaving": Flaw.NO_COORDINATOR},
    }
    far = Wish("x" * 81, date(2032, 1, 1), leaving=frozenset({0}))
    assert flaws(PROGRAM, far, [CORA]) == {
        **{"name": Flaw.TOO_LONG, "starts": Flaw.TOO_FAR, "leaving": Flaw.NO_MEMBER},
    }


def test_days_on_which_both_run_are_named_and_an_open_end_closes_before_the_next() -> None:
    early = plan(PROGRAM, Wish("L", date(2027, 6, 1)), [CORA])
    assert early.overlap == (date(2027, 6, 1), date(2027, 6, 11))
    open_ended = plan(replace(PROGRAM, ends=None), Wish("L", date(2027, 6, 1)), [CORA])
    assert (open_ended.last_day, open_ended.overlap) == (date(2027, 5, 31), None)
