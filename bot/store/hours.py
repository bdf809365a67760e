"""The ledger of hours: read from where each hour was logged, and the table of reported ones and corrections.

A meeting counts for both, a coaching talk for coach and leader, a session for whoever attended. Notes are not read.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, delete, func, insert, literal, select, update
from sqlalchemy.sql.expression import case

from bot.domain.hours import Category, Entry, Report
from bot.domain.pairs import MeetingKind
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.rows import SqlRow
from bot.store.schema import meetings, members, pairs, people
from bot.store.schema_desk import hours, hours_targets
from bot.store.schema_sessions import session_invitations, sessions

Between = tuple[date | None, date | None]
AT_ONCE = 500  # members whose ledgers are read together


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reported entry that waits for a coordinator, or a correction with its `reason`. `held_on` is a local day of the
    reporter's.
    """

    id: int
    program_id: int
    member_id: int
    person_id: int
    name: str
    category: Category
    held_on: date
    minutes: int
    topic: str
    approved: bool | None
    reason: str = ""


def _within(day: ColumnElement[date], between: Between) -> list[ColumnElement[bool]]:
    first, last = between
    return [*([day >= first] if first else []), *([day <= last] if last else [])]


def entries(tx: Tx, member_ids: Collection[int], between: Between = (None, None)) -> list[Entry]:
    """Return what counts for these members from the first to the last local day of `between`, both included."""
    found = [*_of_meetings(tx, member_ids, between), *_of_sessions(tx, member_ids, between)]
    reported = select(hours.c.member_id, hours.c.category, hours.c.held_on, hours.c.minutes, hours.c.topic).where(
        any_of(hours.c.member_id, member_ids), hours.c.approved.is_(True), *_within(hours.c.held_on, between)
    )
    found += [Entry(row[0], Category(row[1]), row[2], row[3], row[4]) for row in tx.execute(reported)]
    return found


def _of_meetings(tx: Tx, member_ids: Collection[int], between: Between) -> list[Entry]:
    observed = case(
        (meetings.c.kind == MeetingKind.OBSERVATION.value, Category.OBSERVATIONS.value), else_=Category.MENTORING.value
    )
    coached = literal(Category.COACHING.value)

    def side(own: ColumnElement[int], category: ColumnElement[str]) -> Select[int, str, date, int, int | None]:
        return select(own, category, meetings.c.held_on, meetings.c.minutes, meetings.c.talk_id)

    in_pairs = (
        side(own, observed)
        .join(pairs, pairs.c.id == meetings.c.pair_id)
        .where(any_of(own, member_ids), *_within(meetings.c.held_on, between))
        for own in (pairs.c.mentor_id, pairs.c.mentee_id)
    )
    in_coaching = (
        side(own, coached).where(any_of(own, member_ids), *_within(meetings.c.held_on, between))
        for own in (meetings.c.coach_id, meetings.c.leader_id)
    )
    rows = (row for query in (*in_pairs, *in_coaching) for row in tx.execute(query))
    return [Entry(row[0], Category(row[1]), row[2], row[3], talk_id=row[4]) for row in rows]


def _of_sessions(tx: Tx, member_ids: Collection[int], between: Between) -> list[Entry]:
    query = (
        select(session_invitations.c.member_id, sessions.c.day, sessions.c.minutes, sessions.c.title)
        .join(sessions, sessions.c.id == session_invitations.c.session_id)
        .where(
            any_of(session_invitations.c.member_id, member_ids),
            session_invitations.c.attended.is_(True),
            sessions.c.cancelled_at.is_(None),
            *_within(sessions.c.day, between),
        )
    )
    return [Entry(row[0], Category.SESSIONS, row[1], row[2], row[3]) for row in tx.execute(query)]


def members_after(tx: Tx, program_id: int, after: int) -> list[tuple[int, str, str, str]]:
    """Return (member id, email, name, roles) of a program's next members after the id `after`, ended ones too."""
    query = (
        select(members.c.id, people.c.email, people.c.name, members.c.roles)
        .join(people, people.c.id == members.c.person_id)
        .where(members.c.program_id == program_id, members.c.id > after)
        .order_by(members.c.id)
        .limit(AT_ONCE)
    )
    return [(row[0], row[1], row[2], row[3]) for row in tx.execute(query)]


def targets(tx: Tx, program_id: int) -> dict[Category, int]:
    """Return the minutes that a program wants of everybody, by category; those without a target are missing."""
    query = select(hours_targets.c.category, hours_targets.c.minutes).where(hours_targets.c.program_id == program_id)
    return {Category(row[0]): row[1] for row in tx.execute(query)}


