"""Who sends which row of the outbox now: rows are claimed with a lease, put back, and marked with what became of them.

`now` is UTC program time, `machine_now` UTC machine time (leases and retries). All writes are grouped; callers hold
the transaction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Update, and_, bindparam, exists, false, or_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from bot.domain.messages import KINDS, Row, RowState
from bot.store.columns import Utc
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.outbox import ROW
from bot.store.schema import outbox, workspaces

_COMBINING = frozenset(kind.name for kind in KINDS.values() if kind.combines)
_IS_OPEN = or_(outbox.c.state == RowState.WAITING, outbox.c.state == RowState.LEASED)


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

    @property
    def moments(self) -> dict[str, datetime]:
        """Return the moments as the statements name them."""
        return {"now": self.now, "machine_now": self.machine_now}


_MAY_GO = and_(
    outbox.c.state == RowState.WAITING,
    outbox.c.not_before <= bindparam("now", type_=Utc),
    or_(outbox.c.retry_at.is_(None), outbox.c.retry_at <= bindparam("machine_now", type_=Utc)),
)
_EXPIRED = and_(outbox.c.state == RowState.LEASED, outbox.c.lease_until <= bindparam("machine_now", type_=Utc))
_UNSURE = and_(_MAY_GO, outbox.c.attempts > 0)
_NEW = and_(_MAY_GO, outbox.c.attempts == 0)
_COMPANIONS = and_(
    _NEW,
    any_of(outbox.c.kind, "kinds"),
    or_(
        any_of(outbox.c.person_id, "people"),
        and_(outbox.c.person_id.is_(None), any_of(outbox.c.program_id, "programs")),
    ),
)
_NOBODYS: dict[str, Any] = {"lease_until": None, "lease_owner": None}
_RELEASED: dict[str, Any] = {"state": RowState.WAITING, **_NOBODYS}
_OPEN_ROW = update(outbox).where(outbox.c.id == bindparam("row_id"), _IS_OPEN)
_HOLD = _OPEN_ROW.values(**_RELEASED, not_before=bindparam("until"))
_RELEASE = _OPEN_ROW.values(
    **_RELEASED,
    retry_at=bindparam("again"),
    reason=bindparam("why"),
    attempts=outbox.c.attempts + bindparam("more"),
)
_SENT = _OPEN_ROW.values(
    state=RowState.SENT,
    sent_at=bindparam("moment"),
    channel=bindparam("where"),
    ts=bindparam("stamp"),
    reason=None,
    **_NOBODYS,
)
_ENDS = _OPEN_ROW.values(state=bindparam("end"), reason=bindparam("why"), **_NOBODYS)
_COMBINED = _OPEN_ROW.values(state=RowState.COMBINED, into_id=bindparam("carrier"), **_NOBODYS)
_MERGED = _OPEN_ROW.values(facts=bindparam("merged"))
_ANY_TO_CLAIM = select(*(exists().where(condition) for condition in (_EXPIRED, _UNSURE, _NEW)))


def claim(tx: Tx, by: Claim, limit: int, unsure_limit: int) -> list[Row]:
    """Lease rows that may go now, the most urgent first: up to `limit` that were never tried to an unknown end, and up
    to `unsure_limit` that were and have to be looked for first (their attempts are above zero).

    Rows of stopped workspaces stay. A row whose lease ran out is taken over with one more attempt: whoever had it may
    have sent it.
    """
    # Mostly there is none of one kind or another: asking costs a fraction of leasing nothing.
    found = tx.execute(_ANY_TO_CLAIM, by.moments).one()
    is_expired, is_unsure, is_new = found[0], found[1], found[2]
    unsure = _lease(tx, by, _EXPIRED, unsure_limit, more_attempts=1) if is_expired and unsure_limit else []
    if is_unsure and len(unsure) < unsure_limit:
        unsure += _lease(tx, by, _UNSURE, unsure_limit - len(unsure))
    return unsure + (_lease(tx, by, _NEW, limit) if is_new else [])


def claim_companions(tx: Tx, rows: Sequence[Row], by: Claim, limit: int) -> list[Row]:
    """Lease the rows that may go now and combine with one of `rows`: of its kind and for its recipient."""
    kinds = {row.kind for row in rows if row.kind in _COMBINING and row.attempts == 0}
    if not kinds:
        return []
    people = {row.person_id for row in rows if row.kind in kinds and row.person_id is not None}
    programs = {row.program_id for row in rows if row.kind in kinds and row.person_id is None}
    given = {"kinds": kinds, "people": people, "programs": programs}
    return _lease(tx, by, _COMPANIONS, limit, given=given)


def _lease(
    tx: Tx,
    by: Claim,
    condition: ColumnElement[bool],
    limit: int,
    more_attempts: int = 0,
    given: Mapping[str, Any] | None = None,
) -> list[Row]:
    values = {
        "at_most": limit,
        "more": more_attempts,
        "lease_ends": by.machine_now + by.lease,
        "owner": by.owner,
        "served": by.workspace_ids,
    }
    held = frozenset((workspace_id, frozenset(kinds)) for workspace_id, kinds in by.besides.items())
    found = tx.execute(_leasing(condition, held), {**values, **by.moments, **(given or {})})
    rows = sorted(found, key=lambda row: (row.priority, row.due_at, row.id))
    return [Row(*row[: len(ROW)]) for row in rows]


@lru_cache(maxsize=32)
def _leasing(condition: ColumnElement[bool], held: frozenset[tuple[int, frozenset[str]]]) -> ReturningUpdate[Any]:
    """Return the statement that leases rows; put together once, which takes SQLAlchemy longer than SQLite to run it."""
    served = any_of(workspaces.c.id, "served")
    running = select(workspaces.c.id).where(workspaces.c.stopped_at.is_(None), served)
    besides = [and_(outbox.c.workspace_id == id_, outbox.c.kind.in_(kinds)) for id_, kinds in held]
    wanted = (
        select(outbox.c.id)
        .where(condition, outbox.c.workspace_id.in_(running), ~or_(false(), *besides))
        .order_by(outbox.c.priority, outbox.c.due_at, outbox.c.id)
        .limit(bindparam("at_most"))
        .with_for_update(skip_locked=True)  # SQLite has one writer and leaves this out
        .cte("wanted")  # chosen once: PostgreSQL may ask a mere subquery again and again, each time for others
    )
    return (
        update(outbox)
        .where(outbox.c.id.in_(select(wanted.c.id)))
        .values(
            attempts=outbox.c.attempts + bindparam("more"),
            state=RowState.LEASED,
            lease_until=bindparam("lease_ends"),
            lease_owner=bindparam("owner"),
            retry_at=None,
        )
        .returning(*ROW, outbox.c.priority)
    )


def hold(tx: Tx, until: Mapping[int, datetime], owner: str | None = None) -> None:
    """Let rows wait until a moment of program time, by id.

    Here and below: with an `owner`, rows whose lease has gone over to somebody else stay as they are.
    """
    _each(
        tx,
        _HOLD,
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
        _RELEASE,
        [{"row_id": r.id, "again": r.retry_at, "why": r.reason, "more": int(r.unsure)} for r in retries],
        owner,
    )


def mark_sent(tx: Tx, sent: Sequence[tuple[int, str | None, str | None, datetime]]) -> None:
    """Mark rows sent: (id, channel, ts, moment of program time) each, with channel and ts as Slack answered."""
    _each(
        tx,
        _SENT,
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
        _ENDS,
        [{"row_id": id_, "why": reason, "end": state} for id_, reason in reasons.items()],
        owner,
    )


def mark_combined(tx: Tx, carried: Mapping[int, Sequence[int]], carriers: Sequence[Row]) -> None:
    """Mark rows that go out as part of another: by id of the carrying row. The carriers get the merged facts they hold.

    Written before the message is sent: after a crash the carrying row alone is looked for and sent again.
    """
    _each(
        tx,
        _COMBINED,
        [{"row_id": id_, "carrier": into} for into, ids in carried.items() for id_ in ids],
    )
    _each(
        tx,
        _MERGED,
        [{"row_id": row.id, "merged": dict(row.facts)} for row in carriers],
    )


def _each(tx: Tx, change: Update, values: list[dict[str, Any]], owner: str | None = None) -> None:
    """Make the change once for every row id in `values`; a row that has ended meanwhile stays as it is."""
    if values and owner is None:
        tx.execute(change, values)
    elif values:
        tx.execute(_if_own(change), [{**each, "whose": owner} for each in values])


@lru_cache
def _if_own(change: Update) -> Update:
    return change.where(outbox.c.lease_owner == bindparam("whose"))
