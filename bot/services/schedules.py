"""When a pair meets: the form, what either of the two sets, and the file for their own calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.calendar import DAY, local, moment_of
from bot.domain.kinds.schedules import CALENDAR_FILE, SCHEDULE_SAVED, SCHEDULE_SHARED
from bot.domain.messages import Draft
from bot.domain.pairs import MEETING_MINUTES, Bond, Partner
from bot.domain.refusals import Reason, Refusal
from bot.domain.schedules import Cadence, Rhythm, Schedule, next_occurrence
from bot.services import people, planning
from bot.store import meetings, outbox, plans
from bot.store import schedules as stored
from bot.store.database import Store, Tx
from bot.store.identity import Identity, partners_of
from bot.store.plans import Plan

USUAL_TIME = time(15, 30)  # classes are over
USUAL_MINUTES = 30
FORM_DAYS = 300  # how far ahead single dates can be chosen: a school year
MOST_DATES = 60


class Problem(StrEnum):
    """What keeps a form from being saved, to be said on its field."""

    PAST = "past"
    DAY_OFF = "day_off"
    AFTER_END = "after_end"
    NO_DATES = "no_dates"


@dataclass(frozen=True, slots=True)
class Wish:
    """How somebody wants a pair to meet, on their own wall clock. Without a `cadence` it is a list of `dates`."""

    pair_id: int
    cadence: Cadence | None
    first: date | None
    at: time
    minutes: int
    dates: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduleForm:
    """What the form begins with. `days` are the school days of both that can be chosen, each with whether it is good to
    meet; `timezone` is that of whoever looks. Without `partners` there is nobody to meet.
    """

    partners: tuple[Partner, ...]
    wish: Wish
    timezone: str
    locale: str
    days: tuple[tuple[date, bool], ...] = ()
    is_set: bool = False


def open_form(
    store: Store, team_id: str, slack_id: str, pair_id: int | None = None, *, now: datetime
) -> ScheduleForm | Refusal:
    """Return the form for one of the person's pairs, the oldest unless `pair_id` names one."""
    with store.read() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        timezone, locale = people.timezone_of(identity), identity.person.locale
        today = local(now, timezone).date()
        partners = partners_now(tx, identity, now)
        chosen = next((p for p in partners if pair_id in (None, p.pair_id)), None)
        if chosen is None and pair_id is not None:
            return Refusal(Reason.OUTDATED, locale=locale)
        if chosen is None:
            return ScheduleForm((), Wish(0, Cadence.WEEKLY, None, USUAL_TIME, USUAL_MINUTES), timezone, locale)
        plan = plans.plans(tx, [chosen.pair_id])[chosen.pair_id]
        days = tuple(_days(plan, today + DAY))
        return ScheduleForm(
            tuple(partners), _wish(plan, timezone, days, now), timezone, locale, days, plan.schedule is not None
        )


def partners_now(tx: Tx, identity: Identity, now: datetime) -> list[Partner]:
    """Return everybody with whom the person is in a pair today."""
    today = local(now, people.timezone_of(identity)).date()
    return [partner for member, _ in identity.open_memberships() for partner in partners_of(tx, member, today)]


def _days(plan: Plan, first: date) -> Iterable[tuple[date, bool]]:
    last = first + timedelta(days=FORM_DAYS)
    last = min(last, plan.couple.program.ends or last)
    for day in (first + n * DAY for n in range((last - first).days + 1)):
        if plan.year.is_school_day(day):
            yield day, any(day in good for good in plan.good_days)


def _wish(plan: Plan, timezone: str, days: tuple[tuple[date, bool], ...], now: datetime) -> Wish:
    """Return what holds now on the wall clock of `timezone`, else what is usual."""
    pair_id, schedule = plan.couple.pair.id, plan.schedule
    soonest = next((day for day, _ in days), None)
    if schedule is None:
        return Wish(pair_id, Cadence.WEEKLY, soonest, USUAL_TIME, USUAL_MINUTES)
    following = next_occurrence(schedule, plan.year, now)
    here = local(following.starts_at, timezone) if following else None
    return Wish(
        pair_id,
        schedule.rhythm.cadence if schedule.rhythm else None,
        here.date() if here else soonest,
        here.time() if here else schedule.at,
        schedule.minutes,
        tuple(day for day in schedule.dates if any(day == each for each, _ in days)),
    )


