"""When a program's community gets a question: the program's rhythm, on the program's own wall clock."""

from datetime import datetime, time, timedelta

from bot.domain.calendar import WEEK, QuietHours, Rhythm, SchoolDays, next_prompt, next_waking_moment, week_of
from bot.domain.programs import Program

MONDAY, TUESDAY = 0, 1
AT = time(10, 0)
LATEST = timedelta(days=2)
RHYTHMS = (0, 1, 2, 4)  # every so many weeks; 0: none at the program's rhythm
GROUP = frozenset({"group"})  # whom the community's questions are for


def next_question(program: Program, days: SchoolDays, after: datetime) -> datetime | None:
    """Return the first UTC moment after `after` at which the community is asked, or None if there is none any more.

    Tuesdays at ten, every so many weeks from the program's second week on: in the first, people are welcomed. A
    Tuesday that is off moves to the next school day within two days; where there is none, that question is left out.
    """
    if not program.question_every_weeks:
        return None
    second_week = week_of(program.starts, MONDAY) + WEEK
    rhythm = Rhythm(MONDAY, TUESDAY, AT, program.timezone, second_week, program.ends, program.question_every_weeks)
    return next_prompt(after, rhythm, days)


def decent_moment(program: Program, days: SchoolDays, now: datetime) -> datetime:
    """Return the first UTC moment from `now` on that is outside the program's quiet hours and on a school day."""
    quiet = QuietHours(program.quiet_from, program.quiet_to)
    return next_waking_moment(now, program.timezone, quiet, days.__contains__)
