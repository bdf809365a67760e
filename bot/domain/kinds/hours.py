"""The kinds of messages around hours, reports and consent to research."""

from datetime import timedelta

from bot.domain.kinds.kind import FROM_PEERS, UNASKED, Effect, Kind, Scope, Stop

HOURS_DECIDED = Kind(
    "hours_decided",
    "Who reported hours hears on the same school day or else the next whether a coordinator approved them; several "
    "arrive as one message.",
    Effect.DIRECT,
    priority=40,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=21),  # the longest holidays of a school year
    stops=FROM_PEERS,
)
HOURS_CORRECTED = Kind(
    "hours_corrected",
    "Whose hours a coordinator corrected hears of it, with the reason, on the same school day or else the next; "
    "several arrive as one message.",
    Effect.DIRECT,
    priority=40,
    scope=Scope.SCHOOL_DAY,
    combines=True,
    latest=timedelta(days=21),
    stops=FROM_PEERS,
)
HOURS_STATEMENT = Kind(
    "hours_statement",
    "Who asks for a statement of hours gets it as a file; a coordinator may ask for that of a member.",
    Effect.UPLOAD,
    priority=11,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE, Stop.SETTLED}),
)
REPORT_FILE = Kind(
    "report_file",
    "A coordinator who asks for a report gets it as a file.",
    Effect.UPLOAD,
    priority=12,
    scope=Scope.ANY_TIME,
    stops=frozenset({Stop.GONE, Stop.SETTLED}),
)
CONSENT_ASKED = Kind(
    "consent_asked",
    "Once a coordinator begins research in a program, every member is asked once whether their counts may be part of "
    "it.",
    Effect.DIRECT,
    priority=55,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=timedelta(days=60),
    stops=UNASKED,
)

HOURS_KINDS = (HOURS_DECIDED, HOURS_CORRECTED, HOURS_STATEMENT, REPORT_FILE, CONSENT_ASKED)
