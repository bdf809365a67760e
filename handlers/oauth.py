"""Installing the app over OAuth: Bolt's flow on our database, and the pages that end it.

The pages are for whoever installs the app, an administrator. They say what to do, and repeat nothing that came in.
"""

import logging
from collections.abc import Mapping
from functools import partial
from html import escape
from typing import Any
from urllib.parse import urlsplit

import structlog
from slack_bolt import BoltResponse
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.oauth.installation_store import Installation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from sqlalchemy.exc import SQLAlchemyError

from bot.content import manifest
from bot.delivery.gateway import Gateway, SlackFailure, SlackRefused
from bot.services import workspaces
from bot.services.workspaces import Install
from bot.settings import Settings
from handlers.deps import Deps
from handlers.installations import Authorize, Installations

log = structlog.get_logger()

AGAIN = "Begin again at /slack/install."
# What to tell whoever installs, by the reason why it did not work: Bolt's own reasons, Slack's errors and ours.
ADVICE = {
    "access_denied": f"Nothing was installed: it was cancelled in Slack. {AGAIN}",
    "invalid_browser": f"This page belongs to an installation that was begun in another browser. {AGAIN}",
    "invalid_state": f"This link has been used already or is older than ten minutes. {AGAIN}",
    "missing_code": f"Something is missing in this link. {AGAIN}",
    "invalid_code": f"Slack does not accept this link any more. {AGAIN}",
    "code_already_used": f"Slack does not accept this link any more. {AGAIN}",
    "invalid_client_id": "Slack does not know SLACK_CLIENT_ID. Whoever runs the bot has to correct it.",
    "bad_client_secret": "Slack does not accept SLACK_CLIENT_SECRET. Whoever runs the bot has to correct it.",
    "org_install": "Reciprocal cannot be installed for a whole organization. Install it in one workspace instead.",
    "token_rotation": "The app has token rotation switched on, which Reciprocal does not support.",
    "slack_unreachable": "Slack could not be reached, and nothing was installed. Try again in a few minutes.",
    "database": "The database does not answer, and nothing was installed. Try again in a few minutes.",
}
FAILED = f"Slack did not complete the installation. {AGAIN}"
DONE = "Reciprocal is installed. The next step is `reciprocal program create` where the bot runs."
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Reciprocal</title><body><h1>Reciprocal</h1><p>{}</p></body></html>
"""
HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


class NotInstalled(Exception):
    """The installation ends here; `reason` is a key of ADVICE or an error of Slack's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class States(AsyncOAuthStateStore):
    """The states of installations under way, in our database."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        """Return a new state."""
        return await self._deps.change(workspaces.issue_state, machine_now=self._deps.clock.machine())

    async def async_consume(self, state: str) -> bool:
        """Say whether a state is good, once."""
        return await self._deps.change(workspaces.use_state, state, machine_now=self._deps.clock.machine())


class InstallationStore(AsyncInstallationStore):
    """Takes what Bolt's flow brings. Requests are authorized by `handlers.installations`, which asks nothing of it."""

    def __init__(self, installations: Installations) -> None:
        self._installations = installations

    async def async_save(self, installation: Installation) -> None:
        """Keep a new installation, its token encrypted, and serve the workspace."""
        await self._installations.add(
            Install(
                team_id=installation.team_id or "",
                name=installation.team_name or "",
                bot_user_id=installation.bot_user_id or "",
                bot_id=installation.bot_id or "",
                sealed_token=self._installations.seal(installation.bot_token or ""),
                scopes=tuple(installation.bot_scopes or ()),
                url=installation.get_custom_value("url") or "",
            )
        )


