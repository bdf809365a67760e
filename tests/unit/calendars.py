"""What the tests of the wall-clock rules draw from: odd time zones, days, and moments at quarters of an hour."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from bot.domain.calendar import SchoolDays
from bot.domain.programs import DaysOff

QUARTER = timedelta(minutes=15)  # every offset and every change of clocks drawn here is a multiple of it
ZONES = [
    "America/New_York",
    "America/Chicago",
    "America/Havana",  # clocks change at midnight
    "America/Santiago",  # and here the day before comes back
    "Pacific/Honolulu",
    "Pacific/Auckland",
    "Pacific/Chatham",  # 45 minutes off, and daylight saving
    "Pacific/Apia",  # had no 30 December 2011
    "Pacific/Kiritimati",
    "Australia/Lord_Howe",  # daylight saving of half an hour
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Africa/Casablanca",  # goes back for Ramadan
    "Africa/Cairo",
    "Antarctica/Troll",  # two hours at once
    "Atlantic/Azores",
    "Europe/Dublin",
]

zones = st.sampled_from(ZONES)
days = st.dates(date(2026, 1, 1), date(2028, 12, 31))
clock_times = st.integers(0, 95).map(lambda quarter: time(quarter // 4, quarter % 4 * 15))
moments = st.integers(0, 3 * 366 * 96).map(lambda n: datetime(2026, 1, 1, tzinfo=UTC) + n * QUARTER)


@st.composite
def spans_off(draw: st.DrawFn) -> SchoolDays:
    """Draw school days with up to four spans of days off, none longer than three weeks."""
    starts = draw(st.lists(days, max_size=4))
    return SchoolDays(tuple(DaysOff(day, day + timedelta(days=draw(st.integers(0, 20)))) for day in starts))
