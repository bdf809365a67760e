"""The kinds of rows that make, follow and end the conversations of home groups."""

from datetime import timedelta

from bot.domain.kinds.kind import Effect, Kind, Scope, Stop

HOME_GROUP = Kind(
    "home_group",
    "A home group gets a conversation of its own for the time between sessions, and another when members change; its "
    "first message says who is in it, what it is for and which norms hold.",
    Effect.CONVERSATION,
    priority=24,
    scope=Scope.ANY_TIME,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)
HOME_GROUP_END = Kind(
    "home_group_end",
    "A home group's private channel is archived once the program is over, or when the group has become part of others.",
    Effect.ARCHIVE,
    priority=58,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.SETTLED}),
)

HOME_GROUP_KINDS = (HOME_GROUP, HOME_GROUP_END)
