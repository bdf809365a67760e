"""Who has a pair in hand: one fact, whichever door it was taken through (a digest, Home, the post about what is in its
way). Written by `bot.services.desk.take_pair` alone.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from bot.domain.digests import Deed
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema_digests import digest_matters
from bot.store.schema_nudges import obstacles


@dataclass(frozen=True, slots=True)
class Hand:
    """A coordinator (person id) who has taken a pair on, and since when (UTC)."""

    person_id: int
    at: datetime


_IN_DIGESTS = (
    select(digest_matters.c.pair_id, digest_matters.c.done_by, digest_matters.c.done_at)
    .where(
        any_of(digest_matters.c.pair_id, "pair_ids"),
        digest_matters.c.day > bindparam("since"),
        digest_matters.c.deed == Deed.TAKEN.value,
        digest_matters.c.done_by.is_not(None),
    )
    .order_by(digest_matters.c.day, digest_matters.c.id)
)
_TASKS = (
    select(obstacles.c.pair_id, obstacles.c.taken_by, obstacles.c.taken_at)
    .where(any_of(obstacles.c.pair_id, "pair_ids"), obstacles.c.closed_at.is_(None), obstacles.c.taken_by.is_not(None))
    .order_by(obstacles.c.id)
)


def of_pairs(tx: Tx, pair_ids: Collection[int], since: date) -> dict[int, Hand]:
    """Return who has each pair in hand, by pair id: whoever took a task about it that is open, or took it on in a
    digest after the day `since`.
    """
    if not pair_ids:
        return {}
    params = {"pair_ids": list(pair_ids)}
    found = [*tx.execute(_IN_DIGESTS, {**params, "since": since}), *tx.execute(_TASKS, params)]
    return {pair_id: Hand(person_id, at) for pair_id, person_id, at in found}
