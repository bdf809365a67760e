"""One workspace: its people, conversations, messages and views as plain objects, and what may be done to them.

Every change goes through here and onto the change stream. No HTTP, no payloads for the app.
"""

import mimetypes
from dataclasses import dataclass, field
from typing import Any

from bot.clock import Clock
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.conversations import Conversation, Kind, Message
from bot.sandbox.slack.ids import Ids, Stamps, microseconds
from bot.sandbox.slack.inputs import State
from bot.sandbox.slack.modals import Triggers, Views
from bot.sandbox.slack.people import User

SLACKBOT = "USLACKBOT"
# What Slack leaves of a message with a thread; github.com/slack-edge/slack-edge/pull/10
TOMBSTONE: dict[str, Any] = {
    "subtype": "tombstone",
    "text": "This message was deleted.",
    "blocks": None,
    "attachments": None,
    "metadata": None,
}
TEXT_CUT = 40_000  # characters; api.slack.com/changelog/2018-04-truncating-really-long-messages


@dataclass(slots=True)
class Upload:
    """A file between its announcement and the end of the world; `content` arrives in between.

    `user` is who put it there; `created` is in seconds since 1970; `address` is where whoever may read it gets it.
    """

    id: str
    name: str
    length: int
    user: str
    created: int
    address: str
    content: bytes | None = None
    title: str = ""
    shared_in: list[str] = field(default_factory=list)

    @property
    def mimetype(self) -> str:
        """The type by the name's ending, as Slack guesses it."""
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"

    def json(self) -> dict[str, Any]:
        """Return the file as it appears in answers and messages."""
        return {
            "id": self.id,
            "created": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2].lower(),
            "user": self.user,
            "size": len(self.content or b""),
            "url_private": self.address,
            "url_private_download": f"{self.address}?download",
            "mode": "hosted",
            "is_external": False,
            "channels": self.shared_in,
        }


