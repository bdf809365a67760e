"""Feedback threads as they are stored: who replied when, what was asked, what its author says comes now.

The words of replies are never here. Times are UTC program time.
"""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    String,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)

from bot.domain.messages import RowState
from bot.domain.peer_feedback import Thread
from bot.domain.peers import ShareKind
from bot.store.columns import Utc
from bot.store.database import Tx
from bot.store.inserting import insert_for
from bot.store.lists import any_of
from bot.store.outbox import stands
from bot.store.schema import outbox, people, programs, workspaces
from bot.store.schema_peers import (
    feedback_threads,
    shares,
    thread_helpers,
    thread_replies,
)

_THREAD = [
    feedback_threads.c[name]
    for name in (
        *("told_at", "peers_at", "mentor_at", "asked_at"),
        *("now_what", "closed_at", "followed_up_at"),
    )
]
SHARE_KEY = "share:"  # begins the key of the row that posted it
POSTED = outbox.c.key == literal(SHARE_KEY) + cast(shares.c.id, String)
# Built once: replies may come in bursts, and threads are looked at at every tick that one is due.
_AUTHOR = (
    select(people.c.slack_id)
    .join(shares, shares.c.author_id == people.c.id)
    .where(shares.c.id == bindparam("share_id"))
)
_LOOK_BY = (
    update(shares)
    .where(
        shares.c.id == bindparam("share_id"),
        or_(shares.c.next_at.is_(None), shares.c.next_at > bindparam("at", type_=Utc)),
    )
    .values(next_at=bindparam("at", type_=Utc))
)
_LOOK_NEXT = update(shares).where(shares.c.id == bindparam("share_id")).values(next_at=bindparam("at", type_=Utc))
_DUE = (
    select(shares.c.id)
    .where(shares.c.next_at <= bindparam("now"))
    .order_by(shares.c.next_at, shares.c.id)
    .limit(bindparam("at_most"))
)
_THREADS = (
    select(shares.c.id, outbox.c.sent_at, *_THREAD)
    .join(feedback_threads, feedback_threads.c.share_id == shares.c.id)
    .join(outbox, POSTED)
    .where(any_of(shares.c.id, "share_ids"), stands(RowState.SENT))
)
_REPLIES = select(thread_replies).where(any_of(thread_replies.c.share_id, "share_ids"))
_STANDING = select(feedback_threads.c.now_what, feedback_threads.c.closed_at).where(
    feedback_threads.c.share_id == bindparam("share_id")
)
_AT = (
    select(outbox.c.key)
    .join(workspaces, workspaces.c.id == outbox.c.workspace_id)
    .where(
        outbox.c.kind == literal_column("'share_post'"),  # as the index has it
        outbox.c.channel == bindparam("channel"),
        outbox.c.ts == bindparam("ts"),
        workspaces.c.team_id == bindparam("team_id"),
    )
)


def begin(tx: Tx, share_id: int) -> None:
    """Begin the thread of a challenge."""
    tx.execute(insert(feedback_threads).values(share_id=share_id))


def post_at(tx: Tx, team_id: str, channel: str, ts: str, since: datetime) -> tuple[int, ShareKind] | None:
    """Return id and kind of what was posted at (channel, ts) of a Slack team, if it stands and is of after `since`."""
    # Slack tells of every reply in the bot's channels: most are to something else, and end at the first, small index.
    key = tx.scalar(_AT, {"team_id": team_id, "channel": channel, "ts": ts})
    if key is None:
        return None
    standing = (shares.c.taken_back_at.is_(None), shares.c.created_at > since)
    query = select(shares.c.id, shares.c.kind).where(shares.c.id == int(key.removeprefix(SHARE_KEY)), *standing)
    found = tx.execute(query).first()
    return (found.id, ShareKind(found.kind)) if found else None


