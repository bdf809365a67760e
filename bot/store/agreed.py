"""The days on which pairs that have been quiet for long have agreed to meet next, by a plan of their own.

It decides as the ladder does (`nudges.Standing.agreed`), and reads no more than that needs: a coordinator's Home asks
it of all such pairs of a program at every opening.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import select

from bot.domain.calendar import school_days
from bot.domain.health import PairStanding
from bot.domain.nudges import Standing
from bot.domain.programs import DaysOff, Program
from bot.domain.schedules import Schedule, Season, Side, Year, next_due
from bot.store import calendars, observations, schedules
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import members, pairs, people
from bot.store.schema_nudges import ladders


class _Who(NamedTuple):
    """What decides about one of the two, as `_TWO` reads it."""

    starts: date | None
    school: str
    district: str
    own_timezone: str | None
    slack_timezone: str | None
    paused_at: datetime | None
    paused_until: date | None


class _Kept(NamedTuple):
    """What the ladder of a pair keeps, likewise."""

    counts_from: date | None
    held_at: datetime | None
    held_until: date | None


_MENTOR, _MENTEE = members.alias("mentor"), members.alias("mentee")
_ONE, _OTHER = people.alias("one"), people.alias("other")
_SIDES = [
    (person if name in person.c else member).c[name]
    for member, person in ((_MENTOR, _ONE), (_MENTEE, _OTHER))
    for name in _Who._fields
]
_TWO = (
    select(pairs.c.id, *_SIDES, *(ladders.c[name] for name in _Kept._fields))
    .join(_MENTOR, _MENTOR.c.id == pairs.c.mentor_id)
    .join(_ONE, _ONE.c.id == _MENTOR.c.person_id)
    .join(_MENTEE, _MENTEE.c.id == pairs.c.mentee_id)
    .join(_OTHER, _OTHER.c.id == _MENTEE.c.person_id)
    .join(ladders, ladders.c.pair_id == pairs.c.id, isouter=True)
    .where(any_of(pairs.c.id, "pair_ids"))
)
_ONE_SIDE = len(_Who._fields)


def with_agreed_days(
    tx: Tx, program: Program, days_off: Sequence[DaysOff], quiet: Sequence[PairStanding]
) -> list[PairStanding]:
    """Return those of the pairs that have agreed on a day to meet next, past or to come, each with that day and with
    where the two are. `days_off` are all that the program knows.
    """
    pair_ids = [pair.pair_id for pair in quiet]
    if not pair_ids:
        return []
    scheduled, planned = schedules.alone(tx, pair_ids), observations.planned_days(tx, pair_ids)
    known = {pair.pair_id: pair for pair in quiet}
    due, found = _due(tx, program, days_off), []
    for pair_id, *row in tx.execute(_TWO, {"pair_ids": sorted(scheduled.keys() | planned.keys())}):
        two = _Who(*row[:_ONE_SIDE]), _Who(*row[_ONE_SIDE : 2 * _ONE_SIDE])
        pair, since = known[pair_id], _since(known[pair_id], program, two, _Kept(*row[2 * _ONE_SIDE :]))
        own = due(scheduled[pair_id], two, since) if pair_id in scheduled else None
        day = Standing(since, last_met=pair.last_met, planned=planned.get(pair_id), due=own).agreed
        if day is not None:
            places = frozenset((who.school, who.district) for who in two)
            found.append(replace(pair, agreed=day, places=places))
    return found


def _since(pair: PairStanding, program: Program, two: tuple[_Who, _Who], kept: _Kept) -> date:
    """Return the day from which the pair's next meeting is counted, as `PairFile.standing` has it."""
    one, other = two
    days = (
        pair.starts,
        program.starts,
        pair.last_met,
        one.starts,
        other.starts,
        kept.counts_from,
        kept.held_until if kept.held_at else None,
        one.paused_until if one.paused_at else None,
        other.paused_until if other.paused_at else None,
    )
    return max(day for day in days if day is not None)


_Side = tuple[str, str, str]  # time zone, school and district
_Due = dict[tuple[Schedule, _Side, _Side, date], date | None]
MOST_KEPT = 20_000


@lru_cache(maxsize=64)
def _kept(days_off: tuple[DaysOff, ...], seasons: tuple[Season, ...], ends: date | None) -> _Due:
    """Return what was found already with such a calendar, whenever: to find it takes a third of a millisecond a pair,
    and it stays the same until the two meet or plan anew.
    """
    return {}


def _due(
    tx: Tx, program: Program, days_off: Sequence[DaysOff]
) -> Callable[[Schedule, tuple[_Who, _Who], date], date | None]:
    """Return what tells the first day after a day on which the schedule of two people asks for a meeting."""
    off, seasons = tuple(days_off), tuple(calendars.seasons_of(tx, [program.id])[program.id])
    known = _kept(off, seasons, program.ends)

    def due(schedule: Schedule, two: tuple[_Who, _Who], since: date) -> date | None:
        one, other = ((w.own_timezone or w.slack_timezone or program.timezone, w.school, w.district) for w in two)
        key = (schedule, one, other, since)
        if key not in known:
            if len(known) >= MOST_KEPT:
                known.clear()
            year = _year(off, seasons, one, other)
            known[key] = next_due(replace(schedule, ends=program.ends), year, since)
        return known[key]

    return due


def _year(off: Sequence[DaysOff], seasons: Sequence[Season], *sides: _Side) -> Year:
    concern = (each for each in seasons if any(each.concerns(school, district) for _, school, district in sides))
    days = (Side(timezone, school_days(off, school, district)) for timezone, school, district in sides)
    return Year(tuple(days), tuple(concern))
