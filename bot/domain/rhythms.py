"""Which of a person's programs sets the day and hour at which they are asked."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.calendar import Rhythm, local
from bot.domain.members import Member, Person
from bot.domain.programs import Program

Membership = tuple[Member, Program]


def rhythm_of(person: Person, member: Member, program: Program) -> Rhythm:
    """Return when a member would be asked if this program were their only one."""
    return Rhythm(
        week_begins=program.prompt_weekday,
        weekday=program.prompt_weekday if person.prompt_weekday is None else person.prompt_weekday,
        at=person.prompt_time or program.prompt_time,
        timezone=person.timezone(program.timezone),
        starts=max(program.starts, member.starts or program.starts),
        ends=program.ends,
        every_weeks=person.every_weeks,
    )


def lead(person: Person, memberships: Sequence[Membership], at: datetime) -> Membership | None:
    """Return the membership whose program sets the person's rhythm at the UTC moment `at`; `memberships` are those
    that last, oldest first.

    It is the oldest one in which they are asked and whose program runs then, else one that is still to begin, else
    one that is over; None if they are not asked anywhere.
    """

    def standing(membership: Membership) -> tuple[bool, bool]:
        rhythm = rhythm_of(person, *membership)
        day = local(at, rhythm.timezone).date()
        return (rhythm.ends is not None and day > rhythm.ends, day < rhythm.starts)

    asked = [membership for membership in memberships if membership[0].is_asked]
    return min(asked, key=standing) if len(asked) > 1 else next(iter(asked), None)
