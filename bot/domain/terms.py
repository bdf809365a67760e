"""How a pair's term goes by its own schedule: the next meeting, and how many were planned and logged until now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from bot.domain.calendar import local
from bot.domain.schedules import Schedule, Year, next_occurrence, occurrences


@dataclass(frozen=True, slots=True)
class Term:
    """`next_at` is UTC, None if no date lies ahead. From the local day `since` until now `planned` meetings were
    planned, days off and what was called off not counted, and `met` were logged, planned or not.
    """

    next_at: datetime | None
    since: date
    planned: int
    met: int


def begins(schedule: Schedule, starts: date) -> date:
    """Return the local day from which a pair counts that is one since `starts`: the first its schedule asks for."""
    first = schedule.rhythm.first if schedule.rhythm else min(schedule.dates, default=starts)
    return max(first, starts)


def term_of(schedule: Schedule, year: Year, since: date, met_on: Collection[date], now: datetime) -> Term:
    """Return how the term of a pair goes at the UTC moment `now`; `met_on` are the days of its meetings."""
    today = local(now, schedule.timezone).date()
    planned = occurrences(schedule, year, since, today) if since <= today else []
    following = next_occurrence(schedule, year, now)
    return Term(
        following.starts_at if following else None,
        since,
        sum(each.ends_at <= now for each in planned),
        sum(day >= since for day in met_on),
    )
