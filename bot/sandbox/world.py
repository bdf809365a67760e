"""Everything one sandbox consists of, as the page sees it."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.sandbox.community.life import Life
from bot.sandbox.community.residents import Residents
from bot.sandbox.engine import Bot
from bot.sandbox.slack.server import SlackServer
from bot.sandbox.timeline import Timeline
from bot.sandbox.trouble import Trouble


@dataclass(frozen=True, slots=True)
class World:
    """The local Slack, the people in it and their life, the bot, the hand on the clock, and the trouble with Slack.

    `program` is the program's name, `timezone` its zone. `notes` say what of a visitor's own roster was not used.
    """

    slack: SlackServer
    clock: Clock
    residents: Residents
    bot: Bot
    timeline: Timeline
    trouble: Trouble
    life: Life
    program: str
    timezone: str
    notes: tuple[str, ...] = ()
