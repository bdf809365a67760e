"""The outbox: what Slack is to be told, as facts, until Slack has it. Every statement on its table is here.

`now` is UTC program time, `machine_now` UTC machine time (leases and retries). All writes are grouped; callers hold
the transaction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, delete, false, func, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.messages import KINDS, Draft, Row, RowState
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import outbox, workspaces

BATCH = 500  # rows a statement; SQLite allows 32,766 variables, and no writer holds the lock for long

_ROW = [
    outbox.c[name]
    for name in (
        *("id", "workspace_id", "kind", "key", "facts", "due_at"),
        *("person_id", "program_id", "attempts", "channel", "ts"),
    )
]
_COMBINING = frozenset(kind.name for kind in KINDS.values() if kind.combines)
_IS_OPEN = or_(outbox.c.state == RowState.WAITING, outbox.c.state == RowState.LEASED)
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


def put(tx: Tx, drafts: Sequence[Draft]) -> int:
    """Put drafts into the outbox and return how many were new; a draft whose key is there already changes nothing.

    Raises KeyError for a kind that is not in the table of messages.
    """
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    if not drafts:
        return 0
    # The rows as parameters, not in the statement, so that it is compiled once and for all.
    only_new = dialect.insert(outbox).on_conflict_do_nothing(index_elements=["key"])
    counted = {"preserve_rowcount": True}
    return tx.execute(only_new, [_values(draft) for draft in drafts], execution_options=counted).rowcount


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


@dataclass(frozen=True, slots=True)
class Claim:
    """Who claims rows and when: program time `now`, machine time `machine_now`, and how long the lease holds.

    `besides` names, by workspace, the kinds that are not to be claimed now; `workspace_ids` those that are served.
    """

    now: datetime
    machine_now: datetime
    owner: str
    lease: timedelta
    workspace_ids: Collection[int]
    besides: Mapping[int, Collection[str]]


def claim(tx: Tx, by: Claim, limit: int, unsure_limit: int) -> list[Row]:
    """Lease rows that may go now, the most urgent first: up to `limit` that were never tried to an unknown end, and up
    to `unsure_limit` that were and have to be looked for first (their attempts are above zero).

    Rows of stopped workspaces stay. A row whose lease ran out is taken over with one more attempt: whoever had it may
    have sent it.
    """
    expired = and_(outbox.c.state == RowState.LEASED, outbox.c.lease_until <= by.machine_now)
    unsure = _lease(tx, by, expired, unsure_limit, more_attempts=1) if unsure_limit else []
    if len(unsure) < unsure_limit:
        unsure += _lease(tx, by, and_(_may_go(by), outbox.c.attempts > 0), unsure_limit - len(unsure))
    return unsure + _lease(tx, by, and_(_may_go(by), outbox.c.attempts == 0), limit)


def claim_companions(tx: Tx, rows: Sequence[Row], by: Claim, limit: int) -> list[Row]:
    """Lease the rows that may go now and combine with one of `rows`: of its kind and for its recipient."""
    kinds = {row.kind for row in rows if row.kind in _COMBINING and row.attempts == 0}
    if not kinds:
        return []
    people = {row.person_id for row in rows if row.kind in kinds and row.person_id is not None}
    programs = {row.program_id for row in rows if row.kind in kinds and row.person_id is None}
    recipient = or_(
        any_of(outbox.c.person_id, people), and_(outbox.c.person_id.is_(None), any_of(outbox.c.program_id, programs))
    )
    condition = and_(_may_go(by), outbox.c.attempts == 0, outbox.c.kind.in_(kinds), recipient)
    return _lease(tx, by, condition, limit)


def _may_go(by: Claim) -> ColumnElement[bool]:
    return and_(
        outbox.c.state == RowState.WAITING,
        outbox.c.not_before <= by.now,
        or_(outbox.c.retry_at.is_(None), outbox.c.retry_at <= by.machine_now),
    )


def _lease(tx: Tx, by: Claim, condition: ColumnElement[bool], limit: int, more_attempts: int = 0) -> list[Row]:
    running = select(workspaces.c.id).where(
        workspaces.c.stopped_at.is_(None), any_of(workspaces.c.id, by.workspace_ids)
    )
    held = [and_(outbox.c.workspace_id == id_, outbox.c.kind.in_(kinds)) for id_, kinds in by.besides.items()]
    wanted = (
        select(outbox.c.id)
        .where(condition, outbox.c.workspace_id.in_(running), ~or_(false(), *held))
        .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite has one writer and leaves this out
    )
    statement = (
        update(outbox)
        .where(outbox.c.id.in_(wanted.scalar_subquery()))
        .values(
            attempts=outbox.c.attempts + more_attempts,
            state=RowState.LEASED,
            lease_until=by.machine_now + by.lease,
            lease_owner=by.owner,
            retry_at=None,
        )
        .returning(*_ROW, outbox.c.priority)
    )
    rows = sorted(tx.execute(statement), key=lambda row: (row.priority, row.due_at, row.id))
    return [Row(*row[: len(_ROW)]) for row in rows]


def hold(tx: Tx, until: Mapping[int, datetime], owner: str | None = None) -> None:
    """Let rows wait until a moment of program time, by id.

    Here and below: with an `owner`, rows whose lease has gone over to somebody else stay as they are.
    """
    _each(
        tx,
        update(outbox).values(**_RELEASED, not_before=bindparam("until")),
        [{"row_id": id_, "until": moment} for id_, moment in until.items()],
        owner,
    )


@dataclass(frozen=True, slots=True)
class Retry:
    """A row to be tried again from the machine time `retry_at` on; `unsure`: Slack may have it, so look first."""

    id: int
    retry_at: datetime | None
    reason: str
    unsure: bool = False


def release(tx: Tx, retries: Iterable[Retry], owner: str | None = None) -> None:
    """Put rows back, each until its machine time."""
    _each(
        tx,
        update(outbox).values(
            **_RELEASED,
            retry_at=bindparam("again"),
            reason=bindparam("why"),
            attempts=outbox.c.attempts + bindparam("more"),
        ),
        [{"row_id": r.id, "again": r.retry_at, "why": r.reason, "more": int(r.unsure)} for r in retries],
        owner,
    )


def mark_sent(tx: Tx, sent: Sequence[tuple[int, str | None, str | None, datetime]]) -> None:
    """Mark rows sent: (id, channel, ts, moment of program time) each, with channel and ts as Slack answered."""
    _each(
        tx,
        update(outbox).values(
            state=RowState.SENT,
            sent_at=bindparam("moment"),
            channel=bindparam("where"),
            ts=bindparam("stamp"),
            reason=None,
            lease_until=None,
            lease_owner=None,
        ),
        [{"row_id": id_, "where": channel, "stamp": ts, "moment": at} for id_, channel, ts, at in sent],
    )


def mark_taken_back(tx: Tx, ids: Collection[int]) -> None:
    """Mark rows whose message is gone from Slack as dropped; they may be revived."""
    if ids:
        gone = {"state": RowState.DROPPED, "reason": "taken_back", "ts": None}
        tx.execute(update(outbox).where(any_of(outbox.c.id, ids)).values(gone))


def mark_dropped(tx: Tx, reasons: Mapping[int, str], owner: str | None = None) -> None:
    """Mark rows that are never sent because they are no longer true or allowed, with the reason, by id."""
    _end(tx, RowState.DROPPED, reasons, owner)


def mark_failed(tx: Tx, reasons: Mapping[int, str], owner: str | None = None) -> None:
    """Mark rows that Slack refuses for good, with Slack's error, by id."""
    _end(tx, RowState.FAILED, reasons, owner)


