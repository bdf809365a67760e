"""The kinds of messages that carry coaching questions, besides the weekly prompt."""

from bot.domain.community import LATEST
from bot.domain.kinds.kind import Effect, Kind, Scope, Stop

COMMUNITY_QUESTION = Kind(
    "community_question",
    "The community gets a question at the program's rhythm, or when a member asks one; answers gather in its thread.",
    Effect.CHANNEL,
    priority=46,
    scope=Scope.ANY_TIME,
    latest=LATEST,
    stops=frozenset({Stop.SETTLED, Stop.LATE}),
)

SHELF_FILE = Kind(
    "shelf_file",
    "A coordinator who asks for the program's own questions or its library gets them as a file.",
    Effect.UPLOAD,
    priority=12,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE, Stop.SETTLED}),
)

QUESTION_KINDS = (COMMUNITY_QUESTION, SHELF_FILE)
