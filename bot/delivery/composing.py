"""What the sender asks of whoever knows a kind of message: is it still true, what does it say, where does it go."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.messages import Row
from bot.store.database import Tx
from bot.views.message import Message


class Composer(Protocol):
    """Knows the messages of one kind. All of it runs in a worker thread, inside a transaction that only reads, and
    remembers what `bot.store.memory` says for as long as the batch is prepared.

    `now` is UTC program time. When several rows became one message, `row.facts` holds what they bring together.
    """

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the ids of those rows whose matter is no longer true."""
        ...

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Read in one go what the messages of all these rows need, so that each finds it remembered."""
        ...

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the message as it reads now, or None if there is nothing (more) to say."""
        ...

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the channel that a message to a channel goes to, or None if the program has none for it."""
        ...

    def fits(self, rows: Sequence[Row]) -> int:
        """Return how many of the rows, from the first on, one message can bring together (at least one).

        Asked only for kinds that combine.
        """
        ...