def _end(tx: Tx, state: RowState, reasons: Mapping[int, str], owner: str | None) -> None:
    _each(
        tx,
        update(outbox).values(state=state, reason=bindparam("why"), lease_until=None, lease_owner=None),
        [{"row_id": id_, "why": reason} for id_, reason in reasons.items()],
        owner,
    )


def mark_combined(tx: Tx, carried: Mapping[int, Sequence[int]], carriers: Sequence[Row]) -> None:
    """Mark rows that go out as part of another: by id of the carrying row. The carriers get the merged facts they hold.

    Written before the message is sent: after a crash the carrying row alone is looked for and sent again.
    """
    state = {"state": RowState.COMBINED, "lease_until": None, "lease_owner": None}
    _each(
        tx,
        update(outbox).values(**state, into_id=bindparam("carrier")),
        [{"row_id": id_, "carrier": into} for into, ids in carried.items() for id_ in ids],
    )
    _each(
        tx,
        update(outbox).values(facts=bindparam("merged")),
        [{"row_id": row.id, "merged": dict(row.facts)} for row in carriers],
    )


_RELEASED: dict[str, Any] = {"state": RowState.WAITING, "lease_until": None, "lease_owner": None}


def _each(tx: Tx, statement: Any, values: list[dict[str, Any]], owner: str | None = None) -> None:
    """Run `statement` once for every row id in `values`; a row that has ended meanwhile stays as it is."""
    if values:
        own = outbox.c.lease_owner == owner if owner is not None else true()
        tx.execute(statement.where(outbox.c.id == bindparam("row_id"), _IS_OPEN, own), values)


