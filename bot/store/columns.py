"""What all tables are made of: their metadata with the names of constraints, the column of a moment, and the conditions
of partial indexes. No table stands here.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator, text

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Utc(TypeDecorator[datetime]):
    """An aware UTC datetime. SQLite has no time zones, so it is stored there without one and read back as UTC; in one
    step each way, because rows are full of them.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], Any] | None:
        return _to_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Callable[[Any], datetime | None] | None:
        return _from_text if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a time without a time zone must not reach the database")
    return moment.astimezone(UTC)


def _to_text(moment: datetime | None) -> str | None:
    """Return a moment as SQLAlchemy writes one without a time zone, so that texts are in the order of moments."""
    return None if moment is None else _in_utc(moment).isoformat(" ", "microseconds")[:_ZONE]


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


_ZONE = -len("+00:00")


def while_null(column: str) -> dict[str, Any]:
    """Return the condition of a partial index that holds only while `column` is null."""
    return only_where(f"{column} IS NULL")


def only_where(condition: str) -> dict[str, Any]:
    """Return the condition of a partial index."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
