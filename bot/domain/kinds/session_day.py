"""The kinds of messages of a session that runs, and of what follows it. Those to a group have a twin for direct
messages: for groups without a conversation, and for who sits with a group that is not their own.
"""

from datetime import timedelta

from bot.domain.kinds.kind import FROM_PEERS, Effect, Kind, Scope, Stop

_THEN = frozenset({Stop.SETTLED, Stop.LATE})
_THEN_DIRECT = frozenset({Stop.GONE, Stop.SETTLED, Stop.LATE})
_HOURS = timedelta(hours=2)
_DAYS = timedelta(days=4)  # over a long weekend


def _group(name: str, rule: str, priority: int, latest: timedelta) -> tuple[Kind, Kind]:
    """Return a kind of message to a group's conversation, and its twin to a person."""
    here = Kind(name, rule, Effect.CHANNEL, priority, Scope.ANY_TIME, latest=latest, stops=_THEN)
    alone = f"{rule} Whom the group's conversation does not reach gets it directly."
    twin = Kind(f"{name}_direct", alone, Effect.DIRECT, priority, Scope.ANY_TIME, latest=latest, stops=_THEN_DIRECT)
    return here, twin


SESSION_OPENED = _group(
    "session_opened",
    "When a session starts, each group gets who is in it, who facilitates and keeps time, the norms and the plan.",
    6,
    _HOURS,
)
SESSION_ROUND = _group(
    "session_round",
    "A group is told when a round begins and until when it lasts, again a minute before its end, and when all is over.",
    4,
    timedelta(minutes=10),
)
SESSION_CALL = _group("session_call", "What a host says to all groups reaches each of them at once.", 5, _HOURS)
NOW_WHATS = _group(
    "session_now_whats",
    "What people chose to share of their Now What goes back to their group two days after a session, and once more "
    "halfway to the next.",
    39,
    timedelta(days=7),
)
SESSION_HOSTED = Kind(
    "session_hosted",
    "When a session starts, its hosts get what they need to run it.",
    Effect.DIRECT,
    priority=5,
    scope=Scope.ANY_TIME,
    latest=_HOURS,
    stops=_THEN_DIRECT,
)
SESSION_ATTENDANCE = Kind(
    "session_attendance",
    "When the rounds of a group are over, its facilitator is asked who was there.",
    Effect.DIRECT,
    priority=16,
    scope=Scope.ANY_TIME,
    latest=timedelta(days=2),
    stops=_THEN_DIRECT,
)
SESSION_SELF_REPORT = Kind(
    "session_self_report",
    "Whom nobody has marked as there or not is asked once, on the day after a session.",
    Effect.DIRECT,
    priority=42,
    scope=Scope.SCHOOL_DAY,
    latest=_DAYS,
    stops=FROM_PEERS,
)
SESSION_REFLECTION = Kind(
    "session_reflection",
    "Who was at a session is asked once what they take with them.",
    Effect.DIRECT,
    priority=36,
    scope=Scope.SCHOOL_DAY,
    latest=_DAYS,
    stops=FROM_PEERS,
)
SESSION_SHARED = Kind(
    "session_shared",
    "A mentor reads what their mentee chose to share after a session.",
    Effect.DIRECT,
    priority=35,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=FROM_PEERS,
)

SESSION_DAY_KINDS = (
    *SESSION_OPENED,
    *SESSION_ROUND,
    *SESSION_CALL,
    *NOW_WHATS,
    SESSION_HOSTED,
    SESSION_ATTENDANCE,
    SESSION_SELF_REPORT,
    SESSION_REFLECTION,
    SESSION_SHARED,
)
