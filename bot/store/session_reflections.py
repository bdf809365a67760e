"""What people take with them from a session, as they wrote it and chose to share it. Members' words stand here."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.session_day import Reflection
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import members, people
from bot.store.schema_sessions import session_groups, session_reflections, session_seats, sessions

_REFLECTION = [session_reflections.c[each.name] for each in fields(Reflection)]


@dataclass(frozen=True, slots=True)
class NowWhat:
    """A Now What that its author shares with the group. Whose it is: name and Slack id."""

    name: str
    slack_id: str | None
    words: str


def write(tx: Tx, session_id: int, member_id: int, reflection: Reflection, now: datetime) -> None:
    """Write down what somebody takes with them; written again, it replaces what was there."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    values = {each.name: getattr(reflection, each.name) for each in fields(Reflection)} | {"written_at": now}
    new = dialect.insert(session_reflections).values(session_id=session_id, member_id=member_id, **values)
    tx.execute(new.on_conflict_do_update(index_elements=["session_id", "member_id"], set_=values))


def reflection(tx: Tx, session_id: int, member_id: int) -> Reflection | None:
    """Return what somebody wrote after a session."""
    of = session_reflections.c.session_id == session_id, session_reflections.c.member_id == member_id
    found = tx.execute(select(*_REFLECTION).where(*of)).first()
    return Reflection(*found) if found else None


def now_whats(tx: Tx, group_ids: Collection[int]) -> list[NowWhat]:
    """Return what the people of these groups of sessions share of their Now What with their group, by name."""
    query = (
        select(people.c.name, people.c.slack_id, session_reflections.c.now_what)
        .select_from(session_seats)
        .join(session_groups, session_groups.c.id == session_seats.c.group_id)
        .join(
            session_reflections,
            (session_reflections.c.session_id == session_groups.c.session_id)
            & (session_reflections.c.member_id == session_seats.c.member_id),
        )
        .join(members, members.c.id == session_seats.c.member_id)
        .join(people, people.c.id == members.c.person_id)
        .where(
            any_of(session_groups.c.id, group_ids),
            session_reflections.c.for_group,
            session_reflections.c.now_what != "",
            members.c.ended_at.is_(None),
        )
        .order_by(people.c.name, people.c.id)
    )
    return [NowWhat(*row) for row in tx.execute(query)]


def before(tx: Tx, home_group_id: int, starts_at: datetime) -> int | None:
    """Return the group in which a home group sat in its last session before the UTC moment `starts_at`."""
    query = (
        select(session_groups.c.id)
        .join(sessions, sessions.c.id == session_groups.c.session_id)
        .where(session_groups.c.home_group_id == home_group_id, sessions.c.starts_at < starts_at)
        .order_by(sessions.c.starts_at.desc(), session_groups.c.id)
        .limit(1)
    )
    found: int | None = tx.scalar(query)
    return found
