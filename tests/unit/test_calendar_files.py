"""What comes out of iCalendar files: whole days, recurrences, foreign zones, and files that are none."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.services.calendar_files import MAX_BYTES, MAX_EVENTS, CalendarError, Window, read_calendar

YEAR = Window(date(2026, 8, 1), date(2027, 7, 31), "America/New_York")


def ics(*events: str, head: str = "") -> bytes:
    body = "\n".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT" for event in events)
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{head}\n{body}\nEND:VCALENDAR\n"
    return text.replace("\n\n", "\n").replace("\n", "\r\n").encode()


def days(raw: bytes, *, whole_days_only: bool = True) -> list[tuple[date, date]]:
    found = read_calendar(raw, YEAR, whole_days_only=whole_days_only).spans
    return sorted((span.starts, span.ends) for span in found)


def left_out(raw: bytes) -> list[str]:
    return read_calendar(raw, YEAR, whole_days_only=True).left_out


THANKSGIVING = "UID:t\nSUMMARY:Thanksgiving\nDTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261128"
NOV_26, NOV_27 = date(2026, 11, 26), date(2026, 11, 27)


class TestDays:
    def test_an_all_day_event_is_the_days_it_names(self) -> None:
        (span,) = read_calendar(ics(THANKSGIVING), YEAR, whole_days_only=True).spans
        assert (span.uid, span.starts, span.ends, span.title) == ("t", NOV_26, NOV_27, "Thanksgiving")

    def test_one_without_an_end_is_one_day(self) -> None:
        assert days(ics("UID:a\nDTSTART;VALUE=DATE:20261126")) == [(NOV_26, NOV_26)]

    def test_a_duration_counts(self) -> None:
        assert days(ics("UID:a\nDTSTART;VALUE=DATE:20261126\nDURATION:P2D")) == [(NOV_26, NOV_27)]

    @pytest.mark.parametrize(
        ("event", "head"),
        [
            ("DTSTART;TZID=America/Los_Angeles:20261126T000000\nDTEND;TZID=America/Los_Angeles:20261127T000000", ""),
            ("DTSTART:20261126T000000Z\nDTEND:20261127T000000Z", ""),
            ("DTSTART:20261126T050000Z\nDTEND:20261127T050000Z", ""),  # midnight in New York
            ("DTSTART:20261126T080000Z\nDTEND:20261127T080000Z", "X-WR-TIMEZONE:America/Los_Angeles"),
            ("DTSTART:20261126T000000\nDTEND:20261127T000000", ""),
        ],
    )
    def test_midnight_to_midnight_is_that_day_whatever_the_zone(self, event: str, head: str) -> None:
        assert days(ics(f"UID:a\n{event}", head=head)) == [(NOV_26, NOV_26)]

    def test_part_of_a_day_is_no_day_off_and_can_be_a_good_day(self) -> None:
        early = ics("UID:e\nSUMMARY:Early release\nDTSTART:20261125T170000Z\nDTEND:20261125T200000Z")
        assert days(early) == []
        assert left_out(early) == ["Early release: it lasts only part of a day, so it is no day off"]
        assert days(early, whole_days_only=False) == [(date(2026, 11, 25), date(2026, 11, 25))]

    def test_an_evening_is_the_day_it_has_here(self) -> None:
        evening = ics("UID:e\nDTSTART:20261126T013000Z\nDTEND:20261126T023000Z")  # 20:30 on the 25th in New York
        assert days(evening, whole_days_only=False) == [(date(2026, 11, 25), date(2026, 11, 25))]

    def test_what_lies_outside_the_program_is_cut_off(self) -> None:
        assert days(ics("UID:a\nDTSTART;VALUE=DATE:20260601\nDTEND;VALUE=DATE:20260810")) == [
            (date(2026, 8, 1), date(2026, 8, 9))
        ]


class TestRecurrences:
    def test_a_weekly_day_over_the_change_of_clocks_and_the_years_end(self) -> None:
        weekly = ics(
            "UID:w\nDTSTART;TZID=America/New_York:20261021T233000\nDTEND;TZID=America/New_York:20261021T235900\n"
            "RRULE:FREQ=WEEKLY;UNTIL=20270113T050000Z"
        )
        found = days(weekly, whole_days_only=False)
        assert {starts.weekday() for starts, _ in found} == {2}
        assert (found[0][0], found[-1][0], len(found)) == (date(2026, 10, 21), date(2027, 1, 13), 13)

    def test_an_endless_one_ends_with_the_program(self) -> None:
        assert days(ics("UID:d\nDTSTART;VALUE=DATE:20260901\nRRULE:FREQ=DAILY")) == [
            (date(2026, 9, 1), date(2027, 7, 31))
        ]

    def test_days_left_out_and_added(self) -> None:
        raw = ics(
            "UID:w\nDTSTART;VALUE=DATE:20261102\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE;VALUE=DATE:20261109\n"
            "RDATE;VALUE=DATE:20261120"
        )
        assert [starts for starts, _ in days(raw)] == [date(2026, 11, 2), date(2026, 11, 16), date(2026, 11, 20)]

    def test_exceptions_in_utc_are_of_the_days_where_the_event_is(self) -> None:
        evening = "DTSTART;TZID=America/New_York:20261102T200000\nDTEND;TZID=America/New_York:20261102T210000\n"
        raw = ics(
            f"UID:w\n{evening}RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20261110T010000Z\nRDATE:20261201T010000Z",
            f"UID:w\n{evening.replace('1102', '1117')}RECURRENCE-ID:20261117T010000Z",
        )
        found = read_calendar(raw, YEAR, whole_days_only=False).spans
        days_found = {(each.starts.month, each.starts.day) for each in found}
        assert days_found == {(11, 2), (11, 17), (11, 23), (11, 30)}

    def test_one_recurrence_that_was_moved_or_cancelled(self) -> None:
        raw = ics(
            "UID:w\nDTSTART;VALUE=DATE:20261102\nRRULE:FREQ=WEEKLY;COUNT=3",
            "UID:w\nRECURRENCE-ID;VALUE=DATE:20261109\nDTSTART;VALUE=DATE:20261110",
            "UID:w\nRECURRENCE-ID;VALUE=DATE:20261116\nDTSTART;VALUE=DATE:20261116\nSTATUS:CANCELLED",
        )
        assert [starts for starts, _ in days(raw)] == [date(2026, 11, 2), date(2026, 11, 10)]

    def test_a_day_that_does_not_exist_is_named_at_once(self) -> None:
        raw = ics("UID:x\nSUMMARY:Never\nDTSTART;VALUE=DATE:20260201\nRRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")
        assert left_out(raw) == ["Never: it repeats on a day that does not exist"]

    @pytest.mark.parametrize(
        ("event", "reason"),
        [
            ("DTSTART:20261126T000000Z\nDTEND:20261127T000000Z\nRRULE:FREQ=SECONDLY", "more often than daily"),
            ("DTSTART;VALUE=DATE:20261126\nSTATUS:CANCELLED", "cancelled"),
            ("DTSTART:banana", "cannot be read"),
            ("SUMMARY:No date", "cannot be read"),
            ("DTSTART;VALUE=DATE:20261126\nRRULE:FREQ=WEEKLY;BYDAY=XX", "cannot be read"),
        ],
    )
    def test_what_cannot_be_used_is_named_and_the_others_go_in(self, event: str, reason: str) -> None:
        raw = ics(f"UID:x\n{event}", THANKSGIVING)
        (line,) = left_out(raw)
        assert reason in line
        assert days(raw) == [(NOV_26, NOV_27)]


class TestFiles:
    @pytest.mark.parametrize("raw", [b"", b"email,name\na@b.example,A\n", b"%PDF-1.7 \xff\xfe", b"<html></html>"])
    def test_a_file_that_is_not_icalendar_is_refused(self, raw: bytes) -> None:
        with pytest.raises(CalendarError, match="not an iCalendar file"):
            read_calendar(raw, YEAR, whole_days_only=True)

    def test_a_broken_one_is_refused(self) -> None:
        with pytest.raises(CalendarError, match="sound"):
            read_calendar(b"BEGIN:VCALENDAR\r\nnonsense", YEAR, whole_days_only=True)

    def test_a_huge_one_is_refused(self) -> None:
        with pytest.raises(CalendarError, match="2 MB"):
            read_calendar(b"BEGIN:VCALENDAR" + b" " * MAX_BYTES, YEAR, whole_days_only=True)
        many = b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * (MAX_EVENTS + 1) + b"END:VCALENDAR"
        with pytest.raises(CalendarError, match="5000"):
            read_calendar(many, YEAR, whole_days_only=True)

    @given(st.binary(max_size=300))
    def test_anything_else_is_refused_or_read(self, junk: bytes) -> None:
        with suppress(CalendarError):
            read_calendar(b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" + junk, YEAR, whole_days_only=True)

    @given(
        st.lists(
            st.sampled_from(
                [
                    "DTSTART:20261126T090000Z",
                    "DTEND:20261125T090000Z",
                    "DURATION:-P1D",
                    "RRULE:",
                    "RRULE:FREQ=YEARLY;BYSETPOS=400",
                    "DTSTART;VALUE=DATE:00010101",
                    "DTEND;VALUE=DATE:99991231",
                    "EXDATE:x",
                    "RRULE:FREQ=DAILY;INTERVAL=0",
                    "DTSTART;TZID=Mars/Base:20261126T090000",
                    "RDATE:20261126T090000Z",
                ]
            ),
            max_size=5,
        )
    )
    def test_odd_events_never_end_in_a_crash(self, lines: list[str]) -> None:
        found: Any = read_calendar(ics("\n".join(["UID:a", *lines])), YEAR, whole_days_only=False)
        assert all(YEAR.first <= span.starts <= span.ends <= YEAR.last for span in found.spans)
