"""The kinds of messages around the weekly check-in, and the answer to what members write to the bot."""

from datetime import timedelta

from bot.domain.calendar import PROMPT_LATEST
from bot.domain.kinds.kind import FROM_PEERS, UNASKED, Effect, Kind, Scope, Stop

CHECKIN_PROMPT = Kind(
    "checkin_prompt",
    "Once a program week, at the person's own day and hour, everyone who is asked gets their check-in prompt.",
    Effect.DIRECT,
    priority=40,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=PROMPT_LATEST,
    stops=UNASKED,
)
CHECKIN_REMINDER = Kind(
    "checkin_reminder",
    "On the next school day after an unanswered prompt there is one reminder, and none after that.",
    Effect.DIRECT,
    priority=45,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=timedelta(hours=10),
    stops=UNASKED,
)
CHECKIN_REST = Kind(
    "checkin_rest",
    "After three unanswered prompts the person is asked once how they would like to go on; prompts stop meanwhile.",
    Effect.DIRECT,
    priority=42,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=timedelta(days=14),  # it stays true until they come back, and holidays must not swallow it
    stops=UNASKED - {Stop.RESTING},
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
    stops=FROM_PEERS,
)
CHECKIN_THANKS = Kind(
    "checkin_thanks",
    "An author hears once when a partner thanks them for a check-in.",
    Effect.DIRECT,
    priority=35,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=4),  # over a long weekend
    stops=FROM_PEERS,
)
COMMUNITY_POST = Kind(
    "community_post",
    "A win or challenge that its author shared with the community or a home group is posted there with the author's "
    "name.",
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

CHECKIN_KINDS = (
    CHECKIN_PROMPT,
    CHECKIN_REMINDER,
    CHECKIN_REST,
    CHECKIN_CONFIRMATION,
    CHECKIN_SHARED,
    CHECKIN_THANKS,
    COMMUNITY_POST,
    NOTE_REPLY,
)
