"""What a kind of message is: its rule, and all that decides whether and when it goes out. No kind itself lives here."""

from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

PER_DAY = 1  # unasked direct messages to a person; README, "When things happen"
PER_WEEK = 3  # in any seven local days


class Effect(StrEnum):
    """What a row of the outbox does in Slack. A row for two together names one as `person_id`, both in its facts under
    `people`.
    """

    DIRECT = "direct"  # post to a person
    GROUP = "group"  # post to two people together, in a group conversation of theirs with the bot
    CHANNEL = "channel"  # post to a channel of the program
    THREAD = "thread"  # reply under a post of the outbox's, whose key the facts name as `under`
    UPLOAD = "upload"  # send a file to a person
    UPDATE = "update"  # change a message that the outbox has posted, or remove it if it was taken back
    CONVERSATION = "conversation"  # make a conversation, or bring who is in it up to date, and post there
    ARCHIVE = "archive"  # archive a channel that the outbox made
    HOME = "home"  # publish a person's Home tab


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
    THEN_OR_NEVER = "then or never"  # likewise, and what cannot go when it is due is dropped


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


UNASKED = frozenset({Stop.GONE, Stop.PAUSED, Stop.SETTLED, Stop.RESTING, Stop.LATE})
FROM_PEERS = frozenset({Stop.GONE, Stop.PAUSED, Stop.SETTLED, Stop.LATE})
