"""A running session as its hosts see it, and people who come late or not at all: placed at once, for this time only."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.group_day import Today, arrive, leave
from bot.domain.kinds.session_day import SESSION_OPENED
from bot.domain.members import Person
from bot.domain.refusals import Refusal
from bot.domain.session_day import Job
from bot.domain.session_seats import Seat, SessionGroup
from bot.domain.sessions import Answer, Session
from bot.services.session_opening import YEAR, in_order, jobs_for, plan_for, sure_to_come
from bot.services.session_posts import Posts
from bot.services.session_rounds import Denied, Done, Why, hosting
from bot.store import home_groups as homes_store
from bot.store import session_day as stored
from bot.store import sessions as sessions_store
from bot.store.apart import in_groups as together_never
from bot.store.database import Store, Tx


@dataclass(frozen=True, slots=True)
class Board:
    """A session as its hosts see it: its groups that have people, who sits where, what the invited said, and who has no
    place today (name by member id).
    """

    session: Session
    locale: str
    groups: tuple[tuple[SessionGroup, tuple[Seat, ...]], ...]
    answers: Mapping[Answer | None, int]
    absent: Mapping[int, str]
    reached: frozenset[int] = frozenset()  # ids of groups with a conversation


@dataclass(frozen=True, slots=True)
class Placing:
    """Who is missing and who came after all, as member ids: these sit in the group `into` (its id), else at home or
    where there is room.
    """

    missing: tuple[int, ...] = ()
    came: tuple[int, ...] = ()
    into: int | None = None


def board(store: Store, team_id: str, slack_id: str, session_id: int, *, now: datetime) -> Board | Denied | Refusal:
    """Return a session to one of its hosts."""
    with store.read() as tx:
        found = hosting(tx, team_id, slack_id, session_id)
        if not isinstance(found, tuple):
            return found
        return board_of(tx, found[1], found[0].person.locale)


def board_of(tx: Tx, session: Session, locale: str) -> Board:
    """Return a session as its hosts see it."""
    groups = stored.groups_of(tx, session.id)
    seats = stored.seats(tx, [group.id for group in groups])
    seated = {seat.member_id for there in seats.values() for seat in there}
    invited = {each.member_id: each for each in sessions_store.invitations(tx, session.id)}
    away = stored.active_people(tx, invited.keys() - seated)
    shown = tuple((group, tuple(seats[group.id])) for group in groups if seats[group.id])
    answers = Counter(each.answer for each in invited.values())
    posts = Posts(tx, session)
    reached = frozenset(group.id for group in groups if posts.reaches(group))
    return Board(session, locale, shown, answers, {id_: away[id_].name for id_ in in_order(away)}, reached)


def place(
    store: Store,
    team_id: str,
    slack_id: str,
    session_id: int,
    who: Placing,
    *,
    now: datetime,
) -> Done:
    """Take away the places of those who are missing, noted as not there, and give those who came one.

    A group that gets too small before its rounds begin joins another; one whose rounds run stays as it is.
    """
    with store.write() as tx:
        found = hosting(tx, team_id, slack_id, session_id)
        if not isinstance(found, tuple):
            return found
        identity, session = found
        groups = stored.groups_of(tx, session_id, lock=True)
        seats = stored.seats(tx, [group.id for group in groups])
        if session.ended_at is not None:
            return Denied(Why.ENDED, identity.person.locale)
        invited = {each.member_id for each in sessions_store.invitations(tx, session_id)}
        seated = {seat.member_id for there in seats.values() for seat in there}
        gone = [id_ for id_ in who.missing if id_ in seated]
        back = [id_ for id_ in who.came if id_ in invited - seated]
        today = _placed(tx, session, groups, seats, gone, back, who.into)
        groups, today = _with_first_group(tx, session, groups, today)
        seats = stored.seats(tx, [group.id for group in groups])
        stored.attend(tx, session_id, dict.fromkeys(gone, False), identity.person.id, now)
        stored.attend(tx, session_id, dict.fromkeys(back), identity.person.id, now)
        _write(tx, session, groups, seats, today, now)
        return None


def _placed(
    tx: Tx,
    session: Session,
    groups: Sequence[SessionGroup],
    seats: Mapping[int, Sequence[Seat]],
    gone: Collection[int],
    back: Collection[int],
    into: int | None,
) -> Today:
    """Return the groups as they become, by their id as text, with member ids as text."""
    settings = homes_store.settings_of(tx, session.program_id)
    apart = frozenset(frozenset(map(str, pair)) for pair in together_never(tx, session.program_id))
    there = {str(group.id): frozenset(str(seat.member_id) for seat in seats[group.id]) for group in groups}
    sitting = {name: ids for name, ids in there.items() if ids}
    guests = _guests(groups, seats)
    today = Today(sitting, guests, settings.smallest, settings.largest, apart)
    running = {str(group.id) for group in groups if group.run.is_on}
    for member_id in gone:
        name = today.group_of(str(member_id))
        if name in running:
            rest = {key: ids - {str(member_id)} for key, ids in today.groups.items()}
            today = replace(today, groups={key: ids for key, ids in rest.items() if ids})
        else:
            today = leave(today, str(member_id))
    for member_id in back:
        if into is not None and str(into) in there:
            groups_now = dict(today.groups)
            groups_now[str(into)] = groups_now.get(str(into), frozenset()) | {str(member_id)}
            today = replace(today, groups=groups_now)
        else:
            today = arrive(today, str(member_id), _home_of(tx, groups, member_id))
    return today


def _with_first_group(
    tx: Tx, session: Session, groups: list[SessionGroup], today: Today
) -> tuple[list[SessionGroup], Today]:
    """Make the group that somebody opens who comes where nobody has come yet, so that there is none to join."""
    homes = {f"home {home.id}": home for home in homes_store.groups_of(tx, session.program_id)}
    ids = {}
    for name in sorted(today.groups.keys() - {str(group.id) for group in groups}):
        home = homes.get(name)
        where = (home.id, home.channel) if home else (None, None)
        plan = plan_for(session, (), session.minutes)
        ids[name] = str(stored.add_group(tx, session.id, home.name if home else name, where, plan, session.ends_at))
    if not ids:
        return groups, today
    renamed = {ids.get(name, name): there for name, there in today.groups.items()}
    return stored.groups_of(tx, session.id), replace(today, groups=renamed)


def _guests(groups: Sequence[SessionGroup], seats: Mapping[int, Sequence[Seat]]) -> dict[str, str]:
    """Return where homes that sit with another group are today: the group of each such home."""
    hosts = {group.home_group_id for group in groups if seats[group.id]}
    return {
        _name(groups, seat.home_group_id): str(group.id)
        for group in groups
        for seat in seats[group.id]
        if seat.home_group_id is not None and seat.home_group_id not in hosts
    }


def _name(groups: Sequence[SessionGroup], home_group_id: int) -> str:
    """Return what a home goes by today: its group's id, or a name of its own where it has no group."""
    own = next((str(group.id) for group in groups if group.home_group_id == home_group_id), None)
    return own or f"home {home_group_id}"


