"""The table of everything the bot sends on its own account. Whether a message goes is decided in `sending.py`.

The sender, `preview`, the sandbox's "why this?" and CONTRIBUTING's "add a message kind" read this table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.calendar import DIGEST_LATEST, PROMPT_LATEST

PER_DAY = 1  # unasked direct messages to a person; README, "When things happen"
PER_WEEK = 3  # in any seven local days


class Effect(StrEnum):
    """What a row of the outbox does in Slack. A row for two together names one as `person_id`, both in its facts under
    `people`.
    """

    DIRECT = "direct"  # post to a person
    GROUP = "group"  # post to two people together, in a group conversation of theirs with the bot
    CHANNEL = "channel"  # post to a channel of the program
    UPDATE = "update"  # change a message that the outbox has posted, or remove it if it was taken back


class Stop(StrEnum):
    """Conditions that stop a message at the moment of sending."""

    GONE = "gone"  # the membership ended, or Slack does not know the person (any more)
    PAUSED = "paused"
    SETTLED = "settled"  # what it is about is no longer true: answered, skipped, withdrawn, already delivered
    RESTING = "resting"  # the person chose not to be asked for now
    LATE = "late"


class Scope(StrEnum):
    """When a message may arrive."""

    ANY_TIME = "any time"  # the answer to what somebody just did
    SCHOOL_DAY = "school day"  # outside the recipient's quiet hours and not on their days off


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message: its rule in one sentence, and all that decides whether and when it goes out.

    `counted`: it is unasked and counts against the day's and the week's budget. `priority`: lower goes first.
    `combines`: rows of this kind for one recipient that wait at the same time become one message.
    `confidential`: it names people to coordinators, so it never goes to a channel shared with another Slack team.
    `latest`: how long after it was due it may still go; then it is dropped.
    """

    name: str
    rule: str
    effect: Effect
    priority: int
    scope: Scope
    counted: bool = False
    combines: bool = False
    confidential: bool = False
    latest: timedelta | None = None
    stops: frozenset[Stop] = field(default=frozenset())


_UNASKED = frozenset({Stop.GONE, Stop.PAUSED, Stop.SETTLED, Stop.RESTING, Stop.LATE})
_FROM_PEERS = frozenset({Stop.GONE, Stop.PAUSED, Stop.SETTLED, Stop.LATE})

CHECKIN_PROMPT = Kind(
    "checkin_prompt",
    "Once a program week, at the person's own day and hour, everyone who is asked gets their check-in prompt.",
    Effect.DIRECT,
    priority=40,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=PROMPT_LATEST,
    stops=_UNASKED,
)
CHECKIN_REMINDER = Kind(
    "checkin_reminder",
    "On the next school day after an unanswered prompt there is one reminder, and none after that.",
    Effect.DIRECT,
    priority=45,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=timedelta(hours=10),
    stops=_UNASKED,
)
CHECKIN_REST = Kind(
    "checkin_rest",
    "After three unanswered prompts the person is asked once how they would like to go on; prompts stop meanwhile.",
    Effect.DIRECT,
    priority=42,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=timedelta(days=14),  # it stays true until they come back, and holidays must not swallow it
    stops=_UNASKED - {Stop.RESTING},
)
CHECKIN_CONFIRMATION = Kind(
    "checkin_confirmation",
    "Who checks in is told what was saved and who will read it.",
    Effect.DIRECT,
    priority=10,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE}),
)
CHECKIN_SHARED = Kind(
    "checkin_shared",
    "A partner gets the check-in that its author shared with them, on the same school day or else the next; several "
    "arrive as one message.",
    Effect.DIRECT,
    priority=30,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=_FROM_PEERS,
)
CHECKIN_THANKS = Kind(
    "checkin_thanks",
    "An author hears once when a partner thanks them for a check-in.",
    Effect.DIRECT,
    priority=35,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=4),  # over a long weekend
    stops=_FROM_PEERS,
)
MEETING_LOGGED = Kind(
    "meeting_logged",
    "When one of a pair, or a coach or leader, logs or corrects a talk, the other is told on the same school day or "
    "else the next, unless they have logged it too; several arrive as one message.",
    Effect.DIRECT,
    priority=36,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=_FROM_PEERS,
)
PAIR_INTRODUCTION = Kind(
    "pair_introduction",
    "A new pair is introduced to each other once, in a conversation of the two with the bot, at an hour that suits "
    "both; it is outside the budget.",
    Effect.GROUP,
    priority=25,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=_FROM_PEERS,
)
PAIR_INTRODUCTION_ALONE = Kind(
    "pair_introduction_alone",
    "Where Slack refuses that conversation, each of the two gets the introduction alone.",
    Effect.DIRECT,
    priority=26,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=21),
    stops=_FROM_PEERS,
)
PARTNER_NEWS = Kind(
    "partner_news",
    "When a partner pauses, leaves or comes back, the other is told that, not why, on the same school day or else the "
    "next.",
    Effect.DIRECT,
    priority=28,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=21),
    stops=_FROM_PEERS,
)
COMMUNITY_POST = Kind(
    "community_post",
    "A win or challenge that its author shared with the community is posted there with the author's name.",
    Effect.CHANNEL,
    priority=30,
    scope=Scope.ANY_TIME,
    latest=timedelta(days=6),
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)
NOTE_REPLY = Kind(
    "note_reply",
    "A message written to the bot is answered with buttons that keep its text.",
    Effect.DIRECT,
    priority=5,
    scope=Scope.ANY_TIME,
    latest=timedelta(hours=12),
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)
MESSAGE_UPDATE = Kind(
    "message_update",
    "A message whose matter has changed (answered, skipped, edited) is brought up to date; a post taken back goes.",
    Effect.UPDATE,
    priority=20,
    scope=Scope.ANY_TIME,
)
DIGEST = Kind(
    "digest",
    "Once a week the coordinators' channel gets the week in short, with who could use a hand.",
    Effect.CHANNEL,
    priority=50,
    scope=Scope.ANY_TIME,
    confidential=True,
    latest=DIGEST_LATEST,
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)
COORDINATOR_NOTICE = Kind(
    "coordinator_notice",
    "Coordinators are told once of what they alone can mend or should know: someone left, something cannot be sent.",
    Effect.CHANNEL,
    priority=48,
    scope=Scope.ANY_TIME,
    combines=True,
    confidential=True,
    latest=timedelta(days=14),
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        CHECKIN_PROMPT,
        CHECKIN_REMINDER,
        CHECKIN_REST,
        CHECKIN_CONFIRMATION,
        CHECKIN_SHARED,
        CHECKIN_THANKS,
        MEETING_LOGGED,
        PAIR_INTRODUCTION,
        PAIR_INTRODUCTION_ALONE,
        PARTNER_NEWS,
        COMMUNITY_POST,
        NOTE_REPLY,
        MESSAGE_UPDATE,
        DIGEST,
        COORDINATOR_NOTICE,
    )
}
COUNTED_KINDS = frozenset(kind.name for kind in KINDS.values() if kind.counted)


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
