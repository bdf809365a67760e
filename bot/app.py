"""The composition root: `build` wires everything once, from the settings. Nothing is built at import time."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette

from bot.clock import Clock
from bot.content.wording import wording
from bot.delivery.composers import COMPOSERS
from bot.delivery.composers.hours import ReportComposer
from bot.delivery.composing import Composer
from bot.delivery.gateway import Gateway, Gateways, SlackBusy, SlackDown, SlackRefused, SlackUnsure
from bot.delivery.sender import Sender
from bot.delivery.tempo import Tempo
from bot.domain.kinds.hours import REPORT_FILE
from bot.services import workspaces
from bot.settings import Settings
from bot.store.database import Store, create_store
from bot.vault import FORGOTTEN, LOST_KEY, PSEUDONYMS, Vault, WrongKey, key_of
from bot.views.members import not_installed
from handlers.deps import Deps, TooBusy
from handlers.home import warm_up
from handlers.installations import Installations
from handlers.oauth import Flow, oauth_flow
from handlers.registry import register_all
from handlers.socket_mode import Socket
from handlers.switchboard import Switchboard
from handlers.web import web_app
from scheduling.clockwork import Clockwork

log = structlog.get_logger()
RECONNECT_S = 2.0
FOLLOW_S = 10.0  # how soon this process knows of a workspace that was installed through another one


class CannotStart(Exception):
    """The bot cannot serve the workspace; the message is one line that says what to do."""


class Application:
    """The bot with all its parts; `start` it, `stop` it."""

    def __init__(self, settings: Settings, clock: Clock, store: Store, tempo: Tempo) -> None:
        token = None if settings.uses_oauth else settings.slack_bot_token
        self.settings = settings
        self.clock = clock
        self.store = store
        store.key = key_of(settings, FORGOTTEN)
        self.gateway = Gateway(
            token.get_secret_value() if token else None,
            clock=clock,
            base_url=settings.slack_api_url,
            timeout_s=tempo.call_timeout_s,
        )
        self.gateways = Gateways()
        self.sender = Sender(store, self.gateways, _composers(settings), clock, tempo)
        self.deps = Deps(store, clock, self.sender.wake, self.gateways)
        self.installations = self._installations()
        self.bolt = bolt_app(settings, self.gateway, self._oauth_flow())
        register_all(self.bolt, self.deps, self.installations)
        self.clockwork = Clockwork(store, clock, self.sender.wake)
        app_token = settings.slack_app_token
        self.socket = Socket(self.bolt, app_token.get_secret_value(), clock) if app_token else None
        self._sending: asyncio.Task[None] | None = None
        self._following: asyncio.Task[None] | None = None
        self._waits_for_slack = False

    def _installations(self) -> Installations | None:
        key = self.settings.secret_key
        if not self.settings.uses_oauth or key is None:
            return None
        return Installations(self.deps, Vault(key), self.gateways, self.gateway)

    def _oauth_flow(self) -> Flow | None:
        if self.installations is None or self.settings.slack_client_id is None:
            return None
        return oauth_flow(self.settings, self.deps, self.installations, self.gateway)

    async def connect(self) -> None:
        """See which workspaces there are tokens for, and take them into service. Raises CannotStart or SlackFailure."""
        if self.installations is None:
            await self._connect_one()
            return
        try:
            await self.installations.refresh()
        except WrongKey:
            raise CannotStart(LOST_KEY) from None

    async def _connect_one(self) -> None:
        try:
            who = await self.gateway.call("auth.test")
        except SlackRefused as refused:
            raise CannotStart(f"Slack refuses SLACK_BOT_TOKEN ({refused.error}); see `reciprocal doctor`.") from None
        if who.get("is_enterprise_install"):
            raise CannotStart("The app is installed for a whole organization: install it in one workspace instead.")
        told = (who["team_id"], who.get("team", ""), who.get("user_id", ""), who.get("url", ""))
        workspace = await self.deps.change(workspaces.installed, *told, now=self.clock.now())
        self.gateways.add(workspace.id, self.gateway)
        await self._make_known(who["team_id"])

    async def _make_known(self, team_id: str) -> None:
        """Have Bolt ask Slack who it is, which it does once, at its first request. Were Slack out of order at that
        moment, whoever made the request would be told that the app is not installed.
        """
        body = {"type": "event_callback", "team_id": team_id, "event": {"type": "reciprocal_started"}}
        await self.bolt.async_dispatch(AsyncBoltRequest(body=json.dumps(body), mode="socket_mode"))

    async def start(self) -> None:
        """Connect, waiting for Slack as long as it takes, and set the sender and the clock going.

        Raises CannotStart.
        """
        await self._warm_up()
        await self._with_patience(self.connect)
        await self.gateway.open()
        self._sending = asyncio.create_task(self.sender.run())
        if self.installations is not None:
            self._following = asyncio.create_task(self._follow(self.installations))
        self.clockwork.start()
        if self.socket is not None:
            await self._with_patience(self._listen)
        log.info("the bot is running", workspaces=len(self.gateways.workspace_ids()))

    async def _warm_up(self) -> None:
        try:
            await warm_up(self.deps)
        except (SQLAlchemyError, TooBusy) as error:
            log.warning("the database does not answer yet", error=type(error).__name__)

    async def _listen(self) -> None:
        assert self.socket is not None  # noqa: S101  (mypy: `start` has looked)
        try:
            await self.socket.start()
        except SlackRefused as refused:
            raise CannotStart(f"Slack refuses SLACK_APP_TOKEN ({refused.error}); see `reciprocal doctor`.") from None

    async def _with_patience(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
                break
            except (SlackDown, SlackUnsure, SlackBusy) as failure:
                self._waits_for_slack = True
                log.warning("Slack cannot be reached yet", error=str(failure))
                await asyncio.sleep(RECONNECT_S)
        self._waits_for_slack = False

    async def _follow(self, installations: Installations) -> None:
        while True:
            await asyncio.sleep(FOLLOW_S)
            try:
                await installations.refresh()
            except (SQLAlchemyError, WrongKey) as error:
                log.warning("the installations cannot be read", error=type(error).__name__)

    async def stop(self) -> None:
        """Finish what is in hand, in the order in which one part feeds the next, and let go of everything."""
        await self.clockwork.close()
        if self._following is not None:
            self._following.cancel()
        if self.socket is not None:
            await self.socket.close()
        await self.deps.close()
        await self.sender.stop()
        await self.gateway.close()
        self.store.close()

    async def faults(self) -> Mapping[str, str]:
        """Return what keeps the bot from doing its work right now, by part; empty when it is ready."""
        wrong: dict[str, str] = {}
        try:
            await self.deps.call(_answers)
        except (SQLAlchemyError, TooBusy):
            wrong["database"] = "does not answer"
        if self._waits_for_slack:
            wrong["slack"] = "cannot be reached yet"
        if self._sending is None or self._sending.done():
            wrong["sender"] = "is not running"
        if self.socket is not None and await self.socket.is_deaf():
            wrong["socket_mode"] = "hears nothing"
        return wrong

    def web(self) -> Starlette:
        """Return the HTTP side of the bot; with Socket Mode, no requests of Slack's are taken there."""
        secret = self.settings.slack_signing_secret if self.socket is None else None
        return web_app(self.bolt, secret.get_secret_value() if secret else None, ready=self.faults)


