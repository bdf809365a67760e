"""The outbox: what Slack is to be told, as facts, until Slack has it. Who sends which row is `bot.store.leasing`'s.

`now` is UTC program time; callers hold the transaction.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, func, or_, select, update

from bot.domain.messages import KINDS, Draft, Row, RowState
from bot.store.bulk import insert_rows
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import outbox, workspaces

BATCH = 500  # rows a statement; SQLite allows 32,766 variables, and no writer holds the lock for long

ROW = [
    outbox.c[name]
    for name in (
        *("id", "workspace_id", "kind", "key", "facts", "due_at"),
        *("person_id", "program_id", "attempts", "channel", "ts"),
    )
]
_ENDED = (RowState.SENT, RowState.COMBINED, RowState.DROPPED, RowState.FAILED)


@dataclass(frozen=True, slots=True)
class Found:
    """A row with where it stands; `not_before` and `sent_at` are UTC program time."""

    row: Row
    state: RowState
    not_before: datetime
    sent_at: datetime | None
    reason: str | None
    into_id: int | None


def stands(*states: RowState) -> ColumnElement[bool]:
    """Say that a row has one of these states, as a condition beside one that finds few rows by itself.

    Worded so that no index on the state serves it: with one, SQLite begins with all that was ever sent.
    """
    state = func.coalesce(outbox.c.state, "")
    return or_(*(state == each.value for each in states))


def put(tx: Tx, drafts: Sequence[Draft]) -> int:
    """Put drafts into the outbox and return how many were new; a draft whose key is there already changes nothing.

    Raises KeyError for a kind that is not in the table of messages.
    """
    return insert_rows(tx, outbox, [_values(draft) for draft in drafts], only_new="key")


def _values(draft: Draft) -> dict[str, Any]:
    return {
        "workspace_id": draft.workspace_id,
        "program_id": draft.program_id,
        "person_id": draft.person_id,
        "kind": draft.kind,
        "key": draft.key,
        "facts": dict(draft.facts),
        "due_at": draft.due_at,
        "not_before": draft.due_at,
        "priority": KINDS[draft.kind].priority,
        "state": RowState.WAITING,
    }


def next_due(tx: Tx) -> datetime | None:
    """Return the program time from which the first waiting row may go, or None if none waits."""
    due: datetime | None = tx.scalar(select(func.min(outbox.c.not_before)).where(outbox.c.state == RowState.WAITING))
    return due


def next_retry(tx: Tx, now: datetime) -> datetime | None:
    """Return the machine time at which the first row that is due at the program time `now` may be tried again."""
    again: datetime | None = tx.scalar(_NEXT_RETRY, {"now": now})
    return again


def counts(tx: Tx) -> dict[str, int]:
    """Return how many rows are in each state."""
    rows = tx.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    return {row[0]: row[1] for row in rows}


# Built once: SQLAlchemy takes longer to put a statement together than SQLite takes to answer it.
_FOUND = select(*ROW, *(outbox.c[name] for name in ("state", "not_before", "sent_at", "reason", "into_id")))
_BY_KEY = _FOUND.where(any_of(outbox.c.key, "keys"))
_KEYS_SENT = select(outbox.c.key).where(any_of(outbox.c.key, "keys"), stands(RowState.SENT))
_BY_ID = _FOUND.where(any_of(outbox.c.id, "ids"))
_NEXT_RETRY = select(func.min(outbox.c.retry_at)).where(
    outbox.c.state == RowState.WAITING,
    outbox.c.not_before <= bindparam("now", type_=outbox.c.not_before.type),
    outbox.c.workspace_id.in_(select(workspaces.c.id).where(workspaces.c.stopped_at.is_(None))),
)


def _as_found(row: Any) -> Found:
    state, *rest = row[len(ROW) :]
    return Found(Row(*row[: len(ROW)]), RowState(state), *rest)


def find(tx: Tx, key: str) -> Found | None:
    """Return the row with that key, or None."""
    return find_many(tx, [key]).get(key)


def find_many(tx: Tx, keys: Collection[str]) -> dict[str, Found]:
    """Return rows by key; keys that are not there are missing."""
    return {row.key: _as_found(row) for row in tx.execute(_BY_KEY, {"keys": keys})} if keys else {}


def keys_beginning(tx: Tx, program_id: int, kind: str, prefixes: Collection[str]) -> list[str]:
    """Return the keys of a program's rows of a kind that begin with one of these; for what is done seldom."""
    begins = or_(*(outbox.c.key.startswith(prefix, autoescape=True) for prefix in prefixes))
    query = select(outbox.c.key).where(outbox.c.program_id == program_id, outbox.c.kind == kind, begins)
    return list(tx.execute(query).scalars())


def sent(tx: Tx, keys: Collection[str]) -> set[str]:
    """Return which of these keys name a message that Slack has."""
    return set(tx.execute(_KEYS_SENT, {"keys": keys}).scalars()) if keys else set()


def last_direct(tx: Tx) -> tuple[str, str] | None:
    """Return channel and ts of the direct message that was sent last, or None before the first."""
    sent = and_(outbox.c.state == RowState.SENT, outbox.c.person_id.is_not(None), outbox.c.ts.is_not(None))
    newest = select(outbox.c.channel, outbox.c.ts).where(sent).order_by(outbox.c.sent_at.desc()).limit(1)
    found = tx.execute(newest).first()
    return (found.channel, found.ts) if found else None


def revive(tx: Tx, ids: Collection[int], now: datetime) -> None:
    """Let rows that were dropped go again from the program time `now` on: their matter has become true once more."""
    if ids:
        again = {"state": RowState.WAITING, "due_at": now, "not_before": now, "attempts": 0, "reason": None}
        tx.execute(update(outbox).where(any_of(outbox.c.id, ids), outbox.c.state == RowState.DROPPED).values(again))


def again_at_once(tx: Tx, program_id: int, kinds: Collection[str]) -> None:
    """Let the rows of a program and of these kinds that wait for another try have it now."""
    waits = and_(outbox.c.program_id == program_id, outbox.c.state == RowState.WAITING, outbox.c.retry_at.is_not(None))
    tx.execute(update(outbox).where(waits, any_of(outbox.c.kind, kinds)).values(retry_at=None))


def get_many(tx: Tx, ids: Collection[int]) -> dict[int, Found]:
    """Return rows by id; ids that are not there are missing."""
    return {row.id: _as_found(row) for row in tx.execute(_BY_ID, {"ids": ids})} if ids else {}


def erase_before(tx: Tx, moment: datetime) -> int:
    """Delete rows that ended and were due before the program time `moment`; return how many."""
    return tx.execute(delete(outbox).where(outbox.c.state.in_(_ENDED), outbox.c.due_at < moment)).rowcount
