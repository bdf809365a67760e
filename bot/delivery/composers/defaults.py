"""What holds for a kind of message unless its composer says otherwise."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.messages import Row
from bot.store.database import Tx


class Defaults:
    """A message to a person that stays true and never becomes one with others."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the ids of rows whose matter is no longer true: none."""
        return set()

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Read nothing ahead."""

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the channel that the message goes to: none."""
        return None

    def fits(self, rows: Sequence[Row]) -> int:
        """Return how many rows become one message: one."""
        return 1
