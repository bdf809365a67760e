"""What a text after `/met` means for the person who typed it."""

from datetime import datetime

from bot.domain.calendar import local
from bot.domain.meeting_outcomes import NotUnderstood, Understood
from bot.domain.meetings import Chosen, Stranger, Unclear, choose
from bot.domain.met_days import writes_month_first
from bot.domain.met_text import Unreadable, read_met
from bot.domain.refusals import Refusal
from bot.services import people
from bot.services.meetings import with_contacts
from bot.store.database import Store


def understand(
    store: Store, team_id: str, slack_id: str, text: str, *, now: datetime
) -> Understood | NotUnderstood | Refusal:
    """Return what somebody typed after `/met` means for them."""
    with store.read() as tx:
        who = with_contacts(tx, team_id, slack_id, now)
    if isinstance(who, Refusal):
        return who
    identity, contacts = who
    locale, today = identity.person.locale, local(now, people.timezone_of(identity)).date()
    try:
        read = read_met(text, today, month_first=writes_month_first(locale))
    except Unreadable as unreadable:
        return NotUnderstood(unreadable, None, tuple(contacts), locale)
    match choose(contacts, read.people, read.names):
        case Stranger() as stranger:
            return NotUnderstood(None, stranger, tuple(contacts), locale)
        case Chosen(chosen):
            return Understood(chosen, True, read, today, locale)
        case Unclear(likely):
            return Understood(likely, False, read, today, locale)
