"""The kinds of messages around logged meetings."""

from datetime import timedelta

from bot.domain.kinds.kind import FROM_PEERS, Effect, Kind, Scope

MEETING_LOGGED = Kind(
    "meeting_logged",
    "When one of a pair, or a coach or leader, logs or corrects a talk, the other is told on the same school day or "
    "else the next, unless they have logged it too; several arrive as one message.",
    Effect.DIRECT,
    priority=36,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=FROM_PEERS,
)

MEETING_KINDS = (MEETING_LOGGED,)
