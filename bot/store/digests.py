"""Queries for the weekly digest of a program."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select, update

from bot.domain.checkins import Audience
from bot.domain.members import Member, Person
from bot.domain.messages import RowState
from bot.domain.programs import Program
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import check_ins, meetings, members, outbox, pairs, people, programs, prompts


@dataclass(frozen=True, slots=True)
class OpenPair:
    """A pair that holds, with both people and the day of their last meeting."""

    id: int
    starts: date
    mentor: Person
    mentee: Person
    last_met: date | None


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


def open_pairs(tx: Tx, program_id: int, today: date, known: dict[int, Person]) -> list[OpenPair]:
    """Return the pairs that hold on `today`; `known` are the program's people by member id."""
    found = tx.execute(
        select(*rows.PAIR)
        .where(pairs.c.program_id == program_id, or_(pairs.c.ends.is_(None), pairs.c.ends >= today))
        .order_by(pairs.c.id)
    )
    held = [rows.pair(row) for row in found]
    met: dict[int, date] = {}
    for pair_id, day in tx.execute(
        select(meetings.c.pair_id, meetings.c.held_on)
        .join(pairs, pairs.c.id == meetings.c.pair_id)
        .where(pairs.c.program_id == program_id)
    ):
        met[pair_id] = max(day, met.get(pair_id, day))
    return [
        OpenPair(pair.id, pair.starts, known[pair.mentor_id], known[pair.mentee_id], met.get(pair.id))
        for pair in held
        if pair.mentor_id in known and pair.mentee_id in known
    ]


def checked_in(tx: Tx, program_id: int, since: datetime, until: datetime) -> set[int]:
    """Return the ids of the members who checked in from `since` until before `until` (UTC), however often."""
    found = tx.execute(
        select(check_ins.c.member_id)
        .join(members, members.c.id == check_ins.c.member_id)
        .where(members.c.program_id == program_id, check_ins.c.created_at >= since, check_ins.c.created_at < until)
    )
    return set(found.scalars())


def meetings_held(tx: Tx, program_id: int, since: date, until: date) -> int:
    """Count the meetings held from the day `since` until before the day `until`."""
    found = tx.execute(
        select(meetings.c.id)
        .join(pairs, pairs.c.id == meetings.c.pair_id)
        .where(pairs.c.program_id == program_id, meetings.c.held_on >= since, meetings.c.held_on < until)
    )
    return len(found.all())


def shared_wins(tx: Tx, program_id: int, since: datetime, until: datetime) -> list[tuple[str, str]]:
    """Return (author's name, words) of the wins shared with community or home group in that span, as they stand now."""
    found = tx.execute(
        select(people.c.name, check_ins.c.went_well)
        .join(members, members.c.id == check_ins.c.member_id)
        .join(people, people.c.id == members.c.person_id)
        .where(
            members.c.program_id == program_id,
            check_ins.c.win_audience.in_([Audience.COMMUNITY, Audience.GROUP]),
            check_ins.c.created_at >= since,
            check_ins.c.created_at < until,
        )
        .order_by(check_ins.c.id)
    )
    return [(row.name, row.went_well) for row in found]


def fallen_silent(tx: Tx, person_ids: Sequence[int]) -> set[int]:
    """Return those of the people whose latest prompt reached them and is neither answered nor skipped."""
    found = tx.execute(
        select(prompts.c.person_id, prompts.c.answered_at, prompts.c.skipped_at)
        .join(outbox, outbox.c.key == prompts.c.message_key)
        .where(any_of(prompts.c.person_id, person_ids), outbox.c.state == RowState.SENT)
        .order_by(prompts.c.week)
    )
    latest = {row.person_id: row for row in found}
    return {key for key, row in latest.items() if row.answered_at is None and row.skipped_at is None}
