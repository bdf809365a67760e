"""Workspaces: the app is installed, its token stops working, it works again."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.programs import Workspace
from bot.store import installations, recipients
from bot.store import programs as stored
from bot.store.database import Store
from bot.store.identity import workspace_of_team
from bot.store.installations import Installation

STATE_LIVES = timedelta(minutes=10)  # from the install link to the way back


@dataclass(frozen=True, slots=True)
class Install:
    """What Slack says of a workspace that installed the app over OAuth; `sealed_token` is encrypted already."""

    team_id: str
    name: str
    bot_user_id: str
    bot_id: str
    sealed_token: str
    scopes: tuple[str, ...]
    url: str = ""


def installed(store: Store, team_id: str, name: str, bot_user_id: str, url: str = "", *, now: datetime) -> Workspace:
    """Take a workspace into service (again); what waited for it goes on, if it is not too late by then."""
    with store.write() as tx:
        workspace = stored.save_workspace(tx, team_id, name, bot_user_id, now, url)
        recipients.start_workspace(tx, workspace.id)
        return workspace


def installed_over_oauth(store: Store, install: Install, *, now: datetime) -> Installation:
    """Do the same with a workspace that brings its own token, and keep that in place of an earlier one."""
    with store.write() as tx:
        workspace = stored.save_workspace(tx, install.team_id, install.name, install.bot_user_id, now, install.url)
        recipients.start_workspace(tx, workspace.id)
        made = Installation(workspace, install.sealed_token, install.bot_id, install.scopes, now)
        installations.save(tx, made)
        return made


def id_of_team(store: Store, team_id: str) -> int | None:
    """Return the workspace of a Slack team, None if the app is not installed there."""
    with store.read() as tx:
        workspace = workspace_of_team(tx, team_id)
        return workspace.id if workspace is not None else None


def go_on(store: Store, workspace_id: int) -> None:
    """Let a workspace go on that was stopped because this process had an old token, not the one it has by now."""
    with store.write() as tx:
        recipients.start_workspace(tx, workspace_id)


def stop(store: Store, team_id: str, reason: str, *, happened_at: datetime, now: datetime) -> bool:
    """Send nothing more to a workspace and forget its token; what waits for it stays. Say whether it was stopped.

    It is not if the app was installed anew after `happened_at` (UTC, whole seconds): events may come late, and this
    one means the token before.
    """
    with store.write() as tx:
        workspace = workspace_of_team(tx, team_id)
        if workspace is None:
            return False
        installation = installations.installation_of(tx, workspace.id)
        if installation is not None and happened_at < installation.installed_at.replace(microsecond=0):
            return False
        installations.forget(tx, workspace.id)
        recipients.stop_workspace(tx, workspace.id, reason, now)
        return True


def all_installations(store: Store) -> list[Installation]:
    """Return every workspace's installation, oldest workspace first."""
    with store.read() as tx:
        return installations.all_installations(tx)


def issue_state(store: Store, *, machine_now: datetime) -> str:
    """Return a secret that the installer's browser brings back from Slack, good once and for ten minutes."""
    state = secrets.token_urlsafe(32)
    with store.write() as tx:
        installations.add_state(tx, state, machine_now + STATE_LIVES, machine_now)
    return state


def use_state(store: Store, state: str, *, machine_now: datetime) -> bool:
    """Say whether a state was issued here, has not been used and has not expired."""
    with store.write() as tx:
        return installations.use_state(tx, state, machine_now)
