"""Whom coordinators keep out of each other's pairs and groups, and who has been a pair. For coordinators alone."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select

from bot.store.database import Tx
from bot.store.schema import members, pairs, people
from bot.store.schema_sessions import kept_apart

_ONE, _OTHER = people.alias("one"), people.alias("other")
_MENTOR, _MENTEE = members.alias("mentor"), members.alias("mentee")


@dataclass(frozen=True, slots=True)
class Apart:
    """Two people (ids and names) who are kept apart in a program."""

    id: int
    one_id: int
    other_id: int
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Bound:
    """A pair of a program by member and person ids; `ends` is None while it has no end."""

    mentor_id: int
    mentee_id: int
    mentor_person_id: int
    mentee_person_id: int
    ends: date | None


def of_program(tx: Tx, program_id: int) -> list[Apart]:
    """Return who is kept apart in a program, the oldest first."""
    query = (
        select(kept_apart.c.id, kept_apart.c.one_id, kept_apart.c.other_id, _ONE.c.name, _OTHER.c.name)
        .join(_ONE, _ONE.c.id == kept_apart.c.one_id)
        .join(_OTHER, _OTHER.c.id == kept_apart.c.other_id)
        .where(kept_apart.c.program_id == program_id)
        .order_by(kept_apart.c.id)
    )
    return [Apart(*row) for row in tx.execute(query)]


def add(tx: Tx, program_id: int, two: Collection[int], by_id: int, now: datetime) -> None:
    """Keep two people (ids) apart who are not yet."""
    one, other = sorted(two)
    row = {"program_id": program_id, "one_id": one, "other_id": other, "by_id": by_id, "since": now}
    tx.execute(insert(kept_apart).values(row))


def remove(tx: Tx, apart_id: int) -> None:
    """Keep two people apart no longer."""
    tx.execute(delete(kept_apart).where(kept_apart.c.id == apart_id))


def pairs_ever(tx: Tx, program_id: int) -> list[Bound]:
    """Return every pair that a program has had."""
    query = (
        select(pairs.c.mentor_id, pairs.c.mentee_id, _MENTOR.c.person_id, _MENTEE.c.person_id, pairs.c.ends)
        .join(_MENTOR, _MENTOR.c.id == pairs.c.mentor_id)
        .join(_MENTEE, _MENTEE.c.id == pairs.c.mentee_id)
        .where(pairs.c.program_id == program_id)
    )
    return [Bound(*row) for row in tx.execute(query)]


def partners_elsewhere(tx: Tx, program_id: int) -> list[tuple[int, int]]:
    """Return which of the present members of a program (person ids) were a pair in another program, the year before
    for example, as mentor and mentee.
    """
    here = select(members.c.person_id).where(members.c.program_id == program_id, members.c.ended_at.is_(None))
    query = (
        select(_MENTOR.c.person_id, _MENTEE.c.person_id)
        .select_from(pairs)
        .join(_MENTOR, _MENTOR.c.id == pairs.c.mentor_id)
        .join(_MENTEE, _MENTEE.c.id == pairs.c.mentee_id)
        .where(pairs.c.program_id != program_id, _MENTOR.c.person_id.in_(here), _MENTEE.c.person_id.in_(here))
    )
    return [(row[0], row[1]) for row in tx.execute(query)]


def in_groups(tx: Tx, program_id: int) -> set[frozenset[int]]:
    """Return the pairs of member ids of a program that should not share a group: a mentor and their own mentee, a
    leader and their supervisor, and whom a coordinator keeps apart.
    """
    apart = {
        frozenset((row.mentor_id, row.mentee_id))
        for row in tx.execute(
            select(pairs.c.mentor_id, pairs.c.mentee_id).where(pairs.c.program_id == program_id, pairs.c.ends.is_(None))
        )
    }
    enrolled = tx.execute(
        select(members.c.id, members.c.person_id, members.c.supervisor_email, people.c.email)
        .join(people, people.c.id == members.c.person_id)
        .where(members.c.program_id == program_id, members.c.ended_at.is_(None))
    ).all()
    by_email, by_person = {row.email: row.id for row in enrolled}, {row.person_id: row.id for row in enrolled}
    led = ((row.id, by_email[row.supervisor_email]) for row in enrolled if row.supervisor_email in by_email)
    kept = tx.execute(select(kept_apart.c.one_id, kept_apart.c.other_id).where(kept_apart.c.program_id == program_id))
    named = ((by_person[one], by_person[other]) for one, other in kept if one in by_person and other in by_person)
    apart |= {frozenset(two) for two in (*led, *named) if two[0] != two[1]}
    return apart
