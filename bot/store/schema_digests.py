"""The table of what a digest asks coordinators to see to, on the same metadata as those in `schema.py`.

A database gets it with migration 0013. Ids alone, and never a member's words.
"""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table

from bot.store.columns import Utc, metadata

digest_matters = Table(
    "digest_matters",
    metadata,
    # What needs a person, as it stood when a digest came due; who has seen to it since is written beside it.
    Column("id", Integer, primary_key=True),
    Column("program_id", ForeignKey("programs.id"), nullable=False),
    Column("day", Date, nullable=False),  # of the digest, in the program's time zone
    Column("kind", String(16), nullable=False),
    Column("subject_id", Integer, nullable=False),  # of an obstacle, observation, challenge, pair or person, by kind
    Column("pair_id", ForeignKey("pairs.id"), index=True),  # of the pair it is about, if it is about one
    Column("since", Date),
    Column("detail", String(64), nullable=False, server_default=""),  # a category, never words
    Column("deed", String(16)),
    Column("done_by", ForeignKey("people.id")),
    Column("done_at", Utc),
    Index("uq_digest_matters_matter", "program_id", "day", "kind", "subject_id", unique=True),
    Index("ix_digest_matters_kind_subject_id", "kind", "subject_id"),
)
