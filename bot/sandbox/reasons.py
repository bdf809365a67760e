"""Why the bot sent a message: found by the key that it carries, in the outbox and in the table of message kinds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.messages import KINDS, Stop
from bot.domain.questions import Reason as Why
from bot.sandbox.slack.conversations import Message
from bot.store import outbox, prompts, questions
from bot.store.database import Store, Tx

STOPS = {
    Stop.GONE: "the person left",
    Stop.PAUSED: "they paused",
    Stop.SETTLED: "it had been settled already",
    Stop.RESTING: "they chose not to be asked for now",
    Stop.LATE: "it could not go out in time",
}

# Why the coaching question in a message is the one it is: the rules of `bot/domain/questions.py`.
QUESTIONS = {
    Why.CHALLENGE_WITHOUT_STEP: "its question asks for a smallest step, because a challenge was written without one",
    Why.WIN: "its question asks for a strength, because a win was written",
    Why.MISSED_MEETING: "no meeting was logged, so its question is not about them, and of the kind asked longest ago",
    Why.ROTATION: "its question is of the kind asked longest ago",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule behind a message. `due_at` is UTC program time; `stops` says what would have kept it from going out."""

    kind: str
    rule: str
    due_at: datetime
    stops: tuple[str, ...]


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
    reasons = {}
    for ts, key in keys.items():
        if key in found:
            row = found[key].row
            kind = KINDS[row.kind]
            stops = tuple(STOPS[stop] for stop in Stop if stop in kind.stops)
            reasons[ts] = Reason(kind_words(kind.name), kind.rule + chosen.get(key, ""), row.due_at, stops)
    return reasons


def _questions(tx: Tx, keys: Collection[str]) -> dict[str, str]:
    """Return why the questions in messages were chosen, as a sentence that follows the rule, by message key."""
    prompted = {key: one.question_reason for key, one in prompts.prompts_of_messages(tx, keys).items()}
    posted = {key: one.reason for key, one in questions.community_questions_of_messages(tx, keys).items()}
    return {key: f" Besides, {QUESTIONS[Why(reason)]}." for key, reason in (prompted | posted).items()}
