"""What digests ask coordinators to see to, and who has seen to it. Times are UTC, days those of the program."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update

from bot.domain.digests import NAMED_FOR, Deed, Matter, MatterKind, NewMatter
from bot.store.columns import Utc
from bot.store.database import Tx
from bot.store.inserting import insert_for
from bot.store.lists import any_of
from bot.store.schema import pairs
from bot.store.schema_digests import digest_matters

_MATTER = [digest_matters.c[field.name] for field in fields(Matter)]
_NEW = [field.name for field in fields(NewMatter)]
_ORDER = {kind: place for place, kind in enumerate(MatterKind)}


def _read(row: Sequence[Any]) -> Matter:
    values = list(row)
    values[3] = MatterKind(values[3])
    values[8] = Deed(values[8]) if values[8] is not None else None
    return Matter(*values)


def add_missing(tx: Tx, program_id: int, day: date, new: Sequence[NewMatter]) -> None:
    """Write down what the digest of a day asks for; what it has already stays as it is."""
    rows = [{name: getattr(each, name) for name in _NEW} | {"program_id": program_id, "day": day} for each in new]
    if rows:
        tx.execute(insert_for(tx.dialect.name, digest_matters).on_conflict_do_nothing(), rows)


def of_day(tx: Tx, program_id: int, day: date) -> list[Matter]:
    """Return what the digest of a day asks for, in its order."""
    query = select(*_MATTER).where(*_of(program_id, day)).order_by(digest_matters.c.id)
    return sorted((_read(row) for row in tx.execute(query)), key=lambda each: _ORDER[each.kind])


def _of(program_id: int, day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return digest_matters.c.program_id == program_id, digest_matters.c.day == day


def matter(tx: Tx, matter_id: int) -> Matter | None:
    """Return the matter with that id."""
    found = tx.execute(select(*_MATTER).where(digest_matters.c.id == matter_id)).first()
    return _read(found) if found else None


def latest(tx: Tx, program_id: int, kind: MatterKind, subject_id: int, since: date) -> Matter | None:
    """Return a matter as the last digest after the day `since` has it, or the next one will."""
    about = (digest_matters.c.kind == kind, digest_matters.c.subject_id == subject_id)
    query = select(*_MATTER).where(*about, digest_matters.c.program_id == program_id, digest_matters.c.day > since)
    found = tx.execute(query.order_by(digest_matters.c.day.desc()).limit(1)).first()
    return _read(found) if found else None


def in_hand(tx: Tx, program_id: int, since: date) -> dict[tuple[MatterKind, int], Matter]:
    """Return what somebody has seen to in the digests from the day `since` on, by kind and subject; the latest."""
    query = select(*_MATTER).where(
        digest_matters.c.program_id == program_id, digest_matters.c.day >= since, digest_matters.c.deed.is_not(None)
    )
    found = (_read(row) for row in tx.execute(query.order_by(digest_matters.c.day)))
    return {(each.kind, each.subject_id): each for each in found}


_LAST_DAY = select(func.max(digest_matters.c.day)).where(
    digest_matters.c.program_id == bindparam("program_id"),
    digest_matters.c.day > bindparam("since"),
    digest_matters.c.day <= bindparam("today"),
)


def last_day(tx: Tx, program_id: int, since: date, today: date) -> date | None:
    """Return the day of the program's last digest after the day `since`, up to `today`, that asked for anything."""
    found: date | None = tx.scalar(_LAST_DAY, {"program_id": program_id, "since": since, "today": today})
    return found


_OPEN_OF_DAY = (
    select(*_MATTER)
    .where(
        digest_matters.c.program_id == bindparam("program_id"),
        digest_matters.c.day == bindparam("day"),
        digest_matters.c.deed.is_(None),
        any_of(digest_matters.c.kind, "kinds"),
    )
    .order_by(digest_matters.c.id)
)


def open_of_day(tx: Tx, program_id: int, day: date, kinds: Collection[MatterKind]) -> list[Matter]:
    """Return what of these kinds nobody has seen to in the digest of a day."""
    params = {"program_id": program_id, "day": day, "kinds": [kind.value for kind in kinds]}
    return [_read(row) for row in tx.execute(_OPEN_OF_DAY, params)]


_HANDLED = select(digest_matters.c.kind, digest_matters.c.subject_id, digest_matters.c.pair_id).where(
    digest_matters.c.program_id == bindparam("program_id"),
    digest_matters.c.day > bindparam("since"),
    digest_matters.c.deed.is_not(None),
    or_(digest_matters.c.deed == Deed.TAKEN.value, digest_matters.c.done_at > bindparam("done_since", type_=Utc)),
)


