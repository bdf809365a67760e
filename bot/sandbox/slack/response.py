"""What came of a person's request to the app: its answer, and the messages and modals that follow from it."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.response_urls import ResponseUrl
from bot.sandbox.slack.state import Workspace


@dataclass(slots=True)
class Response:
    """What came of one request. `status` 0 and `error` say why there was no answer; `elapsed` is in seconds.

    `errors` are those shown on the fields of a modal, by block_id; `details` are Slack's words on what it refuses.
    """

    status: int
    body: dict[str, Any]
    elapsed: float
    error: str | None
    workspace: Workspace
    trigger_id: str = ""
    response_url: ResponseUrl | None = None
    errors: dict[str, str] = field(default_factory=dict)
    details: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the app took the request and nothing is wrong."""
        return self.error is None and not self.errors

    @property
    def replies(self) -> list[Message]:
        """The messages that answered this request so far, at once or through its response_url."""
        return list(self.response_url.messages) if self.response_url else []

    async def reply(self, timeout: float = 20.0) -> Message:
        """Wait for the first message that answers this request. Raises TimeoutError."""
        return (await self.workspace.changes.until(lambda: self.replies, timeout))[0]

    async def modal(self, timeout: float = 20.0) -> View:
        """Wait for the modal that this request's trigger opened. Raises TimeoutError."""
        views = self.workspace.views
        return await self.workspace.changes.until(lambda: views.by_trigger.get(self.trigger_id), timeout)