class Flow(AsyncOAuthFlow):
    """Bolt's flow, with Slack reached as everywhere else, one workspace at a time, and a page for every failure."""

    def __init__(self, gateway: Gateway, settings: AsyncOAuthSettings) -> None:
        super().__init__(client=gateway.client, logger=logging.getLogger(__name__), settings=settings)
        self._gateway = gateway

    async def handle_installation(self, request: AsyncBoltRequest) -> BoltResponse:
        """Send the browser to Slack."""
        try:
            return await super().handle_installation(request)
        except SQLAlchemyError:
            return _failed("database")

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:
        """Return Slack's page; nothing from the request goes into it."""
        url: str = self.settings.authorize_url_generator.generate(state=state)
        return url

    async def handle_callback(self, request: AsyncBoltRequest) -> BoltResponse:
        """Complete the installation when Slack sends the browser back."""
        try:
            return await super().handle_callback(request)
        except NotInstalled as failure:
            return _failed(failure.reason)
        except SQLAlchemyError:
            return _failed("database")

    async def run_installation(self, code: str) -> Installation:
        """Exchange the code for a token. Raises NotInstalled."""
        settings = self.settings
        secrets = {"client_id": settings.client_id, "client_secret": settings.client_secret}
        try:
            answer = await self._gateway.call("oauth.v2.access", code=code, **secrets)
            if answer.get("is_enterprise_install") or not answer.get("team"):
                raise NotInstalled("org_install")
            if answer.get("refresh_token"):
                raise NotInstalled("token_rotation")
            who = await self._gateway.with_token(answer["access_token"]).call("auth.test")
        except SlackRefused as refused:
            raise NotInstalled(refused.error) from None
        except SlackFailure:
            raise NotInstalled("slack_unreachable") from None
        return _installation(answer, who)


def _installation(answer: Mapping[str, Any], who: Mapping[str, Any]) -> Installation:
    return Installation(
        app_id=answer.get("app_id"),
        team_id=answer["team"]["id"],
        team_name=answer["team"].get("name"),
        bot_token=answer["access_token"],
        bot_id=who.get("bot_id"),
        bot_user_id=answer.get("bot_user_id"),
        bot_scopes=answer.get("scope", ""),
        user_id=answer.get("authed_user", {}).get("id", ""),
        custom_values={"url": who.get("url")},
    )


def _page(text: str, status: int) -> BoltResponse:
    return BoltResponse(status=status, body=PAGE.format(escape(text)), headers=dict(HEADERS))


def _failed(reason: str) -> BoltResponse:
    known = reason if reason in ADVICE else "other"  # the reason may be anybody's text
    log.warning("an installation failed", reason=known)
    return _page(ADVICE.get(known, FAILED), 503 if known in {"database", "slack_unreachable"} else 400)


async def _succeeded(cookie_gone: str, args: AsyncSuccessArgs) -> BoltResponse:
    page = _page(DONE, 200)
    page.headers["set-cookie"] = [cookie_gone]
    return page


async def _refused(args: AsyncFailureArgs) -> BoltResponse:
    return _failed(args.reason)


def authorize_page(api_url: str) -> str:
    """Return the address of Slack's page where an administrator agrees: GovSlack's own if the Web API is GovSlack's."""
    host = urlsplit(api_url).hostname or ""
    gov = host == "slack-gov.com" or host.endswith(".slack-gov.com")
    return f"https://{'slack-gov.com' if gov else 'slack.com'}/oauth/v2/authorize"


def oauth_flow(settings: Settings, deps: Deps, installations: Installations, gateway: Gateway) -> Flow:
    """Return the flow behind /slack/install and /slack/oauth_redirect."""
    secret = settings.slack_client_secret
    options = AsyncOAuthSettings(
        client_id=settings.slack_client_id,
        client_secret=secret.get_secret_value() if secret else None,
        scopes=sorted(manifest.load().scopes),
        user_scopes=[],
        authorization_url=authorize_page(settings.slack_api_url),
        install_page_rendering_enabled=False,
        installation_store=InstallationStore(installations),
        state_store=States(deps),
        state_expiration_seconds=int(workspaces.STATE_LIVES.total_seconds()),
    )
    options.authorize = Authorize(installations)
    cookie_gone = options.state_utils.build_set_cookie_for_deletion()
    options.callback_options = AsyncCallbackOptions(partial(_succeeded, cookie_gone), _refused)
    return Flow(gateway, options)
