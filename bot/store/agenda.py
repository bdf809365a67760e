"""What comes next and what waits, for whoever moves the clock: queries over everything that has a time."""

from datetime import datetime

from sqlalchemy import and_, bindparam, exists, func, or_, select

from bot.domain.kinds.home import HOME_TAB
from bot.domain.messages import RowState, Stop
from bot.store.columns import Utc
from bot.store.database import Tx
from bot.store.schema import outbox, people, programs, prompts
from bot.store.schema_nudges import ladders, observations
from bot.store.schema_peers import shares
from bot.store.schema_schedules import schedules
from bot.store.schema_sessions import session_groups, sessions
from bot.store.schema_years import next_years

# When the next of each thing falls due; each has an index, and a job in `scheduling/jobs.py`.
_MOMENTS = (
    people.c.next_prompt_at,
    prompts.c.remind_at,
    programs.c.next_digest_at,
    ladders.c.next_nudge_at,
    observations.c.reflect_at,
    shares.c.next_at,
    schedules.c.next_at,
    programs.c.next_question_at,
    session_groups.c.next_at,
    sessions.c.next_at,
    next_years.c.next_at,
    programs.c.words_next_at,
)
_NOW = bindparam("now", type_=Utc)
_DUE = select(*(exists().where(column <= _NOW) for column in _MOMENTS))


def due(tx: Tx, now: datetime) -> frozenset[str]:
    """Return in one question which moments have come by the UTC moment `now`, as `table.column`."""
    found = tx.execute(_DUE, {"now": now}).one()
    return frozenset(str(column) for column, is_due in zip(_MOMENTS, found, strict=True) if is_due)


_AFTER = bindparam("after", type_=Utc)
# All in one question, built once: SQLAlchemy takes longer to put a statement together than SQLite takes to answer it.
_NEXT_MOMENTS = select(
    *(select(func.min(column)).where(column > _AFTER).scalar_subquery() for column in _MOMENTS),
    # Home tabs follow in passing: nobody waits for one, and nobody is told when one is published.
    select(func.min(outbox.c.not_before))
    .where(outbox.c.state == RowState.WAITING, outbox.c.not_before > _AFTER, outbox.c.kind != HOME_TAB.name)
    .scalar_subquery(),
)


def next_moment(tx: Tx, after: datetime) -> datetime | None:
    """Return the earliest UTC moment after `after` at which anything falls due: a prompt, a reminder, a message, …."""
    found = tx.execute(_NEXT_MOMENTS, {"after": after}).one()
    return min((moment for moment in found if moment is not None), default=None)


def prompted_person(tx: Tx, slack_id: str) -> int | None:
    """Return the id of whoever has this Slack id if a prompt is ahead of them, else None."""
    query = select(people.c.id).where(people.c.slack_id == slack_id, people.c.next_prompt_at.is_not(None)).limit(1)
    found = tx.execute(query).scalar()
    return int(found) if found is not None else None


def prompt_came(tx: Tx, after: datetime, now: datetime, slack_id: str | None = None) -> bool:
    """Say whether a prompt of after the UTC moment `after` has gone out, alone or within another message, or would
    have gone by `now` if Slack took it; with `slack_id`, one to that person.
    """
    open_ = outbox.c.state.in_([RowState.WAITING, RowState.LEASED])
    gone = outbox.c.state.in_([RowState.SENT, RowState.COMBINED])
    query = (
        select(prompts.c.id)
        .join(outbox, outbox.c.key == prompts.c.message_key)
        .where(prompts.c.asked_at > after, or_(gone, and_(open_, outbox.c.not_before <= now)))
    )
    if slack_id is not None:
        query = query.join(people, people.c.id == prompts.c.person_id).where(people.c.slack_id == slack_id)
    return tx.execute(query.limit(1)).first() is not None


_OPEN = or_(outbox.c.state == RowState.WAITING, outbox.c.state == RowState.LEASED)
_WAITING = select(func.count()).select_from(outbox).where(_OPEN, outbox.c.not_before <= _NOW)
_TOO_LATE = select(func.count()).where(outbox.c.state == RowState.DROPPED, outbox.c.reason == Stop.LATE)


def waiting(tx: Tx, now: datetime) -> int:
    """Return how many messages are due at the UTC moment `now` and not with Slack."""
    return int(tx.execute(_WAITING, {"now": now}).scalar_one())


def too_late(tx: Tx) -> int:
    """Return how many messages ever came too late to be sent."""
    return int(tx.execute(_TOO_LATE).scalar_one())
