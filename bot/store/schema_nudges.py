"""The tables of nudges, obstacles and observations, on the same metadata as those in `schema.py`.

A database gets them with migration 0004.
"""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text

from bot.store.columns import Utc, metadata

pair_settings = Table(
    "pair_settings",
    metadata,
    # A program without a row has the defaults.
    Column("program_id", ForeignKey("programs.id"), primary_key=True),
    Column("nudges_on", Boolean, nullable=False, server_default=text("true")),
    Column("grace_days", Integer, nullable=False, server_default="3"),
    Column("step_days", Integer, nullable=False, server_default="7"),
    Column("observations_target", Integer, nullable=False, server_default="0"),  # a pair and program; 0: none
    Column("cover_on", Boolean, nullable=False, server_default=text("false")),  # substitute cover can be asked for
)

ladders = Table(
    "ladders",
    metadata,
    Column("pair_id", ForeignKey("pairs.id"), primary_key=True),
    Column("step", Integer, nullable=False, server_default="0"),
    Column("stepped_on", Date),
    Column("met_before", Date),  # the last meeting when the step was taken
    Column("counts_from", Date),
    Column("snoozed_until", Date),
    Column("held_at", Utc),
    Column("held_until", Date),  # the first day on which the hold is over; None with held_at: open end
    Column("next_nudge_at", Utc, index=True),  # when to look at the pair again
)

obstacles = Table(
    "obstacles",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("program_id", ForeignKey("programs.id"), nullable=False),
    Column("pair_id", ForeignKey("pairs.id"), nullable=False),
    Column("author_id", ForeignKey("people.id")),  # None: nobody said anything, the ladder made it a task
    Column("why", String(16), nullable=False),
    Column("words", Text, nullable=False, server_default=""),
    Column("shared", Boolean, nullable=False, server_default=text("false")),  # with the partner, by the author
    Column("opened_at", Utc, nullable=False),
    Column("taken_by", ForeignKey("people.id")),
    Column("taken_at", Utc),
    Column("closed_by", ForeignKey("people.id")),
    Column("closed_at", Utc),
    Column("helped", Text, nullable=False, server_default=""),  # what helped, as a coordinator notes it
    Index("ix_obstacles_pair_id", "pair_id"),
    Index("ix_obstacles_program_id_closed_at", "program_id", "closed_at"),
)

coordinator_messages = Table(
    "coordinator_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pair_id", ForeignKey("pairs.id"), nullable=False, index=True),
    Column("obstacle_id", ForeignKey("obstacles.id")),
    Column("author_id", ForeignKey("people.id"), nullable=False),
    Column("words", Text, nullable=False),
    Column("written_at", Utc, nullable=False),
)

pair_endings = Table(
    "pair_endings",
    metadata,
    # Why a coordinator ended a pair. The reason is the coordinators'; the pair is told that it ended.
    Column("pair_id", ForeignKey("pairs.id"), primary_key=True),
    Column("ended_by", ForeignKey("people.id"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("ended_at", Utc, nullable=False),
)

observations = Table(
    "observations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("pair_id", ForeignKey("pairs.id"), nullable=False, index=True),
    Column("planned_by", ForeignKey("people.id"), nullable=False),
    Column("planned_at", Utc, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("day", Date, nullable=False),
    Column("period", Text, nullable=False, server_default=""),
    Column("subject", Text, nullable=False, server_default=""),
    Column("cover", String(16), nullable=False),
    Column("decided_by", ForeignKey("people.id")),
    Column("decided_at", Utc),
    Column("cancelled_at", Utc),
    Column("reflect_at", Utc, index=True),  # when both are asked to look back; None once they were
    Column("works", Text, nullable=False, server_default=""),  # what was seen that works
    Column("wonder", Text, nullable=False, server_default=""),
    Column("reflected_by", ForeignKey("people.id")),
    Column("reflected_at", Utc),
)
