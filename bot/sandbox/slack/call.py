"""One call of the Web API: who calls, with which arguments, and the look-ups that most methods share."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from bot.sandbox.slack.app import App, Token
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.people import User
from bot.sandbox.slack.state import Workspace

T = TypeVar("T")
SCOPES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call by a token that has been accepted."""

    app: App
    token: Token
    args: Arguments

    @property
    def workspace(self) -> Workspace:
        """The workspace that the token belongs to."""
        return self.token.workspace

    @property
    def bot(self) -> User:
        """The bot user that calls."""
        return self.workspace.bot

    def conversation(self, name: str = "channel") -> Conversation:
        """Return the conversation an argument names, if the bot can see it. Raises `channel_not_found`."""
        conversation = self.workspace.conversations.get(self.args.text(name))
        if conversation is None or not self.sees(conversation):
            raise SlackError("channel_not_found")
        return conversation

    def sees(self, conversation: Conversation) -> bool:
        """Tell whether the bot can see a conversation: public ones always, others as a member."""
        return conversation.kind == "channel" or self.bot.id in conversation.members

    def user(self, user_id: str) -> User:
        """Return a user. Raises `user_not_found`."""
        user = self.workspace.users.get(user_id)
        if user is None:
            raise SlackError("user_not_found")
        return user

    def need(self, family: str, conversation: Conversation) -> None:
        """Check the scope that this kind of conversation takes, such as `groups:history`."""
        self.require(f"{SCOPES[conversation.kind]}:{family}")

    def require(self, scope: str) -> None:
        """Raise `missing_scope`, with what is needed and what the token has, unless it has `scope`."""
        if scope not in self.token.scopes:
            raise SlackError("missing_scope", needed=scope, provided=",".join(sorted(self.token.scopes)))

    def may(self, scope: str) -> bool:
        """Tell whether the token has a scope that widens an answer, such as `users:read.email`."""
        return scope in self.token.scopes


def page(items: Sequence[T], args: Arguments, default: int, most: int) -> tuple[list[T], dict[str, Any]]:
    """Return one page of `items` and the `response_metadata` with the cursor of the next.

    Raises `invalid_cursor` for a cursor that was not given out, `invalid_limit`.
    """
    limit = args.limit(default, most)
    start = _position(args.text("cursor"))
    if start > len(items):
        raise SlackError("invalid_cursor")
    rest = start + limit
    cursor = base64.b64encode(f"next:{rest}".encode()).decode() if rest < len(items) else ""
    return list(items[start:rest]), {"next_cursor": cursor}


def _position(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        word, _, number = base64.b64decode(cursor, validate=True).decode().partition(":")
        position = int(number)
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise SlackError("invalid_cursor") from None
    if word != "next" or position < 0:
        raise SlackError("invalid_cursor")
    return position