def next_due(tx: Tx) -> datetime | None:
    """Return the program time from which the first waiting row may go, or None if none waits."""
    due: datetime | None = tx.scalar(select(func.min(outbox.c.not_before)).where(outbox.c.state == RowState.WAITING))
    return due


def next_retry(tx: Tx, now: datetime) -> datetime | None:
    """Return the machine time at which the first row that is due at the program time `now` may be tried again."""
    running = select(workspaces.c.id).where(workspaces.c.stopped_at.is_(None))
    statement = select(func.min(outbox.c.retry_at)).where(
        outbox.c.state == RowState.WAITING, outbox.c.not_before <= now, outbox.c.workspace_id.in_(running)
    )
    again: datetime | None = tx.scalar(statement)
    return again


def counts(tx: Tx) -> dict[str, int]:
    """Return how many rows are in each state."""
    rows = tx.execute(select(outbox.c.state, func.count()).group_by(outbox.c.state))
    return {row[0]: row[1] for row in rows}


def _found() -> Select[Any]:
    columns = ("state", "not_before", "sent_at", "reason", "into_id")
    return select(*_ROW, *(outbox.c[name] for name in columns))


def _as_found(row: Any) -> Found:
    state, *rest = row[len(_ROW) :]
    return Found(Row(*row[: len(_ROW)]), RowState(state), *rest)


def find(tx: Tx, key: str) -> Found | None:
    """Return the row with that key, or None."""
    row = tx.execute(_found().where(outbox.c.key == key)).one_or_none()
    return _as_found(row) if row is not None else None


def find_many(tx: Tx, keys: Collection[str]) -> dict[str, Found]:
    """Return rows by key; keys that are not there are missing."""
    return {row.key: _as_found(row) for row in tx.execute(_found().where(any_of(outbox.c.key, keys)))} if keys else {}


def sent(tx: Tx, keys: Collection[str]) -> set[str]:
    """Return which of these keys name a message that Slack has."""
    # The state is no condition of the query: SQLite would begin with all that was ever sent.
    found = tx.execute(select(outbox.c.key, outbox.c.state).where(any_of(outbox.c.key, keys))) if keys else ()
    return {key for key, state in found if state == RowState.SENT}


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


def get_many(tx: Tx, ids: Collection[int]) -> dict[int, Found]:
    """Return rows by id; ids that are not there are missing."""
    return {row.id: _as_found(row) for row in tx.execute(_found().where(any_of(outbox.c.id, ids)))}


def erase_before(tx: Tx, moment: datetime) -> int:
    """Delete rows that ended and were due before the program time `moment`; return how many."""
    return tx.execute(delete(outbox).where(outbox.c.state.in_(_ENDED), outbox.c.due_at < moment)).rowcount
