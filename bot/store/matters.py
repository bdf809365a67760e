"""What digests ask coordinators to see to, and who has seen to it. Times are UTC, days those of the program."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from bot.domain.digests import Deed, Matter, MatterKind, NewMatter
from bot.store.database import Tx
from bot.store.rows import SqlRow
from bot.store.schema_digests import digest_matters

_MATTER = [digest_matters.c[field.name] for field in fields(Matter)]
_NEW = [field.name for field in fields(NewMatter)]


def _read(row: SqlRow) -> Matter:
    values = list(row)
    values[3] = MatterKind(values[3])
    values[8] = Deed(values[8]) if values[8] is not None else None
    return Matter(*values)


def add(tx: Tx, program_id: int, day: date, new: Sequence[NewMatter]) -> None:
    """Write down what the digest of a day asks for, in its order."""
    rows = [{name: getattr(each, name) for name in _NEW} | {"program_id": program_id, "day": day} for each in new]
    if rows:
        tx.execute(insert(digest_matters), rows)


def has_any(tx: Tx, program_id: int, day: date) -> bool:
    """Say whether the digest of a day has asked for anything."""
    return bool(tx.execute(select(digest_matters.c.id).where(*_of(program_id, day)).limit(1)).first())


def of_day(tx: Tx, program_id: int, day: date) -> list[Matter]:
    """Return what the digest of a day asks for, in its order."""
    query = select(*_MATTER).where(*_of(program_id, day)).order_by(digest_matters.c.id)
    return [_read(row) for row in tx.execute(query)]


def _of(program_id: int, day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return digest_matters.c.program_id == program_id, digest_matters.c.day == day


def matter(tx: Tx, matter_id: int) -> Matter | None:
    """Return the matter with that id."""
    found = tx.execute(select(*_MATTER).where(digest_matters.c.id == matter_id)).first()
    return _read(found) if found else None


def in_hand(tx: Tx, program_id: int, since: date) -> dict[tuple[MatterKind, int], Matter]:
    """Return what somebody has seen to in the digests from the day `since` on, by kind and subject; the latest."""
    query = select(*_MATTER).where(
        digest_matters.c.program_id == program_id, digest_matters.c.day >= since, digest_matters.c.deed.is_not(None)
    )
    found = (_read(row) for row in tx.execute(query.order_by(digest_matters.c.day)))
    return {(each.kind, each.subject_id): each for each in found}


def take(tx: Tx, matter_id: int, deed: Deed, person_id: int, now: datetime) -> bool:
    """Let a coordinator see to a matter that nobody has seen to; say whether they were first."""
    free = and_(digest_matters.c.id == matter_id, digest_matters.c.deed.is_(None))
    return tx.execute(update(digest_matters).where(free).values(**_done(deed, person_id, now))).rowcount == 1


def settle(tx: Tx, kind: MatterKind, subject_id: int, deed: Deed, person_id: int, now: datetime) -> set[date]:
    """Write beside a matter, in every digest that has it, what was done; return the days of those digests."""
    about = and_(digest_matters.c.kind == kind, digest_matters.c.subject_id == subject_id)
    return _settle(tx, about, deed, person_id, now)


def settle_pair(tx: Tx, pair_id: int, deed: Deed, person_id: int, now: datetime) -> set[date]:
    """Do the same with all that is about a pair, requests for cover left aside."""
    about = and_(digest_matters.c.pair_id == pair_id, digest_matters.c.kind != MatterKind.COVER)
    return _settle(tx, about, deed, person_id, now)


def _settle(tx: Tx, about: ColumnElement[bool], deed: Deed, person_id: int, now: datetime) -> set[date]:
    still: ColumnElement[bool] = digest_matters.c.deed.is_(None)
    if deed is not Deed.TAKEN:
        still = or_(still, digest_matters.c.deed == Deed.TAKEN)
    change = update(digest_matters).where(about, still).values(**_done(deed, person_id, now))
    return set(tx.execute(change.returning(digest_matters.c.day)).scalars())


def _done(deed: Deed, person_id: int, now: datetime) -> dict[str, Any]:
    return {"deed": deed.value, "done_by": person_id, "done_at": now}
