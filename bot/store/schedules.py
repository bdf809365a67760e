"""Schedules of pairs, and what became of single meetings. Every statement on their tables is here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import uuid4

from sqlalchemy import Select, bindparam, delete, insert, select, union, update

from bot.domain.members import Member, Person
from bot.domain.pairs import Pair
from bot.domain.programs import Program
from bot.domain.schedules import Cadence, Change, Rhythm, Schedule
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.schema import members, pairs, people, programs
from bot.store.schema_schedules import SERIES, meeting_changes, schedules


@dataclass(frozen=True, slots=True)
class StoredSchedule:
    """A pair's schedule as it is kept. `uid` and `sequence` are those of its calendar file, `changed_by` a person id;
    times are UTC. `former` are local days that were dates before, `was_series` says that it once was a rhythm.
    """

    id: int
    pair_id: int
    schedule: Schedule
    uid: str
    sequence: int
    changed_by: int
    changed_at: datetime
    next_at: datetime | None
    former: tuple[date, ...] = ()
    was_series: bool = False

    @property
    def seen(self) -> list[str]:
        """Return what earlier calendar files may have held, as it is kept."""
        days = {*self.former, *self.schedule.dates}
        is_series = self.was_series or self.schedule.rhythm is not None
        return [*sorted(day.isoformat() for day in days), *([SERIES] if is_series else [])]


@dataclass(frozen=True, slots=True)
class Couple:
    """The two of a pair, the mentor first, with all that decides when they can meet."""

    pair: Pair
    program: Program
    sides: tuple[tuple[Member, Person], tuple[Member, Person]]

    def other(self, person_id: int) -> tuple[Member, Person]:
        """Return the partner of one of the two."""
        return self.sides[1] if self.sides[0][1].id == person_id else self.sides[0]


_MENTOR, _MENTEE = members.alias(), members.alias()
_ONE, _OTHER = people.alias(), people.alias()
_SIDES = [
    [side.c[column.name] for column in columns]
    for side, columns in ((_MENTOR, rows.MEMBER), (_ONE, rows.PERSON), (_MENTEE, rows.MEMBER), (_OTHER, rows.PERSON))
]
# Made once: making it takes longer than the database with it.
_COUPLES = (
    select(*rows.PAIR, *rows.PROGRAM, *(column for side in _SIDES for column in side))
    .join(programs, programs.c.id == pairs.c.program_id)
    .join(_MENTOR, _MENTOR.c.id == pairs.c.mentor_id)
    .join(_ONE, _ONE.c.id == _MENTOR.c.person_id)
    .join(_MENTEE, _MENTEE.c.id == pairs.c.mentee_id)
    .join(_OTHER, _OTHER.c.id == _MENTEE.c.person_id)
    .where(any_of(pairs.c.id, "pair_ids"))
)


@remembered
def couples(tx: Tx, pair_ids: Collection[int]) -> dict[int, Couple]:
    """Return the two people of each pair, ended ones too, by pair id."""
    found = (_couple(row) for row in tx.execute(_COUPLES, {"pair_ids": sorted(set(pair_ids))}))
    return {couple.pair.id: couple for couple in found}


def _couple(row: rows.SqlRow) -> Couple:
    at = len(rows.PAIR)
    program = rows.program(row, at)
    sides = []
    at += len(rows.PROGRAM)
    for _ in range(2):
        sides.append((rows.member(row, at), rows.person(row, at + len(rows.MEMBER))))
        at += len(rows.MEMBER) + len(rows.PERSON)
    return Couple(rows.pair(row), program, (sides[0], sides[1]))


_THEIRS = select(members.c.id).where(any_of(members.c.person_id, "person_ids"))
# One query a side: no index serves a condition on one column or another.
_SCHEDULED_OF_PEOPLE = union(
    *(
        select(schedules.c.pair_id)
        .join(pairs, pairs.c.id == schedules.c.pair_id)
        .where(schedules.c.ended_at.is_(None), side.in_(_THEIRS))
        for side in (pairs.c.mentor_id, pairs.c.mentee_id)
    )
)


def pairs_of_people(tx: Tx, person_ids: Collection[int]) -> list[int]:
    """Return the ids of the pairs with a running schedule in which one of these people is, ended pairs too."""
    return sorted(tx.execute(_SCHEDULED_OF_PEOPLE, {"person_ids": sorted(person_ids)}).scalars())


_SCHEDULES = select(schedules).order_by(schedules.c.next_at, schedules.c.id)
_RUNNING = schedules.c.ended_at.is_(None)
_OF_PAIRS = _SCHEDULES.where(_RUNNING, any_of(schedules.c.pair_id, "pair_ids"))
_BY_ID = _SCHEDULES.where(_RUNNING, any_of(schedules.c.id, "schedule_ids"))
_DUE = _SCHEDULES.where(schedules.c.next_at <= bindparam("now")).limit(bindparam("at_most"))
_ANY_DUE = select(schedules.c.id).where(schedules.c.next_at <= bindparam("now")).limit(1)
_CHANGES = (
    select(meeting_changes).where(any_of(meeting_changes.c.schedule_id, "schedule_ids")).order_by(meeting_changes.c.day)
)


@remembered
def schedules_of(tx: Tx, pair_ids: Collection[int]) -> dict[int, StoredSchedule]:
    """Return the running schedules by pair id; pairs without one are missing."""
    return {each.pair_id: each for each in _read(tx, _OF_PAIRS, {"pair_ids": pair_ids})}


@remembered
def schedules_by_id(tx: Tx, schedule_ids: Collection[int]) -> dict[int, StoredSchedule]:
    """Return schedules by their ids as far as they are still the pairs'."""
    return {each.id: each for each in _read(tx, _BY_ID, {"schedule_ids": schedule_ids})}


