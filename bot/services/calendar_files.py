"""Reading days out of an iCalendar file (RFC 5545): a school's or district's holidays, early-release days.

Only what a program needs comes out: spans of days with their titles. Nothing here touches the database.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any

from bot.domain.calendar import DAY, is_timezone, zone

if TYPE_CHECKING:  # it takes long to import, and a start of the bot needs none of it
    from icalendar import Calendar, Event

MAX_BYTES = 2_000_000  # a district's calendar of ten years is a tenth of this
MAX_EVENTS = 5000
MAX_REPEATS = 3000  # of one event; more than a daily one makes in any program
TITLE = 120  # characters kept
_LONGEST_MONTH = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
_UNREADABLE = "its dates cannot be read"
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})


class CalendarError(Exception):
    """The file cannot be used at all; the message says why in one sentence."""


@dataclass(frozen=True, slots=True)
class ImportedSpan:
    """Days that one event of a file names, first and last included; `uid` tells its event from others."""

    uid: str
    starts: date
    ends: date
    title: str = ""


@dataclass(slots=True)
class Reading:
    """What a file holds: spans, the events that were left out (a line each), and every event's uid."""

    spans: list[ImportedSpan] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    uids: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Window:
    """From when to when days are wanted, and the time zone in which a time of day names a day."""

    first: date
    last: date
    timezone: str

    def cut(self, starts: date, ends: date) -> tuple[date, date] | None:
        """Return the part of a span that lies inside, or None."""
        starts, ends = max(starts, self.first), min(ends, self.last)
        return (starts, ends) if starts <= ends else None


def read_calendar(raw: bytes, window: Window, *, whole_days_only: bool) -> Reading:
    """Read the days of every event inside `window`.

    An all-day event is the days it names, whatever zone the file is in; so is one from midnight to midnight in its own
    zone, the file's or the window's. Other events last part of a day: with `whole_days_only` they are left out, else
    they are the days they touch in the window's time zone. Recurrences end with the window.

    Raises CalendarError if the file is too large or is not iCalendar.
    """
    calendar = _parsed(raw)
    events = calendar.events
    if len(events) > MAX_EVENTS:
        raise CalendarError(f"it has {len(events)} events, and {MAX_EVENTS} are what can be read at once")
    reading = Reading()
    replaced = _replaced(events)
    for event in events:
        uid = str(event.get("UID") or f"{event.get('SUMMARY', '')}:{event.get('DTSTART', '')}")
        reading.uids.add(uid)
        try:
            problem = _read_event(reading, uid, event, calendar, window, replaced.get(uid, []), whole_days_only)
        except (ValueError, TypeError, OverflowError):  # dates at the edge of time, or none at all
            problem = _UNREADABLE
        if problem:
            reading.left_out.append(f"{_title(event) or 'an event without a title'}: {problem}")
    return reading


def _parsed(raw: bytes) -> "Calendar":
    from icalendar import Calendar

    if len(raw) > MAX_BYTES:
        raise CalendarError(f"it is larger than {MAX_BYTES // 1_000_000} MB; export only the years that are needed")
    if b"BEGIN:VCALENDAR" not in raw.upper():
        raise CalendarError("it is not an iCalendar file: such a file begins with BEGIN:VCALENDAR")
    try:
        return Calendar.from_ical(raw)
    except (ValueError, IndexError, KeyError) as error:
        raise CalendarError(f"it is not a sound iCalendar file ({str(error).splitlines()[0][:100]})") from None


def _replaced(events: Sequence["Event"]) -> dict[str, list[date]]:
    """Return by uid the days or moments whose recurrence another event of the file replaces."""
    found: dict[str, list[date]] = {}
    for event in events:
        instead_of = getattr(event.get("RECURRENCE-ID"), "dt", None)
        if isinstance(instead_of, date):
            found.setdefault(str(event.get("UID")), []).append(instead_of)
    return found


def _read_event(
    reading: Reading,
    uid: str,
    event: "Event",
    calendar: "Calendar",
    window: Window,
    replaced: Sequence[date],
    whole_days_only: bool,
) -> str:
    """Add the event's spans to the reading, or return why it is left out."""
    starts = getattr(event.get("DTSTART"), "dt", None)
    if event.errors or not isinstance(starts, date):
        return _UNREADABLE
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return "it is cancelled"
    named = _days_named(event, starts, calendar, window)
    if named is None and whole_days_only:
        return "it lasts only part of a day, so it is no day off"
    first, last = named or _days_touched(event, starts, window)
    if last < first:
        return "it ends before it begins"
    begins, problem = _beginnings(event, starts, first, window)
    if problem:
        return problem
    is_instead = event.get("RECURRENCE-ID") is not None
    instead = set() if is_instead else {day + (first - _date(starts)) for day in _days_as(starts, replaced)}
    days = sorted(set(begins) - instead)
    for one in _merged([(day, day + (last - first)) for day in days]):
        if inside := window.cut(*one):
            reading.spans.append(ImportedSpan(uid, *inside, _title(event)))
    return ""


def _title(event: "Event") -> str:
    return " ".join(str(event.get("SUMMARY", "")).split())[:TITLE]


