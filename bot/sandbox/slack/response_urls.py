"""response_url: where an app answers a command or a press later, five times within half an hour."""

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack.api import checks
from bot.sandbox.slack.app import App
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.state import Workspace

USES = 5
LIFE = 1800.0  # seconds of machine time


@dataclass(slots=True)
class ResponseUrl:
    """One such address: for whom it speaks, in which conversation, about which message, and what came of it."""

    key: str
    workspace: Workspace
    user_id: str
    conversation: Conversation
    issued: float
    about: Message | None = None
    uses: int = 0
    messages: list[Message] = field(default_factory=list)


class ResponseUrls:
    """Issues the addresses and carries out what is posted to them."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._issued: dict[str, ResponseUrl] = {}

    def issue(
        self, workspace: Workspace, user_id: str, conversation: Conversation, about: Message | None = None
    ) -> ResponseUrl:
        """Return a new address for a request by `user_id`; `about` is the message it was made in."""
        key = f"{workspace.id}/{self._app.ids.new('')}/{self._app.ids.secret()}"
        made = ResponseUrl(key, workspace, user_id, conversation, self._app.clock.monotonic(), about)
        self._issued[key] = made
        if len(self._issued) > 20_000:
            del self._issued[next(iter(self._issued))]
        return made

    def address(self, response_url: ResponseUrl) -> str:
        """Return the full URL."""
        return f"{self._app.base_url}/response/{response_url.key}"

    def post(self, key: str, body: dict[str, Any]) -> None:
        """Carry out one post. Raises SlackError `used_url`, `expired_url`, `no_text`, `invalid_blocks`."""
        response_url = self._issued.get(key)
        if response_url is None:
            raise SlackError("no_such_url")
        if self._app.clock.monotonic() - response_url.issued > LIFE:
            raise SlackError("expired_url")
        if response_url.uses >= USES:
            raise SlackError("used_url")
        self.apply(response_url, body)
        response_url.uses += 1

    def apply(self, response_url: ResponseUrl, body: dict[str, Any]) -> None:
        """Do what a body asks for, without counting it: an app's immediate answer has the same form."""
        about, workspace = response_url.about, response_url.workspace
        if body.get("delete_original"):
            if about is None or about.deleted:
                raise SlackError("message_not_found")
            workspace.delete(about)
            return
        content = self._content(body)
        if body.get("replace_original") and about is not None and not about.deleted:
            workspace.edit(about, **content)
            response_url.messages.append(about)
        else:
            response_url.messages.append(self._post(response_url, body, content))
        workspace.publish("answered", response_url)  # whoever waits for an answer looks again now that it is noted

    def _post(self, response_url: ResponseUrl, body: dict[str, Any], content: dict[str, Any]) -> Message:
        workspace, conversation = response_url.workspace, response_url.conversation
        fields = {name: value for name, value in content.items() if name != "text"}
        if body.get("thread_ts"):
            fields["thread_ts"] = str(body["thread_ts"])
        if body.get("response_type") == "in_channel":
            return workspace.post(conversation, workspace.bot, content["text"], **fields)
        return workspace.post_ephemeral(conversation, response_url.user_id, content["text"], **fields)

    def _content(self, body: dict[str, Any]) -> dict[str, Any]:
        text = body.get("text") or ""
        blocks = checks.message_blocks(body.get("blocks"), text, self._app.ids)
        if not isinstance(text, str) or not (text.strip() or blocks or body.get("attachments")):
            raise SlackError("no_text")
        return {"text": text, "blocks": blocks or None, "attachments": body.get("attachments") or None}
