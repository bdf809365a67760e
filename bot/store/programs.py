"""Workspaces, programs and their days off."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from bot.domain.calendar import QuietHours, school_days
from bot.domain.programs import DaysOff, Program, Workspace
from bot.domain.session_moments import Waking
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.schema import days_off, programs, workspaces


def all_workspaces(tx: Tx) -> list[Workspace]:
    """Return the workspaces that have the app, oldest first."""
    return [rows.workspace(row) for row in tx.execute(select(*rows.WORKSPACE).order_by(workspaces.c.id))]


def workspace(tx: Tx, workspace_id: int) -> Workspace | None:
    """Return a workspace by its id."""
    found = tx.execute(select(*rows.WORKSPACE).where(workspaces.c.id == workspace_id)).first()
    return rows.workspace(found) if found else None


def save_workspace(tx: Tx, team_id: str, name: str, bot_user_id: str, now: datetime, url: str = "") -> Workspace:
    """Add the workspace of a Slack team, or bring its name, the bot's user id and its address up to date."""
    values = {"name": name, "bot_user_id": bot_user_id, "url": url}
    if not tx.execute(update(workspaces).where(workspaces.c.team_id == team_id).values(values)).rowcount:
        tx.execute(insert(workspaces).values(team_id=team_id, created_at=now, **values))
    return rows.workspace(tx.execute(select(*rows.WORKSPACE).where(workspaces.c.team_id == team_id)).one())


def name_key(name: str) -> str:
    """Return what programs are told apart by: the name without case and stray blanks."""
    return " ".join(name.split()).casefold()


_PROGRAM = select(*rows.PROGRAM).where(programs.c.id == bindparam("program_id"))


def program(tx: Tx, program_id: int) -> Program | None:
    """Return a program by its id."""
    found = tx.execute(_PROGRAM, {"program_id": program_id}).first()
    return rows.program(found) if found else None


_PROGRAMS = select(*rows.PROGRAM).where(any_of(programs.c.id, "program_ids"))


@remembered
def programs_by_id(tx: Tx, program_ids: Collection[int]) -> dict[int, Program]:
    """Return programs by their ids."""
    found = (rows.program(row) for row in tx.execute(_PROGRAMS, {"program_ids": sorted(program_ids)}).all())
    return {program.id: program for program in found}


def lock_program(tx: Tx, program_id: int) -> None:
    """Let other processes that lock the program wait until this transaction ends; SQLite has one writer anyway."""
    tx.execute(select(programs.c.id).where(programs.c.id == program_id).with_for_update())


def program_named(tx: Tx, workspace_id: int, name: str) -> Program | None:
    """Return the program that people call `name`, whatever the case."""
    condition = (programs.c.workspace_id == workspace_id) & (programs.c.name_key == name_key(name))
    found = tx.execute(select(*rows.PROGRAM).where(condition)).first()
    return rows.program(found) if found else None


def programs_of(tx: Tx, workspace_id: int) -> list[Program]:
    """Return the programs of a workspace, oldest first."""
    query = select(*rows.PROGRAM).where(programs.c.workspace_id == workspace_id).order_by(programs.c.id)
    return [rows.program(row) for row in tx.execute(query)]


def add_program(tx: Tx, values: Mapping[str, Any], now: datetime) -> int:
    """Add a program from column values (`name` included) and return its id."""
    row = {**values, "name_key": name_key(values["name"]), "created_at": now}
    return int(tx.execute(insert(programs).values(row).returning(programs.c.id)).scalar_one())


def change_program(tx: Tx, program_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a program."""
    tx.execute(update(programs).where(programs.c.id == program_id).values(dict(values)))


_DAYS_OFF = (
    select(days_off.c.program_id, *rows.DAYS_OFF)
    .where(any_of(days_off.c.program_id, "program_ids"))
    .order_by(days_off.c.starts, days_off.c.id)
)


@remembered
def days_off_of(tx: Tx, program_ids: Collection[int]) -> dict[int, list[DaysOff]]:
    """Return the days off that each of the programs knows, its districts' and schools' too, by program id."""
    spans: dict[int, list[DaysOff]] = {program_id: [] for program_id in program_ids}
    for row in tx.execute(_DAYS_OFF, {"program_ids": program_ids}):
        spans[row[0]].append(rows.days_off_span(row, 1))
    return spans


def waking(tx: Tx, program_id: int) -> Waking:
    """Return when a program as a whole may be written to: the days off of its districts and schools do not count.

    Raises LookupError for a program that is not there.
    """
    found = program(tx, program_id)
    if found is None:
        raise LookupError(f"program {program_id}")
    days = school_days(days_off_of(tx, [program_id])[program_id], "", "")
    return Waking(days, QuietHours(found.quiet_from, found.quiet_to))


def add_days_off(tx: Tx, program_id: int, spans: Sequence[DaysOff]) -> None:
    """Add days off to a program."""
    names = [field.name for field in fields(DaysOff)]
    values = [{"program_id": program_id, **{name: getattr(span, name) for name in names}} for span in spans]
    tx.execute(insert(days_off), values)
