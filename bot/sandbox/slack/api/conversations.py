"""The conversations.* methods that find and change conversations and their members."""

import re
from typing import Any

from bot.sandbox.slack.api import checks
from bot.sandbox.slack.call import Call, page
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.errors import SlackError

KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}
MOST_IN_GROUP = 8
NAME = re.compile(r"[\w-]+")
NAME_CHARACTERS = 80
TOPIC_CHARACTERS = 250


def open_(call: Call) -> dict[str, Any]:
    """conversations.open: a DM with one user, a group DM with two to eight; the same set is the same conversation."""
    if call.args.text("channel"):
        conversation, existed = call.conversation(), True
        if conversation.kind not in ("im", "mpim"):
            raise SlackError("method_not_supported_for_channel_type")
    else:
        conversation, existed = _with_users(call)
    answer: dict[str, Any] = {"ok": True}
    if call.args.flag("return_im"):
        answer |= {"no_op": existed, "already_open": existed, "channel": conversation.json(call.bot.id)}
    else:
        answer |= {"channel": {"id": conversation.id}}
    return answer


def _with_users(call: Call) -> tuple[Conversation, bool]:
    users = list(dict.fromkeys(call.args.names("users")))
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > MOST_IN_GROUP:
        raise SlackError("too_many_users")
    if call.bot.id in users:
        raise SlackError("invalid_user_combination")
    scope = "im:write" if len(users) == 1 else "mpim:write"
    call.require(scope)
    for user in users:
        checks.check_reachable(call, user)
    everyone = frozenset((*users, call.bot.id))
    existing = call.workspace.existing_direct(everyone)
    if existing is None and call.args.flag("prevent_creation"):
        raise SlackError("channel_not_found")
    return existing or call.workspace.direct(everyone), existing is not None


def info(call: Call) -> dict[str, Any]:
    """conversations.info."""
    conversation = call.conversation()
    call.need("read", conversation)
    data = conversation.json(call.bot.id)
    if call.args.flag("include_num_members"):
        data["num_members"] = len(conversation.members)
    if call.args.flag("include_locale"):
        data["locale"] = "en-US"
    return {"ok": True, "channel": data}


def list_(call: Call) -> dict[str, Any]:
    """conversations.list: public channels by default; each type needs its own scope."""
    found = [one for one in _of_types(call) if call.sees(one)]
    items, metadata = page(found, call.args, 100, 1000)
    channels = []
    for one in items:
        data = one.json(call.bot.id)
        if one.kind in ("channel", "group"):
            data["num_members"] = len(one.members)
        channels.append(data)
    return {"ok": True, "channels": channels, "response_metadata": metadata}


def of_user(call: Call) -> dict[str, Any]:
    """users.conversations: those that a user, the bot by default, is a member of."""
    user = call.user(call.args.text("user") or call.bot.id)
    found = [one for one in _of_types(call) if user.id in one.members and call.sees(one)]
    items, metadata = page(found, call.args, 100, 1000)
    return {"ok": True, "channels": [one.json(call.bot.id) for one in items], "response_metadata": metadata}


def _of_types(call: Call) -> list[Conversation]:
    types = call.args.names("types") or ["public_channel"]
    kinds = []
    for name in types:
        if name not in KINDS:
            raise SlackError("invalid_types")
        kinds.append(KINDS[name])
        scope = {"channel": "channels", "group": "groups"}.get(KINDS[name], KINDS[name]) + ":read"
        call.require(scope)
    found = [one for one in call.workspace.conversations.values() if one.kind in kinds]
    return [one for one in found if not one.is_archived] if call.args.flag("exclude_archived") else found


def members(call: Call) -> dict[str, Any]:
    """conversations.members."""
    conversation = call.conversation()
    call.need("read", conversation)
    items, metadata = page(list(conversation.members), call.args, 100, 1000)
    return {"ok": True, "members": items, "response_metadata": metadata}


def join(call: Call) -> dict[str, Any]:
    """conversations.join: public channels only."""
    conversation = call.conversation()
    if conversation.kind != "channel":
        raise SlackError("method_not_supported_for_channel_type")
    if conversation.is_archived:
        raise SlackError("is_archived")
    answer: dict[str, Any] = {"ok": True}
    if call.bot.id in conversation.members:
        answer |= {"warning": "already_in_channel", "response_metadata": {"warnings": ["already_in_channel"]}}
    call.workspace.join(conversation, call.bot.id)
    return answer | {"channel": conversation.json(call.bot.id)}


