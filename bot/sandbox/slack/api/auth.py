"""auth.*, api.test, apps.connections.open and blocks.validate."""

from typing import Any

from bot.sandbox.slack import blockkit
from bot.sandbox.slack.api import checks
from bot.sandbox.slack.call import Call
from bot.sandbox.slack.errors import SlackError


def auth_test(call: Call) -> dict[str, Any]:
    """auth.test."""
    workspace = call.workspace
    if call.token.kind == "app":
        return {"ok": True, "app_name": workspace.bot.real_name, "app_id": call.app.id}
    answer = {
        "ok": True,
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.bot.name,
        "team_id": workspace.id,
        "user_id": workspace.bot.id,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": workspace.enterprise_id is not None,
    }
    return answer | {"enterprise_id": workspace.enterprise_id} if workspace.enterprise_id else answer


def revoke(call: Call) -> dict[str, Any]:
    """auth.revoke: ends the calling token."""
    if call.args.flag("test"):
        return {"ok": True, "revoked": False}
    call.token.problem = "token_revoked"
    call.workspace.publish("tokens_revoked", call.workspace.bot)
    return {"ok": True, "revoked": True}


def open_connection(call: Call) -> dict[str, Any]:
    """apps.connections.open: a websocket address that works once."""
    if call.app.open_socket is None or not call.app.socket_mode:
        raise SlackError("forbidden_socket_mode")
    return {"ok": True, "url": call.app.open_socket()}


def validate_blocks(call: Call) -> dict[str, Any]:
    """blocks.validate: exactly one of blocks, message and view."""
    given = [name for name in ("blocks", "message", "view") if call.args.get(name) not in (None, "")]
    if len(given) != 1:
        raise SlackError("invalid_arguments", "exactly one of blocks, message, view must be provided")
    value = call.args.parsed(given[0], f"invalid_{given[0]}")
    if given[0] == "view":
        problems = blockkit.check_view(value)
    elif given[0] == "message":
        inner = value if isinstance(value, dict) else {}
        problems = blockkit.check_message(inner.get("blocks"), inner.get("text"))
    else:
        problems = blockkit.check_message(value, None)
    if problems:
        raise checks.refusal(f"invalid_{given[0]}", problems)
    return {"ok": True}


HANDLERS = {
    "auth.test": auth_test,
    "auth.revoke": revoke,
    "apps.connections.open": open_connection,
    "blocks.validate": validate_blocks,
}
