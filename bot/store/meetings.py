"""Meetings of pairs, and of coaches with their leaders. Every statement on their table is here, in `digests` or in
`meeting_export`.

What counts for a pair is the day of its last meeting (`held_on`, a local day), not when somebody logged it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Subquery, bindparam, delete, func, insert, select, update

from bot.domain.pairs import Bond, Meeting, MeetingKind
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.memory import remembered
from bot.store.schema import meetings, members, pairs


@dataclass(frozen=True, slots=True)
class NewMeeting:
    """A meeting to be written: `logged_by` is a person id, `talk_id` ties it to others of one talk."""

    bond: Bond
    held_on: date
    minutes: int
    kind: MeetingKind
    logged_by: int
    notes: str = ""
    talk_id: int | None = None


# Built once: SQLAlchemy takes longer to put a statement together than SQLite takes to answer it. By whether the two
# are coach and leader.
_OF = {
    False: meetings.c.pair_id == bindparam("pair_id"),
    True: (meetings.c.leader_id == bindparam("leader_id")) & (meetings.c.coach_id == bindparam("coach_id")),
}
_IN_SPAN = meetings.c.held_on.between(bindparam("first"), bindparam("last"))
_HELD = {
    is_coaching: select(*rows.MEETING).where(of, _IN_SPAN).order_by(meetings.c.held_on, meetings.c.id)
    for is_coaching, of in _OF.items()
}
_MINUTES = {
    is_coaching: select(func.coalesce(func.sum(meetings.c.minutes), 0)).where(of, _IN_SPAN)
    for is_coaching, of in _OF.items()
}


def _given(bond: Bond, first: date, last: date) -> dict[str, Any]:
    theirs = {"leader_id": bond.leader_id, "coach_id": bond.coach_id} if bond.is_coaching else {"pair_id": bond.pair_id}
    return {**theirs, "first": first, "last": last}


# What pairs are asked about most: by index, and grouped, so that it serves one pair and a hundred thousand.


def last_met() -> Subquery:
    """Return `pair_id` and `held_on`, the day of the last meeting of each pair that has met, as a subquery to join."""
    day = func.max(meetings.c.held_on).label("held_on")
    query = select(meetings.c.pair_id, day).where(meetings.c.pair_id.is_not(None)).group_by(meetings.c.pair_id)
    return query.subquery("last_met")


_LAST_DAYS = (
    select(meetings.c.pair_id, func.max(meetings.c.held_on))
    .where(any_of(meetings.c.pair_id, "pair_ids"))
    .group_by(meetings.c.pair_id)
)


def last_days(tx: Tx, pair_ids: Collection[int]) -> dict[int, date]:
    """Return the day of the last meeting by pair id; pairs that have never met are missing."""
    return {row[0]: row[1] for row in tx.execute(_LAST_DAYS, {"pair_ids": pair_ids})}


def days_since(tx: Tx, pair_ids: Collection[int], day: date) -> dict[int, list[date]]:
    """Return the days of these pairs' meetings from the local `day` on, by pair id."""
    query = select(meetings.c.pair_id, meetings.c.held_on).where(any_of(meetings.c.pair_id, pair_ids))
    found: dict[int, list[date]] = {}
    for pair_id, held_on in tx.execute(query.where(meetings.c.held_on >= day)):
        found.setdefault(pair_id, []).append(held_on)
    return found


def recent(tx: Tx, pair_id: int, limit: int) -> list[Meeting]:
    """Return the latest meetings of a pair, newest first, with their notes: for the two people of the pair alone."""
    query = select(*rows.MEETING).where(meetings.c.pair_id == pair_id)
    newest = query.order_by(meetings.c.held_on.desc(), meetings.c.id.desc()).limit(limit)
    return [rows.meeting(row) for row in tx.execute(newest)]


def held_between(tx: Tx, bond: Bond, first: date, last: date) -> list[Meeting]:
    """Return the meetings from the day `first` to the day `last`, the oldest first."""
    return [rows.meeting(row) for row in tx.execute(_HELD[bond.is_coaching], _given(bond, first, last))]


def minutes_between(tx: Tx, bond: Bond, first: date, last: date) -> int:
    """Return how many minutes they talked from the day `first` to the day `last`."""
    return int(tx.execute(_MINUTES[bond.is_coaching], _given(bond, first, last)).scalar_one())


_BY_ID = select(*rows.MEETING).where(any_of(meetings.c.id, "ids"))


def meeting(tx: Tx, meeting_id: int) -> Meeting | None:
    """Return the meeting with that id."""
    return meetings_by_id(tx, [meeting_id]).get(meeting_id)