def schedule(tx: Tx, schedule_id: int) -> StoredSchedule | None:
    """Return a schedule by its id if it is still the pair's."""
    return schedules_by_id(tx, [schedule_id]).get(schedule_id)


def due(tx: Tx, now: datetime, limit: int) -> list[StoredSchedule]:
    """Return the schedules for which something is due at the UTC moment `now`, earliest first."""
    return sorted(_read(tx, _DUE, {"now": now, "at_most": limit}), key=lambda one: (one.next_at or now, one.id))


def is_due(tx: Tx, now: datetime) -> bool:
    """Say whether anything is due for any schedule."""
    return tx.execute(_ANY_DUE, {"now": now}).first() is not None


_KEPT = select(
    *(schedules.c[name] for name in ("pair_id", "id", "timezone", "at", "minutes", "cadence", "first", "dates"))
).where(_RUNNING, any_of(schedules.c.pair_id, "pair_ids"))


def alone(tx: Tx, pair_ids: Collection[int]) -> dict[int, Schedule]:
    """Return the running schedules by pair id as `schedules_of` has them, without what is kept beside them: a program
    may have thousands.
    """
    found = tx.execute(_KEPT, {"pair_ids": pair_ids}).all()
    changes = _changes(tx, [row[1] for row in found])
    schedules_by_pair = {}
    for pair_id, id_, timezone, at, minutes, *when in found:
        rhythm, dates = _rhythm_and_dates(*when)
        changed = tuple(changes.get(id_, ()))
        schedules_by_pair[pair_id] = Schedule(timezone, at, minutes, rhythm, dates, changes=changed)
    return schedules_by_pair


def _changes(tx: Tx, ids: Collection[int]) -> dict[int, list[Change]]:
    changes: dict[int, list[Change]] = {}
    for row in tx.execute(_CHANGES, {"schedule_ids": ids}) if ids else ():
        change = Change(row.day, row.to_day, row.at or time(0), row.timezone or "UTC")
        changes.setdefault(row.schedule_id, []).append(change)
    return changes


