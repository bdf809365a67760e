"""Where pairs stand on the ladder of nudges: whom to look at, all that decides about them, and what was decided.

Times are UTC, days are local days.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Integer, Select, Table, bindparam, literal, or_, select, update
from sqlalchemy.sql.selectable import NamedFromClause

from bot.domain.members import Member, Person
from bot.domain.messages import RowState
from bot.domain.pair_files import Hold, Ladder, LastStep, PairFile, PairSettings
from bot.domain.programs import Program
from bot.store import meetings, observations, plans, rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.outbox import stands
from bot.store.schema import members, outbox, pairs, people, programs
from bot.store.schema_nudges import ladders, obstacles, pair_settings


def _columns(table: Table | NamedFromClause, kind: type) -> list[Any]:
    return [table.c[field.name] for field in fields(kind)]


_mentors, _mentees = members.alias("mentors"), members.alias("mentees")
_mentor_people, _mentee_people = people.alias("mentor_people"), people.alias("mentee_people")
_PARTS: list[list[Any]] = [
    rows.PAIR,
    _columns(ladders, Ladder),
    _columns(_mentors, Member),
    _columns(_mentor_people, Person),
    _columns(_mentees, Member),
    _columns(_mentee_people, Person),
]
_AT = [sum(map(len, _PARTS[:n])) for n in range(len(_PARTS))]
_PROGRAM_ID = [column.name for column in rows.PAIR].index("program_id")
_FILES = (
    select(*(column for part in _PARTS for column in part))
    .select_from(ladders)
    .join(pairs, pairs.c.id == ladders.c.pair_id)
    .join(_mentors, _mentors.c.id == pairs.c.mentor_id)
    .join(_mentor_people, _mentor_people.c.id == _mentors.c.person_id)
    .join(_mentees, _mentees.c.id == pairs.c.mentee_id)
    .join(_mentee_people, _mentee_people.c.id == _mentees.c.person_id)
    .where(any_of(ladders.c.pair_id, "pair_ids"))
    .order_by(ladders.c.pair_id)
)
_SETTINGS = [pair_settings.c[field.name] for field in fields(PairSettings)]
# Read by themselves, and once: a program is as wide as all the rest, and many pairs have the same one.
_PROGRAMS = (
    select(*rows.PROGRAM, *_SETTINGS)
    .join(pair_settings, pair_settings.c.program_id == programs.c.id, isouter=True)
    .where(any_of(programs.c.id, "program_ids"))
)


_ANY_DUE = select(ladders.c.pair_id).where(ladders.c.next_nudge_at <= bindparam("now")).limit(1)


_DUE = (
    select(ladders.c.pair_id)
    .where(ladders.c.next_nudge_at <= bindparam("now"))
    .order_by(ladders.c.next_nudge_at)
    .limit(bindparam("at_most", type_=Integer))
    .with_for_update(skip_locked=True)
)


def any_due(tx: Tx, now: datetime) -> bool:
    """Say whether a pair is to be looked at by the UTC moment `now`."""
    return tx.execute(_ANY_DUE, {"now": now}).first() is not None


def due_pairs(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Return ids of pairs that are to be looked at by the UTC moment `now`, earliest first; no other process gets them
    until this transaction ends.
    """
    return list(tx.execute(_DUE, {"now": now, "at_most": limit}).scalars())


def due_query(now: datetime, limit: int) -> Select[int]:
    """Return the query for the pairs that are to be looked at by the UTC moment `now`."""
    return _DUE.params(now=now, at_most=limit)


@remembered
def files(tx: Tx, pair_ids: Collection[int]) -> dict[int, PairFile]:
    """Return pairs with all that decides about them, by pair id; those that are on no ladder are missing."""
    wanted = sorted(set(pair_ids))
    met = meetings.last_days(tx, wanted)
    planned = observations.planned_days(tx, wanted)
    read = tx.execute(_FILES, {"pair_ids": wanted}).all()
    of = _programs(tx, {row[_PROGRAM_ID] for row in read})
    found = {row[0]: _file(row, *of[row[_PROGRAM_ID]], met.get(row[0]), planned.get(row[0])) for row in read}
    due = plans.first_due_days(tx, {pair_id: file.standing.since for pair_id, file in found.items()})
    return found | {pair_id: replace(found[pair_id], due=day) for pair_id, day in due.items()}


def _programs(tx: Tx, program_ids: Collection[int]) -> dict[int, tuple[Program, PairSettings]]:
    wide = len(rows.PROGRAM)
    return {
        (program := rows.program(row)).id: (program, _settings(row[wide:]))
        for row in tx.execute(_PROGRAMS, {"program_ids": sorted(program_ids)})
    }


