"""What Slack tells of the installation itself: the token is revoked, the app is removed."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncApp

from bot.services import workspaces
from handlers.deps import Deps
from handlers.installations import Installations

Body = dict[str, Any]


def register(app: AsyncApp, deps: Deps, installations: Installations | None) -> None:
    """Listen to the events about the installation. `installations` is None with a token from the settings."""
    app.event("tokens_revoked")(partial(tokens_revoked, deps, installations))
    app.event("app_uninstalled")(partial(app_uninstalled, deps, installations))


async def tokens_revoked(deps: Deps, installations: Installations | None, event: Body, body: Body) -> None:
    """Stop sending when the bot's token is revoked; a person's token is none of ours."""
    if event.get("tokens", {}).get("bot"):
        await _stop(deps, installations, body, "tokens_revoked")


async def app_uninstalled(deps: Deps, installations: Installations | None, body: Body) -> None:
    """Stop sending when the app is removed."""
    await _stop(deps, installations, body, "app_uninstalled")


async def _stop(deps: Deps, installations: Installations | None, body: Body, reason: str) -> None:
    team_id = body["team_id"]
    happened_at = datetime.fromtimestamp(body["event_time"], UTC)
    stopped = await deps.change(workspaces.stop, team_id, reason, happened_at=happened_at, now=deps.now())
    if stopped and installations is not None:
        installations.forget(team_id)
