"""The answer to "why this?": the sentences that say which rule sent a message, or what it answers."""

from datetime import timedelta

from bot.domain.messages import PER_DAY, PER_WEEK, Effect, Kind, Scope, Stop
from bot.sandbox.page.inspector import Entry
from bot.sandbox.page.markup import Reader
from bot.sandbox.reasons import Reason, kind_words

# Each completes "It would have stayed away if …"; the second is for what goes to a channel.
STOPS = {
    Stop.GONE: ("you had left the program", "its person had left the program"),
    Stop.PAUSED: ("you had paused", "its person had paused"),
    Stop.SETTLED: ("its matter had been settled by then", "its matter had been settled by then"),
    Stop.RESTING: ("you had chosen not to be asked for now", "its person had chosen not to be asked for now"),
}
_NUMBERS = {1: "one", 2: "two", 3: "three"}


def why_sent(reason: Reason, reader: Reader) -> list[str]:
    """Return which rule sent a message, when it was due, and what would have kept it away or back."""
    kind = reason.kind
    said = [kind.rule, f"It was due {reader.day(reason.due_at)}, {reader.time(reason.due_at)}."]
    if reason.question:
        said.append(f"About its question: {reason.question}")
    if stops := _stops(kind):
        said.append(f"It would have stayed away if {_either(stops)}.")
    if kind.counted:
        day, week = _NUMBERS.get(PER_DAY, str(PER_DAY)), _NUMBERS.get(PER_WEEK, str(PER_WEEK))
        said.append(f"It counts: nobody gets more than {day} unasked message a day and {week} in seven days.")
    if kind.scope is Scope.SCHOOL_DAY:
        said.append("It waits for a school day, outside quiet hours.")
    return said


def why_answered(request: Entry | None, reader: Reader) -> list[str]:
    """Return which request a message answers, as far as that is known."""
    if request is None:
        return ["It answers what somebody just did: a command, a button or a form."]
    when = f"at {reader.time(request.at)}"
    if request.name.startswith("/"):
        return [f"It answers the command {request.name}, which you ran {when}."]
    return [f"It answers you: {request.name}, {when}."]


def kind_of(reason: Reason | None) -> str:
    """Return the name of the rule's kind of message as people read it."""
    return kind_words(reason.kind.name) if reason else ""


def _stops(kind: Kind) -> list[str]:
    to_channel = int(kind.effect is not Effect.DIRECT)
    said = [STOPS[stop][to_channel] for stop in STOPS if stop in kind.stops]
    if Stop.LATE in kind.stops and kind.latest is not None:
        said.append(f"it could not have gone out within {_span(kind.latest)}")
    return said


def _span(span: timedelta) -> str:
    hours = int(span.total_seconds() // 3600)
    count, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{count} {unit}" + ("s" if count != 1 else "")


def _either(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', if '.join(parts[:-1])}, or if {parts[-1]}"
