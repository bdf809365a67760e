"""Queries for the meetings of pairs."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, insert, select, update

from bot.domain.pairs import Meeting, MeetingKind
from bot.store import rows
from bot.store.database import Tx
from bot.store.schema import meetings


def meeting_on(tx: Tx, pair_id: int, day: date) -> Meeting | None:
    """Return the pair's meeting on that day."""
    found = tx.execute(select(*rows.MEETING).where(meetings.c.pair_id == pair_id, meetings.c.held_on == day)).first()
    return rows.meeting(found) if found else None


def add_meeting(
    tx: Tx, pair_id: int, day: date, minutes: int, kind: MeetingKind, logged_by: int, now: datetime
) -> None:
    """Insert a meeting that the person `logged_by` reports."""
    tx.execute(
        insert(meetings).values(
            pair_id=pair_id, held_on=day, minutes=minutes, kind=kind.value, logged_by=logged_by, logged_at=now
        )
    )


def correct_meeting(tx: Tx, meeting_id: int, minutes: int, kind: MeetingKind) -> None:
    """Change the length and kind of a meeting."""
    tx.execute(update(meetings).where(meetings.c.id == meeting_id).values(minutes=minutes, kind=kind.value))


def meetings_logged_by(tx: Tx, person_id: int, since: datetime) -> list[Meeting]:
    """Return the meetings that a person logged since the UTC moment `since`, newest first."""
    found = tx.execute(
        select(*rows.MEETING)
        .where(meetings.c.logged_by == person_id, meetings.c.logged_at >= since)
        .order_by(meetings.c.id.desc())
    )
    return [rows.meeting(row) for row in found]


def last_met(tx: Tx, pair_ids: Collection[int]) -> dict[int, date]:
    """Return the day on which each pair met last, by pair id; pairs that never met are left out."""
    found = tx.execute(
        select(meetings.c.pair_id, func.max(meetings.c.held_on))
        .where(meetings.c.pair_id.in_(pair_ids))
        .group_by(meetings.c.pair_id)
    )
    return {pair_id: day for pair_id, day in found}
