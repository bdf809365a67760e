"""The kinds of messages around planned network sessions: invitations, changes, reminders, groups, files."""

from datetime import timedelta

from bot.domain.kinds.kind import FROM_PEERS, Effect, Kind, Scope, Stop

_HOLIDAYS = timedelta(days=21)  # the longest of a school year
_WEEK = timedelta(days=7)

SESSION_INVITED = Kind(
    "session_invited",
    "Who is invited to a network session is told once; a series is one message.",
    Effect.DIRECT,
    priority=31,
    scope=Scope.SCHOOL_DAY,
    latest=_HOLIDAYS,
    stops=FROM_PEERS,
)
SESSION_CHANGED = Kind(
    "session_changed",
    "Who was invited hears once when a session moves to another time.",
    Effect.DIRECT,
    priority=29,
    scope=Scope.SCHOOL_DAY,
    latest=_HOLIDAYS,
    stops=FROM_PEERS,
)
SESSION_CANCELLED = Kind(
    "session_cancelled",
    "Who was invited and had not declined hears once when a session is cancelled.",
    Effect.DIRECT,
    priority=27,
    scope=Scope.SCHOOL_DAY,
    latest=_HOLIDAYS,
    stops=FROM_PEERS,
)
SESSION_DAY_BEFORE = Kind(
    "session_day_before",
    "A day before a session those who come or have not said get a reminder; on Friday before one on Monday.",
    Effect.DIRECT,
    priority=16,
    scope=Scope.SCHOOL_DAY,
    latest=_WEEK,  # it is brought forward over days off; in the last two hours there is another one
    stops=FROM_PEERS,
)
SESSION_HOUR_BEFORE = Kind(
    "session_hour_before",
    "An hour before a session those who come or have not said get a reminder with the link; none in quiet hours.",
    Effect.DIRECT,
    priority=14,
    scope=Scope.THEN_OR_NEVER,
    latest=timedelta(minutes=50),  # before the session begins
    stops=FROM_PEERS,
)
SESSION_FILE = Kind(
    "session_file",
    "Who wants sessions in their own calendar gets a file and links.",
    Effect.UPLOAD,
    priority=10,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE, Stop.SETTLED}),
)
SESSION_SAVED = Kind(
    "session_saved",
    "Who plans, changes or cancels a session sees what holds now.",
    Effect.DIRECT,
    priority=10,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE}),
)

SESSION_GROUPS = Kind(
    "session_groups",
    "Two days before a session, sooner where that is a day off, its hosts see the groups, with who changes and why; "
    "they may approve or change them.",
    Effect.DIRECT,
    priority=28,
    scope=Scope.SCHOOL_DAY,
    latest=_HOLIDAYS,  # it is brought forward over days off, and goes only before the session
    stops=FROM_PEERS,
)
SESSION_ZOOM = Kind(
    "session_zoom",
    "A host who asks for it gets the file of breakout rooms for Zoom.",
    Effect.UPLOAD,
    priority=10,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE, Stop.SETTLED}),
)

SESSION_KINDS = (
    SESSION_INVITED,
    SESSION_CHANGED,
    SESSION_CANCELLED,
    SESSION_DAY_BEFORE,
    SESSION_HOUR_BEFORE,
    SESSION_FILE,
    SESSION_SAVED,
    SESSION_GROUPS,
    SESSION_ZOOM,
)
