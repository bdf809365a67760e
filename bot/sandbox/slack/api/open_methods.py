"""The methods that need no token: api.test and oauth.v2.access."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack.app import App
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.errors import SlackError


def api_test(app: App, args: Arguments) -> dict[str, Any]:
    """api.test: gives back what it got, or the error asked for."""
    shown = {name: value for name, value in args.items() if name != "token"}
    if args.text("error"):
        raise SlackError(args.text("error"), args=shown)
    return {"ok": True, "args": shown}


def oauth_access(app: App, args: Arguments) -> dict[str, Any]:
    """oauth.v2.access: exchanges a code, once, for a bot token with the manifest's scopes."""
    if args.text("client_id") != app.client_id:
        raise SlackError("invalid_client_id")
    if args.text("client_secret") != app.client_secret:
        raise SlackError("bad_client_secret")
    workspace = app.codes.pop(args.text("code"), None)
    if workspace is None:
        raise SlackError("invalid_code")
    token = app.grant(workspace, "bot", app.manifest.scopes)
    installer = next((user.id for user in workspace.users.values() if user.is_admin), "USLACKBOT")
    return {
        "ok": True,
        "access_token": token.value,
        "token_type": "bot",
        "scope": ",".join(sorted(token.scopes)),
        "bot_user_id": workspace.bot.id,
        "app_id": app.id,
        "team": None if workspace.enterprise_id else {"name": workspace.name, "id": workspace.id},
        "enterprise": {"name": workspace.name, "id": workspace.enterprise_id} if workspace.enterprise_id else None,
        "authed_user": {"id": installer},
        "is_enterprise_install": workspace.enterprise_id is not None,
    }


HANDLERS: dict[str, Callable[[App, Arguments], dict[str, Any]]] = {
    "api.test": api_test,
    "oauth.v2.access": oauth_access,
}
