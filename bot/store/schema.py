"""The tables that everything hangs off. Migrations (Alembic) bring a database to this state; a test compares the two.

Timestamps are UTC. History is closed with an end, not deleted. Ids from Slack are opaque text.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    Time,
    UniqueConstraint,
    text,
)

from bot.store.columns import Utc, metadata, only_where, while_null


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


workspaces = Table(
    "workspaces",
    metadata,
    _id(),
    Column("team_id", String(32), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("bot_user_id", String(32), nullable=False, server_default=""),
    Column("url", Text, nullable=False, server_default=""),  # with which links to its messages begin
    Column("stopped_at", Utc),
    Column("stopped_reason", Text),
    Column("address_key", String(64)),  # behind hashes of forgotten addresses where there is no SECRET_KEY
    Column("created_at", Utc, nullable=False),
)

installations = Table(
    "installations",
    metadata,
    Column("workspace_id", ForeignKey("workspaces.id"), primary_key=True),
    Column("sealed_token", Text, nullable=False),  # encrypted, see bot/vault.py
    Column("bot_id", String(32), nullable=False),
    Column("scopes", Text, nullable=False),  # as Slack gave them, joined with ,
    Column("installed_at", Utc, nullable=False),
)

oauth_states = Table(
    "oauth_states",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("expires_at", Utc, nullable=False),  # machine time
)

programs = Table(
    "programs",
    metadata,
    _id(),
    Column("workspace_id", ForeignKey("workspaces.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("name_key", Text, nullable=False),  # casefolded, so that a program is found as people write it
    Column("timezone", Text, nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date),
    Column("community_channel", String(32)),
    Column("coordinator_channel", String(32)),
    Column("prompt_weekday", Integer, nullable=False),
    Column("prompt_time", Time, nullable=False),
    Column("reminder_time", Time, nullable=False),
    Column("digest_weekday", Integer, nullable=False),
    Column("digest_time", Time, nullable=False),
    Column("quiet_from", Time, nullable=False),
    Column("quiet_to", Time, nullable=False),
    Column("next_digest_at", Utc, index=True),
    Column("coaching_minutes", Integer),  # a month, of a coach with each leader; null: no target
    Column("questions_version", String(32), nullable=False, server_default=""),
    Column("question_every_weeks", Integer, nullable=False, server_default="2"),
    Column("next_question_at", Utc, index=True),
    Column("goal_framework", Text, nullable=False, server_default=""),
    Column("turned_at", Utc),  # when its pairs ended and the program of the next year took its place
    Column("keep_words_months", Integer, nullable=False, server_default="12"),  # after its last day
    Column("words_next_at", Utc, index=True),  # when coordinators are told that texts go, then when they go
    Column("words_told_at", Utc),
    Column("words_erased_at", Utc),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("workspace_id", "name_key"),
)

days_off = Table(
    "days_off",
    metadata,
    _id(),
    Column("program_id", ForeignKey("programs.id"), nullable=False, index=True),
    Column("scope", String(16), nullable=False),
    Column("scope_name", Text, nullable=False, server_default=""),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("title", Text, nullable=False, server_default=""),
    Column("uid", Text),  # of the event in the calendar file it came from; null: typed in
)

people = Table(
    "people",
    metadata,
    _id(),
    Column("workspace_id", ForeignKey("workspaces.id"), nullable=False),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("state", String(16), nullable=False),
    Column("slack_id", String(32)),
    Column("own_timezone", Text),
    Column("slack_timezone", Text),
    Column("locale", String(16), nullable=False, server_default="en-US"),
    Column("prompt_weekday", Integer),
    Column("prompt_time", Time),
    Column("every_weeks", Integer, nullable=False, server_default="1"),
    Column("resting_since", Utc),
    Column("quiet_from", Time),
    Column("quiet_to", Time),
    Column("full_text", Boolean, nullable=False, server_default=text("false")),
    Column("paused_at", Utc),
    Column("paused_until", Date),
    Column("unreachable_since", Utc),
    Column("unreachable_reason", Text),
    Column("dm_channel", String(32)),
    Column("next_prompt_at", Utc, index=True),
    Column("slack_name", Text),
    Column("home_opened_at", Utc),  # the last day on which they looked at their Home tab, as its first opening
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("workspace_id", "email"),
    UniqueConstraint("workspace_id", "slack_id"),
)

members = Table(
    "members",
    metadata,
    _id(),
    Column("program_id", ForeignKey("programs.id"), nullable=False),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("roles", Text, nullable=False),  # role names in alphabetical order, joined with ;
    Column("school", Text, nullable=False, server_default=""),
    Column("district", Text, nullable=False, server_default=""),
    Column("position", Text, nullable=False, server_default=""),
    Column("coach_email", Text, nullable=False, server_default=""),
    Column("supervisor_email", Text, nullable=False, server_default=""),
    Column("starts", Date),
    Column("enrolled_by", Text, nullable=False, server_default=""),
    Column("welcome_key", String(128)),  # of the outbox row whose prompt begins with the welcome
    Column("ended_at", Utc),
    Column("end_reason", String(16)),
    Column("created_at", Utc, nullable=False),
    Index("uq_members_open", "program_id", "person_id", unique=True, **while_null("ended_at")),
    Index("ix_members_program_id_coach_email", "program_id", "coach_email"),
)

pairs = Table(
    "pairs",
    metadata,
    _id(),
    Column("program_id", ForeignKey("programs.id"), nullable=False, index=True),
    Column("mentor_id", ForeignKey("members.id"), nullable=False, index=True),
    Column("mentee_id", ForeignKey("members.id"), nullable=False, index=True),
    Column("starts", Date, nullable=False),
    Column("ends", Date),
    Index("uq_pairs_open", "mentor_id", "mentee_id", unique=True, **while_null("ends")),
)

meetings = Table(
    "meetings",
    metadata,
    _id(),
    Column("pair_id", ForeignKey("pairs.id")),  # null: of a coach and a leader
    Column("coach_id", ForeignKey("members.id")),  # null: of a pair
    Column("leader_id", ForeignKey("members.id")),
    Column("held_on", Date, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("notes", Text, nullable=False, server_default=""),  # for the two alone
    Column("talk_id", Integer),  # the same for meetings that were one talk with several partners
    Column("logged_by", ForeignKey("people.id"), nullable=False),
    Column("logged_at", Utc, nullable=False),
    Column("changed_by", ForeignKey("people.id")),
    Column("changed_at", Utc),
    Index("ix_meetings_pair_id_held_on", "pair_id", "held_on"),
    Index("ix_meetings_leader_id_coach_id_held_on", "leader_id", "coach_id", "held_on"),
    Index("ix_meetings_coach_id", "coach_id", **only_where("coach_id IS NOT NULL")),  # their own hours; pairs have none
    CheckConstraint("(pair_id IS NULL) = (coach_id IS NOT NULL AND leader_id IS NOT NULL)", name="whose"),
)

prompts = Table(
    "prompts",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("week", Date, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("question_key", String(64), nullable=False),
    Column("question_reason", Text, nullable=False),
    Column("last_next_step", Text, nullable=False, server_default=""),
    Column("remind_at", Utc, index=True),
    Column("answered_at", Utc),
    Column("skipped_at", Utc),
    Column("postponed_at", Utc),
    Column("message_key", String(128), nullable=False, unique=True),  # of the outbox row that carries it
    Column("reminder_key", String(128)),
    UniqueConstraint("person_id", "week"),
)

check_ins = Table(
    "check_ins",
    metadata,
    _id(),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("week", Date, nullable=False, index=True),
    Column("went_well", Text, nullable=False),
    Column("hard", Text, nullable=False, server_default=""),
    Column("next_step", Text, nullable=False, server_default=""),
    Column("question_key", String(64)),
    Column("answer", Text, nullable=False, server_default=""),
    Column("looking_forward", Text, nullable=False, server_default=""),
    Column("own_school", Text, nullable=False, server_default=""),
    Column("win_audience", String(16), nullable=False),
    Column("challenge_audience", String(16), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    UniqueConstraint("member_id", "week"),
)

check_in_readers = Table(
    "check_in_readers",
    metadata,
    Column("check_in_id", ForeignKey("check_ins.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True, index=True),
    Column("pair_id", ForeignKey("pairs.id")),  # null: the author's coach
    Column("thanked_at", Utc),
)

notes = Table(
    "notes",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("kept_as", String(16)),  # which field of the check-in it went to
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("workspace_id", ForeignKey("workspaces.id"), nullable=False),
    Column("program_id", ForeignKey("programs.id")),
    Column("person_id", ForeignKey("people.id")),  # the recipient of a direct message
    Column("kind", String(32), nullable=False),
    Column("key", String(128), nullable=False, unique=True),  # names the occasion, so that it comes once
    Column("facts", JSON, nullable=False),  # ids, never a member's words
    Column("due_at", Utc, nullable=False),  # program time, by the kind's rule
    Column("not_before", Utc, nullable=False),  # program time; later than due_at when the message has to wait
    Column("priority", Integer, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("retry_at", Utc),  # machine time
    Column("lease_until", Utc),  # machine time
    Column("lease_owner", String(64)),
    Column("sent_at", Utc),  # program time
    Column("reason", Text),  # why it was dropped or failed
    Column("channel", String(32)),  # where Slack put it
    Column("ts", String(32)),  # of the message; of an upload, the id of its file
    Column("into_id", Integer),  # the row that carried it, when several became one message
    Index("ix_outbox_state_not_before", "state", "not_before"),
    Index("ix_outbox_person_id_kind_sent_at", "person_id", "kind", "sent_at"),
    Index("ix_outbox_share_posts", "channel", "ts", **only_where("kind = 'share_post'")),  # for each reply
)

problems = Table(
    "problems",
    metadata,
    _id(),
    Column("workspace_id", ForeignKey("workspaces.id"), nullable=False),
    Column("program_id", ForeignKey("programs.id")),
    Column("person_id", ForeignKey("people.id")),
    Column("kind", String(32), nullable=False),
    Column("subject", Text, nullable=False),  # what it is about, so that one matter is told once
    Column("detail", Text, nullable=False, server_default=""),  # Slack's error, or ours
    Column("first_at", Utc, nullable=False),
    Column("resolved_at", Utc),
    Index("uq_problems_open", "workspace_id", "kind", "subject", unique=True, **while_null("resolved_at")),
)

seen_events = Table(
    "seen_events",
    metadata,
    Column("event_id", String(64), primary_key=True),
    Column("seen_at", Utc, nullable=False, index=True),
)
