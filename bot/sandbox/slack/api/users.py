"""The users.*, team.* and bots.* methods."""

from typing import Any

from bot.sandbox.slack.call import Call, page
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.people import User

MOST = 1000


def info(call: Call) -> dict[str, Any]:
    """users.info: the address only with users:read.email, the locale only when asked for."""
    return {"ok": True, "user": _json(call, call.user(call.args.text("user")))}


def list_(call: Call) -> dict[str, Any]:
    """users.list: everybody, bots and deactivated people too; large workspaces must be paged."""
    users = list(call.workspace.users.values())
    if not call.args.text("limit") and len(users) > MOST:
        raise SlackError("limit_required")
    items, metadata = page(users, call.args, MOST, MOST)
    return {
        "ok": True,
        "members": [_json(call, user) for user in items],
        "cache_ts": call.workspace.now(),
        "response_metadata": metadata,
    }


def lookup_by_email(call: Call) -> dict[str, Any]:
    """users.lookupByEmail: active people of this team only."""
    user_id = call.workspace.by_email.get(call.args.text("email").strip().casefold(), "")
    user = call.workspace.users.get(user_id)
    if user is None or user.deleted or user.team_id != call.workspace.id:
        raise SlackError("users_not_found")
    return {"ok": True, "user": _json(call, user)}


def _json(call: Call, user: User) -> dict[str, Any]:
    now = call.app.clock.now()
    return user.json(now, email=call.may("users:read.email"), locale=call.args.flag("include_locale"))


def team_info(call: Call) -> dict[str, Any]:
    """team.info."""
    workspace = call.workspace
    team = {
        "id": workspace.id,
        "name": workspace.name,
        "url": f"https://{workspace.domain}.slack.com/",
        "domain": workspace.domain,
        "email_domain": "",
        "icon": {"image_default": True},
    }
    return {"ok": True, "team": team}


def bots_info(call: Call) -> dict[str, Any]:
    """bots.info: the app's own bot."""
    workspace = call.workspace
    if call.args.text("bot") not in ("", workspace.bot_id):
        raise SlackError("bot_not_found")
    bot = {
        "id": workspace.bot_id,
        "deleted": False,
        "name": workspace.bot.name,
        "updated": workspace.bot.updated,
        "app_id": workspace.app_id,
        "user_id": workspace.bot.id,
        "icons": {},
    }
    return {"ok": True, "bot": bot}


HANDLERS = {
    "users.info": info,
    "users.list": list_,
    "users.lookupByEmail": lookup_by_email,
    "team.info": team_info,
    "bots.info": bots_info,
}
