"""Who is it that Slack speaks of: the workspace, the person and their memberships, in one query."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from operator import attrgetter
from typing import Any

from sqlalchemy import Column, ColumnElement, CompoundSelect, Select, bindparam, func, select, union_all

from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.pairs import Partner
from bot.domain.programs import Program, Workspace
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.programs import programs_by_id
from bot.store.schema import members, pairs, people, programs, workspaces


@dataclass(frozen=True, slots=True)
class Identity:
    """A person known to a workspace, with all their memberships, oldest first, ended ones too."""

    workspace: Workspace
    person: Person
    memberships: tuple[tuple[Member, Program], ...]

    def open_memberships(self) -> list[tuple[Member, Program]]:
        """Return the memberships that have not ended, oldest first; behind them those in a program that has given way
        to the next year's.
        """
        lasting = [each for each in self.memberships if each[0].ended_at is None]
        return sorted(lasting, key=lambda each: each[1].turned_at is not None) if len(lasting) > 1 else lasting

    def present_memberships(self) -> list[tuple[Member, Program]]:
        """Return the memberships that have not ended, without those in a program that has given way to the next year's
        unless there are no others: what is over is history, and nothing new is written there.
        """
        lasting = self.open_memberships()
        return [each for each in lasting if each[1].turned_at is None] or lasting


_IDENTITY = (
    select(*rows.WORKSPACE, *rows.PERSON, *rows.MEMBER, *rows.PROGRAM)
    .select_from(workspaces)
    .join(people, people.c.workspace_id == workspaces.c.id)
    .join(members, members.c.person_id == people.c.id, isouter=True)
    .join(programs, programs.c.id == members.c.program_id, isouter=True)
    .order_by(members.c.id)
)
_PERSON_AT = len(rows.WORKSPACE)
_MEMBER_AT = _PERSON_AT + len(rows.PERSON)
_PROGRAM_ID_AT = _MEMBER_AT + [column.name for column in rows.MEMBER].index("program_id")
_PROGRAM_AT = _MEMBER_AT + len(rows.MEMBER)


# Built once: SQLAlchemy takes longer to put a statement together than SQLite takes to answer it.
_BY_SLACK_ID = _IDENTITY.where(workspaces.c.team_id == bindparam("team_id"), people.c.slack_id == bindparam("slack_id"))
# Without the programs, which are few: many people's rows would each bring theirs.
_BY_ID = (
    select(*rows.WORKSPACE, *rows.PERSON, *rows.MEMBER)
    .select_from(workspaces)
    .join(people, people.c.workspace_id == workspaces.c.id)
    .join(members, members.c.person_id == people.c.id, isouter=True)
    .where(any_of(people.c.id, "person_ids"))
    .order_by(members.c.id)
)


def identify(tx: Tx, team_id: str, slack_id: str) -> Identity | None:
    """Return who `slack_id` of the Slack team `team_id` is, or None if they are not known."""
    found = tx.execute(_BY_SLACK_ID, {"team_id": team_id, "slack_id": slack_id}).all()
    return _identity(found, lambda row: rows.program(row, _PROGRAM_AT)) if found else None


@remembered
def identities(tx: Tx, person_ids: Collection[int]) -> dict[int, Identity]:
    """Return who these people are, by person id."""
    grouped: dict[int, list[rows.SqlRow]] = {}
    for row in tx.execute(_BY_ID, {"person_ids": list(person_ids)}).all():
        grouped.setdefault(row[_PERSON_AT], []).append(row)
    wanted = {row[_PROGRAM_ID_AT] for found in grouped.values() for row in found}
    known = programs_by_id(tx, wanted - {None})
    return {person_id: _identity(found, lambda row: known[row[_PROGRAM_ID_AT]]) for person_id, found in grouped.items()}


def _identity(found: Sequence[rows.SqlRow], program_of: Callable[[rows.SqlRow], Program]) -> Identity:
    return Identity(
        rows.workspace(found[0]),
        rows.person(found[0], _PERSON_AT),
        tuple((rows.member(row, _MEMBER_AT), program_of(row)) for row in found if row[_MEMBER_AT] is not None),
    )


def workspace_of_team(tx: Tx, team_id: str) -> Workspace | None:
    """Return the workspace of a Slack team."""
    found = tx.execute(select(*rows.WORKSPACE).where(workspaces.c.team_id == team_id)).first()
    return rows.workspace(found) if found else None


def _side(own: Column[int], other: Column[int], mine: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the pairs as those see them whose member id stands in the column `own`, of which `mine` says who."""
    return (
        select(
            own.label("own_id"),
            pairs.c.id,
            pairs.c.mentor_id,
            pairs.c.starts,
            pairs.c.ends,
            members.c.id,
            people.c.id,
            people.c.name,
            people.c.slack_id,
            people.c.email,
            func.coalesce(people.c.own_timezone, people.c.slack_timezone),
            members.c.school,
            people.c.state,
            people.c.paused_at,
            people.c.paused_until,
        )
        .select_from(pairs)
        .join(members, members.c.id == other)
        .join(people, people.c.id == members.c.person_id)
        .where(mine, members.c.ended_at.is_(None))
    )


