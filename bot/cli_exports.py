"""The doors to what a program has as CSV files, a command for each kind. No logic here."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.doors import ProgramName, TeamId, finish

exports = typer.Typer(no_args_is_help=True, help="What a program has, as CSV.")


def _file(out: Path | None) -> Path | None:
    """Return nothing for `-`, by which commands call standard output."""
    return None if out == Path("-") else out


Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="A file instead of standard output (-).", callback=_file),
]
First = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], metavar="DATE", help="The first day.")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], metavar="DATE", help="The last day.")]
District = Annotated[str | None, typer.Option("--district", metavar="NAME", help="One district instead of all.")]


def _export(
    kind: str,
    program: str,
    out: Path | None,
    first: datetime | None,
    last: datetime | None,
    workspace: str | None,
    district: str | None = None,
) -> None:
    from bot.clock import Clock
    from bot.operations.exporting import Wanted, export_file
    from bot.settings import load_settings

    wanted = Wanted(kind, program, out, (_day(first), _day(last)), workspace, district)
    finish(lambda: export_file(load_settings(), wanted, Clock()))


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@exports.command("meetings")
def export_meetings(
    program: ProgramName, out: Out = None, first: First = None, last: Last = None, workspace: TeamId = None
) -> None:
    """Write who met when and for how long; never the notes."""
    _export("meetings", program, out, first, last, workspace)


@exports.command("groups")
def export_groups(program: ProgramName, out: Out = None, workspace: TeamId = None) -> None:
    """Write who is in which home group."""
    _export("groups", program, out, None, None, workspace)


@exports.command("sessions")
def export_sessions(
    program: ProgramName, out: Out = None, first: First = None, last: Last = None, workspace: TeamId = None
) -> None:
    """Write the network sessions with who was invited, what they said and whether they came."""
    _export("sessions", program, out, first, last, workspace)


@exports.command("zoom")
def export_zoom(program: ProgramName, out: Out = None, workspace: TeamId = None) -> None:
    """Write the breakout rooms of the next network session as Zoom takes them."""
    from bot.clock import Clock
    from bot.operations.exporting import export_zoom_file
    from bot.settings import load_settings

    finish(lambda: export_zoom_file(load_settings(), program, out, Clock().now(), workspace))


@exports.command("hours")
def export_hours(
    program: ProgramName, out: Out = None, first: First = None, last: Last = None, workspace: TeamId = None
) -> None:
    """Write the ledger of hours: who spent how long on what, and when."""
    _export("hours", program, out, first, last, workspace)


@exports.command("checkins")
def export_check_ins(
    program: ProgramName, out: Out = None, first: First = None, last: Last = None, workspace: TeamId = None
) -> None:
    """Write who checked in when, and what they shared with everyone; nothing that was left to a partner."""
    _export("checkins", program, out, first, last, workspace)


@exports.command("district")
def export_district(
    program: ProgramName,
    out: Out = None,
    first: First = None,
    last: Last = None,
    district: District = None,
    workspace: TeamId = None,
) -> None:
    """Write the yearly report for a district, in counts; counts under five are not published."""
    _export("district", program, out, first, last, workspace, district)


@exports.command("research")
def export_research(program: ProgramName, out: Out = None, workspace: TeamId = None) -> None:
    """Write counts of those who consented, under pseudonyms; with --out, a data dictionary beside the file."""
    _export("research", program, out, None, None, workspace)
