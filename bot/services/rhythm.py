"""When a person is asked next: one prompt a week in all, led by one of their memberships.

Whatever changes a roster, a pause, a setting or a calendar calls `recompute` in the same transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from bot.domain.calendar import Rhythm, local, next_prompt, school_days
from bot.domain.members import Member, PersonState
from bot.domain.programs import DaysOff, Program
from bot.store import checkins, programs
from bot.store import identity as identities
from bot.store.database import Tx
from bot.store.identity import Identity


def lead(identity: Identity, at: datetime) -> tuple[Member, Program] | None:
    """Return the membership whose program sets the person's rhythm at the UTC moment `at`: the oldest open one in
    which they are asked and that runs then, else the one that begins next.
    """
    return next(iter(_leads(identity, at)), None)


def _leads(identity: Identity, at: datetime) -> list[tuple[Member, Program]]:
    """Return the open memberships in which the person is asked and that are not over, those that run first."""
    asked = [(member, program) for member, program in identity.open_memberships() if member.is_asked]
    if not asked:
        return []
    day = local(at, identity.person.timezone(asked[0][1].timezone)).date()
    lasting = [(member, program) for member, program in asked if program.ends is None or program.ends >= day]
    return sorted(lasting, key=lambda found: max(day, _begins(*found)))


def _begins(member: Member, program: Program) -> date:
    return max(program.starts, member.starts or program.starts)


def next_prompt_for(
    identity: Identity, days_off: Mapping[int, Sequence[DaysOff]], *, after: datetime
) -> datetime | None:
    """Return the UTC moment after `after` at which the person is asked, or None if they are not asked.

    `days_off` are those of every program of theirs, by program id.
    """
    person = identity.person
    open_ended_pause = person.paused_at is not None and person.paused_until is None
    if person.state is not PersonState.ACTIVE or person.resting_since or open_ended_pause:
        return None
    moments = (_next_in(identity, *found, days_off, after) for found in _leads(identity, after))
    return next((moment for moment in moments if moment is not None), None)


def _next_in(
    identity: Identity,
    member: Member,
    program: Program,
    days_off: Mapping[int, Sequence[DaysOff]],
    after: datetime,
) -> datetime | None:
    person = identity.person
    rhythm = Rhythm(
        week_begins=program.prompt_weekday,
        weekday=program.prompt_weekday if person.prompt_weekday is None else person.prompt_weekday,
        at=person.prompt_time or program.prompt_time,
        timezone=person.timezone(program.timezone),
        starts=_begins(member, program),
        ends=program.ends,
        every_weeks=person.every_weeks,
    )
    days = school_days(days_off.get(program.id, ()), member.school, member.district)
    return next_prompt(after, rhythm, days, not_before=person.paused_until)


def recompute(tx: Tx, person_ids: Collection[int], now: datetime) -> None:
    """Set the next prompt of these people anew, from their state as it stands in this transaction."""
    known = identities.identities(tx, person_ids)
    program_ids = {program.id for who in known.values() for _, program in who.memberships}
    days_off = programs.days_off_of(tx, program_ids)
    moments = [(person_id, next_prompt_for(who, days_off, after=now)) for person_id, who in known.items()]
    checkins.set_next_prompts(tx, moments)
