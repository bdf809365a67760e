"""Why the bot sent a message: found by the key that it carries, in the outbox and in the table of message kinds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.messages import KINDS, Kind
from bot.domain.questions import Reason as Why
from bot.sandbox.slack.conversations import Message
from bot.store import outbox, prompts, questions
from bot.store.database import Store, Tx

# Why the coaching question in a message is the one it is: the rules of `bot/domain/questions.py`.
QUESTIONS = {
    Why.CHALLENGE_WITHOUT_STEP: "It asks for a smallest step, because a challenge was written without one.",
    Why.WIN: "It asks for a strength, because a win was written.",
    Why.MISSED_MEETING: "No meeting was logged, so it is not about them, and of the kind asked longest ago.",
    Why.ROTATION: "It is of the kind asked longest ago.",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule behind a message; `due_at` is UTC program time, `question` says why its question is the one it is."""

    kind: Kind
    due_at: datetime
    question: str = ""


def key_of(message: Message) -> str | None:
    """Return the key of its occasion that a message of the bot carries, or None: then it answers a request."""
    payload = (message.metadata or {}).get("event_payload") or {}
    key = payload.get("key")
    return str(key) if key else None


def kind_words(kind: str) -> str:
    """Return the name of a message kind as people read it."""
    return kind.replace("checkin", "check-in").replace("_", " ")


def kinds_of(store: Store, keys: Collection[str]) -> dict[str, str]:
    """Return the kinds of messages by key."""
    with store.read() as tx:
        return {key: found.row.kind for key, found in outbox.find_many(tx, keys).items()}


def reasons_for(store: Store, messages: Collection[Message]) -> dict[str, Reason]:
    """Return why messages were sent, by ts; those that answer a request are missing."""
    keys = {message.ts: key for message in messages if (key := key_of(message))}
    with store.read() as tx:
        found = outbox.find_many(tx, set(keys.values()))
        chosen = _questions(tx, set(keys.values()))
    return {
        ts: Reason(KINDS[found[key].row.kind], found[key].row.due_at, chosen.get(key, ""))
        for ts, key in keys.items()
        if key in found
    }


def _questions(tx: Tx, keys: Collection[str]) -> dict[str, str]:
    """Return why the questions in messages were chosen, in a sentence, by message key."""
    prompted = {key: one.question_reason for key, one in prompts.prompts_of_messages(tx, keys).items()}
    posted = {key: one.reason for key, one in questions.community_questions_of_messages(tx, keys).items()}
    return {key: QUESTIONS[Why(reason)] for key, reason in (prompted | posted).items()}