def save(store: Store, team_id: str, slack_id: str, wish: Wish, *, now: datetime) -> Problem | Refusal | None:
    """Set when a pair meets; both are told. Set to what it is already, it changes nothing."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        meetings.lock(tx, Bond(wish.pair_id))
        plan = plans.plan_of(tx, wish.pair_id)
        if plan is None or not is_theirs(plan, identity):
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        wanted = _schedule(wish, people.timezone_of(identity))
        if problem := _problem(plan, wish, wanted, now):
            return problem
        if plan.stored is None or plan.stored.schedule != wanted:
            set_schedule(tx, plan, wanted, identity, now)
        return None


def is_theirs(plan: Plan, identity: Identity) -> bool:
    """Say whether the pair lasts and the person is one of the two."""
    mine = {member.id for member, _ in identity.open_memberships()}
    return plan.couple.pair.ends is None and any(member.id in mine for member, _ in plan.couple.sides)


def _schedule(wish: Wish, timezone: str) -> Schedule:
    rhythm = Rhythm(wish.cadence, wish.first) if wish.cadence and wish.first else None
    dates = () if rhythm else tuple(sorted(set(wish.dates)))
    return Schedule(timezone, wish.at, wish.minutes, rhythm, dates)


def _problem(plan: Plan, wish: Wish, wanted: Schedule, now: datetime) -> Problem | None:
    if wanted.rhythm is None and not wanted.dates:
        return Problem.NO_DATES
    if wish.minutes not in MEETING_MINUTES or len(wanted.dates) > MOST_DATES or wish.cadence is Cadence.NONE:
        return Problem.NO_DATES
    days = wanted.dates or ((wish.first,) if wish.first else ())
    found = (time_problem(plan, moment_of(day, wanted.at, wanted.timezone), now) for day in days)
    return next((problem for problem in found if problem), None)


def time_problem(plan: Plan, moment: datetime, now: datetime) -> Problem | None:
    """Return why a pair cannot plan to meet at the UTC `moment`."""
    ends = plan.couple.program.ends
    if moment <= now:
        return Problem.PAST
    if ends is not None and local(moment, plan.couple.program.timezone).date() > ends:
        return Problem.AFTER_END
    return None if plan.year.works(moment) else Problem.DAY_OFF


def set_schedule(tx: Tx, plan: Plan, wanted: Schedule, identity: Identity, now: datetime) -> None:
    """Write a pair's schedule and tell both. The pair must be locked."""
    stored.save(tx, plan.couple.pair.id, wanted, identity.person.id, now)
    planning.recompute_pairs(tx, [plan.couple.pair.id], now)
    tell(tx, plan.couple.pair.id, identity, {"change": "set"}, now)


def tell(tx: Tx, pair_id: int, identity: Identity, facts: dict[str, Any], now: datetime, *, both: bool = True) -> None:
    """Tell the partner of a change to the pair's schedule and, with `both`, the person who made it as well."""
    plan = plans.plans(tx, [pair_id])[pair_id]
    assert plan.stored is not None  # noqa: S101  (mypy: it was just written)
    kept = plan.stored
    shared = {"schedule": kept.id, "by": identity.person.id, "set_at": kept.changed_at.isoformat(), **facts}
    me, partner = identity.person.id, plan.couple.other(identity.person.id)[1].id
    told = [(SCHEDULE_SHARED, partner), *([(SCHEDULE_SAVED, me)] if both else [])]
    drafts = [
        Draft(
            identity.workspace.id,
            kind.name,
            f"{kind.name}:{kept.id}:{kept.sequence}:{person_id}",
            shared,
            now,
            person_id=person_id,
            program_id=plan.couple.program.id,
        )
        for kind, person_id in told
    ]
    outbox.put(tx, drafts)


def send_file(store: Store, team_id: str, slack_id: str, schedule_id: int, *, now: datetime) -> Refusal | None:
    """Have the pair's meetings sent as a calendar file; pressed again within a minute it comes once."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        plan = plans.plan_of_schedule(tx, schedule_id)
        if plan is None or plan.stored is None or not is_theirs(plan, identity):
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        person_id = identity.person.id
        draft = Draft(
            identity.workspace.id,
            CALENDAR_FILE.name,
            f"calendar:{schedule_id}:{plan.stored.sequence}:{person_id}:{now:%Y%m%d%H%M}",
            {"schedule": schedule_id},
            now,
            person_id=person_id,
            program_id=plan.couple.program.id,
        )
        outbox.put(tx, [draft])
        return None
