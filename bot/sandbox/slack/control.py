"""`/control/`: lets another process drive the stand-in: add people, read what was posted, switch limits and faults.

Guarded by a token of its own; not part of Slack.
"""

import dataclasses
import hmac
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.people import User
from bot.sandbox.slack.response import Response
from bot.sandbox.slack.server import SlackServer

PREFIX = "/control/"


class Control:
    """Answers `POST /control/<verb>` with a JSON object in and out; the verbs are the methods in `verbs`."""

    def __init__(self, server: SlackServer, token: str) -> None:
        self._server = server
        self._token = token
        self.verbs: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {
            "info": self.info,
            "users": self.users,
            "channels": self.channels,
            "messages": self.messages,
            "counters": self.counters,
            "limits": self.limits,
            "faults": self.faults,
            "install": self.install,
            "triggers": self.triggers,
            "used": self.used,
        }

    async def handle(self, request: web.BaseRequest, verb: str) -> web.Response:
        """Answer one request. A wrong token: 403; a verb or a body that makes no sense: 404, 400."""
        given = request.headers.get("Authorization", "")
        if not hmac.compare_digest(given.encode(), f"Bearer {self._token}".encode()):
            return web.Response(status=403)
        try:
            body = await request.json() if request.can_read_body else {}
            if verb == "command":
                return web.json_response(await self.command(body))
            if verb not in self.verbs:
                return web.Response(status=404)
            return web.json_response(self.verbs[verb](body))
        except (ValueError, TypeError, KeyError, LookupError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    def info(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return what an app needs to connect."""
        server = self._server
        return {
            "api_url": server.api_url,
            "bot_token": server.bot_token,
            "app_token": server.app_token,
            "signing_secret": server.signing_secret,
            "team_id": server.workspace.id,
            "bot_user_id": server.workspace.bot.id,
        }

    def users(self, body: dict[str, Any]) -> dict[str, Any]:
        """Add `add`, a list of objects with the fields of User, and return everyone's id by name."""
        for person in body.get("add", []):
            self._server.workspace.add_user(**person)
        return {user.name: user.id for user in self._server.workspace.users.values()}

    def channels(self, body: dict[str, Any]) -> dict[str, Any]:
        """Add `add`, a list of {name, private, members: user ids}, and return every channel's id by name."""
        workspace = self._server.workspace
        for channel in body.get("add", []):
            members = [workspace.users[user_id] for user_id in channel.get("members", [])]
            workspace.create_channel(channel["name"], members, private=bool(channel.get("private")))
        return {one.name: one.id for one in workspace.conversations.values() if one.name}

    def messages(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return `messages`: all of the bot's, each with channel, its DM partner if any, ts, text, blocks, metadata."""
        workspace = self._server.workspace
        shown = [
            _shown(workspace.bot, conversation, message)
            for conversation in workspace.conversations.values()
            for message in conversation.messages
            if message.user == workspace.bot.id
        ]
        return {"messages": shown}

    def counters(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return `calls` and `limited`: how often each method was called, and answered 429."""
        limiter = self._server.limiter
        return {"calls": dict(limiter.calls), "limited": dict(limiter.limited)}

    def limits(self, body: dict[str, Any]) -> dict[str, Any]:
        """Put limits in force: the fields of Limits, or `slack: true` for Slack's own figures."""
        self._server.limiter.set(Limits.slack() if body.get("slack") else Limits(**body))
        return dataclasses.asdict(self._server.limiter.limits)

    def faults(self, body: dict[str, Any]) -> dict[str, Any]:
        """Clear the faults if `clear`, add those in `add` (arguments of Faults.add), return all that are active."""
        if body.get("clear"):
            self._server.faults.clear()
        for fault in body.get("add", []):
            self._server.faults.add(**fault)
        return {"faults": [dataclasses.asdict(fault) for fault in self._server.faults.active]}

    def install(self, body: dict[str, Any]) -> dict[str, Any]:
        """Say where the app listens: `request_url`, or none for Socket Mode."""
        self._server.install(body.get("request_url"))
        return {"request_url": self._server.app.request_url}

    def triggers(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return a new trigger for each of `users` (ids), for whoever sends the app requests of their own.

        `life` sets for how many seconds a trigger lives from now on.
        """
        issue = self._server.workspace.triggers
        issue.life = float(body.get("life", issue.life))
        return {"triggers": [issue.issue(user_id) for user_id in body["users"]]}

    def used(self, body: dict[str, Any]) -> dict[str, Any]:
        """Return when each of `triggers` was used to open a modal, in seconds on the machine's monotonic clock."""
        return {"used": [self._server.workspace.triggers.used_at(one) for one in body["triggers"]]}

    async def command(self, body: dict[str, Any]) -> dict[str, Any]:
        """Let `user` (an id) run `command` with `text`; with `wait_modal` seconds, wait for the modal it opens.

        Returns status, error, elapsed and, in seconds from the start, when the modal came (`modal`), null if never.
        """
        server = self._server
        person = server.person(server.workspace.users[body["user"]])
        started = server.clock.monotonic()
        response = await person.command(body["command"], body.get("text", ""))
        modal = await self._modal(response, float(body.get("wait_modal", 0)))
        return {
            "status": response.status,
            "error": response.error,
            "elapsed": response.elapsed,
            "replies": [message.text for message in response.replies],
            "modal": server.clock.monotonic() - started if modal else None,
        }

    async def _modal(self, response: Response, seconds: float) -> bool:
        if not seconds:
            return False
        try:
            await response.modal(seconds)
        except TimeoutError:
            return False
        return True


def _shown(bot: User, conversation: Conversation, message: Message) -> dict[str, Any]:
    partners = [user_id for user_id in conversation.members if user_id != bot.id]
    return {
        "channel": conversation.id,
        "to": partners[0] if conversation.kind == "im" else None,
        "ts": message.ts,
        "thread_ts": message.thread_ts,
        "text": message.text,
        "blocks": message.blocks,
        "metadata": message.metadata,
    }
