"""The groups of a coming session: proposed to its hosts, changed and approved by them, else settled as proposed."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from bot.domain.group_day import Today
from bot.domain.home_groups import Proposal
from bot.domain.kinds.sessions import SESSION_GROUPS, SESSION_ZOOM
from bot.domain.members import Member, Role
from bot.domain.messages import Draft
from bot.domain.refusals import Reason, Refusal
from bot.domain.session_moments import Moment, moments
from bot.domain.sessions import Session
from bot.services import home_groups, people, posts, session_news
from bot.store import audit, members, outbox, programs, proposals
from bot.store import sessions as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity


def groups_key(session: Session, person_id: int) -> str:
    """Return the key of the proposal to a host: another one if the session is at another time."""
    return f"{SESSION_GROUPS.name}:{session.id}:{int(session.starts_at.timestamp())}:{person_id}"


def foresee(tx: Tx, sessions: Iterable[Session]) -> None:
    """Work out the groups of sessions in a transaction that only reads. It may take seconds; what is found is kept, so
    that the one that writes them down finds it, and nobody else who writes has to wait meanwhile.
    """
    for session in sessions:
        invited = session_news.invited_ids(session, session_news.people_of(tx, session))
        proposals.proposed(tx, session.program_id, {*proposals.taking_part(tx, session), *invited})


def propose(tx: Tx, session: Session, now: datetime) -> None:
    """Show the hosts who would be in which group, where there is somebody to be grouped."""
    stored.invite(tx, session.id, session_news.invited_ids(session, session_news.people_of(tx, session)))
    stored.change(tx, session.id, {"grouped_at": now})
    if not proposals.taking_part(tx, session):
        return
    drafts = [
        Draft(
            person.workspace_id,
            SESSION_GROUPS.name,
            groups_key(session, person.id),
            {"session": session.id},
            now,
            person.id,
            session.program_id,
        )
        for member, person in session_news.people_of(tx, session)
        if member.id in stored.hosts(tx, [session.id])[session.id]
    ]
    outbox.put(tx, drafts)


def settle(tx: Tx, session: Session, now: datetime) -> None:
    """Make the proposed groups everybody's home groups a day before the session, whether hosts have approved or not."""
    stored.invite(tx, session.id, session_news.invited_ids(session, session_news.people_of(tx, session)))
    home_groups.settle(tx, session.program_id, proposals.proposal_of(tx, session), now=now)
    values = {"grouped_at": session.grouped_at or now, "approved_at": session.approved_at or now}
    stored.change(tx, session.id, values)
    follow(tx, session, now)


def follow(tx: Tx, session: Session, now: datetime) -> None:
    """Bring the proposals that hosts have up to date: groups, and what they would do, follow from what people say."""
    hosting = stored.hosts(tx, [session.id])[session.id]
    found = [members.person_of_member(tx, member_id) for member_id in hosting]
    posts.refresh(tx, [groups_key(session, person.id) for person in found if person is not None], now)


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a session as a host sees them; `names` are those of people by member id, `expected` is who would
    sit where on the day as answers are now.
    """

    session: Session
    proposal: Proposal
    names: dict[int, str]
    pinned: frozenset[int]
    locale: str
    timezone: str
    expected: Today


def look(store: Store, team_id: str, slack_id: str, session_id: int, *, now: datetime) -> Groups | Refusal:
    """Return the groups of a session as they are, or would be, to its hosts and coordinators."""
    with store.read() as tx:
        found = _host(tx, team_id, slack_id, session_id, now)
        if isinstance(found, Refusal):
            return found
        identity, _, session = found
        proposal = proposals.proposal_of(tx, session)
        names = proposals.names_of(tx, session.program_id)
        pins = frozenset(proposals.pins_of(tx, session))
        return Groups(
            session,
            proposal,
            names,
            pins,
            identity.person.locale,
            people.timezone_of(identity),
            proposals.expected_on_the_day(tx, session, proposal),
        )


def _host(
    tx: Tx, team_id: str, slack_id: str, session_id: int, now: datetime
) -> tuple[Identity, Member, Session] | Refusal:
    """Return who asks, if they host the session or coordinate its program and it is not over, or why not."""
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    session = stored.get(tx, session_id)
    if session is None or session.is_over(now):
        return Refusal(Reason.OUTDATED, locale=identity.person.locale)
    hosting = stored.hosts(tx, [session.id])[session.id]
    for member, program in identity.open_memberships():
        if program.id == session.program_id and (member.id in hosting or Role.COORDINATOR in member.roles):
            return identity, member, session
    return Refusal(Reason.NOT_COORDINATOR, locale=identity.person.locale)


def _host_before(
    tx: Tx, team_id: str, slack_id: str, session_id: int, now: datetime
) -> tuple[Identity, Member, Session] | Refusal:
    """Return who asks, as `_host` does, unless the session has begun: then it is the running session's matter."""
    found = _host(tx, team_id, slack_id, session_id, now)
    if not isinstance(found, Refusal) and found[2].has_begun(now):
        return Refusal(Reason.RUNNING, locale=found[0].person.locale)
    return found


