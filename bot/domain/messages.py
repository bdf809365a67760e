"""The table of everything the bot sends on its own account. Whether a message goes is decided in `sending.py`.

The sender, `preview`, the sandbox's "why this?" and CONTRIBUTING's "add a message kind" read this table. The kinds
themselves are in `bot/domain/kinds/`, a module a capability, and are taken from there; those that came before that are
found here as well.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.kinds.checkins import (
    CHECKIN_CONFIRMATION,
    CHECKIN_KINDS,
    CHECKIN_PROMPT,
    CHECKIN_REMINDER,
    CHECKIN_REST,
    CHECKIN_SHARED,
    CHECKIN_THANKS,
    COMMUNITY_POST,
    NOTE_REPLY,
)
from bot.domain.kinds.home import HOME_KINDS
from bot.domain.kinds.home_groups import HOME_GROUP_KINDS
from bot.domain.kinds.hours import HOURS_KINDS
from bot.domain.kinds.kind import PER_DAY, PER_WEEK, Effect, Kind, Scope, Stop
from bot.domain.kinds.meetings import MEETING_KINDS, MEETING_LOGGED
from bot.domain.kinds.nudges import NUDGE_KINDS
from bot.domain.kinds.observations import OBSERVATION_KINDS
from bot.domain.kinds.pairs import PAIR_INTRODUCTION, PAIR_INTRODUCTION_ALONE, PAIR_KINDS, PARTNER_NEWS
from bot.domain.kinds.peers import PEER_KINDS
from bot.domain.kinds.personal import PERSONAL_KINDS
from bot.domain.kinds.programs import COORDINATOR_NOTICE, DIGEST, MESSAGE_UPDATE, PROGRAM_KINDS
from bot.domain.kinds.pulses import PULSE_KINDS
from bot.domain.kinds.questions import COMMUNITY_QUESTION, QUESTION_KINDS
from bot.domain.kinds.schedules import SCHEDULE_KINDS
from bot.domain.kinds.session_day import SESSION_DAY_KINDS
from bot.domain.kinds.sessions import SESSION_KINDS

_ALL = (
    *CHECKIN_KINDS,
    *MEETING_KINDS,
    *PAIR_KINDS,
    *HOME_GROUP_KINDS,
    *SCHEDULE_KINDS,
    *NUDGE_KINDS,
    *OBSERVATION_KINDS,
    *PEER_KINDS,
    *QUESTION_KINDS,
    *PROGRAM_KINDS,
    *HOME_KINDS,
    *HOURS_KINDS,
    *PULSE_KINDS,
    *SESSION_DAY_KINDS,
    *SESSION_KINDS,
    *PERSONAL_KINDS,
)
KINDS: dict[str, Kind] = {kind.name: kind for kind in _ALL}
COUNTED_KINDS = frozenset(kind.name for kind in KINDS.values() if kind.counted)

__all__ = [
    "CHECKIN_CONFIRMATION",
    "CHECKIN_PROMPT",
    "CHECKIN_REMINDER",
    "CHECKIN_REST",
    "CHECKIN_SHARED",
    "CHECKIN_THANKS",
    "COMMUNITY_POST",
    "COMMUNITY_QUESTION",
    "COORDINATOR_NOTICE",
    "COUNTED_KINDS",
    "DIGEST",
    "KINDS",
    "MEETING_LOGGED",
    "MESSAGE_UPDATE",
    "NOTE_REPLY",
    "PAIR_INTRODUCTION",
    "PAIR_INTRODUCTION_ALONE",
    "PARTNER_NEWS",
    "PER_DAY",
    "PER_WEEK",
    "Draft",
    "Effect",
    "Kind",
    "Row",
    "RowState",
    "Scope",
    "Stop",
]


class RowState(StrEnum):
    """Where a row of the outbox stands."""

    WAITING = "waiting"
    LEASED = "leased"  # some process is sending it, or died while doing so
    SENT = "sent"
    COMBINED = "combined"  # went out as part of another row's message
    DROPPED = "dropped"  # no longer true, or not allowed
    FAILED = "failed"  # Slack refuses it for good


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to be put into the outbox. `key` names the occasion: a second draft with it changes nothing.

    `facts` are ids, never a member's words; the values that several rows bring together when they combine are lists.
    `due_at` is UTC program time. A direct message has `person_id`, a message to a channel `program_id`.
    """

    workspace_id: int
    kind: str
    key: str
    facts: Mapping[str, Any]
    due_at: datetime
    person_id: int | None = None
    program_id: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the outbox as the sender has claimed it. `channel` and `ts` are set once Slack has the message."""

    id: int
    workspace_id: int
    kind: str
    key: str
    facts: Mapping[str, Any]
    due_at: datetime
    person_id: int | None
    program_id: int | None
    attempts: int
    channel: str | None = None
    ts: str | None = None
