"""The others live along: what arrives for them, or the day of their meeting, has them do something at a later moment.

They know what people know: what stands in their messages. Everything they do goes through their hands in the local
Slack, and when and what is drawn from the occasion alone, so that it does not matter in how many steps time is moved.
Whoever has been a visitor once does nothing alone any more.
"""

import asyncio
import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import chain

import structlog

from bot.clock import Clock
from bot.domain.programs import DaysOff
from bot.sandbox.community import acts, opinions, peers, reactions, timing
from bot.sandbox.community.cast import Cast, Couple, Story, cast_of
from bot.sandbox.community.deeds import Deed
from bot.sandbox.community.reactions import Intent
from bot.sandbox.community.residents import Resident, Residents
from bot.sandbox.slack.changes import Change, Changes
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.state import Workspace
from bot.sandbox.trouble import Trouble

log = structlog.get_logger()
DIRECT = frozenset({"im", "mpim"})
AT_ONCE = 8  # people who act at the same time while Slack is slow: each form has three seconds
LATER = timedelta(hours=1)  # when somebody tries again who finds Slack failing
PARTING_AFTER = timedelta(days=16, hours=4)  # of the program: in its third week, at noon where it begins at eight


@dataclass(order=True, slots=True)
class _Plan:
    """Something that somebody will do at the UTC `moment`."""

    moment: datetime
    who: str
    number: int
    intent: Intent = field(compare=False)


class Life:
    """What everybody but the visitor does. While it is not `on`, nobody does anything."""

    def __init__(
        self,
        residents: Residents,
        workspace: Workspace,
        changes: Changes,
        clock: Clock,
        trouble: Trouble,
        days_off: Sequence[DaysOff] = (),
    ) -> None:
        self._residents = residents
        self._workspace = workspace
        self._changes = changes
        self._clock = clock
        self._trouble = trouble
        self._days_off = days_off
        self._cast: Cast | None = None
        self._begin = clock.now()
        self._plans: list[_Plan] = []
        self._number = 0
        self._stop: Callable[[], None] | None = None
        self.visited: set[str] = set()  # Slack ids of people whom a visitor has become

    @property
    def on(self) -> bool:
        """Whether the others live along."""
        return self._stop is not None

    def switch(self, *, on: bool) -> None:
        """Have them live along from now on, or not; what was planned before is forgotten."""
        if on == self.on:
            return
        if self._stop is not None:
            self._stop()
            self._stop = None
            self._plans.clear()
            return
        self._cast = self._cast or cast_of(self._residents)
        self._stop = self._changes.listen(self._hear)
        for couple in self._cast.each():
            self._meet_next(couple)
            if couple.story is Story.PARTING and (moment := self._begin + PARTING_AFTER) > self._clock.now():
                self._plan(moment, couple.mentor, Intent(Deed.LEFT, acts.leave))

    def next_moment(self) -> datetime | None:
        """Return the UTC moment of what somebody does next, or None."""
        return self._plans[0].moment if self._plans else None

    def is_visitors(self, message: Message) -> bool:
        """Say whether a direct message has reached one of those whom a visitor has become."""
        conversation = self._workspace.conversations[message.channel]
        readers = self.visited.intersection(conversation.members) - {message.user}
        return conversation.kind in DIRECT and bool(readers)

    async def live(self) -> Counter[Deed]:
        """Have everybody do what they had planned for by now, and return how often each thing was done."""
        now = self._clock.now()
        due = []
        while self._plans and self._plans[0].moment <= now:
            due.append(heapq.heappop(self._plans))
        done: Counter[Deed] = Counter()
        if self._trouble.mode == "failing":
            for plan in due:
                self._plan(now + LATER, self._residents.by_handle[plan.who], plan.intent)
        elif self._trouble.mode == "slow":
            slots = asyncio.Semaphore(AT_ONCE)
            await asyncio.gather(*(self._do(plan, done, slots) for plan in due))
        else:
            for plan in due:
                await self._do(plan, done, None)
        return done

    async def _do(self, plan: _Plan, done: Counter[Deed], slots: asyncio.Semaphore | None) -> None:
        resident = self._residents.by_handle[plan.who]
        if resident.person.id in self.visited:
            return
        try:
            if slots is None:
                await plan.intent.act(resident.person)
            else:
                async with slots:
                    await plan.intent.act(resident.person)
        except LookupError:
            return  # it is not offered any more: somebody else has settled it
        except acts.Refused as refused:
            log.warning("somebody in the sandbox was refused", what=plan.intent.what.name.lower(), error=str(refused))
            return
        done[plan.intent.what] += 1

    # What leads to it

    def _hear(self, change: Change) -> None:
        if change.kind != "message" or self._cast is None:
            return
        message: Message = change.subject
        conversation = self._workspace.conversations[message.channel]
        if conversation.kind != "im":
            self._hear_together(conversation, message)
        if conversation.kind not in DIRECT:
            return
        offered = acts.offered(message)
        for user_id in conversation.members:
            resident = self._residents.by_id.get(user_id)
            if resident is None or user_id in self.visited or message.user == user_id:
                continue
            occasion = reactions.Occasion(
                resident, self._cast, conversation, message, self._clock.now(), self.visited, offered
            )
            for reaction in chain(reactions.to(occasion), peers.to(occasion), opinions.to(occasion)):
                self._react(resident, reaction)

    def _hear_together(self, conversation: Conversation, message: Message) -> None:
        """Let some of those who read a post in a channel or a group reply to it."""
        assert self._cast is not None  # noqa: S101  (mypy: there is one while anybody hears)
        silent = self._cast.silent
        able = {
            user_id: one
            for user_id, one in self._residents.by_id.items()
            if user_id not in self.visited and one.handle not in silent
        }
        for resident, reaction in peers.to_post(peers.Post(conversation, message, self._clock.now(), able)):
            self._react(resident, reaction)

    def _react(self, resident: Resident, reaction: reactions.Reaction) -> None:
        now = self._clock.now()
        when = now + reaction.after if reaction.sharp else timing.moment(now, reaction.after)
        self._plan(when, resident, reaction.intent)

    def _meet_next(self, couple: Couple) -> None:
        """Plan when one of a pair logs their next talk, if they log with the command at all."""
        talk = timing.next_talk(couple, self._clock.now(), self._begin, self._days_off)
        if talk is None or (couple.story is Story.PARTING and talk.moment >= self._begin + PARTING_AFTER):
            return

        async def logged(person: Person) -> None:
            self._meet_next(couple)
            await talk.act(person)

        self._plan(talk.moment, talk.who, Intent(Deed.MET, logged))

    def _plan(self, moment: datetime, who: Resident, intent: Intent) -> None:
        self._number += 1
        heapq.heappush(self._plans, _Plan(moment, who.handle, self._number, intent))
