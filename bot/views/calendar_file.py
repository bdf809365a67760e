"""A pair's meetings for their own calendars: an iCalendar file (RFC 5545), and links that add the next one.

A repeated slot is one series with one UID, so that a newer file (a higher SEQUENCE) takes the place of the older. What
an older file held and this one does not is in it as cancelled (RFC 5546, 3.2.1: a published event may be), so that
nobody's calendar keeps it.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from bot.content.wording import Markup, Wording
from bot.domain.calendar import WEEK, local, moment_of
from bot.domain.schedules import Cadence, Occurrence, Schedule
from bot.views.blocks import spoken
from bot.views.message import File, Message

if TYPE_CHECKING:  # it takes long to import, and a start of the bot needs none of it
    from icalendar import Event

PRODUCT = "-//Reciprocal//Meetings//EN"
GOOGLE = "https://calendar.google.com/calendar/render"
URL_LENGTH = 3000  # of the address of a button or an option, says Slack
OUTLOOK = "https://outlook.office.com/calendar/deeplink/compose"


@dataclass(frozen=True, slots=True)
class FileView:
    """What goes into the file: `upcoming` are the pair's meetings from now on, at least one, the soonest first.
    `number` makes the file's name new; `now` is UTC. `dropped` are local days that may have been in an older file, and
    `was_series` says that an older one may have held a series.
    """

    number: int
    partner: str
    uid: str
    sequence: int
    schedule: Schedule
    upcoming: tuple[Occurrence, ...]
    now: datetime
    dropped: tuple[date, ...] = ()
    was_series: bool = False


def calendar_message(w: Wording, view: FileView) -> Message:
    """Compose the message that brings the file, with links for those whose calendar takes none."""
    summary = w.plain("schedules.file.event", partner=view.partner)
    following = view.upcoming[0]
    google = _link(google_link(summary, following.starts_at, following.ends_at), w.plain("schedules.file.google"))
    outlook = _link(outlook_link(summary, following.starts_at, following.ends_at), w.plain("schedules.file.outlook"))
    comment = w.mrkdwn("schedules.file.comment", partner=view.partner)
    links = w.mrkdwn("schedules.file.links", google=google, outlook=outlook)
    file = File(
        f"{w.plain('schedules.file.name')}-{view.number}.ics",
        w.plain("schedules.file.title", partner=view.partner),
        calendar_file(view, summary),
    )
    return Message(spoken(comment, links), [], file)


def _link(url: str, words: str) -> Markup:
    return Markup(f"<{url.replace('&', '&amp;')}|{words}>")


def google_link(summary: str, begins: datetime, ends: datetime, place: str = "") -> str:
    """Return the address at which Google Calendar offers to add one meeting; both moments are UTC. The place, such as
    the address of a call, is left out where it is too long.
    """
    dates = f"{begins.astimezone(UTC):%Y%m%dT%H%M%SZ}/{ends.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return _address(GOOGLE, {"action": "TEMPLATE", "text": summary, "dates": dates}, place)


def outlook_link(summary: str, begins: datetime, ends: datetime, place: str = "") -> str:
    """Return the address at which Outlook on the web offers to add one meeting; as `google_link` does."""
    moments = {
        "startdt": f"{begins.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{ends.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
    }
    fixed = {"path": "/calendar/action/compose", "rru": "addevent"}
    return _address(OUTLOOK, {**fixed, "subject": summary, **moments}, place)


def _address(base: str, asked: Mapping[str, str], place: str) -> str:
    address = f"{base}?{urlencode(asked)}"
    located = f"{address}&{urlencode({'location': place})}"
    return located if place and len(located) <= URL_LENGTH else address


def calendar_file(view: FileView, summary: str) -> bytes:
    """Return the iCalendar file, with the definition of every time zone that it names."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("METHOD", "PUBLISH")
    rhythm = view.schedule.rhythm
    stays = [each for each in view.upcoming if each.starts_at == _nominal(view.schedule, each)]
    if rhythm is not None and rhythm.cadence in _WEEKS and stays:
        for event in _series(view, summary, stays, _WEEKS[rhythm.cadence]):
            calendar.add_component(event)
    else:
        for each in view.upcoming:
            calendar.add_component(_event(view, summary, each, _uid(view, each.day)))
    for event in _cancelled(view, summary, {str(event["UID"]) for event in calendar.events}):
        calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


_WEEKS = {Cadence.WEEKLY: 1, Cadence.FORTNIGHTLY: 2}


def _nominal(schedule: Schedule, occurrence: Occurrence) -> datetime:
    """Return the UTC moment at which the schedule itself has a meeting that may have been moved."""
    return moment_of(occurrence.day, schedule.at, schedule.timezone)


def _series(view: FileView, summary: str, stays: Sequence[Occurrence], weeks: int) -> "list[Event]":
    """Return the series from the first meeting that stands where the rhythm has it, and an event for each meeting that
    does not: moved, a week late because of a day off, or in a season whose months do not keep step with the weeks.

    Days of the rhythm without a meeting (days off, a season, called off) are taken out.
    """
    schedule = view.schedule
    begins = schedule.rhythm.first if schedule.rhythm else stays[0].day
    in_step = [each for each in stays if (each.day - begins).days % (7 * weeks) == 0] or stays
    start, first = in_step[0], in_step[0].day

    def is_in(day: date) -> bool:
        return day >= first and (day - first).days % (7 * weeks) == 0

    series = {each.day: each for each in view.upcoming if is_in(each.day)}
    event = _event(view, summary, start, view.uid)
    last = max(series)
    event.add("RRULE", {"FREQ": "WEEKLY", "INTERVAL": weeks, "UNTIL": moment_of(last, schedule.at, schedule.timezone)})
    for day in (first + n * weeks * WEEK for n in range((last - first).days // (7 * weeks))):
        if day not in series:
            event.add("EXDATE", local(moment_of(day, schedule.at, schedule.timezone), schedule.timezone))
    events = [event]
    for each in view.upcoming:
        if each.day not in series:
            events.append(_event(view, summary, each, _uid(view, each.day)))
        elif each not in stays:
            moved = _event(view, summary, each, view.uid)
            moved.add("RECURRENCE-ID", local(_nominal(schedule, each), schedule.timezone))
            events.append(moved)
    return events


def _uid(view: FileView, day: date) -> str:
    return f"{view.uid}-{day:%Y%m%d}"


def _cancelled(view: FileView, summary: str, held: Container[str]) -> "Iterator[Event]":
    """Yield what an older file may have held and this one (with the UIDs `held`) does not."""
    schedule, first = view.schedule, view.upcoming[0]
    gone = [(_uid(view, day), moment_of(day, schedule.at, schedule.timezone)) for day in view.dropped]
    if view.was_series:
        gone.append((view.uid, first.starts_at))
    for uid, starts_at in gone:
        if f"{uid}@reciprocal" not in held:
            event = _event(view, summary, replace(first, starts_at=starts_at), uid)
            event.add("STATUS", "CANCELLED")
            yield event


def _event(view: FileView, summary: str, occurrence: Occurrence, uid: str) -> "Event":
    from icalendar import Event

    begins = local(occurrence.starts_at, view.schedule.timezone)
    event = Event()
    event.add("UID", f"{uid}@reciprocal")
    event.add("SEQUENCE", view.sequence)
    event.add("DTSTAMP", view.now.astimezone(UTC))
    event.add("SUMMARY", summary)
    event.add("DTSTART", begins)
    event.add("DURATION", timedelta(minutes=occurrence.minutes))
    return event
