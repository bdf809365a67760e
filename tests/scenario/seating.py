"""Sessions and home groups as tests put them into the database, without the forms in which people plan them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import delete, select, update

from bot.domain.calendar import local
from bot.domain.home_groups import Conversation
from bot.domain.members import Role
from bot.domain.programs import Program
from bot.domain.sessions import Answer
from bot.store import home_groups as homes
from bot.store import sessions as stored
from bot.store.database import Store
from bot.store.schema import members, outbox, people
from bot.store.schema_sessions import home_groups, session_groups, session_seats

NUMBER = count(1)


def member_ids(store: Store, program: Program) -> dict[str, int]:
    """Return the open memberships of a program, by the part of the address before the @."""
    query = select(people.c.email, members.c.id).join(members, members.c.person_id == people.c.id)
    with store.read() as tx:
        rows = tx.execute(query.where(members.c.program_id == program.id, members.c.ended_at.is_(None)))
        return {email.partition("@")[0]: id_ for email, id_ in rows}


def home(store: Store, program: Program, name: str, who: Collection[str], now: datetime, channel: str = "") -> int:
    """Make a home group of these people, with a conversation if a channel is given."""
    ids = member_ids(store, program)
    with store.write() as tx:
        group_id = homes.add_group(tx, program.id, name, now)
        homes.join(tx, [(group_id, ids[each]) for each in who], now)
        if channel:
            values = {"conversation": Conversation.CHANNEL.value, "channel": channel}
            tx.execute(update(home_groups).where(home_groups.c.id == group_id).values(values))
    return group_id


def session(
    store: Store, program: Program, starts_at: datetime, host: str, said: Mapping[str, str | None], **values: Any
) -> int:
    """Plan a session to which these people are invited, with what each has said: yes, no, late or None."""
    ids = member_ids(store, program)
    here = local(starts_at, program.timezone)
    given: dict[str, Any] = {
        "program_id": program.id,
        "title": "Network session",
        "day": here.date(),
        "at": here.time(),
        "timezone": program.timezone,
        "starts_at": starts_at,
        "minutes": 90,
        "protocol": "peer_what_so_what",
        "invited_roles": frozenset({Role.MENTEE, Role.MENTOR}),
        "uid": f"session-{next(NUMBER)}",
        "created_at": starts_at,
        "next_at": starts_at,
    } | values
    with store.write() as tx:
        coordinator = tx.execute(select(members.c.person_id).where(members.c.id == ids[host])).scalar_one()
        session_id = stored.add(tx, given | {"created_by": coordinator})
        stored.set_hosts(tx, session_id, [ids[host]])
    invite(store, program, session_id, said, starts_at)
    return session_id


def invite(store: Store, program: Program, session_id: int, said: Mapping[str, str | None], now: datetime) -> None:
    """Invite people to a session, with what each has said."""
    ids = member_ids(store, program)
    with store.write() as tx:
        stored.invite(tx, session_id, [ids[who] for who in said])
        for who, answer in said.items():
            if answer is not None:
                stored.answer(tx, session_id, ids[who], Answer(answer), now)


def seating(store: Store, session_id: int) -> dict[str, dict[str, str | None]]:
    """Return who sits where in a session, read from the raw tables: by group, each person's job."""
    query = (
        select(session_groups.c.name, people.c.email, session_seats.c.job)
        .join(session_seats, session_seats.c.group_id == session_groups.c.id)
        .join(members, members.c.id == session_seats.c.member_id)
        .join(people, people.c.id == members.c.person_id)
        .where(session_groups.c.session_id == session_id)
        .order_by(session_groups.c.name, people.c.email)
    )
    found: dict[str, dict[str, str | None]] = {}
    with store.read() as tx:
        for name, email, job in tx.execute(query):
            found.setdefault(name, {})[email.partition("@")[0]] = job
    return found


def forget_what_waits(store: Store) -> None:
    """Drop every message that has not gone out yet."""
    with store.write() as tx:
        tx.execute(delete(outbox).where(outbox.c.state == "waiting"))


def end_membership(store: Store, member_id: int, now: datetime) -> None:
    """Let somebody leave the program."""
    with store.write() as tx:
        tx.execute(update(members).where(members.c.id == member_id).values(ended_at=now))
