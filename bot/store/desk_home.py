"""What a coordinator's Home shows of a program: how its pairs stand, what waits, what was seen to.

Read at every opening, so each statement is built once and answered from an index.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select

from bot.domain.calendar import local
from bot.domain.desk_home import SEEN_TO, WAITING, Care, Desk, ProgramPairs, SeenTo
from bot.domain.digests import NAMED_FOR, Deed, Matter, MatterKind
from bot.domain.health import Health, PairStanding, sort_by_health
from bot.domain.obstacles import Obstacle
from bot.domain.programs import DaysOff, Program
from bot.store import calendars, hands, matter_names, matters, obstacles, program_settings, queues, waiting
from bot.store import members as member_store
from bot.store.database import Tx
from bot.store.schema import meetings, members, pairs, people

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
    pairs.c.id, pairs.c.starts, _LAST_MET, or_(pairs.c.mentor_id.in_(_PAUSED), pairs.c.mentee_id.in_(_PAUSED))
).where(
    pairs.c.program_id == bindparam("program_id"),
    or_(pairs.c.ends.is_(None), pairs.c.ends >= bindparam("today")),
    pairs.c.mentor_id.not_in(_ENDED),
    pairs.c.mentee_id.not_in(_ENDED),
)


def program_pairs(tx: Tx, program: Program, days_off: Sequence[DaysOff], now: datetime) -> ProgramPairs:
    """Return the pairs of a program that hold today, on its own calendar, by how they stand. A break of the program, in
    which pairs are not to meet, counts as little as its days off.
    """
    today = local(now, program.timezone).date()
    found = tx.execute(_PAIRS, {"program_id": program.id, "today": today})
    held = [PairStanding(id_, starts, last_met, bool(paused)) for id_, starts, last_met, paused in found]
    return ProgramPairs(program, sort_by_health(held, today, [*days_off, *calendars.without_meetings(tx, program.id)]))


def care(tx: Tx, program: Program, pair_ids: Collection[int], now: datetime) -> dict[int, Care]:
    """Return what is in the way of pairs, and who has them in hand, by pair id."""
    held = hands.of_pairs(tx, pair_ids, local(now, program.timezone).date() - NAMED_FOR)
    why = {each.pair_id: each.why for each in obstacles.open_of_pairs(tx, pair_ids)} if pair_ids else {}
    names = member_store.people_by_id(tx, {hand.person_id for hand in held.values()})
    by = {pair_id: names[hand.person_id].name for pair_id, hand in held.items() if hand.person_id in names}
    return {pair_id: Care(why.get(pair_id), by.get(pair_id, "")) for pair_id in why.keys() | by.keys()}


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
