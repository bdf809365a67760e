"""Whom a request comes from, and whether they may make it. The first step of every use case."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import local
from bot.domain.members import Member, Role
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.store import identity as identities
from bot.store import members
from bot.store.database import Tx
from bot.store.identity import Identity


def recognise(tx: Tx, team_id: str, slack_id: str) -> Identity | Refusal:
    """Return who is asking, with at least one open membership, or why not."""
    identity = identities.identify(tx, team_id, slack_id)
    if identity is not None and identity.open_memberships():
        return identity
    workspace = identities.workspace_of_team(tx, team_id)
    if workspace is None:
        return Refusal(Reason.OTHER_TEAM)
    coordinators = identities.coordinators_of_workspace(tx, workspace.id)
    if identity is None or not identity.memberships:
        return Refusal(Reason.NOT_ENROLLED, coordinators)
    program = identity.memberships[-1][1].name
    return Refusal(Reason.ENDED, coordinators, program, locale=identity.person.locale)


def active(tx: Tx, team_id: str, slack_id: str, now: datetime) -> Identity | Refusal:
    """Return who is asking if they are enrolled and not paused, or why not."""
    identity = recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    today = local(now, timezone_of(identity)).date()
    person = identity.person
    if person.is_paused(today):
        return Refusal(Reason.PAUSED, until=person.paused_until, locale=person.locale)
    return identity


def asked(identity: Identity) -> list[tuple[Member, Program]]:
    """Return the open memberships in which the person is asked for check-ins, oldest first."""
    return [(member, program) for member, program in identity.open_memberships() if member.is_asked]


@dataclass(frozen=True, slots=True)
class Coordinating:
    """A coordinator at work on one of the `programs` that they coordinate."""

    identity: Identity
    program: Program
    programs: tuple[Program, ...]


def coordinating(tx: Tx, team_id: str, slack_id: str, program_id: int | None = None) -> Coordinating | Refusal:
    """Return who is asking as a coordinator of that program, by default of their first, or why they are none."""
    identity = recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    theirs = [program for member, program in identity.open_memberships() if Role.COORDINATOR in member.roles]
    chosen = next((program for program in theirs if program_id in (None, program.id)), None)
    if chosen is None:
        return Refusal(Reason.NOT_COORDINATOR, locale=identity.person.locale)
    return Coordinating(identity, chosen, tuple(theirs))


def is_last_coordinator(tx: Tx, member: Member) -> bool:
    """Say whether a program would have no coordinator any more without this membership."""
    enrolled = members.open_members_of_program(tx, member.program_id)
    coordinators = {other.id for other, _ in enrolled if Role.COORDINATOR in other.roles}
    return coordinators == {member.id}


def timezone_of(identity: Identity) -> str:
    """Return the person's time zone: their own, else that of their first program."""
    return identity.person.timezone(identity.open_memberships()[0][1].timezone)


def coordinates(identity: Identity, program_id: int) -> bool:
    """Say whether the person coordinates the program now."""
    return any(
        program.id == program_id and Role.COORDINATOR in member.roles for member, program in identity.open_memberships()
    )
