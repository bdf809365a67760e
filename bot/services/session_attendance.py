"""Who was at a session, and what they take with them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import local
from bot.domain.kinds.session_day import SESSION_ATTENDANCE, SESSION_REFLECTION, SESSION_SELF_REPORT, SESSION_SHARED
from bot.domain.messages import Draft
from bot.domain.pairs import Partner
from bot.domain.refusals import Reason, Refusal
from bot.domain.session_day import Reflection
from bot.domain.sessions import Session
from bot.services import people, posts
from bot.services.session_posts import Posts
from bot.services.session_rounds import Denied, Done, Why, hosts
from bot.store import session_day as stored
from bot.store import session_reflections as reflections
from bot.store import sessions as sessions_store
from bot.store.database import Store, Tx
from bot.store.identity import Identity, partners_of


@dataclass(frozen=True, slots=True)
class ReflectionForm:
    """What the form begins with. `mentors` are the names of those who would read what is shared with the mentor."""

    session: Session
    locale: str
    reflection: Reflection
    mentors: tuple[str, ...] = ()


def mark(store: Store, team_id: str, slack_id: str, group_id: int, there: Collection[int], *, now: datetime) -> Done:
    """Note who of a group was there (member ids) and that the others were not, as its facilitator, its timekeeper or a
    host. Marked again, it is corrected. Who was there is asked what they take with them.
    """
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        group = stored.group(tx, group_id)
        session = sessions_store.get(tx, group.session_id) if group is not None else None
        if session is None or session.cancelled_at is not None:
            return Denied(Why.GONE, identity.person.locale)
        seats = stored.seats(tx, [group_id])[group_id]
        has_job = any(seat.job is not None and seat.person.id == identity.person.id for seat in seats)
        if not has_job and not hosts(tx, identity, session):
            return Denied(Why.NOT_YOURS, identity.person.locale)
        was = {seat.member_id: seat.member_id in there for seat in seats}
        stored.attend(tx, session.id, was, identity.person.id, now)
        came = [seat for seat in seats if was[seat.member_id]]
        Posts(tx, session).put_direct(came, SESSION_REFLECTION, {"session": session.id}, now)
        keys = [f"{SESSION_ATTENDANCE.name}:{session.id}:{seat.member_id}" for seat in seats]
        keys += [f"{SESSION_SELF_REPORT.name}:{session.id}:{seat.member_id}" for seat in seats]
        posts.refresh(tx, keys, now)
        return None


def report(store: Store, team_id: str, slack_id: str, session_id: int, was_there: bool, *, now: datetime) -> Done:
    """Note what somebody says of themselves: that they were at a session, or not."""
    with store.write() as tx:
        found = _mine(tx, team_id, slack_id, session_id)
        if not isinstance(found, tuple):
            return found
        identity, session, member_id = found
        if session.starts_at > now:
            return Denied(Why.NOT_OPEN, identity.person.locale)
        stored.attend(tx, session_id, {member_id: was_there}, identity.person.id, now)
        posts.refresh(tx, [f"{SESSION_SELF_REPORT.name}:{session_id}:{member_id}"], now)
        return None


def _mine(tx: Tx, team_id: str, slack_id: str, session_id: int) -> tuple[Identity, Session, int] | Denied | Refusal:
    """Return a session to somebody who was invited to it, with their member id."""
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    session = sessions_store.get(tx, session_id)
    mine = [member.id for member, _ in identity.open_memberships()]
    invited = sessions_store.invitations_of(tx, [session_id], mine)
    if session is None or session.cancelled_at is not None or not invited:
        return Denied(Why.GONE, identity.person.locale)
    return identity, session, next(member_id for _, member_id in invited)


def open_reflection(
    store: Store, team_id: str, slack_id: str, session_id: int, *, now: datetime
) -> ReflectionForm | Denied | Refusal:
    """Return the form with what somebody wrote before."""
    with store.read() as tx:
        found = _mine(tx, team_id, slack_id, session_id)
        if not isinstance(found, tuple):
            return found
        identity, session, member_id = found
        before = reflections.reflection(tx, session_id, member_id) or Reflection()
        names = tuple(mentor.name for mentor in _mentors(tx, identity, member_id, now))
        return ReflectionForm(session, identity.person.locale, before, names)


def _mentors(tx: Tx, identity: Identity, member_id: int, now: datetime) -> list[Partner]:
    today = local(now, people.timezone_of(identity)).date()
    mine = next((member for member, _ in identity.open_memberships() if member.id == member_id), None)
    return [partner for partner in partners_of(tx, mine, today) if partner.is_mentor] if mine is not None else []


def reflect(
    store: Store, team_id: str, slack_id: str, session_id: int, reflection: Reflection, *, now: datetime
) -> Done:
    """Write down what somebody takes with them. Their mentors are told of what is shared with them; what is shared with
    the group is posted there with what others share. Whoever reflects was there.
    """
    with store.write() as tx:
        found = _mine(tx, team_id, slack_id, session_id)
        if not isinstance(found, tuple):
            return found
        identity, session, member_id = found
        if session.starts_at > now:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        reflections.write(tx, session_id, member_id, reflection, now)
        mentors = _mentors(tx, identity, member_id, now) if reflection.for_mentor and reflection.now_what else []
        drafts = [
            Draft(
                identity.workspace.id,
                SESSION_SHARED.name,
                _shared_key(session_id, member_id, mentor.person_id),
                {"session": session_id, "member": member_id},
                now,
                person_id=mentor.person_id,
                program_id=session.program_id,
            )
            for mentor in mentors
        ]
        posts.announce(tx, drafts, now)
        told = [f"{SESSION_REFLECTION.name}:{session_id}:{member_id}"]
        told += [_shared_key(session_id, member_id, each.person_id) for each in _mentors(tx, identity, member_id, now)]
        told.append(f"{SESSION_SELF_REPORT.name}:{session_id}:{member_id}")
        posts.refresh(tx, told, now)
        return None


def _shared_key(session_id: int, member_id: int, mentor_id: int) -> str:
    return f"{SESSION_SHARED.name}:{session_id}:{member_id}:{mentor_id}"
