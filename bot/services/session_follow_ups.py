"""What follows a session by itself: who was there, the group's Now Whats, and the same halfway to the next session."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta

from bot.domain.calendar import local, moment_of
from bot.domain.kinds.session_day import NOW_WHATS, SESSION_SELF_REPORT
from bot.domain.session_day import FollowUp, follow_ups, next_follow_up
from bot.domain.session_seats import Seat, SessionGroup
from bot.domain.sessions import Session
from bot.services.session_posts import Posts, delay
from bot.store import programs, session_reflections
from bot.store import session_day as stored
from bot.store import sessions as sessions_store
from bot.store.database import Tx

LONGEST_BREAK = 60  # days to look for a school day
AHEAD = timedelta(days=2)  # closer to the next session, what comes at its start anyway is not brought up


def next_moment(tx: Tx, session: Session, group: SessionGroup, after: datetime) -> datetime | None:
    """Return when something of a group whose rounds are over is due next after the UTC moment `after`."""
    return next_follow_up(_moments(tx, session, group).values(), after)


def _moments(tx: Tx, session: Session, group: SessionGroup) -> dict[FollowUp, datetime]:
    """Return when each thing follows: a post to a group on a school day, at the session's time of day, and none on top
    of the next session. What is brought up halfway comes before holidays that last until then.
    """
    if group.run.ended_at is None:
        return {}
    next_start = stored.next_start(tx, session.program_id, session.starts_at)
    found = follow_ups(group.run.ended_at, next_start)
    days = programs.waking(tx, session.program_id).days

    def at(moment: datetime, find: Callable[[date, int], date | None]) -> datetime:
        day = local(moment, session.timezone).date()
        return moment_of(find(day, LONGEST_BREAK) or day, session.at, session.timezone)

    posted = {what: at(found[what], days.first_from) for what in found.keys() - {FollowUp.SELF_REPORT}}
    if next_start is not None and posted.get(FollowUp.BROUGHT_UP, next_start - AHEAD) > next_start - AHEAD:
        posted[FollowUp.BROUGHT_UP] = at(found[FollowUp.BROUGHT_UP], days.last_until)
    found |= posted
    return {what: moment for what, moment in found.items() if next_start is None or moment < next_start}


def make_due(tx: Tx, posts: Posts, session: Session, group: SessionGroup, seats: Sequence[Seat], now: datetime) -> None:
    """Make what follows a group's session and is due by now."""
    since = group.run.next_at or now
    for what, moment in _moments(tx, session, group).items():
        if since - timedelta(seconds=1) < moment <= now:
            _make(tx, posts, session, group, seats, what, now)
    stored.set_next(tx, group.id, next_moment(tx, session, group, now))


def _make(
    tx: Tx,
    posts: Posts,
    session: Session,
    group: SessionGroup,
    seats: Sequence[Seat],
    what: FollowUp,
    now: datetime,
) -> None:
    if what is FollowUp.SELF_REPORT:
        said = {each.member_id: each.attended for each in sessions_store.invitations(tx, session.id)}
        open_ = [seat for seat in seats if said.get(seat.member_id, True) is None]
        posts.put_direct(open_, SESSION_SELF_REPORT, {"session": session.id}, now)
    elif session_reflections.now_whats(tx, [group.id]):
        groups = stored.groups_of(tx, session.id)
        posts.put(group, seats, NOW_WHATS, what.value, {"what": what.value}, now, delay(groups, group))
