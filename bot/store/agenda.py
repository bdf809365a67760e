"""One query over everything that has a time at which it falls due."""

from datetime import datetime

from sqlalchemy import func, select

from bot.domain.messages import RowState
from bot.store.database import Tx
from bot.store.schema import outbox, people, programs, prompts
from bot.store.schema_nudges import ladders, observations
from bot.store.schema_schedules import schedules


def next_moment(tx: Tx, after: datetime) -> datetime | None:
    """Return the earliest UTC moment after `after` at which anything falls due: a prompt, a reminder, a message, …."""
    moments = (
        select(func.min(people.c.next_prompt_at)).where(people.c.next_prompt_at > after),
        select(func.min(prompts.c.remind_at)).where(prompts.c.remind_at > after),
        select(func.min(programs.c.next_digest_at)).where(programs.c.next_digest_at > after),
        select(func.min(ladders.c.next_nudge_at)).where(ladders.c.next_nudge_at > after),
        select(func.min(observations.c.reflect_at)).where(observations.c.reflect_at > after),
        select(func.min(schedules.c.next_at)).where(schedules.c.next_at > after),
        select(func.min(outbox.c.not_before)).where(outbox.c.state == RowState.WAITING, outbox.c.not_before > after),
    )
    found = [moment for query in moments if (moment := tx.execute(query).scalar()) is not None]
    return min(found, default=None)
