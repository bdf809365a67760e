"""The doors to calendars: `reciprocal calendar import`, `add`, `remove` and `show`. No logic."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.doors import ProgramName, TeamId, finish

calendar = typer.Typer(no_args_is_help=True, help="Days off, good days to meet, and seasons.")
FirstDay = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], metavar="DATE")]
LastDay = Annotated[datetime | None, typer.Argument(formats=["%Y-%m-%d"], metavar="[LAST_DATE]")]
District = Annotated[str, typer.Option(metavar="D", help="The calendar of a district, as the roster names it.")]
School = Annotated[str, typer.Option(metavar="S", help="The calendar of a school, as the roster names it.")]


class DayKinds(StrEnum):
    """What days of a calendar are."""

    off = "off"
    good = "good"


class Rhythms(StrEnum):
    """How often pairs meet in a season."""

    weekly = "weekly"
    fortnightly = "fortnightly"
    monthly = "monthly"
    none = "none"


DayKind = Annotated[DayKinds, typer.Option("--kind", help="Days off, or days that are good to meet.")]
SeasonRhythm = Annotated[Rhythms | None, typer.Option("--rhythm", help="How often pairs meet in these days.")]


@calendar.command("import")
def import_calendar(
    file: Path,
    program: ProgramName,
    district: District = "",
    school: School = "",
    kind: DayKind = DayKinds.off,
    workspace: TeamId = None,
) -> None:
    """Bring in the days of an iCalendar file (.ics). Again: change what changed. `good` marks days to meet."""
    from bot.clock import Clock
    from bot.operations.calendars import Place, import_file
    from bot.settings import load_settings

    place = Place(program, district, school, workspace)
    finish(lambda: import_file(load_settings(), file, place, kind.value, Clock()))


@calendar.command("add")
def add_days(
    starts: FirstDay,
    program: ProgramName,
    ends: LastDay = None,
    district: District = "",
    school: School = "",
    kind: DayKind = DayKinds.off,
    rhythm: SeasonRhythm = None,
    title: Annotated[str, typer.Option(help="What they are, say Winter break.")] = "",
    workspace: TeamId = None,
) -> None:
    """Add days off, good days to meet, or with --rhythm a span in which pairs meet less often (summer, say)."""
    _change_days("add", starts, ends, program, district, school, kind, rhythm, title, workspace)


@calendar.command("remove")
def remove_days(
    starts: FirstDay,
    program: ProgramName,
    ends: LastDay = None,
    district: District = "",
    school: School = "",
    kind: DayKind = DayKinds.off,
    rhythm: SeasonRhythm = None,
    workspace: TeamId = None,
) -> None:
    """Remove days that begin and end on these dates."""
    _change_days("remove", starts, ends, program, district, school, kind, rhythm, "", workspace)


def _change_days(
    verb: str,
    starts: datetime,
    ends: datetime | None,
    program: str,
    district: str,
    school: str,
    kind: DayKinds,
    rhythm: Rhythms | None,
    title: str,
    workspace: str | None,
) -> None:
    from bot.clock import Clock
    from bot.domain.schedules import Cadence
    from bot.operations import calendars
    from bot.settings import load_settings

    def work() -> int:
        cadence = Cadence(rhythm.value) if rhythm else None
        change = {"add": calendars.add, "remove": calendars.remove}[verb]
        span = calendars.wanted_span(starts.date(), ends.date() if ends else None, kind.value, cadence, title)
        place = calendars.Place(program, district, school, workspace)
        return change(load_settings(), place, span, Clock())

    finish(work)


@calendar.command("show")
def show_calendar(program: ProgramName, workspace: TeamId = None) -> None:
    """List everything in the calendars of a program, its districts and its schools."""
    from bot.operations.calendars import Place, show
    from bot.settings import load_settings

    finish(lambda: show(load_settings(), Place(program, team_id=workspace)))
