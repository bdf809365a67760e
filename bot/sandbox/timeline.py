"""Moving the workspace's time: from event to event, exactly as the running clock would come to them.

At each of them the bot does first what is due; then the others do what they had planned, and the bot answers that.
Between moves program time stands still, so that nothing arrives while somebody reads, and every move has the same
outcome however long it took a person to press the button. What people do is answered at the moment that stands.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, get_args

from bot.clock import Clock
from bot.sandbox.community.deeds import Deed
from bot.sandbox.engine import Bot
from bot.sandbox.quiet_weeks import QuietWeek, quiet_weeks
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
TELL_EVERY_S = 0.2  # of machine time, while time is moving


@dataclass(frozen=True, slots=True)
class Journey:
    """What happened on the way from one UTC moment of program time to another.

    `lived` counts what the others did by themselves, `sent` the bot's messages by kind; `channels` are the ids of the
    conversations they went to, in order, with those in which somebody wrote to one of the visitor's people. `waiting`
    messages are due at the end and Slack has not taken them; `late` ones were left out, being of no use any more.
    `quiet` are weeks without a prompt on the way to one. `found` says whether that for which time was moved has come.
    """

    begin: datetime
    end: datetime
    sent: tuple[tuple[str, int], ...] = ()
    channels: tuple[str, ...] = ()
    waiting: int = 0
    late: int = 0
    found: bool = True
    lived: tuple[tuple[Deed, int], ...] = ()
    quiet: tuple[QuietWeek, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How far a move has come: the UTC moments at which it began and which it has reached. `target` is None where it
    ends with something that happens.
    """

    begin: datetime
    reached: datetime
    target: datetime | None

    @property
    def share(self) -> float | None:
        """Return how much of the way lies behind, from 0 to 1, or None if nobody can know."""
        if self.target is None:
            return None
        return min(1.0, (self.reached - self.begin) / (self.target - self.begin))


class Others(Protocol):
    """The people who live along."""

    def is_visitors(self, message: Message) -> bool:
        """Say whether a direct message has reached one of those whom a visitor has become."""

    def next_moment(self) -> datetime | None:
        """Return the UTC moment of what somebody does next, or None."""

    async def live(self) -> Mapping[Deed, int]:
        """Have everybody do what is due, and return how often each thing was done."""


