"""The kind of row that keeps Home tabs up to date; nobody is notified of it."""

from datetime import timedelta

from bot.domain.kinds.kind import Effect, Kind, Scope, Stop

HOME_TAB = Kind(
    "home_tab",
    "Whoever has looked at their Home of late finds it as things stand: it is published anew when something it shows "
    "changes.",
    Effect.HOME,
    priority=60,
    scope=Scope.ANY_TIME,
    combines=True,
    latest=timedelta(days=1),  # by then they have opened it, which shows the newest state, or do not look
    stops=frozenset({Stop.LATE}),
)

HOME_KINDS = (HOME_TAB,)
