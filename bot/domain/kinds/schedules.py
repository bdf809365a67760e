"""The kinds of messages around when a pair meets: the schedule, reminders, the question afterwards, found times."""

from datetime import timedelta

from bot.domain.kinds.kind import FROM_PEERS, Effect, Kind, Scope, Stop

_LONG_WEEKEND = timedelta(days=4)

SCHEDULE_SAVED = Kind(
    "schedule_saved",
    "Who sets when a pair meets sees what was set, with the next dates.",
    Effect.DIRECT,
    priority=10,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE}),
)
SCHEDULE_SHARED = Kind(
    "schedule_shared",
    "The partner sees what was set or moved, on the same school day or else the next.",
    Effect.DIRECT,
    priority=28,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=FROM_PEERS,
)
MEETING_REMINDER = Kind(
    "meeting_reminder",
    "An hour before a planned meeting both get a reminder with their last next steps; none in quiet hours.",
    Effect.DIRECT,
    priority=15,
    scope=Scope.THEN_OR_NEVER,
    latest=timedelta(minutes=50),  # before the meeting begins
    stops=FROM_PEERS,
)
MEETING_ASKED = Kind(
    "meeting_asked",
    "After a planned meeting both are asked once whether they met, unless it is logged already.",
    Effect.DIRECT,
    priority=32,
    scope=Scope.SCHOOL_DAY,
    latest=_LONG_WEEKEND,
    stops=FROM_PEERS,
)
TIMES_OFFERED = Kind(
    "times_offered",
    "Who asks for a time to meet gets up to three that suit both.",
    Effect.DIRECT,
    priority=10,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE}),
)
TIMES_SHARED = Kind(
    "times_shared",
    "When somebody asks for a time to meet, their partner gets the same three on that school day or else the next.",
    Effect.DIRECT,
    priority=28,
    scope=Scope.SCHOOL_DAY,
    latest=_LONG_WEEKEND,
    stops=FROM_PEERS,
)
CALENDAR_FILE = Kind(
    "calendar_file",
    "Who wants the meetings in their own calendar gets a file and links.",
    Effect.UPLOAD,
    priority=10,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE, Stop.SETTLED}),
)

SCHEDULE_KINDS = (
    SCHEDULE_SAVED,
    SCHEDULE_SHARED,
    MEETING_REMINDER,
    MEETING_ASKED,
    TIMES_OFFERED,
    TIMES_SHARED,
    CALENDAR_FILE,
)