def set_target(tx: Tx, program_id: int, category: Category, minutes: int | None) -> None:
    """Set a program's target of a category, or with None take it away."""
    own = and_(hours_targets.c.program_id == program_id, hours_targets.c.category == category.value)
    tx.execute(delete(hours_targets).where(own))
    if minutes is not None:
        tx.execute(insert(hours_targets).values(program_id=program_id, category=category.value, minutes=minutes))


def add(tx: Tx, member_id: int, report: Report, entered_by: int, now: datetime) -> int:
    """Write down what somebody reports, to wait for a coordinator; return its id."""
    row = {
        "member_id": member_id,
        "category": report.category.value,
        "held_on": report.held_on,
        "minutes": report.minutes,
        "topic": report.topic,
        "entered_by": entered_by,
        "entered_at": now,
    }
    return int(tx.execute(insert(hours).values(row).returning(hours.c.id)).scalar_one())


def correct(tx: Tx, member_id: int, report: Report, reason: str, entered_by: int, now: datetime) -> int:
    """Write down a coordinator's correction, which counts at once; its minutes may be negative."""
    entry_id = add(tx, member_id, report, entered_by, now)
    values = {"reason": reason, "approved": True, "decided_by": entered_by, "decided_at": now}
    tx.execute(update(hours).where(hours.c.id == entry_id).values(values))
    return entry_id


def decider(tx: Tx, entry_id: int) -> str:
    """Return the name of whoever approved or declined an entry, empty if nobody has or it is not known any more."""
    query = select(people.c.name).join(hours, hours.c.decided_by == people.c.id).where(hours.c.id == entry_id)
    return tx.execute(query).scalar() or ""


def decide(tx: Tx, entry_id: int, approved: bool, decided_by: int, now: datetime) -> bool:
    """Approve or decline what waits; say whether this was the first answer."""
    change = update(hours).where(hours.c.id == entry_id, hours.c.approved.is_(None))
    return tx.execute(change.values(approved=approved, decided_by=decided_by, decided_at=now)).rowcount == 1


_WAITING = (
    select(
        hours.c.id,
        members.c.program_id,
        hours.c.member_id,
        members.c.person_id,
        people.c.name,
        hours.c.category,
        hours.c.held_on,
        hours.c.minutes,
        hours.c.topic,
        hours.c.approved,
        hours.c.reason,
    )
    .join(members, members.c.id == hours.c.member_id)
    .join(people, people.c.id == members.c.person_id)
)


def _read(row: SqlRow) -> Waiting:
    values = list(row)
    values[5] = Category(values[5])
    return Waiting(*values)


def waiting(tx: Tx, program_id: int, limit: int) -> list[Waiting]:
    """Return what waits for the coordinators of a program, oldest first."""
    query = _WAITING.where(members.c.program_id == program_id, hours.c.approved.is_(None)).order_by(hours.c.id)
    return [_read(row) for row in tx.execute(query.limit(limit))]


def entry(tx: Tx, entry_id: int) -> Waiting | None:
    """Return a reported entry by its id, decided or not."""
    row = tx.execute(_WAITING.where(hours.c.id == entry_id)).first()
    return _read(row) if row else None


def count_waiting(tx: Tx, program_id: int) -> int:
    """Return how many entries wait for the coordinators of a program."""
    query = select(func.count()).select_from(hours).join(members, members.c.id == hours.c.member_id)
    return int(tx.execute(query.where(members.c.program_id == program_id, hours.c.approved.is_(None))).scalar_one())


def days_of_meetings(tx: Tx, program_id: int, between: Between) -> list[date]:
    """Return the days on which pairs of a program met, each once, in order."""
    query = (
        select(meetings.c.held_on)
        .join(pairs, pairs.c.id == meetings.c.pair_id)
        .where(pairs.c.program_id == program_id, *_within(meetings.c.held_on, between))
        .distinct()
    )
    return sorted(tx.execute(query).scalars())


def mentored_from(tx: Tx, program_id: int) -> dict[int, date]:
    """Return the first day of each mentee's first pair, by member id."""
    query = select(pairs.c.mentee_id, func.min(pairs.c.starts)).where(pairs.c.program_id == program_id)
    return {row[0]: row[1] for row in tx.execute(query.group_by(pairs.c.mentee_id))}
