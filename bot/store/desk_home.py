"""What a coordinator's Home shows of a program: how its pairs stand, what waits, what was seen to.

Read at every opening, so each statement is built once and answered from an index.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import and_, bindparam, func, or_, select

from bot.domain.calendar import local
from bot.domain.desk_home import SEEN_TO, WAITING, Care, Desk, ProgramPairs, SeenTo
from bot.domain.digests import NAMED_FOR, Deed, Matter, MatterKind
from bot.domain.health import Calendar, Health, PairStanding, sort_by_health, with_plans
from bot.domain.obstacles import Obstacle
from bot.domain.programs import DaysOff, Program
from bot.store import (
    agreed,
    calendars,
    hands,
    ladders,
    matter_names,
    matters,
    obstacles,
    program_settings,
    queues,
    waiting,
)
from bot.store import members as member_store
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import meetings, members, pairs, people
from bot.store.schema_nudges import ladders as ladders_table

A_WEEK = timedelta(weeks=1)


def standing(tx: Tx, program: Program, days_off: Sequence[DaysOff], now: datetime) -> ProgramPairs:
    """Return all that Home shows of a program to those who coordinate it, at the UTC moment `now`."""
    found = program_pairs(tx, program, days_off, now)
    waits = waiting.waiting(tx, program, found.by_state[Health.NEEDS_A_HAND], now)
    return replace(
        found,
        queues=queues.waiting(tx, program),
        waiting=waiting.shown(tx, program, waits, WAITING),
        seen_to=_seen_to(tx, program, now),
    )


def desks(tx: Tx, coordinated: Sequence[Program]) -> tuple[Desk, ...]:
    """Return the programs somebody coordinates, with how far setting them up has come."""
    if not coordinated:
        return ()
    setups = program_settings.setups_of(tx, [program.id for program in coordinated])
    return tuple(Desk(program.id, program.name, setups[program.id]) for program in coordinated)


# Both are short lists, looked up by pair: to join every pair with its people takes three times as long.
_ENDED = select(members.c.id).where(members.c.program_id == bindparam("program_id"), members.c.ended_at.is_not(None))
_PAUSED = (
    select(members.c.id)
    .join(people, people.c.id == members.c.person_id)
    .where(
        members.c.program_id == bindparam("program_id"),
        people.c.paused_at.is_not(None),
        or_(people.c.paused_until.is_(None), people.c.paused_until > bindparam("today")),
    )
)
_LAST_MET = (
    select(func.max(meetings.c.held_on)).where(meetings.c.pair_id == pairs.c.id).correlate(pairs).scalar_subquery()
)
_PAIRS = select(
    *(pairs.c[name] for name in ("id", "mentor_id", "mentee_id", "starts")),
    _LAST_MET,
    or_(pairs.c.mentor_id.in_(_PAUSED), pairs.c.mentee_id.in_(_PAUSED)),
).where(
    pairs.c.program_id == bindparam("program_id"),
    or_(pairs.c.ends.is_(None), pairs.c.ends >= bindparam("today")),
    pairs.c.mentor_id.not_in(_ENDED),
    pairs.c.mentee_id.not_in(_ENDED),
)


# What may keep pairs that have been quiet for long from needing a hand. Few have had any of it of late.
_PAIRS_ANEW = (
    select(pairs.c.id, ladders_table.c.counts_from, ladders_table.c.held_until)
    .join(ladders_table, ladders_table.c.pair_id == pairs.c.id)
    .where(
        pairs.c.program_id == bindparam("program_id"),
        or_(
            ladders_table.c.counts_from >= bindparam("since"),
            and_(ladders_table.c.held_at.is_not(None), ladders_table.c.held_until >= bindparam("since")),
        ),
    )
)
_MEMBERS_ANEW = (
    select(members.c.id, members.c.starts, people.c.paused_until)
    .join(people, people.c.id == members.c.person_id)
    .where(
        members.c.program_id == bindparam("program_id"),
        or_(members.c.starts >= bindparam("since"), people.c.paused_until >= bindparam("since")),
    )
)
_MENTOR, _MENTEE = members.alias("mentor"), members.alias("mentee")
_PLACES = (
    select(pairs.c.id, _MENTOR.c.school, _MENTOR.c.district, _MENTEE.c.school, _MENTEE.c.district)
    .join(_MENTOR, _MENTOR.c.id == pairs.c.mentor_id)
    .join(_MENTEE, _MENTEE.c.id == pairs.c.mentee_id)
    .where(any_of(pairs.c.id, "pair_ids"))
)


def program_pairs(tx: Tx, program: Program, days_off: Sequence[DaysOff], now: datetime) -> ProgramPairs:
    """Return the pairs of a program that hold today, on its own calendar, by how they stand. A break, in which pairs
    are not to meet, counts as little as days off; who has a plan of their own is judged by it.
    """
    today = local(now, program.timezone).date()
    calendar = Calendar([*days_off, *calendars.without_meetings(tx, [program.id])[program.id]], today)
    on_hold = ladders.held_in_program(tx, program.id, today)
    anew = _counted_anew(tx, program, calendar)
    found = [
        PairStanding(row[0], row[3], row[4], bool(row[5]), row[0] in on_hold, anew(*row[:3]))
        for row in tx.execute(_PAIRS, {"program_id": program.id, "today": today})
    ]
    by_state = sort_by_health(_with_places(tx, found, calendar), calendar)
    planned = agreed.with_agreed_days(tx, program, days_off, by_state[Health.NEEDS_A_HAND])
    return ProgramPairs(program, with_plans(by_state, planned, calendar) if planned else by_state)


def _counted_anew(tx: Tx, program: Program, calendar: Calendar) -> Callable[[int, int, int], date | None]:
    """Return what tells, of a pair and its two members (ids), the day from which it is counted anew, if there is one
    that matters on this calendar.
    """
    params = {"program_id": program.id, "since": calendar.first}
    of_pair = {id_: _latest(days) for id_, *days in tx.execute(_PAIRS_ANEW, params)}
    of_member = {id_: _latest(days) for id_, *days in tx.execute(_MEMBERS_ANEW, params)}

    def anew(pair_id: int, mentor_id: int, mentee_id: int) -> date | None:
        return _latest((of_pair.get(pair_id), of_member.get(mentor_id), of_member.get(mentee_id)))

    return anew if of_pair or of_member else lambda *_: None


def _latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)


def _with_places(tx: Tx, found: list[PairStanding], calendar: Calendar) -> list[PairStanding]:
    """Return the pairs, with where the two are if how they stand depends on it."""
    if not calendar.differs:
        return found
    unsure = [
        pair.pair_id
        for pair in found
        if calendar.depends(pair.quiet_since) or (pair.anew is not None and calendar.depends(pair.anew))
    ]
    if not unsure:
        return found
    places = {
        row[0]: frozenset({(row[1], row[2]), (row[3], row[4])}) for row in tx.execute(_PLACES, {"pair_ids": unsure})
    }
    return [replace(pair, places=places[pair.pair_id]) if pair.pair_id in places else pair for pair in found]


def care(tx: Tx, program: Program, pair_ids: Collection[int], now: datetime) -> dict[int, Care]:
    """Return what is in the way of pairs, who has them in hand, and until when they are on hold, by pair id."""
    today = local(now, program.timezone).date()
    held = hands.of_pairs(tx, pair_ids, today - NAMED_FOR)
    until = ladders.on_hold(tx, pair_ids, today)
    why = {each.pair_id: each.why for each in obstacles.open_of_pairs(tx, pair_ids)} if pair_ids else {}
    names = member_store.people_by_id(tx, {hand.person_id for hand in held.values()})
    by = {pair_id: names[hand.person_id].name for pair_id, hand in held.items() if hand.person_id in names}
    known = why.keys() | by.keys() | until.keys()
    return {pair_id: Care(why.get(pair_id), by.get(pair_id, ""), until.get(pair_id)) for pair_id in known}


def _seen_to(tx: Tx, program: Program, now: datetime) -> SeenTo:
    since = local(now, program.timezone).date() - A_WEEK
    found, count = matters.seen_to(tx, program.id, since - NAMED_FOR, now - A_WEEK, since, SEEN_TO)
    shown = _with_tasks(tx, program, found)
    return SeenTo(tuple(matter_names.named(tx, program, shown)), count - len(found))


def _with_tasks(tx: Tx, program: Program, found: Sequence[Matter]) -> list[Matter]:
    """Return matters of which a pair in hand is told with what is in its way, where it was told since."""
    tasks: dict[int, Obstacle] = {}
    for each in reversed(obstacles.open_of_pairs(tx, {one.pair_id for one in found if one.pair_id is not None})):
        tasks[each.pair_id] = each
    shown: dict[tuple[MatterKind, int], Matter] = {}
    for one in found:
        task = tasks.get(one.pair_id or 0)
        in_hand = one.kind is MatterKind.UNMET and one.deed is Deed.TAKEN
        new = _as_task(one, task, program.timezone) if in_hand and task is not None else one
        shown.setdefault((new.kind, new.subject_id), new)
    return list(shown.values())


def _as_task(one: Matter, task: Obstacle, timezone: str) -> Matter:
    since = local(task.opened_at, timezone).date()
    return replace(one, kind=MatterKind.OBSTACLE, subject_id=task.id, since=since, detail=task.why.value)
