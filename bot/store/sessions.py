"""Network sessions as they are stored: the sessions, their hosts, who is invited and what they said. All UTC."""

from collections.abc import Collection, Mapping
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, update

from bot.domain.members import Member, Person, Role
from bot.domain.sessions import LONGEST, Answer, Invitation, Session
from bot.store import rows
from bot.store.database import Tx
from bot.store.inserting import insert_for
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.schema import members, people
from bot.store.schema_sessions import session_hosts, session_invitations, session_series, sessions

_SESSION = [sessions.c[each.name] for each in fields(Session)]
_ROLES_AT = [each.name for each in fields(Session)].index("invited_roles")
_INVITATION = [session_invitations.c[each.name] for each in fields(Invitation)]


def _session(row: Any) -> Session:
    values = list(row)
    values[_ROLES_AT] = rows.roles(values[_ROLES_AT])
    return Session(*values)


def _invitation(row: Any) -> Invitation:
    values = list(row)
    values[2] = Answer(values[2]) if values[2] else None
    return Invitation(*values)


def add_series(tx: Tx, program_id: int, rule: Mapping[str, Any], now: datetime) -> int:
    """Add a series; `rule` says how it was made, as JSON."""
    values = {"program_id": program_id, "rule": dict(rule), "created_at": now}
    return int(tx.execute(insert(session_series).values(values).returning(session_series.c.id)).scalar_one())


def add(tx: Tx, values: Mapping[str, Any]) -> int:
    """Add a session from column values (`invited_roles` as a set) and return its id."""
    statement = insert(sessions).values(_as_stored(values)).returning(sessions.c.id)
    return int(tx.execute(statement).scalar_one())


