"""A bot that workspaces install over OAuth, and the browser of whoever installs it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp
import uvicorn
from pydantic import SecretStr

from bot.app import Application
from bot.clock import Clock
from bot.delivery.directory import slack_person
from bot.domain.roster import parse_roster
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.server import SlackServer
from bot.sandbox.slack.state import Workspace
from bot.services.programs import ProgramWish, create_program
from bot.services.roster import import_roster
from bot.settings import Settings
from bot.store.database import Store, create_store
from bot.store.identity import workspace_of_team
from scheduling.tick import tick
from tests.scenario.town import QUICK

KEY = "k" * 40


@dataclass(frozen=True)
class Page:
    """What the browser shows in the end."""

    status: int
    text: str


@dataclass
class Begun:
    """An installation on its way: where Slack's page is, and what the browser keeps."""

    location: str
    cookie: str

    @property
    def state(self) -> str:
        """The state in the address of Slack's page."""
        return parse_qs(urlsplit(self.location).query)["state"][0]


@dataclass
class Tenant:
    """One workspace with a small program: a coordinator, a mentor and a mentee, of the same addresses everywhere."""

    workspace: Workspace
    people: dict[str, Person] = field(default_factory=dict)


@dataclass
class City:
    """Slack, the bot, and where the bot's HTTP side is. Program time stands still until it is moved."""

    slack: SlackServer
    clock: Clock
    store: Store
    bot: Application
    address: str

    async def begin(self) -> Begun:
        """Open the install page."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
            answer = await browser.get(f"{self.address}/slack/install", allow_redirects=False)
            assert answer.status == 302
            cookie = answer.headers["Set-Cookie"].partition(";")[0]
            return Begun(answer.headers["Location"], cookie)

    async def come_back(self, cookie: str = "", **query: str) -> Page:
        """Come back from Slack with these parameters."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as browser:
            headers = {"Cookie": cookie} if cookie else {}
            answer = await browser.get(f"{self.address}/slack/oauth_redirect", params=query, headers=headers)
            return Page(answer.status, await answer.text())

    async def install(self, workspace: Workspace) -> Page:
        """Install the app in a workspace, from the first click to the last page."""
        begun = await self.begin()
        return await self.come_back(begun.cookie, code=self.slack.oauth_code(workspace), state=begun.state)

    def settle(self, workspace: Workspace, roster: Sequence[str], program: str = "Leaders", **wish: Any) -> Tenant:
        """Populate an installed workspace and make its program."""
        tenant = Tenant(workspace)
        for first, name in (("cora", "Cora Vance"), ("mia", "Mia Sol"), ("theo", "Theo Park")):
            user = workspace.add_user(first, f"{name} of {workspace.name}", f"{first}@leaders.example", tz="UTC")
            tenant.people[first] = self.slack.person(user, workspace)
        users = [slack_person(p.user.json(self.clock.now(), email=True), workspace.id) for p in tenant.people.values()]
        directory = {person.email: person for person in users if person.email}
        with self.store.read() as tx:
            known = workspace_of_team(tx, workspace.id)
        assert known is not None
        wanted = ProgramWish(program, "cora@leaders.example", directory["cora@leaders.example"], **wish)
        made = create_program(self.store, known.id, wanted, self.clock.now()).program
        assert made is not None
        content = "\n".join(["email,role,mentor_email", *roster]).encode()
        now = self.clock.now()
        import_roster(self.store, made.id, parse_roster(content), directory, now, enrolled_by="Cora Vance")
        return tenant

    async def tick(self, moment: datetime) -> None:
        """Move the clock and do what is due."""
        self.clock.move_to(moment)
        await tick(self.store, self.bot.sender, moment)

    def raw(self, query: str) -> list[tuple[Any, ...]]:
        """Return rows as they are in the database."""
        with self.store.read() as tx:
            return [tuple(row) for row in tx.exec_driver_sql(query)]


def oauth_settings(slack: SlackServer, store_url: str, *, key: str = KEY, socket_mode: bool = False) -> Settings:
    """Return settings for several workspaces."""
    return Settings(
        _env_file=None,
        slack_client_id=slack.app.client_id,
        slack_client_secret=SecretStr(slack.app.client_secret),
        secret_key=SecretStr(key),
        slack_app_token=SecretStr(slack.app_token) if socket_mode else None,
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.api_url,
        database_url=store_url,
    )


@asynccontextmanager
async def city(store_url: str, at: datetime, *, socket_mode: bool = False) -> AsyncIterator[City]:
    """Start Slack and the bot at the program time `at`; nothing is installed yet."""
    clock = Clock.fixed(at)
    slack = SlackServer(clock)
    await slack.start()
    store = create_store(store_url)
    bot = Application(oauth_settings(slack, store_url, socket_mode=socket_mode), clock, store, QUICK)
    await bot.gateway.open()
    await bot.connect()
    listener = socket.create_server(("127.0.0.1", 0))  # requests wait in its queue until the server is up
    server = uvicorn.Server(uvicorn.Config(bot.web(), log_config=None, access_log=False, lifespan="off"))
    serving = asyncio.create_task(server._serve([listener]))  # without uvicorn's signal handlers
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    slack.install(None if socket_mode else f"{address}/slack/events")
    if bot.socket is not None:
        await bot.socket.start()
    try:
        yield City(slack, clock, store, bot, address)
    finally:
        if bot.socket is not None:
            await bot.socket.close()
        server.should_exit = True
        await serving
        listener.close()
        await bot.deps.close()
        await bot.sender.close()
        await slack.stop()
        await bot.gateway.close()
        store.close()
