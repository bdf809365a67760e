"""The start of a session: who sits with whom today, who facilitates and keeps time, and what the groups are told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.content.protocols import load_protocols
from bot.domain.group_day import Today, for_today
from bot.domain.kinds.session_day import SESSION_OPENED
from bot.domain.members import Person
from bot.domain.rota import Roles, next_roles
from bot.domain.session_day import GroupPlan, Job
from bot.domain.session_plans import fitting
from bot.domain.sessions import Answer, Session
from bot.services import home_groups as homes_service
from bot.services.session_posts import Posts, delay
from bot.store import apart
from bot.store import home_groups as homes_store
from bot.store import session_day as stored
from bot.store import sessions as sessions_store
from bot.store.database import Store, Tx

BATCH = 10  # sessions a transaction, each with all its groups
YEAR = timedelta(days=366)  # over which parts rotate


def open_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Make the groups of every session whose start has come; return how many there were."""
    with store.read() as tx:
        if not stored.starting(tx, now, 1):
            return 0
    with store.write() as tx:
        due = stored.starting(tx, now, limit)
        for session in sessions_store.get_many(tx, due):
            open_groups(tx, session, now)
        return len(due)


def open_groups(tx: Tx, session: Session, now: datetime) -> bool:
    """Make today's groups of a session that starts, tell them and the hosts, and say whether that was not done before.

    Everybody who was invited and has not declined has a place: whoever did not say may well come. A home with too few
    people sits with another for this time.
    """
    if not stored.open_session(tx, session.id, now):
        return False
    said = {each.member_id: each.answer for each in sessions_store.invitations(tx, session.id)}
    coming = stored.active_people(tx, [member_id for member_id, answer in said.items() if answer is not Answer.NO])
    today = seated_today(tx, session.program_id, coming, now)
    homes = {home.name: home for home in homes_store.groups_of(tx, session.program_id)}
    sure = sure_to_come(tx, session, said)
    history = stored.jobs_before(tx, session.program_id, session.starts_at, session.starts_at - YEAR)
    for name, there in today.groups.items():
        present = in_order({int(id_): coming[int(id_)] for id_ in there})
        plan = plan_for(session, present, session.minutes)
        home = homes.get(name)
        where = (home.id, home.channel) if home else (None, None)
        group_id = stored.add_group(tx, session.id, name, where, plan, session.ends_at)
        stored.sit(tx, group_id, present)
        jobs, roles = jobs_for(present, sure, history)
        stored.set_jobs(tx, group_id, jobs)
        history.append(roles)
    _tell(tx, session, now)
    return True


def seated_today(tx: Tx, program_id: int, coming: Collection[int], now: datetime) -> Today:
    """Return the groups of these members for today, by name, with member ids as text. Should some have no home at all
    (a session at short notice), homes are found for them first.
    """
    homes = homes_store.groups_of(tx, program_id)
    at_home = {member_id for home in homes for member_id in home.member_ids}
    if set(coming) - at_home:
        everybody = at_home | set(coming)
        homes_service.settle(tx, program_id, homes_service.propose(tx, program_id, everybody, now=now), now=now)
        homes = homes_store.groups_of(tx, program_id)
    settings = homes_store.settings_of(tx, program_id)
    return for_today(
        {home.name: [str(member_id) for member_id in home.member_ids] for home in homes},
        [str(member_id) for member_id in coming],
        smallest=settings.smallest,
        largest=settings.largest,
        apart=[{str(id_) for id_ in pair} for pair in apart.in_groups(tx, program_id)],
    )


def in_order(present: Mapping[int, Person]) -> list[int]:
    """Return member ids in the order in which they present: by name."""
    return sorted(present, key=lambda member_id: (present[member_id].name.casefold(), member_id))


def plan_for(session: Session, present: Sequence[int], minutes: int) -> GroupPlan:
    """Return the rounds of a group of these members in so many minutes."""
    return fitting(load_protocols().protocols, session.protocol, present, minutes, session.pair_minutes)


def sure_to_come(tx: Tx, session: Session, said: Mapping[int, Answer | None]) -> set[int]:
    """Return who can be counted on, by what they `said`: whoever comes, and whoever has not said and came last time."""
    silent = {member_id for member_id, answer in said.items() if answer is None}
    comes = {member_id for member_id, answer in said.items() if answer is Answer.YES}
    return comes | stored.regulars(tx, silent, session.starts_at)


def jobs_for(present: Sequence[int], sure: Collection[int], history: Sequence[Roles]) -> tuple[dict[int, Job], Roles]:
    """Return who has which job in a group, whose turn it is, as far as possible among those who are `sure` to come."""
    counted_on = sorted(set(present) & set(sure)) or sorted(present)
    roles = next_roles([str(member_id) for member_id in counted_on], history)
    if roles.timekeeper == roles.facilitator and len(present) > 1:
        others = [str(member_id) for member_id in sorted(present) if str(member_id) != roles.facilitator]
        roles = Roles(roles.facilitator, next_roles(others, history).timekeeper)
    # Somebody alone has both jobs; facilitating says enough.
    return {int(roles.timekeeper): Job.TIMEKEEPER, int(roles.facilitator): Job.FACILITATOR}, roles


def _tell(tx: Tx, session: Session, now: datetime) -> None:
    posts = Posts(tx, session)
    groups = stored.groups_of(tx, session.id)
    seats = stored.seats(tx, [group.id for group in groups])
    for group in groups:
        posts.put(group, seats[group.id], SESSION_OPENED, "opened", {}, now, delay(groups, group))
    posts.put_hosts(now)