def change(tx: Tx, session_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a session (`invited_roles` as a set)."""
    tx.execute(update(sessions).where(sessions.c.id == session_id).values(_as_stored(values)))


def cancel(tx: Tx, session_ids: Collection[int], now: datetime) -> None:
    """Note that sessions are not held; their calendar entries get a higher number."""
    cancelled = {"cancelled_at": now, "next_at": None, "sequence": sessions.c.sequence + 1}
    tx.execute(update(sessions).where(any_of(sessions.c.id, session_ids)).values(cancelled))


def _as_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: rows.roles_text(value) if name == "invited_roles" else value for name, value in values.items()}


# Built once: SQLAlchemy takes longer to put a statement together than SQLite takes to answer it.
_BY_ID = select(*_SESSION).where(any_of(sessions.c.id, "session_ids"))
_LOCKED = select(*_SESSION).where(sessions.c.id == bindparam("session_id")).with_for_update()


@remembered
def sessions_by_id(tx: Tx, session_ids: Collection[int]) -> dict[int, Session]:
    """Return sessions by their ids."""
    return {row[0]: _session(row) for row in tx.execute(_BY_ID, {"session_ids": list(session_ids)}).all()}


def get(tx: Tx, session_id: int, *, lock: bool = False) -> Session | None:
    """Return a session; with `lock`, others that lock it wait until this transaction ends."""
    if not lock:
        return sessions_by_id(tx, [session_id]).get(session_id)
    found = tx.execute(_LOCKED, {"session_id": session_id}).first()
    return _session(found) if found else None


def get_many(tx: Tx, session_ids: Collection[int]) -> list[Session]:
    """Return sessions by their ids, the soonest first."""
    found = sessions_by_id(tx, session_ids) if session_ids else {}
    return sorted(found.values(), key=lambda each: (each.starts_at, each.id))


def by_form(tx: Tx, form_id: str) -> list[Session]:
    """Return what was planned with an opened form."""
    return _read(tx, sessions.c.form_id == form_id)


def coming(tx: Tx, program_ids: Collection[int] | int, after: datetime) -> list[Session]:
    """Return the sessions of programs that are not over at the UTC moment `after`, the soonest first, without those
    that were cancelled.
    """
    of = any_of(sessions.c.program_id, [program_ids] if isinstance(program_ids, int) else program_ids)
    since = after - timedelta(minutes=LONGEST)
    found = _read(tx, of, sessions.c.starts_at > since, sessions.c.cancelled_at.is_(None))
    return [each for each in found if not each.is_over(after)]


def following(tx: Tx, session: Session) -> list[Session]:
    """Return the later sessions of the same series that are still to be held, the soonest first."""
    if session.series_id is None:
        return []
    later = (sessions.c.series_id == session.series_id, sessions.c.starts_at > session.starts_at)
    return _read(tx, *later, sessions.c.cancelled_at.is_(None))


def series_of(tx: Tx, session: Session) -> list[Session]:
    """Return all sessions of the same series, the session alone if it is in none; cancelled ones too."""
    if session.series_id is None:
        return [session]
    return _read(tx, sessions.c.series_id == session.series_id)


def all_of_program(tx: Tx, program_id: int) -> list[Session]:
    """Return every session of a program, the oldest first, cancelled ones too."""
    return _read(tx, sessions.c.program_id == program_id)


def _read(tx: Tx, *conditions: ColumnElement[bool] | Any) -> list[Session]:
    query = select(*_SESSION).where(*conditions).order_by(sessions.c.starts_at, sessions.c.id)
    return [_session(row) for row in tx.execute(query)]


def due(tx: Tx, now: datetime, limit: int) -> list[Session]:
    """Return sessions of which something is due at the UTC moment `now`, earliest first."""
    query = select(*_SESSION).where(sessions.c.next_at <= now).order_by(sessions.c.next_at, sessions.c.id).limit(limit)
    return [_session(row) for row in tx.execute(query)]


def is_due(tx: Tx, now: datetime) -> bool:
    """Say whether anything of any session is due."""
    return tx.execute(select(sessions.c.id).where(sessions.c.next_at <= now).limit(1)).first() is not None


_HOSTS = (
    select(session_hosts.c.session_id, session_hosts.c.member_id)
    .where(any_of(session_hosts.c.session_id, "session_ids"))
    .order_by(session_hosts.c.member_id)
)


@remembered
def hosts(tx: Tx, session_ids: Collection[int]) -> dict[int, list[int]]:
    """Return the member ids of those who host, by session id."""
    found: dict[int, list[int]] = {id_: [] for id_ in session_ids}
    for session_id, member_id in tx.execute(_HOSTS, {"session_ids": list(found)}).all():
        found[session_id].append(member_id)
    return found


def set_hosts(tx: Tx, session_id: int, member_ids: Collection[int]) -> None:
    """Set who hosts a session."""
    tx.execute(delete(session_hosts).where(session_hosts.c.session_id == session_id))
    if member_ids:
        values = [{"session_id": session_id, "member_id": id_} for id_ in sorted(set(member_ids))]
        tx.execute(insert(session_hosts), values)


def invitable(tx: Tx, program_id: int, roles: Collection[Role]) -> list[tuple[Member, Person]]:
    """Return the members with one of these roles whose membership lasts, by name."""
    query = (
        select(*rows.MEMBER, *rows.PERSON)
        .join(people, people.c.id == members.c.person_id)
        .where(members.c.program_id == program_id, members.c.ended_at.is_(None))
        .order_by(people.c.name, members.c.id)
    )
    found = [(rows.member(row), rows.person(row, len(rows.MEMBER))) for row in tx.execute(query)]
    return [each for each in found if each[0].roles & set(roles)]


def invite(tx: Tx, session_id: int, member_ids: Collection[int]) -> None:
    """Note that members are invited; who was before stays as they are."""
    if member_ids:
        once = insert_for(tx.dialect.name, session_invitations).on_conflict_do_nothing(
            index_elements=["session_id", "member_id"]
        )
        tx.execute(once, [{"session_id": session_id, "member_id": id_} for id_ in sorted(set(member_ids))])


def invitations(tx: Tx, session_id: int) -> list[Invitation]:
    """Return the invitations to a session whose members are still there, by member id."""
    query = (
        select(*_INVITATION)
        .join(members, members.c.id == session_invitations.c.member_id)
        .where(session_invitations.c.session_id == session_id, members.c.ended_at.is_(None))
        .order_by(session_invitations.c.member_id)
    )
    return [_invitation(row) for row in tx.execute(query)]


_OF_BOTH = select(*_INVITATION).where(
    any_of(session_invitations.c.session_id, "session_ids"), any_of(session_invitations.c.member_id, "member_ids")
)


def invitations_of(
    tx: Tx, session_ids: Collection[int], member_ids: Collection[int]
) -> dict[tuple[int, int], Invitation]:
    """Return what these members said of these sessions, by session and member id."""
    if not session_ids or not member_ids:
        return {}
    wanted = {"session_ids": list(session_ids), "member_ids": list(member_ids)}
    found = map(_invitation, tx.execute(_OF_BOTH, wanted).all())
    return {(each.session_id, each.member_id): each for each in found}


def answer(tx: Tx, session_id: int, member_id: int, said: Answer, now: datetime) -> None:
    """Note what somebody says of a session, whether they were invited before or not."""
    invite(tx, session_id, [member_id])
    _change_invitations(tx, session_id, [member_id], {"answer": said.value, "answered_at": now})


def forget_answers(tx: Tx, session_id: int) -> None:
    """Let go of what everybody said: the session is at another time now."""
    clear = {"answer": None, "answered_at": None}
    tx.execute(update(session_invitations).where(session_invitations.c.session_id == session_id).values(clear))


def pin(tx: Tx, session_id: int, member_ids: Collection[int], group: str | None) -> None:
    """Note in which group a host wants these people; None: wherever it fits."""
    _change_invitations(tx, session_id, member_ids, {"pinned_group": group})


def _change_invitations(tx: Tx, session_id: int, member_ids: Collection[int], values: Mapping[str, Any]) -> None:
    theirs = any_of(session_invitations.c.member_id, member_ids)
    statement = update(session_invitations).where(session_invitations.c.session_id == session_id, theirs)
    tx.execute(statement.values(dict(values)))


_COUNTS = (
    select(session_invitations.c.session_id, session_invitations.c.answer, func.count())
    .join(members, members.c.id == session_invitations.c.member_id)
    .where(any_of(session_invitations.c.session_id, "session_ids"), members.c.ended_at.is_(None))
    .group_by(session_invitations.c.session_id, session_invitations.c.answer)
)


@remembered
def counts(tx: Tx, session_ids: Collection[int]) -> dict[int, dict[Answer | None, int]]:
    """Return how many invited members, whose membership lasts, said what, by session id; None: have not said."""
    found: dict[int, dict[Answer | None, int]] = {id_: {} for id_ in session_ids}
    for session_id, said, number in tx.execute(_COUNTS, {"session_ids": list(found)}).all():
        found[session_id][Answer(said) if said else None] = number
    return found
