"""People and their memberships."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Table, insert, select, update

from bot.domain.members import Member, Person
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.schema import members, people

_CHUNK = 5000  # values bound in one statement; SQLite takes 32,766, PostgreSQL 65,535


_BY_ID = select(*rows.PERSON).where(any_of(people.c.id, "ids"))


def person(tx: Tx, person_id: int) -> Person | None:
    """Return a person by id."""
    return people_by_id(tx, [person_id]).get(person_id)


_OF_MEMBERS = (
    select(members.c.id, *rows.PERSON)
    .join(people, people.c.id == members.c.person_id)
    .where(any_of(members.c.id, "member_ids"))
)


@remembered
def people_of_members(tx: Tx, member_ids: Collection[int]) -> dict[int, Person]:
    """Return whose memberships these are, by member id."""
    return {row[0]: rows.person(row, 1) for row in tx.execute(_OF_MEMBERS, {"member_ids": list(member_ids)}).all()}


def person_of_member(tx: Tx, member_id: int) -> Person | None:
    """Return whose membership it is."""
    return people_of_members(tx, [member_id]).get(member_id)


def program_of_member(tx: Tx, member_id: int) -> int | None:
    """Return the program of a membership that lasts."""
    query = select(members.c.program_id).where(members.c.id == member_id, members.c.ended_at.is_(None))
    return tx.execute(query).scalar()


def person_by_slack_id(tx: Tx, workspace_id: int, slack_id: str) -> Person | None:
    """Return the person whom Slack calls `slack_id`."""
    return people_by_slack_id(tx, workspace_id, [slack_id]).get(slack_id)


def person_by_email(tx: Tx, workspace_id: int, email: str) -> Person | None:
    """Return the person with the address `email` (lower case)."""
    return people_by_email(tx, workspace_id, [email]).get(email)


@remembered
def people_by_id(tx: Tx, ids: Collection[int]) -> dict[int, Person]:
    """Return people by their ids."""
    return {found.id: found for found in map(rows.person, tx.execute(_BY_ID, {"ids": sorted(set(ids))}))}


def people_by_email(tx: Tx, workspace_id: int, emails: Collection[str]) -> dict[str, Person]:
    """Return people of a workspace by their addresses (lower case)."""
    return {found.email: found for found in _people(tx, workspace_id, people.c.email, emails)}


def people_by_slack_id(tx: Tx, workspace_id: int, slack_ids: Collection[str]) -> dict[str, Person]:
    """Return people of a workspace by their Slack ids."""
    found = _people(tx, workspace_id, people.c.slack_id, slack_ids)
    return {someone.slack_id: someone for someone in found if someone.slack_id is not None}


def _people(tx: Tx, workspace_id: int, column: Any, values: Collection[Any]) -> list[Person]:
    query = select(*rows.PERSON).where(people.c.workspace_id == workspace_id)
    wanted = sorted(set(values))
    parts = (wanted[n : n + _CHUNK] for n in range(0, len(wanted), _CHUNK))
    return [rows.person(row) for part in parts for row in tx.execute(query.where(column.in_(part)))]


def open_members_of_program(tx: Tx, program_id: int) -> list[tuple[Member, Person]]:
    """Return the members of a program whose membership lasts, with who they are, oldest membership first."""
    query = (
        select(*rows.MEMBER, *rows.PERSON)
        .join(people, people.c.id == members.c.person_id)
        .where(members.c.program_id == program_id, members.c.ended_at.is_(None))
        .order_by(members.c.id)
    )
    return [(rows.member(row), rows.person(row, len(rows.MEMBER))) for row in tx.execute(query)]


def addresses_of_program(tx: Tx, program_id: int) -> dict[int, tuple[str, datetime | None]]:
    """Return the address of everybody who is or ever was in a program, by the id of each membership, with the UTC
    moment at which that ended.
    """
    query = (
        select(members.c.id, people.c.email, members.c.ended_at)
        .join(people, people.c.id == members.c.person_id)
        .where(members.c.program_id == program_id)
    )
    return {row.id: (row.email, row.ended_at) for row in tx.execute(query)}


def members_of_people(tx: Tx, person_ids: Collection[int]) -> dict[int, list[Member]]:
    """Return all memberships of people by person id, oldest first, ended ones too."""
    found: dict[int, list[Member]] = {person_id: [] for person_id in person_ids}
    wanted = sorted(found)
    for n in range(0, len(wanted), _CHUNK):
        query = select(*rows.MEMBER).where(members.c.person_id.in_(wanted[n : n + _CHUNK])).order_by(members.c.id)
        for row in tx.execute(query):
            member = rows.member(row)
            found[member.person_id].append(member)
    return found


def add_people(tx: Tx, new: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Add people from column values; every mapping has the same keys."""
    _add(tx, people, new, now)


def add_members(tx: Tx, new: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Add memberships from column values (`roles` as a set); every mapping has the same keys."""
    _add(tx, members, [_as_stored(values) for values in new], now)


def lock(tx: Tx, member_id: int) -> None:
    """Keep a membership for this transaction: others who want to change what hangs on it wait until it ends."""
    tx.execute(select(members.c.id).where(members.c.id == member_id).with_for_update())


def change_person(tx: Tx, person_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a person."""
    tx.execute(update(people).where(people.c.id == person_id).values(dict(values)))


def change_member(tx: Tx, member_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a membership (`roles` as a set)."""
    tx.execute(update(members).where(members.c.id == member_id).values(_as_stored(values)))


def end_members(tx: Tx, member_ids: Collection[int], reason: str, now: datetime) -> None:
    """End memberships at the UTC moment `now`."""
    values = {"ended_at": now, "end_reason": reason}
    tx.execute(update(members).where(any_of(members.c.id, member_ids)).values(values))


def _as_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: rows.roles_text(value) if name == "roles" else value for name, value in values.items()}


def _add(tx: Tx, table: Table, new: Sequence[Mapping[str, Any]], now: datetime) -> None:
    if new:
        tx.execute(insert(table), [{**values, "created_at": now} for values in new])
