"""Pairs of mentors and mentees."""

from collections.abc import Collection, Iterable
from datetime import date

from sqlalchemy import insert, select, update

from bot.domain.pairs import Pair
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import pairs


def open_pairs_of_program(tx: Tx, program_id: int) -> list[Pair]:
    """Return the pairs of a program that have no end, oldest first."""
    query = select(*rows.PAIR).where(pairs.c.program_id == program_id, pairs.c.ends.is_(None)).order_by(pairs.c.id)
    return [rows.pair(row) for row in tx.execute(query)]


def add_pairs(tx: Tx, program_id: int, new: Iterable[tuple[int, int]], starts: date) -> None:
    """Add pairs of (mentor's member id, mentee's member id) that begin on `starts`."""
    values = [
        {"program_id": program_id, "mentor_id": mentor, "mentee_id": mentee, "starts": starts} for mentor, mentee in new
    ]
    if values:
        tx.execute(insert(pairs), values)


def end_pairs(tx: Tx, pair_ids: Collection[int], last_day: date) -> None:
    """Close pairs; `last_day` is the last on which they held."""
    tx.execute(update(pairs).where(any_of(pairs.c.id, pair_ids)).values(ends=last_day))


def end_pairs_of_member(tx: Tx, member_id: int, last_day: date) -> None:
    """Close the open pairs of a member whose membership ends."""
    mine = (pairs.c.mentor_id == member_id) | (pairs.c.mentee_id == member_id)
    tx.execute(update(pairs).where(mine, pairs.c.ends.is_(None)).values(ends=last_day))
