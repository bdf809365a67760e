"""One workspace's way to Slack: the shared client, and what a call can end in.

Only this module turns the client's exceptions and HTTP answers into the four ends that the sender knows. What an error
of Slack's means for a message is not decided here but in `bot.delivery.errors`.
"""

import logging
from collections.abc import Mapping
from typing import Any, Protocol
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock

SLACK_API = "https://slack.com/api/"
SLACK_DOMAINS = ("slack.com", "slack-gov.com", "slack-files.com")  # where Slack keeps files
TIMEOUT_S = 10.0  # well below the sender's lease, so that a call has ended before anyone takes its row over
RETRY_AFTER_S = 30.0  # when a 429 comes without the header
# By far the most calls. The client's own methods for them look at every block for objects, of which there are none.
_AS_JSON = frozenset({"chat.postMessage", "chat.update"})
# docs.slack.dev/reference/methods/chat.postMessage on the first two: "some aspect of the operation succeeded" may hold.
_UNSURE_ERRORS = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})


class SlackFailure(Exception):
    """A call did not end well. Its text never holds arguments of the call, so never a member's words."""


class SlackRefused(SlackFailure):
    """Slack answered with an error; the call has had no effect."""

    def __init__(self, error: str, response: Mapping[str, Any]) -> None:
        super().__init__(error)
        self.error = error
        self.response = response


class SlackBusy(SlackFailure):
    """The method may be called again only after `retry_after_s` seconds; the call has had no effect."""

    def __init__(self, method: str, retry_after_s: float) -> None:
        super().__init__(f"{method} is rate limited for {retry_after_s:.1f} s")
        self.method = method
        self.retry_after_s = retry_after_s


class SlackUnsure(SlackFailure):
    """The connection was cut, or Slack failed within: whether the call has had its effect is unknown."""


class SlackDown(SlackFailure):
    """No connection could be made; the call has surely had no effect."""


class SlackCalls(Protocol):
    """What the sender needs of a gateway."""

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call a method of Slack's Web API and return its answer. Raises SlackFailure."""
        ...

    async def send_content(self, url: str, content: bytes) -> None:
        """Send a file's bytes to the address that files.getUploadURLExternal gave. Raises SlackFailure."""
        ...

    async def fetch_content(self, url: str, most: int) -> bytes:
        """Return a file's bytes, at most one more than `most`. Raises SlackFailure."""
        ...


