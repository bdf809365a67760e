"""Conversations and the messages in them, and their form in Slack's JSON."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal["channel", "group", "im", "mpim"]
MENTION = re.compile(r"<(@[UW][A-Z0-9]+|!here|!channel|!everyone|!subteam\^[A-Z0-9]+)(?:\|[^>]*)?>")


def markup_texts(value: Any) -> list[str]:
    """Return the texts inside blocks that Slack reads as mrkdwn, where a mention would ring."""
    if isinstance(value, list):
        return [text for item in value for text in markup_texts(item)]
    if not isinstance(value, dict):
        return []
    if value.get("type") == "mrkdwn" and isinstance(value.get("text"), str):
        return [value["text"]]
    if value.get("type") == "markdown" and isinstance(value.get("text"), str):
        return [value["text"]]
    if value.get("type") == "user" and isinstance(value.get("user_id"), str):
        return [f"<@{value['user_id']}>"]
    if value.get("type") == "broadcast":
        return [f"<!{value.get('range')}>"]
    return [text for item in value.values() for text in markup_texts(item)]


@dataclass(slots=True)
class Message:
    """One message. `ts` is its id in the conversation.

    `seen_by` is set on an ephemeral one, for that user alone; `before` is the JSON it had until its latest change.
    """

    channel: str
    ts: str
    user: str
    text: str
    team_id: str
    bot_id: str | None = None
    app_id: str | None = None
    blocks: list[dict[str, Any]] | None = None
    attachments: list[dict[str, Any]] | None = None
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    edited: dict[str, str] | None = None
    subtype: str | None = None
    seen_by: str | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list["Message"] = field(default_factory=list)
    parent_user: str = ""
    deleted: bool = False
    before: dict[str, Any] | None = None

    @property
    def mentions(self) -> list[str]:
        """Everyone this message would notify, once each, as Slack's markup without the brackets: `@U…`, `!channel`."""
        texts = [self.text, *markup_texts(self.blocks), *markup_texts(self.attachments)]
        return list(dict.fromkeys(found.group(1) for text in texts for found in MENTION.finditer(text)))

    def json(self, *, metadata: bool = False) -> dict[str, Any]:
        """Return the message as `conversations.history` shows it; its metadata only when asked for."""
        data: dict[str, Any] = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        if self.subtype:
            data["subtype"] = self.subtype
        if self.subtype == "tombstone":
            data["hidden"] = True
        if self.bot_id:
            data |= {"bot_id": self.bot_id, "app_id": self.app_id}
        data["team"] = self.team_id
        optional = ("blocks", "attachments", "thread_ts", "edited", "files")
        data |= {name: getattr(self, name) for name in optional if getattr(self, name)}
        if self.reactions:
            data["reactions"] = [
                {"name": name, "users": users, "count": len(users)} for name, users in self.reactions.items()
            ]
        if self.thread_ts and self.thread_ts != self.ts:
            data["parent_user_id"] = self.parent_user
        if self.replies:
            users = list(dict.fromkeys(reply.user for reply in self.replies))
            data |= {"reply_count": len(self.replies), "reply_users_count": len(users), "reply_users": users[:5]}
            data |= {"latest_reply": self.replies[-1].ts, "is_locked": False, "subscribed": False}
        if metadata and self.metadata:
            data["metadata"] = self.metadata
        return data


@dataclass(slots=True)
class Conversation:
    """A channel, private channel, direct message or group direct message. `members` keeps the order of joining.

    `refusal` is the error that the app gets when it writes here, such as `restricted_action`; None lets it write.
    """

    id: str
    kind: Kind
    team_id: str
    created: int
    name: str = ""
    creator: str = ""
    members: dict[str, None] = field(default_factory=dict)
    is_archived: bool = False
    is_ext_shared: bool = False
    is_general: bool = False
    topic: str = ""
    purpose: str = ""
    messages: list[Message] = field(default_factory=list)
    by_ts: dict[str, Message] = field(default_factory=dict)
    refusal: str | None = None

    @property
    def shown_name(self) -> str:
        """The name that Slack puts into payloads: DMs and private channels hide theirs."""
        return {"im": "directmessage", "group": "privategroup", "mpim": "mpdm"}.get(self.kind, self.name)

    def add(self, message: Message) -> None:
        """Keep a new message; its `ts` is later than any other's, so the list stays sorted."""
        self.messages.append(message)
        self.by_ts[message.ts] = message
        parent = self.by_ts.get(message.thread_ts) if message.thread_ts else None
        if parent is not None and parent is not message:
            parent.thread_ts, message.parent_user = parent.ts, parent.user
            parent.replies.append(message)

    def remove(self, message: Message) -> None:
        """Forget a message and its place in a thread."""
        message.deleted = True
        self.messages.remove(message)
        del self.by_ts[message.ts]
        parent = self.by_ts.get(message.thread_ts) if message.thread_ts else None
        if parent is not None and message in parent.replies:
            parent.replies.remove(message)

    def between(self, oldest: str, latest: str, inclusive: bool) -> list[Message]:
        """Return the messages of the main line between two timestamps (either may be empty), oldest first."""
        start, end = 0, len(self.messages)
        if oldest:
            find = bisect_left if inclusive else bisect_right
            start = find(self.messages, number(oldest), key=lambda message: number(message.ts))
        if latest:
            find = bisect_right if inclusive else bisect_left
            end = find(self.messages, number(latest), key=lambda message: number(message.ts))
        return [message for message in self.messages[start:end] if in_main_line(message)]

    def json(self, viewer: str) -> dict[str, Any]:
        """Return the conversation as `conversations.info` shows it to the user `viewer`."""
        if self.kind == "im":
            return self._im(viewer)
        is_member = viewer in self.members
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": False,
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "created": self.created,
            "updated": self.created * 1000,
            "creator": self.creator,
            "is_archived": self.is_archived,
            "is_general": self.is_general,
            "unlinked": 0,
            "is_shared": self.is_ext_shared,
            "is_org_shared": False,
            "is_ext_shared": self.is_ext_shared,
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "pending_connected_team_ids": [],
            "shared_team_ids": [self.team_id],
            "context_team_id": self.team_id,
            "parent_conversation": None,
            "previous_names": [],
            "is_member": is_member,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": self.purpose, "creator": "", "last_set": 0},
        }

    def _im(self, viewer: str) -> dict[str, Any]:
        others = [user for user in self.members if user != viewer]
        return {
            "id": self.id,
            "created": self.created,
            "is_archived": False,
            "is_im": True,
            "is_org_shared": False,
            "context_team_id": self.team_id,
            "updated": self.created * 1000,
            "user": others[0] if others else viewer,
            "is_user_deleted": False,
            "priority": 0,
        }


def number(ts: str) -> int:
    """Return a timestamp as microseconds, so that `1764921600` and `1764921600.000000` compare equal."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int((fraction or "0").ljust(6, "0")[:6])


def in_main_line(message: Message) -> bool:
    """Tell whether a message shows outside its thread: it is a parent, or a reply that was also sent to the channel."""
    return message.thread_ts in (None, message.ts) or message.subtype == "thread_broadcast"