def _date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def _end(event: "Event", starts: date) -> date:
    """Return the moment or day, not included, at which the event is over."""
    ends = getattr(event.get("DTEND"), "dt", None)
    if isinstance(ends, date):
        return ends
    duration = getattr(event.get("DURATION"), "dt", None)
    if isinstance(duration, timedelta):
        return starts + duration
    return starts if isinstance(starts, datetime) else starts + DAY


def _days_named(event: "Event", starts: date, calendar: "Calendar", window: Window) -> tuple[date, date] | None:
    """Return the first and last day of an event that takes whole days, else None."""
    ends = _end(event, starts)
    if not isinstance(starts, datetime):
        return starts, max(starts, _date(ends) - DAY)
    if not isinstance(ends, datetime):
        return None
    for there in (None, *_zones(calendar, window)):
        begin, end = (_in_zone(starts, there), _in_zone(ends, there))
        if begin.time() == end.time() == time(0) and begin.date() < end.date():
            return begin.date(), end.date() - DAY
    return None


def _zones(calendar: "Calendar", window: Window) -> Iterator[tzinfo]:
    own = str(calendar.get("X-WR-TIMEZONE", "")).strip()
    if is_timezone(own):
        yield zone(own)
    yield zone(window.timezone)


def _days_as(starts: date, values: Sequence[date]) -> list[date]:
    """Return which days they are where the event begins on `starts`: files give exceptions in UTC as well."""
    there = starts.tzinfo if isinstance(starts, datetime) else None
    return [_date(_in_zone(value, there)) if isinstance(value, datetime) else value for value in values]


def _in_zone(moment: datetime, there: tzinfo | None) -> datetime:
    """Return a moment in a zone; one without a zone is the same everywhere."""
    return moment if there is None or moment.tzinfo is None else moment.astimezone(there)


def _days_touched(event: "Event", starts: date, window: Window) -> tuple[date, date]:
    ends = _end(event, starts)
    there = zone(window.timezone)
    begin = _in_zone(starts, there) if isinstance(starts, datetime) else starts
    end = _in_zone(ends, there) if isinstance(ends, datetime) else ends
    if isinstance(end, datetime) and end.time() == time(0) and _date(end) > _date(begin):
        end = end - DAY
    return _date(begin), _date(end)


def _beginnings(event: "Event", starts: date, first: date, window: Window) -> tuple[list[date], str]:
    """Return the first days of the event and of its recurrences up to the window's end, or what is wrong with them."""
    from dateutil.rrule import rrulestr

    rules = event.get("RRULE")
    shift = first - _date(starts)  # the day that its time of day is in the window's zone
    extra = _days_as(starts, _values(event, "RDATE"))
    if rules is None:
        return [first, *(day + shift for day in extra)], ""
    if isinstance(rules, list):
        return [], "it has more than one rule to repeat it"
    if _frequency(rules) in _TOO_OFTEN:
        return [], "it repeats more often than daily"
    if _never(rules):
        return [], "it repeats on a day that does not exist"
    try:
        wall = datetime.combine(_date(starts), time(0))
        rule = rrulestr(_without_zones(rules), dtstart=wall, ignoretz=True)
        last = datetime.combine(window.last, time(0))
        found = [day.date() for day in islice((each for each in _until(rule, last)), MAX_REPEATS)]
    except (ValueError, TypeError, OverflowError):
        return [], "the rule that repeats it cannot be read"
    left_out = set(_days_as(starts, _values(event, "EXDATE")))
    return [day + shift for day in (*found, *extra) if day not in left_out], ""


def _until(rule: Any, last: datetime) -> Iterator[datetime]:
    for each in rule:
        if each > last:
            return
        yield each


def _frequency(rules: Any) -> str:
    return str(next(iter(rules.get("FREQ", [])), "")).upper()


def _never(rules: Any) -> bool:
    """Say whether a rule asks for days that no month of its months has; looking for them would take seconds."""
    months, days = rules.get("BYMONTH"), rules.get("BYMONTHDAY")
    if not months or not days:
        return False
    return all(abs(int(day)) > _LONGEST_MONTH.get(int(month), 31) for month in months for day in days)


def _without_zones(rules: Any) -> str:
    """Return the rule as text whose UNTIL is a day: the day on which the last recurrence may begin."""
    parts = dict(rules)
    until = next(iter(parts.pop("UNTIL", [])), None)
    kept = str(type(rules)(parts).to_ical(), "utf-8")
    if until is None:
        return kept
    day = until.astimezone(UTC).date() if isinstance(until, datetime) and until.tzinfo else _date(until)
    return f"{kept};UNTIL={day:%Y%m%d}"


def _values(event: "Event", name: str) -> list[date]:
    found = event.get(name)
    groups = found if isinstance(found, list) else [found] if found is not None else []
    values = [getattr(one, "dt", None) for group in groups for one in getattr(group, "dts", [])]
    return [value for value in values if isinstance(value, date)]


def _merged(spans: Sequence[tuple[date, date]]) -> list[tuple[date, date]]:
    """Return spans with those that touch or overlap made one."""
    merged: list[tuple[date, date]] = []
    for starts, ends in sorted(spans):
        if merged and starts <= merged[-1][1] + DAY:
            merged[-1] = (merged[-1][0], max(merged[-1][1], ends))
        else:
            merged.append((starts, ends))
    return merged
