"""How long members' texts are kept after a program's last day, and when coordinators are told that they go."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from bot.domain.calendar import moment_of
from bot.domain.programs import Program

MONTHS = (1, 120)  # the fewest and the most that a program can choose
TOLD_BEFORE = timedelta(days=14)  # nothing goes before coordinators have known for so long
HOUR = time(9)  # the program's time
_LAST_YEAR = 9000  # a program that ends later ends never


def last_kept(ends: date, months: int) -> date:
    """Return the day, so many months after a program's last one, up to which its texts are kept."""
    year, month = divmod(ends.year * 12 + ends.month - 1 + months, 12)
    return date(year, month + 1, min(ends.day, monthrange(year, month + 1)[1]))


def erased_at(program: Program) -> datetime | None:
    """Return the UTC moment from which a program's texts are erased, None while it has no last day."""
    if program.ends is None or program.ends.year > _LAST_YEAR:
        return None
    return moment_of(last_kept(program.ends, program.keep_words_months), HOUR, program.timezone)


def told_at(program: Program) -> datetime | None:
    """Return the UTC moment at which coordinators are told that the texts of a program will go."""
    moment = erased_at(program)
    return moment - TOLD_BEFORE if moment is not None else None


def erased_after_telling(program: Program, told: datetime) -> datetime:
    """Return the UTC moment at which the texts go once coordinators were told at the UTC moment `told`."""
    return max(erased_at(program) or told, told + TOLD_BEFORE)
