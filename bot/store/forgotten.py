"""Who asked to be forgotten, known by a keyed hash of their address alone, so that a roster does not bring them back.

The key is made of SECRET_KEY; where there is none, it is a random one of the workspace's, kept in the database. That
one keeps addresses from being guessed by whoever sees the hashes alone, not by whoever has the whole database.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import and_, delete, insert, select, update

from bot.store.database import Tx
from bot.store.schema import workspaces
from bot.store.schema_privacy import forgotten


def _own_key(tx: Tx, workspace_id: int, key: bytes) -> bytes:
    """Return the key behind hashes of addresses: the one given, else the workspace's own, made once and at random."""
    if key:
        return key
    mine = workspaces.c.id == workspace_id
    kept: str | None = tx.scalar(select(workspaces.c.address_key).where(mine).with_for_update())
    if kept is None:
        kept = secrets.token_hex(32)
        tx.execute(update(workspaces).where(mine).values(address_key=kept))
    return bytes.fromhex(kept)


def address_hash(key: bytes, email: str) -> str:
    """Return what stands for an address (lower case) of which only this may be kept."""
    return hmac.new(key, email.casefold().encode(), hashlib.sha256).hexdigest()


def remember(tx: Tx, workspace_id: int, email: str, key: bytes, now: datetime) -> None:
    """Keep that the owner of an address asked to be forgotten at the UTC moment `now`."""
    address = address_hash(_own_key(tx, workspace_id, key), email)
    known = and_(forgotten.c.workspace_id == workspace_id, forgotten.c.address == address)
    tx.execute(delete(forgotten).where(known))
    tx.execute(insert(forgotten).values(workspace_id=workspace_id, address=address, forgotten_at=now))


def among(tx: Tx, workspace_id: int, emails: Collection[str], key: bytes) -> frozenset[str]:
    """Return which of these addresses belong to people who asked to be forgotten, with a SECRET_KEY or before one."""
    held = set(tx.execute(select(forgotten.c.address).where(forgotten.c.workspace_id == workspace_id)).scalars())
    if not held:
        return frozenset()
    kept: str | None = tx.scalar(select(workspaces.c.address_key).where(workspaces.c.id == workspace_id))
    keys = [each for each in (key, bytes.fromhex(kept or "")) if each]
    return frozenset(email for email in emails if any(address_hash(each, email) in held for each in keys))
