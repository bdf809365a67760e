"""`calendar import`, `calendar add`, `calendar remove` and `calendar show`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.clock import Clock
from bot.domain.programs import DaysOff, GoodDays, Program, Span
from bot.domain.schedules import Cadence, Season
from bot.operations.common import Stopped, no_program, opened_store, say
from bot.services import calendar_files, calendars
from bot.services.calendar_files import CalendarError
from bot.services.calendars import CalendarReport, Whose
from bot.settings import Settings
from bot.store import programs as program_store
from bot.store.database import Store

LEFT_OUT_SHOWN = 20
KINDS: dict[str, type[DaysOff] | type[GoodDays]] = {"off": DaysOff, "good": GoodDays}


@dataclass(frozen=True, slots=True)
class Place:
    """Which calendar a command is about."""

    program: str
    district: str = ""
    school: str = ""
    team_id: str | None = None

    @property
    def whose(self) -> Whose:
        """Return whose calendar it is. Raises Stopped if both a district and a school are named."""
        if self.district and self.school:
            raise Stopped("A calendar belongs to a district or to a school: give one of --district and --school.")
        return Whose(self.district.strip(), self.school.strip())


def import_file(settings: Settings, path: Path, place: Place, kind: str, clock: Clock) -> int:
    """Bring in the days of an iCalendar file and print what was done. Needs no Slack. Raises SettingsError, Stopped."""
    whose, now = place.whose, clock.now()
    with _program(settings, place) as (store, program):
        try:
            with path.open("rb") as file:
                raw = file.read(calendar_files.MAX_BYTES + 1)
            reading = calendar_files.read_calendar(raw, calendars.window(program, now), whole_days_only=kind == "off")
        except OSError as error:
            raise Stopped(f"{path} cannot be read: {error.strerror}.") from None
        except CalendarError as error:
            raise Stopped(f"{path}: {error}.") from None
        report = calendars.bring_in(store, program, whose, KINDS[kind], reading, now)
    for line in reading.left_out[:LEFT_OUT_SHOWN]:
        say(f"left out: {line}")
    if len(reading.left_out) > LEFT_OUT_SHOWN:
        say(f"left out: {len(reading.left_out) - LEFT_OUT_SHOWN} more")
    return _done(report, f"{len(reading.spans)} spans in the file", kind)


def add(settings: Settings, place: Place, span: Span, clock: Clock) -> int:
    """Add days that were typed in. Raises SettingsError or Stopped."""
    with _program(settings, place) as (store, program):
        report = calendars.add_days(store, program, place.whose, span, clock.now())
    return _done(report, str(span_words(span)), "")


def remove(settings: Settings, place: Place, span: Span, clock: Clock) -> int:
    """Remove days that were typed in or imported. Raises SettingsError or Stopped."""
    with _program(settings, place) as (store, program):
        report = calendars.remove_days(store, program, place.whose, span, clock.now())
    status = _done(report, span_words(span), "")
    return status if report.removed or status else 1


def show(settings: Settings, place: Place) -> int:
    """Print everything in a program's calendars. Raises SettingsError or Stopped."""
    with _program(settings, place) as (store, program):
        groups: Sequence[Sequence[Span]] = calendars.days_of(store, program)
    for spans in groups:
        for span in spans:
            of = "" if span.scope == "program" else f" ({span.scope} {span.scope_name})"
            say(f"{span_words(span)}{of}")
    if not any(groups):
        say("There are no days in its calendars yet; Saturdays and Sundays are always off.")
    return 0


def wanted_span(starts: date, ends: date | None, kind: str, rhythm: Cadence | None, title: str) -> Span:
    """Return the days that were typed. Raises Stopped if they end before they begin."""
    last = ends or starts
    if last < starts:
        raise Stopped(f"The days would end on {last}, before they begin on {starts}.")
    if rhythm is not None:
        return Season(starts, last, title, cadence=rhythm)
    return KINDS[kind](starts, last, title)


def span_words(span: Span) -> str:
    """Return days as a line."""
    days = f"{span.starts}" if span.starts == span.ends else f"{span.starts} to {span.ends}"
    if isinstance(span, Season):
        what = f"rhythm {span.cadence.value}"
    else:
        what = "good to meet" if isinstance(span, GoodDays) else "off"
    return f"{days}: {what}{f', {span.title}' if span.title else ''}"


def _done(report: CalendarReport, what: str, kind: str) -> int:
    if report.known is not None:
        there = ", ".join(report.known) if report.known else "none"
        say(f"refused: nobody in the program has that district or school; there are: {there}.")
        return 1
    summary = f"{report.added} added, {report.removed} removed"
    say(f"{what}{f' ({kind})' if kind else ''}: {summary}; {report.people} people concerned.")
    return 0


@contextmanager
def _program(settings: Settings, place: Place) -> Iterator[tuple[Store, Program]]:
    """Open the database and find the program. Raises Stopped."""
    with opened_store(settings) as store:
        with store.read() as tx:
            spaces = [one for one in program_store.all_workspaces(tx) if place.team_id in (None, one.team_id)]
            found = [program_store.program_named(tx, workspace.id, place.program) for workspace in spaces]
            there = [program.name for workspace in spaces for program in program_store.programs_of(tx, workspace.id)]
        programs = [program for program in found if program is not None]
        if not programs:
            raise Stopped(no_program(place.program, there))
        if len(programs) > 1:
            raise Stopped("Several workspaces have such a program; say which one with --workspace.")
        yield store, programs[0]
