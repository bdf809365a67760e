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


def moved(journey: Journey, timezone: str) -> str:
    """Return what a move brought; times as clocks in `timezone` show them."""
    if not journey.found:
        nothing = "nothing of the kind comes in the next three months"
        return f"It is now {_when(journey.end, timezone)}, and {nothing}."
    return f"It is now {_when(journey.end, timezone)}: {_outcome(journey, 'nothing was sent')}."


def switched(mode: Mode, journey: Journey) -> str:
    """Return what a switch of trouble brought."""
    return f"{NOW[mode]}: {_outcome(journey, 'nothing was waiting for it' if mode == 'off' else 'nothing waits')}."


def _outcome(journey: Journey, nothing: str) -> str:
    parts = []
    if journey.sent:
        went = _listed([_counted(count, kind_words(kind)) for kind, count in journey.sent])
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
    return f"{count} {what}" + ("" if count == 1 else "s")


def _listed(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + (" and " if len(parts) > 1 else "") + parts[-1]
