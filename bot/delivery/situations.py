"""What the sender knows about the recipients of a batch, loaded in a few queries however many they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.domain.calendar import local, school_days
from bot.domain.members import Member, PersonState
from bot.domain.messages import KINDS, Effect, Row
from bot.domain.own_quiet import quiet_hours
from bot.domain.programs import DaysOff, Program
from bot.domain.sending import Situation, counted_day
from bot.store import budget, programs
from bot.store import identity as identities
from bot.store.database import Tx
from bot.store.identity import Identity

BUDGET_SPAN = timedelta(days=8)  # seven local days, whatever the time zone


@dataclass(slots=True)
class Situations:
    """The recipients of a batch. `busy` are people to whom another counted message is going out just now,
    `published` those whose Home is: what was composed first must not be published last.
    """

    people: dict[int, Identity]
    days_off: dict[int, list[DaysOff]]
    sent: dict[int, list[datetime]] = field(default_factory=dict)
    busy: set[int] = field(default_factory=set)
    published: set[int] = field(default_factory=set)

    def of(self, row: Row, *, settled: bool, now: datetime) -> list[Situation]:
        """Return the situation of each recipient of a row's message at the UTC moment `now`."""
        if row.person_id is None:
            return [Situation(due_at=row.due_at, settled=settled)]
        return [self._of(row, person_id, settled, now) for person_id in recipients_of(row)]

    def _of(self, row: Row, person_id: int, settled: bool, now: datetime) -> Situation:
        identity = self.people.get(person_id)
        if identity is None:
            return Situation(due_at=row.due_at, gone=True, settled=settled)
        person = identity.person
        membership = _membership(identity, row.program_id)
        if membership is None:
            timezone = person.timezone("UTC")
            return Situation(due_at=row.due_at, timezone=timezone, gone=True, settled=settled)
        member, program = membership
        timezone = person.timezone(program.timezone)
        return Situation(
            due_at=row.due_at,
            timezone=timezone,
            quiet=quiet_hours(person, program),
            days=school_days(self.days_off.get(program.id, ()), member.school, member.district),
            gone=person.state is not PersonState.ACTIVE or person.slack_id is None,
            paused=person.is_paused(local(now, timezone).date()),
            resting=person.resting_since is not None,
            settled=settled,
            counted_days=self._counted_days(person.id, timezone),
        )

    def count(self, person_id: int, now: datetime) -> None:
        """Take into account that a counted message goes to the person at the UTC moment `now`."""
        self.sent.setdefault(person_id, []).append(now)

    def _counted_days(self, person_id: int, timezone: str) -> tuple[date, ...]:
        return tuple(counted_day(moment, timezone) for moment in self.sent.get(person_id, ()))


def recipients_of(row: Row) -> list[int]:
    """Return the person ids of whom a row's message goes to: none for a channel."""
    if KINDS[row.kind].effect is Effect.GROUP:
        return list(row.facts["people"])
    return [row.person_id] if row.person_id is not None else []


def _membership(identity: Identity, program_id: int | None) -> tuple[Member, Program] | None:
    """Return the membership a message is about: the program's, else the oldest in which the person is asked."""
    lasting = identity.open_memberships()
    if program_id is not None:
        return next((each for each in lasting if each[1].id == program_id), None)
    return next((each for each in lasting if each[0].is_asked), lasting[0] if lasting else None)


def load(tx: Tx, rows: Sequence[Row], now: datetime) -> Situations:
    """Load what is known about the recipients of `rows` at the UTC moment `now`."""
    person_ids = {person_id for row in rows for person_id in recipients_of(row)}
    if not person_ids:
        return Situations({}, {})
    people = identities.identities(tx, person_ids)
    program_ids = {program.id for identity in people.values() for _, program in identity.open_memberships()}
    found = Situations(people, programs.days_off_of(tx, program_ids))
    counted = {row.person_id for row in rows if row.person_id is not None and KINDS[row.kind].counted}
    if counted:
        for person_id, moment in budget.counted(tx, counted, now - BUDGET_SPAN):
            found.count(person_id, moment)
        found.busy = budget.in_hand(tx, counted, [row.id for row in rows])
    homes = {row.person_id for row in rows if row.person_id is not None and KINDS[row.kind].effect is Effect.HOME}
    if homes:
        found.published = budget.homes_in_hand(tx, homes, [row.id for row in rows])
    return found
