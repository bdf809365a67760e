"""Open questions asked with a challenge's button: their words, only until Slack has them. Times are UTC."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, and_, cast, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.domain.messages import RowState
from bot.store.database import Tx
from bot.store.schema import outbox
from bot.store.schema_peers import thread_questions


@dataclass(frozen=True, slots=True)
class Question:
    """An open question asked with the button; `words` are empty once Slack has them."""

    id: int
    share_id: int
    author_id: int
    words: str


_QUESTION = [thread_questions.c[name] for name in ("id", "share_id", "author_id", "words")]


def add(tx: Tx, share_id: int, author_id: int, words: str, form_id: str, now: datetime) -> int | None:
    """Keep a question until Slack has it, and return its id; None if that form was sent off before."""
    dialect = postgresql if tx.dialect.name == "postgresql" else sqlite
    new = dialect.insert(thread_questions).values(
        share_id=share_id, author_id=author_id, words=words, form_id=form_id, asked_at=now
    )
    id_: int | None = tx.scalar(new.on_conflict_do_nothing(index_elements=["form_id"]).returning(thread_questions.c.id))
    return id_


def question(tx: Tx, question_id: int) -> Question | None:
    """Return a question."""
    found = tx.execute(select(*_QUESTION).where(thread_questions.c.id == question_id)).first()
    return Question(*found) if found else None


def forget(tx: Tx, before: datetime) -> int:
    """Forget the words of questions that were asked before then and that Slack has, or never will; return how many."""
    sent = select(outbox.c.key).where(
        outbox.c.key == literal("question:") + cast(thread_questions.c.id, String),
        outbox.c.state.not_in([RowState.SENT, RowState.DROPPED, RowState.FAILED]),
    )
    old = and_(thread_questions.c.words != "", thread_questions.c.asked_at < before, ~sent.exists())
    return tx.execute(update(thread_questions).where(old).values(words="")).rowcount
