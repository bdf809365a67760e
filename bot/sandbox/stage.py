"""The stage: one world at a time, and the page on it. Who starts over gets a world anew, and the old one ends."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from starlette.types import Receive, Scope, Send

from bot.clock import Clock
from bot.domain.members import Role
from bot.domain.programs import DaysOff
from bot.domain.roster import Roster, parse_roster
from bot.sandbox.community.enrolment import CannotEnrol, Wish, enrol
from bot.sandbox.community.holidays import calendar
from bot.sandbox.community.life import Life
from bot.sandbox.community.network import plan_sessions
from bot.sandbox.community.residents import (
    NEWCOMERS,
    STAND_IN,
    TIMEZONE,
    Residents,
    move_in,
    move_in_unprepared,
    read_roster,
    timezone_of,
    with_coordinator,
)
from bot.sandbox.engine import Access, Bot, StartBot
from bot.sandbox.page.app import Page
from bot.sandbox.slack.server import SlackServer
from bot.sandbox.timeline import Timeline
from bot.sandbox.trouble import Trouble
from bot.sandbox.world import World

NOBODY = "The file names nobody."
STOOD_IN = f"nobody in the file is a coordinator, so {STAND_IN.name} was added as one"


@dataclass(frozen=True, slots=True)
class _Play:
    """A world with its page; `ending` stops its bot and its Slack."""

    world: World
    page: Page
    ending: AsyncExitStack


class Stage:
    """An ASGI application: the page of whichever world is being played. `open` it first, `close` it in the end."""

    def __init__(self, start_bot: StartBot, begin: datetime, *, alone: bool = False) -> None:
        """Take what starts a bot with a database of its own, and the UTC program time at which each world begins.

        If the visitor is to be `alone`, nobody of the sample community does anything until it is switched on.
        """
        self._start_bot = start_bot
        self._begin = begin
        self._alone = alone
        self._changing = asyncio.Lock()
        self._play: _Play | None = None

    @property
    def world(self) -> World:
        """Return the world that is being played."""
        return self._now.world

    @property
    def _now(self) -> _Play:
        assert self._play is not None, "open the stage first"  # noqa: S101
        return self._play

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        await self._now.page.app(scope, receive, send)

    async def open(self, roster: Roster | None = None, *, empty: bool = False) -> None:
        """Begin with the people of a roster, or with the sample community; or, `empty`, with people in Slack but no
        program. Raises CannotEnrol.
        """
        self._play = await self._prepare(roster, empty)

    async def start_over(self, content: bytes | None, empty: bool) -> World:
        """Begin anew with the roster file `content`, or with the sample community, or empty, and end what was played.

        Raises RosterError or CannotEnrol if the file does not make a program; then everything stays as it was.
        """
        roster = parse_roster(content) if content is not None else None
        async with self._changing:
            new = await self._prepare(roster, empty)
            old, self._play = self._now, new
            old.page.live.close(news="start-over")  # at once: what open pages ask for now, nobody knows any more
            await old.world.timeline.settle()
            await old.ending.aclose()
        return new.world

    def hush(self) -> None:
        """End the streams of open pages, so that the server can stop."""
        self._now.page.live.close()

    async def close(self) -> None:
        """End what is being played."""
        async with self._changing:
            await self._now.ending.aclose()

    async def _prepare(self, roster: Roster | None, empty: bool) -> _Play:
        async with AsyncExitStack() as ending:
            world = await (self._empty_world(ending) if empty else self._world(ending, roster))
            return _Play(world, Page(world, self.start_over), ending.pop_all())

    async def _world(self, ending: AsyncExitStack, own: Roster | None) -> World:
        if own is not None and not own.lines:
            refused = [f"refused: line {line.number}: {'; '.join(line.reasons)}" for line in own.refused]
            raise CannotEnrol("\n".join([NOBODY, *refused]))
        roster = with_coordinator(own or read_roster())
        timezone = timezone_of(roster)
        begin = self._begin_in(timezone)
        slack = await self._slack(ending, begin)
        residents = move_in(slack, roster)
        bot = await self._bot(ending, slack)
        starts = begin.astimezone(ZoneInfo(timezone)).date()
        wish = Wish(roster, timezone, starts, calendar(starts) if own is None else ())
        enrolled = await enrol(bot.store, bot.slack, slack.workspace.id, wish, begin)
        if own is None:
            host = residents.with_role(Role.COORDINATOR)[0].person.id
            plan_sessions(bot.store, slack.workspace.id, enrolled.program, host, begin)
        notes = enrolled.notes if own is None or own.lines == roster.lines else (*enrolled.notes, STOOD_IN)
        world = _together(slack, bot, residents, timezone, days_off=wish.days_off, notes=notes)
        world.life.switch(on=own is None and not self._alone)  # invented people may act, real ones only on demand
        return world

    async def _empty_world(self, ending: AsyncExitStack) -> World:
        """Return a world whose bot has just been installed: whoever owns the workspace makes the program."""
        roster = read_roster(NEWCOMERS)
        timezone = timezone_of(roster)
        slack = await self._slack(ending, self._begin_in(timezone))
        residents = move_in_unprepared(slack, roster)
        return _together(slack, await self._bot(ending, slack), residents, timezone, begins_empty=True)

    async def _slack(self, ending: AsyncExitStack, begin: datetime) -> SlackServer:
        slack = SlackServer(Clock.fixed(begin))
        await slack.start()
        ending.push_async_callback(slack.stop)
        return slack

    async def _bot(self, ending: AsyncExitStack, slack: SlackServer) -> Bot:
        bot = await self._start_bot(Access(slack.api_url, slack.bot_token, slack.app_token), slack.clock)
        ending.push_async_callback(bot.stop)
        return bot

    def _begin_in(self, timezone: str) -> datetime:
        """Return the UTC moment at which a zone's clocks show what the sample community's show in the beginning."""
        here = self._begin.astimezone(ZoneInfo(TIMEZONE)).replace(tzinfo=None)
        return here.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)


def _together(
    slack: SlackServer,
    bot: Bot,
    residents: Residents,
    timezone: str,
    *,
    days_off: Sequence[DaysOff] = (),
    notes: tuple[str, ...] = (),
    begins_empty: bool = False,
) -> World:
    trouble = Trouble(slack.faults)
    life = Life(residents, slack.workspace, slack.changes, slack.clock, trouble, days_off)
    timeline = Timeline(bot, slack.clock, slack.changes, trouble, life)
    return World(slack, slack.clock, residents, bot, timeline, trouble, life, timezone, notes, begins_empty)
