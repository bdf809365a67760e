"""What a program says about its groups, and how far setting it up in Slack has come."""

from collections.abc import Collection
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy import insert, select, update

from bot.domain.program_settings import STEPS, GroupSettings, Setup, Topic
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema_sessions import session_settings
from bot.store.schema_setup import setups


def groups_of(tx: Tx, program_id: int) -> GroupSettings:
    """Return what a program says about its groups."""
    columns = [session_settings.c[field.name] for field in fields(GroupSettings)]
    found = tx.execute(select(*columns).where(session_settings.c.program_id == program_id)).first()
    return GroupSettings(*found) if found else GroupSettings()


def save_groups(tx: Tx, program_id: int, wanted: GroupSettings) -> None:
    """Write what a program says about its groups."""
    mine = session_settings.c.program_id == program_id
    if not tx.execute(update(session_settings).where(mine).values(asdict(wanted))).rowcount:
        tx.execute(insert(session_settings).values(program_id=program_id, **asdict(wanted)))


def setups_of(tx: Tx, program_ids: Collection[int]) -> dict[int, Setup]:
    """Return how far setting up each program has come, by program id."""
    found = tx.execute(select(setups).where(any_of(setups.c.program_id, program_ids)))
    begun = {row.program_id: Setup(_topics(row.done), row.finished_at is not None) for row in found}
    return {program_id: begun.get(program_id, Setup()) for program_id in program_ids}


def _topics(text: str) -> frozenset[Topic]:
    return frozenset(Topic(name) for name in text.split(";") if name)


def begin_setup(tx: Tx, program_id: int, now: datetime) -> None:
    """Begin to set up a program, whose name, dates and time zone are there."""
    tx.execute(insert(setups).values(program_id=program_id, done=Topic.PROGRAM.value, begun_at=now))


def step_done(tx: Tx, program_id: int, step: Topic, now: datetime) -> None:
    """Note that a step is done; after the last one the program is set up. Without a set-up nothing happens."""
    known = setups_of(tx, [program_id])[program_id]
    if known.finished:
        return
    done = known.done | {step}
    values = {"done": ";".join(sorted(done)), "finished_at": now if done >= set(STEPS) else None}
    tx.execute(update(setups).where(setups.c.program_id == program_id).values(values))
