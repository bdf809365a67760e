"""The table of what is done of setting up a program in Slack, on the same metadata as those in `schema.py`.

A database gets it with migration 0012. A program that was made on the command line has no row: it counts as set up.
"""

from sqlalchemy import Column, ForeignKey, Table, Text

from bot.store.columns import Utc, metadata

setups = Table(
    "setups",
    metadata,
    Column("program_id", ForeignKey("programs.id"), primary_key=True),
    Column("done", Text, nullable=False),  # names of the steps that are done, joined with ;
    Column("begun_at", Utc, nullable=False),
    Column("finished_at", Utc),
)
