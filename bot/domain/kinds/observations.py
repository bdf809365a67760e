"""The kinds of messages around observations: planned, covered, looked back on."""

from datetime import timedelta

from bot.domain.kinds.kind import FROM_PEERS, UNASKED, Effect, Kind, Scope, Stop

OBSERVATION_SAVED = Kind(
    "observation_saved",
    "Who plans an observation, or writes down what they saw, is told what is saved and who reads it.",
    Effect.DIRECT,
    priority=12,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE}),
)
OBSERVATION_SHARED = Kind(
    "observation_shared",
    "The partner learns of a planned observation, of a change to it, and of what was seen.",
    Effect.DIRECT,
    priority=29,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=14),
    stops=FROM_PEERS,
)
COVER_REQUEST = Kind(
    "cover_request",
    "Where the program offers substitute cover, the coordinators' channel is asked for it and answers in one tap.",
    Effect.CHANNEL,
    priority=28,
    scope=Scope.ANY_TIME,
    confidential=True,
    latest=timedelta(days=14),
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)
COVER_ANSWER = Kind(
    "cover_answer",
    "Both of a pair learn whether there is substitute cover for their observation.",
    Effect.DIRECT,
    priority=28,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=14),
    stops=FROM_PEERS,
)
OBSERVATION_LOOK_BACK = Kind(
    "observation_look_back",
    "After an observation both are asked what they saw that works.",
    Effect.DIRECT,
    priority=36,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=6),
    stops=UNASKED,
)

OBSERVATION_KINDS = (OBSERVATION_SAVED, OBSERVATION_SHARED, COVER_REQUEST, COVER_ANSWER, OBSERVATION_LOOK_BACK)