def pin(
    store: Store,
    team_id: str,
    slack_id: str,
    session_id: int,
    slack_ids: Collection[str],
    group: str | None,
    *,
    now: datetime,
) -> tuple[str, ...] | Refusal | None:
    """Have people in the group that a host names, None for wherever it fits. Where some of them take no part, nothing
    is changed, and they are returned by name, as far as that is known. A session that has begun is the running
    session's matter.
    """
    look_ahead(store, team_id, slack_id, session_id, now=now)
    with store.write() as tx:
        found = _host_before(tx, team_id, slack_id, session_id, now)
        if isinstance(found, Refusal):
            return found
        identity, _, session = found
        taking = set(proposals.taking_part(tx, session))
        wanted = {
            person.slack_id: member.id
            for member, person in members.open_members_of_program(tx, session.program_id)
            if person.slack_id in set(slack_ids) and member.id in taking
        }
        if others := set(slack_ids) - wanted.keys():
            known_by = members.people_by_slack_id(tx, identity.workspace.id, others)
            return tuple(sorted(person.name for person in known_by.values()))
        known = set(wanted.values())
        stored.invite(tx, session.id, known)
        stored.pin(tx, session.id, known, group)
        if session.approved_at is not None:  # they were settled before: these people move now
            _settle(tx, session, now)
        follow(tx, session, now)
        facts = {"session": session.id, "members": sorted(known), "group": group}
        audit.add(tx, session.program_id, identity.person.id, "session_pinned", now, facts=facts)
        return None


def look_ahead(store: Store, team_id: str, slack_id: str, session_id: int, *, now: datetime) -> Refusal | None:
    """Work out the groups of a session for a host who is about to change or approve them. It may take seconds."""
    with store.read() as tx:
        found = _host_before(tx, team_id, slack_id, session_id, now)
        if isinstance(found, Refusal):
            return found
        foresee(tx, [found[2]])
        return None


def _settle(tx: Tx, session: Session, now: datetime) -> None:
    proposal = proposals.proposal_of(tx, session)
    when = moments(session, programs.waking(tx, session.program_id))
    home_groups.settle(tx, session.program_id, proposal, now=now, opens_at=when[Moment.DAY_BEFORE])


def approve(store: Store, team_id: str, slack_id: str, session_id: int, *, now: datetime) -> Refusal | None:
    """Settle the groups as they are proposed now; their conversations open a day before the session."""
    look_ahead(store, team_id, slack_id, session_id, now=now)
    with store.write() as tx:
        found = _host_before(tx, team_id, slack_id, session_id, now)
        if isinstance(found, Refusal):
            return found
        identity, _, session = found
        if session.approved_at is None:
            _settle(tx, session, now)
            values = {
                "grouped_at": session.grouped_at or now,
                "approved_at": now,
                "approved_by": identity.person.id,
            }
            stored.change(tx, session.id, values)
            facts = {"session": session.id}
            audit.add(tx, session.program_id, identity.person.id, "groups_approved", now, facts=facts)
        follow(tx, session, now)
        return None


def send_zoom(store: Store, team_id: str, slack_id: str, session_id: int, *, now: datetime) -> Refusal | None:
    """Have the file of breakout rooms sent to a host; pressed again within a minute it comes once."""
    with store.write() as tx:
        found = _host(tx, team_id, slack_id, session_id, now)
        if isinstance(found, Refusal):
            return found
        identity, _, session = found
        person = identity.person
        key = f"{SESSION_ZOOM.name}:{session.id}:{person.id}:{now:%Y%m%d%H%M}"
        facts = {"session": session.id}
        outbox.put(tx, [Draft(person.workspace_id, SESSION_ZOOM.name, key, facts, now, person.id, session.program_id)])
        return None
