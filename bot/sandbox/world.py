"""Everything one sandbox consists of, as the page sees it."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.sandbox.community.residents import Residents
from bot.sandbox.engine import Bot
from bot.sandbox.slack.server import SlackServer
from bot.sandbox.timeline import Timeline


@dataclass(frozen=True, slots=True)
class World:
    """The local Slack, the people in it, the bot, and the hand on the clock. `program` is the program's name."""

    slack: SlackServer
    clock: Clock
    residents: Residents
    bot: Bot
    timeline: Timeline
    program: str
