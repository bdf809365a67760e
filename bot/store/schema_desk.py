"""The tables of the coordinator's desk: audit log, hours, pulse, consent, on the same metadata as those in `schema.py`.

A database gets them with migration 0009. Members' words stand in `pulses.line` and `hours.topic` alone.
"""

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text
from sqlalchemy.schema import UniqueConstraint

from bot.store.columns import Utc, metadata

audit = Table(
    "audit",
    metadata,
    # Who changed what. Ids and settings, never a member's words; after an erasure the ids stay without a name.
    Column("id", Integer, primary_key=True),
    Column("program_id", ForeignKey("programs.id"), nullable=False),
    Column("actor_id", ForeignKey("people.id"), nullable=False),
    Column("action", String(32), nullable=False),
    Column("about_id", ForeignKey("people.id")),  # whom it is about, if it is about somebody
    Column("facts", JSON, nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_audit_program_id_at", "program_id", "at"),
)

hours = Table(
    "hours",
    metadata,
    # What no other table says: hours that people report themselves, and corrections. Meetings, sessions that somebody
    # attended and resources that are done count as they stand in their own tables.
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False, index=True),
    Column("category", String(16), nullable=False),
    Column("held_on", Date, nullable=False),
    Column("minutes", Integer, nullable=False),  # may be negative in a correction
    Column("topic", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),  # of a correction
    Column("source", String(64), unique=True),  # what proposed it (`resource:<member>:<id>`), so that it counts once
    Column("entered_by", ForeignKey("people.id"), nullable=False),
    Column("entered_at", Utc, nullable=False),
    Column("decided_by", ForeignKey("people.id")),
    Column("decided_at", Utc),
    Column("approved", Boolean),  # null: waits for a coordinator
)

hours_targets = Table(
    "hours_targets",
    metadata,
    Column("program_id", ForeignKey("programs.id"), primary_key=True),
    Column("category", String(16), primary_key=True),
    Column("minutes", Integer, nullable=False),  # over the whole program
)

pulses = Table(
    "pulses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("member_id", ForeignKey("members.id"), nullable=False),
    Column("term", String(32), nullable=False),  # which asking it answers
    Column("worth", Integer),  # 1 to 5
    Column("fit", Integer),
    Column("line", Text, nullable=False, server_default=""),
    Column("answered_at", Utc, nullable=False),
    UniqueConstraint("member_id", "term"),
)

consents = Table(
    "consents",
    metadata,
    # Whether somebody's counts may be part of a research export; asked once, revocable.
    Column("member_id", ForeignKey("members.id"), primary_key=True),
    Column("asked_at", Utc, nullable=False),
    Column("given", Boolean),  # null: has not said
    Column("decided_at", Utc),
)