def add_reply(tx: Tx, share_id: int, ts: str, slack_id: str, now: datetime) -> bool:
    """Note that somebody replied; False if that reply is known, or its author is the challenge's own."""
    if tx.scalar(_AUTHOR, {"share_id": share_id}) == slack_id:
        return False
    values = {"share_id": share_id, "ts": ts, "slack_id": slack_id, "replied_at": now}
    return tx.execute(_add_reply(tx.dialect.name), values).first() is not None


@cache
def _add_reply(dialect: str) -> Executable:
    once = insert_for(dialect, thread_replies).on_conflict_do_nothing(index_elements=["share_id", "ts"])
    return once.returning(thread_replies.c.ts)


def remove_reply(tx: Tx, share_id: int, ts: str) -> None:
    """Forget a reply that is gone from Slack."""
    tx.execute(delete(thread_replies).where(thread_replies.c.share_id == share_id, thread_replies.c.ts == ts))


def repliers(tx: Tx, share_id: int) -> list[str]:
    """Return the Slack ids of who replied, in the order of their first reply."""
    first = func.min(thread_replies.c.replied_at)
    query = select(thread_replies.c.slack_id).where(thread_replies.c.share_id == share_id)
    return list(tx.execute(query.group_by(thread_replies.c.slack_id).order_by(first, "slack_id")).scalars())


def look_by(tx: Tx, share_id: int, at: datetime) -> None:
    """Look at it by then at the latest."""
    tx.execute(_LOOK_BY, {"share_id": share_id, "at": at})


def look_next(tx: Tx, share_id: int, at: datetime | None) -> None:
    """Look at it again then, or no more."""
    tx.execute(_LOOK_NEXT, {"share_id": share_id, "at": at})


def due(tx: Tx, now: datetime, limit: int) -> list[int]:
    """Return the ids of what is to be looked at by `now`, the longest due first."""
    return list(tx.execute(_DUE, {"now": now, "at_most": limit}).scalars())


def threads(tx: Tx, share_ids: Collection[int]) -> dict[int, Thread]:
    """Return the threads of those challenges that Slack has, by id."""
    found = {row.id: row for row in tx.execute(_THREADS, {"share_ids": share_ids})}
    replied: dict[int, list[datetime]] = {}
    for row in tx.execute(_REPLIES, {"share_ids": list(found)}):
        replied.setdefault(row.share_id, []).append(row.replied_at)
    return {id_: _thread(row, replied.get(id_, [])) for id_, row in found.items()}


def _thread(row: Any, replied: Collection[datetime]) -> Thread:
    new = [at for at in replied if row.told_at is None or at > row.told_at]
    values = {column.name: getattr(row, column.name) for column in _THREAD}
    first, first_new = min(replied, default=None), min(new, default=None)
    return Thread(row.id, row.sent_at, first_reply_at=first, first_new_at=first_new, **values)


def mark(tx: Tx, share_id: int, **values: Any) -> None:
    """Set columns of a thread."""
    tx.execute(update(feedback_threads).where(feedback_threads.c.share_id == share_id).values(**values))


def close(tx: Tx, share_id: int, now_what: str, now: datetime) -> bool:
    """Close a thread with its author's Now What; say whether it was open until now."""
    still_open = and_(feedback_threads.c.share_id == share_id, feedback_threads.c.closed_at.is_(None))
    done = tx.execute(update(feedback_threads).where(still_open).values(now_what=now_what, closed_at=now))
    return done.rowcount == 1


def standing(tx: Tx, share_id: int) -> tuple[str, datetime | None]:
    """Return the Now What of a challenge, empty while there is none, and when its thread was closed."""
    found = tx.execute(_STANDING, {"share_id": share_id}).first()
    return (found.now_what, found.closed_at) if found else ("", None)


def outcome(tx: Tx, share_id: int) -> str:
    """Return what its author wrote came of a challenge, empty while they have not."""
    found: str | None = tx.scalar(select(feedback_threads.c.outcome).where(feedback_threads.c.share_id == share_id))
    return found or ""


