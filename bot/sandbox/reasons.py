"""Why the bot sent a message: found by the key that it carries, in the outbox and in the table of message kinds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.messages import KINDS, Kind
from bot.sandbox.slack.conversations import Message
from bot.store import outbox
from bot.store.database import Store


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule behind a message; `due_at` is UTC program time."""

    kind: Kind
    due_at: datetime


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
    return {ts: Reason(KINDS[found[key].row.kind], found[key].row.due_at) for ts, key in keys.items() if key in found}
