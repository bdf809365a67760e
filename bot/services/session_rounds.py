"""The rounds of a session's groups: begun, moved on when their time has come, and by a press."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.kinds.session_day import SESSION_ATTENDANCE, SESSION_CALL, SESSION_ROUND
from bot.domain.refusals import Refusal
from bot.domain.rounds import Press
from bot.domain.session_day import MINUTE, Job, Run, Said, advanced, begun, pressed
from bot.domain.session_seats import Seat, SessionGroup
from bot.domain.sessions import Session
from bot.services import people, session_follow_ups
from bot.services.session_opening import plan_for
from bot.services.session_posts import Posts, delay
from bot.store import members
from bot.store import session_day as stored
from bot.store import sessions as sessions_store
from bot.store.database import Store, Tx
from bot.store.identity import Identity

EDITS_AFTER = timedelta(seconds=10)
BATCH = 200  # groups a transaction, so that others get their turn to write


class Why(StrEnum):
    """Why something is not done in a running session."""

    NOT_HOST = "not_host"
    NOT_YOURS = "not_yours"  # neither a host nor one of those who facilitate or keep time in that group
    NOT_OPEN = "not_open"  # its groups are made when it starts
    BEGUN = "begun"  # somebody was first
    ROUND_OVER = "round_over"
    ENDED = "ended"
    ALONE = "alone"  # one person has no rounds
    GONE = "gone"  # cancelled, or of no program of theirs


@dataclass(frozen=True, slots=True)
class Denied:
    """What keeps a request from being carried out; `by` and `at` (UTC) say who was first, and when; `timezone` is that
    of whoever asked.
    """

    why: Why
    locale: str = "en-US"
    by: str = ""
    at: datetime | None = None
    timezone: str = "UTC"


Done = Denied | Refusal | None


def hosting(tx: Tx, team_id: str, slack_id: str, session_id: int) -> tuple[Identity, Session] | Denied | Refusal:
    """Return a session whose groups are made to whoever hosts it or coordinates its program."""
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    locale = identity.person.locale
    session = sessions_store.get(tx, session_id)
    if session is None or session.cancelled_at is not None:
        return Denied(Why.GONE, locale)
    if not hosts(tx, identity, session):
        return Denied(Why.NOT_HOST, locale)
    return (identity, session) if session.opened_at is not None else Denied(Why.NOT_OPEN, locale)


def hosts(tx: Tx, identity: Identity, session: Session) -> bool:
    """Say whether somebody hosts a session or coordinates its program; so it runs on if its only host leaves."""
    mine = {member.id for member, _ in identity.open_memberships()}
    hosting = sessions_store.hosts(tx, [session.id])[session.id]
    return bool(mine & set(hosting)) or people.coordinates(identity, session.program_id)


def begin(store: Store, team_id: str, slack_id: str, session_id: int, *, now: datetime) -> Done:
    """Begin the rounds of all groups that have not begun. Of two who press, the first does it."""
    with store.write() as tx:
        found = hosting(tx, team_id, slack_id, session_id)
        if not isinstance(found, tuple):
            return found
        identity, session = found
        if session.ended_at is not None:
            return Denied(Why.ENDED, identity.person.locale)
        if not stored.begin_session(tx, session_id, identity.person.id, now):
            return _begun(tx, session_id, identity)
        groups = stored.groups_of(tx, session_id, lock=True)
        seats = stored.seats(tx, [group.id for group in groups])
        posts = Posts(tx, session)
        for group in groups:
            if group.run == Run(next_at=group.run.next_at) and len(seats[group.id]) > 1:
                _begin(tx, posts, session, group, groups, seats[group.id], now)
        posts.follow((), now)
        # Slack takes fewer edits than posts: what each group reads of its first round goes first.
        posts.follow_begun(groups, now + EDITS_AFTER)
        return None


def _begun(tx: Tx, session_id: int, identity: Identity) -> Denied:
    session = sessions_store.get(tx, session_id)
    person = members.person(tx, session.begun_by) if session is not None and session.begun_by is not None else None
    by, at = person.name if person else "", session.begun_at if session else None
    return Denied(Why.BEGUN, identity.person.locale, by, at, people.timezone_of(identity))


def _begin(
    tx: Tx,
    posts: Posts,
    session: Session,
    group: SessionGroup,
    groups: Sequence[SessionGroup],
    seats: Sequence[Seat],
    now: datetime,
) -> None:
    """Begin a group's first round, with a plan that fits in the time that is left."""
    left = max(0, (session.ends_at - now) // MINUTE)
    plan = plan_for(session, [seat.member_id for seat in seats], left)
    stored.set_plan(tx, group.id, plan)
    run = begun(plan.steps, now)
    stored.set_run(tx, group.id, run)
    _say(posts, replace(group, plan=plan, run=run), seats, Said.ROUND, groups, now)


def begin_group(store: Store, team_id: str, slack_id: str, group_id: int, *, now: datetime) -> Done:
    """Begin the rounds of one group, as its facilitator, its timekeeper or a host."""
    with store.write() as tx:
        found = _theirs(tx, team_id, slack_id, group_id)
        if not isinstance(found, _Theirs):
            return found
        group, seats = found.group, found.seats
        if group.run.ended_at is not None:
            return Denied(Why.ENDED, found.locale)
        if group.run.round is not None:
            return Denied(Why.BEGUN, found.locale, at=group.run.round_began_at, timezone=found.timezone)
        if len(seats) < 2:
            return Denied(Why.ALONE, found.locale)
        posts = Posts(tx, found.session)
        _begin(tx, posts, found.session, group, [group], seats, now)
        posts.follow([(group, seats)], now)
        return None


def press(store: Store, team_id: str, slack_id: str, group_id: int, what: Press, number: int, *, now: datetime) -> Done:
    """Lengthen or end round `number` of a group, or end all its rounds. A press for a round that is over does
    nothing.
    """
    with store.write() as tx:
        found = _theirs(tx, team_id, slack_id, group_id)
        if not isinstance(found, _Theirs):
            return found
        group = found.group
        changed = pressed(group.run, group.plan.steps, what, number, now)
        if changed is None:
            return Denied(Why.ENDED if group.run.ended_at is not None else Why.ROUND_OVER, found.locale)
        run, said = changed
        _go(tx, Posts(tx, found.session), found.session, group, run, [group], found.seats, said, now)
        return None


@dataclass(frozen=True, slots=True)
class _Theirs:
    session: Session
    group: SessionGroup
    seats: list[Seat]
    locale: str
    timezone: str


def _theirs(tx: Tx, team_id: str, slack_id: str, group_id: int) -> _Theirs | Denied | Refusal:
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    locale = identity.person.locale
    group = stored.group(tx, group_id, lock=True)
    session = sessions_store.get(tx, group.session_id) if group is not None else None
    if group is None or session is None or session.cancelled_at is not None:
        return Denied(Why.GONE, locale)
    seats = stored.seats(tx, [group_id])[group_id]
    has_job = any(seat.job is not None and seat.person.id == identity.person.id for seat in seats)
    if not has_job and not hosts(tx, identity, session):
        return Denied(Why.NOT_YOURS, locale)
    return _Theirs(session, group, seats, locale, people.timezone_of(identity))


def look(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Make everything that is due in running groups and after them; return how many groups were due."""
    with store.read() as tx:
        if not stored.is_due(tx, now):
            return 0
    with store.write() as tx:
        due = stored.due(tx, now, limit)
        seats = stored.seats(tx, [group.id for group in due])
        sessions = {each.id: each for each in sessions_store.get_many(tx, {group.session_id for group in due})}
        for session in sessions.values():
            posts, groups = Posts(tx, session), stored.groups_of(tx, session.id)
            for group in (each for each in due if each.session_id == session.id):
                _look(tx, posts, session, group, groups, seats[group.id], now)
        return len(due)


def _look(
    tx: Tx,
    posts: Posts,
    session: Session,
    group: SessionGroup,
    groups: Sequence[SessionGroup],
    seats: Sequence[Seat],
    now: datetime,
) -> None:
    if session.cancelled_at is not None:
        stored.set_next(tx, group.id, None)
    elif group.run.ended_at is not None:
        session_follow_ups.make_due(tx, posts, session, group, seats, now)
    elif group.run.round is None:  # nobody began, and the session's time is over
        ended = replace(group.run, ended_at=session.ends_at, next_at=None)
        _go(tx, posts, session, group, ended, groups, seats, None, now)
        posts.follow([(group, seats)], now)
    else:
        run, said = advanced(group.run, group.plan.steps, now)
        _go(tx, posts, session, group, run, groups, seats, said, now)


def _go(
    tx: Tx,
    posts: Posts,
    session: Session,
    before: SessionGroup,
    run: Run,
    groups: Sequence[SessionGroup],
    seats: Sequence[Seat],
    said: Said | None,
    now: datetime,
) -> None:
    """Write down how far a group is now and tell it; once it is over, its facilitator is asked who was there."""
    group = replace(before, run=run)
    stored.set_run(tx, group.id, run)
    if said in {Said.ROUND, Said.END}:
        if len(groups) > 1:  # Slack takes fewer edits than posts
            posts.follow_over(before, now + EDITS_AFTER)
        else:
            posts.follow_over(before, now, seats)
    if group.run.ended_at is not None:
        group = stored.go_home(tx, group)
    if said is not None:
        _say(posts, group, seats, said, groups, now)
    if group.run.ended_at is not None:
        asked = [seat for seat in seats if seat.job is Job.FACILITATOR]
        posts.put_direct(asked, SESSION_ATTENDANCE, {"group": group.id}, now)
        stored.set_next(tx, group.id, session_follow_ups.next_moment(tx, session, group, group.run.ended_at))
        if stored.end_if_over(tx, session.id, now):
            posts.follow((), now)


def _say(
    posts: Posts, group: SessionGroup, seats: Sequence[Seat], said: Said, groups: Sequence[SessionGroup], now: datetime
) -> None:
    run = group.run
    ends = int(run.round_ends_at.timestamp()) if run.round_ends_at is not None else 0
    occasion = f"{run.round}:{said.value}" + ("" if said is Said.ROUND else f":{ends}")
    facts = {"said": said.value, "round": run.round, "ends": ends}
    posts.put(group, seats, SESSION_ROUND, occasion, facts, now, delay(groups, group))
    if said is Said.MORE:
        posts.follow_round(group, seats, now)


def call(store: Store, team_id: str, slack_id: str, session_id: int, words: str, *, now: datetime) -> Done:
    """Say something to all groups as a host."""
    with store.write() as tx:
        found = hosting(tx, team_id, slack_id, session_id)
        if not isinstance(found, tuple):
            return found
        identity, session = found
        call_id = stored.add_call(tx, session_id, identity.person.id, words.strip(), now)
        groups = stored.groups_of(tx, session_id)
        seats = stored.seats(tx, [group.id for group in groups])
        posts = Posts(tx, session)
        for group in (each for each in groups if seats[each.id]):
            later = delay(groups, group)
            posts.put(group, seats[group.id], SESSION_CALL, f"call-{call_id}", {"call": call_id}, now, later)
        return None
