"""Calendars of a program, its districts and its schools: days off, days that are good to meet, seasons."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from bot.domain.programs import DaysOff, GoodDays, Program, Span
from bot.domain.schedules import Season
from bot.services import community_questions, rhythm
from bot.services.calendar_files import Reading, Window
from bot.store import calendars as stored
from bot.store import members, programs
from bot.store.database import Store, Tx

LONGEST = timedelta(days=730)  # how far ahead days are kept for a program without an end


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose calendar it is: the program's, or with a name that of one of its districts or schools."""

    district: str = ""
    school: str = ""

    @property
    def span(self) -> Span:
        """Return a span that stands for the calendar."""
        if self.school:
            return Span(date.min, date.min, scope="school", scope_name=self.school)
        if self.district:
            return Span(date.min, date.min, scope="district", scope_name=self.district)
        return Span(date.min, date.min)


@dataclass(frozen=True, slots=True)
class CalendarReport:
    """What became of days that were brought in. `people`: how many members they concern; `known` names the districts or
    schools there are, when the one that was meant is not among them: then nothing was written.
    """

    added: int = 0
    removed: int = 0
    people: int = 0
    known: tuple[str, ...] | None = None


def window(program: Program, now: datetime) -> Window:
    """Return from when to when a program needs days."""
    last = program.ends or max(program.starts, now.date()) + LONGEST
    return Window(program.starts, last, program.timezone)


def bring_in(
    store: Store, program: Program, whose: Whose, kind: type[Span], reading: Reading, now: datetime
) -> CalendarReport:
    """Bring the days of a calendar to what a file says. Read again, it changes what changed; days of other events and
    days that were typed in stay. Prompts and reminders of the people concerned are set anew.
    """
    with store.write() as tx:
        whose, known = known_calendar(tx, program, whose)
        if known is not None:
            return CalendarReport(known=known)
        make = GoodDays if kind is GoodDays else DaysOff
        of = whose.span
        spans = [(s.uid, make(s.starts, s.ends, s.title, of.scope, of.scope_name)) for s in reading.spans]
        added, removed = stored.bring_in(tx, program.id, spans, kind, of, reading.uids)
        return CalendarReport(added, removed, touched(tx, program, of, now))


def add_days(store: Store, program: Program, whose: Whose, span: Span, now: datetime) -> CalendarReport:
    """Add days off, good days or a season that somebody typed in."""
    with store.write() as tx:
        whose, known = known_calendar(tx, program, whose)
        if known is not None:
            return CalendarReport(known=known)
        of = whose.span
        is_new = stored.add(tx, program.id, replace(span, scope=of.scope, scope_name=of.scope_name))
        return CalendarReport(int(is_new), 0, touched(tx, program, of, now))


def remove_days(store: Store, program: Program, whose: Whose, span: Span, now: datetime) -> CalendarReport:
    """Remove days that begin and end as `span` does."""
    with store.write() as tx:
        whose, known = known_calendar(tx, program, whose)
        if known is not None:
            return CalendarReport(known=known)
        of = whose.span
        gone = stored.remove(tx, program.id, replace(span, scope=of.scope, scope_name=of.scope_name))
        return CalendarReport(0, gone, touched(tx, program, of, now))


def days_of(store: Store, program: Program) -> tuple[Sequence[DaysOff], Sequence[GoodDays], Sequence[Season]]:
    """Return everything in a program's calendars, by kind and day."""
    with store.read() as tx:
        only = [program.id]
        return (
            programs.days_off_of(tx, only)[program.id],
            stored.good_days_of(tx, only)[program.id],
            stored.seasons_of(tx, only)[program.id],
        )


def known_calendar(tx: Tx, program: Program, whose: Whose) -> tuple[Whose, tuple[str, ...] | None]:
    """Return the calendar with its name as the roster writes it, or the names there are."""
    if not (whose.district or whose.school):
        return whose, None
    enrolled = [member for member, _ in members.open_members_of_program(tx, program.id)]
    names = sorted({member.school if whose.school else member.district for member in enrolled} - {""})
    wanted = (whose.school or whose.district).casefold()
    found = next((name for name in names if name.casefold() == wanted), None)
    if found is None:
        return whose, tuple(names)
    return (Whose(school=found) if whose.school else Whose(district=found)), None


def touched(tx: Tx, program: Program, of: Span, now: datetime) -> int:
    """Set anew what is due for everybody whom a calendar concerns, and return how many they are."""
    concerned = [
        person.id
        for member, person in members.open_members_of_program(tx, program.id)
        if of.concerns(member.school, member.district)
    ]
    for at in range(0, len(concerned), rhythm.AT_ONCE):
        rhythm.recompute(tx, concerned[at : at + rhythm.AT_ONCE], now)
    community_questions.set_next(tx, program, now)
    return len(concerned)
