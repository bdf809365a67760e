"""Times that pairs are offered, and what each of the two can. Every statement on their tables is here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, delete, insert, select, update

from bot.store.bulk import insert_rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema_schedules import time_offers, time_picks


@dataclass(frozen=True, slots=True)
class TimeOffer:
    """Slots (UTC) that a pair was offered, with what each of the two can (person id → numbers of slots).

    `settled`: nothing more is to be chosen; then `chosen` is the number of the slot both can, None if none of them.
    """

    id: int
    pair_id: int
    slots: tuple[datetime, ...]
    minutes: int
    asked_by: int
    made_at: datetime
    settled: bool
    chosen: int | None
    picks: dict[int, frozenset[int]]


@dataclass(frozen=True, slots=True)
class NewOffer:
    """Slots (UTC, of `minutes` each) to offer a pair; `asked_by` is the person on whose clock they begin."""

    pair_id: int
    slots: Sequence[datetime]
    minutes: int
    asked_by: int


def add_offers(tx: Tx, offers: Sequence[NewOffer], now: datetime) -> None:
    """Keep offers. The pairs must be locked, and have no other that is open."""
    rows = [
        {
            "pair_id": each.pair_id,
            "slots": [slot.isoformat() for slot in each.slots],
            "minutes": each.minutes,
            "asked_by": each.asked_by,
            "made_at": now,
        }
        for each in offers
    ]
    insert_rows(tx, time_offers, rows)


def with_offers(tx: Tx, pair_ids: Collection[int]) -> set[int]:
    """Return those of the pairs that were ever offered times."""
    return set(tx.execute(_WITH_OFFERS, {"pair_ids": sorted(pair_ids)}).scalars()) if pair_ids else set()


def add_offer(tx: Tx, pair_id: int, slots: Sequence[datetime], minutes: int, asked_by: int, now: datetime) -> int:
    """Keep an offer and return its id. The pair must be locked, and have no other that is open."""
    values = {"pair_id": pair_id, "slots": [slot.isoformat() for slot in slots], "minutes": minutes}
    new = insert(time_offers).values(**values, asked_by=asked_by, made_at=now)
    return int(tx.execute(new.returning(time_offers.c.id)).scalar_one())


def offer(tx: Tx, offer_id: int) -> TimeOffer | None:
    """Return an offer by its id."""
    return _offer(tx, _OFFER, {"offer_id": offer_id})


def last_offer(tx: Tx, pair_id: int) -> TimeOffer | None:
    """Return the latest offer that a pair got."""
    return _offer(tx, _LAST_OFFER, {"pair_id": pair_id})


_WITH_OFFERS = select(time_offers.c.pair_id).where(any_of(time_offers.c.pair_id, "pair_ids"))
_OFFER = select(time_offers).where(time_offers.c.id == bindparam("offer_id"))
_LAST_OFFER = (
    select(time_offers).where(time_offers.c.pair_id == bindparam("pair_id")).order_by(time_offers.c.id.desc()).limit(1)
)
_SETTLE = (
    update(time_offers)
    .where(time_offers.c.id == bindparam("offer_id"))
    .values(settled_at=bindparam("now"), chosen=bindparam("choice"))
)
_UNPICK = delete(time_picks).where(
    time_picks.c.offer_id == bindparam("of"), time_picks.c.person_id == bindparam("whose")
)
_PICK = insert(time_picks)
_PICKS = select(time_picks.c.person_id, time_picks.c.slots).where(time_picks.c.offer_id == bindparam("offer_id"))


def _offer(tx: Tx, query: Select[Any], given: dict[str, int]) -> TimeOffer | None:
    row = tx.execute(query, given).first()
    if row is None:
        return None
    found = tx.execute(_PICKS, {"offer_id": row.id})
    picks = {person_id: frozenset(slots) for person_id, slots in found}
    slots = tuple(datetime.fromisoformat(slot) for slot in row.slots)
    return TimeOffer(
        row.id,
        row.pair_id,
        slots,
        row.minutes,
        row.asked_by,
        row.made_at,
        row.settled_at is not None,
        row.chosen,
        picks,
    )


def pick(tx: Tx, offer_id: int, person_id: int, slots: Collection[int]) -> None:
    """Note which of an offer's slots a person can. The pair must be locked."""
    tx.execute(_UNPICK, {"of": offer_id, "whose": person_id})
    tx.execute(_PICK, {"offer_id": offer_id, "person_id": person_id, "slots": sorted(slots)})


def settle_offer(tx: Tx, offer_id: int, chosen: int | None, now: datetime) -> None:
    """Close an offer with the slot both can, or with none."""
    tx.execute(_SETTLE, {"offer_id": offer_id, "now": now, "choice": chosen})