@remembered
def meetings_by_id(tx: Tx, ids: Collection[int]) -> dict[int, Meeting]:
    """Return meetings by id; ids that are not there (any more) are missing."""
    found = tx.execute(_BY_ID, {"ids": ids}) if ids else ()
    return {row[0]: rows.meeting(row) for row in found}


_NEWS = (
    select(*rows.MEETING)
    .where(
        any_of(meetings.c.pair_id, "pair_ids"),
        (meetings.c.logged_at >= bindparam("since")) | (meetings.c.held_on >= bindparam("day")),
    )
    .order_by(meetings.c.id.desc())
)


def logged_or_held(tx: Tx, pair_ids: Collection[int], since: datetime, day: date) -> list[Meeting]:
    """Return the meetings of these pairs that were logged since the UTC moment `since` or held on `day` or later,
    the newest first.
    """
    return [rows.meeting(row) for row in tx.execute(_NEWS, {"pair_ids": list(pair_ids), "since": since, "day": day})]


_LOCK_LEADER = select(members.c.id).where(members.c.id == bindparam("leader_id")).with_for_update()
_LOCK_PAIR = select(pairs.c.id).where(pairs.c.id == bindparam("pair_id")).with_for_update()
_NEW = insert(meetings).returning(meetings.c.id)
_CHANGED = update(meetings).where(meetings.c.id == bindparam("meeting_id"))


def lock(tx: Tx, bond: Bond) -> None:
    """Let nobody else write to these meetings until this transaction ends. SQLite has one writer anyway."""
    if bond.is_coaching:
        tx.execute(_LOCK_LEADER, {"leader_id": bond.leader_id})
    else:
        tx.execute(_LOCK_PAIR, {"pair_id": bond.pair_id})


def add(tx: Tx, new: NewMeeting, now: datetime) -> int:
    """Write a meeting and return its id. `now` is UTC."""
    values: dict[str, Any] = {
        "pair_id": new.bond.pair_id or None,
        "coach_id": new.bond.coach_id or None,
        "leader_id": new.bond.leader_id or None,
        "held_on": new.held_on,
        "minutes": new.minutes,
        "kind": new.kind.value,
        "notes": new.notes,
        "talk_id": new.talk_id,
        "logged_by": new.logged_by,
        "logged_at": now,
    }
    return int(tx.execute(_NEW, values).scalar_one())


def change(tx: Tx, meeting_id: int, changed_by: int, now: datetime, **values: Any) -> None:
    """Set columns of a meeting that the person `changed_by` corrects at the UTC moment `now`."""
    tx.execute(_CHANGED, {"meeting_id": meeting_id, **values, "changed_by": changed_by, "changed_at": now})


def bind_talk(tx: Tx, ids: Collection[int]) -> None:
    """Note that these meetings were one talk with several partners."""
    tx.execute(update(meetings).where(any_of(meetings.c.id, ids)).values(talk_id=min(ids)))


def remove(tx: Tx, meeting_id: int) -> bool:
    """Delete a meeting; say whether it was there."""
    return tx.execute(delete(meetings).where(meetings.c.id == meeting_id)).rowcount == 1


def hand_over(tx: Tx, meeting_id: int, person_id: int) -> None:
    """Make a meeting one that the person logged."""
    values = {"logged_by": person_id, "changed_by": None, "changed_at": None}
    tx.execute(update(meetings).where(meetings.c.id == meeting_id).values(values))


_MENTOR, _MENTEE = members.alias(), members.alias()
_TWO = (
    select(pairs.c.id, _MENTOR.c.person_id, _MENTEE.c.person_id)
    .join(_MENTOR, _MENTOR.c.id == pairs.c.mentor_id)
    .join(_MENTEE, _MENTEE.c.id == pairs.c.mentee_id)
    .where(any_of(pairs.c.id, "pair_ids"))
)
_PEOPLE = select(members.c.id, members.c.person_id).where(any_of(members.c.id, "member_ids"))


def people_of(tx: Tx, bond: Bond) -> tuple[int, ...]:
    """Return the person ids of the two, mentor or coach first."""
    if bond.is_coaching:
        found = {row[0]: row[1] for row in tx.execute(_PEOPLE, {"member_ids": (bond.coach_id, bond.leader_id)})}
        return found[bond.coach_id], found[bond.leader_id]
    return people_of_pairs(tx, [bond.pair_id])[bond.pair_id]


@remembered
def people_of_pairs(tx: Tx, pair_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    """Return the person ids of mentor and mentee, by pair id."""
    return {row[0]: (row[1], row[2]) for row in tx.execute(_TWO, {"pair_ids": pair_ids})}
