"""Messages that follow a matter over time: put into the outbox once, then kept up to date in place."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import uuid4

from bot.domain import messages
from bot.domain.messages import Draft, RowState
from bot.store import outbox
from bot.store.database import Tx


def key_to_answer(tx: Tx, key: str) -> str:
    """Return the key for what somebody asks for: `key`, which names who asks, for what and when, as long as nothing has
    come under it, so that two presses in one moment bring it once; else a new one.
    """
    known = outbox.find_many(tx, [key]).get(key)
    on_its_way = known is None or known.state in {RowState.WAITING, RowState.LEASED}
    return key if on_its_way else f"{key}:{uuid4().hex}"


def announce(tx: Tx, drafts: Sequence[Draft], now: datetime) -> None:
    """Put drafts into the outbox; those that were there before are revived or brought up to date."""
    known = outbox.find_many(tx, [draft.key for draft in drafts])
    outbox.put(tx, [draft for draft in drafts if draft.key not in known])
    outbox.revive(tx, [found.row.id for found in known.values() if found.state is RowState.DROPPED], now)
    refresh(tx, list(known), now)


def refresh(tx: Tx, keys: Iterable[str], now: datetime) -> None:
    """Bring messages up to date that Slack has, or is about to have; those still waiting are composed when sent."""
    updates = []
    for key, found in outbox.find_many(tx, list(keys)).items():
        if found.state in {RowState.SENT, RowState.LEASED, RowState.COMBINED}:
            row = found.row
            updates.append(
                Draft(
                    row.workspace_id,
                    messages.MESSAGE_UPDATE.name,
                    f"update:{key}:{uuid4().hex}",
                    {"of": found.into_id or row.id},
                    now,
                    person_id=row.person_id,
                    program_id=row.program_id,
                )
            )
    outbox.put(tx, updates)
