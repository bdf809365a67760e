"""What the sandbox needs of the bot. The composition root makes it: the sandbox never imports the bot's own wiring."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.clock import Clock
from bot.delivery.gateway import SlackCalls
from bot.store.database import Store


@dataclass(frozen=True, slots=True)
class Access:
    """How the bot reaches the local Slack."""

    api_url: str
    bot_token: str
    app_token: str


class Bot(Protocol):
    """The running bot, whose clock stands still unless somebody moves it."""

    @property
    def store(self) -> Store:
        """Its database."""

    @property
    def slack(self) -> SlackCalls:
        """Its own way to the Web API."""

    async def tick(self, moment: datetime, patience_s: float | None = None) -> None:
        """Move the clock to the UTC `moment` and send everything due by then, before anything else is sent.

        What Slack puts off is waited for as long as `patience_s` lasts (seconds of machine time; None: the usual).
        """

    def holding(self, moment: datetime) -> AbstractAsyncContextManager[None]:
        """Move the clock to the UTC `moment` and send nothing meanwhile; requests are answered."""

    def next_moment(self) -> datetime | None:
        """Return the first UTC moment after now at which something falls due, or None."""

    async def stop(self) -> None:
        """Finish what is in hand and let go of everything."""


StartBot = Callable[[Access, Clock], Awaitable[Bot]]
