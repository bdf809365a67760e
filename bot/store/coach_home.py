"""What a coach's Home shows: the leaders assigned to them with the minutes of the month, and what these share."""

from datetime import datetime

from sqlalchemy import and_, bindparam, func, select

from bot.domain.calendar import local
from bot.domain.coach_home import SHOWN, SharedWithCoach
from bot.domain.home import Leader
from bot.domain.members import Member
from bot.domain.programs import Program
from bot.store.database import Tx
from bot.store.schema import check_in_readers, check_ins, meetings, members, people

_WITH_COACH = (
    select(func.coalesce(func.sum(meetings.c.minutes), 0))
    .where(
        meetings.c.leader_id == members.c.id,
        meetings.c.coach_id == bindparam("coach_id"),
        meetings.c.held_on >= bindparam("month"),
    )
    .correlate(members)
    .scalar_subquery()
)
_ASSIGNED = and_(
    members.c.program_id == bindparam("program_id"),
    members.c.ended_at.is_(None),
    members.c.coach_email == bindparam("email"),
)
_LEADERS = (
    select(people.c.name, people.c.slack_id, members.c.school, _WITH_COACH)
    .join(people, people.c.id == members.c.person_id)
    .where(_ASSIGNED)
    .order_by(people.c.name, people.c.id)
)
_SHARED = (
    select(
        people.c.name,
        people.c.slack_id,
        check_ins.c.updated_at,
        check_ins.c.went_well,
        check_ins.c.hard,
        check_ins.c.next_step,
    )
    .join(check_in_readers, check_in_readers.c.check_in_id == check_ins.c.id)
    .join(members, members.c.id == check_ins.c.member_id)
    .join(people, people.c.id == members.c.person_id)
    .where(_ASSIGNED, check_in_readers.c.person_id == bindparam("person_id"), check_in_readers.c.pair_id.is_(None))
    .order_by(check_ins.c.updated_at.desc(), check_ins.c.id.desc())
    .limit(SHOWN)
)


def leaders(tx: Tx, coach: Member, program: Program, email: str, now: datetime) -> list[Leader]:
    """Return whom a coach (a member with the address `email`) accompanies, by name."""
    month = local(now, program.timezone).date().replace(day=1)
    who = {"program_id": coach.program_id, "email": email, "coach_id": coach.id, "month": month}
    return [Leader(*row[:3], program.name, row[3], program.coaching_minutes) for row in tx.execute(_LEADERS, who)]


def shared(tx: Tx, coach: Member, program: Program, email: str) -> list[SharedWithCoach]:
    """Return the latest check-ins that leaders who are assigned to a coach now have shared with them as their coach."""
    who = {"program_id": coach.program_id, "email": email, "person_id": coach.person_id}
    return [
        SharedWithCoach(name, slack_id, local(at, program.timezone).date(), *words)
        for name, slack_id, at, *words in tx.execute(_SHARED, who)
    ]
