"""A small program in a strict Slack, with the real bot connected to it: what the scenario tests live in."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import uvicorn
from pydantic import SecretStr

from bot.app import Application
from bot.clock import Clock
from bot.delivery.channels import slack_channel
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
        first = name.split()[0].lower()
        person = self.slack.add_person(first, name, f"{first}@leaders.example", tz=timezone, **details)
        self.people[first] = person
        return person

    def program(self, roster: Sequence[str], name: str = "Leaders", coordinator: str = "cora", **wish: Any) -> Program:
        """Make a program and import its roster, given as lines of `email,role,mentor_email`; a program id comes back."""
        workspace_id = next(iter(self.bot.gateways.workspace_ids()))
        directory = self.directory()
        email = f"{coordinator}@leaders.example"
        report = create_program(
            self.store, workspace_id, ProgramWish(name, email, directory.get(email), **wish), self.clock.now()
        )
        assert report.program is not None, report.refused
        self.enrol(report.program, roster)
        return report.program

    def enrol(self, program: Program, roster: Sequence[str]) -> None:
        """Import roster lines into a program."""
        content = "\n".join(["email,role,mentor_email", *roster]).encode()
        import_roster(
            self.store, program.id, parse_roster(content), self.directory(), self.clock.now(), enrolled_by="Cora Vance"
        )

    def directory(self) -> dict[str, Any]:
        """Return the people of the workspace as the bot finds them."""
        users = [person.user for person in self.people.values()]
        return {
            user.email: slack_person(user.as_dict(with_email=True), self.slack.workspace.id) for user in users if user.email
        }

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
async def town(store_url: str, at: datetime, *, socket_mode: bool = False) -> AsyncIterator[Town]:
    """Start Slack and the bot at the program time `at`; nothing is sent until the town ticks."""
    clock = Clock.fixed(at)
    slack = SlackServer(clock)
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
    bot = Application(settings, clock, store, QUICK)
    await bot.gateway.open()
    await bot.connect()
    server = await _serve(bot, slack)
    if bot.socket is not None:
        await bot.socket.start()
    try:
        yield Town(slack, clock, store, bot)
    finally:
        if bot.socket is not None:
            await bot.socket.close()
        if server is not None:
            server.should_exit = True
        await bot.deps.close()
        await bot.sender.close()
        await slack.stop()
        await bot.gateway.close()
        store.close()


async def _serve(bot: Application, slack: SlackServer) -> uvicorn.Server | None:
    if bot.socket is not None:
        slack.install(None)
        return None
    config = uvicorn.Config(bot.web(), port=0, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None
    asyncio.get_running_loop().create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.005)
    port = server.servers[0].sockets[0].getsockname()[1]
    slack.install(f"http://127.0.0.1:{port}/slack/events")
    return server


__all__ = ["Town", "slack_channel", "town"]
