"""What waits for the coordinators of a program right now: what the last digest asked and nobody has seen to, and what
has come up since. Read at every opening of Home, so each statement is built once and answered from an index.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_, select

from bot.domain.calendar import local
from bot.domain.desk_home import Waiting
from bot.domain.digests import NAMED_FOR, Matter, MatterKind, day_in_detail, fair_share
from bot.domain.health import PairStanding
from bot.domain.members import Person, PersonState
from bot.domain.programs import Program
from bot.store import hands, ladders, matter_names, matters, members, observations, peer_feedback
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import members as members_table
from bot.store.schema import pairs
from bot.store.schema import people as people_table
from bot.store.schema_nudges import obstacles

A_WEEK = timedelta(weeks=1)
AS_DIGESTED = (MatterKind.ALONE, MatterKind.SILENT, MatterKind.UNREACHED)  # found once a week, by the digest

_TASKS = (
    select(obstacles.c.id, obstacles.c.pair_id, obstacles.c.why, obstacles.c.opened_at)
    .join(pairs, pairs.c.id == obstacles.c.pair_id)
    .where(
        obstacles.c.program_id == bindparam("program_id"),
        obstacles.c.closed_at.is_(None),
        pairs.c.ends.is_(None),
    )
    .order_by(obstacles.c.id)
)


def waiting(tx: Tx, program: Program, needing: Sequence[PairStanding], now: datetime) -> list[Matter]:
    """Return what waits in a program at the UTC moment `now`, by kind, as a digest tells it; `needing` are the pairs
    that could use a hand. Matters of no digest have the id 0.
    """
    today = local(now, program.timezone).date()
    since = today - NAMED_FOR
    done, done_pairs = matters.handled(tx, program.id, since, now - A_WEEK)
    tasks = list(tx.execute(_TASKS, {"program_id": program.id}))
    held = hands.of_pairs(tx, {row.pair_id for row in tasks}, since).keys()
    on_hold = ladders.held_in_program(tx, program.id, today)
    besides = {row.pair_id for row in tasks} | done_pairs

    def of(kind: MatterKind, subject_id: int, pair_id: int | None, day: date | None, detail: str = "") -> Matter:
        return Matter(0, program.id, today, kind, subject_id, pair_id, day, detail)

    first = {row.pair_id: row for row in reversed(tasks) if row.pair_id not in held | on_hold}
    found = [
        *(
            of(MatterKind.OBSTACLE, row.id, row.pair_id, local(row.opened_at, program.timezone).date(), row.why)
            for row in reversed(first.values())
        ),
        *(of(MatterKind.COVER, o.id, o.pair_id, o.day) for o in observations.awaiting_cover(tx, program.id, today)),
        *_as_digested(tx, program, today),
        *(
            of(MatterKind.UNMET, pair.pair_id, pair.pair_id, pair.last_met, day_in_detail(pair.agreed))
            for pair in needing
            if pair.pair_id not in besides
        ),
        *(
            of(MatterKind.CHALLENGE, share_id, None, local(at, program.timezone).date())
            for share_id, at in peer_feedback.alone(tx, program.id, now - NAMED_FOR, now)
            if (MatterKind.CHALLENGE, share_id) not in done
        ),
    ]
    return sorted(found, key=lambda each: _ORDER[each.kind])


_ORDER = {kind: place for place, kind in enumerate(MatterKind)}


def shown(tx: Tx, program: Program, found: Sequence[Matter], most: int) -> Waiting:
    """Return at most `most` of what waits with names, of every kind as many as of the others, and how much there is."""
    named = matter_names.named(tx, program, fair_share(found, most))
    return Waiting(Counter(each.kind for each in found), tuple(named))


def _as_digested(tx: Tx, program: Program, today: date) -> Iterable[Matter]:
    """Return what the last digest of these seven days asked about people, as far as it is still so."""
    day = matters.last_day(tx, program.id, today - A_WEEK, today)
    found = matters.open_of_day(tx, program.id, day, AS_DIGESTED) if day is not None else []
    people = members.people_by_id(tx, {each.subject_id for each in found if each.pair_id is None})
    cared_for = _cared_for(tx, {each.pair_id for each in found if each.pair_id is not None}, today)
    return [
        each
        for each in found
        if (each.pair_id is None and _still(each.kind, people.get(each.subject_id)))
        or (each.pair_id is not None and each.pair_id not in cared_for)
    ]


_THEIRS = pairs.alias()
_CARED_FOR = (
    select(pairs.c.id)
    .join(_THEIRS, _THEIRS.c.mentee_id == pairs.c.mentee_id)
    .join(members_table, members_table.c.id == _THEIRS.c.mentor_id)
    .join(people_table, people_table.c.id == members_table.c.person_id)
    .where(
        any_of(pairs.c.id, "pair_ids"),
        or_(_THEIRS.c.ends.is_(None), _THEIRS.c.ends >= bindparam("today")),
        members_table.c.ended_at.is_(None),
        people_table.c.state != PersonState.DEACTIVATED.value,
        or_(people_table.c.paused_at.is_(None), people_table.c.paused_until <= bindparam("today")),
    )
)


def _cared_for(tx: Tx, pair_ids: set[int], today: date) -> set[int]:
    """Return those of the pairs whose mentee has a mentor who is there today: of that pair, or of another."""
    return set(tx.execute(_CARED_FOR, {"pair_ids": list(pair_ids), "today": today}).scalars()) if pair_ids else set()


def _still(kind: MatterKind, who: Person | None) -> bool:
    if who is None:
        return False
    if kind is MatterKind.SILENT:
        return who.resting_since is not None
    return who.unreachable_since is not None or who.state is not PersonState.ACTIVE
