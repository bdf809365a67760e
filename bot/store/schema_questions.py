"""The tables of coaching questions, goals and resources, on the same metadata as those in `schema.py`.

A database gets them with migration 0006. Words of members stand in `question_draws.answer` and in the goals' tables.
"""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text
from sqlalchemy.schema import UniqueConstraint

from bot.store.columns import Utc, metadata


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


resources = Table(
    "resources",
    metadata,
    _id(),
    Column("program_id", ForeignKey("programs.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("link", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("minutes", Integer),
    Column("tags", Text, nullable=False, server_default=""),  # in alphabetical order, joined with ;
    Column("state", String(16), nullable=False),
    Column("suggested_by", ForeignKey("members.id")),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("program_id", "link"),
)

kept_resources = Table(
    "kept_resources",
    metadata,
    Column("member_id", ForeignKey("members.id"), primary_key=True),
    Column("resource_id", ForeignKey("resources.id"), primary_key=True, index=True),
    Column("kept_at", Utc, nullable=False),
    Column("done_at", Utc),
)

program_questions = Table(
    "program_questions",
    metadata,
    _id(),
    Column("program_id", ForeignKey("programs.id"), nullable=False),
    Column("name", String(64), nullable=False),  # how a file calls it
    Column("text", Text, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("audience", Text, nullable=False),  # in alphabetical order, joined with ;
    Column("about_meetings", Boolean, nullable=False, server_default=text("false")),
    Column("resource_id", ForeignKey("resources.id")),
    Column("retired_at", Utc),
    Column("created_at", Utc, nullable=False),
    UniqueConstraint("program_id", "name"),
)

question_draws = Table(
    "question_draws",
    metadata,
    _id(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("purpose", String(16), nullable=False),
    Column("question_key", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("pair_id", ForeignKey("pairs.id"), index=True),
    Column("answer", Text, nullable=False, server_default=""),
    Column("kept_at", Utc),
    Index("ix_question_draws_person_id_asked_at", "person_id", "asked_at"),
)

community_questions = Table(
    "community_questions",
    metadata,
    _id(),
    Column("program_id", ForeignKey("programs.id"), nullable=False, index=True),
    Column("question_key", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("draw_id", ForeignKey("question_draws.id"), unique=True),
    Column("message_key", String(128), nullable=False, unique=True),  # of the outbox row that carries it
)

goals = Table(
    "goals",
    metadata,
    _id(),
    Column("member_id", ForeignKey("members.id"), nullable=False, index=True),
    Column("state", String(16), nullable=False),
    Column("what", Text, nullable=False),
    Column("by_when", Date, nullable=False),
    Column("parts", JSON, nullable=False),  # the other parts that were filled in, by name
    Column("tags", Text, nullable=False, server_default=""),
    Column("created_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
)

goal_versions = Table(
    "goal_versions",
    metadata,
    _id(),
    Column("goal_id", ForeignKey("goals.id"), nullable=False, index=True),
    Column("what", Text, nullable=False),
    Column("by_when", Date, nullable=False),
    Column("parts", JSON, nullable=False),
    Column("replaced_at", Utc, nullable=False),
)

goal_steps = Table(
    "goal_steps",
    metadata,
    _id(),
    Column("goal_id", ForeignKey("goals.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("done_at", Utc),
)

goal_progress = Table(
    "goal_progress",
    metadata,
    Column("goal_id", ForeignKey("goals.id"), primary_key=True),
    Column("check_in_id", ForeignKey("check_ins.id"), primary_key=True, index=True),
    Column("mark", String(16), nullable=False),
    Column("marked_at", Utc, nullable=False),
)

goal_readings = Table(
    "goal_readings",
    metadata,
    _id(),
    Column("goal_id", ForeignKey("goals.id"), nullable=False, index=True),
    Column("read_on", Date, nullable=False),
    Column("value", Text, nullable=False),
)