def create(call: Call) -> dict[str, Any]:
    """conversations.create: the bot becomes the first member."""
    name, private = call.args.text("name"), call.args.flag("is_private")
    if not name:
        raise SlackError("invalid_name_required")
    if len(name) > NAME_CHARACTERS:
        raise SlackError("invalid_name_maxlength")
    if name != name.lower() or not NAME.fullmatch(name):
        raise SlackError("invalid_name_specials")
    if any(one.name == name for one in call.workspace.conversations.values()):
        raise SlackError("name_taken")
    call.require("groups:write" if private else "channels:manage")
    conversation = call.workspace.create_channel(name, [call.bot], private=private, creator=call.bot.id)
    return {"ok": True, "channel": conversation.json(call.bot.id)}


def invite(call: Call) -> dict[str, Any]:
    """conversations.invite: all or none, unless `force`; what is wrong with each user is listed."""
    conversation = _changeable(call)
    users = call.args.names("users")
    if not users:
        raise SlackError("no_user")
    problems = [(user, _invitation_problem(call, conversation, user)) for user in users]
    errors = [{"ok": False, "error": code, "user": user} for user, code in problems if code]
    invited = [user for user, code in problems if code is None]
    if errors and not (call.args.flag("force") and invited):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    for user in invited:
        call.workspace.join(conversation, user)
    answer = {"ok": True, "channel": conversation.json(call.bot.id)}
    return answer | {"errors": errors} if errors else answer


def _invitation_problem(call: Call, conversation: Conversation, user_id: str) -> str | None:
    user = call.workspace.users.get(user_id)
    if user is None or user.deleted:
        return "user_not_found"
    if user.id == call.bot.id:
        return "cant_invite_self"
    if user.id in conversation.members:
        return "already_in_channel"
    if user.team_id != call.workspace.id:
        return "org_user_not_in_team"
    if user.is_ultra_restricted and _channels_of(call, user_id):
        return "ura_max_channels"
    return None


def _channels_of(call: Call, user_id: str) -> bool:
    everything = call.workspace.conversations.values()
    return any(one.kind in ("channel", "group") and user_id in one.members for one in everything)


def kick(call: Call) -> dict[str, Any]:
    """conversations.kick."""
    conversation = _changeable(call)
    user = call.user(call.args.text("user"))
    if user.id == call.bot.id:
        raise SlackError("cant_kick_self")
    if user.id not in conversation.members:
        raise SlackError("not_in_channel")
    if conversation.is_general:
        raise SlackError("cant_kick_from_general")
    call.workspace.leave(conversation, user.id)
    return {"ok": True, "errors": {}}


def archive(call: Call) -> dict[str, Any]:
    """conversations.archive."""
    conversation = _changeable(call, archived="already_archived")
    if conversation.is_general:
        raise SlackError("cant_archive_general")
    conversation.is_archived = True
    call.workspace.publish("conversation", conversation)
    return {"ok": True}


def set_topic(call: Call) -> dict[str, Any]:
    """conversations.setTopic."""
    conversation = _changeable(call)
    topic = call.args.text("topic")
    if len(topic) > TOPIC_CHARACTERS:
        raise SlackError("too_long")
    conversation.topic = topic
    call.workspace.publish("conversation", conversation)
    return {"ok": True, "channel": conversation.json(call.bot.id)}


def _changeable(call: Call, archived: str = "is_archived") -> Conversation:
    conversation = call.conversation()
    if conversation.kind not in ("channel", "group"):
        raise SlackError("method_not_supported_for_channel_type")
    call.require("groups:write" if conversation.kind == "group" else "channels:manage")
    if conversation.is_archived:
        raise SlackError(archived)
    if call.bot.id not in conversation.members:
        raise SlackError("not_in_channel")
    return conversation


HANDLERS = {
    "conversations.open": open_,
    "conversations.info": info,
    "conversations.list": list_,
    "conversations.members": members,
    "conversations.join": join,
    "conversations.create": create,
    "conversations.invite": invite,
    "conversations.kick": kick,
    "conversations.archive": archive,
    "conversations.setTopic": set_topic,
    "users.conversations": of_user,
}
