"""Queries for the Home tab: what one person's shows, read in a few statements, and who has opened theirs.

Whatever answers to somebody who looks is built once: SQLAlchemy takes longer to put a statement together than SQLite
to answer it.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import and_, bindparam, func, or_, select, update

from bot.domain.calendar import local
from bot.domain.home import (
    APART,
    KEPT_FRESH_FOR,
    LATEST_MEETINGS,
    Consent,
    Facts,
    MyGroup,
)
from bot.domain.home_groups import Conversation
from bot.domain.hours import Category, Standing, standings
from bot.domain.members import Member, Role
from bot.domain.pairs import Meeting
from bot.domain.programs import Program
from bot.domain.rhythms import Membership
from bot.store import (
    checkins,
    coach_home,
    consents,
    desk_home,
    goals,
    home_groups,
    hours,
    ladders,
    peer_feedback,
    programs,
    questions,
    rows,
    session_lines,
)
from bot.store import prompts as prompt_store
from bot.store.database import Tx
from bot.store.identity import Identity, partners_of_many
from bot.store.lists import any_of
from bot.store.peer_home import peer_part
from bot.store.schema import meetings, members, pairs, people, workspaces
from bot.store.terms import terms

MARKED_EVERY = timedelta(days=1)  # an opening is noted at most this often


def facts(tx: Tx, identity: Identity, now: datetime) -> Facts:
    """Return what the Home of somebody with a membership that lasts shows; only what they may see is read."""
    memberships = tuple(identity.present_memberships())
    partners = partners_of_many(tx, [(member, _today(identity, program, now)) for member, program in memberships])
    asked = [member.id for member, _ in memberships if member.is_asked]
    found = {id_: latest for id_ in asked if (latest := checkins.latest_check_in(tx, id_)) is not None}
    coached = [(member, program) for member, program in memberships if Role.COACH in member.roles]
    email = identity.person.email
    days_off = programs.days_off_of(tx, [program.id for _, program in memberships])
    coordinated = [program for member, program in memberships if Role.COORDINATOR in member.roles]
    standing = tuple(desk_home.standing(tx, program, days_off[program.id], now) for program in coordinated)
    pair_ids = [partner.pair_id for theirs in partners.values() for partner in theirs]
    prompt = prompt_store.latest_prompt(tx, identity.person.id) if asked else None
    return Facts(
        person=identity.person,
        memberships=memberships,
        partners=partners,
        meetings=latest_meetings(tx, pair_ids),
        check_ins=found,
        prompt=prompt,
        question=questions.text_of(tx, prompt.question_key) if prompt is not None else "",
        days_off=days_off,
        leaders=tuple(leader for each in coached for leader in coach_home.leaders(tx, *each, email, now)),
        shared=tuple(one for each in coached for one in coach_home.shared(tx, *each, email)),
        programs=standing,
        terms=terms(tx, pair_ids, now) if len(pair_ids) <= APART else {},
        holds=ladders.holds(tx, pair_ids, _today(identity, memberships[0][1], now)),
        goals=tuple(goals.full_goals(tx, [member.id for member, _ in memberships])),
        desks=desk_home.desks(tx, [p for member, p in identity.open_memberships() if Role.COORDINATOR in member.roles]),
        hours=_standings(tx, memberships),
        consents=_consents(tx, memberships),
        groups=_groups(tx, identity, memberships),
        peers=peer_part(tx, identity.person.id, [program for _, program in memberships], now),
        session=session_lines.next_for(tx, identity, now),
        took=tuple(checkins.took(tx, asked)),
        now_whats=_now_whats(tx, identity.person.id, memberships) if asked else {},
    )


def _now_whats(tx: Tx, person_id: int, memberships: Sequence[Membership]) -> dict[int, tuple[str, datetime]]:
    said = peer_feedback.now_whats(tx, [person_id])
    return {member.id: said[at] for member, program in memberships if (at := (person_id, program.id)) in said}


def _standings(tx: Tx, memberships: Sequence[Membership]) -> tuple[Standing, ...]:
    targets: dict[Category, int] = {}
    for _, program in memberships:
        for category, minutes in hours.targets(tx, program.id).items():
            targets[category] = targets.get(category, 0) + minutes
    return tuple(standings(hours.entries(tx, [member.id for member, _ in memberships]), targets))


def _consents(tx: Tx, memberships: Sequence[Membership]) -> tuple[Consent, ...]:
    said = consents.of_members(tx, [member.id for member, _ in memberships])
    return tuple(
        Consent(member.id, program.name, said[member.id]) for member, program in memberships if member.id in said
    )


def _groups(tx: Tx, identity: Identity, memberships: Sequence[tuple[Member, Program]]) -> tuple[MyGroup, ...]:
    """Return the person's home groups, the oldest membership's first."""
    mine = home_groups.groups_of_members(tx, [member.id for member, _ in memberships])
    there = home_groups.people_of(tx, {group.id for group in mine.values()})
    return tuple(
        MyGroup(
            program.name,
            group.name,
            tuple((each.slack_id, each.name) for who, each in there[group.id] if who.id != member.id),
            identity.workspace.team_id,
            group.channel or "",
            waits=group.channel is None and group.conversation is not Conversation.NONE,
        )
        for member, program in memberships
        if (group := mine.get(member.id)) is not None
    )


def _today(identity: Identity, program: Program, now: datetime) -> date:
    return local(now, identity.person.timezone(program.timezone)).date()


_NUMBERED = (
    select(
        *rows.MEETING,
        func.row_number()
        .over(partition_by=meetings.c.pair_id, order_by=(meetings.c.held_on.desc(), meetings.c.id.desc()))
        .label("place"),
    )
    .where(any_of(meetings.c.pair_id, "pair_ids"))
    .subquery()
)
_LATEST_MEETINGS = (
    select(*(_NUMBERED.c[column.name] for column in rows.MEETING))
    .where(_NUMBERED.c.place <= LATEST_MEETINGS)
    .order_by(_NUMBERED.c.pair_id, _NUMBERED.c.place)
)


def latest_meetings(tx: Tx, pair_ids: Collection[int]) -> dict[int, list[Meeting]]:
    """Return the latest meetings of pairs, newest first, by pair id."""
    found: dict[int, list[Meeting]] = {pair_id: [] for pair_id in pair_ids}
    if found:
        for row in tx.execute(_LATEST_MEETINGS, {"pair_ids": list(found)}):
            found[row.pair_id].append(rows.meeting(row))
    return found


_SOMEBODY = (
    select(workspaces.c.team_id, people.c.slack_id)
    .join(people, people.c.workspace_id == workspaces.c.id)
    .join(members, members.c.person_id == people.c.id)
    .where(members.c.roles.contains(bindparam("role")), members.c.ended_at.is_(None), people.c.slack_id.is_not(None))
    .limit(1)
)


def somebody(tx: Tx, role: Role) -> tuple[str, str] | None:
    """Return (team id, Slack id) of somebody with a role in a program, None if nobody has it."""
    found = tx.execute(_SOMEBODY, {"role": role.value}).first()
    return (found.team_id, found.slack_id) if found is not None else None


def mark_opened(tx: Tx, person_id: int, now: datetime) -> None:
    """Note that somebody looks at their Home tab (UTC program time)."""
    tx.execute(update(people).where(people.c.id == person_id).values(home_opened_at=now))


_OPENED_AT = select(people.c.home_opened_at).where(people.c.id == bindparam("person_id"))


def is_to_mark(tx: Tx, person_id: int, now: datetime) -> bool:
    """Say whether an opening at `now` is worth noting: the last one noted is not of the last day."""
    opened_at: datetime | None = tx.scalar(_OPENED_AT, {"person_id": person_id})
    return opened_at is None or abs(now - opened_at) >= MARKED_EVERY


_LOOKS = and_(people.c.home_opened_at >= bindparam("since"), people.c.slack_id.is_not(None))
_LOOKING = select(people.c.id, people.c.workspace_id).where(any_of(people.c.id, "person_ids"), _LOOKS)
_COORDINATING = (
    select(people.c.id, people.c.workspace_id)
    .distinct()
    .join(members, members.c.person_id == people.c.id)
    .where(
        any_of(members.c.program_id, "program_ids"),
        members.c.ended_at.is_(None),
        members.c.roles.contains(Role.COORDINATOR.value),
        _LOOKS,
    )
)


def looking(tx: Tx, person_ids: Collection[int], now: datetime) -> list[tuple[int, int]]:
    """Return (person id, workspace id) of those of the people who have looked at their Home of late."""
    params = {"person_ids": list(person_ids), "since": now - KEPT_FRESH_FOR}
    return [(row[0], row[1]) for row in tx.execute(_LOOKING, params)]


def coordinators_looking(tx: Tx, program_ids: Collection[int], now: datetime) -> list[tuple[int, int]]:
    """Return the same of those who coordinate one of the programs."""
    params = {"program_ids": list(program_ids), "since": now - KEPT_FRESH_FOR}
    return [(row[0], row[1]) for row in tx.execute(_COORDINATING, params)]


def people_of_pair(tx: Tx, pair_id: int) -> tuple[int, set[int]] | None:
    """Return the program and the two people (ids) of a pair."""
    found = tx.execute(_OF_PAIR, {"pair_id": pair_id}).all()
    return (found[0].program_id, {row.person_id for row in found}) if found else None


_OF_PAIR = (
    select(pairs.c.program_id, members.c.person_id)
    .join(members, or_(members.c.id == pairs.c.mentor_id, members.c.id == pairs.c.mentee_id))
    .where(pairs.c.id == bindparam("pair_id"))
)
