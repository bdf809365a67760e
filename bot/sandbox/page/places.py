"""The conversations that a person sees, how many messages in them are new to them, and the messages as shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.community.residents import Resident
from bot.sandbox.page.markup import Reader
from bot.sandbox.reasons import Reason, reasons_for
from bot.sandbox.slack.conversations import Conversation, Message, number
from bot.sandbox.slack.ids import moment_of
from bot.sandbox.world import World

BOT_PLACE = "reciprocal"


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation in a person's list. `slug` names it in addresses."""

    slug: str
    name: str
    conversation: Conversation
    new: int = 0

    @property
    def is_direct(self) -> bool:
        """Say whether it is the person's direct message with the bot."""
        return self.slug == BOT_PLACE

    @property
    def is_private(self) -> bool:
        """Say whether it is a private channel."""
        return self.conversation.kind == "group"

    @property
    def shown(self) -> str:
        """Return the name in a sentence: `#general`, or as it is for a direct message or a private channel."""
        return f"#{self.name}" if self.conversation.kind == "channel" else self.name


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as one person sees it. `day` is set on the first message of a day; `reason` on the bot's own."""

    message: Message
    author: str
    author_id: str
    initials: str
    hue: int
    time: str
    day: str
    is_bot: bool
    is_private: bool
    is_reply: bool
    reason: Reason | None

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The message's blocks; a message without any is one of text."""
        return self.message.blocks or []


class Places:
    """Who sees which conversations, and up to where each person has read them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._read: dict[tuple[str, str], int] = {}

    def of(self, resident: Resident) -> list[Place]:
        """Return a person's conversations: the bot first, then their channels in the order in which they were made."""
        workspace = self._world.slack.workspace
        direct = workspace.dm(resident.person.id)
        found = [Place(BOT_PLACE, "Reciprocal", direct, self.new(resident, direct))]
        for one in workspace.conversations.values():
            if one.name and one.kind in {"channel", "group"} and resident.person.id in one.members:
                found.append(Place(one.name, one.name, one, self.new(resident, one)))
        return found

    def find(self, resident: Resident, slug: str) -> Place | None:
        """Return one of a person's conversations."""
        return next((place for place in self.of(resident) if place.slug == slug), None)

    def new(self, resident: Resident, conversation: Conversation) -> int:
        """Return how many messages of others in a conversation the person has not looked at."""
        seen = self._read.get((resident.handle, conversation.id), 0)
        inbox = resident.person.inbox(conversation)
        return sum(1 for one in inbox if number(one.ts) > seen and one.user != resident.person.id)

    def new_from_bot(self, resident: Resident) -> int:
        """Return how many direct messages of the bot the person has not looked at."""
        workspace = self._world.slack.workspace
        direct = workspace.existing_direct(frozenset((resident.person.id, workspace.bot.id)))
        return self.new(resident, direct) if direct else 0

    def read(self, resident: Resident, place: Place, reader: Reader) -> list[Shown]:
        """Return the messages of a conversation, oldest first, and remember that the person has seen them."""
        messages = resident.person.inbox(place.conversation)
        if messages:
            self._read[resident.handle, place.conversation.id] = number(messages[-1].ts)
        return self._shown(messages, reader)

    def _shown(self, messages: Sequence[Message], reader: Reader) -> list[Shown]:
        reasons = reasons_for(self._world.bot.store, [message for message in messages if message.bot_id])
        shown, before = [], ""
        for message in messages:
            day = reader.day(moment_of(message.ts))
            shown.append(self._one(message, reader, day if day != before else "", reasons.get(message.ts)))
            before = day
        return shown

    def _one(self, message: Message, reader: Reader, day: str, reason: Reason | None) -> Shown:
        resident = self._world.residents.by_id.get(message.user)
        user = self._world.slack.workspace.users[message.user]
        return Shown(
            message,
            user.real_name,
            message.user,
            resident.initials if resident else "R",
            resident.hue if resident else 172,
            reader.time(moment_of(message.ts)),
            day,
            message.bot_id is not None,
            message.seen_by is not None,
            message.thread_ts not in (None, message.ts),
            reason,
        )