class Timeline:
    """The hand on the clock. One move at a time; whoever comes second waits for the first."""

    def __init__(
        self, bot: Bot, clock: Clock, changes: Changes, trouble: Trouble, others: Others | None = None
    ) -> None:
        self._bot = bot
        self._clock = clock
        self._changes = changes
        self._trouble = trouble
        self._others = others
        self._moving = asyncio.Lock()
        self.last: Journey | None = None

    async def move(self, step: Step, slack_id: str | None = None) -> Journey:
        """Move time on, and return what happened.

        "next" goes to the next moment at which the bot sends something of its own accord, or something reaches one of
        the visitor's people; "prompt" to the next check-in prompt: that of the person with `slack_id` if they are ever
        asked, else anybody's.
        """
        if step == "next":
            return await self._travel(self._to_next_message)
        if step == "prompt":
            return await self._travel(lambda trip: self._to_prompt(trip, slack_id))
        return await self._travel(lambda trip: self._to(trip, self._clock.now() + SPANS[step]))

    async def move_to(self, moment: datetime) -> Journey:
        """Move time on to the UTC `moment`, and return what happened."""
        return await self._travel(lambda trip: self._to(trip, moment))

    async def switch(self, mode: Mode) -> Journey:
        """Switch trouble with Slack on or off, and send what can be sent now. Time stands still meanwhile."""
        return await self._travel(lambda trip: self._switch(mode))

    async def settle(self) -> None:
        """Return once the move under way has ended."""
        async with self._moving:
            pass

    async def _travel(self, go: Callable[["_Trip"], Awaitable[bool]]) -> Journey:
        async with self._moving:
            await self._tick(self._clock.now())  # what people did last is answered before time goes on
            begin, late = self._clock.now(), self._too_late()
            trip = _Trip(self._is_visitors, begin, self._clock.monotonic())
            stop = self._changes.listen(trip.hear)
            try:
                found = await go(trip)
            finally:
                stop()
            self.last = self._journey(begin, trip, self._too_late() - late, found)
        self._changes.publish("time", "", self.last)
        return self.last

    async def _to_next_message(self, trip: "_Trip") -> bool:
        waiting = self._waiting()
        return await self._until(trip, lambda: trip.matters or self._waiting() > waiting)

    async def _to_prompt(self, trip: "_Trip", slack_id: str | None) -> bool:
        begin = self._clock.now()
        with self._bot.store.read() as tx:
            person_id = agenda.prompted_person(tx, slack_id) if slack_id is not None else None
        whose = slack_id if person_id is not None else None

        def came() -> bool:
            with self._bot.store.read() as tx:
                return agenda.prompt_came(tx, begin, self._clock.now(), whose)

        found = await self._until(trip, came)
        if person_id is not None:
            trip.quiet = quiet_weeks(self._bot.store, person_id, begin, self._clock.now())
        return found

    async def _until(self, trip: "_Trip", happened: Callable[[], bool]) -> bool:
        """Go from moment to moment until it has happened; say whether it has."""
        farthest = self._clock.now() + FARTHEST
        while (moment := self.next_moment()) is not None and moment <= farthest:
            await self._live_at(moment, trip)
            if happened():
                return True
        return False

    async def _to(self, trip: "_Trip", target: datetime) -> bool:
        trip.target = target
        while (moment := self.next_moment()) is not None and moment < target:
            await self._live_at(moment, trip)
        await self._live_at(target, trip)
        return True

    async def _switch(self, mode: Mode) -> bool:
        self._trouble.switch(mode)
        await self._tick(self._clock.now())
        return True

    def next_moment(self) -> datetime | None:
        """Return the UTC moment at which anything happens next, or None."""
        moments = [self._bot.next_moment(), self._others.next_moment() if self._others else None]
        return min((moment for moment in moments if moment is not None), default=None)

    async def _live_at(self, moment: datetime, trip: "_Trip") -> None:
        """Have happen what happens at a moment: what the bot sends by itself, what people do, what follows from it."""
        self._tell_way(moment, trip)
        planned = self._others.next_moment() if self._others else None
        lives = planned is not None and planned <= moment
        due = self._bot.next_moment()
        if not lives or (due is not None and due <= moment):
            trip.is_due = True
            await self._tick(moment)
            trip.is_due = False
        if self._others is not None and lives:
            async with self._bot.holding(moment):
                trip.lived.update(await self._others.live())
            await self._tick(moment)

    def _tell_way(self, moment: datetime, trip: "_Trip") -> None:
        """Let whoever watches know of the moment that is reached, now and then."""
        machine_s = self._clock.monotonic()
        if machine_s - trip.told_s >= TELL_EVERY_S:
            trip.told_s = machine_s
            self._changes.publish("moving", "", Way(trip.begin, moment, trip.target))

    async def _tick(self, moment: datetime) -> None:
        await self._bot.tick(moment, self._trouble.patience_s)

    def _is_visitors(self, message: Message) -> bool:
        """Say whether a message, of which the visitor is not the author, is for one of the visitor's people."""
        return self._others is not None and self._others.is_visitors(message)

    def _waiting(self) -> int:
        with self._bot.store.read() as tx:
            return agenda.waiting(tx, self._clock.now())

    def _too_late(self) -> int:
        with self._bot.store.read() as tx:
            return agenda.too_late(tx)

    def _journey(self, begin: datetime, trip: "_Trip", late: int, found: bool) -> Journey:
        kinds = kinds_of(self._bot.store, [key for message in trip.sent if (key := key_of(message))])
        counted = Counter(kinds[key] if (key := key_of(message)) in kinds else "answer" for message in trip.sent)
        channels = tuple(dict.fromkeys(trip.channels))
        sent, lived = tuple(counted.most_common()), tuple(trip.lived.most_common())
        return Journey(begin, self._clock.now(), sent, channels, self._waiting(), late, found, lived, trip.quiet)


class _Trip:
    """What is noted on the way: the bot's messages, what the others did, and whether any of it matters to whoever
    waits for the next event. While it `is_due`, what the bot sends is not an answer to anybody. `told_s` is the machine
    time, in seconds, at which it was last told how far it has come.
    """

    def __init__(self, is_visitors: Callable[[Message], bool], begin: datetime, told_s: float) -> None:
        self.begin = begin
        self.target: datetime | None = None
        self.told_s = told_s
        self.sent: list[Message] = []
        self.channels: list[str] = []
        self.lived: Counter[Deed] = Counter()
        self.quiet: tuple[QuietWeek, ...] = ()
        self.matters = False
        self.is_due = False
        self._is_visitors = is_visitors

    def hear(self, change: Change) -> None:
        """Note a message."""
        if change.kind != "message":
            return
        message: Message = change.subject
        by_bot = message.bot_id is not None
        if by_bot:
            self.sent.append(message)
        is_visitors = self._is_visitors(message)
        if by_bot or is_visitors:
            self.channels.append(message.channel)
        self.matters = self.matters or (by_bot and self.is_due) or is_visitors
