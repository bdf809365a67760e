"""The sample community's network sessions: a series that its coordinators have planned before anybody looks."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.domain.members import Role
from bot.domain.programs import Program
from bot.domain.refusals import Refusal
from bot.domain.sessions import INVITABLE, Every, Session, Wish
from bot.services import sessions
from bot.store.database import Store

TITLE, LINK, PROTOCOL = "Network session", "https://meet.sandbox.example/network", "peer_what_so_what"
AT, MINUTES, PAIR_MINUTES = time(16, 0), 120, 30  # the last half-hour is for pairs
TUESDAY, SECOND, MONTHS, HOW_MANY = 1, 8, 2, 6  # the second Tuesday is the first one from the eighth on
AHEAD = timedelta(days=7)  # time to answer, and for a visitor to look around before


def plan_sessions(store: Store, team_id: str, program: Program, host: str, now: datetime) -> Sequence[Session]:
    """Plan a year of sessions as the coordinator whose Slack id is `host`; `now` is UTC program time."""
    roles = frozenset(INVITABLE) - {Role.COACH}
    first = first_day(program.starts)
    wish = Wish(
        TITLE,
        first,
        AT,
        MINUTES,
        PROTOCOL,
        roles,
        LINK,
        PAIR_MINUTES,
        hosts=(host,),
        every=Every.MONTHS,
        interval=MONTHS,
        count=HOW_MANY,
    )
    planned = sessions.plan(store, team_id, host, program.id, wish, now=now)
    if isinstance(planned, Refusal | tuple):
        raise ValueError(f"the sample community's sessions cannot be planned: {planned}")
    return planned


def first_day(starts: date) -> date:
    """Return the first second Tuesday of a month that is far enough from the program's first day."""
    day = starts + AHEAD
    while day.weekday() != TUESDAY or not SECOND <= day.day < SECOND + 7:
        day += timedelta(days=1)
    return day
