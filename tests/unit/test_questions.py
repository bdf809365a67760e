"""The coaching questions, and which of them a person gets."""

from collections import Counter
from datetime import date, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.questions import AUDIENCES, KINDS, Question, QuestionsError, load_questions, parse_questions
from bot.domain.members import ASKED_ROLES, Role
from bot.domain.question_rules import Objection, alike, objection
from bot.domain.questions import LastWeek, QuestionBank, Reason
from tests.bench import choosing

QUESTIONS = load_questions()
BY_KEY = {question.key: question for question in QUESTIONS}
BANK = QuestionBank(QUESTIONS)
WEEK = date(2026, 11, 26)
roles = st.frozensets(st.sampled_from(sorted(ASKED_ROLES)), min_size=1)
history = st.lists(st.sampled_from(sorted(BY_KEY)), max_size=60)
last_week = st.builds(LastWeek, st.booleans(), st.booleans(), st.booleans(), st.booleans())


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_a_question_is_open_short_and_free_of_advice(question: Question) -> None:
    assert objection(question.text) is None
    assert question.text.endswith("?")
    assert len(question.text) <= 200
    assert "why don't you" not in question.text.lower()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Objection.EMPTY),
        ("  \n", Objection.EMPTY),
        ("?!?", Objection.EMPTY),
        ("What now", Objection.NO_MARK),
        ("Tell me more.", Objection.NO_MARK),
        ("Do you like it?", Objection.CLOSED),
        ("“Isn’t it late?", Objection.CLOSED),
        ("Think back; would you do it again?", Objection.CLOSED),
        ("What helps? Well: can it help you?", Objection.CLOSED),
        ("Why don’t you ask her?", Objection.ADVICE),
        ("What, when, and why don't you like it?", Objection.ADVICE),
        ("What " + "x" * 194 + "?", None),
        ("What " + "x" * 195 + "?", Objection.TOO_LONG),
        ("What 👩🏽‍🏫 " * 300 + "?", Objection.TOO_LONG),
        ("מה עזר לך השבוע?", None),
        ("ما الذي ساعدك؟", None),
        ("What helps you most? ", None),
        ("Isolating one thing: which would it be?", None),
    ],
)
def test_what_speaks_against_a_question(text: str, expected: Objection | None) -> None:
    assert objection(text) is expected


@given(st.text(max_size=300))
def test_whatever_is_taken_is_short_and_asks(text: str) -> None:
    if objection(text) is None:
        assert 1 < len(text.strip()) <= 200
        assert text.rstrip()[-1] in "?؟？՞"


def test_there_are_enough_for_everyone() -> None:
    assert len(QUESTIONS) >= 120
    assert {question.kind for question in QUESTIONS} == set(KINDS)
    for audience in AUDIENCES:
        kinds = Counter(question.kind for question in QUESTIONS if audience in question.audience)
        assert set(kinds) == set(KINDS), audience
        assert min(kinds.values()) >= 4, (audience, kinds)


def test_few_questions_begin_with_why() -> None:
    assert sum(1 for question in QUESTIONS if question.text.lower().startswith("why")) <= len(QUESTIONS) // 50


def test_no_two_questions_are_nearly_the_same() -> None:
    for one, other in combinations(QUESTIONS, 2):
        assert not alike(one.text, other.text), (one.text, other.text)
    assert alike("What helped you most this week?", "What helped you the most this week?")


def test_audiences_are_the_roles_that_are_asked_and_groups() -> None:
    assert {role.value for role in ASKED_ROLES} | {"group"} == AUDIENCES


@pytest.mark.parametrize(
    "source",
    [
        "just text",
        "advice: [{key: a, for: [mentee], text: 'What?'}]",
        "story: [{key: a, for: [teacher], text: 'What?'}]",
        "story: [{key: a, for: [], text: 'What?'}]",
        "story: [{key: a, text: 'What?'}]",
        "story: [{key: a, for: [mentee], text: 'What?', more: x}]",
        "story: [{key: a, for: [mentee], text: 'What?'}, {key: a, for: [mentor], text: 'How?'}]",
    ],
)
def test_questions_that_cannot_be_used_are_refused(source: str) -> None:
    with pytest.raises(QuestionsError):
        parse_questions(source)


def test_a_challenge_without_a_step_asks_for_a_small_one() -> None:
    choice = BANK.choose(frozenset({Role.MENTEE}), [], LastWeek(win=True, challenge=True), person_id=1, week=WEEK)
    assert (BY_KEY[choice.key].kind, choice.reason) == ("smallest_step", Reason.CHALLENGE_WITHOUT_STEP)


