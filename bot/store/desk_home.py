"""What a coordinator's Home shows of a program: how its pairs stand, what waits, what was seen to.

Read at every opening, so each statement is built once and answered from an index.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select

from bot.domain.calendar import local
from bot.domain.desk_home import NAMED, OF_PEOPLE, SEEN_TO, Care, Desk, Digested, People, ProgramPairs
from bot.domain.digests import NAMED_FOR
from bot.domain.health import PairStanding, sort_by_health
from bot.domain.programs import DaysOff, Program
from bot.store import matter_names, matters, obstacles, program_settings, queues
from bot.store import members as member_store
from bot.store.database import Tx
from bot.store.schema import meetings, members, pairs, people

A_WEEK = timedelta(weeks=1)


def standing(tx: Tx, program: Program, days_off: Sequence[DaysOff], now: datetime) -> ProgramPairs:
    """Return all that Home shows of a program to those who coordinate it, at the UTC moment `now`."""
    found = program_pairs(tx, program, days_off, now)
    return replace(
        found,
        queues=queues.waiting(tx, program, now),
        care=care(tx, program, [pair.pair_id for pair in found.first], now),
        digested=_digested(tx, program, now),
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
    """Return the pairs of a program that hold today, on its own calendar, by how they stand."""
    today = local(now, program.timezone).date()
    found = tx.execute(_PAIRS, {"program_id": program.id, "today": today})
    held = [PairStanding(id_, starts, last_met, bool(paused)) for id_, starts, last_met, paused in found]
    return ProgramPairs(program, sort_by_health(held, today, days_off))


def care(tx: Tx, program: Program, pair_ids: Collection[int], now: datetime) -> dict[int, Care]:
    """Return what is in the way of pairs, and who has seen to them in the last four weeks, by pair id."""
    if not pair_ids:
        return {}
    since = local(now, program.timezone).date() - NAMED_FOR
    done_by = matters.taken_of_pairs(tx, pair_ids, since)
    why = {}
    for each in obstacles.open_of_pairs(tx, pair_ids):
        why[each.pair_id] = each.why
        if each.taken_by is not None:
            done_by[each.pair_id] = each.taken_by
    names = {person.id: person.name for person in member_store.people_by_id(tx, done_by.values()).values()}
    return {
        pair_id: Care(why.get(pair_id), names.get(done_by.get(pair_id, 0), ""))
        for pair_id in why.keys() | done_by.keys()
    }


def _digested(tx: Tx, program: Program, now: datetime) -> Digested:
    since = local(now, program.timezone).date() - A_WEEK
    day = matters.last_day(tx, program.id, since)
    open_of_people = matters.first_open(tx, program.id, day, OF_PEOPLE, NAMED) if day is not None else []
    seen_to, count = matters.seen_to(tx, program.id, since - NAMED_FOR, now - A_WEEK, since, SEEN_TO)
    named = matter_names.named(tx, program, [*(matter for matter, _ in open_of_people), *seen_to])
    people = named[: len(open_of_people)]
    return Digested(
        day=day,
        people=tuple(
            People(
                kind,
                max(count for matter, count in open_of_people if matter.kind is kind),
                tuple(each.mentee or each.name for each in people if each.matter.kind is kind),
            )
            for kind in OF_PEOPLE
            if any(matter.kind is kind for matter, _ in open_of_people)
        ),
        seen_to=tuple(named[len(open_of_people) :]),
        more=count - len(seen_to),
    )
