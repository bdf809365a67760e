"""What comes before a session: brought forward over days off and quiet hours, never to when it is of no use."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given

from bot.domain.calendar import QuietHours, SchoolDays, local, moment_of
from bot.domain.members import Role
from bot.domain.programs import DaysOff
from bot.domain.session_moments import LONG_WEEKEND, Moment, Waking, moments, next_moment
from bot.domain.sessions import Session
from tests.unit.calendars import clock_times, days, spans_off, zones

DAY = timedelta(days=1)


def session(day: date, at: time = time(15, 30), timezone: str = "America/New_York") -> Session:
    starts_at = moment_of(day, at, timezone)
    asked = frozenset({Role.MENTEE})
    planned = starts_at - 60 * DAY
    return Session(
        1, 1, None, "Winter session", day, at, timezone, starts_at, 120, 0, "", "wsn", asked, "uid", 0, 1, planned
    )


def shown(one: Session, waking: Waking) -> tuple[str, str]:
    """Return when groups are proposed and settled, as weekday, day and time of day."""
    when = moments(one, waking)
    proposed, settled = (local(when[what], one.timezone) for what in (Moment.GROUPS, Moment.DAY_BEFORE))
    return f"{proposed:%a %d %H:%M}", f"{settled:%a %d %H:%M}"


@pytest.mark.parametrize(
    ("day", "proposed", "settled"),
    [
        (date(2026, 12, 10), "Tue 08 15:30", "Wed 09 15:30"),
        (date(2026, 12, 8), "Fri 04 15:30", "Mon 07 15:30"),  # two days before a Tuesday is a Sunday
        (date(2026, 12, 7), "Thu 03 15:30", "Fri 04 15:30"),  # before a Monday, and hosts keep a day between
        (date(2026, 11, 30), "Tue 24 15:30", "Wed 25 15:30"),  # after a long weekend, from Thursday on
        (date(2027, 1, 4), "Fri 18 15:30", "Sun 03 15:30"),  # after holidays people are reminded when they are over
        (date(2027, 1, 5), "Fri 18 15:30", "Mon 04 15:30"),
    ],
)
def test_what_comes_before_a_session_comes_on_a_school_day_before_it(day: date, proposed: str, settled: str) -> None:
    off = (DaysOff(date(2026, 11, 26), date(2026, 11, 27)), DaysOff(date(2026, 12, 21), date(2027, 1, 1)))
    assert shown(session(day), Waking(SchoolDays(off))) == (proposed, settled)


@pytest.mark.parametrize(
    ("at", "reminded"), [(time(18, 59), "18:59"), (time(19), "18:00"), (time(21), "18:00"), (time(6, 30), "07:00")]
)
def test_before_a_session_in_quiet_hours_nothing_waits_until_the_next_morning(at: time, reminded: str) -> None:
    proposed, settled = shown(session(date(2026, 12, 10), at), Waking())
    assert (proposed[-5:], settled[-5:]) == (reminded, reminded)
    assert settled.startswith("Wed 09")


@given(days, clock_times, zones, spans_off())
def test_groups_are_proposed_two_days_before_at_least_then_settled_then_it_starts(
    day: date, at: time, timezone: str, off: SchoolDays
) -> None:
    one, waking = session(day, at, timezone), Waking(off, QuietHours())
    when = moments(one, waking)
    proposed, settled = (local(when[what], timezone) for what in (Moment.GROUPS, Moment.DAY_BEFORE))
    assert proposed.date() < settled.date() < day
    assert proposed.date() <= day - 2 * DAY
    assert settled.date() in off or settled.date() == day - DAY
    assert day - settled.date() <= timedelta(days=LONG_WEEKEND + 1)
    assert not waking.quiet.hold_at(waking.at(at))


def test_what_is_due_next_follows_and_what_was_missed_is_due_at_once() -> None:
    one, waking = session(date(2026, 12, 7)), Waking()
    assert one.created_at < datetime(2026, 12, 3, tzinfo=UTC)
    when = moments(one, waking)
    assert next_moment(one, one.created_at, waking) == when[Moment.GROUPS]
    late = when[Moment.GROUPS] + timedelta(hours=1)
    assert next_moment(one, late, waking) == late