def _settings(given: Sequence[Any]) -> PairSettings:
    return PairSettings(*given) if given[0] is not None else PairSettings()


def _file(
    row: rows.SqlRow, program: Program, settings: PairSettings, last_met: date | None, planned: date | None
) -> PairFile:
    pair, ladder, mentor, mentor_person, mentee, mentee_person = _AT
    return PairFile(
        pair=rows.pair(row, pair),
        ladder=Ladder(*row[ladder:mentor]),
        program=program,
        settings=settings,
        mentor=rows.member(row, mentor),
        mentor_person=rows.person(row, mentor_person),
        mentee=rows.member(row, mentee),
        mentee_person=rows.person(row, mentee_person),
        last_met=last_met,
        planned=planned,
    )


_LAST_STEPS = (
    select(
        ladders.c.pair_id, ladders.c.step, ladders.c.stepped_on, programs.c.timezone,
        _mentors.c.person_id, _mentees.c.person_id,
    )
    .join(pairs, pairs.c.id == ladders.c.pair_id)
    .join(programs, programs.c.id == pairs.c.program_id)
    .join(_mentors, _mentors.c.id == pairs.c.mentor_id)
    .join(_mentees, _mentees.c.id == pairs.c.mentee_id)
    .where(any_of(ladders.c.pair_id, "pair_ids"), ladders.c.stepped_on.is_not(None))
    .order_by(ladders.c.pair_id)
)  # fmt: skip


def last_steps(tx: Tx, pair_ids: Collection[int]) -> list[LastStep]:
    """Return the last step of those of the pairs that one was ever taken for."""
    found = tx.execute(_LAST_STEPS, {"pair_ids": sorted(pair_ids)})
    return [LastStep(*row[:3], (row[4], row[5]), row[3]) for row in found]


_LOOK_AT = update(ladders).where(any_of(ladders.c.pair_id, "pair_ids")).values(next_nudge_at=bindparam("at"))


def look_again(tx: Tx, pair_ids: Collection[int], now: datetime) -> None:
    """Have these pairs looked at from the UTC moment `now` on: something that decides about them has changed."""
    tx.execute(_LOOK_AT, {"pair_ids": sorted(pair_ids), "at": now})


def look_again_at_people(tx: Tx, person_ids: Collection[int], now: datetime) -> None:
    """Have the open pairs of these people looked at from the UTC moment `now` on."""
    for side in (pairs.c.mentor_id, pairs.c.mentee_id):
        theirs = _pairs_of(side, person_ids)
        tx.execute(update(ladders).where(ladders.c.pair_id.in_(theirs)).values(next_nudge_at=now))


def restart_people(tx: Tx, person_ids: Collection[int], day: date) -> None:
    """Count what comes for the open pairs of these people from the local `day` on: a pause without an end is over."""
    for side in (pairs.c.mentor_id, pairs.c.mentee_id):
        theirs = _pairs_of(side, person_ids)
        tx.execute(update(ladders).where(ladders.c.pair_id.in_(theirs)).values(counts_from=day))


def _pairs_of(side: Column[int], person_ids: Collection[int]) -> Select[tuple[int]]:
    own = select(members.c.id).where(any_of(members.c.person_id, person_ids))
    return select(pairs.c.id).where(side.in_(own), pairs.c.ends.is_(None))


def add(tx: Tx, program_id: int, now: datetime) -> None:
    """Put the open pairs of a program that are on no ladder yet on its foot, to be looked at from `now` on."""
    missing = (
        select(pairs.c.id, literal(0), literal(now, ladders.c.next_nudge_at.type))
        .join(ladders, ladders.c.pair_id == pairs.c.id, isouter=True)
        .where(pairs.c.program_id == program_id, pairs.c.ends.is_(None), ladders.c.pair_id.is_(None))
    )
    tx.execute(ladders.insert().from_select(["pair_id", "step", "next_nudge_at"], missing))


