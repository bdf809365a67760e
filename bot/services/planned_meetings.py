"""What the two of a pair say of one planned meeting: it was held, it moves, not this time."""

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.domain.calendar import DAY, local, moment_of
from bot.domain.kinds.schedules import MEETING_ASKED, MEETING_REMINDER
from bot.domain.messages import RowState
from bot.domain.pairs import Bond, MeetingKind
from bot.domain.refusals import Reason, Refusal
from bot.domain.schedules import Change, Occurrence, planned_for
from bot.services import meeting_news, people, planning, posts
from bot.services.contacts import contacts_of
from bot.services.schedules import Problem, is_theirs, tell, time_problem
from bot.store import meetings, outbox, plans
from bot.store import schedules as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity
from bot.store.plans import Plan


@dataclass(frozen=True, slots=True)
class Named:
    """One planned meeting as a button names it; `starts_at` is UTC."""

    schedule_id: int
    day: date
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class _Meeting:
    identity: Identity
    plan: Plan
    occurrence: Occurrence


def _find(tx: Tx, team_id: str, slack_id: str, named: Named, *, to_change: bool = True) -> _Meeting | Refusal:
    """Return the meeting that a button names, its pair locked `to_change` it, or why the button means nothing now."""
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    outdated = Refusal(Reason.OUTDATED, locale=identity.person.locale)
    kept = stored.schedule(tx, named.schedule_id)
    if kept is None:
        return outdated
    if to_change:
        meetings.lock(tx, Bond(kept.pair_id))
    plan = plans.plans(tx, [kept.pair_id])[kept.pair_id]
    if plan.schedule is None or not is_theirs(plan, identity):
        return outdated
    occurrence = planned_for(plan.schedule, plan.year, named.day)
    if occurrence is None or occurrence.called_off or occurrence.starts_at != named.starts_at:
        return outdated
    return _Meeting(identity, plan, occurrence)


def held(store: Store, team_id: str, slack_id: str, named: Named, *, now: datetime) -> Refusal | None:
    """Log that the planned meeting was held, with the minutes planned; logged by the partner already, it stays."""
    with store.write() as tx:
        found = _find(tx, team_id, slack_id, named)
        if isinstance(found, Refusal):
            return found
        plan, occurrence = found.plan, found.occurrence
        if occurrence.starts_at > now:
            return Refusal(Reason.OUTDATED, locale=found.identity.person.locale)
        bond = Bond(plan.couple.pair.id)
        days = [local(occurrence.starts_at, side.timezone).date() for side in plan.year.sides]
        if not meetings.held_between(tx, bond, min(days), max(days)):
            day = local(occurrence.starts_at, people.timezone_of(found.identity)).date()
            new = meetings.NewMeeting(bond, day, occurrence.minutes, MeetingKind.WEEKLY, found.identity.person.id)
            _tell(tx, found, meetings.add(tx, new, now), now)
        _refresh(tx, plan, occurrence, now)
        return None


def _tell(tx: Tx, found: _Meeting, meeting_id: int, now: datetime) -> None:
    """Have the partner see that it is logged: in the question they have got, or in a message of its own."""
    meeting, plan, me = meetings.meeting(tx, meeting_id), found.plan, found.identity.person.id
    contact = next((c for c in contacts_of(tx, found.identity, now) if c.bond == Bond(plan.couple.pair.id)), None)
    assert meeting is not None and plan.stored is not None  # noqa: S101, PT018  (mypy: it was just written)
    if contact is None:
        return
    key = planning.meeting_key(MEETING_ASKED.name, plan.stored.id, found.occurrence, contact.person_id)
    asked = outbox.find(tx, key)
    if asked is not None and asked.state is RowState.SENT:
        meeting_news.refresh(tx, meeting, (me, contact.person_id), now)
    else:
        meeting_news.tell(tx, found.identity, contact, meeting, now)


def call_off(store: Store, team_id: str, slack_id: str, named: Named, *, now: datetime) -> Refusal | None:
    """Note that this one meeting is not held, without a reason; before its time the partner is told."""
    with store.write() as tx:
        found = _find(tx, team_id, slack_id, named)
        if isinstance(found, Refusal):
            return found
        _change(tx, found, Change(named.day), now)
        if found.occurrence.starts_at > now:
            facts = {"change": "off", "day": named.day.isoformat()}
            tell(tx, found.plan.couple.pair.id, found.identity, facts, now, both=False)
        return None


def move(
    store: Store, team_id: str, slack_id: str, named: Named, to: date, at: time, *, now: datetime
) -> Problem | Refusal | None:
    """Move one meeting to another day and time of the person's own wall clock, and tell the partner."""
    with store.write() as tx:
        found = _find(tx, team_id, slack_id, named)
        if isinstance(found, Refusal):
            return found
        timezone = people.timezone_of(found.identity)
        if problem := time_problem(found.plan, moment_of(to, at, timezone), now):
            return problem
        _change(tx, found, Change(named.day, to, at, timezone), now)
        facts = {"change": "moved", "day": named.day.isoformat()}
        tell(tx, found.plan.couple.pair.id, found.identity, facts, now, both=False)
        return None


def _change(tx: Tx, found: _Meeting, change: Change, now: datetime) -> None:
    kept = found.plan.stored
    assert kept is not None  # noqa: S101  (mypy: the occurrence comes from it)
    stored.change_meeting(tx, kept.id, change, found.identity.person.id, now)
    planning.recompute_pairs(tx, [found.plan.couple.pair.id], now)
    _refresh(tx, found.plan, found.occurrence, now)


def _refresh(tx: Tx, plan: Plan, occurrence: Occurrence, now: datetime) -> None:
    """Bring the messages about one meeting up to date, for both."""
    assert plan.stored is not None  # noqa: S101  (mypy: the occurrence comes from it)
    kinds = (MEETING_REMINDER.name, MEETING_ASKED.name)
    keys = [
        planning.meeting_key(kind, plan.stored.id, occurrence, person.id)
        for kind in kinds
        for _, person in plan.couple.sides
    ]
    posts.refresh(tx, keys, now)


@dataclass(frozen=True, slots=True)
class Moving:
    """What the form that moves a meeting begins with: the next school day ahead at the hour planned, on the wall clock
    of `timezone`, the person's own.
    """

    here: datetime
    timezone: str
    locale: str


def moving(store: Store, team_id: str, slack_id: str, named: Named, *, now: datetime) -> Moving | Refusal:
    """Return what the form to move this meeting begins with."""
    with store.read() as tx:
        found = _find(tx, team_id, slack_id, named, to_change=False)
        if isinstance(found, Refusal):
            return found
        timezone = people.timezone_of(found.identity)
        at = local(found.occurrence.starts_at, timezone).time()
        first = max(local(found.occurrence.starts_at, timezone).date(), local(now, timezone).date()) + DAY
        days = (first + n * DAY for n in range(366))
        day = next((day for day in days if found.plan.year.works(moment_of(day, at, timezone))), first)
        return Moving(datetime.combine(day, at), timezone, found.identity.person.locale)
