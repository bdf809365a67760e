"""A small program in a strict Slack, with the real bot connected to it: what the scenario tests live in."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import uvicorn
from pydantic import SecretStr

from bot.app import Application
from bot.clock import Clock
from bot.delivery.directory import slack_person
from bot.delivery.tempo import Tempo
from bot.domain.programs import Program
from bot.domain.roster import parse_roster
from bot.sandbox.slack.conversations import Conversation
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.server import SlackServer
from bot.services.programs import ProgramWish, create_program
from bot.services.roster import import_roster
from bot.settings import Settings
from bot.store.database import Store, create_store
from scheduling.tick import Ticked, next_moment, tick

QUICK = Tempo(messages_per_second=500, channel_per_second=500, edits_per_second=500, mark_every_s=0.005, poll_s=0.05)

# Whether the bot keeps to Slack's three seconds is measured in `tests/bench`; a town asks whether it answers right,
# and must not fall over a machine that is busy with something else.
PATIENCE = 20.0  # seconds


@dataclass
class Town:
    """The workspace, the people in it, and the bot. Program time stands still until it is moved."""

    slack: SlackServer
    clock: Clock
    store: Store
    bot: Application
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Conversation] = field(default_factory=dict)

    def move_in(self, name: str, timezone: str = "America/New_York", **details: Any) -> Person:
        """Add somebody to Slack; the address is made from the first name."""
        first = name.split(maxsplit=1)[0].lower()
        person = self.slack.add_person(first, name, f"{first}@leaders.example", tz=timezone, **details)
        self.people[first] = person
        return person

    def program(self, roster: Sequence[str], name: str = "Leaders", coordinator: str = "cora", **wish: Any) -> Program:
        """Make a program and import its roster, given as lines of `email,role,mentor_email`; the program comes back."""
        workspace_id = next(iter(self.bot.gateways.workspace_ids()))
        directory = self.directory()
        email = f"{coordinator}@leaders.example"
        report = create_program(
            self.store, workspace_id, ProgramWish(name, email, directory.get(email), **wish), self.clock.now()
        )
        assert report.program is not None, report.refused
        self.enrol(report.program, roster)
        return report.program

    def enrol(self, program: Program, roster: Sequence[str], header: str = "email,role,mentor_email") -> None:
        """Import roster lines into a program, also where that ends many pairs."""
        content = "\n".join([header, *roster]).encode()
        import_roster(
            self.store,
            program.id,
            parse_roster(content),
            self.directory(),
            self.clock.now(),
            enrolled_by="Cora Vance",
            confirmed=True,
        )

    def directory(self) -> dict[str, Any]:
        """Return the people of the workspace as the bot finds them."""
        users = [person.user for person in self.people.values()]
        now = self.clock.now()
        found = [slack_person(user.json(now, email=True), self.slack.workspace.id) for user in users]
        return {person.email: person for person in found if person.email}

    async def tick(self, moment: datetime | None = None) -> Ticked:
        """Move the clock to `moment` and do what is due then."""
        if moment is not None:
            self.clock.move_to(moment)
        return await tick(self.store, self.bot.sender, self.clock.now())

    async def live_until(self, moment: datetime) -> None:
        """Go from event to event up to `moment`, as the running clock would."""
        while (upcoming := next_moment(self.store, self.clock.now())) is not None and upcoming <= moment:
            await self.tick(upcoming)
        await self.tick(moment)


@asynccontextmanager
async def town(store_url: str, at: datetime, *, socket_mode: bool = False, tempo: Tempo = QUICK) -> AsyncIterator[Town]:
    """Start Slack and the bot at the program time `at`; nothing is sent until the town ticks."""
    clock = Clock.fixed(at)
    slack = SlackServer(clock, deadline=PATIENCE)
    slack.workspace.triggers.life = PATIENCE
    await slack.start()
    settings = Settings(
        _env_file=None,
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token) if socket_mode else None,
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.api_url,
        database_url=store_url,
    )
    store = create_store(store_url)
    bot = Application(settings, clock, store, tempo)
    await bot.gateway.open()
    await bot.connect()
    try:
        async with _served(bot, slack):
            yield Town(slack, clock, store, bot)
    finally:
        await bot.deps.close()
        await bot.sender.close()
        await slack.stop()
        await bot.gateway.close()
        store.close()


@asynccontextmanager
async def _served(bot: Application, slack: SlackServer) -> AsyncIterator[None]:
    """Let Slack's requests reach the bot: over HTTP on a free port, or over Socket Mode."""
    if bot.socket is not None:
        slack.install(None)
        await bot.socket.start()
        yield
        await bot.socket.close()
        return
    listener = socket.create_server(("127.0.0.1", 0))  # requests wait in its queue until the server is up
    server = uvicorn.Server(uvicorn.Config(bot.web(), log_config=None, access_log=False, lifespan="off"))
    serving = asyncio.create_task(server._serve([listener]))  # without uvicorn's signal handlers
    slack.install(f"http://127.0.0.1:{listener.getsockname()[1]}/slack/events")
    try:
        yield
    finally:
        server.should_exit = True
        await serving
        listener.close()
