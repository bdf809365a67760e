"""Workspaces: the app is installed, its token stops working, it works again."""

from datetime import datetime

from bot.domain.programs import Workspace
from bot.store import programs as stored
from bot.store import recipients
from bot.store.database import Store
from bot.store.identity import workspace_of_team


def installed(store: Store, team_id: str, name: str, bot_user_id: str, *, now: datetime) -> Workspace:
    """Take a workspace into service (again); what waited for it goes on, if it is not too late by then."""
    with store.write() as tx:
        workspace = stored.save_workspace(tx, team_id, name, bot_user_id, now)
        recipients.start_workspace(tx, workspace.id)
        return workspace


def stop(store: Store, team_id: str, reason: str, *, now: datetime) -> None:
    """Send nothing more to a workspace; what waits for it stays."""
    with store.write() as tx:
        workspace = workspace_of_team(tx, team_id)
        if workspace is not None:
            recipients.stop_workspace(tx, workspace.id, reason, now)
