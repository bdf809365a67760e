"""Turns changes of a workspace into events for the app, and repeats them as Slack does when the app does not answer."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack import payloads
from bot.sandbox.slack.app import App
from bot.sandbox.slack.changes import Change
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.outgoing import Answer, Outgoing
from bot.sandbox.slack.people import User
from bot.sandbox.slack.state import Workspace

log = logging.getLogger(__name__)
RETRY_DELAYS = (0.0, 60.0, 300.0)  # seconds before each repetition; docs.slack.dev/apis/events-api
MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im", "mpim": "message.mpim"}
# What an app must be allowed to see before Slack tells it about changes there.
SCOPES = {
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
    "message.mpim": "mpim:history",
    "team_join": "users:read",
    "user_change": "users:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
}


@dataclass(slots=True)
class Delivery:
    """One event on its way: its subscription name, its payload and every answer so far."""

    name: str
    payload: dict[str, Any]
    answers: list[Answer] = field(default_factory=list)


class Events:
    """Sends events that the manifest subscribes to. `retry_delays` are seconds of machine time."""

    def __init__(self, app: App, outgoing: Outgoing) -> None:
        self._app = app
        self._outgoing = outgoing
        self._running: set[asyncio.Task[None]] = set()
        self._stop = app.changes.listen(self._on_change)
        self.retry_delays = RETRY_DELAYS
        self.echo_own_messages = True
        self.deliveries: deque[Delivery] = deque(maxlen=2000)

    async def drain(self) -> None:
        """Wait until every event sent so far is answered or given up."""
        while self._running:
            await asyncio.gather(*self._running)

    async def close(self) -> None:
        """Stop listening and drop what is under way."""
        self._stop()
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def emit(self, workspace: Workspace, name: str, event: dict[str, Any], shared: bool = False) -> Delivery | None:
        """Send an event if the manifest subscribes to `name` and has its scope; None when Slack would not."""
        manifest = self._app.manifest
        if name not in manifest.events or SCOPES.get(name, "") not in manifest.scopes | {""}:
            return None
        payload = payloads.event_callback(self._app, workspace, event, self._app.ids.new("Ev"), shared)
        delivery = Delivery(name, payload)
        self.send(delivery)
        return delivery

    def send(self, delivery: Delivery) -> None:
        """Send a delivery, also one that was sent before: the app then sees the same event twice."""
        self.deliveries.append(delivery)
        self._start(self._deliver(delivery))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        answer = await self._outgoing.send("events_api", delivery.payload)
        delivery.answers.append(answer)
        for number, delay in enumerate(self.retry_delays, start=1):
            no_retry = answer.headers.get("x-slack-no-retry") == "1" and answer.error != "http_timeout"
            if answer.error is None or no_retry:
                return
            await asyncio.sleep(delay)
            answer = await self._outgoing.send("events_api", delivery.payload, retry=(number, answer.error))
            delivery.answers.append(answer)
        log.info("The app did not take the event %s", delivery.payload["event_id"])

    def _installed(self) -> bool:
        """Tell whether there is an app to tell: one with an address, or one that has been here, even if it is away."""
        return self._app.request_url is not None or bool(self._app.has_listened and self._app.has_listened())

    def _on_change(self, change: Change) -> None:
        make = _MAKERS.get(change.kind)
        workspace = self._app.workspaces.get(change.team_id)
        if make is None or workspace is None or not self._installed():
            return
        if change.kind == "message" and change.subject.user == workspace.bot.id and not self.echo_own_messages:
            return
        made = make(workspace, change.subject, self._app)
        if made is not None:
            name, event, shared = made
            self.emit(workspace, name, event, shared)


Made = tuple[str, dict[str, Any], bool] | None


def _heard(workspace: Workspace, message: Message) -> Conversation | None:
    conversation = workspace.conversations[message.channel]
    return conversation if workspace.bot.id in conversation.members else None


def _message(workspace: Workspace, message: Message, app: App) -> Made:
    conversation = _heard(workspace, message)
    if conversation is None:
        return None
    event = payloads.message_event(conversation, message)
    return MESSAGE_EVENTS[conversation.kind], event, conversation.is_ext_shared


def _message_changed(workspace: Workspace, message: Message, app: App) -> Made:
    conversation = _heard(workspace, message)
    if conversation is None:
        return None
    event = payloads.changed_event(conversation, message, workspace.stamps.next())
    return MESSAGE_EVENTS[conversation.kind], event, conversation.is_ext_shared


def _message_deleted(workspace: Workspace, message: Message, app: App) -> Made:
    conversation = _heard(workspace, message)
    if conversation is None:
        return None
    event = payloads.deleted_event(conversation, message, workspace.stamps.next())
    return MESSAGE_EVENTS[conversation.kind], event, conversation.is_ext_shared


def _user_event(name: str) -> Callable[[Workspace, User, App], Made]:
    def make(workspace: Workspace, user: User, app: App) -> Made:
        shown = user.json(app.clock.now(), email="users:read.email" in app.manifest.scopes, locale=True)
        stamp = workspace.stamps.next()
        return name, {"type": name, "user": shown, "cache_ts": workspace.now(), "event_ts": stamp}, False

    return make


def _membership(name: str) -> Callable[[Workspace, tuple[Conversation, str], App], Made]:
    def make(workspace: Workspace, subject: tuple[Conversation, str], app: App) -> Made:
        conversation, user_id = subject
        if workspace.bot.id not in conversation.members and user_id != workspace.bot.id:
            return None
        kind = "C" if conversation.kind == "channel" else "G"
        event = {"type": name, "user": user_id, "channel": conversation.id, "channel_type": kind, "team": workspace.id}
        return name, event | {"event_ts": workspace.stamps.next()}, conversation.is_ext_shared

    return make


def _reaction(kind: str) -> Callable[[Workspace, tuple[Message, str, str], App], Made]:
    def make(workspace: Workspace, subject: tuple[Message, str, str], app: App) -> Made:
        message, user_id, name = subject
        if _heard(workspace, message) is None:
            return None
        item = {"type": "message", "channel": message.channel, "ts": message.ts}
        event = {"type": kind, "user": user_id, "reaction": name, "item": item, "item_user": message.user}
        return kind, event | {"event_ts": workspace.stamps.next()}, False

    return make


def _tokens_revoked(workspace: Workspace, bot: User, app: App) -> Made:
    event = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [bot.id]}, "event_ts": workspace.stamps.next()}
    return "tokens_revoked", event, False


def _app_uninstalled(workspace: Workspace, bot: User, app: App) -> Made:
    return "app_uninstalled", {"type": "app_uninstalled", "event_ts": workspace.stamps.next()}, False


def _home_opened(workspace: Workspace, subject: tuple[User, str], app: App) -> Made:
    user, tab = subject
    stamp = workspace.stamps.next()
    event: dict[str, Any] = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": workspace.dm(user.id).id,
        "tab": tab,
    }
    home = workspace.views.homes.get(user.id)
    if tab == "home" and home is not None:
        event["view"] = home.json()
    return "app_home_opened", event | {"event_ts": stamp}, False


_MAKERS: dict[str, Callable[[Workspace, Any, App], Made]] = {
    "message": _message,
    "message_changed": _message_changed,
    "message_deleted": _message_deleted,
    "team_join": _user_event("team_join"),
    "user_change": _user_event("user_change"),
    "member_joined_channel": _membership("member_joined_channel"),
    "member_left_channel": _membership("member_left_channel"),
    "reaction_added": _reaction("reaction_added"),
    "reaction_removed": _reaction("reaction_removed"),
    "tokens_revoked": _tokens_revoked,
    "app_uninstalled": _app_uninstalled,
    "app_home_opened": _home_opened,
}
