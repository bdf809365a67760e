"""What a new program takes over from the one before it: its settings, calendars, questions, library, and whom it keeps
apart. Callers hold the transaction.
"""

from collections.abc import Collection
from dataclasses import fields
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Table, insert, select

from bot.domain.programs import Program
from bot.store import programs
from bot.store.database import Tx
from bot.store.schema import days_off
from bot.store.schema_desk import hours_targets
from bot.store.schema_nudges import pair_settings
from bot.store.schema_questions import program_questions, resources
from bot.store.schema_schedules import good_days, seasons
from bot.store.schema_sessions import kept_apart, session_settings

# What each program has of its own.
_OWN = {"id", "name", "starts", "ends", "next_digest_at", "next_question_at", "questions_version", "turned_at"}


def add_program(tx: Tx, before: Program, name: str, starts: date, ends: date | None, now: datetime) -> int:
    """Add a program that is set up like the one `before`, with its channels and rhythm, and return its id."""
    values = {field.name: getattr(before, field.name) for field in fields(Program) if field.name not in _OWN}
    return programs.add_program(tx, {**values, "name": name, "starts": starts, "ends": ends}, now)


def settings(tx: Tx, before_id: int, program_id: int, since: date) -> None:
    """Take over what is set beside the program itself, and of its calendars what is not over by the day `since`."""
    for table in (pair_settings, session_settings, hours_targets):
        _copy(tx, table, before_id, program_id)
    for table in (days_off, good_days, seasons):
        _copy(tx, table, before_id, program_id, table.c.ends >= since)


def apart(tx: Tx, before_id: int, program_id: int, person_ids: Collection[int]) -> None:
    """Keep those of these people apart who were."""
    query = select(kept_apart).where(kept_apart.c.program_id == before_id).order_by(kept_apart.c.id)
    there = set(person_ids)
    rows = [
        {**_without_id(row), "program_id": program_id}
        for row in tx.execute(query).mappings()
        if {row["one_id"], row["other_id"]} <= there
    ]
    _insert(tx, kept_apart, rows)


def library(tx: Tx, before_id: int, program_id: int, now: datetime) -> None:
    """Take over the library and the program's own questions, which may name something of the library. Who suggested
    something stays with the year before.
    """
    new_ids: dict[int | None, int | None] = {None: None}
    query = select(resources).where(resources.c.program_id == before_id).order_by(resources.c.id)
    for row in tx.execute(query).mappings().all():
        values = {**_without_id(row), "program_id": program_id, "suggested_by": None, "created_at": now}
        new_ids[row["id"]] = tx.execute(insert(resources).values(values).returning(resources.c.id)).scalar_one()
    own = select(program_questions).where(program_questions.c.program_id == before_id).order_by(program_questions.c.id)
    rows = [
        {**_without_id(row), "program_id": program_id, "resource_id": new_ids[row["resource_id"]], "created_at": now}
        for row in tx.execute(own).mappings()
    ]
    _insert(tx, program_questions, rows)
    if rows:
        programs.change_program(tx, program_id, {"questions_version": uuid4().hex})


def _copy(tx: Tx, table: Table, before_id: int, program_id: int, *conditions: Any) -> None:
    query = select(table).where(table.c.program_id == before_id, *conditions)
    rows = [{**_without_id(row), "program_id": program_id} for row in tx.execute(query).mappings()]
    _insert(tx, table, rows)


def _without_id(row: Any) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "id"}


def _insert(tx: Tx, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        tx.execute(insert(table), rows)
