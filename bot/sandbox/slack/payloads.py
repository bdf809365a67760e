"""The payloads that Slack sends to an app, exactly as it shapes them. Pure functions; nothing is sent here."""

from collections.abc import Sequence
from typing import Any

from bot.sandbox.slack.app import App
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.people import User
from bot.sandbox.slack.state import Workspace

Payload = dict[str, Any]


def escaped(text: str) -> str:
    """Return a person's text as Slack passes it on: &, < and > as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _from(app: App, workspace: Workspace, user: User) -> Payload:
    return {
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id},
        "api_app_id": app.id,
        "token": app.verification_token,
        "team": {"id": workspace.id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _brief(app: App, workspace: Workspace, user: User) -> Payload:
    """Shortcuts leave the app's id out and name the user more briefly."""
    payload = _from(app, workspace, user)
    del payload["api_app_id"]
    payload["user"] = {"id": user.id, "username": user.name, "team_id": user.team_id}
    return payload


def slash_command(
    app: App, workspace: Workspace, user: User, conversation: Conversation, command: str, text: str,
    trigger_id: str, response_url: str,
) -> dict[str, str]:  # fmt: skip
    """A slash command, sent as a form; `text` is escaped already."""
    return {
        "token": app.verification_token,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": conversation.id,
        "channel_name": conversation.shown_name,
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": app.id,
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger_id,
    }


def message_actions(
    app: App, workspace: Workspace, user: User, conversation: Conversation, message: Message,
    actions: list[Payload], trigger_id: str, response_url: str, state: Payload,
) -> Payload:  # fmt: skip
    """A press in a message. An ephemeral message comes without the message itself."""
    payload: Payload = {"type": "block_actions"} | _from(app, workspace, user)
    payload["container"] = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": conversation.id,
        "is_ephemeral": message.seen_by is not None,
    }
    if message.thread_ts:
        payload["container"]["thread_ts"] = message.thread_ts
    payload |= {"trigger_id": trigger_id, "channel": {"id": conversation.id, "name": conversation.shown_name}}
    if message.seen_by is None:
        payload["message"] = message.json(metadata=True)
    return payload | {"state": {"values": state}, "response_url": response_url, "actions": actions}


def view_actions(
    app: App, workspace: Workspace, user: User, view: View, actions: list[Payload], trigger_id: str
) -> Payload:
    """A press or a choice in a modal or on the Home tab."""
    payload: Payload = {"type": "block_actions"} | _from(app, workspace, user)
    payload["container"] = {"type": "view", "view_id": view.id}
    return payload | {"trigger_id": trigger_id, "view": view.json(), "actions": actions}


def view_submission(
    app: App, workspace: Workspace, user: User, view: View, trigger_id: str, response_urls: Sequence[Payload] = ()
) -> Payload:
    """A modal sent off with what was typed in it, and where the app may answer in conversations chosen there."""
    payload: Payload = {"type": "view_submission"} | _from(app, workspace, user)
    return payload | {"trigger_id": trigger_id, "view": view.json(), "response_urls": list(response_urls)}


def view_closed(app: App, workspace: Workspace, user: User, view: View, cleared: bool) -> Payload:
    """A modal closed without sending; `cleared` when the whole stack went."""
    return {"type": "view_closed"} | _from(app, workspace, user) | {"view": view.json(), "is_cleared": cleared}


def shortcut(app: App, workspace: Workspace, user: User, callback_id: str, trigger_id: str, action_ts: str) -> Payload:
    """A global shortcut."""
    payload: Payload = {"type": "shortcut"} | _brief(app, workspace, user)
    return payload | {"callback_id": callback_id, "trigger_id": trigger_id, "action_ts": action_ts}


def message_shortcut(
    app: App, workspace: Workspace, user: User, conversation: Conversation, message: Message,
    callback_id: str, trigger_id: str, action_ts: str, response_url: str,
) -> Payload:  # fmt: skip
    """A shortcut on a message."""
    return _brief(app, workspace, user) | {
        "type": "message_action",
        "callback_id": callback_id,
        "trigger_id": trigger_id,
        "action_ts": action_ts,
        "response_url": response_url,
        "channel": {"id": conversation.id, "name": conversation.shown_name},
        "message_ts": message.ts,
        "message": message.json(metadata=True),
    }


def suggestion(
    app: App, workspace: Workspace, user: User, view: View, block_id: str, action_id: str, value: str
) -> Payload:
    """What a person typed so far into a menu whose options the app supplies."""
    payload: Payload = {"type": "block_suggestion"} | _from(app, workspace, user)
    payload["container"] = {"type": "view", "view_id": view.id}
    return payload | {"action_id": action_id, "block_id": block_id, "value": value, "view": view.json()}


def event_callback(app: App, workspace: Workspace, event: Payload, event_id: str, shared: bool = False) -> Payload:
    """The wrapper around an event; `event_time` is in seconds."""
    installed = {
        "enterprise_id": None,
        "team_id": workspace.id,
        "user_id": workspace.bot.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": app.verification_token,
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": event_id,
        "event_time": workspace.now(),
        "authorizations": [installed],
        "is_ext_shared_channel": shared,
        "event_context": f"4-{event_id}",
    }


def message_event(conversation: Conversation, message: Message) -> Payload:
    """A message somebody wrote, as the `message` event carries it."""
    event = message.json() | {"channel": conversation.id, "event_ts": message.ts, "channel_type": conversation.kind}
    if message.bot_id is None:
        event["client_msg_id"] = f"00000000-0000-4000-8000-{message.ts.replace('.', '')[-12:]}"
    return event


def changed_event(conversation: Conversation, message: Message, event_ts: str) -> Payload:
    """A message that was edited."""
    inner = {"message": message.json(), "previous_message": message.before}
    return _hidden(conversation, "message_changed", event_ts) | inner


def deleted_event(conversation: Conversation, message: Message, event_ts: str) -> Payload:
    """A message that was taken away."""
    event = _hidden(conversation, "message_deleted", event_ts)
    return event | {"deleted_ts": message.ts, "previous_message": message.json()}


def _hidden(conversation: Conversation, subtype: str, event_ts: str) -> Payload:
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": conversation.id,
        "channel_type": conversation.kind,
        "ts": event_ts,
        "event_ts": event_ts,
    }
