"""When messages that wait in the outbox will reach people, for sentences that promise it. Sends and changes nothing."""

from collections.abc import Collection
from datetime import datetime

from bot.delivery.situations import load
from bot.domain.messages import KINDS, RowState
from bot.domain.sending import Drop, Wait, decide_for_all
from bot.store import outbox
from bot.store.database import Tx

_AHEAD = frozenset({RowState.WAITING, RowState.LEASED})


def arrivals(tx: Tx, keys: Collection[str], now: datetime) -> dict[str, datetime]:
    """Return by key the UTC moment at which each message goes out, as far as that can be told at the UTC moment `now`.

    What is out already, may go at once, or will never go is missing.
    """
    ahead = [found.row for found in outbox.find_many(tx, keys).values() if found.state in _AHEAD]
    situations = load(tx, ahead, now)
    moments = {}
    for row in ahead:
        due = max(row.due_at, now)
        decision = decide_for_all(KINDS[row.kind], situations.of(row, settled=False, now=due), due)
        at = decision.until if isinstance(decision, Wait) else due
        if at > now and not isinstance(decision, Drop):
            moments[row.key] = at
    return moments
