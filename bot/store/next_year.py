"""Plans for the year after a program's: written down, carried out, and what is still to follow. Callers hold the
transaction; times are UTC program time.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from bot.domain.goals import GoalState
from bot.domain.next_year import Standing, Wish, as_stored, from_stored
from bot.store import home_groups, members
from bot.store.bulk import insert_rows
from bot.store.database import Tx
from bot.store.inserting import insert_for
from bot.store.lists import any_of
from bot.store.schema import members as member_table
from bot.store.schema import pairs, programs
from bot.store.schema_desk import hours
from bot.store.schema_questions import goals
from bot.store.schema_years import next_years

_OPEN = any_of(goals.c.state, [state.value for state in GoalState if state.is_open])


@dataclass(frozen=True, slots=True)
class NextYear:
    """What is written down of the year after a program's; `done_by` and `into_id` are None while it is a plan."""

    program_id: int
    wish: Wish
    done_by: int | None
    into_id: int | None
    turned_to: int
    next_at: datetime | None


def find(tx: Tx, program_id: int) -> NextYear | None:
    """Return what is written down of the year after a program's."""
    found = tx.execute(select(next_years).where(next_years.c.program_id == program_id)).first()
    if found is None:
        return None
    return NextYear(program_id, from_stored(found.wish), found.done_by, found.into_id, found.turned_to, found.next_at)


def save_plan(tx: Tx, program_id: int, wish: Wish, by_id: int, now: datetime) -> None:
    """Write down a plan, in the place of the one before."""
    values = {"wish": as_stored(wish), "planned_by": by_id, "planned_at": now}
    new = insert_for(tx.dialect.name, next_years).values(program_id=program_id, **values)
    tx.execute(new.on_conflict_do_update(index_elements=["program_id"], set_=values))


def done(tx: Tx, program_id: int, into_id: int, by_id: int, now: datetime, next_at: datetime) -> None:
    """Note that a plan was carried out, and when this year's pairs end."""
    values = {"done_by": by_id, "done_at": now, "into_id": into_id, "next_at": next_at}
    tx.execute(update(next_years).where(next_years.c.program_id == program_id).values(values))


def set_next(tx: Tx, program_id: int, at: datetime) -> None:
    """Move when this year's pairs end, if that is still to come."""
    ahead = (next_years.c.program_id == program_id) & next_years.c.next_at.is_not(None)
    tx.execute(update(next_years).where(ahead).values(next_at=at))


def due(tx: Tx, now: datetime) -> int | None:
    """Return a program whose pairs are to end by now; no other process gets it until this transaction ends."""
    query = select(next_years.c.program_id).where(next_years.c.next_at <= now).order_by(next_years.c.next_at)
    return tx.execute(query.limit(1).with_for_update(skip_locked=True)).scalar()


def standings(tx: Tx, program_id: int) -> list[Standing]:
    """Return everybody whose membership of a program lasts, with their home group."""
    group_of = {who: group.name for group in home_groups.groups_of(tx, program_id) for who in group.member_ids}
    enrolled = members.open_members_of_program(tx, program_id)
    return [Standing(member, person, group_of.get(member.id)) for member, person in enrolled]


# --- when the year turns


def open_pairs(tx: Tx, program_id: int, limit: int) -> list[int]:
    """Return ids of pairs of a program that have no end, at most `limit`."""
    query = select(pairs.c.id).where(pairs.c.program_id == program_id, pairs.c.ends.is_(None)).order_by(pairs.c.id)
    return list(tx.execute(query.limit(limit)).scalars())


def members_after(tx: Tx, year: NextYear, limit: int) -> dict[int, int]:
    """Return the next memberships of this year's program whose person is in the next year's, in the order of their
    ids, with the membership there.
    """
    this, following = member_table.alias("this"), member_table.alias("following")
    query = (
        select(this.c.id, func.min(following.c.id))
        .join(following, following.c.person_id == this.c.person_id)
        .where(
            this.c.program_id == year.program_id,
            this.c.ended_at.is_(None),
            this.c.id > year.turned_to,
            following.c.program_id == year.into_id,
            following.c.ended_at.is_(None),
        )
        .group_by(this.c.id)
        .order_by(this.c.id)
    )
    return {row[0]: row[1] for row in tx.execute(query.limit(limit))}


def turned_to(tx: Tx, program_id: int, member_id: int) -> None:
    """Note how far the memberships of a program have been gone through."""
    tx.execute(update(next_years).where(next_years.c.program_id == program_id).values(turned_to=member_id))


def move_goals(tx: Tx, member_id: int, to_id: int) -> None:
    """Let the open goals of a membership go on in another one, with all that belongs to them."""
    tx.execute(update(goals).where(goals.c.member_id == member_id, _OPEN).values(member_id=to_id))


def close_goals(tx: Tx, member_ids: Collection[int], now: datetime) -> None:
    """Close the open goals of these memberships, without blame."""
    values = {"state": GoalState.DROPPED.value, "changed_at": now}
    tx.execute(update(goals).where(any_of(goals.c.member_id, member_ids), _OPEN).values(values))


def carry_hours(tx: Tx, rows: Sequence[Mapping[str, Any]], by_id: int, now: datetime) -> None:
    """Take over what stands in ledgers of last year: rows of `member_id`, `category`, `held_on`, `minutes`, `topic` and
    `source`, of which each counts once.
    """
    decided = {"entered_by": by_id, "entered_at": now, "decided_by": by_id, "decided_at": now, "approved": True}
    insert_rows(tx, hours, [{**row, "reason": "", **decided} for row in rows], only_new="source")


def turned(tx: Tx, program_id: int, now: datetime) -> None:
    """Note that a program has given way to the next year's."""
    tx.execute(update(next_years).where(next_years.c.program_id == program_id).values(next_at=None))
    tx.execute(update(programs).where(programs.c.id == program_id).values(turned_at=now))
