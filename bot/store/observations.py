"""Observations of pairs. Times are UTC, days are local days."""

from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import func, insert, select, update

from bot.domain.observations import Cover, Observation, ObservationKind, Plan
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.rows import SqlRow
from bot.store.schema import pairs
from bot.store.schema_nudges import observations

_OBSERVATION = [observations.c[field.name] for field in fields(Observation)]
_STANDS = observations.c.cancelled_at.is_(None)


def _read(row: SqlRow) -> Observation:
    values = list(row)
    values[4], values[8] = ObservationKind(values[4]), Cover(values[8])
    return Observation(*values)


def observation(tx: Tx, observation_id: int) -> Observation | None:
    """Return the observation with that id."""
    found = tx.execute(select(*_OBSERVATION).where(observations.c.id == observation_id)).first()
    return _read(found) if found else None


def of_pair(tx: Tx, pair_id: int) -> list[Observation]:
    """Return a pair's observations that were not called off, by day."""
    query = select(*_OBSERVATION).where(observations.c.pair_id == pair_id, _STANDS)
    return [_read(row) for row in tx.execute(query.order_by(observations.c.day, observations.c.id))]


def add(tx: Tx, pair_id: int, person_id: int, plan: Plan, reflect_at: datetime, now: datetime) -> int:
    """Add a planned observation and return its id."""
    values = {"pair_id": pair_id, "planned_by": person_id, "planned_at": now, "kind": plan.kind.value, "day": plan.day}
    cover = Cover.ASKED if plan.cover else Cover.NONE
    details = {"period": plan.period, "subject": plan.subject, "cover": cover.value, "reflect_at": reflect_at}
    return int(tx.execute(insert(observations).values(values | details).returning(observations.c.id)).scalar_one())


def decide(tx: Tx, observation_id: int, cover: Cover, person_id: int, now: datetime) -> bool:
    """Answer a request for cover; say whether this was the first answer."""
    asked = observations.c.cover == Cover.ASKED.value
    change = update(observations).where(observations.c.id == observation_id, asked, _STANDS)
    return tx.execute(change.values(cover=cover.value, decided_by=person_id, decided_at=now)).rowcount == 1


def cancel(tx: Tx, observation_id: int, now: datetime) -> bool:
    """Call an observation off that was not looked back on; say whether it stood until now."""
    open_one = observations.c.reflected_at.is_(None)
    change = update(observations).where(observations.c.id == observation_id, _STANDS, open_one)
    return tx.execute(change.values(cancelled_at=now, reflect_at=None)).rowcount == 1


def cover_days(tx: Tx, pair_id: int) -> int:
    """Return on how many days a pair has been given cover."""
    given = (observations.c.pair_id == pair_id, observations.c.cover == Cover.APPROVED.value, _STANDS)
    days = select(func.count(observations.c.day.distinct())).where(*given)
    return int(tx.execute(days).scalar_one())


def to_look_back(tx: Tx, now: datetime, limit: int) -> list[Observation]:
    """Return the observations that are to be looked back on by the UTC moment `now`, earliest first."""
    due = select(*_OBSERVATION).where(observations.c.reflect_at <= now).order_by(observations.c.reflect_at)
    return [_read(row) for row in tx.execute(due.limit(limit))]


def asked_back(tx: Tx, ids: Collection[int]) -> None:
    """Note that the pairs were asked to look back on these."""
    tx.execute(update(observations).where(any_of(observations.c.id, ids)).values(reflect_at=None))


def reflect(tx: Tx, observation_id: int, person_id: int, works: str, wonder: str, now: datetime) -> None:
    """Write down what was seen."""
    words = {"works": works, "wonder": wonder, "reflected_by": person_id, "reflected_at": now, "reflect_at": None}
    tx.execute(update(observations).where(observations.c.id == observation_id).values(words))


_LAST_DAYS = (
    select(observations.c.pair_id, func.max(observations.c.day))
    .where(any_of(observations.c.pair_id, "pair_ids"), _STANDS)
    .group_by(observations.c.pair_id)
)


def planned_days(tx: Tx, pair_ids: Collection[int]) -> dict[int, date]:
    """Return the last day for which each of the pairs has planned an observation, by pair id."""
    return {row[0]: row[1] for row in tx.execute(_LAST_DAYS, {"pair_ids": pair_ids})}


def awaiting_cover(tx: Tx, program_id: int, today: date) -> list[Observation]:
    """Return the observations of a program from `today` on whose request for cover nobody has answered, by day."""
    asked = (observations.c.cover == Cover.ASKED.value, observations.c.day >= today, _STANDS)
    query = select(*_OBSERVATION).join(pairs, pairs.c.id == observations.c.pair_id)
    query = query.where(pairs.c.program_id == program_id, pairs.c.ends.is_(None), *asked)
    return [_read(row) for row in tx.execute(query.order_by(observations.c.day, observations.c.id))]
