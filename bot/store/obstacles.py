"""Obstacles, what coordinators wrote about them, and why pairs were ended. Times are UTC."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.domain.nudges import Why
from bot.domain.obstacles import Obstacle, Told
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.rows import SqlRow
from bot.store.schema_nudges import coordinator_messages, obstacles, pair_endings

_OBSTACLE = [obstacles.c[field.name] for field in fields(Obstacle)]


@dataclass(frozen=True, slots=True)
class CoordinatorMessage:
    """What a coordinator (`author_id` is a person id) wrote to a pair, or to one of the two."""

    id: int
    pair_id: int
    obstacle_id: int | None
    author_id: int
    words: str
    written_at: datetime


_MESSAGE = [coordinator_messages.c[field.name] for field in fields(CoordinatorMessage)]


def _read(row: SqlRow) -> Obstacle:
    values = list(row)
    values[4] = Why(values[4])
    return Obstacle(*values)


def obstacle(tx: Tx, obstacle_id: int) -> Obstacle | None:
    """Return the obstacle with that id."""
    found = tx.execute(select(*_OBSTACLE).where(obstacles.c.id == obstacle_id)).first()
    return _read(found) if found else None


_OPEN_OF_PAIRS = (
    select(*_OBSTACLE)
    .where(any_of(obstacles.c.pair_id, "pair_ids"), obstacles.c.closed_at.is_(None))
    .order_by(obstacles.c.id)
)


def open_of_pairs(tx: Tx, pair_ids: Collection[int]) -> list[Obstacle]:
    """Return the open obstacles of these pairs, oldest first."""
    return [_read(row) for row in tx.execute(_OPEN_OF_PAIRS, {"pair_ids": pair_ids})]


def ids_of_pair(tx: Tx, pair_id: int) -> list[int]:
    """Return the ids of all obstacles that a pair ever had."""
    return list(tx.execute(select(obstacles.c.id).where(obstacles.c.pair_id == pair_id)).scalars())


def open_of_program(tx: Tx, program_id: int) -> list[Obstacle]:
    """Return the open obstacles of a program, oldest first: the coordinators' queue."""
    query = select(*_OBSTACLE).where(obstacles.c.program_id == program_id, obstacles.c.closed_at.is_(None))
    return [_read(row) for row in tx.execute(query.order_by(obstacles.c.id))]


_TOLD_BY = (
    select(*_OBSTACLE)
    .where(any_of(obstacles.c.pair_id, "pair_ids"), obstacles.c.author_id == bindparam("person_id"))
    .order_by(obstacles.c.id)
)


def told_by(tx: Tx, person_id: int, pair_ids: Collection[int]) -> dict[int, Obstacle]:
    """Return the last thing that the person said was in the way, by pair id."""
    found = tx.execute(_TOLD_BY, {"pair_ids": pair_ids, "person_id": person_id})
    return {obstacle.pair_id: obstacle for obstacle in map(_read, found)}


def add(tx: Tx, program_id: int, pair_id: int, author_id: int | None, told: Told, now: datetime) -> int:
    """Open an obstacle that nobody has taken, and return its id."""
    values = {"program_id": program_id, "pair_id": pair_id, "author_id": author_id, "why": told.why.value}
    statement = insert(obstacles).values(**values, words=told.words, shared=told.shared, opened_at=now)
    return int(tx.execute(statement.returning(obstacles.c.id)).scalar_one())


def tell(tx: Tx, obstacle_id: int, author_id: int, told: Told) -> None:
    """Write what somebody says into an open obstacle: their own, or one that nobody had answered."""
    values: dict[str, Any] = {"why": told.why.value, "words": told.words, "shared": told.shared}
    tx.execute(update(obstacles).where(obstacles.c.id == obstacle_id).values(**values, author_id=author_id))


def take_of_pair(tx: Tx, pair_id: int, person_id: int, now: datetime) -> list[int]:
    """Let a coordinator take the open obstacles of a pair that nobody has taken; return their ids."""
    free = (obstacles.c.pair_id == pair_id) & obstacles.c.taken_by.is_(None) & obstacles.c.closed_at.is_(None)
    change = update(obstacles).where(free).values(taken_by=person_id, taken_at=now)
    return list(tx.execute(change.returning(obstacles.c.id)).scalars())


def close(tx: Tx, obstacle_id: int, person_id: int | None, helped: str, now: datetime) -> bool:
    """Close an open obstacle with what helped; say whether this was the first to do so. `person_id` is None if whoever
    had it closed is not known any more.
    """
    change = update(obstacles).where(obstacles.c.id == obstacle_id, obstacles.c.closed_at.is_(None))
    return tx.execute(change.values(closed_by=person_id, closed_at=now, helped=helped)).rowcount == 1


def add_message(tx: Tx, pair_id: int, obstacle_id: int | None, author_id: int, words: str, now: datetime) -> int:
    """Keep what a coordinator writes and return its id."""
    values = {"pair_id": pair_id, "obstacle_id": obstacle_id, "author_id": author_id, "words": words}
    statement = insert(coordinator_messages).values(**values, written_at=now)
    return int(tx.execute(statement.returning(coordinator_messages.c.id)).scalar_one())


def message(tx: Tx, message_id: int) -> CoordinatorMessage | None:
    """Return what a coordinator wrote."""
    found = tx.execute(select(*_MESSAGE).where(coordinator_messages.c.id == message_id)).first()
    return CoordinatorMessage(*found) if found else None


def add_ending(tx: Tx, pair_id: int, person_id: int, reason: str, now: datetime) -> None:
    """Keep who ended a pair and why."""
    tx.execute(insert(pair_endings).values(pair_id=pair_id, ended_by=person_id, reason=reason, ended_at=now))
