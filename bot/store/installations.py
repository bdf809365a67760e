"""Installations over OAuth, one for a workspace, and the states of those under way. Tokens come here encrypted."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, insert, select, true

from bot.domain.programs import Workspace
from bot.store import rows
from bot.store.database import Tx
from bot.store.schema import installations, oauth_states, workspaces


@dataclass(frozen=True, slots=True)
class Installation:
    """One workspace's installation; `sealed_token` is the bot token, encrypted, `installed_at` UTC program time."""

    workspace: Workspace
    sealed_token: str
    bot_id: str
    scopes: tuple[str, ...]
    installed_at: datetime


def all_installations(tx: Tx) -> list[Installation]:
    """Return every workspace's installation, oldest workspace first."""
    return _find(tx, true())


def installation_of(tx: Tx, workspace_id: int) -> Installation | None:
    """Return a workspace's installation."""
    return next(iter(_find(tx, workspaces.c.id == workspace_id)), None)


def _find(tx: Tx, condition: ColumnElement[bool]) -> list[Installation]:
    own = (installations.c.sealed_token, installations.c.bot_id, installations.c.scopes, installations.c.installed_at)
    query = select(*own, *rows.WORKSPACE).join(workspaces, workspaces.c.id == installations.c.workspace_id)
    return [
        Installation(rows.workspace(row, len(own)), row[0], row[1], tuple(row[2].split(",")), row[3])
        for row in tx.execute(query.where(condition).order_by(workspaces.c.id))
    ]


def save(tx: Tx, installation: Installation) -> None:
    """Keep an installation in place of the workspace's earlier one."""
    forget(tx, installation.workspace.id)
    values = {
        "workspace_id": installation.workspace.id,
        "sealed_token": installation.sealed_token,
        "bot_id": installation.bot_id,
        "scopes": ",".join(installation.scopes),
        "installed_at": installation.installed_at,
    }
    tx.execute(insert(installations).values(values))


def forget(tx: Tx, workspace_id: int) -> None:
    """Forget a workspace's installation and its token."""
    tx.execute(delete(installations).where(installations.c.workspace_id == workspace_id))


def add_state(tx: Tx, state: str, expires_at: datetime, machine_now: datetime) -> None:
    """Remember a state until `expires_at`, and forget those that have expired (UTC machine time)."""
    tx.execute(delete(oauth_states).where(oauth_states.c.expires_at <= machine_now))
    tx.execute(insert(oauth_states).values(state=state, expires_at=expires_at))


def use_state(tx: Tx, state: str, machine_now: datetime) -> bool:
    """Say whether a state is good, once; it is forgotten then."""
    good = (oauth_states.c.state == state) & (oauth_states.c.expires_at > machine_now)
    return tx.execute(delete(oauth_states).where(good)).rowcount == 1
