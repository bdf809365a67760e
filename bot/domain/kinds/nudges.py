"""The kinds of messages around pairs that need help: nudges, obstacles, and what coordinators do about them."""

from datetime import timedelta

from bot.domain.kinds.kind import FROM_PEERS, UNASKED, Effect, Kind, Scope, Stop

NUDGE = Kind(
    "nudge",
    "When a meeting was due and its grace is over, both get a plain note, the first time with three times to choose "
    "from; a week later each is asked what is in the way. Several pairs make one message.",
    Effect.DIRECT,
    priority=47,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    combines=True,
    latest=timedelta(days=6),  # before the next step
    stops=UNASKED,
)
OBSTACLE = Kind(
    "obstacle",
    "The coordinators' channel gets a task when somebody says what is in the way of meeting, or when a pair has been "
    "asked and has not met for another week.",
    Effect.CHANNEL,
    priority=46,
    scope=Scope.ANY_TIME,
    confidential=True,
    latest=timedelta(days=14),
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)
OBSTACLE_SHARED = Kind(
    "obstacle_shared",
    "Who says what is in the way of meeting may have the partner read it too.",
    Effect.DIRECT,
    priority=31,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=14),
    stops=FROM_PEERS,
)
COORDINATOR_MESSAGE = Kind(
    "coordinator_message",
    "What a coordinator writes to a pair, or to one of the two, is brought by the bot with the coordinator's name.",
    Effect.DIRECT,
    priority=30,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=FROM_PEERS,
)
PAIR_CHANGE = Kind(
    "pair_change",
    "Both of a pair are told when a coordinator has put it on hold, lets it go on, or has ended it.",
    Effect.DIRECT,
    priority=32,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=21),
    stops=FROM_PEERS,
)

NUDGE_KINDS = (NUDGE, OBSTACLE, OBSTACLE_SHARED, COORDINATOR_MESSAGE, PAIR_CHANGE)
