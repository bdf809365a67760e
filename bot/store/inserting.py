"""Inserts that may meet a row that is there already: `ON CONFLICT`, which SQLAlchemy has for each database apart."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite


def insert_for(dialect: str, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT into a table with `on_conflict_do_nothing` and `on_conflict_do_update`, for the dialect of a
    transaction (`tx.dialect.name`).
    """
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
