"""The kinds of messages around wins, challenges and feedback threads."""

from datetime import timedelta

from bot.domain.kinds.kind import FROM_PEERS, Effect, Kind, Scope, Stop

_HOLIDAYS = timedelta(days=21)  # the longest of a school year

SHARE_SAVED = Kind(
    "share_saved",
    "Who shares a win or a challenge sees who can read it, and can edit it or take it back.",
    Effect.DIRECT,
    priority=10,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE}),
)
SHARE_POST = Kind(
    "share_post",
    "A win or challenge shared with the community is posted there with its author's name.",
    Effect.CHANNEL,
    priority=25,
    scope=Scope.ANY_TIME,
    latest=timedelta(days=6),
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)
SHARE_DIRECT = Kind(
    "share_direct",
    "A win or challenge shared with the pair reaches the partner on the same school day or else the next; several "
    "arrive as one message.",
    Effect.DIRECT,
    priority=30,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=_HOLIDAYS,
    stops=FROM_PEERS,
)
WIN_THANKED = Kind(
    "win_thanked",
    "Whom somebody thanks in a win hears of it on the same school day or else the next; several arrive as one message.",
    Effect.DIRECT,
    priority=34,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=7),
    stops=FROM_PEERS,
)
WIN_SUGGESTED = Kind(
    "win_suggested",
    "When somebody would like to see a message shared as a win, its author is asked first.",
    Effect.DIRECT,
    priority=37,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=7),
    stops=FROM_PEERS,
)

PEER_KINDS = (SHARE_SAVED, SHARE_POST, SHARE_DIRECT, WIN_THANKED, WIN_SUGGESTED)