class Gateway:
    """One workspace's Slack client on one shared HTTP session.

    The client's own retries are switched off: it repeats a call whose connection was cut, and then a message that
    Slack had already taken comes twice.
    """

    def __init__(
        self,
        token: str | None,
        *,
        clock: Clock,
        base_url: str = SLACK_API,
        timeout_s: float = TIMEOUT_S,
        connections: int = 50,
        lender: "Gateway | None" = None,
    ) -> None:
        """Connect to nothing yet. `token` is None for what needs none; a `lender` lends its HTTP session."""
        self._clock = clock
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)
        self._timeout_s = timeout_s
        self._connections = connections
        self._lender = lender
        self._busy_until: dict[str, float] = {}
        # Without a level of its own the client writes out every request for a log line that nobody reads.
        quiet = logging.getLogger("slack_sdk")
        quiet.setLevel(logging.WARNING)
        self.client = AsyncWebClient(
            token=token, base_url=base_url, timeout=max(1, round(timeout_s)), retry_handlers=[], logger=quiet
        )

    async def open(self) -> None:
        """Make the shared HTTP session inside the running event loop; does nothing if there is one.

        Every call does this by itself; Bolt, which uses `client` directly, needs it before its first request.
        """
        if self._lender is not None:
            await self._lender.open()
            self.client.session = self._lender.client.session
        elif self.client.session is None or self.client.session.closed:
            connector = aiohttp.TCPConnector(limit=self._connections)
            # A bot is known by its token: Slack's cookies would only be looked through at every call.
            jar = aiohttp.DummyCookieJar()
            self.client.session = aiohttp.ClientSession(timeout=self._timeout, connector=connector, cookie_jar=jar)

    def with_token(self, token: str) -> "Gateway":
        """Return a gateway for another workspace on this one's HTTP session."""
        return Gateway(token, clock=self._clock, base_url=self.client.base_url, timeout_s=self._timeout_s, lender=self)

    async def close(self) -> None:
        """Close the shared session. A later call opens a new one."""
        session, self.client.session = self.client.session, None
        if session is not None and self._lender is None:
            await session.close()

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """Call `method` (as Slack writes it) and return Slack's answer; arguments that are None are left out.

        Raises SlackBusy (also without asking, while the method is under an earlier Retry-After), SlackRefused,
        SlackUnsure or SlackDown.
        """
        remaining = self._busy_until.get(method, 0.0) - self._clock.monotonic()
        if remaining > 0:
            raise SlackBusy(method, remaining)
        await self.open()
        given = {name: value for name, value in arguments.items() if value is not None}
        try:
            if method in _AS_JSON:
                response = await self.client.api_call(method, json=given)
            else:
                # The client's own method knows whether Slack takes this method's arguments as JSON or as a form.
                response = await getattr(self.client, method.replace(".", "_"))(**given)
        except SlackApiError as error:
            raise self._failure(method, error) from None
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SlackDown(f"{method}: {type(error).__name__}") from None
        except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as error:
            raise SlackUnsure(f"{method}: {type(error).__name__}") from None
        answer = response.data
        if not isinstance(answer, dict):
            raise SlackUnsure(f"{method}: the answer is no JSON object")
        return answer

    async def send_content(self, url: str, content: bytes) -> None:
        """Send a file's bytes to the address that files.getUploadURLExternal gave; nobody sees them yet.

        Raises SlackRefused, SlackUnsure or SlackDown.
        """
        await self.open()
        session = self.client.session
        assert session is not None  # noqa: S101  (mypy: it was just made)
        try:
            async with session.post(url, data=content) as answer:
                status = answer.status
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SlackDown(f"upload: {type(error).__name__}") from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise SlackUnsure(f"upload: {type(error).__name__}") from None
        if status >= 500:
            raise SlackUnsure(f"upload: HTTP {status}")
        if status != 200:
            raise SlackRefused(f"upload_{status}", {})

    async def fetch_content(self, url: str, most: int) -> bytes:
        """Return the bytes of a file that Slack keeps, with the bot's token; at most one more than `most` are read.

        Raises SlackRefused, without asking, for an address that is not Slack's: it would be given the token. Raises
        SlackUnsure or SlackDown.
        """
        if not self._is_slacks(url):
            raise SlackRefused("foreign_address", {})
        await self.open()
        session = self.client.session
        assert session is not None  # noqa: S101  (mypy: it was just made)
        headers = {"Authorization": f"Bearer {self.client.token}"}
        try:
            async with session.get(url, headers=headers, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise SlackRefused(f"download_{answer.status}", {})
                return await _read_at_most(answer.content, most + 1)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise SlackDown(f"download: {type(error).__name__}") from None
        except (TimeoutError, aiohttp.ClientError, OSError) as error:
            raise SlackUnsure(f"download: {type(error).__name__}") from None

    def _is_slacks(self, url: str) -> bool:
        address, own = urlsplit(url), urlsplit(self.client.base_url)
        if (address.scheme, address.netloc) == (own.scheme, own.netloc):
            return True
        name = address.hostname or ""
        return address.scheme == "https" and any(name.endswith(f".{domain}") for domain in SLACK_DOMAINS)

    def _failure(self, method: str, error: SlackApiError) -> SlackFailure:
        response = error.response
        data = getattr(response, "data", None)
        answer: Mapping[str, Any] = data if isinstance(data, dict) else {}
        status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
        if status == 429:
            seconds = _retry_after(getattr(response, "headers", {}))
            self._busy_until[method] = self._clock.monotonic() + seconds
            return SlackBusy(method, seconds)
        slack_error = str(answer.get("error", ""))
        if status >= 500 or not slack_error or slack_error in _UNSURE_ERRORS:
            return SlackUnsure(f"{method}: HTTP {status} {slack_error}".rstrip())
        return SlackRefused(slack_error, answer)


async def _read_at_most(stream: aiohttp.StreamReader, most: int) -> bytes:
    content = bytearray()
    while len(content) < most and (part := await stream.read(most - len(content))):
        content += part
    return bytes(content)


def _retry_after(headers: Mapping[str, str]) -> float:
    value = next((v for name, v in headers.items() if name.lower() == "retry-after"), "")
    try:
        return max(0.0, float(value))
    except ValueError:
        return RETRY_AFTER_S


class Gateways:
    """The gateways of all workspaces that this process serves, by workspace id."""

    def __init__(self, gateways: Mapping[int, SlackCalls] | None = None) -> None:
        self._gateways = dict(gateways or {})

    def add(self, workspace_id: int, gateway: SlackCalls) -> None:
        """Serve a workspace through `gateway` from now on."""
        self._gateways[workspace_id] = gateway

    def remove(self, workspace_id: int) -> None:
        """Serve a workspace no longer; what is in hand for it goes back to wait."""
        self._gateways.pop(workspace_id, None)

    def for_workspace(self, workspace_id: int) -> SlackCalls | None:
        """Return the gateway of a workspace, or None if this process has no token for it."""
        return self._gateways.get(workspace_id)

    def workspace_ids(self) -> frozenset[int]:
        """Return the workspaces that this process serves."""
        return frozenset(self._gateways)
