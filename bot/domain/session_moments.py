"""When something of a network session falls due. What happens then is the services' matter.

What comes before a session is brought forward where its day or hour is quiet: later, it would be of no use any more.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.domain.calendar import DAY, QuietHours, SchoolDays, moment_of
from bot.domain.sessions import Session

HOUR = timedelta(hours=1)
NOON = time(12)
LONGEST_BREAK = 21  # days; the longest holidays of a school year
LONG_WEEKEND = 4  # days; a reminder from before longer holidays would be forgotten by the day of the session


class Moment(StrEnum):
    """What falls due around a session."""

    GROUPS = "groups"  # the groups are proposed to the hosts
    DAY_BEFORE = "day_before"  # they are settled, and everybody is reminded
    HOUR_BEFORE = "hour_before"
    START = "start"
    END = "end"  # one in which no rounds ran is over


@dataclass(frozen=True, slots=True)
class Waking:
    """When people of a program may be written to: on its school days, outside its quiet hours."""

    days: SchoolDays = field(default_factory=SchoolDays)
    quiet: QuietHours = field(default_factory=QuietHours)

    def at(self, at: time) -> time:
        """Return the time of day `at`, in quiet hours their end on the same day, in the evening an hour before them."""
        if not self.quiet.hold_at(at):
            return at
        if at < NOON:
            return self.quiet.ends
        begins = self.quiet.begins
        return begins.replace(hour=max(0, begins.hour - 1), fold=0)


def moments(session: Session, waking: Waking) -> Mapping[Moment, datetime]:
    """Return when each thing falls due, UTC: two days and a day before, on the session's wall clock.

    Where the day before is off, it is the last school day before it, after holidays nevertheless the day before; where
    two days before are off, or leave the hosts no day between, an earlier school day.
    """
    at, eve = waking.at(session.at), session.day - DAY
    settled = waking.days.last_until(eve, within=LONG_WEEKEND) or eve
    latest = min(eve, settled) - DAY
    proposed = waking.days.last_until(latest, within=LONGEST_BREAK) or latest
    return {
        Moment.GROUPS: _moment(proposed, at, session),
        Moment.DAY_BEFORE: _moment(settled, at, session),
        Moment.HOUR_BEFORE: session.starts_at - HOUR,
        Moment.START: session.starts_at,
        Moment.END: session.ends_at,
    }


def _moment(day: date, at: time, session: Session) -> datetime:
    return moment_of(day, at, session.timezone)


def next_moment(session: Session, after: datetime, waking: Waking) -> datetime | None:
    """Return when something of a session is due next: the first moment after `after`, or at once where the groups of a
    session that was planned at short notice are not proposed or settled yet. None: nothing more.
    """
    if session.cancelled_at is not None or session.ended_at is not None:
        return None
    when = moments(session, waking)
    late = (session.grouped_at is None and when[Moment.GROUPS] <= after) or (
        session.approved_at is None and when[Moment.DAY_BEFORE] <= after
    )
    if late and session.starts_at > after:
        return after
    return min((moment for moment in when.values() if moment > after), default=None)
