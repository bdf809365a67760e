"""The groups of a session that is held, who sits in them with which job, and how far their rounds are. All UTC."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from bot.domain.members import Person, PersonState
from bot.domain.rota import Roles
from bot.domain.session_day import GroupPlan, Job, Run
from bot.domain.session_seats import Seat, SessionGroup
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.schema import members, people
from bot.store.schema_session_day import session_calls
from bot.store.schema_sessions import (
    home_group_members,
    home_groups,
    session_groups,
    session_invitations,
    session_seats,
    sessions,
)

_RUN = ("round", "round_began_at", "round_ends_at", "ended_at", "next_at")
_GROUP = [session_groups.c[name] for name in ("id", "session_id", "home_group_id", "name", "channel", "plan", *_RUN)]


def _group(row: Any) -> SessionGroup:
    id_, session_id, home_group_id, name, channel, plan, *run = row
    return SessionGroup(id_, session_id, home_group_id, name, channel, GroupPlan.of_json(plan), Run(*run))


def open_session(tx: Tx, session_id: int, now: datetime) -> bool:
    """Note that a session's groups are made; say whether they were not before."""
    once = update(sessions).where(sessions.c.id == session_id, sessions.c.opened_at.is_(None))
    return tx.execute(once.values(opened_at=now)).rowcount == 1


