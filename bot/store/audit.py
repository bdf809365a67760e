"""What coordinators changed, as it was written down: who, what, when. Ids and settings, never a member's words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from bot.store.database import Tx
from bot.store.schema import people
from bot.store.schema_desk import audit


def add(
    tx: Tx,
    program_id: int,
    actor_id: int,
    action: str,
    now: datetime,
    about_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write down that the person `actor_id` did `action` at the UTC moment `now`, in the transaction that does it.

    `action` is a short name such as `pair_ended`; `about_id` the person it is about; `facts` ids and settings.
    """
    row = {"program_id": program_id, "actor_id": actor_id, "action": action, "about_id": about_id, "at": now}
    tx.execute(insert(audit).values(**row, facts=dict(facts or {})))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log. `about` is None if it is about nobody; names are empty where a person was erased."""

    id: int
    actor: str
    action: str
    about: str | None
    facts: Mapping[str, Any]
    at: datetime


_ACTOR, _ABOUT = people.alias("actor"), people.alias("about")


def page(tx: Tx, program_id: int, number: int, per_page: int) -> tuple[list[Entry], int]:
    """Return the page `number` (from 0) of a program's log, newest first, and how many lines there are."""
    count = tx.execute(select(func.count()).select_from(audit).where(audit.c.program_id == program_id)).scalar_one()
    query = (
        select(audit.c.id, _ACTOR.c.name, audit.c.action, _ABOUT.c.name, audit.c.facts, audit.c.at)
        .join(_ACTOR, _ACTOR.c.id == audit.c.actor_id)
        .join(_ABOUT, _ABOUT.c.id == audit.c.about_id, isouter=True)
        .where(audit.c.program_id == program_id)
        .order_by(audit.c.at.desc(), audit.c.id.desc())
    )
    found = tx.execute(query.offset(number * per_page).limit(per_page))
    return [Entry(*row) for row in found], count


def last_actor(tx: Tx, program_id: int, action: str, about_id: int) -> str:
    """Return the name of whoever did that last to a person, empty if nobody did."""
    query = (
        select(_ACTOR.c.name)
        .join(audit, audit.c.actor_id == _ACTOR.c.id)
        .where(audit.c.program_id == program_id, audit.c.action == action, audit.c.about_id == about_id)
        .order_by(audit.c.id.desc())
    )
    return tx.execute(query.limit(1)).scalar() or ""
