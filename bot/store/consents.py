"""Who has been asked whether their counts may be part of research, and what they said. Times are UTC."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import insert, select, update

from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import members
from bot.store.schema_desk import consents


def of_members(tx: Tx, member_ids: Collection[int]) -> dict[int, bool | None]:
    """Return what those of the members said who were asked, by member id; None: nothing yet."""
    query = select(consents.c.member_id, consents.c.given).where(any_of(consents.c.member_id, member_ids))
    return {row[0]: row[1] for row in tx.execute(query)}


def to_ask(tx: Tx, program_id: int) -> list[tuple[int, int]]:
    """Return (member id, person id) of the open memberships of a program whose people were never asked."""
    query = (
        select(members.c.id, members.c.person_id)
        .join(consents, consents.c.member_id == members.c.id, isouter=True)
        .where(members.c.program_id == program_id, members.c.ended_at.is_(None), consents.c.member_id.is_(None))
    )
    return [(row[0], row[1]) for row in tx.execute(query.order_by(members.c.id))]


def asked(tx: Tx, member_ids: Collection[int], now: datetime) -> None:
    """Note that these members are asked."""
    tx.execute(insert(consents), [{"member_id": member_id, "asked_at": now} for member_id in member_ids])


def decide(tx: Tx, member_id: int, given: bool, now: datetime) -> bool:
    """Write down what a member says, now or later otherwise; say whether they had been asked."""
    change = update(consents).where(consents.c.member_id == member_id)
    return tx.execute(change.values(given=given, decided_at=now)).rowcount == 1
