"""The kinds of messages that no member's own doing calls for: the coordinators' digest and notices, and updates."""

from datetime import timedelta

from bot.domain.calendar import DIGEST_LATEST
from bot.domain.kinds.kind import Effect, Kind, Scope, Stop

MESSAGE_UPDATE = Kind(
    "message_update",
    "A message whose matter has changed (answered, skipped, edited) is brought up to date; a post taken back goes, and "
    "so do messages with words of somebody who asks to be forgotten.",
    Effect.UPDATE,
    priority=20,
    scope=Scope.ANY_TIME,
)
DIGEST = Kind(
    "digest",
    "Once a week the coordinators' channel gets the week in short, with who could use a hand.",
    Effect.CHANNEL,
    priority=50,
    scope=Scope.ANY_TIME,
    confidential=True,
    latest=DIGEST_LATEST,
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)
DIGEST_LIST = Kind(
    "digest_list",
    "Where the digest shows only a part of what needs somebody, its thread gets the full list as a table.",
    Effect.THREAD,
    priority=51,
    scope=Scope.ANY_TIME,
    confidential=True,
    latest=DIGEST_LATEST,
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)
COORDINATOR_NOTICE = Kind(
    "coordinator_notice",
    "Coordinators are told once of what they alone can mend or should know: someone left, something cannot be sent.",
    Effect.CHANNEL,
    priority=48,
    scope=Scope.ANY_TIME,
    combines=True,
    confidential=True,
    latest=timedelta(days=14),
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)

PROGRAM_KINDS = (MESSAGE_UPDATE, DIGEST, DIGEST_LIST, COORDINATOR_NOTICE)
