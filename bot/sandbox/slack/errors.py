"""The one exception by which a part of the stand-in says what Slack would have answered."""

from typing import Any


class SlackError(Exception):
    """A refusal with Slack's own code, for instance `channel_not_found`, and what else its answer carries."""

    def __init__(self, code: str, *details: str, **extra: Any) -> None:
        """Take the code, human-readable `details` for `response_metadata.messages`, and further keys as they are."""
        super().__init__(code)
        self.code = code
        self.details = details
        self.extra = extra

    def answer(self) -> dict[str, Any]:
        """Return the JSON body that Slack sends with HTTP 200."""
        body: dict[str, Any] = {"ok": False, "error": self.code, **self.extra}
        if self.details:
            body["response_metadata"] = {"messages": [f"[ERROR] {detail}" for detail in self.details]}
        return body
