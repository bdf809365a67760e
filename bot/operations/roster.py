"""`roster import` and `roster export`."""

import csv
import sys
from collections.abc import Iterable
from pathlib import Path

from bot.clock import Clock
from bot.delivery.directory import find_people
from bot.domain.enrolment import ImportReport, Somebody
from bot.domain.roster import Roster, RosterError, parse_roster
from bot.domain.spreadsheets import MAX_BYTES
from bot.operations.common import Stopped, connected, find_program, opened_store, program_offline, progress_bar, say
from bot.services.programs import coordinator_name
from bot.services.roster import export_roster, import_roster
from bot.settings import Settings


async def import_file(
    settings: Settings,
    path: Path,
    program_name: str,
    clock: Clock,
    *,
    complete: bool,
    confirmed: bool,
    dry_run: bool,
    team_id: str | None = None,
) -> int:
    """Import a roster file into a program and print what was done. Raises SettingsError or Stopped."""
    settings.require_slack()
    roster = _read(path)
    with opened_store(settings) as store:
        async with connected(settings, clock, store, team_id) as connection:
            _, program = find_program(store, connection, program_name)
            with progress_bar("Looking for people in Slack") as progress:
                directory = await find_people(connection.gateway, connection.team_id, roster.emails, progress)
        report = import_roster(
            store,
            program.id,
            roster,
            directory,
            clock.now(),
            enrolled_by=coordinator_name(store, program.id),
            complete=complete,
            confirmed=confirmed,
            dry_run=dry_run,
        )
    for line in report_lines(report):
        say(line)
    return 0 if report.is_clean else 1


def _read(path: Path) -> Roster:
    try:
        with path.open("rb") as file:
            return parse_roster(file.read(MAX_BYTES + 1))
    except OSError as error:
        raise Stopped(f"{path} cannot be read: {error.strerror}.") from None
    except RosterError as error:
        raise Stopped(f"{path}: {error}") from None


def export(settings: Settings, program_name: str, team_id: str | None = None) -> int:
    """Write a program's roster to standard output. Needs no Slack. Raises Stopped."""
    with opened_store(settings) as store:
        program = program_offline(store, program_name, team_id)
        csv.writer(sys.stdout).writerows(export_roster(store, program.id))
    return 0


def report_lines(report: ImportReport) -> list[str]:
    """Return the report as lines of plain text: what needs attention last, so that it stays in sight."""
    lines = [
        *_people("added", report.added),
        *_people("changed", report.changed),
        *(f"pair begins: {pair.mentor} mentors {pair.mentee}" for pair in report.pairs_added),
        *(f"pair ends: {pair.mentor} mentored {pair.mentee}" for pair in report.pairs_ended),
        *_people("membership ends, not in the file", report.ended),
        *_people("left alone, not in the file", report.not_in_file),
        *_people("left alone", report.left_alone),
        *_people("not found in Slack, taken in when they join", report.not_found),
        *(f"column “{name}” is not one of ours and was passed over" for name in report.ignored_columns),
        *(f"refused: line {p.number}, {p.mentee}: mentor {p.mentor}: {p.reason}" for p in report.refused_pairs),
        *(f"refused: line {bad.number}, {bad.email}: {'; '.join(bad.reasons)}" for bad in report.refused),
    ]
    return [*lines, *_summary(report)]


def _people(what: str, people: Iterable[Somebody]) -> list[str]:
    return [_person(what, person) for person in people]


def _person(what: str, person: Somebody) -> str:
    line = f"line {person.number}, " if person.number is not None else ""
    return f"{what}: {line}{person.name} <{person.email}>{f': {person.note}' if person.note else ''}"


def _summary(report: ImportReport) -> list[str]:
    counts = {
        "added": len(report.added),
        "changed": len(report.changed),
        "unchanged": report.unchanged,
        "left alone": len(report.left_alone) + len(report.not_in_file),
        "refused": len(report.refused),
        "pairs refused": len(report.refused_pairs),
        "not found in Slack": len(report.not_found),
    }
    summary = ", ".join(f"{count} {what}" for what, count in counts.items())
    if report.needs_confirmation:
        stop = f"{len(report.pairs_ended)} pairs would end, more than a tenth: nothing was written; --yes does it."
        return [summary, stop]
    return [f"{summary} (dry run, nothing was written)" if report.dry_run else summary]
