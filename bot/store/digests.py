"""Queries for the weekly digest of a program."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, func, or_, select, update

from bot.domain.checkins import Audience
from bot.domain.members import Member, Person
from bot.domain.messages import RowState
from bot.domain.peers import Help, ShareKind
from bot.domain.programs import Program
from bot.domain.schedules import occurrences
from bot.store import plans, rows
from bot.store.columns import Utc
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.outbox import stands
from bot.store.schema import check_ins, meetings, members, outbox, pairs, people, programs, prompts
from bot.store.schema_peers import shares
from bot.store.schema_schedules import schedules
from bot.store.schema_sessions import sessions


def programs_due(tx: Tx, now: datetime) -> list[Program]:
    """Return the programs whose digest is due at the UTC moment `now`."""
    due = select(*rows.PROGRAM).where(programs.c.next_digest_at <= now)
    found = tx.execute(due.order_by(programs.c.next_digest_at, programs.c.id))
    return [rows.program(row) for row in found]


def set_next_digest(tx: Tx, program_id: int, at: datetime | None) -> None:
    """Set when the program's next digest is due (UTC)."""
    tx.execute(update(programs).where(programs.c.id == program_id).values(next_digest_at=at))


def program(tx: Tx, program_id: int) -> Program:
    """Return the program with that id. Raises NoResultFound."""
    return rows.program(tx.execute(select(*rows.PROGRAM).where(programs.c.id == program_id)).one())


def open_members(tx: Tx, program_id: int) -> list[tuple[Member, Person]]:
    """Return the members whose membership lasts, with who they are, by name."""
    found = tx.execute(
        select(*rows.MEMBER, *rows.PERSON)
        .join(people, people.c.id == members.c.person_id)
        .where(members.c.program_id == program_id, members.c.ended_at.is_(None))
        .order_by(people.c.name, people.c.id)
    )
    return [(rows.member(row), rows.person(row, len(rows.MEMBER))) for row in found]


def ended_pairs(tx: Tx, pair_ids: Collection[int]) -> set[int]:
    """Return those of the pairs that have an end."""
    query = select(pairs.c.id).where(any_of(pairs.c.id, pair_ids), pairs.c.ends.is_not(None))
    return set(tx.execute(query).scalars()) if pair_ids else set()


# A check-in is made in its program week, whatever the time zone: so the index on (member, week) finds those of a span.
_NEAR = timedelta(days=9)


def checked_in(tx: Tx, program_id: int, since: datetime, until: datetime) -> set[int]:
    """Return the ids of the members who checked in from `since` until before `until` (UTC), however often."""
    found = tx.execute(
        select(check_ins.c.member_id)
        .join(members, members.c.id == check_ins.c.member_id)
        .where(members.c.program_id == program_id, *_made_between(since, until))
    )
    return set(found.scalars())


