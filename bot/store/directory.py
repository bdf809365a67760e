"""Everybody who is or was in a program, in short, to find one among thousands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.domain.members import Role
from bot.store import rows
from bot.store.database import Tx
from bot.store.schema import members, people


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody in the list of a program's people, by their latest membership."""

    member_id: int
    person_id: int
    name: str
    email: str
    roles: frozenset[Role]
    school: str
    ended_at: datetime | None


def everybody(tx: Tx, program_id: int) -> list[Listed]:
    """Return who is or was in a program, by name, each once."""
    query = (
        select(
            *(members.c.id, people.c.id, people.c.name, people.c.email),
            *(members.c.roles, members.c.school, members.c.ended_at),
        )
        .join(people, people.c.id == members.c.person_id)
        .where(members.c.program_id == program_id)
        .order_by(members.c.id)
    )
    latest = {row[1]: row for row in tx.execute(query)}
    found = [Listed(row[0], row[1], row[2], row[3], rows.roles(row[4]), row[5], row[6]) for row in latest.values()]
    return sorted(found, key=lambda one: (one.name.casefold(), one.member_id))