def _home_of(tx: Tx, groups: Sequence[SessionGroup], member_id: int) -> str | None:
    home = homes_store.group_of(tx, member_id)
    return _name(groups, home.id) if home is not None else None


def _write(
    tx: Tx,
    session: Session,
    groups: Sequence[SessionGroup],
    before: Mapping[int, Sequence[Seat]],
    today: Today,
    now: datetime,
) -> None:
    """Write down who sits where now, with plans and jobs where they changed, and tell those concerned."""
    was = {group.id: {seat.member_id for seat in before[group.id]} for group in groups}
    becomes = {group.id: {int(id_) for id_ in today.groups.get(str(group.id), ())} for group in groups}
    changed = [group for group in groups if was[group.id] != becomes[group.id]]
    stored.stand_up(tx, session.id, [id_ for group in changed for id_ in was[group.id]])
    people = stored.active_people(tx, [id_ for group in changed for id_ in becomes[group.id]])
    for group in changed:
        stored.sit(tx, group.id, sorted(becomes[group.id]))
        _settle(tx, session, group, before[group.id], {id_: people[id_] for id_ in becomes[group.id] if id_ in people})
    seats = stored.seats(tx, [group.id for group in groups])
    posts = Posts(tx, session)
    for group in changed:
        new = [seat for seat in seats[group.id] if seat.member_id not in was[group.id]]
        posts.put(group, new, SESSION_OPENED, "opened", {}, now)
    if any(seats.values()):  # where nobody has a place at the moment, somebody may still come
        stored.end_if_over(tx, session.id, now)
    posts.follow([(group, [*seats[group.id], *before[group.id]]) for group in changed], now)


def _settle(
    tx: Tx, session: Session, group: SessionGroup, before: Sequence[Seat], people: Mapping[int, Person]
) -> None:
    """Bring jobs and rounds in line with who sits in a group now: a group left empty is over for today, one that has
    not begun is planned anew, and one that runs keeps its rounds.
    """
    jobs = {seat.member_id: seat.job for seat in before if seat.job is not None and seat.member_id in people}
    if not people:
        stored.set_run(tx, group.id, replace(group.run, ended_at=session.starts_at, next_at=None))
        return
    if group.run.round is None:
        emptied = group.run.ended_at is not None
        stored.set_plan(tx, group.id, plan_for(session, in_order(people), session.minutes))
        if emptied:
            stored.set_run(tx, group.id, replace(group.run, ended_at=None, next_at=session.ends_at))
    rest = [member_id for member_id in in_order(people) if member_id not in jobs]
    if len(jobs) < 2 and rest:
        said = {each.member_id: each.answer for each in sessions_store.invitations(tx, session.id)}
        history = stored.jobs_before(tx, session.program_id, session.starts_at, session.starts_at - YEAR)
        fresh, _ = jobs_for(rest, sure_to_come(tx, session, said), history)
        open_ = {job: member_id for member_id, job in fresh.items() if job not in jobs.values()}
        if not open_ and jobs:  # one person is left for the one job that nobody has
            open_ = {next(job for job in Job if job not in jobs.values()): rest[0]}
        jobs |= {member_id: job for job, member_id in open_.items()}
    stored.set_jobs(tx, group.id, jobs)
