"""The kind of message that asks the two questions of a term."""

from datetime import timedelta

from bot.domain.kinds.kind import UNASKED, Effect, Kind, Scope

PULSE_ASKED = Kind(
    "pulse_asked",
    "Once a term, four weeks before it ends, every member of a pair that has had two weeks is asked two questions, at "
    "10:00 on a school day without a check-in prompt or its reminder.",
    Effect.DIRECT,
    priority=54,
    scope=Scope.SCHOOL_DAY,
    counted=True,
    latest=timedelta(days=14),
    stops=UNASKED,
)

PULSE_KINDS = (PULSE_ASKED,)
