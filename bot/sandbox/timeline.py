"""Moving the workspace's time: from event to event, exactly as the running clock would come to them.

Between moves program time stands still, so that nothing arrives while somebody reads, and every move has the same
outcome however long it took a person to press the button. What people do is answered at the moment that stands.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from bot.clock import Clock
from bot.sandbox.engine import Bot
from bot.sandbox.reasons import key_of, kinds_of
from bot.sandbox.slack.changes import Change, Changes
from bot.sandbox.slack.conversations import Message
from bot.sandbox.trouble import Mode, Trouble
from bot.store import agenda

Step = Literal["next", "hour", "day", "week", "prompt"]
STEPS: tuple[Step, ...] = get_args(Step)
SPANS: dict[Step, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
FARTHEST = timedelta(days=92)  # how far "next" and "prompt" look before they say that nothing comes


@dataclass(frozen=True, slots=True)
class Journey:
    """What happened on the way from one UTC moment of program time to another.

    `sent` counts the bot's messages by kind; `channels` are the ids of the conversations they went to, in order.
    `waiting` messages are due at the end and Slack has not taken them; `late` ones were left out, being of no use any
    more. `found` says whether that for which time was moved has come.
    """

    begin: datetime
    end: datetime
    sent: tuple[tuple[str, int], ...] = ()
    channels: tuple[str, ...] = ()
    waiting: int = 0
    late: int = 0
    found: bool = True


class Timeline:
    """The hand on the clock. One move at a time; whoever comes second waits for the first."""

    def __init__(self, bot: Bot, clock: Clock, changes: Changes, trouble: Trouble) -> None:
        self._bot = bot
        self._clock = clock
        self._changes = changes
        self._trouble = trouble
        self._moving = asyncio.Lock()
        self.last: Journey | None = None

    async def move(self, step: Step, slack_id: str | None = None) -> Journey:
        """Move time on, and return what happened.

        "next" goes to the next moment at which something is sent, "prompt" to the next check-in prompt: that of the
        person with `slack_id` if they are ever asked, else anybody's.
        """
        if step == "next":
            return await self._travel(self._to_next_message)
        if step == "prompt":
            return await self._travel(lambda sent: self._to_prompt(slack_id))
        return await self._travel(lambda sent: self._to(self._clock.now() + SPANS[step]))

    async def move_to(self, moment: datetime) -> Journey:
        """Move time on to the UTC `moment`, and return what happened."""
        return await self._travel(lambda sent: self._to(moment))

    async def switch(self, mode: Mode) -> Journey:
        """Switch trouble with Slack on or off, and send what can be sent now. Time stands still meanwhile."""
        return await self._travel(lambda sent: self._switch(mode))

    async def settle(self) -> None:
        """Return once the move under way has ended."""
        async with self._moving:
            pass

    async def _travel(self, go: Callable[[Sequence[Message]], Awaitable[bool]]) -> Journey:
        async with self._moving:
            await self._tick(self._clock.now())  # what people did last is answered before time goes on
            begin, late = self._clock.now(), self._too_late()
            sent: list[Message] = []
            stop = self._changes.listen(_collector(sent))
            try:
                found = await go(sent)
            finally:
                stop()
            self.last = self._journey(begin, sent, self._too_late() - late, found)
        self._changes.publish("time", "", self.last)
        return self.last

    async def _to_next_message(self, sent: Sequence[Message]) -> bool:
        waiting = self._waiting()
        return await self._until(lambda: bool(sent) or self._waiting() > waiting)

    async def _to_prompt(self, slack_id: str | None) -> bool:
        begin = self._clock.now()
        with self._bot.store.read() as tx:
            whose = slack_id if slack_id is not None and agenda.is_prompted(tx, slack_id) else None

        def came() -> bool:
            with self._bot.store.read() as tx:
                return agenda.prompt_came(tx, begin, self._clock.now(), whose)

        return await self._until(came)

    async def _until(self, happened: Callable[[], bool]) -> bool:
        """Go from moment to moment until it has happened; say whether it has."""
        farthest = self._clock.now() + FARTHEST
        while (moment := self._bot.next_moment()) is not None and moment <= farthest:
            await self._tick(moment)
            if happened():
                return True
        return False

    async def _to(self, target: datetime) -> bool:
        while (moment := self._bot.next_moment()) is not None and moment < target:
            await self._tick(moment)
        await self._tick(target)
        return True

    async def _switch(self, mode: Mode) -> bool:
        self._trouble.switch(mode)
        await self._tick(self._clock.now())
        return True

    async def _tick(self, moment: datetime) -> None:
        await self._bot.tick(moment, self._trouble.patience_s)

    def _waiting(self) -> int:
        with self._bot.store.read() as tx:
            return agenda.waiting(tx, self._clock.now())

    def _too_late(self) -> int:
        with self._bot.store.read() as tx:
            return agenda.too_late(tx)

    def _journey(self, begin: datetime, sent: Sequence[Message], late: int, found: bool) -> Journey:
        kinds = kinds_of(self._bot.store, [key for message in sent if (key := key_of(message))])
        counted = Counter(kinds[key] if (key := key_of(message)) in kinds else "answer" for message in sent)
        channels = tuple(dict.fromkeys(message.channel for message in sent))
        end = self._clock.now()
        return Journey(begin, end, tuple(counted.most_common()), channels, self._waiting(), late, found)


def _collector(sent: list[Message]) -> Callable[[Change], None]:
    def collect(change: Change) -> None:
        if change.kind == "message" and change.subject.bot_id:
            sent.append(change.subject)

    return collect
