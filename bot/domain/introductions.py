"""When a new pair is introduced to each other, and by when a first talk is suggested. Pure.

A pair is introduced once. Of those that come with a program's first roster, only if they began in the last two weeks:
whoever has been meeting since before the bot came knows each other. A pair that comes later is new, whenever the
program began.
"""

from datetime import date, timedelta

from bot.domain.calendar import SchoolDays

KNOWN_AFTER = timedelta(days=14)
FIRST_TALK_WITHIN = timedelta(days=14)


def needs_introduction(began: date, today: date, *, is_first_roster: bool) -> bool:
    """Say whether a pair that is new to the bot, and began on the day `began`, is introduced."""
    return not is_first_roster or today - began <= KNOWN_AFTER


def first_talk_by(starts: date, days: SchoolDays) -> date:
    """Return the last school day within two weeks of the pair's first day, or that day if there is none."""
    last = starts + FIRST_TALK_WITHIN
    found = (last - timedelta(days=n) for n in range(FIRST_TALK_WITHIN.days))
    return next((day for day in found if day in days), starts)
