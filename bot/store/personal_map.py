"""Which table keeps what about a person: what `/mentoring data` shows of it, and what becomes of it when they ask to be
forgotten. A test holds this list against the tables. Nothing is read or written here.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import JSON, Table

from bot.store.schema import (
    check_in_readers,
    check_ins,
    meetings,
    members,
    notes,
    outbox,
    pairs,
    people,
    problems,
    prompts,
)
from bot.store.schema_desk import audit, consents, hours, pulses
from bot.store.schema_digests import digest_matters
from bot.store.schema_nudges import coordinator_messages, ladders, observations, obstacles, pair_endings
from bot.store.schema_peers import (
    feedback_threads,
    share_readers,
    share_thanks,
    shares,
    suggestions,
    thread_helpers,
    thread_questions,
    thread_replies,
)
from bot.store.schema_questions import (
    goal_progress,
    goal_readings,
    goal_steps,
    goal_versions,
    goals,
    kept_resources,
    question_draws,
    resources,
)
from bot.store.schema_schedules import meeting_changes, schedules, time_offers, time_picks
from bot.store.schema_session_day import session_calls
from bot.store.schema_sessions import (
    home_group_members,
    session_hosts,
    session_invitations,
    session_reflections,
    session_seats,
    sessions,
)
from bot.store.schema_years import next_years


@dataclass(frozen=True, slots=True)
class Part:
    """What a table keeps about a person.

    Rows are theirs where one of the columns `owners` names the person, a membership or the Slack account, or where the
    column `via[0]` names a row of theirs in the table `via[1]`. Forgetting deletes these rows (`delete`), or empties
    the columns `words` where one of `authors` names them (None: in all these rows). `keeps` are columns of text that
    hold no words of theirs. `hides` are columns with somebody else's words, which a file of theirs does not show.

    `passes` says that the words (or with `delete` the rows) go some time after their program's end, see `retention.py`.
    """

    table: Table
    owners: tuple[str, ...] = ()
    via: tuple[str, Table] | None = None
    words: tuple[str, ...] = ()
    authors: tuple[str, ...] | None = None
    keeps: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    delete: bool = False
    passes: bool = False


PARTS = (
    Part(
        people,
        ("id",),
        words=("email", "name", "own_timezone", "slack_timezone", "unreachable_reason", "slack_name"),
    ),
    Part(
        members,
        ("person_id",),
        words=("school", "district", "position", "coach_email", "supervisor_email", "enrolled_by"),
        keeps=("roles",),
    ),
    Part(pairs, ("mentor_id", "mentee_id")),
    Part(
        check_ins,
        ("member_id",),
        words=("went_well", "hard", "next_step", "answer", "looking_forward", "own_school"),
        passes=True,
    ),
    Part(check_in_readers, ("person_id",), ("check_in_id", check_ins), delete=True),
    Part(prompts, ("person_id", "member_id"), words=("last_next_step",), keeps=("question_reason",), passes=True),
    Part(notes, ("person_id",), delete=True),
    Part(
        meetings,
        ("coach_id", "leader_id", "logged_by", "changed_by"),
        ("pair_id", pairs),
        words=("notes",),
        authors=("logged_by", "changed_by"),
        passes=True,
    ),
    Part(schedules, ("changed_by",), ("pair_id", pairs), keeps=("timezone", "dates", "former")),
    Part(meeting_changes, ("changed_by",), keeps=("timezone",)),
    Part(time_offers, ("asked_by",), ("pair_id", pairs), keeps=("slots",)),
    Part(time_picks, ("person_id",), delete=True),
    Part(
        observations,
        ("planned_by", "reflected_by", "decided_by"),
        ("pair_id", pairs),
        words=("period", "subject", "works", "wonder"),
        authors=("planned_by", "reflected_by"),
        passes=True,
    ),
    Part(ladders, via=("pair_id", pairs)),
    Part(obstacles, ("author_id",), words=("words",), keeps=("helped",), hides=("helped",), passes=True),
    Part(
        obstacles,
        ("taken_by", "closed_by"),
        words=("helped",),
        authors=("closed_by",),
        keeps=("words",),
        hides=("words",),
        passes=True,
    ),
    Part(coordinator_messages, ("author_id",), words=("words",), passes=True),
    Part(pair_endings, ("ended_by",), words=("reason",), passes=True),
    Part(shares, ("author_id",), words=("words", "so_what"), keeps=("help",), passes=True),
    Part(share_readers, ("person_id",), ("share_id", shares)),
    Part(share_thanks, ("slack_id",), ("share_id", shares), delete=True),
    Part(suggestions, ("author_id",), words=("words",), passes=True),
    Part(suggestions, ("by_id",), words=("words",), hides=("words",)),
    Part(feedback_threads, via=("share_id", shares), words=("now_what", "outcome"), passes=True),
    Part(thread_replies, ("slack_id",), words=("slack_id",)),
    Part(thread_questions, ("author_id",), words=("words",), passes=True),
    Part(thread_helpers, ("person_id",)),
    Part(question_draws, ("person_id", "member_id"), words=("answer",), keeps=("reason",), passes=True),
    Part(goals, ("member_id",), words=("what", "parts", "tags"), passes=True),
    Part(goal_versions, via=("goal_id", goals), delete=True, passes=True),
    Part(goal_steps, via=("goal_id", goals), delete=True, passes=True),
    Part(goal_readings, via=("goal_id", goals), delete=True, passes=True),
    Part(goal_progress, via=("goal_id", goals)),
    Part(resources, ("suggested_by",), keeps=("title", "link", "tags")),
    Part(kept_resources, ("member_id",), delete=True),
    Part(home_group_members, ("member_id",)),
    Part(sessions, ("created_by", "approved_by", "begun_by"), keeps=("title", "timezone", "link", "invited_roles")),
    Part(session_hosts, ("member_id",)),
    Part(session_invitations, ("member_id", "attended_by"), keeps=("pinned_group",)),
    Part(session_seats, ("member_id",)),
    Part(session_reflections, ("member_id",), words=("take_away", "now_what"), passes=True),
    Part(session_calls, ("by_id",), words=("words",), passes=True),
    Part(digest_matters, ("done_by",)),
    Part(
        hours,
        ("member_id", "entered_by", "decided_by"),
        words=("topic", "reason"),
        authors=("member_id", "entered_by"),
    ),
    Part(pulses, ("member_id",), words=("line",), passes=True),
    Part(next_years, ("planned_by", "done_by"), keeps=("wish",), hides=("wish",)),
    Part(consents, ("member_id",), delete=True),
    Part(audit, ("actor_id", "about_id"), keeps=("facts",), hides=("facts",)),
    Part(problems, ("person_id",), words=("detail",), keeps=("subject",)),
    Part(outbox, ("person_id",), words=("reason",), keeps=("facts",), hides=("facts", "key")),
)

_NOBODY = "holds nothing about a single person"
_OF_PROGRAM = "settings and contents of a whole program"

# Tables that a person's file leaves out, and why.
LEFT_OUT = {
    "kept_apart": "confidential: for coordinators alone, and about two people; it goes when one of them is forgotten",
    "forgotten": "a keyed hash of an address that cannot be read back",
    "workspaces": _NOBODY,
    "installations": _NOBODY,
    "oauth_states": _NOBODY,
    "seen_events": _NOBODY,
    "programs": _OF_PROGRAM,
    "setups": _OF_PROGRAM,
    "days_off": _OF_PROGRAM,
    "good_days": _OF_PROGRAM,
    "seasons": _OF_PROGRAM,
    "pair_settings": _OF_PROGRAM,
    "hours_targets": _OF_PROGRAM,
    "program_questions": _OF_PROGRAM,
    "community_questions": _OF_PROGRAM,
    "home_groups": _OF_PROGRAM,
    "session_settings": _OF_PROGRAM,
    "session_series": _OF_PROGRAM,
    "session_groups": _OF_PROGRAM,
}

# Words that stay when a program is long over, and why.
STAYS = {
    "people": "who somebody is, over all their programs",
    "members": "school, district and position: who took part",
    "notes": "of no program; thirty days old they go anyway",
    "thread_replies": "the Slack id of who replied, never what",
    "hours": "the topics of a ledger that statements for a license are made of",
    "problems": "what Slack answered",
    "outbox": "why something was not sent",
    "kept_resources": "what somebody keeps of the library, by its id",
    "check_in_readers": "ids",
    "share_thanks": "ids",
    "time_picks": "moments",
    "consents": "a yes or a no",
}


def empty(table: Table, column: str) -> Any:
    """Return what stands in a column of words when there are none."""
    found = table.c[column]
    if isinstance(found.type, JSON):
        return {}
    return None if found.nullable else ""
