"""Queries for the meetings of pairs."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import bindparam, delete, insert, select, update

from bot.domain.pairs import Meeting, MeetingKind
from bot.store import rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import meetings, pairs


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


def lock_pair(tx: Tx, pair_id: int) -> None:
    """Let nobody else write to the pair's meetings until this transaction ends. SQLite has one writer anyway."""
    tx.execute(select(pairs.c.id).where(pairs.c.id == pair_id).with_for_update())


def pair_of(tx: Tx, meeting_id: int) -> int | None:
    """Return the id of the pair whose meeting it is."""
    found: int | None = tx.scalar(select(meetings.c.pair_id).where(meetings.c.id == meeting_id))
    return found


def remove_meeting(tx: Tx, meeting_id: int, *, logged_by: int) -> bool:
    """Delete a meeting, if it was the person `logged_by` who reported it; say whether it was."""
    gone = delete(meetings).where(meetings.c.id == meeting_id, meetings.c.logged_by == logged_by)
    return tx.execute(gone).rowcount == 1


_LOGGED = (
    select(*rows.MEETING)
    .where(any_of(meetings.c.pair_id, "pair_ids"), meetings.c.logged_at >= bindparam("since"))
    .order_by(meetings.c.id.desc())
)


def meetings_logged(tx: Tx, pair_ids: Collection[int], since: datetime) -> list[Meeting]:
    """Return the meetings of these pairs that were logged since the UTC moment `since`, newest first."""
    return [rows.meeting(row) for row in tx.execute(_LOGGED, {"pair_ids": list(pair_ids), "since": since})]
