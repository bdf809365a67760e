"""The calendar file holds exactly the planned meetings, by icalendar's own parser, and links are safe to press."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import parse_qs, urlsplit

from dateutil.rrule import rruleset, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.content.wording import wording
from bot.domain.calendar import SchoolDays, local
from bot.domain.programs import DaysOff
from bot.domain.schedules import Cadence, Change, Rhythm, Schedule, Season, Side, Year, occurrences
from bot.views.calendar_file import FileView, calendar_file, calendar_message, google_link, outlook_link

NEW_YORK = "America/New_York"
FIRST = date(2026, 10, 22)
NOW = datetime(2026, 10, 20, 12, tzinfo=UTC)


def view(schedule: Schedule, year: Year, sequence: int = 0) -> FileView:
    found = occurrences(schedule, year, FIRST, FIRST + timedelta(weeks=30))
    return FileView(7, "Theo Park", "abc", sequence, schedule, tuple(found), NOW)


def moments(content: bytes) -> list[datetime]:
    """Return when the events of a file begin, as a calendar program shows them: rules, exceptions, moved ones."""
    calendar = Calendar.from_ical(content)
    moved = [event for event in calendar.events if "RECURRENCE-ID" in event]
    found = [event.start.astimezone(UTC) for event in moved]
    replaced = {event["RECURRENCE-ID"].dt.replace(tzinfo=None) for event in moved}
    for event in calendar.events:
        if event in moved:
            continue
        rules = rruleset()
        start = event.start.replace(tzinfo=None)
        if "RRULE" in event:
            until = event["RRULE"]["UNTIL"][0].astimezone(event.start.tzinfo).replace(tzinfo=None)
            rule = {**event["RRULE"], "UNTIL": [until]}
            rules.rrule(rrulestr(type(event["RRULE"])(rule).to_ical().decode(), dtstart=start))
        else:
            rules.rdate(start)
        for left_out in event.exdates:
            rules.exdate(left_out.replace(tzinfo=None))
        walls = [wall for wall in rules if wall not in replaced]
        found += [wall.replace(tzinfo=event.start.tzinfo).astimezone(UTC) for wall in walls]
    return sorted(found)


@st.composite
def plans(draw: st.DrawFn) -> tuple[Schedule, Year]:
    cadence = draw(st.sampled_from([Cadence.WEEKLY, Cadence.FORTNIGHTLY]))
    off = draw(st.lists(st.integers(0, 200), max_size=4))
    days = SchoolDays(tuple(DaysOff(FIRST + timedelta(days=n), FIRST + timedelta(days=n + 6)) for n in off))
    seasons = (Season(date(2027, 1, 1), date(2027, 3, 1), cadence=draw(st.sampled_from(list(Cadence)))),)
    changes = draw(st.lists(st.tuples(st.integers(0, 12), st.booleans()), max_size=3, unique_by=lambda one: one[0]))
    made = tuple(
        Change(FIRST + timedelta(weeks=n), FIRST + timedelta(days=7 * n + 1) if moved else None, time(9), NEW_YORK)
        for n, moved in changes
    )
    dates = tuple(FIRST + timedelta(days=n) for n in draw(st.lists(st.integers(0, 90), min_size=1, max_size=5)))
    rhythm = draw(st.sampled_from([Rhythm(cadence, FIRST), None]))
    schedule = Schedule(NEW_YORK, time(14, 30), 30, rhythm, () if rhythm else dates, changes=made)
    return schedule, Year((Side(NEW_YORK, days), Side("Europe/Vienna")), seasons)


@given(plans())
@settings(max_examples=60)
def test_the_file_holds_what_is_planned_and_nothing_else(plan: tuple[Schedule, Year]) -> None:
    shown = view(*plan)
    if shown.upcoming:
        assert moments(calendar_file(shown, "Mentoring")) == sorted(each.starts_at for each in shown.upcoming)


class TestFile:
    year = Year((Side(NEW_YORK, SchoolDays((DaysOff(date(2026, 11, 26), date(2026, 11, 27)),))), Side(NEW_YORK)))
    weekly = Schedule(NEW_YORK, time(14, 30), 30, Rhythm(Cadence.WEEKLY, FIRST))

    def test_one_series_keeps_its_uid_and_counts_its_changes(self) -> None:
        before = Calendar.from_ical(calendar_file(view(self.weekly, self.year), "M"))
        after = Calendar.from_ical(calendar_file(view(self.weekly, self.year, sequence=3), "M"))
        assert (
            [event["UID"] for event in before.events] == [event["UID"] for event in after.events] == ["abc@reciprocal"]
        )
        assert [int(calendar.events[0]["SEQUENCE"]) for calendar in (before, after)] == [0, 3]

    def test_it_is_sound_and_brings_its_time_zone(self) -> None:
        raw = calendar_file(view(self.weekly, self.year), "M")
        calendar = Calendar.from_ical(raw)
        (event,) = calendar.events
        assert event.errors == []
        assert event["DTSTART"].params["TZID"] == NEW_YORK
        assert [zone["TZID"] for zone in calendar.timezones] == [NEW_YORK]
        assert [f"{local(day, NEW_YORK):%m-%d %H:%M}" for day in event.exdates] == ["11-26 14:30"]
        assert all(len(line) <= 75 for line in raw.split(b"\r\n"))

    def test_a_name_cannot_break_out(self) -> None:
        summary = "Mentoring: A;B,C\nBEGIN:VEVENT \\ <b>&|>"
        raw = calendar_file(view(self.weekly, self.year), summary)
        assert str(Calendar.from_ical(raw).events[0]["SUMMARY"]) == summary
        for link in (google_link(summary, NOW, NOW), outlook_link(summary, NOW, NOW)):
            query = parse_qs(urlsplit(link).query)
            assert summary in (query.get("text") or query["subject"])[0]
            assert not set(link) & set('<>|\n "')

    def test_the_links_bring_the_address_of_a_call_unless_it_is_too_long_for_slack(self) -> None:
        call = "https://meet.example/j/8?pwd=a&b=ü"
        for address in (google_link, outlook_link):
            assert parse_qs(urlsplit(address("Session", NOW, NOW, call)).query)["location"] == [call]
            long = address("Session", NOW, NOW, f"{call}{'/' * 1000}")
            assert "location" not in long
            assert long == address("Session", NOW, NOW)

    def test_the_links_name_the_next_meeting(self) -> None:
        message = calendar_message(wording(), view(self.weekly, self.year))
        assert "dates=20261022T183000Z%2F20261022T190000Z" in message.text
        assert "startdt=2026-10-22T18%3A30%3A00Z&amp;enddt=2026-10-22T19%3A00%3A00Z" in message.text
        assert message.file is not None
        assert message.file.name == "meetings-7.ics"

    def test_a_newer_file_cancels_what_an_older_one_held(self) -> None:
        chosen = Schedule(NEW_YORK, time(14, 30), 30, None, (date(2026, 10, 23), date(2026, 10, 30)))
        newer = replace(view(chosen, self.year, 2), dropped=(date(2026, 10, 23), date(2026, 10, 28)), was_series=True)
        events = Calendar.from_ical(calendar_file(newer, "M")).events
        told = {str(event["UID"]): (str(event.get("STATUS", "")), int(event["SEQUENCE"])) for event in events}
        assert told == {
            "abc-20261023@reciprocal": ("", 2),
            "abc-20261030@reciprocal": ("", 2),
            "abc-20261028@reciprocal": ("CANCELLED", 2),
            "abc@reciprocal": ("CANCELLED", 2),
        }
        assert all(event.errors == [] for event in events)

    def test_a_series_that_goes_on_is_not_cancelled(self) -> None:
        newer = replace(view(self.weekly, self.year, 2), was_series=True, dropped=(date(2026, 10, 28),))
        events = Calendar.from_ical(calendar_file(newer, "M")).events
        assert [(str(event["UID"]), "STATUS" in event) for event in events] == [
            ("abc@reciprocal", False),
            ("abc-20261028@reciprocal", True),
        ]