def handled(tx: Tx, program_id: int, since: date, done_since: datetime) -> tuple[set[tuple[MatterKind, int]], set[int]]:
    """Return what of the digests after the day `since` is in somebody's hands, or was dealt with after the moment
    `done_since`: the matters, and the pairs they are about.
    """
    found = tx.execute(_HANDLED, {"program_id": program_id, "since": since, "done_since": done_since}).all()
    return {(MatterKind(row[0]), row[1]) for row in found}, {row[2] for row in found if row[2] is not None}


# The same matter stands in the digest of each week while it lasts: the latest tells.
_SEEN_TO = (
    select(func.max(digest_matters.c.id).label("id"))
    .where(
        digest_matters.c.program_id == bindparam("program_id"),
        digest_matters.c.day > bindparam("far"),
        digest_matters.c.deed.is_not(None),
        or_(digest_matters.c.done_at > bindparam("done_since"), digest_matters.c.day > bindparam("since")),
    )
    .group_by(digest_matters.c.kind, digest_matters.c.subject_id)
    .subquery()
)
_LATEST_SEEN_TO = (
    select(*_MATTER, func.count().over().label("of_all"))
    .join(_SEEN_TO, _SEEN_TO.c.id == digest_matters.c.id)
    .order_by(digest_matters.c.done_at.desc(), digest_matters.c.id.desc())
    .limit(bindparam("most"))
)


def seen_to(
    tx: Tx, program_id: int, far: date, done_since: datetime, since: date, most: int
) -> tuple[list[Matter], int]:
    """Return at most `most` of what somebody has seen to after the moment `done_since`, or that the digest of a day
    after `since` has as seen to, the latest first, and how many there are. Digests of the day `far` and before are
    not looked at.
    """
    params = {"program_id": program_id, "far": far, "done_since": done_since, "since": since, "most": most}
    found = tx.execute(_LATEST_SEEN_TO, params).all()
    return [_read(row[:-1]) for row in found], found[0].of_all if found else 0


def dealt_with(tx: Tx, program_id: int, since: datetime, until: datetime, besides: Collection[int]) -> list[Matter]:
    """Return what was dealt with for good from the moment `since` until before `until`, the latest first, as the last
    digest of the four weeks before had it, a pair once; what is among the matters `besides` (ids) is told by them.
    """
    done_at = digest_matters.c.done_at
    done = (digest_matters.c.deed != Deed.TAKEN.value, done_at >= since, done_at < until)
    days = (digest_matters.c.day > since.date() - NAMED_FOR, digest_matters.c.day <= until.date() + _A_DAY)
    query = select(*_MATTER).where(digest_matters.c.program_id == program_id, *days, *done)
    told = select(digest_matters.c.kind, digest_matters.c.subject_id).where(any_of(digest_matters.c.id, besides))
    still = {(MatterKind(row[0]), row[1]) for row in tx.execute(told)}
    found = [one for one in map(_read, tx.execute(query)) if (one.kind, one.subject_id) not in still]
    # What was done about a pair stands beside all that was asked about it: the first of its kinds says most.
    once = {_once(one): one for one in sorted(found, key=lambda one: (-_ORDER[one.kind], one.day))}
    return sorted(once.values(), key=lambda one: (one.done_at or since, one.id), reverse=True)


def _once(one: Matter) -> tuple[MatterKind | None, int]:
    about_pair = one.pair_id is not None and one.kind is not MatterKind.COVER
    return (None, one.pair_id or 0) if about_pair else (one.kind, one.subject_id)


_A_DAY = timedelta(days=1)


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


def settle_mentees(tx: Tx, mentee_ids: Collection[int], deed: Deed, person_id: int, now: datetime) -> set[date]:
    """Do the same with what asks for a mentor for these mentees (member ids)."""
    theirs = select(pairs.c.id).where(any_of(pairs.c.mentee_id, mentee_ids))
    about = and_(digest_matters.c.kind == MatterKind.ALONE, digest_matters.c.pair_id.in_(theirs))
    return _settle(tx, about, deed, person_id, now)


def _settle(tx: Tx, about: ColumnElement[bool], deed: Deed, person_id: int, now: datetime) -> set[date]:
    still: ColumnElement[bool] = digest_matters.c.deed.is_(None)
    if deed is not Deed.TAKEN:
        still = or_(still, digest_matters.c.deed == Deed.TAKEN)
    change = update(digest_matters).where(about, still).values(**_done(deed, person_id, now))
    return set(tx.execute(change.returning(digest_matters.c.day)).scalars())


def _done(deed: Deed, person_id: int, now: datetime) -> dict[str, Any]:
    return {"deed": deed.value, "done_by": person_id, "done_at": now}
