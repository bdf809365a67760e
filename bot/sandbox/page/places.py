"""The conversations that a person sees, how many messages in them are new to them, and what they have read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.sandbox.community.residents import Resident
from bot.sandbox.slack.conversations import Conversation, Message, in_main_line, number
from bot.sandbox.world import World

BOT_PLACE = "reciprocal"
HOME_PLACE = "reciprocal-home"
Kind = Literal["bot", "home", "channel", "private", "person", "group"]
DIRECT: frozenset[Kind] = frozenset({"bot", "home", "person", "group"})


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation in a person's list, or the bot's Home tab. `slug` names it in addresses; `people` are the others.

    `new` counts what the person has not looked at.
    """

    slug: str
    name: str
    kind: Kind
    conversation: Conversation
    people: tuple[str, ...] = ()
    new: int = 0

    @property
    def is_bots(self) -> bool:
        """Say whether it is the bot's own page: its messages to the person, or its Home tab."""
        return self.kind in {"bot", "home"}

    @property
    def shown(self) -> str:
        """Return the name in a sentence: `#general`, or as it is for a direct message or a private channel."""
        return f"#{self.name}" if self.kind == "channel" else self.name


class Places:
    """Who sees which conversations, and up to where each person has read them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._read: dict[tuple[str, str, str], int] = {}

    def of(self, resident: Resident) -> list[Place]:
        """Return a person's conversations: the bot, their channels, their direct messages, in the order of making."""
        workspace = self._world.slack.workspace
        direct = workspace.dm(resident.person.id)
        own = [one for one in workspace.conversations.values() if resident.person.id in one.members]
        channels = [one for one in own if one.kind in {"channel", "group"} and one.name and not one.is_archived]
        directs = [one for one in own if one.kind in {"im", "mpim"} and one is not direct]
        bot = Place(BOT_PLACE, "Reciprocal", "bot", direct, new=self.new(resident, direct))
        return [bot, *(self._channel(resident, one) for one in channels), *self._directs(resident, directs)]

    def find(self, resident: Resident, slug: str) -> Place | None:
        """Return one of a person's conversations, by its id too, or the bot's Home tab if the app has one."""
        if slug == HOME_PLACE:
            has_one = self._world.slack.app.manifest.home_tab_enabled
            direct = self._world.slack.workspace.dm(resident.person.id)
            return Place(HOME_PLACE, "Reciprocal", "home", direct) if has_one else None
        return next((one for one in self.of(resident) if slug in {one.slug, one.conversation.id}), None)

    def slug_of(self, resident: Resident, conversation: Conversation) -> str | None:
        """Return by what name a conversation is in the person's addresses."""
        return next((one.slug for one in self.of(resident) if one.conversation is conversation), None)

    def new(self, resident: Resident, conversation: Conversation) -> int:
        """Return how many messages of others in a conversation the person has not looked at.

        Replies count in direct messages and in threads that the person has a part in.
        """
        me = resident.person.id
        main = self._read.get((resident.handle, conversation.id, ""), 0)
        count = 0
        for message in resident.person.inbox(conversation):
            if message.user == me:
                continue
            if in_main_line(message):
                count += number(message.ts) > main
            elif conversation.kind == "im" or self._takes_part(me, conversation, message):
                count += number(message.ts) > self._read.get(
                    (resident.handle, conversation.id, message.thread_ts or ""), 0
                )
        return count

    def new_from_bot(self, resident: Resident) -> int:
        """Return how many direct messages of the bot the person has not looked at."""
        workspace = self._world.slack.workspace
        direct = workspace.existing_direct(frozenset((resident.person.id, workspace.bot.id)))
        return self.new(resident, direct) if direct else 0

    def read(self, resident: Resident, conversation: Conversation, thread_ts: str = "") -> list[Message]:
        """Return the messages of a conversation's main line, or of one thread, and remember that they were seen."""
        inbox = resident.person.inbox(conversation)
        if thread_ts:
            found = [one for one in inbox if thread_ts in (one.ts, one.thread_ts)]
        else:
            found = [one for one in inbox if in_main_line(one)]
        if found:
            self._read[resident.handle, conversation.id, thread_ts] = number(found[-1].ts)
        return found

    def read_until(self, resident: Resident, conversation: Conversation) -> int:
        """Return up to where a person has read a conversation's main line, in microseconds since 1970, or 0."""
        return self._read.get((resident.handle, conversation.id, ""), 0)

    def new_replies(self, resident: Resident, conversation: Conversation, parent: Message) -> int:
        """Return how many replies of others in a thread the person has not looked at."""
        seen = self._read.get((resident.handle, conversation.id, parent.ts), 0)
        return sum(1 for one in parent.replies if one.user != resident.person.id and number(one.ts) > seen)

    def _takes_part(self, user_id: str, conversation: Conversation, reply: Message) -> bool:
        parent = conversation.by_ts.get(reply.thread_ts or "")
        if parent is None or reply.seen_by == user_id:
            return reply.seen_by == user_id
        return parent.user == user_id or any(one.user == user_id for one in parent.replies)

    def _channel(self, resident: Resident, channel: Conversation) -> Place:
        kind: Kind = "private" if channel.kind == "group" else "channel"
        return Place(channel.name, channel.name, kind, channel, new=self.new(resident, channel))

    def _directs(self, resident: Resident, conversations: list[Conversation]) -> Iterator[Place]:
        users, by_id = self._world.slack.workspace.users, self._world.residents.by_id
        for one in conversations:
            # People first: who they are tells such a conversation from others.
            others = tuple(
                sorted((each for each in one.members if each != resident.person.id), key=lambda each: each not in by_id)
            )
            names = [users[user_id].real_name for user_id in others]
            new = self.new(resident, one)
            if len(others) == 1 and others[0] in by_id:
                yield Place(f"with-{by_id[others[0]].handle}", names[0], "person", one, others, new)
            else:
                first_names = ", ".join(name.split()[0] for name in names)
                yield Place(one.id.lower(), first_names, "group", one, others, new)
