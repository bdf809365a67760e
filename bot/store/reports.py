"""What exports and the district report read besides the ledger of hours; never words that were not shared."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import Row, and_, or_, select

from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import check_ins, members, people
from bot.store.schema_desk import consents
from bot.store.schema_nudges import obstacles
from bot.store.schema_peers import shares, thread_replies

AT_ONCE = 1000  # rows of a part
Between = tuple[date | None, date | None]
CheckInRow = Row[int, str, str, date, str, str, str, str, datetime]
After = tuple[date, int]


def check_ins_of_program(
    tx: Tx, program_id: int, between: Between, after: After | None = None
) -> tuple[list[CheckInRow], After | None]:
    """Return (id, email, roles, week, what went well, who reads it, what is hard, who reads that, the UTC moment it was
    first sent) of the next check-ins of weeks that begin in `between`, by week, and where to go on; None when that was
    all.
    """
    week, id_ = check_ins.c.week, check_ins.c.id
    first, last = between
    conditions = [members.c.program_id == program_id]
    conditions += [week >= first] if first is not None else []
    conditions += [week <= last] if last is not None else []
    conditions += [or_(week > after[0], and_(week == after[0], id_ > after[1]))] if after is not None else []
    query = (
        select(
            id_,
            people.c.email,
            members.c.roles,
            week,
            check_ins.c.went_well,
            check_ins.c.win_audience,
            check_ins.c.hard,
            check_ins.c.challenge_audience,
            check_ins.c.created_at,
        )
        .join(members, members.c.id == check_ins.c.member_id)
        .join(people, people.c.id == members.c.person_id)
        .where(*conditions)
        .order_by(week, id_)
        .limit(AT_ONCE)
    )
    found = list(tx.execute(query))
    return found, (found[-1][3], found[-1][0]) if len(found) == AT_ONCE else None


def districts(tx: Tx, program_ids: Collection[int]) -> list[tuple[int, int, str]]:
    """Return the districts in which people of these programs are or were, by name and whatever the case of it: (id of a
    member who is there, program id, name).
    """
    query = select(members.c.id, members.c.program_id, members.c.district).where(
        any_of(members.c.program_id, program_ids), members.c.district != ""
    )
    first: dict[tuple[int, str], tuple[int, int, str]] = {}
    for id_, program_id, name in tx.execute(query.order_by(members.c.id)):
        first.setdefault((program_id, name.casefold()), (id_, program_id, name))
    return sorted(first.values(), key=lambda each: each[2].casefold())


def consenting(tx: Tx, program_id: int) -> dict[int, tuple[int, str, str, str]]:
    """Return (person id, roles, position, district) of a program's members who consented to research, by member id."""
    query = (
        select(members.c.id, members.c.person_id, members.c.roles, members.c.position, members.c.district)
        .join(consents, consents.c.member_id == members.c.id)
        .where(members.c.program_id == program_id, consents.c.given.is_(True))
    )
    return {row[0]: (row[1], row[2], row[3], row[4]) for row in tx.execute(query)}


def weeks_checked_in(tx: Tx, member_ids: Collection[int]) -> list[tuple[int, date]]:
    """Return (member id, week) of every check-in of these members."""
    query = select(check_ins.c.member_id, check_ins.c.week).where(any_of(check_ins.c.member_id, member_ids))
    return [(row[0], row[1]) for row in tx.execute(query)]


def days_replied(tx: Tx, member_ids: Collection[int]) -> list[tuple[int, date]]:
    """Return (member id, UTC day) of every reply of these members in a challenge's thread of their program."""
    query = (
        select(members.c.id, thread_replies.c.replied_at)
        .join(people, people.c.id == members.c.person_id)
        .join(thread_replies, thread_replies.c.slack_id == people.c.slack_id)
        .join(shares, and_(shares.c.id == thread_replies.c.share_id, shares.c.program_id == members.c.program_id))
        .where(any_of(members.c.id, member_ids))
    )
    return [(row[0], row[1].date()) for row in tx.execute(query)]


def obstacle_days(tx: Tx, program_id: int, person_ids: Collection[int]) -> list[tuple[int, str, date]]:
    """Return (person id, category, UTC day) of every obstacle that these people told in a program; never the words."""
    query = select(obstacles.c.author_id, obstacles.c.why, obstacles.c.opened_at).where(
        obstacles.c.program_id == program_id, any_of(obstacles.c.author_id, person_ids)
    )
    return [(row[0], row[1], row[2].date()) for row in tx.execute(query)]


def joined_and_left(tx: Tx, program_id: int) -> list[tuple[int, str, str, date | None, date | None]]:
    """Return (member id, roles, district, their own first day if they have one, the UTC day on which it ended or None)
    of every membership of a program.
    """
    query = select(members.c.id, members.c.roles, members.c.district, members.c.starts, members.c.ended_at)
    rows = tx.execute(query.where(members.c.program_id == program_id).order_by(members.c.id))
    return [(row[0], row[1], row[2], row[3], row[4].date() if row[4] else None) for row in rows]


def obstacles_told(tx: Tx, program_id: int, member_ids: Collection[int]) -> list[tuple[int, str, date]]:
    """Return (member id, category, UTC day) of every obstacle that these members told in a program; never the words."""
    query = (
        select(members.c.id, obstacles.c.why, obstacles.c.opened_at)
        .join(members, and_(members.c.person_id == obstacles.c.author_id, members.c.program_id == program_id))
        .where(obstacles.c.program_id == program_id, any_of(members.c.id, member_ids))
    )
    return [(row[0], row[1], row[2].date()) for row in tx.execute(query)]
