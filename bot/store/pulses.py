"""What members answered to the two questions of a term. Times are UTC."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from bot.domain.pulses import PulseAnswer
from bot.store.database import Tx
from bot.store.inserting import insert_for
from bot.store.lists import any_of
from bot.store.schema import members, pairs, people
from bot.store.schema_desk import pulses

_ANSWER = (pulses.c.worth, pulses.c.fit, pulses.c.line)


def _one(member_id: int, term: str) -> ColumnElement[bool]:
    return (pulses.c.member_id == member_id) & (pulses.c.term == term)


def answer(tx: Tx, member_id: int, term: str) -> PulseAnswer | None:
    """Return what a member answered in a term."""
    row = tx.execute(select(*_ANSWER).where(_one(member_id, term))).first()
    return PulseAnswer(*row) if row is not None else None


def answered(tx: Tx, member_ids: Collection[int]) -> set[tuple[int, str]]:
    """Return (member id, term) of what those of the members have answered."""
    found = select(pulses.c.member_id, pulses.c.term).where(any_of(pulses.c.member_id, member_ids))
    return {(row[0], row[1]) for row in tx.execute(found)} if member_ids else set()


def save(tx: Tx, member_id: int, term: str, given: PulseAnswer, now: datetime) -> None:
    """Keep an answer; in the same term a later one takes the place of the earlier, which keeps its moment."""
    values = {"worth": given.worth, "fit": given.fit, "line": given.line}
    new = insert_for(tx.dialect.name, pulses).values(member_id=member_id, term=term, answered_at=now, **values)
    tx.execute(new.on_conflict_do_update(index_elements=["member_id", "term"], set_=values))


def is_in_pair(tx: Tx, member_id: int) -> bool:
    """Say whether a member is in a pair without an end."""
    mine = or_(pairs.c.mentor_id == member_id, pairs.c.mentee_id == member_id)
    return tx.execute(select(pairs.c.id).where(mine, pairs.c.ends.is_(None)).limit(1)).first() is not None


def of_term(tx: Tx, program_id: int, term: str, until: datetime | None = None) -> list[tuple[str, PulseAnswer]]:
    """Return (name, answer) of a program's members in a term, the latest first; with `until` those first given before
    that moment.
    """
    query = (
        select(people.c.name, *_ANSWER)
        .join(members, members.c.id == pulses.c.member_id)
        .join(people, people.c.id == members.c.person_id)
        .where(members.c.program_id == program_id, pulses.c.term == term)
        .order_by(pulses.c.answered_at.desc(), pulses.c.id.desc())
    )
    if until is not None:
        query = query.where(pulses.c.answered_at < until)
    return [(row[0], PulseAnswer(*row[1:])) for row in tx.execute(query)]
