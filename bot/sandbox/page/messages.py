"""Messages as one person sees them: who wrote them and when, why they came, and what hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.sandbox.community.residents import Resident
from bot.sandbox.page import emojis
from bot.sandbox.page.inspector import Inspector
from bot.sandbox.page.markup import Reader
from bot.sandbox.page.people import People
from bot.sandbox.page.places import Place, Places
from bot.sandbox.page.scene import Choice, Scene
from bot.sandbox.page.why import kind_of, why_answered, why_sent
from bot.sandbox.reasons import Reason, reasons_for
from bot.sandbox.slack.conversations import Message, number
from bot.sandbox.slack.ids import moment_of
from bot.sandbox.world import World

MOST_SHOWN = 120  # messages at once; earlier ones are asked for


@dataclass(frozen=True, slots=True)
class Reaction:
    """One reaction on a message: its emoji, who it is from, and whether the reader is among them."""

    name: str
    sign: str
    people: tuple[str, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as one person sees it. `day` is set on the first message of a day, `why` on the bot's own.

    `replies` and `new_replies` count the thread below it; `latest` is when the last reply came.
    """

    message: Message
    scene: Scene
    author: str
    face: dict[str, Any]
    time: str
    day: str
    is_bot: bool
    is_private: bool
    why: tuple[str, ...]
    kind: str
    reactions: tuple[Reaction, ...]
    replies: int
    new_replies: int
    latest: str

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """The message's blocks; a message without any is one of text."""
        return self.message.blocks or []


class Messages:
    """The messages of conversations and threads, for whoever reads them."""

    def __init__(self, world: World, places: Places, people: People, inspector: Inspector) -> None:
        self._world = world
        self._places = places
        self._people = people
        self._inspector = inspector

    def line(self, resident: Resident, place: Place, reader: Reader, *, everything: bool) -> tuple[list[Shown], int]:
        """Return a conversation's latest messages, oldest first, and how many earlier ones are left out."""
        found = self._places.read(resident, place.conversation)
        left_out = 0 if everything else max(0, len(found) - MOST_SHOWN)
        return self._shown(resident, place, found[left_out:], reader), left_out

    def thread(self, resident: Resident, place: Place, thread_ts: str, reader: Reader) -> list[Shown]:
        """Return the messages of a thread with the one that it hangs on, oldest first."""
        return self._shown(resident, place, self._places.read(resident, place.conversation, thread_ts), reader)

    def first_new(self, resident: Resident, shown: Sequence[Shown], since: int, *, has_earlier: bool) -> str:
        """Return the ts of the first message of somebody else after `since`, in microseconds since 1970.

        It is empty if there is none, or if all that stands there is new: then no line is needed to tell it apart.
        """
        if not since or not shown or (number(shown[0].message.ts) > since and not has_earlier):
            return ""
        others = (one.message for one in shown if one.message.user != resident.person.id)
        return next((one.ts for one in others if number(one.ts) > since), "")

    def channels_of(self, resident: Resident) -> tuple[Choice, ...]:
        """Return a person's channels for menus of channels."""
        places = self._places.of(resident)
        return tuple((one.conversation.id, f"#{one.name}") for one in places if one.kind in {"channel", "private"})

    def _shown(self, resident: Resident, place: Place, found: Sequence[Message], reader: Reader) -> list[Shown]:
        reasons = reasons_for(self._world.bot.store, [message for message in found if message.bot_id])
        everybody, channels = self._people.choices(), self.channels_of(resident)
        shown, before = [], ""
        for message in found:
            state = resident.person.message_state(message) if message.blocks and message.bot_id else {}
            scene = Scene(reader, "message", message.ts, state, {}, everybody, channels)
            day = reader.day(moment_of(message.ts))
            new_day = day if day != before else ""
            shown.append(self._one(resident, place, message, scene, new_day, reasons.get(message.ts)))
            before = day
        return shown

    def _one(
        self, resident: Resident, place: Place, message: Message, scene: Scene, day: str, reason: Reason | None
    ) -> Shown:  # fmt: skip
        reader, latest = scene.reader, message.replies[-1].ts if message.replies else None
        return Shown(
            message,
            scene,
            reader.name_of(message.user),
            self._people.face(message.user),
            reader.time(moment_of(message.ts)),
            day,
            message.bot_id is not None,
            message.seen_by is not None,
            tuple(self._why(message, reason, reader)),
            kind_of(reason),
            tuple(self._reaction(resident, name, users, reader) for name, users in message.reactions.items()),
            len(message.replies),
            self._places.new_replies(resident, place.conversation, message),
            f"{reader.pretty_day(moment_of(latest))}, {reader.time(moment_of(latest))}" if latest else "",
        )

    def _why(self, message: Message, reason: Reason | None, reader: Reader) -> list[str]:
        if message.bot_id is None:
            return []
        return why_sent(reason, reader) if reason else why_answered(self._inspector.request_of(message), reader)

    def _reaction(self, resident: Resident, name: str, users: Sequence[str], reader: Reader) -> Reaction:
        people = tuple(reader.name_of(user_id) for user_id in users)
        return Reaction(name, emojis.shown(name), people, resident.person.id in users)
