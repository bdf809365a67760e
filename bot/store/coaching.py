"""Who coaches whom: a leader's roster line names the coach by address, and that coach is a member with that role.

Nothing of the relation is stored besides; what a former coach and a leader logged stays theirs.
"""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select

from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.pairs import Bond, Contact, Partner
from bot.domain.programs import Program
from bot.store import rows
from bot.store.database import Tx
from bot.store.schema import members, people

_OTHER = (
    members.c.id,
    people.c.id,
    people.c.name,
    people.c.slack_id,
    func.coalesce(people.c.own_timezone, people.c.slack_timezone),
)


def _others() -> Select[*tuple[Any, ...]]:
    in_program = and_(members.c.program_id == bindparam("program_id"), members.c.ended_at.is_(None))
    joined = select(*_OTHER).select_from(members).join(people, people.c.id == members.c.person_id)
    return joined.where(in_program, members.c.person_id != bindparam("own_id")).order_by(people.c.name, members.c.id)


_COACHED_BY = _others().where(members.c.coach_email == bindparam("email"))
_COACH = select(*rows.PERSON).where(people.c.id == bindparam("person_id"))
_CALLED = _others().where(people.c.email == bindparam("email"), members.c.roles.contains(Role.COACH.value))


def coach_of(tx: Tx, person: Person, member: Member, program: Program, today: date) -> Partner | None:
    """Return a member's coach as a possible reader, None for who has none; `today` is the member's local day."""
    found = next((one for one in coaching_contacts(tx, person, member, program) if one.is_my_coach), None)
    row = tx.execute(_COACH, {"person_id": found.person_id}).first() if found else None
    if found is None or row is None:
        return None
    coach = rows.person(row)
    return Partner(
        pair_id=0,
        person_id=coach.id,
        member_id=found.member_id,
        name=coach.name,
        slack_id=coach.slack_id,
        timezone=found.timezone,
        is_mentor=False,
        supervises=coach.email == member.supervisor_email,
        is_away=coach.is_paused(today) or coach.state is not PersonState.ACTIVE,
        is_coach=True,
    )


def coaching_contacts(tx: Tx, person: Person, member: Member, program: Program) -> list[Contact]:
    """Return a member's own coach, if they have one, then the leaders whom they coach, by name."""
    values = {"program_id": program.id, "own_id": person.id}
    found: list[Contact] = []
    if member.coach_email:
        coach = tx.execute(_CALLED, {**values, "email": member.coach_email}).first()
        if coach is not None:
            found.append(_contact(coach, Bond(0, coach[0], member.id), program, is_my_coach=True))
    if Role.COACH in member.roles:
        for leader in tx.execute(_COACHED_BY, {**values, "email": person.email}):
            found.append(_contact(leader, Bond(0, member.id, leader[0]), program))
    return found


def _contact(row: rows.SqlRow, bond: Bond, program: Program, *, is_my_coach: bool = False) -> Contact:
    member_id, person_id, name, slack_id, timezone = row
    return Contact(
        bond=bond,
        program_id=program.id,
        person_id=person_id,
        member_id=member_id,
        name=name,
        slack_id=slack_id,
        timezone=timezone or program.timezone,
        starts=program.starts,
        is_my_coach=is_my_coach,
        target=program.coaching_minutes,
    )
