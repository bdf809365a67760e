"""The table of programs that go on with another one in the next year, on the same metadata as those in `schema.py`.

A database gets it with migration 0016. It holds ids and settings, and never a member's words.
"""

from sqlalchemy import JSON, Column, ForeignKey, Integer, Table

from bot.store.columns import Utc, metadata

next_years = Table(
    "next_years",
    metadata,
    # A plan while `done_at` is null: the latest that a coordinator has looked at. Afterwards what was done.
    Column("program_id", ForeignKey("programs.id"), primary_key=True),
    Column("wish", JSON, nullable=False),  # as bot/domain/next_year.py reads it
    Column("planned_by", ForeignKey("people.id"), nullable=False),
    Column("planned_at", Utc, nullable=False),
    Column("done_by", ForeignKey("people.id")),
    Column("done_at", Utc),
    Column("into_id", ForeignKey("programs.id")),
    Column("turned_to", Integer, nullable=False, server_default="0"),  # the last membership whose hours were taken over
    Column("next_at", Utc, index=True),  # when the pairs of this year end; null: not decided, or they have
)