def _composers(settings: Settings) -> Mapping[str, Composer]:
    """Return the composers, with what is behind the pseudonyms of research exports if there is a SECRET_KEY."""
    key = key_of(settings, PSEUDONYMS)
    return COMPOSERS if not key else {**COMPOSERS, REPORT_FILE.name: ReportComposer(key)}


def _answers(store: Store) -> None:
    with store.read() as tx:
        tx.exec_driver_sql("SELECT 1")


def bolt_app(settings: Settings, gateway: Gateway, flow: Flow | None = None) -> AsyncApp:
    """Return Bolt on the gateway's client, without listeners.

    The listener's own end is the acknowledgement: Bolt's default runner looks for it every ten milliseconds, which
    costs more than all we do.
    """
    # Its warnings are about variables that it reads beside our settings, or hold whole requests, so people's words.
    logger = logging.getLogger("bolt")
    logger.setLevel(logging.ERROR)
    return Switchboard(
        name="reciprocal",  # else Bolt reads the source of whoever calls, to name the app by its file
        logger=logger,
        client=gateway.client,
        oauth_flow=flow,
        user_facing_authorize_error_message=not_installed(wording()),
        process_before_response=True,
        request_verification_enabled=False,  # that is done before Bolt is asked, by `handlers.slack_requests`
        # Middleware for functions and assistants, of which the bot has none.
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        # That a post of ours was deleted counts as an event of our own; listeners leave alone what the bot wrote.
        ignoring_self_events_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
    )


def tempo_of(settings: Settings) -> Tempo:
    """Return how fast the sender may be."""
    return Tempo(messages_per_second=settings.slack_messages_per_second)


def build(settings: Settings, clock: Clock | None = None, tempo: Tempo | None = None) -> Application:
    """Wire the bot. Connects to nothing yet."""
    clock = clock or Clock()
    return Application(settings, clock, create_store(settings.database_url), tempo or tempo_of(settings))
