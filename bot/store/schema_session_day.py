"""The table of what hosts say to all groups of a running session, on the same metadata as those in `schema.py`.

A database gets it with migration 0014. Everything else of a running session is in `schema_sessions.py`.
"""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text

from bot.store.columns import Utc, metadata

session_calls = Table(
    "session_calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("session_id", ForeignKey("sessions.id"), nullable=False, index=True),
    Column("by_id", ForeignKey("people.id"), nullable=False),
    Column("words", Text, nullable=False),  # the host's
    Column("said_at", Utc, nullable=False),
)