def _made_between(since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    made, week = check_ins.c.created_at, check_ins.c.week
    return made >= since, made < until, week >= since.date() - _NEAR, week <= until.date() + _NEAR


_ASKED = (
    select(members.c.id)
    .join(prompts, prompts.c.person_id == members.c.person_id)
    .join(outbox, outbox.c.key == prompts.c.message_key)
    .where(
        members.c.program_id == bindparam("program_id"),
        prompts.c.asked_at >= bindparam("since", type_=Utc),
        prompts.c.asked_at < bindparam("until", type_=Utc),
        prompts.c.week >= bindparam("first", type_=Date),
        prompts.c.week <= bindparam("last", type_=Date),
        stands(RowState.SENT),
    )
)
_ANYBODY_ASKED = _ASKED.limit(1)


def _span(program_id: int, since: datetime, until: datetime) -> dict[str, Any]:
    near = {"first": since.date() - _NEAR, "last": until.date() + _NEAR}
    return {"program_id": program_id, "since": since, "until": until, **near}


def asked(tx: Tx, program_id: int, since: datetime, until: datetime) -> set[int]:
    """Return the ids of the members whom a prompt from `since` until before `until` (UTC) reached."""
    return set(tx.execute(_ASKED, _span(program_id, since, until)).scalars())


def is_asked(tx: Tx, program_id: int, since: datetime, until: datetime) -> bool:
    """Say whether a prompt of that span reached anybody in the program."""
    return tx.execute(_ANYBODY_ASKED, _span(program_id, since, until)).first() is not None


def meetings_by_day(tx: Tx, program_id: int, since: date, until: date) -> list[tuple[date, int]]:
    """Count the meetings of pairs by the day they were held on, from the day `since` until before the day `until`."""
    found = tx.execute(
        select(meetings.c.held_on, func.count())
        .join(pairs, pairs.c.id == meetings.c.pair_id)
        .where(pairs.c.program_id == program_id, meetings.c.held_on >= since, meetings.c.held_on < until)
        .group_by(meetings.c.held_on)
    )
    return [(row[0], row[1]) for row in found]


def last_met(tx: Tx, program_id: int, today: date) -> dict[int, date | None]:
    """Return for every pair that holds on `today`, between two who are in the program still, the day of its last
    meeting before, by pair id.
    """
    last = (
        select(func.max(meetings.c.held_on))
        .where(meetings.c.pair_id == pairs.c.id, meetings.c.held_on < today)
        .correlate(pairs)
        .scalar_subquery()
    )
    gone = select(members.c.id).where(members.c.program_id == program_id, members.c.ended_at.is_not(None))
    query = select(pairs.c.id, last).where(
        pairs.c.program_id == program_id,
        pairs.c.starts <= today,
        or_(pairs.c.ends.is_(None), pairs.c.ends >= today),
        pairs.c.mentor_id.not_in(gone),
        pairs.c.mentee_id.not_in(gone),
    )
    return {row[0]: row[1] for row in tx.execute(query)}


def shared_wins(tx: Tx, program_id: int, since: datetime, until: datetime) -> tuple[list[int], list[int]]:
    """Return the ids of the check-ins and of the shares that have a win for the community or a home group and were
    made in that span; what was taken back is not among them.
    """
    of_check_ins = (
        select(check_ins.c.id)
        .join(members, members.c.id == check_ins.c.member_id)
        .where(members.c.program_id == program_id, _READ_BY_MANY, *_made_between(since, until))
        .order_by(check_ins.c.id)
    )
    alone = select(shares.c.id).where(*_to_many(program_id, ShareKind.WIN, since, until)).order_by(shares.c.id)
    return list(tx.execute(of_check_ins).scalars()), list(tx.execute(alone).scalars())


_READ_BY_MANY = check_ins.c.win_audience.in_([Audience.COMMUNITY.value, Audience.GROUP.value])


def win_words(tx: Tx, check_in_ids: Collection[int], share_ids: Collection[int]) -> list[tuple[str, str]]:
    """Return (author's name, words) of these wins as they stand now: those of check-ins, then those shared by
    themselves. What was taken back or erased since is not among them.
    """
    of_check_ins = (
        select(people.c.name, check_ins.c.went_well)
        .join(members, members.c.id == check_ins.c.member_id)
        .join(people, people.c.id == members.c.person_id)
        .where(any_of(check_ins.c.id, check_in_ids), check_ins.c.went_well != "", _READ_BY_MANY)
        .order_by(check_ins.c.id)
    )
    alone = (
        select(people.c.name, shares.c.words)
        .join(people, people.c.id == shares.c.author_id)
        .where(any_of(shares.c.id, share_ids), shares.c.words != "", *_READABLE_BY_MANY)
        .order_by(shares.c.id)
    )
    return [(row[0], row[1]) for query in (of_check_ins, alone) for row in tx.execute(query)]


def _to_many(program_id: int, kind: ShareKind, since: datetime, until: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        shares.c.program_id == program_id,
        shares.c.kind == kind.value,
        shares.c.created_at >= since,
        shares.c.created_at < until,
        *_READABLE_BY_MANY,
    )


_READABLE_BY_MANY = (
    shares.c.audience.in_([Audience.COMMUNITY.value, Audience.GROUP.value]),
    shares.c.taken_back_at.is_(None),
)


def asked_of_community(tx: Tx, program_id: int, since: datetime, until: datetime) -> tuple[int, dict[Help, int]]:
    """Count the challenges that were put to the community or a home group in that span, and the kinds of help they ask
    for. What was shared with a pair alone is not counted: a small number would tell whose it is.
    """
    found = list(
        tx.execute(select(shares.c.help).where(*_to_many(program_id, ShareKind.CHALLENGE, since, until))).scalars()
    )
    kinds = [Help(name) for each in found for name in each.split(";") if name]
    return len(found), {kind: kinds.count(kind) for kind in Help if kind in kinds}


def next_session(tx: Tx, program_id: int, after: datetime) -> tuple[str, datetime] | None:
    """Return title and UTC moment of the program's next session that stands."""
    query = select(sessions.c.title, sessions.c.starts_at).where(
        sessions.c.program_id == program_id, sessions.c.starts_at > after, sessions.c.cancelled_at.is_(None)
    )
    found = tx.execute(query.order_by(sessions.c.starts_at).limit(1)).first()
    return (found[0], found[1]) if found else None


def planned_between(tx: Tx, program_id: int, since: datetime, until: datetime) -> int:
    """Count the meetings that the pairs of a program have planned from `since` until before `until` (UTC)."""
    scheduled = (
        select(pairs.c.id)
        .join(schedules, schedules.c.pair_id == pairs.c.id)
        .where(pairs.c.program_id == program_id, pairs.c.ends.is_(None), schedules.c.ended_at.is_(None))
    )
    found = plans.plans(tx, list(tx.execute(scheduled).scalars()))
    first, last = since.date() - _A_DAY, until.date() + _A_DAY
    return sum(
        since <= each.starts_at < until
        for plan in found.values()
        if plan.schedule is not None and plan.goes_on
        for each in occurrences(plan.schedule, plan.year, first, last)
    )


_A_DAY = timedelta(days=1)


def fallen_silent(tx: Tx, person_ids: Sequence[int]) -> set[int]:
    """Return those of the people whose latest prompt reached them and is neither answered nor skipped."""
    found = tx.execute(
        select(prompts.c.person_id, prompts.c.answered_at, prompts.c.skipped_at)
        .join(outbox, outbox.c.key == prompts.c.message_key)
        .where(any_of(prompts.c.person_id, person_ids), stands(RowState.SENT))
        .order_by(prompts.c.week)
    )
    latest = {row.person_id: row for row in found}
    return {key for key, row in latest.items() if row.answered_at is None and row.skipped_at is None}
