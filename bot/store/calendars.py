"""Calendars beyond days off: days that are good to meet, seasons, and days that come from a file.

Days off are read by `programs.days_off_of`; here they are only written.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, Table, delete, insert, select

from bot.domain.programs import DaysOff, GoodDays, Span
from bot.domain.schedules import Cadence, Season
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.schema import days_off
from bot.store.schema_schedules import good_days, seasons

_SPAN = ("starts", "ends", "title", "scope", "scope_name")
_TABLES: dict[type[Span], Table] = {DaysOff: days_off, GoodDays: good_days, Season: seasons}


def _of(table: Table, *more: Any) -> Select[Any]:
    query = select(table.c.program_id, *(table.c[name] for name in _SPAN), *more)
    return query.where(any_of(table.c.program_id, "program_ids")).order_by(table.c.starts, table.c.id)


# Built once: SQLAlchemy takes longer to put a statement together than SQLite takes to answer it.
_GOOD_DAYS = _of(good_days)
_SEASONS = _of(seasons, seasons.c.cadence)


@remembered
def good_days_of(tx: Tx, program_ids: Collection[int]) -> dict[int, list[GoodDays]]:
    """Return the days that are good to meet, all districts' and schools', by program id."""
    found: dict[int, list[GoodDays]] = {program_id: [] for program_id in program_ids}
    for row in tx.execute(_GOOD_DAYS, {"program_ids": program_ids}):
        found[row[0]].append(GoodDays(*row[1:]))
    return found


@remembered
def seasons_of(tx: Tx, program_ids: Collection[int]) -> dict[int, list[Season]]:
    """Return the spans with a rhythm of their own, all districts' and schools', by program id."""
    found: dict[int, list[Season]] = {program_id: [] for program_id in program_ids}
    for row in tx.execute(_SEASONS, {"program_ids": program_ids}):
        program_id, starts, ends, title, scope, scope_name, cadence = row
        found[program_id].append(Season(starts, ends, title, scope, scope_name, Cadence(cadence)))
    return found


def without_meetings(tx: Tx, program_ids: Collection[int]) -> dict[int, list[DaysOff]]:
    """Return the spans of programs, their districts and schools in which pairs are not to meet at all, as days off, by
    program id.
    """
    return {
        program_id: [
            DaysOff(one.starts, one.ends, one.title, one.scope, one.scope_name)
            for one in seasons
            if one.cadence is Cadence.NONE
        ]
        for program_id, seasons in seasons_of(tx, program_ids).items()
    }


def bring_in(
    tx: Tx, program_id: int, spans: Sequence[tuple[str, DaysOff | GoodDays]], kind: type[Span], of: Span, uids: set[str]
) -> tuple[int, int]:
    """Bring one calendar's days to what a file says of its events, and return how many spans were added and removed.

    `spans` are the file's with the uid of their event, `of` names the calendar, `uids` all events in the file. Days of
    other events, and days that were typed in, stay.
    """
    table = _TABLES[kind]
    calendar = (table.c.program_id == program_id, table.c.scope == of.scope, table.c.scope_name == of.scope_name)
    known = tx.execute(select(table.c.id, table.c.uid, *(table.c[name] for name in _SPAN)).where(*calendar)).all()
    before = {(row.uid, row.starts, row.ends, row.title): row.id for row in known if row.uid in uids}
    wanted = {(uid, span.starts, span.ends, span.title): span for uid, span in spans}
    gone = [id_ for key, id_ in before.items() if key not in wanted]
    if gone:
        tx.execute(delete(table).where(table.c.id.in_(gone)))
    new = [{**_values(program_id, span), "uid": key[0]} for key, span in wanted.items() if key not in before]
    if new:
        tx.execute(insert(table), new)
    return len(new), len(gone)


def add(tx: Tx, program_id: int, span: Span) -> bool:
    """Add days that somebody typed in; say whether they are new."""
    table = _TABLES[type(span)]
    values = _values(program_id, span)
    if isinstance(span, Season):
        values["cadence"] = span.cadence.value
    same = [table.c[name] == value for name, value in values.items()]
    if tx.execute(select(table.c.id).where(*same)).first():
        return False
    tx.execute(insert(table).values(values))
    return True


def remove(tx: Tx, program_id: int, span: Span) -> int:
    """Remove the days of one calendar that begin and end as `span` does; return how many entries went."""
    table = _TABLES[type(span)]
    values = {name: value for name, value in _values(program_id, span).items() if name != "title"}
    return int(tx.execute(delete(table).where(*(table.c[name] == value for name, value in values.items()))).rowcount)


def _values(program_id: int, span: Span) -> dict[str, Any]:
    return {"program_id": program_id, **{name: getattr(span, name) for name in _SPAN}}