def test_a_win_without_a_challenge_asks_for_the_strength_in_it() -> None:
    choice = BANK.choose(frozenset({Role.MENTOR}), [], LastWeek(win=True, next_step=True), person_id=1, week=WEEK)
    assert (BY_KEY[choice.key].kind, choice.reason) == ("strength", Reason.WIN)


def test_a_win_beside_a_challenge_with_its_step_asks_for_nothing_in_particular() -> None:
    last = LastWeek(win=True, challenge=True, next_step=True)
    assert BANK.choose(frozenset({Role.MENTEE}), [], last, person_id=1, week=WEEK).reason is Reason.ROTATION


@given(roles, history, last_week, st.integers(0, 10**6))
def test_a_choice_suits_the_person_and_their_week(
    who: frozenset[Role], asked: list[str], last: LastWeek, person: int
) -> None:
    choice = BANK.choose(who, asked, last, person_id=person, week=WEEK)
    chosen = BY_KEY[choice.key]
    assert chosen.audience & who
    assert not (last.missed_meeting and chosen.about_meetings)
    assert choice == BANK.choose(who, list(asked), last, person_id=person, week=WEEK)
    if choice.key in asked:
        # It comes again only when everything was asked, and is the one of its kind that was asked longest ago.
        allowed = [q for q in QUESTIONS if q.audience & who and not (last.missed_meeting and q.about_meetings)]
        assert all(question.key in asked for question in allowed)
        latest = {key: n for n, key in enumerate(asked)}
        assert latest[choice.key] == min(latest[q.key] for q in allowed if q.kind == chosen.kind)


@given(roles, st.lists(last_week, min_size=20, max_size=20), st.integers(0, 10**6))
def test_nothing_comes_again_before_everything_was_asked(
    who: frozenset[Role], weeks: list[LastWeek], person: int
) -> None:
    asked: list[str] = []
    for n, last in enumerate(weeks):
        asked.append(BANK.choose(who, asked, last, person_id=person, week=WEEK + timedelta(weeks=n)).key)
    assert len(set(asked)) == len(asked)


def test_when_all_is_asked_the_oldest_of_its_kind_comes_again() -> None:
    keys = [question.key for question in QUESTIONS if "mentee" in question.audience]
    choice = BANK.choose(frozenset({Role.MENTEE}), keys, LastWeek(win=True), person_id=1, week=WEEK)
    strengths = [key for key in keys if BY_KEY[key].kind == "strength"]
    assert (choice.key, choice.reason) == (strengths[0], Reason.WIN)


@given(roles, st.integers(0, 10**6))
def test_quiet_weeks_go_through_the_kinds_and_repeat_nothing(who: frozenset[Role], person: int) -> None:
    asked: list[str] = []
    for n in range(27):
        week = WEEK + timedelta(weeks=n)
        asked.append(BANK.choose(who, asked, LastWeek(), person_id=person, week=week).key)
    assert len(set(asked)) == len(asked)
    for start in range(0, 27, 9):
        assert {BY_KEY[key].kind for key in asked[start : start + 9]} == set(KINDS)


def test_after_a_missed_meeting_the_reason_says_so() -> None:
    missed = LastWeek(missed_meeting=True)
    assert BANK.choose(frozenset({Role.MENTEE}), [], missed, person_id=1, week=WEEK).reason is Reason.MISSED_MEETING
    with_win = LastWeek(win=True, missed_meeting=True)
    assert BANK.choose(frozenset({Role.MENTEE}), [], with_win, person_id=1, week=WEEK).reason is Reason.WIN


def test_ten_thousand_people_are_chosen_for_within_a_second() -> None:
    assert choosing.measure(10_000) < 1


def test_people_get_different_questions_in_the_same_week() -> None:
    who = frozenset({Role.MENTEE})
    keys = {BANK.choose(who, [], LastWeek(), person_id=n, week=WEEK).key for n in range(200)}
    assert len(keys) > 20


def test_keys_that_no_longer_exist_are_passed_over() -> None:
    choice = BANK.choose(frozenset({Role.MENTEE}), ["gone.one", "gone.two"], LastWeek(), person_id=1, week=WEEK)
    assert choice.key in BY_KEY


def test_a_small_bank_repeats_rather_than_ask_about_a_missed_meeting() -> None:
    source = "story: [{key: a, for: [mentee], text: 'What?'}, {key: b, for: [mentee], meeting: true, text: 'How?'}]"
    bank = QuestionBank(parse_questions(source))
    missed = LastWeek(missed_meeting=True)
    assert bank.choose(frozenset({Role.MENTEE}), ["a"], missed, person_id=1, week=WEEK).key == "a"
    with pytest.raises(LookupError):
        bank.choose(frozenset({Role.MENTOR}), [], missed, person_id=1, week=WEEK)
