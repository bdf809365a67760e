"""What falls due around planned meetings: a reminder before, a question afterwards. One moment a schedule, `next_at`,
always computed anew from the wall clock; nothing is kept in memory.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from bot.domain import schedules
from bot.domain.calendar import DAY, local
from bot.domain.kinds.schedules import MEETING_ASKED, MEETING_REMINDER
from bot.domain.messages import Draft
from bot.domain.schedules import Occurrence
from bot.services import home, nudges
from bot.services.questions import choose_for, last_week
from bot.store import checkins, ladders, outbox, plans
from bot.store import prompts as prompt_store
from bot.store import questions as question_store
from bot.store import schedules as stored
from bot.store.database import Store, Tx
from bot.store.plans import Plan

BATCH = 500  # schedules a transaction, so that others get their turn to write
REMIND_BEFORE = timedelta(hours=1)
BACK = timedelta(days=2)  # how far back a meeting may have begun whose end is still to come


def make_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Put reminders and questions into the outbox for every schedule that is due; return how many were due."""
    with store.read() as tx:
        if not stored.is_due(tx, now):
            return 0
    with store.write() as tx:
        due = stored.due(tx, now, limit)
        found = plans.plans(tx, [each.pair_id for each in due])
        held = ladders.on_hold(tx, found, now.date())
        drafts: list[Draft] = []
        for each in (each for each in due if each.pair_id not in held):
            drafts += _drafts(tx, found[each.pair_id], each.next_at or now, now)
        outbox.put(tx, drafts)
        _set_next(tx, [found[each.pair_id] for each in due], now)
        return len(due)


def recompute(tx: Tx, person_ids: Collection[int], now: datetime) -> None:
    """Set anew when something is due for every pair of these people; the schedule of a pair that has ended ends."""
    if pair_ids := stored.pairs_of_people(tx, person_ids):
        ladders.look_again(tx, pair_ids, now)
        _set_next(tx, list(plans.plans(tx, pair_ids).values()), now)


def recompute_pairs(tx: Tx, pair_ids: Collection[int], now: datetime) -> None:
    """Set anew when something is due for these pairs, whose plan has changed; a nudge that is settled by it says so."""
    found = list(plans.plans(tx, pair_ids).values())
    _set_next(tx, found, now)
    nudges.follow_meeting(tx, pair_ids, now)
    home.changed(tx, [person.id for plan in found for _, person in plan.couple.sides], now)


def _set_next(tx: Tx, found: Collection[Plan], now: datetime) -> None:
    over = [plan.stored.id for plan in found if plan.stored and plan.couple.pair.ends is not None]
    stored.end(tx, over, now)
    running = [plan for plan in found if plan.stored and plan.stored.id not in over]
    stored.set_next(tx, {plan.stored.id: next_moment(plan, now) for plan in running if plan.stored})


def next_moment(plan: Plan, after: datetime) -> datetime | None:
    """Return the first UTC moment after `after` at which a reminder or a question of the pair is due."""
    if not plan.goes_on:
        return None
    for occurrence in _from(plan, after):
        moments = (occurrence.starts_at - REMIND_BEFORE, occurrence.ends_at)
        if found := [moment for moment in moments if moment > after]:
            return min(found)
    return None


def _from(plan: Plan, moment: datetime) -> Iterator[Occurrence]:
    """Yield the planned meetings that matter from the UTC `moment` on, month by month, so that little is computed."""
    if plan.schedule is None:
        return
    first = local(moment, plan.schedule.timezone).date() - BACK
    last = first + schedules.HORIZON
    while first <= last:
        until = min(first + timedelta(days=31), last)
        yield from schedules.occurrences(plan.schedule, plan.year, first, until)
        first = until + DAY


def _drafts(tx: Tx, plan: Plan, since: datetime, now: datetime) -> list[Draft]:
    """Return what fell due for a pair from the UTC moment `since` to `now`."""
    if not plan.goes_on:
        return []
    drafts: list[Draft] = []
    for occurrence in _from(plan, since):
        remind_at = occurrence.starts_at - REMIND_BEFORE
        if remind_at > now:
            break
        if since <= remind_at:
            question = _question(tx, plan, occurrence.on)
            drafts += _to_both(plan, occurrence, MEETING_REMINDER.name, remind_at, {"question": question})
        if since <= occurrence.ends_at <= now:
            drafts += _to_both(plan, occurrence, MEETING_ASKED.name, occurrence.ends_at, {})
    return drafts


def _to_both(plan: Plan, occurrence: Occurrence, kind: str, due_at: datetime, more: dict[str, str]) -> list[Draft]:
    assert plan.stored is not None  # noqa: S101  (mypy: occurrences come from it)
    facts = {"schedule": plan.stored.id, "day": occurrence.day.isoformat(), "starts": occurrence.starts_at.isoformat()}
    return [
        Draft(
            person.workspace_id,
            kind,
            meeting_key(kind, plan.stored.id, occurrence, person.id),
            {**facts, **more},
            due_at,
            person_id=person.id,
            program_id=plan.couple.program.id,
        )
        for _, person in plan.couple.sides
    ]


def keys_around(tx: Tx, pair_id: int, day: date) -> list[str]:
    """Return the keys of the messages to both about what was planned around a local day: they follow what is logged."""
    plan = plans.plans(tx, [pair_id]).get(pair_id)
    if plan is None or plan.stored is None or plan.schedule is None:
        return []
    planned = schedules.occurrences(plan.schedule, plan.year, day - DAY, day + DAY)
    return [
        meeting_key(kind.name, plan.stored.id, occurrence, person.id)
        for kind in (MEETING_REMINDER, MEETING_ASKED)
        for occurrence in planned
        for _, person in plan.couple.sides
    ]


def meeting_key(kind: str, schedule_id: int, occurrence: Occurrence, person_id: int) -> str:
    """Return what names the message of a kind about one planned meeting to one of the two."""
    return f"{kind}:{schedule_id}:{occurrence.day.isoformat()}:{int(occurrence.starts_at.timestamp())}:{person_id}"


def _question(tx: Tx, plan: Plan, day: date) -> str:
    """Return the key of the open question both get: one that suits the mentee and was not asked lately."""
    mentee, person = plan.couple.sides[1]
    asked = prompt_store.asked_questions(tx, [person.id]).get(person.id, [])
    bank = question_store.bank_of(tx, plan.couple.program)
    last = last_week(checkins.latest_check_in(tx, mentee.id), missed_meeting=False)
    return choose_for(person.id, mentee, bank, asked, last, day).key