def _both_sides(mine: Callable[[Column[int]], ColumnElement[bool]]) -> CompoundSelect[*tuple[Any, ...]]:
    mentor, mentee = pairs.c.mentor_id, pairs.c.mentee_id
    return union_all(_side(mentor, mentee, mine(mentor)), _side(mentee, mentor, mine(mentee)))


_PARTNERS = _both_sides(lambda own: any_of(own, "member_ids"))
# PostgreSQL takes a list of unknown length for ten members, and so never keeps the plan of that statement.
_PARTNERS_OF_ONE = _both_sides(lambda own: own == bindparam("member_id"))


def partners_of(tx: Tx, member: Member, today: date) -> list[Partner]:
    """Return the partners of a member in pairs that hold on their local day `today`, oldest pair first."""
    return partners_of_many(tx, [(member, today)])[member.id]


def read_partners(tx: Tx, member_ids: Collection[int]) -> None:
    """Read in one go what `partners_of` needs of these members, for a transaction that remembers."""
    _partner_rows(tx, member_ids)


def partners_of_many(tx: Tx, wanted: Collection[tuple[Member, date]]) -> dict[int, list[Partner]]:
    """Return the partners of each member in pairs that hold on their local day, oldest pair first, by member id."""
    members_by_id = {member.id: (member, today) for member, today in wanted}
    partners: dict[int, list[Partner]] = {member_id: [] for member_id in members_by_id}
    for row in chain.from_iterable(_partner_rows(tx, members_by_id).values()):
        (
            own_id,
            pair_id,
            mentor_id,
            starts,
            ends,
            member_id,
            person_id,
            name,
            slack_id,
            email,
            timezone,
            school,
            state,
            since,
            until,
        ) = row
        member, today = members_by_id[own_id]
        if starts <= today and (ends is None or ends >= today):
            partner = Partner(
                pair_id=pair_id,
                person_id=person_id,
                member_id=member_id,
                name=name,
                slack_id=slack_id,
                timezone=timezone,
                is_mentor=mentor_id != own_id,
                supervises=email == member.supervisor_email,
                school=school,
                is_away=_is_away(state, since, until, today),
            )
            partners[own_id].append(partner)
    return {member_id: sorted(found, key=attrgetter("pair_id")) for member_id, found in partners.items()}


@remembered
def _partner_rows(tx: Tx, member_ids: Collection[int]) -> dict[int, list[rows.SqlRow]]:
    found: dict[int, list[rows.SqlRow]] = {}
    if len(member_ids) == 1:
        read = tx.execute(_PARTNERS_OF_ONE, {"member_id": next(iter(member_ids))})
    else:
        read = tx.execute(_PARTNERS, {"member_ids": member_ids})
    for row in read.all():
        found.setdefault(row[0], []).append(row)
    return found


def _is_away(state: str, paused_at: datetime | None, paused_until: date | None, today: date) -> bool:
    """Say whether somebody reads nothing for now; `today` is their partner's local day, which is near enough."""
    paused = paused_at is not None and (paused_until is None or today < paused_until)
    return paused or state == PersonState.DEACTIVATED


def coordinators_of_workspace(tx: Tx, workspace_id: int) -> tuple[str, ...]:
    """Return the Slack ids of everybody who coordinates a program of the workspace, oldest membership first."""
    return _coordinators(tx, people.c.workspace_id == workspace_id)


def coordinators_of_program(tx: Tx, program_id: int) -> tuple[str, ...]:
    """Return the Slack ids of everybody who coordinates a program, oldest membership first."""
    return _coordinators(tx, members.c.program_id == program_id)


def _coordinators(tx: Tx, condition: ColumnElement[bool]) -> tuple[str, ...]:
    found = tx.execute(
        select(people.c.slack_id)
        .join(members, members.c.person_id == people.c.id)
        .where(
            condition,
            people.c.slack_id.is_not(None),
            members.c.ended_at.is_(None),
            members.c.roles.contains(Role.COORDINATOR.value),
        )
        .order_by(members.c.id)
    )
    return tuple(dict.fromkeys(found.scalars()))


def _open_pairs_of(side: Column[int]) -> Select[int]:
    return select(side.label("member_id")).where(pairs.c.ends.is_(None), any_of(side, "member_ids"))


_BOTH_SIDES = _open_pairs_of(pairs.c.mentor_id).union_all(_open_pairs_of(pairs.c.mentee_id)).subquery()
_COUNTS = select(_BOTH_SIDES.c.member_id, func.count()).group_by(_BOTH_SIDES.c.member_id)


def partner_counts(tx: Tx, member_ids: Collection[int]) -> dict[int, int]:
    """Return in how many open pairs each member is, by member id."""
    return {row[0]: row[1] for row in tx.execute(_COUNTS, {"member_ids": member_ids})}