def change(tx: Tx, pair_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a pair's ladder."""
    tx.execute(update(ladders).where(ladders.c.pair_id == pair_id).values(dict(values)))


def set_next(tx: Tx, moments: Iterable[tuple[int, datetime | None]]) -> None:
    """Set `next_nudge_at` (UTC or None) by pair id."""
    together: dict[datetime | None, list[int]] = {}
    for pair_id, at in moments:
        together.setdefault(at, []).append(pair_id)
    for at, pair_ids in together.items():
        tx.execute(_LOOK_AT, {"pair_ids": pair_ids, "at": at})


def take_steps(tx: Tx, steps: Iterable[Mapping[str, Any]]) -> None:
    """Write steps that were taken: `pair` with `step`, `stepped_on` and `met_before`."""
    values = [{"which": each["pair"], **{f"new_{k}": v for k, v in each.items() if k != "pair"}} for each in steps]
    if values:
        names = ("step", "stepped_on", "met_before")
        change_ = update(ladders).where(ladders.c.pair_id == bindparam("which"))
        tx.execute(change_.values({name: bindparam(f"new_{name}") for name in names}), values)


_WAITS = stands(RowState.WAITING, RowState.LEASED)
_WENT = stands(RowState.SENT) & (outbox.c.sent_at >= bindparam("since"))
_NUDGED = select(outbox.c.person_id, outbox.c.sent_at, outbox.c.not_before).where(
    any_of(outbox.c.person_id, "person_ids"), outbox.c.kind == bindparam("kind"), or_(_WAITS, _WENT)
)


def nudged(tx: Tx, person_ids: Collection[int], kind: str, since: datetime) -> list[tuple[int, datetime, bool]]:
    """Return the messages of `kind` that went to these people since the UTC moment `since`, or are still to go: person
    id, UTC moment, whether it is still on its way.
    """
    found = tx.execute(_NUDGED, {"person_ids": person_ids, "kind": kind, "since": since})
    return [(who, sent_at or not_before, sent_at is None) for who, sent_at, not_before in found]


def settings(tx: Tx, program_id: int) -> PairSettings:
    """Return what a program says about its pairs."""
    found = tx.execute(select(*_SETTINGS).where(pair_settings.c.program_id == program_id)).first()
    return PairSettings(*found) if found else PairSettings()


def save_settings(tx: Tx, program_id: int, wanted: PairSettings) -> None:
    """Write what a program says about its pairs."""
    values = {field.name: getattr(wanted, field.name) for field in fields(PairSettings)}
    mine = pair_settings.c.program_id == program_id
    if not tx.execute(update(pair_settings).where(mine).values(values)).rowcount:
        tx.execute(pair_settings.insert().values(program_id=program_id, **values))


def open_pair_ids(tx: Tx, program_id: int) -> list[int]:
    """Return ids of a program's pairs without an end."""
    found = tx.execute(select(pairs.c.id).where(pairs.c.program_id == program_id, pairs.c.ends.is_(None)))
    return list(found.scalars())


_HOLDS = ladders.c.held_at.is_not(None) & or_(ladders.c.held_until.is_(None), ladders.c.held_until > bindparam("day"))
_ON_HOLD = select(ladders.c.pair_id, ladders.c.held_at, ladders.c.held_until).where(
    any_of(ladders.c.pair_id, "pair_ids"), _HOLDS
)
_HELD_IN_PROGRAM = (
    select(ladders.c.pair_id)
    .join(pairs, pairs.c.id == ladders.c.pair_id)
    .where(pairs.c.program_id == bindparam("program_id"), _HOLDS)
)


def holds(tx: Tx, pair_ids: Collection[int], day: date) -> dict[int, Hold]:
    """Return those of the pairs that are on hold on the local `day`, with since and until when."""
    found = tx.execute(_ON_HOLD, {"pair_ids": list(pair_ids), "day": day}) if pair_ids else ()
    return {row[0]: Hold(row[1], row[2]) for row in found}


def on_hold(tx: Tx, pair_ids: Collection[int], day: date) -> dict[int, date | None]:
    """Return those of the pairs that are on hold on the local `day`, each with the first day on which that is over."""
    return {pair_id: hold.until for pair_id, hold in holds(tx, pair_ids, day).items()}


def held_in_program(tx: Tx, program_id: int, day: date) -> set[int]:
    """Return the pairs of a program that are on hold on the local `day`, whether they last or not."""
    return set(tx.execute(_HELD_IN_PROGRAM, {"program_id": program_id, "day": day}).scalars())


_OBSTRUCTED = select(obstacles.c.pair_id).where(
    any_of(obstacles.c.pair_id, "pair_ids"), obstacles.c.closed_at.is_(None)
)


def with_open_obstacle(tx: Tx, pair_ids: Collection[int]) -> set[int]:
    """Return those of the pairs for which coordinators have an open task."""
    return set(tx.execute(_OBSTRUCTED, {"pair_ids": pair_ids}).scalars()) if pair_ids else set()
