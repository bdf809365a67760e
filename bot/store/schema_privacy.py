"""The table of those who asked to be forgotten, on the same metadata as those in `schema.py`.

A database gets it with migration 0015.
"""

from sqlalchemy import Column, ForeignKey, String, Table

from bot.store.columns import Utc, metadata

forgotten = Table(
    "forgotten",
    metadata,
    # So that a roster does not bring somebody back by itself. The address cannot be read from it.
    Column("workspace_id", ForeignKey("workspaces.id"), primary_key=True),
    Column("address", String(64), primary_key=True),  # HMAC-SHA256 of the address in lower case, as hexadecimal digits
    Column("forgotten_at", Utc, nullable=False),
)
