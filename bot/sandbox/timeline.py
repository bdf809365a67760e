"""Moving the workspace's time: from event to event, exactly as the running clock would come to them.

Between moves program time stands still, so that nothing arrives while somebody reads, and every move has the same
outcome however long it took a person to press the button. What people do is answered at the moment that stands.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.clock import Clock
from bot.sandbox.engine import Bot
from bot.sandbox.reasons import key_of, kinds_of
from bot.sandbox.slack.changes import Change, Changes
from bot.sandbox.slack.conversations import Message

Leap = Literal["event", "hour", "day", "week"]
SPANS: dict[Leap, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
MOST_MOMENTS = 2000  # moments looked at before "next event" says that nothing comes


@dataclass(frozen=True, slots=True)
class Journey:
    """What happened on the way from one UTC moment of program time to another.

    `sent` counts the bot's messages by kind; `channels` are the ids of the conversations they went to, in order.
    """

    begin: datetime
    end: datetime
    sent: tuple[tuple[str, int], ...] = ()
    channels: tuple[str, ...] = ()


class Timeline:
    """The hand on the clock. One move at a time; whoever comes second waits for the first."""

    def __init__(self, bot: Bot, clock: Clock, changes: Changes) -> None:
        self._bot = bot
        self._clock = clock
        self._changes = changes
        self._moving = asyncio.Lock()
        self.last: Journey | None = None

    async def leap(self, leap: Leap) -> Journey:
        """Move time on by a span, or to the next moment at which something is sent, and return what happened."""
        async with self._moving:
            begin = self._clock.now()
            sent: list[Message] = []
            stop = self._changes.listen(_collector(sent))
            try:
                if leap == "event":
                    await self._to_next_event(lambda: bool(sent))
                else:
                    await self._to(begin + SPANS[leap])
            finally:
                stop()
            self.last = self._journey(begin, sent)
        self._changes.publish("time", "", self.last)
        return self.last

    async def _to_next_event(self, happened: Callable[[], bool]) -> None:
        for _ in range(MOST_MOMENTS):
            moment = self._bot.next_moment()
            if moment is None:
                return
            await self._bot.tick(moment)
            if happened():
                return

    async def _to(self, target: datetime) -> None:
        while (moment := self._bot.next_moment()) is not None and moment < target:
            await self._bot.tick(moment)
        await self._bot.tick(target)

    def _journey(self, begin: datetime, sent: Sequence[Message]) -> Journey:
        kinds = kinds_of(self._bot.store, [key for message in sent if (key := key_of(message))])
        counted = Counter(kinds[key] if (key := key_of(message)) in kinds else "answer" for message in sent)
        channels = tuple(dict.fromkeys(message.channel for message in sent))
        return Journey(begin, self._clock.now(), tuple(counted.most_common()), channels)


def _collector(sent: list[Message]) -> Callable[[Change], None]:
    def collect(change: Change) -> None:
        if change.kind == "message" and change.subject.bot_id:
            sent.append(change.subject)

    return collect
