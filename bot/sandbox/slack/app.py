"""The app as Slack knows it: its manifest, its secrets, its installations and their tokens."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from bot.clock import Clock
from bot.content.manifest import Manifest
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.ids import Ids
from bot.sandbox.slack.state import Workspace


@dataclass(slots=True)
class Token:
    """One token. `problem` is the error every call with it gets, such as `token_revoked`."""

    value: str
    kind: Literal["bot", "app"]
    workspace: Workspace
    scopes: frozenset[str]
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class CallRecord:
    """One call of the Web API as the inspector shows it; `answer` is None when the connection was cut."""

    method: str
    arguments: dict[str, Any]
    status: int
    answer: dict[str, Any] | None


@dataclass(slots=True)
class App:
    """Everything that is the app's own and not a workspace's."""

    id: str
    manifest: Manifest
    ids: Ids
    clock: Clock
    changes: Changes
    signing_secret: str
    client_id: str
    client_secret: str
    verification_token: str
    base_url: str = ""
    request_url: str | None = None
    socket_mode: bool = True
    workspaces: dict[str, Workspace] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    codes: dict[str, Workspace] = field(default_factory=dict)
    calls: deque[CallRecord] = field(default_factory=lambda: deque(maxlen=2000))
    open_socket: Callable[[], str] | None = None
    has_listened: Callable[[], bool] | None = None

    def grant(self, workspace: Workspace, kind: Literal["bot", "app"], scopes: frozenset[str]) -> Token:
        """Return a new token for a workspace with exactly these scopes."""
        prefix = "xoxb" if kind == "bot" else "xapp-1"
        token = Token(f"{prefix}-{workspace.id}-{self.ids.secret()}", kind, workspace, scopes)
        self.tokens[token.value] = token
        return token

    def token(self, value: str) -> Token:
        """Return a usable token by its text. Raises `not_authed`, `invalid_auth` or the token's own problem."""
        if not value:
            raise SlackError("not_authed")
        token = self.tokens.get(value)
        if token is None:
            raise SlackError("invalid_auth")
        if token.problem is not None:
            raise SlackError(token.problem)
        return token

    def record(self, call: CallRecord) -> None:
        """Remember one call of the app and tell whoever follows them."""
        self.calls.append(call)
        self.changes.publish("call", "", call)

    def revoke(self, workspace: Workspace, problem: str = "token_revoked") -> None:
        """Make every bot token of a workspace useless, with the error code that Slack would give."""
        for token in self.tokens.values():
            if token.workspace is workspace and token.kind == "bot":
                token.problem = problem