_NOW_WHATS = (
    select(shares.c.author_id, shares.c.program_id, feedback_threads.c.now_what, feedback_threads.c.closed_at)
    .join(feedback_threads, feedback_threads.c.share_id == shares.c.id)
    .where(
        any_of(shares.c.author_id, "people"),
        feedback_threads.c.closed_at.is_not(None),
        shares.c.taken_back_at.is_(None),
    )
    .order_by(feedback_threads.c.closed_at)
)


def now_whats(tx: Tx, people: Collection[int]) -> dict[tuple[int, int], tuple[str, datetime]]:
    """Return the latest Now What of people (their ids), with when it was said, by (person id, program id)."""
    found = tx.execute(_NOW_WHATS, {"people": list(people)})
    return {(row.author_id, row.program_id): (row.now_what, row.closed_at) for row in found}


# --- who is asked to look at a challenge


def add_helpers(tx: Tx, share_id: int, person_ids: Collection[int], now: datetime) -> None:
    """Note whom the bot asks to look at a challenge."""
    known = set(tx.execute(select(thread_helpers.c.person_id).where(thread_helpers.c.share_id == share_id)).scalars())
    new = [{"share_id": share_id, "person_id": id_, "asked_at": now} for id_ in person_ids if id_ not in known]
    if new:
        tx.execute(insert(thread_helpers), new)


def lately(tx: Tx, program_id: int, since: datetime) -> Counter[int]:
    """Return by person id how often, since then, people of a program opened a challenge, replied to one, or were asked
    to look at one. Several replies in one thread count once.
    """
    mine: ColumnElement[bool] = and_(shares.c.program_id == program_id, shares.c.kind == ShareKind.CHALLENGE.value)
    opened = select(shares.c.author_id, func.count()).where(mine, shares.c.created_at > since)
    replied = (
        select(thread_replies.c.slack_id, func.count(thread_replies.c.share_id.distinct()))
        .join(shares, shares.c.id == thread_replies.c.share_id)
        .where(mine, thread_replies.c.replied_at > since)
        .group_by(thread_replies.c.slack_id)
    )
    asked = (
        select(thread_helpers.c.person_id, func.count())
        .join(shares, shares.c.id == thread_helpers.c.share_id)
        .where(mine, thread_helpers.c.asked_at > since)
        .group_by(thread_helpers.c.person_id)
    )
    found: Counter[int] = Counter()
    for query in (opened.group_by(shares.c.author_id), asked):
        for person_id, times in tx.execute(query):
            found[person_id] += times
    by_slack_id: dict[str, int] = dict(iter(tx.execute(replied)))
    workspace = select(programs.c.workspace_id).where(programs.c.id == program_id).scalar_subquery()
    known = select(people.c.id, people.c.slack_id).where(
        people.c.workspace_id == workspace, any_of(people.c.slack_id, sorted(by_slack_id))
    )
    for person_id, slack_id in tx.execute(known):
        found[person_id] += by_slack_id[slack_id]
    return found


def alone(tx: Tx, program_id: int, since: datetime, until: datetime) -> list[tuple[int, datetime]]:
    """Return id and moment of the challenges opened between then and then that stand without a reply, though peers and
    mentor were asked; the oldest first.
    """
    replied = select(thread_replies.c.ts).where(thread_replies.c.share_id == shares.c.id).exists()
    query = (
        select(shares.c.id, shares.c.created_at)
        .join(feedback_threads, feedback_threads.c.share_id == shares.c.id)
        .where(
            shares.c.program_id == program_id,
            shares.c.kind == ShareKind.CHALLENGE.value,
            shares.c.created_at > since,
            shares.c.created_at <= until,
            shares.c.taken_back_at.is_(None),
            feedback_threads.c.mentor_at.is_not(None),
            feedback_threads.c.closed_at.is_(None),
            ~replied,
        )
        .order_by(shares.c.created_at, shares.c.id)
    )
    return [(row.id, row.created_at) for row in tx.execute(query)]
