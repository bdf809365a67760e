"""What a rehearsal would have sent, and to whom."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from bot.domain.kinds.home import HOME_TAB
from bot.domain.members import Role
from bot.domain.messages import MESSAGE_UPDATE, RowState
from bot.store import rows
from bot.store.database import Tx
from bot.store.schema import members, outbox, people, programs


@dataclass(frozen=True, slots=True)
class Sent:
    """A message: when (UTC), to whom (a person's name or a program's channel), in whose time zone, of what kind."""

    at: datetime
    to: str
    timezone: str
    kind: str
    roles: frozenset[Role]


def sent_between(tx: Tx, begin: datetime, end: datetime) -> list[Sent]:
    """Return the messages sent from `begin` to `end` (UTC), in order."""
    program_zone = (
        select(func.min(programs.c.timezone))
        .join(members, members.c.program_id == programs.c.id)
        .where(members.c.person_id == people.c.id)
        .scalar_subquery()
    )
    found = tx.execute(
        select(
            outbox.c.sent_at,
            outbox.c.kind,
            people.c.id,
            people.c.name,
            func.coalesce(people.c.own_timezone, people.c.slack_timezone, program_zone),
            programs.c.name,
            programs.c.timezone,
        )
        .select_from(outbox)
        .join(people, people.c.id == outbox.c.person_id, isouter=True)
        .join(programs, programs.c.id == outbox.c.program_id, isouter=True)
        .where(
            outbox.c.state == RowState.SENT,
            outbox.c.kind.not_in((MESSAGE_UPDATE.name, HOME_TAB.name)),
            outbox.c.sent_at >= begin,
            outbox.c.sent_at <= end,
        )
        .order_by(outbox.c.sent_at, people.c.name, outbox.c.id)
    )
    roles = _roles(tx)
    return [
        Sent(at, name, zone or "UTC", kind, roles.get(person_id, frozenset()))
        if person_id is not None
        else Sent(at, f"({program})", program_timezone or "UTC", kind, frozenset())
        for at, kind, person_id, name, zone, program, program_timezone in map(tuple, found)
    ]


def people_by_role(tx: Tx) -> Counter[Role]:
    """Count the people who have each role in some program; somebody with two roles counts twice."""
    return Counter(role for roles in _roles(tx).values() for role in roles)


def _roles(tx: Tx) -> dict[int, frozenset[Role]]:
    found: dict[int, frozenset[Role]] = {}
    query = select(members.c.person_id, members.c.roles).where(members.c.ended_at.is_(None))
    for person_id, text in tx.execute(query):
        found[person_id] = found.get(person_id, frozenset()) | rows.roles(text)
    return found
