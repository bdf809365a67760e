"""The stand-in as one object: wires the workspace, the Web API, the way to the app and the ports together."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.clock import Clock
from bot.content import manifest as manifests
from bot.content.manifest import Manifest
from bot.sandbox.slack.app import App, CallRecord
from bot.sandbox.slack.changes import Changes
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.events import Events
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.ids import Ids
from bot.sandbox.slack.limits import Limits, RateLimiter
from bot.sandbox.slack.outgoing import DEADLINE, Outgoing
from bot.sandbox.slack.people import User
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.socket_mode import SocketMode
from bot.sandbox.slack.state import Workspace
from bot.sandbox.slack.web import WebApi

HOST = "127.0.0.1"
LARGE = frozenset({"upload", "control"})  # where bodies may be larger than aiohttp's 1 MiB
SIGN_IN = "<!DOCTYPE html><html><title>Sign in | Slack</title><body>Sign in to your workspace</body></html>"
MOST_BYTES = 64 * 1024 * 1024
Handler = Callable[[web.BaseRequest, str], Awaitable[web.StreamResponse]]


class SlackServer:
    """A Slack of one's own on loopback, with the app installed in one workspace. `start` it, `stop` it."""

    def __init__(
        self, clock: Clock | None = None, manifest: Manifest | None = None, *, limits: Limits | None = None,
        faults: Faults | None = None, seed: int = 0, deadline: float = DEADLINE, name: str = "Northfield Mentors",
    ) -> None:  # fmt: skip
        """Take the workspace's clock, the app's manifest (`app.yaml` by default), limits (none) and faults (none).

        `deadline` is the seconds in which the app must answer; Slack's 3 unless a test is in a hurry.
        """
        self.clock = clock or Clock()
        self.ids = Ids(seed)
        self.changes = Changes()
        self.app = App(
            self.ids.new("A"), manifest or manifests.load(), self.ids, self.clock, self.changes,
            self.ids.secret(32), f"{self.ids.new('')}.{self.ids.new('')}", self.ids.secret(32), self.ids.secret(),
        )  # fmt: skip
        self.limiter = RateLimiter(limits or Limits(), self.clock.monotonic)
        self.faults = faults or Faults(seed)
        self.workspace = self.add_workspace(name)
        self.bot_token = self.app.grant(self.workspace, "bot", self.app.manifest.scopes).value
        self.app_token = self.app.grant(self.workspace, "app", frozenset({"connections:write"})).value
        self.sockets = SocketMode(self.app.id, self.ids)
        self.outgoing = Outgoing(self.app, self.sockets, deadline)
        self.events = Events(self.app, self.outgoing)
        self.response_urls = ResponseUrls(self.app)
        self.areas: dict[str, Handler] = {
            "api": WebApi(self.app, self.limiter, self.faults).handle,
            "link": self._link,
            "response": self._respond,
            "upload": self._upload,
            "files": self._download,
        }
        self._runner: web.ServerRunner | None = None
        self.app.socket_mode = self.app.manifest.socket_mode
        self.app.open_socket = self._open_socket
        self.app.has_listened = lambda: self.sockets.ever_connected

    @property
    def api_url(self) -> str:
        """The base of the Web API, for the clients' `base_url`."""
        return f"{self.app.base_url}/api/"

    @property
    def signing_secret(self) -> str:
        """The secret with which requests to the app are signed."""
        return self.app.signing_secret

    async def start(self, port: int = 0) -> None:
        """Listen on loopback; port 0 takes a free one. Raises OSError when the port is taken."""
        server = web.Server(self._handle, access_log=None, max_line_size=65536, max_field_size=65536)
        self._runner = web.ServerRunner(server, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, port, backlog=1024).start()
        self.app.base_url = f"http://{HOST}:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close every connection and stop listening."""
        await self.events.close()
        await self.sockets.close()
        await self.outgoing.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def install(self, request_url: str | None = None) -> None:
        """Say where the app listens: a request URL for signed HTTP requests, or None for Socket Mode."""
        self.app.request_url = request_url
        self.app.socket_mode = request_url is None and self.app.manifest.socket_mode

    def add_workspace(self, name: str) -> Workspace:
        """Add a further workspace, for an app that is installed in several over OAuth."""
        domain = name.lower().replace(" ", "-")
        workspace = Workspace(self.ids, self.clock, self.changes, name, domain, self.app.id)
        self.app.workspaces[workspace.id] = workspace
        return workspace

    def oauth_code(self, workspace: Workspace) -> str:
        """Return the code with which Slack would send an installer back: good for one `oauth.v2.access`."""
        code = self.ids.secret(32)
        self.app.codes[code] = workspace
        return code

    def uninstall(self, workspace: Workspace | None = None) -> None:
        """Remove the app from a workspace: its tokens die, `tokens_revoked` and `app_uninstalled` go out."""
        target = workspace or self.workspace
        self.app.revoke(target, "account_inactive")
        target.publish("tokens_revoked", target.bot)
        target.publish("app_uninstalled", target.bot)

    def person(self, user: User, workspace: Workspace | None = None) -> Person:
        """Return a hand that acts as `user`."""
        target = workspace or self.workspace
        return Person(self.app, target, user, self.outgoing, self.response_urls)

    def add_person(self, name: str, real_name: str, email: str | None = None, **details: Any) -> Person:
        """Add a user to the workspace and return the hand that acts as them; `details` are fields of User."""
        return self.person(self.workspace.add_user(name, real_name, email, **details))

    def _open_socket(self) -> str:
        return f"ws{self.app.base_url.removeprefix('http')}/link/?ticket={self.sockets.ticket()}&app_id={self.app.id}"

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        _, area, *rest = request.path.split("/", 2)
        handler = self.areas.get(area)
        if area in LARGE:
            request = request.clone(client_max_size=MOST_BYTES)
        return web.Response(status=404) if handler is None else await handler(request, rest[0] if rest else "")

    async def _link(self, request: web.BaseRequest, tail: str) -> web.StreamResponse:
        return await self.sockets.handle(request)

    async def _respond(self, request: web.BaseRequest, key: str) -> web.Response:
        try:
            given = await request.json()
        except ValueError:
            return web.Response(status=400, text="invalid_payload")
        body = given if isinstance(given, dict) else {}
        status, answer = 200, {"ok": True}
        try:
            self.response_urls.post(key, body)
        except SlackError as error:
            status = 404 if error.code in ("used_url", "expired_url", "no_such_url") else 400
            answer = error.answer()
        shown = {"response_url": f"{self.app.base_url}/response/{key}", **body}
        self.app.record(CallRecord("response_url", shown, status, answer))
        return web.json_response(answer, status=status) if status != 200 else web.Response(text="ok")

    async def _download(self, request: web.BaseRequest, tail: str) -> web.Response:
        """Hand out a file to the app, which needs its bot token and `files:read`.

        Whoever has not is shown, as by Slack, the page on which people sign in, with status 200.
        """
        team_id, _, file_id = tail.partition("/")
        workspace = self.app.workspaces.get(team_id)
        upload = workspace.files.get(file_id) if workspace else None
        token = self.app.tokens.get(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if token is None or token.workspace is not workspace or "files:read" not in token.scopes:
            return web.Response(text=SIGN_IN, content_type="text/html")
        if upload is None or upload.content is None:
            return web.Response(status=404)
        return web.Response(body=upload.content, content_type=upload.mimetype)

    async def _upload(self, request: web.BaseRequest, tail: str) -> web.Response:
        team_id, _, file_id = tail.partition("/")
        workspace = self.app.workspaces.get(team_id)
        upload = workspace.files.get(file_id) if workspace else None
        if upload is None:
            return web.Response(status=404)
        content = await self._uploaded(request)
        if len(content) != upload.length:
            return web.Response(status=400, text="length does not match")
        upload.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def _uploaded(self, request: web.BaseRequest) -> bytes:
        if not request.content_type.startswith("multipart/"):
            return await request.read()
        for value in (await request.post()).values():
            if isinstance(value, web.FileField):
                return value.file.read()
        return b""
