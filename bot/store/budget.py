"""How many unasked messages people have had lately, or are just getting: what the budget counts."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select

from bot.domain.kinds.home import HOME_TAB
from bot.domain.messages import COUNTED_KINDS, RowState
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import outbox


def counted(tx: Tx, person_ids: Collection[int], since: datetime) -> list[tuple[int, datetime]]:
    """Return (person id, moment of sending) of every counted message these people got since `since` (program time)."""
    statement = select(outbox.c.person_id, outbox.c.sent_at).where(
        any_of(outbox.c.person_id, person_ids),
        outbox.c.kind.in_(COUNTED_KINDS),
        outbox.c.sent_at >= since,
        outbox.c.state == RowState.SENT,
    )
    return [(person_id, sent_at) for person_id, sent_at in tx.execute(statement)]


def in_hand(tx: Tx, person_ids: Collection[int], besides: Collection[int]) -> set[int]:
    """Return those of the people to whom a counted message other than the row ids `besides` is just going out, or
    may have gone out.
    """
    maybe = or_(outbox.c.state == RowState.LEASED, and_(outbox.c.state == RowState.WAITING, outbox.c.attempts > 0))
    return _others(tx, and_(maybe, outbox.c.kind.in_(COUNTED_KINDS)), person_ids, besides)


def homes_in_hand(tx: Tx, person_ids: Collection[int], besides: Collection[int]) -> set[int]:
    """Return those of the people whose Home is just being published by rows other than `besides`."""
    published = and_(outbox.c.state == RowState.LEASED, outbox.c.kind == HOME_TAB.name)
    return _others(tx, published, person_ids, besides)


def _others(tx: Tx, condition: ColumnElement[bool], person_ids: Collection[int], besides: Collection[int]) -> set[int]:
    statement = select(outbox.c.person_id, outbox.c.id).where(condition, any_of(outbox.c.person_id, person_ids))
    own = set(besides)
    return {person_id for person_id, id_ in tx.execute(statement) if id_ not in own}
