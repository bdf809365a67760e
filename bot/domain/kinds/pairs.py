"""The kinds of messages in which a pair begins, and a partner is away, back or gone."""

from datetime import timedelta

from bot.domain.kinds.kind import FROM_PEERS, Effect, Kind, Scope

PAIR_INTRODUCTION = Kind(
    "pair_introduction",
    "A new pair is introduced to each other once, in a conversation of the two with the bot, at an hour that suits "
    "both; it is outside the budget.",
    Effect.GROUP,
    priority=25,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=FROM_PEERS,
)
PAIR_INTRODUCTION_ALONE = Kind(
    "pair_introduction_alone",
    "Where Slack refuses that conversation, each of the two gets the introduction alone.",
    Effect.DIRECT,
    priority=26,
    scope=Scope.SCHOOL_DAY,
    latest=timedelta(days=21),
    stops=FROM_PEERS,
)
PARTNER_NEWS = Kind(
    "partner_news",
    "When a partner pauses, leaves or comes back, the other is told that, not why, on the same school day or else the "
    "next.",
    Effect.DIRECT,
    priority=28,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=21),
    stops=FROM_PEERS,
)

PAIR_KINDS = (PAIR_INTRODUCTION, PAIR_INTRODUCTION_ALONE, PARTNER_NEWS)
