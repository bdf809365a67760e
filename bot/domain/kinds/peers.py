"""The kinds of messages around wins, challenges and feedback threads."""

from datetime import timedelta

from bot.domain.kinds.kind import FROM_PEERS, UNASKED, Effect, Kind, Scope, Stop

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
    "A win or challenge shared with the community or a home group is posted there with its author's name.",
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

_IN_THREAD = frozenset({Stop.SETTLED, Stop.LATE})

CHALLENGE_THREAD = Kind(
    "challenge_thread",
    "The thread of a challenge begins with the kind of help that is wanted and the order in which to give it.",
    Effect.THREAD,
    priority=26,
    scope=Scope.ANY_TIME,
    latest=timedelta(days=6),
    stops=_IN_THREAD,
)
CHALLENGE_QUESTION = Kind(
    "challenge_question",
    "An open question that a peer asks with the button is posted in the thread with the peer's name.",
    Effect.THREAD,
    priority=27,
    scope=Scope.ANY_TIME,
    latest=timedelta(days=6),
    stops=_IN_THREAD,
)
CHALLENGE_CLOSED = Kind(
    "challenge_closed",
    "An author's Now What closes the thread, with thanks to those who took part.",
    Effect.THREAD,
    priority=27,
    scope=Scope.ANY_TIME,
    latest=timedelta(days=6),
    stops=_IN_THREAD,
)
CHALLENGE_REPLIES = Kind(
    "challenge_replies",
    "An author hears that peers replied, an hour after the first new reply, outside quiet hours, at most once a day.",
    Effect.DIRECT,
    priority=33,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=14),
    stops=FROM_PEERS,
)
CHALLENGE_NOW_WHAT = Kind(
    "challenge_now_what",
    "Three days after a challenge that drew replies, its author is asked once for their Now What.",
    Effect.DIRECT,
    priority=44,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=timedelta(days=10),
    stops=UNASKED,
)
CHALLENGE_ALONE = Kind(
    "challenge_alone",
    "A challenge without a reply after a day goes to two peers who share the position, or have asked and given little "
    "lately.",
    Effect.DIRECT,
    priority=43,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    combines=True,
    latest=timedelta(days=4),  # over a long weekend
    stops=UNASKED,
)
CHALLENGE_TO_MENTOR = Kind(
    "challenge_to_mentor",
    "A challenge without a reply after another day goes to its author's mentor or coach.",
    Effect.DIRECT,
    priority=38,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=7),
    stops=FROM_PEERS,
)
CHALLENGE_UNHEARD = Kind(
    "challenge_unheard",
    "Who opened a challenge without a reply hears once, a day after the mentor or coach was asked (at once where none "
    "may read it), that they can put it to others.",
    Effect.DIRECT,
    priority=45,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=timedelta(days=7),
    stops=UNASKED,
)
CHALLENGE_FOLLOW_UP = Kind(
    "challenge_follow_up",
    "Two weeks after their Now What an author is asked once what came of it.",
    Effect.DIRECT,
    priority=49,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=UNASKED,
)

PEER_KINDS = (
    SHARE_SAVED,
    SHARE_POST,
    SHARE_DIRECT,
    WIN_THANKED,
    WIN_SUGGESTED,
    CHALLENGE_THREAD,
    CHALLENGE_QUESTION,
    CHALLENGE_CLOSED,
    CHALLENGE_REPLIES,
    CHALLENGE_NOW_WHAT,
    CHALLENGE_ALONE,
    CHALLENGE_TO_MENTOR,
    CHALLENGE_UNHEARD,
    CHALLENGE_FOLLOW_UP,
)
