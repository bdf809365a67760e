"""Sessions as one person sees them: which concern them, and what may be shown of each."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.members import Member, Role
from bot.domain.sessions import Session, SessionLine
from bot.store import members
from bot.store import sessions as stored
from bot.store.database import Tx
from bot.store.identity import Identity


def coming_for(tx: Tx, identity: Identity, now: datetime) -> list[Session]:
    """Return the sessions that are not over at the UTC moment `now`, the soonest first, to which a person is invited,
    that they host, or whose program they coordinate.
    """
    by_program = {program.id: member for member, program in identity.open_memberships()}
    found = stored.coming(tx, list(by_program), now)
    if not found:
        return []
    ids = [each.id for each in found]
    asked = stored.invitations_of(tx, ids, [member.id for member in by_program.values()])
    hosts = stored.hosts(tx, ids)

    def sees(session: Session) -> bool:
        member = by_program[session.program_id]
        by_role = bool(member.roles & (session.invited_roles | {Role.COORDINATOR}))
        return by_role or (session.id, member.id) in asked or member.id in hosts[session.id]

    return [each for each in found if sees(each)]


def next_for(tx: Tx, identity: Identity, now: datetime) -> SessionLine | None:
    """Return the next session that a person sees, None if nothing is planned."""
    return next(iter(lines(tx, identity, coming_for(tx, identity, now)[:1])), None)


def lines(tx: Tx, identity: Identity, shown: Sequence[Session]) -> tuple[SessionLine, ...]:
    """Return sessions as a person with a membership in their programs sees them; others are left out."""
    by_program = {program.id: (member, program) for member, program in identity.open_memberships()}
    shown = [each for each in shown if each.program_id in by_program]
    if not shown:
        return ()
    ids = [each.id for each in shown]
    asked = stored.invitations_of(tx, ids, [member.id for member, _ in by_program.values()])
    hosting = stored.hosts(tx, ids)
    names = {id_: members.person_of_member(tx, id_) for id_ in {one for each in hosting.values() for one in each}}
    counts = stored.counts(tx, ids)
    found = []
    for session in shown:
        member, program = by_program[session.program_id]
        invitation = asked.get((session.id, member.id))
        manages, hosts = Role.COORDINATOR in member.roles, hosting[session.id]
        found.append(
            SessionLine(
                session=session,
                program=program.name,
                answer=invitation.answer if invitation else None,
                is_invited=invitation is not None or invited_by_role(session, member),
                hosts=tuple(person.name for id_ in hosts if (person := names[id_]) is not None),
                manages=manages,
                is_host=member.id in hosts,
                counts=counts[session.id] if manages or member.id in hosts else None,
            )
        )
    return tuple(found)


def invited_by_role(session: Session, member: Member) -> bool:
    """Say whether a member's roles are among those that are invited."""
    return bool(member.roles & session.invited_roles)
