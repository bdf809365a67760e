"""What Home says of a week, a pair and a program, from facts alone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkins import Answers, Audience, CheckIn, Prompt
from bot.domain.desk_home import ProgramPairs
from bot.domain.health import Calendar, Health, PairStanding, sort_by_health
from bot.domain.home import Facts, Home, Week, WeekState, arrange
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.pairs import Meeting, MeetingKind, Partner
from bot.domain.programs import DaysOff, Program
from bot.domain.reciprocity import Took, remembered

FRIDAY = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)  # 10:00 in New York
WEEK = date(2026, 11, 19)
ANA = Person(1, 1, "ana@x.example", "Ana", PersonState.ACTIVE, "U1", slack_timezone="America/New_York")
LEADERS = Program(1, 1, "Leaders", "America/New_York", date(2026, 8, 24), date(2027, 6, 18))
MENTEE = Member(11, 1, 1, frozenset({Role.MENTEE}))
ASKED = Prompt(7, 1, 11, WEEK, FRIDAY - timedelta(days=1), "observe-one-lesson", "rotation", "key")
SAID = CheckIn(
    3, 11, WEEK, Answers("Well", next_step="Step"), None, frozenset(), Audience.PAIR, Audience.PAIR, FRIDAY, FRIDAY
)


@given(st.sets(st.integers(0, 60), max_size=12), st.integers(0, 900))
def test_what_a_mentor_took_from_it_has_its_turns_and_waits_for_a_week(weeks: set[int], days: int) -> None:
    took = [Took(WEEK + number * timedelta(weeks=1), str(number)) for number in weeks]
    today = WEEK + timedelta(days=days)
    shown = remembered(took, today)
    old_enough = sorted(each.week for each in took if each.week <= today - timedelta(days=7))
    assert (shown is None) == (not old_enough)
    if shown is not None:
        assert shown.week in old_enough
        turns = (today - old_enough[0]).days // 56
        assert shown.week == old_enough[turns % len(old_enough)]
        assert remembered(took[::-1], today) == shown


def facts(**changes: Any) -> Facts:
    usual = Facts(ANA, ((MENTEE, LEADERS),), {}, {}, {}, ASKED, {1: []})
    return replace(usual, **changes)


def week(**changes: Any) -> Week:
    [found] = arrange(facts(**changes), FRIDAY).weeks
    return found


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, WeekState.OPEN),
        ({"check_ins": {11: SAID}}, WeekState.ANSWERED),
        ({"check_ins": {11: replace(SAID, week=WEEK - timedelta(weeks=1))}}, WeekState.OPEN),
        ({"prompt": replace(ASKED, skipped_at=FRIDAY)}, WeekState.SKIPPED),
        ({"prompt": replace(ASKED, skipped_at=FRIDAY), "check_ins": {11: SAID}}, WeekState.ANSWERED),
        ({"prompt": None}, WeekState.NOT_ASKED),
        ({"prompt": replace(ASKED, week=WEEK - timedelta(weeks=1))}, WeekState.NOT_ASKED),
        ({"prompt": None, "person": replace(ANA, next_prompt_at=FRIDAY + timedelta(days=3))}, WeekState.OPEN),
        ({"prompt": None, "person": replace(ANA, next_prompt_at=FRIDAY + timedelta(days=6))}, WeekState.NOT_ASKED),
        ({"person": replace(ANA, resting_since=FRIDAY)}, WeekState.RESTING),
        ({"days_off": {1: [DaysOff(date(2026, 11, 20), date(2026, 11, 20), "Fair")]}}, WeekState.DAY_OFF),
        ({"days_off": {1: [DaysOff(date(2026, 11, 19), date(2026, 11, 19))]}}, WeekState.OPEN),
        ({"days_off": {1: [DaysOff(WEEK, date(2026, 11, 21), scope="school", scope_name="Elm")]}}, WeekState.OPEN),
        ({"memberships": ((MENTEE, replace(LEADERS, ends=WEEK)),)}, WeekState.OVER),
        ({"memberships": ((MENTEE, replace(LEADERS, starts=date(2026, 11, 21))),)}, WeekState.TO_BEGIN),
        ({"memberships": ((replace(MENTEE, starts=date(2026, 11, 21)), LEADERS),)}, WeekState.TO_BEGIN),
    ],
)
def test_a_week_stands_as_it_does(changes: dict[str, Any], state: WeekState) -> None:
    assert week(**changes).state is state


def test_the_next_step_is_what_was_said_last_in_a_check_in_or_about_a_challenge() -> None:
    assert week(now_whats={11: ("Ask two teachers", FRIDAY)}).next_step == "Ask two teachers"
    later, earlier = FRIDAY + timedelta(hours=1), FRIDAY - timedelta(hours=1)
    for said_at, step in ((later, "Ask two teachers"), (earlier, "Step")):
        assert week(check_ins={11: SAID}, now_whats={11: ("Ask two teachers", said_at)}).next_step == step


def test_a_week_begins_on_the_persons_own_day() -> None:
    """In Tokyo it is Friday already; for whoever is in Honolulu the Thursday has not begun."""
    early = datetime(2026, 11, 19, 8, 0, tzinfo=UTC)
    there = {zone: arrange(facts(person=replace(ANA, own_timezone=zone)), early).weeks[0].week for zone in ZONES}
    assert there == {"Asia/Tokyo": WEEK, "Pacific/Honolulu": WEEK - timedelta(weeks=1)}


ZONES = ("Asia/Tokyo", "Pacific/Honolulu")


def test_only_members_who_are_asked_have_a_week() -> None:
    coach = replace(MENTEE, roles=frozenset({Role.COACH}))
    home = arrange(facts(memberships=((coach, LEADERS),)), FRIDAY)
    assert (home.weeks, home.is_asked, home.leaders) == ((), False, ())
    assert arrange(facts(), FRIDAY).leaders is None


def test_a_pause_is_over_on_its_day() -> None:
    def paused(until: date | None) -> Home:
        return arrange(facts(person=replace(ANA, paused_at=FRIDAY, paused_until=until)), FRIDAY)

    assert paused(None).paused
    assert paused(date(2026, 11, 21)).paused_until == date(2026, 11, 21)
    assert not paused(date(2026, 11, 20)).paused


def test_only_ones_own_meeting_of_today_can_be_taken_back() -> None:
    ben = Partner(5, 2, 12, "Ben", "U2", None, is_mentor=True, supervises=False)
    meeting = Meeting(9, 5, date(2026, 11, 20), 30, MeetingKind.WEEKLY, 1, FRIDAY)
    for own, of in (
        (True, meeting),
        (False, replace(meeting, logged_by=2)),
        (False, replace(meeting, held_on=date(2026, 11, 19))),
    ):
        [pair] = arrange(facts(partners={11: [ben]}, meetings={5: [of]}), FRIDAY).pairs
        assert (pair.own_today is not None) is own


def test_a_program_counts_its_pairs_by_how_they_stand() -> None:
    today = FRIDAY.date()
    pairs = [PairStanding(n, today - timedelta(days=30)) for n in range(1, 10)]
    [program] = arrange(
        facts(programs=(ProgramPairs(LEADERS, sort_by_health(pairs, Calendar((), today))),)), FRIDAY
    ).programs
    assert program.counts[Health.NEEDS_A_HAND] == 9
