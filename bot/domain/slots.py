"""Three times at which both of a pair could meet, found without anybody asking around.

Working hours are 8:00 to 17:00 on school days, on each one's own wall clock and never in their quiet hours. A
slot lies inside both, begins on a full or half hour of the one who is asked first (the mentee), and never on a day off
of either. Good days to meet come first; the three are on different days where that is possible, at different hours.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache

from bot.domain.calendar import DAY, local, moment_of
from bot.domain.programs import GoodDays
from bot.domain.schedules import Year

WORK_BEGINS, WORK_ENDS = time(8, 0), time(17, 0)
HALF_HOUR = timedelta(minutes=30)
AGAIN_AFTER = timedelta(days=14)  # how long "none of these" stands before three others are looked for
OFFERED = 3
AHEAD = DAY  # so that both can answer before the first
WITHIN_DAYS = 14  # a first meeting within two weeks
# After classes, before them, around noon: whoever cannot at one can perhaps at another.
HOURS = (time(15, 30), time(8, 30), time(12, 0))
_HALF_HOURS = tuple(time(hour, minute) for hour in range(WORK_BEGINS.hour, WORK_ENDS.hour) for minute in (0, 30))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute


# By each of HOURS the wall-clock times at which slots begin, the closest to it first, the earlier of two.
_NEAREST = {hour: sorted(_HALF_HOURS, key=lambda at: (abs(_minutes(at) - _minutes(hour)), at)) for hour in HOURS}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: slots of `minutes`, not at the same time as what either has `taken` (UTC, begin and end)."""

    minutes: int = 30
    taken: tuple[tuple[datetime, datetime], ...] = ()


@lru_cache(maxsize=1024)  # pairs of one program mostly share calendars, zones and the moment from which they look
def find_slots(year: Year, good_days: tuple[GoodDays, ...], wanted: Wanted, now: datetime) -> tuple[datetime, ...]:
    """Return up to three UTC moments at which both can meet in the next two weeks, in order of time.

    The last of `year.sides` is the one whose clock the slots begin on. The same arguments give the same slots.
    """
    timezone = year.sides[-1].timezone
    earliest = now + AHEAD
    first, last = local(earliest, timezone).date(), local(now, timezone).date() + WITHIN_DAYS * DAY
    days = [day for n in range((last - first).days + 1) if (day := first + n * DAY) in year.sides[-1].days]
    days.sort(key=lambda day: (not any(day in good for good in good_days), day))
    chosen: list[datetime] = []
    for day in days:
        moments = (moment_of(day, at, timezone) for at in _NEAREST[HOURS[len(chosen)]])
        best = next((moment for moment in moments if moment >= earliest and _works(year, wanted, moment)), None)
        if best is not None:
            chosen.append(best)
            if len(chosen) == OFFERED:
                return tuple(sorted(chosen))
    everything = {moment_of(day, at, timezone) for day in days for at in _HALF_HOURS} - {*chosen}
    others = [moment for moment in sorted(everything) if moment >= earliest and _works(year, wanted, moment)]
    return tuple(sorted([*chosen, *others[: OFFERED - len(chosen)]]))


def _works(year: Year, wanted: Wanted, begins: datetime) -> bool:
    """Say whether both work from the UTC moment `begins` until the meeting is over."""
    ends = begins + timedelta(minutes=wanted.minutes)
    if any(begins < end and start < ends for start, end in wanted.taken) or not year.works(begins):
        return False
    for side in year.sides:
        start, end = local(begins, side.timezone), local(ends, side.timezone)
        if start.date() != end.date() or start.time() < WORK_BEGINS or end.time() > WORK_ENDS:
            return False
        if side.quiet.hold_at(start.time()) or side.quiet.hold_at((end - timedelta(minutes=1)).time()):
            return False
    return True


def common(picks: Sequence[frozenset[int]]) -> int | None:
    """Return the number of the first slot that everybody can, None while there is none; slots are in order of time."""
    both = frozenset.intersection(*picks) if picks else frozenset()
    return min(both, default=None)
