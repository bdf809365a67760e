"""What a move of time or a switch of trouble has brought, in one sentence for whoever sits at the page."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sandbox.reasons import kind_words
from bot.sandbox.timeline import Journey
from bot.sandbox.trouble import Mode

NOW = {
    "off": "Slack works again",
    "slow": "Slack is slow now",
    "limited": "Slack takes only some messages at a time now",
    "failing": "Slack answers every call with an error now",
}

OTHERS = {
    "on": "The others live along: they check in, meet and write by themselves as time goes on.",
    "off": "The others do nothing by themselves now; only you act.",
}

# Kinds whose names would not stand behind a number.
NAMES = {
    "checkin_rest": "question how to go on",
    "checkin_shared": "shared check-in",
    "checkin_thanks": "word of thanks",
    "meeting_asked": "question about a meeting",
    "meeting_logged": "note of a meeting",
    "note_reply": "answer",
    "schedule_shared": "shared schedule",
    "times_offered": "offer of times",
    "times_shared": "shared offer of times",
}
MOST_KINDS = 5  # of messages named one by one
PLURALS = {
    "question about a meeting": "questions about meetings",
    "note of a meeting": "notes of meetings",
    "partner news": "partner news",
    "offer of times": "offers of times",
    "shared offer of times": "shared offers of times",
    "question how to go on": "questions how to go on",
    "word of thanks": "words of thanks",
}


def moved(journey: Journey, timezone: str) -> str:
    """Return what a move brought; times as clocks in `timezone` show them."""
    if not journey.found:
        nothing = "nothing of the kind comes in the next three months"
        return f"It is now {_when(journey.end, timezone)}, and {nothing}."
    why = "".join(f" Nothing in the week of {one.monday.day} {one.monday:%B}: {one.title}." for one in journey.quiet)
    return f"It is now {_when(journey.end, timezone)}: {_outcome(journey, 'nothing was sent')}.{why}"


def switched(mode: Mode, journey: Journey) -> str:
    """Return what a switch of trouble brought."""
    return f"{NOW[mode]}: {_outcome(journey, 'nothing was waiting for it' if mode == 'off' else 'nothing waits')}."


def _outcome(journey: Journey, nothing: str) -> str:
    parts = [deed.counted(count) for deed, count in journey.lived]
    if journey.sent:
        shown = journey.sent if len(journey.sent) <= MOST_KINDS + 1 else journey.sent[:MOST_KINDS]
        kinds = [_counted(count, NAMES.get(kind) or kind_words(kind)) for kind, count in shown]
        rest = sum(count for _, count in journey.sent[len(shown) :])
        went = _listed([*kinds, *([_counted(rest, "other message")] if rest else [])])
        parts.append(f"the bot sent {went}")
    if journey.waiting:
        parts.append(f"{_counted(journey.waiting, 'message')} {'wait' if journey.waiting > 1 else 'waits'} for Slack")
    if journey.late:
        parts.append(f"{_counted(journey.late, 'message')} came too late to be of use and stayed away")
    return _listed(parts) if parts else nothing


def _when(moment: datetime, timezone: str) -> str:
    here = moment.astimezone(ZoneInfo(timezone))
    return f"{here:%A} {here.day} {here:%B}, {here:%H:%M}"


def _counted(count: int, what: str) -> str:
    return f"{count} {what if count == 1 else PLURALS.get(what, f'{what}s')}"


def _listed(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
