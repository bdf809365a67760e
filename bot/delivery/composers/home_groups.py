"""What a home group reads in its conversation as it stands at the moment of sending, and when a channel is archived."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.domain.calendar import local
from bot.domain.home_groups import Conversation, HomeGroup
from bot.domain.members import Person, PersonState
from bot.domain.messages import Row
from bot.store import home_groups as stored
from bot.store import programs
from bot.store.database import Tx
from bot.views import home_groups as views
from bot.views.message import Message
from bot.views.places import conversation_address

NAME_LENGTH = 50  # of the program's part in the name of a channel, which may have eighty characters


class ConversationComposer(Defaults):
    """Composes the first message of a group's conversation, and says where that is and who is to be in it."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose group is closed, has changed again, or is no group."""
        return {row.id for row in rows if _group(tx, row) is None or len(_people(tx, row)) < 2}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return who is in the group, what it is for and which norms hold."""
        group = _group(tx, row)
        program = programs.program(tx, group.program_id) if group is not None else None
        workspace = programs.workspace(tx, program.workspace_id) if program is not None else None
        if group is None or program is None or workspace is None:
            return None
        before, people = row.facts["before"], _people(tx, row)
        view = views.GroupView(
            group.name,
            program.name,
            [(person.slack_id, person.name) for person in people],
            conversation_address(workspace.team_id, before) if before else "",
            same_place=before is not None and before == group.channel and _is_channel(row),
        )
        message = views.introduction(wording(), view)
        there = {*(str(person.slack_id) for person in people), workspace.bot_user_id} - {""}
        return replace(message, members=tuple(sorted(there))) if _is_channel(row) else message

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the ids of the people to write to together, or the group's channel, or what that is to be called."""
        group = _group(tx, row)
        if group is None:
            return None
        if not _is_channel(row):
            return ",".join(str(person.slack_id) for person in _people(tx, row))
        program = programs.program(tx, group.program_id)
        return group.channel or f"#{channel_name(program.name if program else '', group)}"


def channel_name(program: str, group: HomeGroup) -> str:
    """Return what the private channel of a group is called; no two groups and no two channels of one share a name."""
    ascii_ = unicodedata.normalize("NFKD", program).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_).strip("-")[:NAME_LENGTH].strip("-") or "program"
    again = f"-{group.turn}" if group.turn > 1 else ""
    return f"{slug}-group-{group.id}{again}"


def _is_channel(row: Row) -> bool:
    return bool(row.facts["form"] == Conversation.CHANNEL)


def _group(tx: Tx, row: Row) -> HomeGroup | None:
    """Return the group that a row is about, unless it is closed or a later row is about it."""
    found = stored.groups_by_id(tx, [row.facts["group"]]).get(row.facts["group"])
    return found if found is not None and found.turn == row.facts["turn"] else None


def _people(tx: Tx, row: Row) -> list[Person]:
    there = stored.people_of(tx, [row.facts["group"]])[row.facts["group"]]
    return [person for _, person in there if person.state is PersonState.ACTIVE and person.slack_id]


class EndComposer(Defaults):
    """Says which channel is to be archived, and whether it is time for that."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose channel is still needed, or is none."""
        return {row.id for row in rows if self.channel(tx, row) is None or not _is_over(tx, row, now)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return a message that nobody is sent: what happens to the channel is Slack's to show."""
        return Message(wording().mrkdwn("home_groups.ended"), [])

    def channel(self, tx: Tx, row: Row) -> str | None:
        """Return the channel that a group had, or has at the end of the program."""
        if "channel" in row.facts:
            return str(row.facts["channel"])
        group = stored.groups_by_id(tx, [row.facts["group"]]).get(row.facts["group"])
        return group.channel if group is not None and group.conversation is Conversation.CHANNEL else None


def _is_over(tx: Tx, row: Row, now: datetime) -> bool:
    """Say whether a channel is no longer the group's, or the program has ended on the day that was foreseen."""
    if "channel" in row.facts:
        return True
    program = programs.program(tx, row.program_id) if row.program_id is not None else None
    if program is None or program.ends is None or program.ends.isoformat() != row.facts["ends"]:
        return False
    return local(now, program.timezone).date() > program.ends
