"""Erasing what members wrote in a program that is long over, part by part. Callers hold the transaction; times are UTC
program time.

Which columns that is says `personal_map.py`: its parts that pass. Rows stay, and with them every count.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, Table, and_, delete, or_, select, update

from bot.domain.programs import Program
from bot.store.database import Tx
from bot.store.personal_map import PARTS, Part, empty
from bot.store.rows import PROGRAM
from bot.store.rows import program as read_program
from bot.store.schema import members, programs
from bot.store.schema_peers import suggestions


def set_moments(tx: Tx, program_id: int, **values: datetime | None) -> None:
    """Set `words_next_at`, `words_told_at` or `words_erased_at` of a program."""
    tx.execute(update(programs).where(programs.c.id == program_id).values(**values))


def goes_at(tx: Tx, program_id: int) -> datetime | None:
    """Return the UTC moment at which the texts of a program go, None while its coordinators have not been told."""
    told = (programs.c.id == program_id) & programs.c.words_told_at.is_not(None)
    return tx.execute(select(programs.c.words_next_at).where(told)).scalar()


def erased(tx: Tx, program_id: int) -> datetime | None:
    """Return when the texts of a program were erased, None while they are there."""
    return tx.execute(select(programs.c.words_erased_at).where(programs.c.id == program_id)).scalar()


def due(tx: Tx, now: datetime) -> tuple[Program, datetime | None] | None:
    """Return a program that is due by now and when its coordinators were told, None if they were not; no other process
    gets it until this transaction ends.
    """
    query = select(*PROGRAM, programs.c.words_told_at).where(programs.c.words_next_at <= now)
    query = query.order_by(programs.c.words_next_at).limit(1).with_for_update(skip_locked=True)
    found = tx.execute(query).first()
    return (read_program(found), found[len(PROGRAM)]) if found else None


def erase(tx: Tx, program: Program, limit: int) -> int:
    """Erase the words of about `limit` rows of a program, and return how many rows that were; 0 once none is left."""
    for part in PARTS:
        if part.passes and (erased_rows := _erase(tx, part, program, limit)):
            return erased_rows
    return 0


def _erase(tx: Tx, part: Part, program: Program, limit: int) -> int:
    table = part.table
    key = next(iter(table.primary_key.columns))
    mine = _of_program(tx, table, program)
    if not part.delete:
        mine = and_(mine, or_(*(_has_words(table.c[name]) for name in part.words if _is_text(table, name))))
    some = select(key).where(mine).order_by(key).distinct().limit(limit)
    keys = [row[0] for row in tx.execute(some)]
    if not keys:
        return 0
    chosen = and_(key.in_(keys), mine)
    if part.delete:
        return tx.execute(delete(table).where(chosen)).rowcount
    return tx.execute(update(table).where(chosen).values({name: empty(table, name) for name in part.words})).rowcount


def _is_text(table: Table, name: str) -> bool:
    return not isinstance(table.c[name].type, JSON)


def _has_words(column: Any) -> ColumnElement[bool]:
    return and_(column.is_not(None), column != "")


def _of_program(tx: Tx, table: Table, program: Program) -> ColumnElement[bool]:
    """Return the condition that a row belongs to a program: it names it, or something that does."""
    if table is suggestions:
        return _suggested_in(program)
    if "program_id" in table.c:
        return table.c.program_id == program.id
    conditions = []
    for column in table.columns:
        parent = next((key.column.table for key in column.foreign_keys), None)
        if parent is not None and parent.name in _LEAD_TO_PROGRAMS:
            conditions.append(column.in_(select(parent.c.id).where(_of_program(tx, parent, program))))
    return or_(*conditions)


_LEAD_TO_PROGRAMS = {"members", "pairs", "shares", "goals", "sessions"}


def _suggested_in(program: Program) -> ColumnElement[bool]:
    """A suggestion names no program: it is one of this program's if its author is in none whose texts are kept."""
    here = select(members.c.person_id).where(members.c.program_id == program.id)
    kept = (
        select(members.c.person_id)
        .join(programs, programs.c.id == members.c.program_id)
        .where(programs.c.id != program.id, programs.c.words_erased_at.is_(None))
    )
    return and_(suggestions.c.author_id.in_(here), suggestions.c.author_id.not_in(kept))
