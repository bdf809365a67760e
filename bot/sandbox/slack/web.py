"""The Web API over HTTP: reads a call, checks token, rate, scope and arguments in Slack's order, and answers."""

import asyncio
import base64
import binascii
import logging
from typing import Any

from aiohttp import web

from bot.sandbox.slack import arguments, wire
from bot.sandbox.slack.api import HANDLERS, open_methods
from bot.sandbox.slack.app import App, CallRecord, Token
from bot.sandbox.slack.arguments import Arguments
from bot.sandbox.slack.call import Call
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.faults import Fault, Faults, Kind
from bot.sandbox.slack.limits import RateLimiter
from bot.sandbox.slack.methods import EXISTING, METHODS, Method

log = logging.getLogger(__name__)
APP_TOKEN_METHODS = frozenset({"apps.connections.open", "auth.test"})


class RateLimited(Exception):
    """A call that must wait `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class WebApi:
    """Answers `/api/<method>`. Keeps no state of its own."""

    def __init__(self, app: App, limiter: RateLimiter, faults: Faults) -> None:
        self._app = app
        self._limiter = limiter
        self._faults = faults

    async def handle(self, request: web.BaseRequest, method: str) -> web.StreamResponse:
        """Answer one call; faults may delay it, spoil it or cut the connection before or after the effect."""
        self._limiter.calls[method] += 1
        struck = self._faults.draw(method)
        try:  # before any delay: what was sent arrives, whether or not the sender waits for an answer
            args, warnings = await arguments.read(request)
        except SlackError as error:
            return self._answer(method, Arguments(), error.answer())
        if "delay" in struck:
            await asyncio.sleep(struck["delay"].seconds)
        if "drop_before" in struck:
            return self._cut(request, method)
        spoiled = self._spoiled(method, args, struck)
        if spoiled is not None:
            return spoiled
        try:
            args["token"] = _token_of(request, args)
            answer = self._perform(method, args)
        except SlackError as error:
            answer = error.answer()
        except RateLimited as limited:
            return self._rate_limited(method, args, limited.seconds)
        if "drop_after" in struck:
            return self._cut(request, method, args)
        warnings += _unknown(METHODS.get(method), args)
        if warnings:
            metadata = answer.setdefault("response_metadata", {})
            metadata["warnings"] = [*metadata.get("warnings", []), *warnings]
            answer["warning"] = ",".join(metadata["warnings"])
        return self._answer(method, args, answer)

    def _perform(self, name: str, args: Arguments) -> dict[str, Any]:
        method = METHODS.get(name)
        if method is None or (name not in HANDLERS and name not in open_methods.HANDLERS):
            if name not in EXISTING:
                raise SlackError("unknown_method", req_method=name)
            log.error("Slack has the method %s and this stand-in does not", name)
            raise SlackError("not_implemented_in_sandbox", req_method=name)
        opened = open_methods.HANDLERS.get(name)
        if opened is not None:
            return opened(self._app, args)
        token = self._app.token(args.text("token"))
        _check_kind(name, token)
        wait = self._limiter.check(token.workspace.id, name, method.per_minute, args.text("channel"))
        if wait is not None:
            raise RateLimited(wait)
        _check_scopes(method, token)
        _check_required(method, args)
        return HANDLERS[name](Call(self._app, token, args))

    def _spoiled(self, method: str, args: Arguments, struck: dict[Kind, Fault]) -> web.Response | None:
        if "server_error" in struck:
            status = struck["server_error"].status
            self._record(method, args, status, None)
            return web.Response(status=status, text="<html>Server Error</html>", content_type="text/html")
        if "rate_limit" in struck:
            self._limiter.limited[method] += 1
            return self._rate_limited(method, args, int(struck["rate_limit"].seconds))
        if "slack_error" in struck:
            return self._answer(method, args, {"ok": False, "error": struck["slack_error"].error})
        return None

    def _rate_limited(self, method: str, args: Arguments, seconds: int) -> web.Response:
        answer = {"ok": False, "error": "ratelimited"}
        return self._answer(method, args, answer, 429, {"Retry-After": str(seconds)})

    def _cut(self, request: web.BaseRequest, method: str, args: Arguments | None = None) -> web.Response:
        self._record(method, args or Arguments(), 0, None)
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _answer(
        self, method: str, args: Arguments, answer: dict[str, Any], status: int = 200,
        headers: dict[str, str] | None = None,
    ) -> web.Response:  # fmt: skip
        self._record(method, args, status, answer)
        token = self._app.tokens.get(args.text("token"))
        sent = {"X-OAuth-Scopes": ",".join(sorted(token.scopes))} if token else {}
        return web.Response(
            body=wire.encoded(answer),
            status=status,
            headers={**sent, **(headers or {})},
            content_type="application/json",
        )

    def _record(self, method: str, args: Arguments, status: int, answer: dict[str, Any] | None) -> None:
        shown = {name: value for name, value in args.items() if name not in ("token", "client_secret")}
        self._app.record(CallRecord(method, shown, status, answer))


def _token_of(request: web.BaseRequest, args: Arguments) -> str:
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header[len("Bearer ") :].strip()
    if header.startswith("Basic "):
        try:
            login, _, password = base64.b64decode(header[len("Basic ") :]).decode("latin-1").partition(":")
        except binascii.Error:
            raise SlackError("invalid_auth") from None
        args.setdefault("client_id", login)
        args.setdefault("client_secret", password)
    return args.text("token")


def _check_kind(name: str, token: Token) -> None:
    wanted = {"app"} if name == "apps.connections.open" else {"bot", "app"} if name in APP_TOKEN_METHODS else {"bot"}
    if token.kind not in wanted:
        raise SlackError("not_allowed_token_type")


def _check_scopes(method: Method, token: Token) -> None:
    if method.scopes and not any(scopes <= token.scopes for scopes in method.scopes):
        needed = ",".join(sorted(method.scopes[0]))
        raise SlackError("missing_scope", needed=needed, provided=",".join(sorted(token.scopes)))


def _check_required(method: Method, args: Arguments) -> None:
    missing = [name for name in sorted(method.required) if args.get(name) in (None, "")]
    if missing:
        raise SlackError("invalid_arguments", *(f"missing required field: {name}" for name in missing))


def _unknown(method: Method | None, args: Arguments) -> list[str]:
    if method is None or args.keys() <= method.known | {"token"}:
        return []
    return [f"unknown_argument:{name}" for name in sorted(args.keys() - method.known - {"token"})]
