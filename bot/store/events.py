"""Which of Slack's events were acted on: Slack repeats an event with the same id when it saw no answer."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite

from bot.store.database import Tx
from bot.store.schema import seen_events


def first_time(tx: Tx, event_id: str, now: datetime) -> bool:
    """Note an event; return False if it was noted before."""
    dialect = sqlite if tx.dialect.name == "sqlite" else postgresql
    new = dialect.insert(seen_events).values(event_id=event_id, seen_at=now).on_conflict_do_nothing()
    # Not the row count: for an INSERT SQLAlchemy leaves it at -1 on PostgreSQL.
    return tx.execute(new.returning(seen_events.c.event_id)).first() is not None


def forget(tx: Tx, before: datetime) -> int:
    """Forget events seen before the UTC moment `before`; return how many."""
    return tx.execute(delete(seen_events).where(seen_events.c.seen_at < before)).rowcount
