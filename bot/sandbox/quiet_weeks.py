"""Weeks in which somebody is not asked because their calendar has days off, for whoever waits for the next prompt."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.domain.calendar import PROMPT_LATEST, WEEK, local, moment_of, school_days, week_of
from bot.domain.rhythms import rhythm_of
from bot.services.rhythm import lead
from bot.store import identity as identities
from bot.store import programs
from bot.store.database import Store


@dataclass(frozen=True, slots=True)
class QuietWeek:
    """The week that begins on `monday`, and what the calendar calls its days off."""

    monday: date
    title: str


def quiet_weeks(store: Store, person_id: int, begin: datetime, end: datetime) -> tuple[QuietWeek, ...]:
    """Return the weeks between two UTC moments whose prompt of a person fell on days off, and could not move."""
    with store.read() as tx:
        identity = identities.identities(tx, [person_id])[person_id]
        leading = lead(identity, end)
        if leading is None:
            return ()
        member, program = leading
        days = school_days(programs.days_off_of(tx, {program.id})[program.id], member.school, member.district)
    rhythm = rhythm_of(identity.person, member, program)
    found = []
    week = week_of(local(begin, rhythm.timezone).date(), rhythm.week_begins)
    while (asked := rhythm.nominal_day(week)) <= local(end, rhythm.timezone).date():
        moves_to = days.first_from(asked, within=PROMPT_LATEST.days)
        off = next((span for span in days.days_off if asked in span), None)
        is_between = begin < moment_of(asked, rhythm.at, rhythm.timezone) < end
        if off is not None and is_between and (moves_to is None or moves_to >= week + WEEK):
            found.append(QuietWeek(asked - timedelta(days=asked.weekday()), off.title))
        week += WEEK
    return tuple(found)
