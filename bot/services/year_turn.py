"""This year's program gives way to the next year's, on the day after its last: pairs end, with what waits about them;
hours and goals go on or not.

Nothing is deleted: meetings, check-ins and ledgers stay readable where they are. Nobody is told, since the first
question of the new program says what matters.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from bot.domain.hours import Entry, totals
from bot.domain.programs import Program
from bot.services import home, obstacle_tasks, planning, posts
from bot.store import hours, ladders, obstacles, pairs, programs
from bot.store import next_year as stored
from bot.store.database import Store, Tx
from bot.store.next_year import NextYear

BATCH = 200  # pairs or memberships a transaction, so that others get their turn to write
DAY = timedelta(days=1)


def turn_due(store: Store, *, now: datetime, limit: int = BATCH) -> int:
    """Do a part of what is due for one program whose last day is over; return how much there was, 0 when nothing is."""
    with store.read() as tx:
        if stored.due(tx, now) is None:
            return 0
    with store.write() as tx:
        program_id = stored.due(tx, now)
        return turn(tx, program_id, now, limit) if program_id is not None else 0


def turn_all(tx: Tx, program_id: int, now: datetime) -> None:
    """Do all of it in the caller's transaction."""
    while turn(tx, program_id, now, BATCH):
        pass


def turn(tx: Tx, program_id: int, now: datetime, limit: int) -> int:
    """Do the next part of what is due for a program, and return how much there was; 0 once it has given way."""
    program, year = programs.program(tx, program_id), stored.find(tx, program_id)
    if program is None or year is None or year.next_at is None:
        return 0
    of = program, year, now, limit
    return _end_pairs(tx, *of) or _go_through(tx, *of) or _turned(tx, program, now)


def _end_pairs(tx: Tx, program: Program, year: NextYear, now: datetime, limit: int) -> int:
    found = stored.open_pairs(tx, program.id, limit)
    if found:
        pairs.end_pairs(tx, found, program.ends or now.date())
        _close_tasks(tx, found, year.done_by, now)
        planning.recompute_pairs(tx, found, now)
        ladders.look_again(tx, found, now)
    return len(found)


def _close_tasks(tx: Tx, pair_ids: Collection[int], by_id: int | None, now: datetime) -> None:
    """Close what is in the way of pairs that end, as a coordinator does who ends one; their posts follow."""
    for each in obstacles.open_of_pairs(tx, pair_ids):
        obstacles.close(tx, each.id, by_id, "", now)
        posts.refresh(tx, [obstacle_tasks.task_key(each.id)], now)


def _go_through(tx: Tx, program: Program, year: NextYear, now: datetime, limit: int) -> int:
    """Take over hours and goals of the next memberships, or close the goals."""
    found = stored.members_after(tx, year, limit)
    if not found:
        return 0
    if year.wish.carries_hours:
        entries = hours.entries(tx, list(found))
        stored.carry_hours(tx, list(_carried(tx, program, year, found, entries)), year.done_by or 0, now)
    if year.wish.carries_goals:
        for member_id, to_id in found.items():
            stored.move_goals(tx, member_id, to_id)
    else:
        stored.close_goals(tx, list(found), now)
    stored.turned_to(tx, program.id, max(found))
    return len(found)


def _carried(
    tx: Tx, program: Program, year: NextYear, found: dict[int, int], entries: list[Entry]
) -> Iterable[dict[str, Any]]:
    """Yield an entry for each category of each ledger. It is of the day before the new program, so that it counts
    towards the targets and stands in no statement or report of the new year: there it would count twice.
    """
    into = programs.program(tx, year.into_id or 0)
    last = program.ends or program.starts
    day = min(last, into.starts - DAY) if into is not None else last
    mine: dict[int, list[Entry]] = {}
    for entry in entries:
        mine.setdefault(entry.member_id, []).append(entry)
    for member_id, to_id in found.items():
        for category, minutes in totals(mine.get(member_id, ())).items():
            source = f"carried:{to_id}:{category.value}"
            row = {"member_id": to_id, "category": category.value, "held_on": day, "minutes": minutes}
            yield {**row, "topic": program.name, "source": source}


def _turned(tx: Tx, program: Program, now: datetime) -> int:
    stored.turned(tx, program.id, now)
    home.program_changed(tx, [program.id], now)
    return 1
