"""Network sessions for people's own calendars: an iCalendar file (RFC 5545), and links that add one session.

Each session has one UID for good; a newer file has higher SEQUENCEs, and one that is cancelled is in it as cancelled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.content.wording import Markup, Wording
from bot.domain.calendar import local
from bot.domain.sessions import Session
from bot.views.blocks import spoken
from bot.views.calendar_file import PRODUCT, google_link, outlook_link
from bot.views.message import File, Message

if TYPE_CHECKING:  # it takes long to import, and a start of the bot needs none of it
    from icalendar import Event


@dataclass(frozen=True, slots=True)
class SessionFile:
    """What goes into the file: `sessions`, at least one, the soonest first; `following` is the one that the links add.
    `number` makes the file's name new; `now` is UTC.
    """

    number: int
    sessions: tuple[Session, ...]
    following: Session
    now: datetime


def file_message(w: Wording, view: SessionFile) -> Message:
    """Compose the message that brings the file, with links for those whose calendar takes none."""
    title = view.following.title
    google = _link(google_address(view.following), w.plain("sessions.file.google"))
    outlook = _link(outlook_address(view.following), w.plain("sessions.file.outlook"))
    comment = w.mrkdwn("sessions.file.comment", title=title)
    links = w.mrkdwn("sessions.file.links", google=google, outlook=outlook)
    file = File(
        f"{w.plain('sessions.file.name')}-{view.number}.ics",
        w.plain("sessions.file.title", title=title),
        calendar(view.sessions, view.now),
    )
    return Message(spoken(comment, links), [], file)


def _link(url: str, words: str) -> Markup:
    return Markup(f"<{url.replace('&', '&amp;')}|{words}>")


def google_address(session: Session) -> str:
    """Return the address at which Google Calendar offers to add a session."""
    return google_link(session.title, session.starts_at, session.ends_at, session.link)


def outlook_address(session: Session) -> str:
    """Return the address at which Outlook on the web offers to add a session."""
    return outlook_link(session.title, session.starts_at, session.ends_at, session.link)


def calendar(sessions: Sequence[Session], now: datetime) -> bytes:
    """Return the iCalendar file, with the definition of every time zone that it names; `now` is UTC."""
    from icalendar import Calendar

    made = Calendar()
    made.add("PRODID", PRODUCT)
    made.add("VERSION", "2.0")
    made.add("METHOD", "PUBLISH")
    for session in sessions:
        made.add_component(_event(session, now))
    made.add_missing_timezones()
    return bytes(made.to_ical())


def _event(session: Session, now: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("UID", f"{session.uid}@reciprocal")
    event.add("SEQUENCE", session.sequence)
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("SUMMARY", session.title)
    event.add("DTSTART", local(session.starts_at, session.timezone))
    event.add("DURATION", timedelta(minutes=session.minutes))
    event.add("STATUS", "CANCELLED" if session.cancelled_at is not None else "CONFIRMED")
    if session.link:
        event.add("LOCATION", session.link)
        event.add("URL", session.link)
    return event
