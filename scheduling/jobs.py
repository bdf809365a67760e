"""The jobs: one per capability. Each makes everything due by a moment, in batches, and says how much there was."""

from collections.abc import Callable
from datetime import datetime

from bot.services import (
    agenda,
    community_questions,
    digests,
    notes,
    nudges,
    observations,
    peer_feedback,
    peer_steps,
    planning,
    prompts,
    reminders,
    retention,
    session_opening,
    session_reminders,
    session_rounds,
    year_turn,
)
from bot.store.database import Store


def check_in_prompts(store: Store, now: datetime) -> int:
    """Ask everybody whose prompt is due."""
    return _until_nothing(lambda: prompts.ask_due(store, now=now))


def check_in_reminders(store: Store, now: datetime) -> int:
    """Remind everybody whose prompt is still open."""
    return _until_nothing(lambda: reminders.remind_due(store, now=now))


def weekly_digests(store: Store, now: datetime) -> int:
    """Put the digests of the programs whose hour has come into the outbox."""
    return digests.digests_due(store, now=now)


def pair_nudges(store: Store, now: datetime) -> int:
    """Look at the pairs whose meeting was due and has not been."""
    return _until_nothing(lambda: nudges.nudge_due(store, now=now))


def observations_to_look_back_on(store: Store, now: datetime) -> int:
    """Ask pairs what they saw, after school on the day of an observation."""
    return _until_nothing(lambda: observations.look_back_due(store, now=now))


def planned_meetings(store: Store, now: datetime) -> int:
    """Remind pairs of what they planned, and ask afterwards whether they met."""
    return _until_nothing(lambda: planning.make_due(store, now=now))


def feedback_threads(store: Store, now: datetime) -> int:
    """Tell authors of replies, look for peers where there are none, ask for the Now What and what came of it."""
    return _until_nothing(lambda: peer_steps.feedback_due(store, now=now))


def sessions_that_start(store: Store, now: datetime) -> int:
    """Make the groups of the sessions whose start has come."""
    return _until_nothing(lambda: session_opening.open_due(store, now=now))


def session_rounds_and_after(store: Store, now: datetime) -> int:
    """Tell the groups of running sessions of their rounds, and make what follows a session."""
    return _until_nothing(lambda: session_rounds.look(store, now=now))


def questions_for_communities(store: Store, now: datetime) -> int:
    """Ask the communities whose hour has come."""
    return community_questions.ask_due(store, now=now)


def network_sessions(store: Store, now: datetime) -> int:
    """Propose and settle groups of sessions, and remind people of them."""
    return _until_nothing(lambda: session_reminders.make_due(store, now=now))


def programs_that_are_over(store: Store, now: datetime) -> int:
    """End the pairs of programs that go on with another one, and hours and goals with them."""
    return _until_nothing(lambda: year_turn.turn_due(store, now=now))


def texts_to_erase(store: Store, now: datetime) -> int:
    """Tell coordinators that the texts of a program go, and erase them when their time has come."""
    return _until_nothing(lambda: retention.erase_due(store, now=now))


def housekeeping(store: Store, now: datetime) -> int:
    """Forget what need not be kept any longer."""
    return notes.forget_old(store, now=now) + peer_feedback.forget_words(store, now=now)


def _until_nothing(batch: Callable[[], int]) -> int:
    total = 0
    while found := batch():
        total += found
    return total


DUE = (
    sessions_that_start,
    session_rounds_and_after,
    check_in_prompts,
    check_in_reminders,
    planned_meetings,
    observations_to_look_back_on,
    pair_nudges,
    feedback_threads,
    weekly_digests,
    questions_for_communities,
    network_sessions,
    programs_that_are_over,
    texts_to_erase,
)


# The moment that a job waits for, as `bot/store/agenda.py` names it; a job that is not here looks for itself.
WAITS_FOR: dict[Callable[[Store, datetime], int], str] = {
    sessions_that_start: "sessions.next_at",
    session_rounds_and_after: "session_groups.next_at",
    check_in_prompts: "people.next_prompt_at",
    check_in_reminders: "prompts.remind_at",
    planned_meetings: "schedules.next_at",
    observations_to_look_back_on: "observations.reflect_at",
    pair_nudges: "ladders.next_nudge_at",
    feedback_threads: "shares.next_at",
    weekly_digests: "programs.next_digest_at",
    questions_for_communities: "programs.next_question_at",
    network_sessions: "sessions.next_at",
    programs_that_are_over: "next_years.next_at",
    texts_to_erase: "programs.words_next_at",
}


def make_due(store: Store, now: datetime) -> int:
    """Run every job that makes messages due at the UTC program time `now`; return how much was due."""
    due, total = agenda.due(store, now), 0
    for job in DUE if due else ():
        if job not in WAITS_FOR or WAITS_FOR[job] in due:
            found = job(store, now)
            total += found
            due |= agenda.due(store, now) if found else due  # what one does may be what a later one waits for
    return total
