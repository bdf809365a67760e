"""What falls due around sessions: groups are proposed, settled, people reminded, the end noted. One moment a session,
`next_at`, computed anew from the wall clock each time; nothing is kept in memory.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime

from bot.domain.kinds.sessions import SESSION_DAY_BEFORE, SESSION_HOUR_BEFORE
from bot.domain.messages import Draft
from bot.domain.session_moments import Moment, moments, next_moment
from bot.domain.sessions import Answer, Session
from bot.services import home, session_groups, session_news
from bot.services.session_posts import Posts
from bot.store import home_groups, outbox, programs, session_day
from bot.store import sessions as stored
from bot.store.database import Store, Tx

BATCH = 20  # sessions a transaction: each may concern hundreds of people


def make_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Do what is due for every session by the UTC moment `now`; return how many sessions there were."""
    with store.read() as tx:
        if not stored.is_due(tx, now):
            return 0
        session_groups.foresee(tx, [each for each in stored.due(tx, now, limit) if each.starts_at > now])
    with store.write() as tx:
        due = stored.due(tx, now, limit)
        for session in due:
            _one(tx, session, now)
            after = stored.get(tx, session.id)
            moment = next_moment(after, now, programs.waking(tx, after.program_id)) if after else None
            stored.change(tx, session.id, {"next_at": moment})
        return len(due)


def _one(tx: Tx, session: Session, now: datetime) -> None:
    when = moments(session, programs.waking(tx, session.program_id))
    if session.starts_at > now:
        if when[Moment.DAY_BEFORE] <= now:
            session_groups.settle(tx, session, now)
        elif session.grouped_at is None and when[Moment.GROUPS] <= now:
            session_groups.propose(tx, session, now)
    elif session.ends_at <= now and session_day.end_if_over(tx, session.id, now):
        Posts(tx, session).follow((), now)
    outbox.put(tx, list(_reminders(tx, session, when, now)))
    if session.starts_at <= now:
        home.changed(tx, [person.id for _, person in session_news.people_of(tx, session)], now)


def _reminders(tx: Tx, session: Session, when: Mapping[Moment, datetime], now: datetime) -> Iterator[Draft]:
    """Yield the reminders that fell due since the session's moment, to those who come or have not said, and hosts."""
    wanted, since = home_groups.settings_of(tx, session.program_id), session.next_at or now
    kinds = [
        (SESSION_DAY_BEFORE.name, when[Moment.DAY_BEFORE], wanted.day_before),
        (SESSION_HOUR_BEFORE.name, when[Moment.HOUR_BEFORE], wanted.hour_before),
    ]
    due = [(kind, moment) for kind, moment, is_wanted in kinds if is_wanted and since <= moment <= now]
    if not due:
        return
    found = session_news.people_of(tx, session)
    stored.invite(tx, session.id, session_news.invited_ids(session, found))
    said = stored.invitations_of(tx, [session.id], [member.id for member, _ in found])
    declined = {member_id for (_, member_id), each in said.items() if each.answer is Answer.NO}
    facts = {"session": session.id, "starts": session.starts_at.isoformat()}
    for kind, moment in due:
        for member, person in found:
            if member.id not in declined:
                key = session_news.reminder_key(kind, session, person.id)
                yield Draft(person.workspace_id, kind, key, facts, moment, person.id, session.program_id)
