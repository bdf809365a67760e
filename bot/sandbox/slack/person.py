"""A person at work in the workspace: runs commands, presses buttons, fills in modals, writes, and sees what arrives."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

from bot.sandbox.slack import gestures, inputs, payloads, submissions
from bot.sandbox.slack.app import App
from bot.sandbox.slack.changes import Change
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.outgoing import Answer, Outgoing
from bot.sandbox.slack.people import User
from bot.sandbox.slack.response import Response
from bot.sandbox.slack.response_urls import ResponseUrl, ResponseUrls
from bot.sandbox.slack.state import Workspace
from bot.sandbox.slack.typed import rich_elements


class NotDeclared(LookupError):
    """The manifest has no such command, shortcut or interactivity, so Slack would not ask the app at all."""


class Person:
    """One user's hands and eyes. Everything they do reaches the app as Slack would send it."""

    def __init__(
        self, app: App, workspace: Workspace, user: User, outgoing: Outgoing, response_urls: ResponseUrls
    ) -> None:
        self._app = app
        self._outgoing = outgoing
        self._response_urls = response_urls
        self.workspace = workspace
        self.user = user

    @property
    def id(self) -> str:
        """The user's id."""
        return self.user.id

    # What they see

    @property
    def modal(self) -> View | None:
        """The modal in front of them."""
        return self.workspace.views.top(self.user.id)

    @property
    def home(self) -> View | None:
        """The app's Home tab as published for them."""
        return self.workspace.views.homes.get(self.user.id)

    def dms(self) -> list[Message]:
        """Return what the bot has sent them directly, oldest first, replies in threads included."""
        conversation = self.workspace.existing_direct(frozenset((self.user.id, self.workspace.bot.id)))
        return [one for one in conversation.messages if one.bot_id] if conversation else []

    def inbox(self, channel: Conversation) -> list[Message]:
        """Return everything they see in a conversation, theirs alone included, oldest first."""
        shown = channel.messages if channel.kind == "channel" or self.user.id in channel.members else []
        own = [one for one in self.workspace.ephemerals.get(self.user.id, []) if one.channel == channel.id]
        return sorted([*shown, *own], key=lambda message: message.ts)

    def message_state(self, message: Message) -> inputs.State:
        """Return what stands in the fields of a message as this person has it; to be changed in place."""
        key = (self.user.id, message.channel, message.ts)
        before = self.workspace.message_states.get(key, {})
        state = inputs.carried_over(message.blocks or [], before)
        self.workspace.message_states[key] = state
        return state

    def ephemerals(self) -> list[Message]:
        """Return the messages that only they see."""
        return list(self.workspace.ephemerals.get(self.user.id, []))

    async def wait_modal(self, timeout: float = 20.0) -> View:
        """Return the modal in front of them, waiting until there is one. Raises TimeoutError."""
        return await self.workspace.changes.until(lambda: self.modal, timeout)

    async def wait_dm(self, number: int = 1, timeout: float = 20.0) -> Message:
        """Return the latest direct message of the bot once there are `number`. Raises TimeoutError."""
        await self.workspace.changes.until(lambda: len(self.dms()) >= number, timeout)
        return self.dms()[-1]

    # What they do in conversations

    async def command(self, command: str, text: str = "", channel: Conversation | None = None) -> Response:
        """Run a slash command, in their DM with the bot unless a channel is given. Raises NotDeclared."""
        declared = self._app.manifest.commands.get(command)
        if declared is None:
            raise NotDeclared(f"{command} is not a command of this app")
        conversation = self._place(channel)
        response_url = self._response_urls.issue(self.workspace, self.user.id, conversation)
        trigger_id = self.workspace.triggers.issue(self.user.id)
        payload = payloads.slash_command(
            self._app, self.workspace, self.user, conversation, command,
            gestures.marked_up(self.workspace, text, declared.should_escape),
            trigger_id, self._response_urls.address(response_url),
        )  # fmt: skip
        answer = await self._outgoing.send("slash_commands", payload)
        response = self._response(answer, trigger_id, response_url)
        if response.ok and any(answer.body.get(name) for name in ("text", "blocks", "attachments")):
            self._try(response, lambda: self._response_urls.apply(response_url, answer.body))
        return response

    async def press(self, message: Message, what: str, value: Any = None) -> Response:
        """Use an element of a message, found by action_id or button text; `value` is what they choose or type."""
        if message.deleted:
            raise LookupError("the message is gone")
        conversation = self._place(self.workspace.conversations[message.channel])
        block_id, element = gestures.find(message.blocks, what)
        state = self.message_state(message)
        if element["type"] in inputs.SHAPES:
            state.setdefault(block_id, {})[element["action_id"]] = inputs.filled(element, value)
        actions = [gestures.action(block_id, element, value, self.workspace.stamps.next())]
        response_url = self._response_urls.issue(self.workspace, self.user.id, conversation, message)
        trigger_id = self.workspace.triggers.issue(self.user.id)
        payload = payloads.message_actions(
            self._app, self.workspace, self.user, conversation, message, actions, trigger_id,
            self._response_urls.address(response_url), state,
        )  # fmt: skip
        return await self._interact(payload, trigger_id, response_url)

    async def shortcut(self, callback_id: str) -> Response:
        """Use a global shortcut. Raises NotDeclared."""
        self._declared(callback_id, "global")
        trigger_id, stamp = self.workspace.triggers.issue(self.user.id), self.workspace.stamps.next()
        payload = payloads.shortcut(self._app, self.workspace, self.user, callback_id, trigger_id, stamp)
        return await self._interact(payload, trigger_id)

    async def message_shortcut(self, callback_id: str, message: Message) -> Response:
        """Use a shortcut on a message. Raises NotDeclared."""
        self._declared(callback_id, "message")
        conversation = self._place(self.workspace.conversations[message.channel])
        response_url = self._response_urls.issue(self.workspace, self.user.id, conversation, message)
        trigger_id, stamp = self.workspace.triggers.issue(self.user.id), self.workspace.stamps.next()
        payload = payloads.message_shortcut(
            self._app, self.workspace, self.user, conversation, message, callback_id, trigger_id, stamp,
            self._response_urls.address(response_url),
        )  # fmt: skip
        return await self._interact(payload, trigger_id, response_url)

    async def write(self, channel: Conversation, text: str, thread_ts: str | None = None) -> Message:
        """Write a message; the app hears of it if it subscribes. Raises ValueError where they cannot write."""
        if self.user.id not in channel.members or channel.is_archived:
            raise ValueError(f"{self.user.name} cannot write in {channel.name or channel.id}")
        if channel.kind == "im" and self.workspace.bot.id in channel.members:
            manifest = self._app.manifest
            if not manifest.messages_tab_enabled or manifest.messages_tab_read_only:
                raise ValueError("the app's messages tab takes no messages")
        section = {"type": "rich_text_section", "elements": rich_elements(self.workspace, text)}
        blocks = [{"type": "rich_text", "block_id": self._app.ids.secret(8), "elements": [section]}]
        marked = gestures.marked_up(self.workspace, text)
        return self.workspace.post(channel, self.user, marked, blocks=blocks, thread_ts=thread_ts)

    async def dm(self, text: str, thread_ts: str | None = None) -> Message:
        """Write to the bot directly."""
        return await self.write(self.workspace.dm(self.user.id), text, thread_ts)

    def open_tab(self, tab: str = "home") -> None:
        """Open the app's page, `home` or `messages`; the app hears of it if it subscribes.

        Raises NotDeclared for a tab that the app does not have, ValueError for a deactivated person.
        """
        manifest = self._app.manifest
        if not {"home": manifest.home_tab_enabled, "messages": manifest.messages_tab_enabled}[tab]:
            raise NotDeclared(f"this app has no {tab} tab")
        if self.user.deleted:
            raise ValueError(f"{self.user.name} is deactivated")
        self.workspace.publish("app_home_opened", (self.user, tab))

    async def open_home(self, timeout: float = 20.0) -> View:
        """Open the Home tab and return it as the app publishes it in answer. Raises TimeoutError, and as `open_tab`."""
        mark = self.workspace.changes.mark()
        self.open_tab()

        def published(change: Change) -> bool:
            return change.kind == "home" and change.subject.user_id == self.user.id

        view: View = (await self.workspace.changes.wait_for(published, timeout, mark)).subject
        return view

    # What they do in modals

    def fill(self, values: dict[str, Any]) -> View:
        """Type into the modal in front of them, fields by label, block_id or action_id, and send nothing yet."""
        view = self._front()
        gestures.fill(view, values)
        return view

    async def submit(self, values: dict[str, Any] | None = None, *, client_checks: bool = False) -> Response:
        """Fill in and send off the modal in front of them, and do with it what the app answers.

        With `client_checks`, what Slack's own client would refuse is not sent and comes back in `errors`.
        """
        view = self.fill(values or {})
        if client_checks and (found := gestures.client_errors(view)):
            return Response(0, {}, 0.0, None, self.workspace, errors=found)
        trigger_id = self.workspace.triggers.issue(self.user.id, view.id)
        urls = list(self._chosen(view))
        payload = payloads.view_submission(self._app, self.workspace, self.user, view, trigger_id, urls)
        response = await self._interact(payload, trigger_id)
        if response.ok:
            self._try(response, lambda: submissions.settle(self.workspace, view, response))
        return response

    async def act_in_modal(self, what: str, value: Any = None) -> Response | None:
        """Use an element of the modal in front of them; None for an input that tells the app nothing yet."""
        return await self._act(self._front(), what, value)

    async def press_home(self, what: str, value: Any = None) -> Response | None:
        """Use an element of their Home tab. Raises LookupError when none is published."""
        if self.home is None:
            raise LookupError("no Home tab is published")
        return await self._act(self.home, what, value)

    async def suggest(self, what: str, typed: str) -> list[dict[str, Any]]:
        """Type into a menu of the front modal whose options the app supplies, and return them."""
        view = self._front()
        block_id, element = gestures.find(view.blocks, what)
        payload = payloads.suggestion(self._app, self.workspace, self.user, view, block_id, element["action_id"], typed)
        answer = await self._outgoing.send("interactive", payload)
        return inputs.options_of(answer.body)

    async def close_modal(self, *, everything: bool = False) -> None:
        """Close the modal in front of them, or the whole stack; the app hears of it where it asked to."""
        view = self._front()
        cleared = everything or bool(view.definition.get("clear_on_close"))
        views = self.workspace.views
        popped = views.clear(self.user.id) if cleared else [views.pop(self.user.id)]
        told = []
        for closed in popped:
            if closed is not None:
                self.workspace.publish("view_closed", closed)
                told += [closed] if closed.definition.get("notify_on_close") else []
        sent = [payloads.view_closed(self._app, self.workspace, self.user, one, cleared) for one in told]
        await asyncio.gather(*(self._outgoing.send("interactive", payload) for payload in sent))

    # How it is done

    async def _act(self, view: View, what: str, value: Any) -> Response | None:
        block_id, element = gestures.find(view.blocks, what)
        if element["type"] in inputs.SHAPES:
            view.state.setdefault(block_id, {})[element["action_id"]] = inputs.filled(element, value)
        if not gestures.dispatches(view, block_id):
            return None
        # Only a modal can have another laid over it: a trigger from Home opens one.
        in_modal = view.id if view.definition["type"] == "modal" else None
        trigger_id = self.workspace.triggers.issue(self.user.id, in_modal)
        actions = [gestures.action(block_id, element, value, self.workspace.stamps.next())]
        payload = payloads.view_actions(self._app, self.workspace, self.user, view, actions, trigger_id)
        return await self._interact(payload, trigger_id)

    def _chosen(self, view: View) -> Iterator[dict[str, Any]]:
        """Yield a response_url for each conversation chosen in a menu that asks for one."""
        for block_id, element in inputs.stateful(view.definition["blocks"]):
            value = view.state.get(block_id, {}).get(element["action_id"], {})
            channel = value.get("selected_conversation") or value.get("selected_channel")
            if not element.get("response_url_enabled") or not channel:
                continue
            made = self._response_urls.issue(
                self.workspace, self.user.id, self._place(self.workspace.conversations[channel])
            )
            yield {
                "block_id": block_id,
                "action_id": element["action_id"],
                "channel_id": channel,
                "response_url": self._response_urls.address(made),
            }

    async def _interact(
        self, payload: dict[str, Any], trigger_id: str, response_url: ResponseUrl | None = None
    ) -> Response:
        if not self._app.manifest.interactivity:
            raise NotDeclared("this app has no interactivity")
        return self._response(await self._outgoing.send("interactive", payload), trigger_id, response_url)

    def _response(self, answer: Answer, trigger_id: str, response_url: ResponseUrl | None = None) -> Response:
        return Response(
            answer.status, answer.body, answer.elapsed, answer.error, self.workspace, trigger_id, response_url
        )

    def _try(self, response: Response, act: Callable[[], None]) -> None:
        try:
            act()
        except SlackError as error:
            response.error, response.details = error.code, error.details
            self.workspace.publish("answer_refused", response)

    def _front(self) -> View:
        if self.modal is None:
            raise LookupError(f"{self.user.name} has no modal open")
        return self.modal

    def _place(self, channel: Conversation | None) -> Conversation:
        conversation = channel or self.workspace.dm(self.user.id)
        if conversation.kind != "channel" and self.user.id not in conversation.members:
            raise ValueError(f"{self.user.name} is not in {conversation.name or conversation.id}")
        return conversation

    def _declared(self, callback_id: str, kind: str) -> None:
        shortcut = self._app.manifest.shortcuts.get(callback_id)
        if shortcut is None or shortcut.type != kind:
            raise NotDeclared(f"{callback_id} is not a {kind} shortcut of this app")
