"""How many unasked messages people have had lately, or are just getting: what the budget counts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, or_, select

from bot.domain.kinds.home import HOME_TAB
from bot.domain.messages import COUNTED_KINDS, RowState
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.outbox import stands
from bot.store.schema import outbox

# Built once: SQLAlchemy takes longer to put a statement together than SQLite to answer it.
_COUNTED = select(outbox.c.person_id, outbox.c.sent_at).where(
    any_of(outbox.c.person_id, "person_ids"),
    any_of(outbox.c.kind, COUNTED_KINDS),
    outbox.c.sent_at >= bindparam("since"),
    stands(RowState.SENT),
)
_ROWS = select(outbox.c.person_id, outbox.c.id).where(any_of(outbox.c.person_id, "person_ids"))
_MAYBE_SENT = or_(outbox.c.state == RowState.LEASED, and_(outbox.c.state == RowState.WAITING, outbox.c.attempts > 0))
_IN_HAND = _ROWS.where(_MAYBE_SENT, any_of(outbox.c.kind, COUNTED_KINDS))
_HOMES_IN_HAND = _ROWS.where(outbox.c.state == RowState.LEASED, outbox.c.kind == HOME_TAB.name)


def counted(tx: Tx, person_ids: Collection[int], since: datetime) -> list[tuple[int, datetime]]:
    """Return (person id, moment of sending) of every counted message these people got since `since` (program time)."""
    found = tx.execute(_COUNTED, {"person_ids": person_ids, "since": since})
    return [(person_id, sent_at) for person_id, sent_at in found]


def in_hand(tx: Tx, person_ids: Collection[int], besides: Collection[int]) -> set[int]:
    """Return those of the people to whom a counted message other than the row ids `besides` is just going out, or
    may have gone out.
    """
    return _others(tx, _IN_HAND, person_ids, besides)


def homes_in_hand(tx: Tx, person_ids: Collection[int], besides: Collection[int]) -> set[int]:
    """Return those of the people whose Home is just being published by rows other than `besides`."""
    return _others(tx, _HOMES_IN_HAND, person_ids, besides)


def _others(tx: Tx, query: Select[Any, int], person_ids: Collection[int], besides: Collection[int]) -> set[int]:
    own = set(besides)
    return {person_id for person_id, id_ in tx.execute(query, {"person_ids": person_ids}) if id_ not in own}
