"""Network sessions as people who are invited see them: what is coming, what they say, the file for their calendar."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.kinds.sessions import SESSION_FILE
from bot.domain.members import Member
from bot.domain.messages import Draft
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.domain.session_seats import SessionGroup
from bot.domain.sessions import Answer, Session, SessionLine
from bot.services import people, session_groups, session_news
from bot.store import outbox, proposals, session_day, session_lines
from bot.store import sessions as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity

PER_PAGE = 5


@dataclass(frozen=True, slots=True)
class Coming:
    """A page of what is coming, the soonest first; `page` counts from 0. `plans` are the programs in which the person
    may plan sessions.
    """

    locale: str
    timezone: str
    lines: tuple[SessionLine, ...]
    page: int
    pages: int
    plans: tuple[Program, ...] = ()
    several: bool = False


def coming(store: Store, team_id: str, slack_id: str, page: int = 0, *, now: datetime) -> Coming | Refusal:
    """Return the sessions to which a person is invited, that they host, or whose program they coordinate."""
    with store.read() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        found = session_lines.coming_for(tx, identity, now)
        pages = max(1, -(-len(found) // PER_PAGE))
        page = min(max(0, page), pages - 1)
        shown = found[page * PER_PAGE : (page + 1) * PER_PAGE]
        mine = [program for _, program in identity.open_memberships()]
        return Coming(
            identity.person.locale,
            people.timezone_of(identity),
            session_lines.lines(tx, identity, shown),
            page,
            pages,
            tuple(program for program in mine if people.coordinates(identity, program.id)),
            len(mine) > 1,
        )


def answer(
    store: Store, team_id: str, slack_id: str, session_id: int, said: Answer, *, now: datetime
) -> Refusal | None:
    """Note what somebody says of a session that is not over; the messages about it and Home follow."""
    with store.write() as tx:
        found = _invited(tx, team_id, slack_id, session_id)
        if isinstance(found, Refusal):
            return found
        identity, member, session = found
        if session.is_over(now) or not _may_answer(tx, session, member):
            session_news.follow(tx, [session], [identity.person.id], now)  # what was pressed says so from now on
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        stored.answer(tx, session.id, member.id, said, now)
        session_news.follow(tx, [session], [identity.person.id], now)
        if session.grouped_at is not None:
            session_groups.follow(tx, session, now)
        return None


def _may_answer(tx: Tx, session: Session, member: Member) -> bool:
    asked = stored.invitations_of(tx, [session.id], [member.id])
    return bool(asked) or session_lines.invited_by_role(session, member)


def _invited(tx: Tx, team_id: str, slack_id: str, session_id: int) -> tuple[Identity, Member, Session] | Refusal:
    """Return who is asking, their membership and a session of that program, or why not."""
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    session = stored.get(tx, session_id)
    for member, program in identity.open_memberships():
        if session is not None and program.id == session.program_id:
            return identity, member, session
    return Refusal(Reason.OUTDATED, locale=identity.person.locale)


@dataclass(frozen=True, slots=True)
class Rounds:
    """What somebody's group will do, or does: how many may sit in it, until it has the group of today."""

    session: Session
    locale: str
    timezone: str
    sizes: tuple[int, ...]
    today: SessionGroup | None = None
    people: int = 0


def rounds(store: Store, team_id: str, slack_id: str, session_id: int, *, now: datetime) -> Rounds | Refusal:
    """Return the rounds of somebody's group in a session that is not over: as they would be, or as they are."""
    with store.read() as tx:
        found = _invited(tx, team_id, slack_id, session_id)
        if isinstance(found, Refusal):
            return found
        identity, member, session = found
        if session.is_over(now):
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        groups = {group.id: group for group in session_day.groups_of(tx, session.id)}
        seats = session_day.seats(tx, list(groups))
        mine = next((id_ for id_, there in seats.items() if any(each.member_id == member.id for each in there)), None)
        return Rounds(
            session,
            identity.person.locale,
            people.timezone_of(identity),
            proposals.expected_sizes(tx, session, member.id),
            groups[mine] if mine is not None else None,
            len(seats[mine]) if mine is not None else 0,
        )


def send_file(store: Store, team_id: str, slack_id: str, session_id: int, *, now: datetime) -> Refusal | None:
    """Have a session, with all others of its series, sent as a calendar file; pressed again within a minute it comes
    once. One that was cancelled comes as cancelled.
    """
    with store.write() as tx:
        found = _invited(tx, team_id, slack_id, session_id)
        if isinstance(found, Refusal):
            return found
        identity, _, session = found
        person_id = identity.person.id
        key = f"{SESSION_FILE.name}:{session.id}:{session.sequence}:{person_id}:{now:%Y%m%d%H%M}"
        facts = {"session": session.id}
        draft = Draft(identity.workspace.id, SESSION_FILE.name, key, facts, now, person_id, session.program_id)
        outbox.put(tx, [draft])
        return None
