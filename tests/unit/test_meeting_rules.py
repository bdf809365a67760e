"""What is one talk and what are two, and with whom a talk was."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.meetings import (
    SAME_WITHIN,
    Chosen,
    DayProblem,
    Fresh,
    Known,
    Stranger,
    Talk,
    Unclear,
    Unsure,
    choose,
    compare,
    day_problem,
)
from bot.domain.pairs import Bond, Contact, Meeting, MeetingKind

DAY, START = date(2026, 11, 19), date(2026, 8, 24)
AT = datetime(2026, 11, 19, 20, tzinfo=UTC)
ME, THEO = 1, 2
BOND = Bond(7)
THEIRS = Meeting(4, 7, DAY, 30, MeetingKind.WEEKLY, THEO, AT)


def talk(minutes: int, day: date = DAY) -> Talk:
    return Talk((BOND,), day, minutes)


@pytest.mark.parametrize(
    ("around", "minutes", "verdict"),
    [
        ([], 15, Fresh()),
        ([THEIRS], 30, Known(THEIRS)),
        ([THEIRS], 15, Known(THEIRS)),
        ([THEIRS], 45, Known(THEIRS)),
        ([THEIRS], 46, Unsure(THEIRS)),
        ([replace(THEIRS, logged_by=ME)], 30, Unsure(replace(THEIRS, logged_by=ME))),
        ([THEIRS, replace(THEIRS, id=5, minutes=5)], 5, Known(replace(THEIRS, id=5, minutes=5))),
        ([replace(THEIRS, held_on=DAY - timedelta(days=1))], 30, Fresh()),
    ],
)
def test_both_may_log_one_talk(around: list[Meeting], minutes: int, verdict: object) -> None:
    assert compare(around, talk(minutes), ME, zones_differ=False) == verdict


def test_one_talk_may_have_two_local_days() -> None:
    before = replace(THEIRS, held_on=DAY - timedelta(days=1))
    assert compare([before], talk(30), ME, zones_differ=True) == Unsure(before)
    assert compare([before], talk(15), ME, zones_differ=True) == Fresh()
    assert compare([replace(before, logged_by=ME)], talk(30), ME, zones_differ=True) == Fresh()


@given(st.integers(1, 480), st.integers(1, 480))
def test_who_comes_second_is_never_counted_twice_unasked(first: int, second: int) -> None:
    """Whoever of the two logs first, a second entry of that day is the same talk or is asked about."""
    verdicts = []
    for one, other in ((first, second), (second, first)):
        meeting = replace(THEIRS, minutes=one)
        verdict = compare([meeting], talk(other), ME, zones_differ=False)
        assert isinstance(verdict, Known | Unsure)
        verdicts.append(type(verdict))
    assert verdicts[0] is verdicts[1]
    assert (verdicts[0] is Known) == (abs(first - second) <= SAME_WITHIN)


def test_days_are_neither_ahead_nor_before_the_program() -> None:
    assert day_problem(DAY, DAY, START) is None
    assert day_problem(START, DAY, START) is None
    assert day_problem(DAY + timedelta(days=1), DAY, START) is DayProblem.AHEAD
    assert day_problem(START - timedelta(days=1), DAY, START) is DayProblem.BEFORE_START


def contact(number: int, name: str, bond: Bond | None = None, *, is_my_coach: bool = False) -> Contact:
    return Contact(bond or Bond(number), 1, number, number, name, f"U{number}", "UTC", START, is_my_coach)


MIA, ANA = contact(1, "Mia Sol"), contact(2, "Ana Sol")
COACH = contact(3, "Kai Bell", Bond(0, 3, 9), is_my_coach=True)
LEADER = contact(4, "Lou Day", Bond(0, 8, 4))


@pytest.mark.parametrize(
    ("contacts", "ids", "names", "found"),
    [
        ([MIA], [], [], Chosen((MIA,))),
        ([MIA, COACH], [], [], Chosen((MIA,))),
        ([COACH], [], [], Chosen((COACH,))),
        ([LEADER], [], [], Chosen((LEADER,))),
        ([MIA, LEADER], [], [], Unclear((MIA, LEADER))),
        ([MIA, ANA], [], [], Unclear((MIA, ANA))),
        ([MIA, ANA], ["U2", "U1"], [], Chosen((ANA, MIA))),
        ([MIA, ANA], [], ["ana"], Chosen((ANA,))),
        ([MIA, ANA], [], ["Sol"], Unclear((MIA, ANA))),
        ([MIA, ANA], [], ["ana", "sol"], Chosen((ANA,))),
        ([MIA, ANA], [], ["ana.sol"], Chosen((ANA,))),
        ([MIA], ["U9"], [], Stranger("", "U9")),
        ([MIA], [], ["banana"], Stranger("banana")),
        ([MIA, replace(MIA, bond=Bond(0, 5, 6))], ["U1"], [], Chosen((MIA,))),
    ],
)
def test_with_whom_it_was(
    contacts: list[Contact], ids: list[str], names: list[str], found: Chosen | Unclear | Stranger
) -> None:
    assert choose(contacts, ids, names) == found


def test_with_a_coach_it_is_coaching_and_a_short_talk_is_brief() -> None:
    assert Talk((), DAY, 45, MeetingKind.WEEKLY).kind_with(LEADER.bond) is MeetingKind.COACHING
    assert talk(15).kind_with(BOND) is MeetingKind.BRIEF
    assert talk(45).kind_with(BOND) is MeetingKind.WEEKLY
