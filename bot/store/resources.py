"""A program's library, and what members keep of it."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, delete, insert, select, update

from bot.domain.resources import Resource, ResourceKind, ResourceState
from bot.store.database import Tx
from bot.store.inserting import insert_for
from bot.store.schema_desk import hours
from bot.store.schema_questions import kept_resources, resources

HOURS_CATEGORY = "resources"
_RESOURCE = [resources.c[f.name] for f in fields(Resource)]


def _resource(row: Row[Any]) -> Resource:
    named = row._mapping
    tags = frozenset(tag for tag in named["tags"].split(";") if tag)
    kind, state = ResourceKind(named["kind"]), ResourceState(named["state"])
    return Resource(**{**named, "tags": tags, "kind": kind, "state": state})


def resources_of(tx: Tx, program_id: int) -> list[Resource]:
    """Return everything in a program's library, suggested and retired ones too, by title."""
    query = select(*_RESOURCE).where(resources.c.program_id == program_id).order_by(resources.c.title, resources.c.id)
    return [_resource(row) for row in tx.execute(query)]


def resource(tx: Tx, program_id: int, resource_id: int) -> Resource | None:
    """Return a resource of a program by its id."""
    own = and_(resources.c.id == resource_id, resources.c.program_id == program_id)
    found = tx.execute(select(*_RESOURCE).where(own)).first()
    return _resource(found) if found else None


def listed(tx: Tx, program_id: int, resource_id: int) -> Resource | None:
    """Return a resource that members of a program can see."""
    found = resource(tx, program_id, resource_id)
    return found if found is not None and found.state is ResourceState.LISTED else None


def resource_with_link(tx: Tx, program_id: int, link: str) -> Resource | None:
    """Return the resource of a program that has this link."""
    own = and_(resources.c.link == link, resources.c.program_id == program_id)
    found = tx.execute(select(*_RESOURCE).where(own)).first()
    return _resource(found) if found else None


def add_resource(tx: Tx, program_id: int, values: Mapping[str, Any], now: datetime) -> int:
    """Add a resource from column values (`tags` as a set) and return its id."""
    row = {**_stored(values), "program_id": program_id, "created_at": now}
    return int(tx.execute(insert(resources).values(row).returning(resources.c.id)).scalar_one())


def change_resource(tx: Tx, resource_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a resource (`tags` as a set)."""
    tx.execute(update(resources).where(resources.c.id == resource_id).values(_stored(values)))


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: ";".join(sorted(value)) if name == "tags" else value for name, value in values.items()}


def kept_by(tx: Tx, member_id: int) -> dict[int, datetime | None]:
    """Return what a member keeps, by resource id: when it was done (UTC), or None."""
    query = select(kept_resources.c.resource_id, kept_resources.c.done_at)
    return {row[0]: row[1] for row in tx.execute(query.where(kept_resources.c.member_id == member_id))}


def keep(tx: Tx, member_id: int, resource_id: int, done_at: datetime | None, now: datetime) -> None:
    """Let a member keep a resource, done at the UTC moment `done_at` or not yet."""
    own = and_(kept_resources.c.member_id == member_id, kept_resources.c.resource_id == resource_id)
    if not tx.execute(update(kept_resources).where(own).values(done_at=done_at)).rowcount:
        row = {"member_id": member_id, "resource_id": resource_id, "kept_at": now, "done_at": done_at}
        tx.execute(insert(kept_resources).values(row))


def let_go(tx: Tx, member_id: int, resource_id: int) -> None:
    """Let a member keep a resource no longer."""
    own = and_(kept_resources.c.member_id == member_id, kept_resources.c.resource_id == resource_id)
    tx.execute(delete(kept_resources).where(own))


def propose_hours(tx: Tx, member_id: int, done: Resource, held_on: date, minutes: int, by: int, now: datetime) -> None:
    """Propose to count a resource that a member has done, once, on their local day `held_on`; a coordinator decides.

    `by` is the person who says so.
    """
    row = {
        "member_id": member_id,
        "category": HOURS_CATEGORY,
        "held_on": held_on,
        "minutes": minutes,
        "topic": done.title,
        "source": _source(member_id, done.id),
        "entered_by": by,
        "entered_at": now,
    }
    tx.execute(insert_for(tx.dialect.name, hours).values(row).on_conflict_do_nothing(index_elements=["source"]))


def withdraw_hours(tx: Tx, member_id: int, resource_id: int) -> None:
    """Take back what was proposed for a resource while nobody has decided on it."""
    waits = and_(hours.c.source == _source(member_id, resource_id), hours.c.approved.is_(None))
    tx.execute(delete(hours).where(waits))


def _source(member_id: int, resource_id: int) -> str:
    return f"resource:{member_id}:{resource_id}"