class Workspace:
    """A Slack team with everything in it. `name` and `domain` are shown; times come from `clock`'s program time."""

    def __init__(self, ids: Ids, clock: Clock, changes: Changes, name: str, domain: str, app_id: str) -> None:
        self.ids = ids
        self.clock = clock
        self.changes = changes
        self.stamps = Stamps(clock)
        self.id = ids.new("T")
        self.name = name
        self.domain = domain
        self.app_id = app_id
        self.bot_id = ids.new("B")
        self.enterprise_id: str | None = None
        self.users: dict[str, User] = {}
        self.by_email: dict[str, str] = {}
        self.conversations: dict[str, Conversation] = {}
        self.ephemerals: dict[str, list[Message]] = {}
        self.files: dict[str, Upload] = {}
        self.views = Views(ids)
        self.triggers = Triggers(ids, clock.monotonic)
        self.message_states: dict[tuple[str, str, str], State] = {}
        self._dms: dict[frozenset[str], str] = {}
        self.add_user("slackbot", "Slackbot", id=SLACKBOT)
        self.bot = self.add_user("reciprocal", "Reciprocal", is_bot=True, bot_id=self.bot_id, app_id=app_id)

    def publish(self, kind: str, subject: Any) -> None:
        """Put a change of this workspace onto the stream."""
        self.changes.publish(kind, self.id, subject)

    def now(self) -> int:
        """Return the program time in whole seconds since 1970."""
        return microseconds(self.clock.now()) // 1_000_000

    # People

    def add_user(self, name: str, real_name: str, email: str | None = None, **details: Any) -> User:
        """Add someone without an event, as people who were there before the app; `details` are fields of User."""
        defaults: dict[str, Any] = {"id": self.ids.new("U"), "team_id": self.id, "updated": self.now()}
        user = User(name=name, real_name=real_name, email=email, **(defaults | details))
        self.users[user.id] = user
        if email is not None:
            self.by_email[email.casefold()] = user.id
        self.publish("user", user)
        return user

    def join_team(self, name: str, real_name: str, email: str | None = None, **details: Any) -> User:
        """Add someone who joins now: the app hears of it as `team_join`."""
        user = self.add_user(name, real_name, email, **details)
        self.publish("team_join", user)
        return user

    def change_user(self, user: User, **fields: Any) -> None:
        """Change fields of `user`; the app hears of it as `user_change`."""
        if user.email is not None:
            self.by_email.pop(user.email.casefold(), None)
        for name, value in fields.items():
            setattr(user, name, value)
        if user.email is not None:
            self.by_email[user.email.casefold()] = user.id
        user.updated = self.now()
        self.publish("user_change", user)

    # Conversations

    def create_channel(
        self, name: str, members: list[User] | None = None, *, private: bool = False, **fields: Any
    ) -> Conversation:
        """Create a channel or private channel with `members` in it."""
        kind: Kind = "group" if private else "channel"
        people = dict.fromkeys(user.id for user in members or [])
        return self._new(Conversation(self.ids.new("C"), kind, self.id, self.now(), name, members=people, **fields))

    def direct(self, user_ids: frozenset[str]) -> Conversation:
        """Return the DM (two people) or group DM (more) of exactly these users; it is made when first asked for."""
        if user_ids not in self._dms:
            kind: Kind = "im" if len(user_ids) <= 2 else "mpim"
            people = dict.fromkeys(sorted(user_ids))
            name = "" if kind == "im" else "mpdm-" + "--".join(self.users[user].name for user in people) + "-1"
            prefix = "D" if kind == "im" else "C"
            made = self._new(Conversation(self.ids.new(prefix), kind, self.id, self.now(), name, members=people))
            self._dms[user_ids] = made.id
        return self.conversations[self._dms[user_ids]]

    def existing_direct(self, user_ids: frozenset[str]) -> Conversation | None:
        """Return the DM of exactly these users if there is one already."""
        return self.conversations.get(self._dms.get(user_ids, ""))

    def dm(self, user_id: str) -> Conversation:
        """Return the direct message between `user_id` and the bot."""
        return self.direct(frozenset((user_id, self.bot.id)))

    def join(self, conversation: Conversation, user_id: str) -> None:
        """Make `user_id` a member; nothing happens when they are one already."""
        if user_id not in conversation.members:
            conversation.members[user_id] = None
            self.publish("member_joined_channel", (conversation, user_id))

    def leave(self, conversation: Conversation, user_id: str) -> None:
        """End the membership of `user_id`."""
        if conversation.members.pop(user_id, user_id) is None:
            self.publish("member_left_channel", (conversation, user_id))

    def _new(self, conversation: Conversation) -> Conversation:
        self.conversations[conversation.id] = conversation
        self.publish("conversation", conversation)
        return conversation

    def announce_file(self, name: str, length: int, user_id: str, base_url: str) -> Upload:
        """Return a new file of `user_id` whose content is still to come."""
        file_id = self.ids.new("F")
        upload = Upload(file_id, name, length, user_id, self.now(), f"{base_url}/files/{self.id}/{file_id}")
        self.files[file_id] = upload
        return upload

    # Messages

    def post(self, conversation: Conversation, user: User, text: str, **fields: Any) -> Message:
        """Add a message of `user`; `fields` are fields of Message. Text over 40,000 characters is cut."""
        if user.bot_id is not None:
            fields |= {"bot_id": user.bot_id, "app_id": user.app_id}
        message = Message(conversation.id, self.stamps.next(), user.id, text[:TEXT_CUT], self.id, **fields)
        conversation.add(message)
        self.publish("message", message)
        return message

    def post_ephemeral(self, conversation: Conversation, seen_by: str, text: str, **fields: Any) -> Message:
        """Show a message of the bot to `seen_by` alone."""
        message = Message(
            conversation.id, self.stamps.next(), self.bot.id, text[:TEXT_CUT], self.id,
            bot_id=self.bot_id, app_id=self.app_id, seen_by=seen_by, **fields,
        )  # fmt: skip
        self.ephemerals.setdefault(seen_by, []).append(message)
        self.publish("ephemeral", message)
        return message

    def edit(self, message: Message, **fields: Any) -> None:
        """Change fields of a message, ephemeral or not."""
        message.before = message.json()
        for name, value in fields.items():
            setattr(message, name, value)
        self.publish("ephemeral_changed" if message.seen_by else "message_changed", message)

    def delete(self, message: Message) -> None:
        """Take a message away, ephemeral or not. Of one with a thread a tombstone stays, until its last reply goes."""
        if message.seen_by:
            message.deleted = True
            self.ephemerals[message.seen_by].remove(message)
            self.publish("ephemeral_deleted", message)
            return
        if message.replies:
            message.deleted = True
            self.edit(message, user=SLACKBOT, bot_id=None, app_id=None, files=[], reactions={}, **TOMBSTONE)
            return
        conversation = self.conversations[message.channel]
        conversation.remove(message)
        self.publish("message_deleted", message)
        parent = conversation.by_ts.get(message.thread_ts or "")
        if parent is not None and parent.deleted and not parent.replies:
            self.delete(parent)

    def react(self, message: Message, user_id: str, name: str) -> bool:
        """Add a reaction; False when this user's is there already."""
        users = message.reactions.setdefault(name, [])
        if user_id in users:
            return False
        users.append(user_id)
        self.publish("reaction_added", (message, user_id, name))
        return True

    def unreact(self, message: Message, user_id: str, name: str) -> None:
        """Take this user's reaction away; nothing happens when it is not there."""
        if user_id not in message.reactions.get(name, []):
            return
        message.reactions[name].remove(user_id)
        if not message.reactions[name]:
            del message.reactions[name]
        self.publish("reaction_removed", (message, user_id, name))
