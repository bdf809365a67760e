"""What the clock asks every second is answered from an index, however large the tables are."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from bot.domain.digests import Deed, MatterKind
from bot.domain.health import PairStanding
from bot.domain.programs import Program
from bot.store import (
    agenda,
    agreed,
    budget,
    desk_home,
    digests,
    home,
    hours,
    ladders,
    leasing,
    matters,
    meetings,
    observations,
    outbox,
    pairs,
    peer_feedback,
    program_settings,
    questions,
    queues,
    schedules,
    terms,
    waiting,
)
from bot.store import prompts as prompt_store
from bot.store.database import Store, Tx
from bot.store.leasing import Claim

PROGRAM = Program(1, 1, "Leaders", "UTC", date(2026, 8, 24))
NOW = datetime(2026, 11, 19, 19, 30, tzinfo=UTC)
BY = Claim(NOW, NOW, "me", timedelta(minutes=1), [1], {})
# The index each asks; PostgreSQL would rather read a small table from end to end, so that is forbidden it here.
QUESTIONS: list[tuple[Callable[[Tx], Any], set[str]]] = [
    (lambda tx: prompt_store.due_people(tx, NOW, 1), {"ix_people_next_prompt_at"}),
    (lambda tx: prompt_store.prompts_to_remind(tx, NOW, 1), {"ix_prompts_remind_at"}),
    (lambda tx: (schedules.is_due(tx, NOW), schedules.due(tx, NOW, 1)), {"ix_schedules_next_at"}),
    (lambda tx: schedules.pairs_of_people(tx, [1, 2]), {"uq_schedules_open"}),
    (lambda tx: digests.programs_due(tx, NOW), {"ix_programs_next_digest_at"}),
    (lambda tx: questions.programs_due(tx, NOW), {"ix_programs_next_question_at"}),
    (lambda tx: leasing.claim(tx, BY, 10, 10), {"ix_outbox_state_not_before"}),
    (lambda tx: (ladders.any_due(tx, NOW), ladders.due_pairs(tx, NOW, 1)), {"ix_ladders_next_nudge_at"}),
    (lambda tx: observations.to_look_back(tx, NOW, 1), {"ix_observations_reflect_at"}),
    (lambda tx: hours.entries(tx, [1, 2]), {"ix_meetings_coach_id", "ix_meetings_leader_id_coach_id_held_on"}),
    (lambda tx: program_settings.enrolled(tx, 1), {"ix_pairs_program_id"}),
    (lambda tx: home.latest_meetings(tx, [1, 2]), {"ix_meetings_pair_id_held_on"}),
    (
        lambda tx: (terms.terms(tx, [1, 2], NOW), meetings.days_since(tx, [1, 2], NOW.date())),
        {"ix_meetings_pair_id_held_on"},
    ),
    (
        lambda tx: (
            desk_home.program_pairs(tx, PROGRAM, [], NOW),
            agreed.with_agreed_days(tx, PROGRAM, [], [PairStanding(1, NOW.date())]),
        ),
        {"ix_pairs_program_id", "ix_meetings_pair_id_held_on", "uq_schedules_open", "ix_observations_pair_id"},
    ),
    (
        lambda tx: (desk_home.care(tx, PROGRAM, [1, 2], NOW), pairs.pair_names(tx, [1, 2])),
        {"ix_obstacles_pair_id", "ix_digest_matters_pair_id"},
    ),
    (
        lambda tx: (
            matters.last_day(tx, 1, NOW.date(), NOW.date()),
            matters.open_of_day(tx, 1, NOW.date(), [MatterKind.SILENT]),
            matters.handled(tx, 1, NOW.date(), NOW),
            matters.seen_to(tx, 1, NOW.date(), NOW, NOW.date(), 5),
        ),
        {"uq_digest_matters_matter"},
    ),
    (
        lambda tx: (matters.of_day(tx, 1, NOW.date()), matters.in_hand(tx, 1, NOW.date())),
        {"uq_digest_matters_matter"},
    ),
    (lambda tx: matters.settle(tx, MatterKind.COVER, 1, Deed.APPROVED, 1, NOW), {"ix_digest_matters_kind_subject_id"}),
    (lambda tx: matters.settle_pair(tx, 1, Deed.ENDED, 1, NOW), {"ix_digest_matters_pair_id"}),
    (lambda tx: digests.last_met(tx, 1, NOW.date()), {"ix_pairs_program_id", "ix_meetings_pair_id_held_on"}),
    (lambda tx: digests.next_session(tx, 1, NOW), {"ix_sessions_program_id_starts_at"}),
    (lambda tx: digests.asked_of_community(tx, 1, NOW, NOW), {"ix_shares_program_id_kind_created_at"}),
    (
        lambda tx: (peer_feedback.due(tx, NOW, 1), peer_feedback.threads(tx, [1, 2])),
        {"ix_shares_next_at"},
    ),
    (lambda tx: peer_feedback.post_at(tx, "T1", "C1", "1.0", NOW), {"ix_outbox_share_posts"}),
    (
        lambda tx: (peer_feedback.lately(tx, 1, NOW), peer_feedback.alone(tx, 1, NOW, NOW)),
        {"ix_shares_program_id_kind_created_at"},
    ),
    (lambda tx: prompt_store.asked_questions(tx, [1, 2]), {"ix_question_draws_person_id_asked_at"}),
    (lambda tx: questions.keys_for_community(tx, 1), {"ix_community_questions_program_id"}),
    (lambda tx: questions.without_meeting(tx, [1, 2], NOW.date()), {"ix_meetings_pair_id_held_on"}),
    (
        lambda tx: (queues.waiting(tx, PROGRAM), waiting.waiting(tx, PROGRAM, [], NOW)),
        {"ix_obstacles_program_id_closed_at", "ix_observations_pair_id"},
    ),
    (
        lambda tx: (digests.asked(tx, 1, NOW, NOW), digests.is_asked(tx, 1, NOW, NOW)),
        {"ix_members_program_id_coach_email"},
    ),
    (
        lambda tx: agenda.due(tx, NOW),
        {
            "ix_ladders_next_nudge_at",
            "ix_observations_reflect_at",
            "ix_people_next_prompt_at",
            "ix_prompts_remind_at",
            "ix_programs_next_digest_at",
            "ix_programs_next_question_at",
            "ix_schedules_next_at",
        },
    ),
    (
        lambda tx: agenda.next_moment(tx, NOW),
        {
            "ix_ladders_next_nudge_at",
            "ix_observations_reflect_at",
            "ix_people_next_prompt_at",
            "ix_prompts_remind_at",
            "ix_programs_next_digest_at",
            "ix_schedules_next_at",
            "ix_programs_next_question_at",
            "ix_outbox_state_not_before",
        },
    ),
]


def plans(store: Store, ask: Callable[[Tx], Any]) -> str:
    """Return the plans of every statement that a question makes."""
    asked: list[tuple[str, Any]] = []

    def note(connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        asked.append((statement, parameters))

    with store.write() as tx:
        event.listen(store.engine, "before_cursor_execute", note)
        ask(tx)
        event.remove(store.engine, "before_cursor_execute", note)
        if not store.is_sqlite:
            tx.exec_driver_sql("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN " if store.is_sqlite else "EXPLAIN "
        return "\n".join(
            str(row) for statement, parameters in asked for row in tx.exec_driver_sql(explain + statement, parameters)
        )


IDS = [
    *("prompts", "reminders", "meetings", "planned", "digests", "questions", "outbox"),
    *("nudges", "visits", "hours", "enrolled", "latest", "terms", "pairs", "care", "seen to"),
    *("matters", "settled", "settled pair", "last met", "session", "asked"),
    *(
        "challenges",
        "replies",
        "peers",
        "asked before",
        "asked everyone",
        "unmet",
        "queues",
        "asked this week",
        "anything",
        "next",
    ),
]
LARGE = "people|prompts|programs|schedules|ladders|observations|outbox|digest_matters|meetings|obstacles"
LARGE += "|shares|thread_replies"


@pytest.mark.parametrize(("ask", "indexes"), QUESTIONS, ids=IDS)
def test_the_clocks_questions_use_indexes(store: Store, ask: Callable[[Tx], Any], indexes: set[str]) -> None:
    plan = plans(store, ask)
    assert indexes <= set(re.findall(r"(?:ix|uq)_\w+", plan)), plan
    if store.is_sqlite:
        assert not re.search(rf"SCAN (?!.*INDEX)({LARGE})\b", plan), plan


# What concerns a few people or messages, and which of it Slack has.
ABOUT_A_FEW: dict[str, Callable[[Tx], Any]] = {
    "budget": lambda tx: budget.counted(tx, [1, 2], NOW),
    "nudged": lambda tx: ladders.nudged(tx, [1, 2], "nudge", NOW),
    "silent": lambda tx: (digests.fallen_silent(tx, [1, 2]), digests.is_asked(tx, 1, NOW, NOW)),
    "unanswered": lambda tx: prompt_store.unanswered_prompts(tx, [1, 2], NOW.date()),
    "threads": lambda tx: peer_feedback.threads(tx, [1, 2]),
    "sent": lambda tx: outbox.sent(tx, ["a", "b"]),
}


@pytest.mark.parametrize("ask", ABOUT_A_FEW.values(), ids=ABOUT_A_FEW)
def test_questions_about_a_few_do_not_begin_with_all_that_was_ever_sent(store: Store, ask: Callable[[Tx], Any]) -> None:
    plan = plans(store, ask)
    assert "ix_outbox_state_not_before" not in plan, plan
