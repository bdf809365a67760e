"""What coordinators changed, as it was written down: who, what, when. Ids and settings, never a member's words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from bot.store.database import Tx
from bot.store.schema_desk import audit


def add(
    tx: Tx,
    program_id: int,
    actor_id: int,
    action: str,
    now: datetime,
    about_id: int | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write down that the person `actor_id` did `action` at the UTC moment `now`, in the transaction that does it.

    `action` is a short name such as `pair_ended`; `about_id` the person it is about; `facts` ids and settings.
    """
    row = {"program_id": program_id, "actor_id": actor_id, "action": action, "about_id": about_id, "at": now}
    tx.execute(insert(audit).values(**row, facts=dict(facts or {})))
