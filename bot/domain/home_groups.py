"""Home groups of a program as they are kept: their settings, who is in them, and what a regrouping would change.

How people are put into groups is `bot.domain.groups`' rule; what follows from a change of members is decided here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.groups import Why
from bot.domain.kinds.home_groups import HOME_GROUP
from bot.domain.messages import Draft

TOGETHER = 8  # people Slack takes into one group conversation, besides the bot


class Conversation(StrEnum):
    """Where a home group can go on between sessions."""

    DM = "dm"  # a group conversation with the bot, a new one when members change
    CHANNEL = "channel"  # a private channel that is kept in step
    NONE = "none"


@dataclass(frozen=True, slots=True)
class GroupSettings:
    """How a program groups its people, and which reminders of sessions go out."""

    smallest: int = 3
    largest: int = 5
    conversation: Conversation = Conversation.DM
    day_before: bool = True
    hour_before: bool = True


@dataclass(frozen=True, slots=True)
class HomeGroup:
    """A home group that lasts. `channel` is Slack's id of its conversation once there is one for those who are in it
    now; `conversation` is its form; `turn` counts how often it has had to follow. `member_ids` are in ascending order.
    """

    id: int
    program_id: int
    name: str
    channel: str | None
    conversation: Conversation
    member_ids: tuple[int, ...] = ()
    turn: int = 0


@dataclass(frozen=True, slots=True)
class MemberChange:
    """A member whose home changes: from the group called `before` to the one called `after`, None for neither."""

    member_id: int
    before: str | None
    after: str | None
    why: Why

    @property
    def moved(self) -> bool:
        """Say whether they leave a home for another group."""
        return self.before is not None and self.after is not None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Groups of member ids by name, and what is known of them as in `bot.domain.groups.Regrouping`."""

    groups: Mapping[str, frozenset[int]]
    changes: tuple[MemberChange, ...] = ()
    broken: tuple[tuple[int, int], ...] = ()
    broken_bound: int = 0
    bound: int = 0

    @property
    def moved(self) -> int:
        """How many people leave their home group."""
        return sum(change.moved for change in self.changes)


def form_of(wanted: Conversation, people: int) -> Conversation:
    """Return the form of conversation that a group of so many people gets where `wanted` is the setting.

    Slack takes eight people into a group conversation; a larger group gets a channel. One person needs neither.
    """
    if people < 2:
        return Conversation.NONE
    return Conversation.CHANNEL if wanted is Conversation.DM and people > TOGETHER else wanted


def conversation_key(group_id: int, turn: int) -> str:
    """Return the key of the row with which a group's conversation follows its members for that time."""
    return f"home-group:{group_id}:{turn}"


def conversation_row(
    group: HomeGroup, workspace_id: int, form: Conversation, before: str | None, at: datetime
) -> Draft:
    """Return the row with which the conversation of a group follows next, from the UTC moment `at` on, in that form.
    `before` is the channel of the one it takes the place of.
    """
    turn = group.turn + 1
    facts = {"group": group.id, "turn": turn, "form": form.value, "before": before}
    key = conversation_key(group.id, turn)
    return Draft(workspace_id, HOME_GROUP.name, key, facts, at, program_id=group.program_id)


def settled_homes(
    homes: Mapping[str, frozenset[int]], groups: Mapping[str, frozenset[int]], smallest: int
) -> dict[str, frozenset[int]]:
    """Return who is at home where once `groups` are settled: all who take part as proposed, and who does not take part
    for now stays where they are. A home in which nobody takes part lasts while it has `smallest` people.
    """
    placed = frozenset(who for there in groups.values() for who in there)
    away = {name: there - placed for name, there in homes.items()}
    lasting = {name: there for name, there in away.items() if name not in groups and len(there) >= smallest}
    return {name: there | away.get(name, frozenset()) for name, there in groups.items()} | lasting
