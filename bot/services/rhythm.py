"""When a person is asked next: one prompt a week in all, led by one of their memberships.

Whatever changes a roster, a pause, a setting or a calendar calls `recompute` in the same transaction.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.domain import rhythms
from bot.domain.calendar import HORIZON_WEEKS, PROMPT_LATEST, next_prompt, school_days
from bot.domain.members import Person, PersonState
from bot.domain.programs import DaysOff
from bot.domain.rhythms import Membership, rhythm_of
from bot.services import people
from bot.store import identity as identities
from bot.store import programs
from bot.store import prompts as prompt_store
from bot.store.database import Tx
from bot.store.identity import Identity


def lead(identity: Identity, at: datetime) -> Membership | None:
    """Return the membership whose program sets the person's rhythm at the UTC moment `at`; None if there is none."""
    return rhythms.lead(identity.person, identity.open_memberships(), at)


def next_prompt_for(
    identity: Identity, days_off: Mapping[int, Sequence[DaysOff]], *, after: datetime
) -> datetime | None:
    """Return the UTC moment after `after` at which the person is asked, or None if they are not asked.

    `days_off` are those of every program of theirs, by program id.
    """
    person, asked = identity.person, people.asked(identity)
    open_ended_pause = person.paused_at is not None and person.paused_until is None
    if not asked or person.state is not PersonState.ACTIVE or person.resting_since or open_ended_pause:
        return None
    for _ in range(HORIZON_WEEKS * len(asked)):
        found = [(moment, each) for each in asked if (moment := _next_in(person, each, days_off, after)) is not None]
        if not found:
            return None
        moment = min(moment for moment, _ in found)
        if lead(identity, moment) in [each for at, each in found if at == moment]:
            return moment
        after = moment  # the day of a program that does not lead then
    return None


def _next_in(
    person: Person, membership: Membership, days_off: Mapping[int, Sequence[DaysOff]], after: datetime
) -> datetime | None:
    member, program = membership
    days = school_days(days_off.get(program.id, ()), member.school, member.district)
    return next_prompt(after, rhythm_of(person, member, program), days, not_before=person.paused_until)


def recompute(tx: Tx, person_ids: Collection[int], now: datetime) -> None:
    """Set the next prompt of these people anew, from their state as it stands in this transaction.

    Whose prompt was still to come and whose hour for it has just passed by the change (a new time zone, say) gets it
    now instead of losing it.
    """
    known = identities.identities(tx, person_ids)
    program_ids = {program.id for who in known.values() for _, program in who.memberships}
    days_off = programs.days_off_of(tx, program_ids)
    prompt_store.set_next_prompts(tx, [(person_id, _anew(who, days_off, now)) for person_id, who in known.items()])


def catch_up(tx: Tx, person_id: int, now: datetime) -> None:
    """Set the next prompt of somebody who comes back: one that would still be in time is due now, not those before."""
    who = identities.identities(tx, [person_id])[person_id]
    days_off = programs.days_off_of(tx, {program.id for _, program in who.memberships})
    last = prompt_store.latest_prompt(tx, person_id)
    since = max(now - PROMPT_LATEST, last.asked_at) if last is not None else now - PROMPT_LATEST
    prompt_store.set_next_prompts(tx, [(person_id, next_prompt_for(who, days_off, after=since))])


def _anew(identity: Identity, days_off: Mapping[int, Sequence[DaysOff]], now: datetime) -> datetime | None:
    to_come = identity.person.next_prompt_at
    if to_come is not None and to_come > now:
        moved = next_prompt_for(identity, days_off, after=to_come - PROMPT_LATEST)
        if moved is not None and moved <= now:
            return moved
    return next_prompt_for(identity, days_off, after=now)