def starting(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Return the sessions whose start has come and whose groups are not made, earliest first."""
    due = sessions.c.next_at <= now, sessions.c.starts_at <= now, sessions.c.opened_at.is_(None)
    query = select(sessions.c.id).where(*due, sessions.c.cancelled_at.is_(None)).order_by(sessions.c.next_at)
    return list(tx.execute(query.limit(limit)).scalars())


def begin_session(tx: Tx, session_id: int, person_id: int, now: datetime) -> bool:
    """Note that a host begins the rounds of all groups; say whether nobody had before."""
    once = update(sessions).where(sessions.c.id == session_id, sessions.c.begun_at.is_(None))
    return tx.execute(once.values(begun_by=person_id, begun_at=now)).rowcount == 1


def end_if_over(tx: Tx, session_id: int, now: datetime) -> bool:
    """Note of a session all of whose groups are over that it is so as well; say whether it was not before."""
    running = select(session_groups.c.session_id).where(session_groups.c.ended_at.is_(None))
    over = sessions.c.id == session_id, sessions.c.ended_at.is_(None), sessions.c.id.not_in(running)
    return tx.execute(update(sessions).where(*over).values(ended_at=now)).rowcount == 1


def add_group(
    tx: Tx, session_id: int, name: str, home: tuple[int | None, str | None], plan: GroupPlan, next_at: datetime
) -> int:
    """Add a group of a session and return its id; `home` is the id and the channel of the home group that it is."""
    values = {"session_id": session_id, "home_group_id": home[0], "name": name, "channel": home[1]}
    new = insert(session_groups).values(values | {"plan": plan.as_json(), "next_at": next_at})
    return int(tx.execute(new.returning(session_groups.c.id)).scalar_one())


def set_plan(tx: Tx, group_id: int, plan: GroupPlan) -> None:
    """Set the rounds of a group."""
    tx.execute(update(session_groups).where(session_groups.c.id == group_id).values(plan=plan.as_json()))


_SET_RUN = (
    update(session_groups)
    .where(session_groups.c.id == bindparam("group_id"))
    .values({name: bindparam(f"new_{name}") for name in _RUN})
)


def set_run(tx: Tx, group_id: int, run: Run) -> None:
    """Set how far a group is."""
    values = {f"new_{name}": getattr(run, name) for name in _RUN}
    tx.execute(_SET_RUN, {"group_id": group_id, **values})


def go_home(tx: Tx, group: SessionGroup) -> SessionGroup:
    """Give a group whose rounds are over its home's conversation as it is now, none where the home has none: what
    follows from a session goes nowhere where people read who left since.
    """
    of = select(home_groups.c.channel).where(home_groups.c.id == group.home_group_id, home_groups.c.closed_at.is_(None))
    channel: str | None = tx.scalar(of)
    tx.execute(update(session_groups).where(session_groups.c.id == group.id).values(channel=channel))
    return replace(group, channel=channel)


def set_next(tx: Tx, group_id: int, next_at: datetime | None) -> None:
    """Set when something of a group is due."""
    tx.execute(update(session_groups).where(session_groups.c.id == group_id).values(next_at=next_at))


# Built once: SQLAlchemy takes longer to put a statement together than SQLite takes to answer it.
_BY_ID = select(*_GROUP).where(any_of(session_groups.c.id, "group_ids"))
_LOCKED = select(*_GROUP).where(session_groups.c.id == bindparam("group_id")).with_for_update()


@remembered
def groups_by_id(tx: Tx, group_ids: Collection[int]) -> dict[int, SessionGroup]:
    """Return groups by their ids."""
    return {row[0]: _group(row) for row in tx.execute(_BY_ID, {"group_ids": list(group_ids)}).all()}


def group(tx: Tx, group_id: int, *, lock: bool = False) -> SessionGroup | None:
    """Return a group; with `lock`, others that lock it wait until this transaction ends."""
    if not lock:
        return groups_by_id(tx, [group_id]).get(group_id)
    found = tx.execute(_LOCKED, {"group_id": group_id}).first()
    return _group(found) if found else None


_OF_SESSION = (
    select(*_GROUP).where(session_groups.c.session_id == bindparam("session_id")).order_by(session_groups.c.id)
)


def groups_of(tx: Tx, session_id: int, *, lock: bool = False) -> list[SessionGroup]:
    """Return the groups of a session by name; with `lock`, others that lock them wait."""
    asked = tx.execute(_OF_SESSION.with_for_update() if lock else _OF_SESSION, {"session_id": session_id})
    found = [_group(row) for row in asked.all()]
    return sorted(found, key=lambda each: (each.name, each.id))


_IS_DUE = select(session_groups.c.id).where(session_groups.c.next_at <= bindparam("now")).limit(1)


def is_due(tx: Tx, now: datetime) -> bool:
    """Say whether anything of any group is due at the UTC moment `now`."""
    return tx.execute(_IS_DUE, {"now": now}).first() is not None


def due(tx: Tx, now: datetime, limit: int) -> list[SessionGroup]:
    """Return groups of which something is due, earliest first, which nobody else has in hand."""
    query = select(*_GROUP).where(session_groups.c.next_at <= now).order_by(session_groups.c.next_at)
    query = query.order_by(session_groups.c.id).limit(limit).with_for_update(skip_locked=True)
    return [_group(row) for row in tx.execute(query)]


def sit(tx: Tx, group_id: int, member_ids: Iterable[int]) -> None:
    """Give people a seat in a group, without a job."""
    values = [{"group_id": group_id, "member_id": member_id} for member_id in member_ids]
    if values:
        tx.execute(insert(session_seats), values)


def stand_up(tx: Tx, session_id: int, member_ids: Collection[int]) -> None:
    """Take the seats of people in a session away."""
    of_session = select(session_groups.c.id).where(session_groups.c.session_id == session_id)
    where = session_seats.c.group_id.in_(of_session), any_of(session_seats.c.member_id, member_ids)
    tx.execute(delete(session_seats).where(*where))


def set_jobs(tx: Tx, group_id: int, jobs: Mapping[int, Job]) -> None:
    """Set who has which job in a group, by member id; nobody else has one there."""
    tx.execute(update(session_seats).where(session_seats.c.group_id == group_id).values(job=None))
    for member_id, job in jobs.items():
        of = session_seats.c.group_id == group_id, session_seats.c.member_id == member_id
        tx.execute(update(session_seats).where(*of).values(job=job.value))


_homes_now = select(home_group_members).where(home_group_members.c.left_at.is_(None)).subquery()
_SEATS = (
    select(
        session_seats.c.group_id,
        session_seats.c.member_id,
        session_seats.c.job,
        _homes_now.c.group_id.label("home_group_id"),
        *rows.PERSON,
    )
    .join(members, members.c.id == session_seats.c.member_id)
    .join(people, people.c.id == members.c.person_id)
    .join(_homes_now, _homes_now.c.member_id == members.c.id, isouter=True)
    .where(any_of(session_seats.c.group_id, "group_ids"), members.c.ended_at.is_(None))
    .order_by(people.c.name, members.c.id)
)


@remembered
def seats(tx: Tx, group_ids: Collection[int]) -> dict[int, list[Seat]]:
    """Return who sits in these groups, by group id, in each by name; who has left the program since has no seat."""
    found: dict[int, list[Seat]] = {group_id: [] for group_id in group_ids}
    if not found:
        return found
    for row in tx.execute(_SEATS, {"group_ids": list(found)}).all():
        group_id, member_id, job, home_group_id = row[:4]
        found[group_id].append(Seat(group_id, member_id, Job(job) if job else None, rows.person(row, 4), home_group_id))
    return found


def jobs_before(tx: Tx, program_id: int, before: datetime, since: datetime) -> list[Roles]:
    """Return who facilitated and kept time, as member ids in text, in the sessions of a program that began between the
    UTC moments `since` and `before`, oldest first.
    """
    query = (
        select(session_groups.c.id, session_seats.c.job, session_seats.c.member_id)
        .join(session_groups, session_groups.c.id == session_seats.c.group_id)
        .join(sessions, sessions.c.id == session_groups.c.session_id)
        .where(
            sessions.c.program_id == program_id,
            sessions.c.starts_at < before,
            sessions.c.starts_at >= since,
            session_seats.c.job.is_not(None),
        )
        .order_by(sessions.c.starts_at, session_groups.c.id)
    )
    found: dict[int, dict[str, str]] = {}
    for group_id, job, member_id in tx.execute(query):
        found.setdefault(group_id, {})[job] = str(member_id)
    both = (Job.FACILITATOR.value, Job.TIMEKEEPER.value)
    return [Roles(*(jobs.get(job) or next(iter(jobs.values())) for job in both)) for jobs in found.values()]


def regulars(tx: Tx, member_ids: Collection[int], before: datetime) -> set[int]:
    """Return who of these came to the last session, begun before the UTC moment, of which it is known whether they
    did.
    """
    query = (
        select(session_invitations.c.member_id, session_invitations.c.attended)
        .join(sessions, sessions.c.id == session_invitations.c.session_id)
        .where(
            any_of(session_invitations.c.member_id, member_ids),
            sessions.c.starts_at < before,
            session_invitations.c.attended.is_not(None),
        )
        .order_by(sessions.c.starts_at, sessions.c.id)
    )
    came: dict[int, bool] = {}
    for member_id, attended in tx.execute(query):
        came[member_id] = attended
    return {member_id for member_id, attended in came.items() if attended}


def attend(tx: Tx, session_id: int, attended: Mapping[int, bool | None], by_id: int, now: datetime) -> None:
    """Note who was there and who was not (None: that is open again), by member id, as
    the person `by_id` says."""
    for there in (True, False, None):
        ids = [member_id for member_id, was in attended.items() if was is there]
        if ids:
            theirs = session_invitations.c.session_id == session_id, any_of(session_invitations.c.member_id, ids)
            values = {"attended": there, "attended_by": by_id, "attended_at": now}
            tx.execute(update(session_invitations).where(*theirs).values(values))


def active_people(tx: Tx, member_ids: Collection[int]) -> dict[int, Person]:
    """Return whom of these members Slack knows and whose membership lasts, by member id."""
    query = (
        select(members.c.id, *rows.PERSON)
        .join(people, people.c.id == members.c.person_id)
        .where(
            any_of(members.c.id, member_ids),
            members.c.ended_at.is_(None),
            people.c.state != PersonState.DEACTIVATED.value,
        )
    )
    return {row[0]: rows.person(row, 1) for row in tx.execute(query)}


def next_start(tx: Tx, program_id: int, after: datetime) -> datetime | None:
    """Return when the first session of a program after the UTC moment `after` starts."""
    query = select(func.min(sessions.c.starts_at)).where(
        sessions.c.program_id == program_id, sessions.c.starts_at > after, sessions.c.cancelled_at.is_(None)
    )
    found: datetime | None = tx.scalar(query)
    return found


def add_call(tx: Tx, session_id: int, by_id: int, words: str, now: datetime) -> int:
    """Keep what a host says to all groups and return its id."""
    values = {"session_id": session_id, "by_id": by_id, "words": words, "said_at": now}
    return int(tx.execute(insert(session_calls).values(values).returning(session_calls.c.id)).scalar_one())


def call(tx: Tx, call_id: int) -> tuple[int, str] | None:
    """Return whose words to all groups these are (a person id), and the words."""
    found = tx.execute(select(session_calls.c.by_id, session_calls.c.words).where(session_calls.c.id == call_id))
    row = found.first()
    return (row.by_id, row.words) if row else None
