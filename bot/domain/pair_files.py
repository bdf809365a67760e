"""All that decides whether a pair is nudged, together: the pair, its ladder, its program and both people."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from bot.domain.calendar import SchoolDays, school_days
from bot.domain.members import Member, Person, PersonState
from bot.domain.nudges import LadderSettings, Standing
from bot.domain.pairs import Pair
from bot.domain.programs import DaysOff, Program


@dataclass(frozen=True, slots=True)
class Ladder:
    """Where a pair stands on the ladder, as it is kept. `held_until` is the first day on which a hold is over;
    `next_nudge_at` is UTC.
    """

    pair_id: int
    step: int = 0
    stepped_on: date | None = None
    met_before: date | None = None
    counts_from: date | None = None
    snoozed_until: date | None = None
    held_at: datetime | None = None
    held_until: date | None = None
    next_nudge_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class LastStep:
    """The last step that was taken for a pair, on a local day of the program's time zone. `person_ids` are those of the
    two, the mentor's first.
    """

    pair_id: int
    step: int
    on: date
    person_ids: tuple[int, int]
    timezone: str


@dataclass(frozen=True, slots=True)
class Hold:
    """That a coordinator has put a pair on hold: since a UTC moment, until the local day on which it is over (None: no
    day is set).
    """

    since: datetime
    until: date | None = None


@dataclass(frozen=True, slots=True)
class PairSettings:
    """What a program says about its pairs; a program without a row has these."""

    nudges_on: bool = True
    grace_days: int = 3
    step_days: int = 7
    observations_target: int = 0
    cover_on: bool = False

    @property
    def ladder(self) -> LadderSettings:
        """How it nudges."""
        return LadderSettings(self.nudges_on, self.grace_days, self.step_days)


MOST_OBSERVATIONS = 40  # one a school week


@dataclass(frozen=True, slots=True)
class PairWish:
    """What somebody wants a program to say about its pairs; None leaves it as it is. Fields are those of
    `PairSettings`.
    """

    nudges_on: bool | None = None
    grace_days: int | None = None
    step_days: int | None = None
    observations_target: int | None = None
    cover_on: bool | None = None

    def of(self, known: PairSettings) -> PairSettings:
        """Return the settings as wished. Raises ValueError, with a sentence for whoever wished, for days that would
        press people or never reach them, or a target that nobody can meet.
        """
        wished = {field.name: getattr(self, field.name) for field in fields(self)}
        found = replace(known, **{name: value for name, value in wished.items() if value is not None})
        if not 0 <= found.observations_target <= MOST_OBSERVATIONS:
            raise ValueError(f"the target for observations is 0 (none) to {MOST_OBSERVATIONS}")
        LadderSettings(found.nudges_on, found.grace_days, found.step_days)
        return found


NO_WISH = PairWish()


@dataclass(frozen=True, slots=True)
class PairFile:
    """A pair with both people and all that decides whether it is nudged."""

    pair: Pair
    ladder: Ladder
    program: Program
    settings: PairSettings
    mentor: Member
    mentor_person: Person
    mentee: Member
    mentee_person: Person
    last_met: date | None
    planned: date | None = None  # the last day for which the two have planned something else than a meeting
    due: date | None = None  # by their own schedule: the first meeting due after the last

    @property
    def sides(self) -> tuple[tuple[Member, Person], tuple[Member, Person]]:
        """Both members with who they are, the mentor first."""
        return (self.mentor, self.mentor_person), (self.mentee, self.mentee_person)

    @property
    def standing(self) -> Standing:
        """How the pair stands with meeting."""
        back = [person.paused_until for _, person in self.sides if person.paused_at and person.paused_until]
        back += [
            day for day in (self.ladder.held_until if self.ladder.held_at else None, self.ladder.counts_from) if day
        ]
        begins = [day for day in (self.mentor.starts, self.mentee.starts) if day is not None]
        return Standing(
            starts=max(self.pair.starts, self.program.starts, *begins),
            ends=self.program.ends,
            last_met=self.last_met,
            planned=self.planned,
            due=self.due,
            step=self.ladder.step,
            stepped_on=self.ladder.stepped_on,
            met_before=self.ladder.met_before,
            counts_from=max(back, default=None),
            snoozed_until=self.ladder.snoozed_until,
            stopped=self._is_stopped(),
        )

    def _is_stopped(self) -> bool:
        open_pause = any(person.paused_at and person.paused_until is None for _, person in self.sides)
        missing = any(person.state is not PersonState.ACTIVE for _, person in self.sides)
        over = self.pair.ends is not None or any(member.ended_at is not None for member, _ in self.sides)
        return open_pause or missing or over or (self.ladder.held_at is not None and self.ladder.held_until is None)

    def timezone_of(self, person: Person) -> str:
        """Return the time zone of one of the two."""
        return person.timezone(self.program.timezone)

    def school_days(self, days_off: Iterable[DaysOff]) -> SchoolDays:
        """Return the days on which both are at school; `days_off` are all that the program knows."""
        spans = tuple(days_off)
        both = (school_days(spans, member.school, member.district).days_off for member, _ in self.sides)
        return SchoolDays(tuple({span: None for found in both for span in found}))

    def partner_of(self, person_id: int) -> tuple[Member, Person]:
        """Return the other half of the pair, as the person sees it."""
        return self.sides[1] if person_id == self.mentor_person.id else self.sides[0]
