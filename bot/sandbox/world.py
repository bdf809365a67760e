"""Everything one sandbox consists of, as the page sees it."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.sandbox.community.life import Life
from bot.sandbox.community.residents import Residents
from bot.sandbox.engine import Bot
from bot.sandbox.slack.server import SlackServer
from bot.sandbox.timeline import Timeline
from bot.sandbox.trouble import Trouble
from bot.store.identity import workspace_of_team
from bot.store.programs import programs_of


@dataclass(frozen=True, slots=True)
class World:
    """The local Slack, the people in it and their life, the bot, the hand on the clock, and the trouble with Slack.

    `timezone` is the program's, or of the program to come. `notes` say what of a visitor's own roster was not used.
    """

    slack: SlackServer
    clock: Clock
    residents: Residents
    bot: Bot
    timeline: Timeline
    trouble: Trouble
    life: Life
    timezone: str
    notes: tuple[str, ...] = ()
    begins_empty: bool = False  # with people in Slack, but no program

    @property
    def program(self) -> str:
        """Return the name of the workspace's first program, empty while there is none."""
        with self.bot.store.read() as tx:
            workspace = workspace_of_team(tx, self.slack.workspace.id)
            found = programs_of(tx, workspace.id) if workspace is not None else []
        return found[0].name if found else ""
