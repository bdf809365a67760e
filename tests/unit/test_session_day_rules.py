"""Rounds that run, kept as a few facts of a group: restarts, long stops, presses; plans for whoever is there."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.protocols import load_protocols
from bot.domain.rounds import MORE, Press
from bot.domain.session_day import (
    MINUTE,
    FollowUp,
    GroupPlan,
    Run,
    Said,
    Step,
    advanced,
    begun,
    follow_ups,
    pressed,
    spread,
)
from bot.domain.session_plans import OPEN_TALK, fitting

LIBRARY = load_protocols().protocols
BEGAN = datetime(2026, 11, 24, 20, 0, 17, tzinfo=UTC)
STEPS = [Step("opening", 5), Step("present", 1, 7), Step("closing", 3)]
steps = st.lists(st.builds(Step, st.just("x"), st.integers(1, 12)), min_size=1, max_size=8)


def test_a_group_hears_of_each_round_a_minute_before_its_end_and_of_the_end() -> None:
    run, heard, now = begun(STEPS, BEGAN), [], BEGAN
    while run.next_at is not None:
        now = run.next_at
        run, said = advanced(run, STEPS, now)
        heard.append((f"{now:%H:%M:%S}", said, run.round))
    assert heard == [
        ("20:05:00", Said.WARNING, 0),
        ("20:06:00", Said.ROUND, 1),
        ("20:07:00", Said.ROUND, 2),  # a round of one minute needs no warning
        ("20:09:00", Said.WARNING, 2),
        ("20:10:00", Said.END, 2),
    ]


@given(steps, st.lists(st.integers(0, 6000), max_size=12), st.integers(0, 6000))
def test_a_restart_or_a_long_stop_leads_to_the_same_round_and_the_same_end(
    plan: list[Step], looks: list[int], last: int
) -> None:
    end = BEGAN + timedelta(seconds=last)
    often = begun(plan, BEGAN)
    for moment in sorted(BEGAN + timedelta(seconds=look) for look in looks if look <= last):
        often, _ = advanced(often, plan, moment)
    often, _ = advanced(often, plan, end)
    once, _ = advanced(begun(plan, BEGAN), plan, end)
    assert (often.round, often.round_ends_at, often.ended_at) == (once.round, once.round_ends_at, once.ended_at)
    assert once.ended_at is not None or (once.next_at is not None and once.next_at > end) or once.next_at == end


@given(steps, st.integers(0, 3000), st.sampled_from(Press))
def test_a_press_holds_for_the_round_it_was_shown_for_alone(plan: list[Step], later: int, press: Press) -> None:
    now = BEGAN + timedelta(seconds=later)
    run, _ = advanced(begun(plan, BEGAN), plan, now)
    assert pressed(run, plan, press, (run.round or 0) + 1, now) is None
    found = pressed(run, plan, press, run.round or 0, now)
    if run.ended_at is not None:
        assert found is None
        return
    assert found is not None
    after, said = found
    if press is Press.MORE:
        assert after.round_ends_at == (run.round_ends_at or now) + MORE
        assert after.next_at is not None
        assert after.next_at >= now
    elif press is Press.NEXT and (run.round or 0) + 1 < len(plan):
        assert (after.round, said) == ((run.round or 0) + 1, Said.ROUND)
        # A second press for the same round, by another host, changes nothing.
        assert pressed(after, plan, press, run.round or 0, now) is None
        assert after.round_ends_at is not None
        assert timedelta() <= after.round_ends_at - now - plan[after.round or 0].minutes * MINUTE < MINUTE
    else:
        assert (after.ended_at, after.next_at, said) == (now, None, Said.END)


@given(st.sampled_from(sorted(LIBRARY)), st.integers(2, 12), st.integers(0, 240), st.sampled_from([0, 10, 30]))
def test_a_plan_is_found_for_whoever_is_there_and_adds_up(key: str, size: int, minutes: int, pairs: int) -> None:
    plan = fitting(LIBRARY, key, list(range(100, 100 + size)), minutes, pairs)
    assert plan.minutes == max(minutes, 5)
    assert (plan.steps[0].key, plan.steps[-1].key) == ("opening", "closing")
    presenters = [step.presenter for step in plan.steps if step.presenter is not None]
    if presenters:
        assert set(presenters) == set(range(100, 100 + size))
    assert GroupPlan.of_json(plan.as_json()) == plan


@pytest.mark.parametrize("key", LIBRARY)
def test_every_group_has_a_real_protocol_in_every_sensible_length(key: str) -> None:
    """Two to seven people, 45 to 240 minutes: never an open conversation alone, and no round is too long."""
    for size, minutes, pairs in product(range(2, 8), [*range(45, 240, 7), 60, 90, 120, 240], (0, 15)):
        made = fitting(LIBRARY, key, range(size), minutes, pairs)
        assert made.minutes == minutes
        keys = [step.key for step in made.steps]
        protocol = LIBRARY[made.protocol]
        assert (keys[0], keys[-1], keys.count("pairs")) == ("opening", "closing", bool(pairs))
        assert protocol.smallest <= size <= protocol.largest
        assert {each.key for each in protocol.rounds} <= set(keys)
        assert max(step.minutes for step in made.steps if step.key != "talk") <= 24
        assert "break" in keys or minutes - pairs <= 120
        if LIBRARY[key].smallest <= size <= LIBRARY[key].largest and minutes - pairs >= 45:
            assert made.protocol == key
        shares = [tuple(s.minutes for s in made.steps if s.presenter == who) for who in range(size)]
        assert len(set(shares)) == 1


def test_two_hours_hold_a_break_and_a_second_question_or_time_to_talk() -> None:
    in_turn = [step.key for step in fitting(LIBRARY, "peer_what_so_what", range(4), 120).steps]
    assert (in_turn.count("present"), in_turn.count("break"), in_turn.count("talk")) == (4, 1, 1)
    assert in_turn[: in_turn.index("break")].count("present") == 2
    one_by_one = [step.key for step in fitting(LIBRARY, "consultancy", range(5), 120).steps]
    assert (one_by_one.count("overview"), one_by_one.count("break"), one_by_one.count("talk")) == (2, 1, 0)


def test_three_and_four_people_have_different_plans_of_the_same_length() -> None:
    three, four = (fitting(LIBRARY, "peer_what_so_what", range(n), 75) for n in (3, 4))
    assert three.minutes == four.minutes == 75
    assert three.protocol == four.protocol == "peer_what_so_what"
    assert three != four


@pytest.mark.parametrize(
    ("size", "protocol"), [(1, "peer_what_so_what"), (2, "listening_pair"), (4, "peer_what_so_what"), (60, OPEN_TALK)]
)
def test_where_the_protocol_does_not_fit_another_takes_its_place(size: int, protocol: str) -> None:
    plan = fitting(LIBRARY, "peer_what_so_what", range(size), 75)
    assert plan.protocol == protocol
    assert bool(plan.steps) == (size > 1)


def test_forty_groups_hear_at_once_and_more_within_a_minute() -> None:
    assert [spread(n, 40) for n in (0, 39)] == [timedelta()] * 2
    many = [spread(n, 300) for n in range(300)]
    assert many == sorted(many)
    assert timedelta(seconds=55) < many[-1] < timedelta(minutes=1)


def test_what_follows_a_session_stays_clear_of_the_next() -> None:
    found = follow_ups(BEGAN, BEGAN + timedelta(days=56))
    assert found[FollowUp.BROUGHT_UP] == BEGAN + timedelta(days=28)
    assert set(follow_ups(BEGAN, BEGAN + timedelta(days=5))) == {FollowUp.SELF_REPORT, FollowUp.NOW_WHATS}
    assert set(follow_ups(BEGAN, BEGAN + timedelta(days=1))) == {FollowUp.SELF_REPORT}
    assert set(follow_ups(BEGAN, None)) == {FollowUp.SELF_REPORT, FollowUp.NOW_WHATS}
    assert advanced(Run(), STEPS, BEGAN) == (Run(), None)
