"""All that decides when pairs meet, loaded in a few queries however many they are."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.domain.calendar import school_days
from bot.domain.members import Member, Person, PersonState
from bot.domain.own_quiet import quiet_hours
from bot.domain.programs import DaysOff, GoodDays
from bot.domain.schedules import Schedule, Season, Side, Year, next_due
from bot.store import calendars, programs
from bot.store import schedules as stored
from bot.store.database import Tx
from bot.store.memory import remembered
from bot.store.schedules import Couple, StoredSchedule


@dataclass(frozen=True, slots=True)
class Plan:
    """A pair with its school year (the mentor's side first) and, if it has one, its schedule, which ends with the
    program. `good_days` concern either of them.
    """

    couple: Couple
    year: Year
    good_days: tuple[GoodDays, ...]
    stored: StoredSchedule | None
    schedule: Schedule | None

    @property
    def goes_on(self) -> bool:
        """Say whether the pair lasts and both are in Slack."""
        return self.couple.pair.ends is None and all(
            member.ended_at is None and person.state is PersonState.ACTIVE for member, person in self.couple.sides
        )


@remembered
def plans(tx: Tx, pair_ids: Collection[int]) -> dict[int, Plan]:
    """Return how pairs meet, ended ones too, by pair id."""
    return plans_of(tx, stored.couples(tx, pair_ids))


def plans_of(tx: Tx, couples: Mapping[int, Couple]) -> dict[int, Plan]:
    """Return how couples meet, as they were given by pair id."""
    schedules = stored.schedules_of(tx, list(couples))
    program_ids = {couple.program.id for couple in couples.values()}
    off = programs.days_off_of(tx, program_ids)
    good = calendars.good_days_of(tx, program_ids)
    seasons = calendars.seasons_of(tx, program_ids)
    return {
        pair_id: _plan(
            couple, off[couple.program.id], good[couple.program.id], seasons[couple.program.id], schedules.get(pair_id)
        )
        for pair_id, couple in couples.items()
    }


def plan_of(tx: Tx, pair_id: int) -> Plan | None:
    """Return how a pair meets."""
    return plans(tx, [pair_id]).get(pair_id)


def plan_of_schedule(tx: Tx, schedule_id: int) -> Plan | None:
    """Return how the pair meets whose running schedule it is, None if it is none (any more)."""
    found = stored.schedule(tx, schedule_id)
    return plan_of(tx, found.pair_id) if found else None


def first_due_days(tx: Tx, since: Mapping[int, date]) -> dict[int, date]:
    """Return by pair id the first local day after `since` on which the pair's own schedule asks for a meeting.

    A pair whose day is still to come has planned and not yet met. Pairs without a schedule, or whose schedule has no
    more days, are missing: the program's rhythm holds for them.
    """
    scheduled = stored.schedules_of(tx, since)
    found = {}
    for pair_id, plan in plans(tx, list(scheduled)).items() if scheduled else ():
        day = next_due(plan.schedule, plan.year, since[pair_id]) if plan.schedule else None
        if day is not None:
            found[pair_id] = day
    return found


def _plan(
    couple: Couple,
    off: Sequence[DaysOff],
    good: Sequence[GoodDays],
    seasons: Sequence[Season],
    found: StoredSchedule | None,
) -> Plan:
    def concern(span: GoodDays | Season) -> bool:
        return any(span.concerns(member.school, member.district) for member, _ in couple.sides)

    year = Year(
        tuple(_side(couple, off, member, person) for member, person in couple.sides),
        tuple(season for season in seasons if concern(season)),
    )
    schedule = replace(found.schedule, ends=couple.program.ends) if found else None
    return Plan(couple, year, tuple(span for span in good if concern(span)), found, schedule)


def _side(couple: Couple, off: Sequence[DaysOff], member: Member, person: Person) -> Side:
    days = school_days(off, member.school, member.district)
    return Side(person.timezone(couple.program.timezone), days, quiet_hours(person, couple.program))
