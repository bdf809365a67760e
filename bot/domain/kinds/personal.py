"""The kind of message around one's own data."""

from bot.domain.kinds.kind import Effect, Kind, Scope

MY_DATA = Kind(
    "my_data",
    "Who asks what is kept about them gets it as a file, also when their part in a program has ended.",
    Effect.UPLOAD,
    priority=11,
    scope=Scope.ANY_TIME,
)

PERSONAL_KINDS = (MY_DATA,)