def _rhythm_and_dates(cadence: str | None, first: date, dates: Sequence[str]) -> tuple[Rhythm | None, tuple[date, ...]]:
    rhythm = Rhythm(Cadence(cadence), first) if cadence is not None else None
    return rhythm, tuple(date.fromisoformat(day) for day in dates)


def _read(tx: Tx, query: Select[Any], given: dict[str, Any]) -> list[StoredSchedule]:
    found = tx.execute(query, given).all()
    changes = _changes(tx, [row.id for row in found])
    return [_stored(row, tuple(changes.get(row.id, ()))) for row in found]


def _stored(row: Any, changes: tuple[Change, ...]) -> StoredSchedule:
    rhythm, dates = _rhythm_and_dates(row.cadence, row.first, row.dates)
    kept = Schedule(row.timezone, row.at, row.minutes, rhythm, dates, changes=changes)
    seen = row.former or []
    former = tuple(date.fromisoformat(day) for day in seen if day != SERIES)
    return StoredSchedule(
        row.id,
        row.pair_id,
        kept,
        row.uid,
        row.sequence,
        row.changed_by,
        row.changed_at,
        row.next_at,
        former,
        SERIES in seen,
    )


def save(tx: Tx, pair_id: int, wanted: Schedule, changed_by: int, now: datetime) -> int:
    """Give a pair a schedule, or change the one it has, and return its id. What was moved or called off is forgotten.

    The pair must be locked.
    """
    values = {
        "timezone": wanted.timezone,
        "at": wanted.at,
        "minutes": wanted.minutes,
        "cadence": wanted.rhythm.cadence.value if wanted.rhythm else None,
        "first": wanted.rhythm.first if wanted.rhythm else None,
        "dates": [day.isoformat() for day in sorted(set(wanted.dates))],
        "changed_by": changed_by,
        "changed_at": now,
    }
    known = schedules_of(tx, [pair_id]).get(pair_id)
    if known is None:
        new = insert(schedules).values(pair_id=pair_id, uid=uuid4().hex, sequence=0, **values)
        return int(tx.execute(new.returning(schedules.c.id)).scalar_one())
    tx.execute(delete(meeting_changes).where(meeting_changes.c.schedule_id == known.id))
    change = update(schedules).where(schedules.c.id == known.id)
    tx.execute(change.values(sequence=known.sequence + 1, former=known.seen, **values))
    return known.id


def change_meeting(tx: Tx, schedule_id: int, change: Change, changed_by: int, now: datetime) -> None:
    """Move one meeting of a schedule, or call it off; what was said of it before no longer holds."""
    same = (meeting_changes.c.schedule_id == schedule_id) & (meeting_changes.c.day == change.day)
    tx.execute(delete(meeting_changes).where(same))
    moved = {"to_day": change.to, "at": change.at, "timezone": change.timezone} if change.to else {}
    tx.execute(
        insert(meeting_changes).values(
            schedule_id=schedule_id, day=change.day, changed_by=changed_by, changed_at=now, **moved
        )
    )
    tx.execute(update(schedules).where(schedules.c.id == schedule_id).values(sequence=schedules.c.sequence + 1))


_SET_NEXT = update(schedules).where(schedules.c.id == bindparam("which")).values(next_at=bindparam("moment"))


def set_next(tx: Tx, moments: dict[int, datetime | None]) -> None:
    """Set when something is due next for schedules, by schedule id; UTC, None for never."""
    if moments:
        tx.execute(_SET_NEXT, [{"which": schedule_id, "moment": at} for schedule_id, at in sorted(moments.items())])


def end(tx: Tx, schedule_ids: Collection[int], now: datetime) -> None:
    """End schedules, because the pair has ended."""
    if schedule_ids:
        change = update(schedules).where(any_of(schedules.c.id, sorted(schedule_ids)))
        tx.execute(change.values(ended_at=now, next_at=None))
