"""What comes next: for whoever moves the clock instead of waiting."""

from datetime import datetime

from bot.store import agenda as stored
from bot.store.database import Store


def due(store: Store, now: datetime) -> frozenset[str]:
    """Return which moments have come by the UTC moment `now`, as `table.column`: mostly none, and it is asked every
    second.
    """
    with store.read() as tx:
        return stored.due(tx, now)


def next_moment(store: Store, after: datetime) -> datetime | None:
    """Return the first UTC moment after `after` at which anything falls due, or None if nothing ever will."""
    with store.read() as tx:
        return stored.next_moment(tx, after)
