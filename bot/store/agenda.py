"""One query over everything that has a time at which it falls due."""

from datetime import datetime

from sqlalchemy import func, select

from bot.domain.messages import RowState
from bot.store.database import Tx
from bot.store.schema import outbox, people, programs, prompts


def next_moment(tx: Tx, after: datetime) -> datetime | None:
    """Return the earliest UTC moment after `after` at which a prompt, reminder, digest or message falls due."""
    moments = (
        select(func.min(people.c.next_prompt_at)).where(people.c.next_prompt_at > after),
        select(func.min(prompts.c.remind_at)).where(prompts.c.remind_at > after),
        select(func.min(programs.c.next_digest_at)).where(programs.c.next_digest_at > after),
        select(func.min(programs.c.next_question_at)).where(programs.c.next_question_at > after),
        select(func.min(outbox.c.not_before)).where(outbox.c.state == RowState.WAITING, outbox.c.not_before > after),
    )
    found = [moment for query in moments if (moment := tx.execute(query).scalar()) is not None]
    return min(found, default=None)
