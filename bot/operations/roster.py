"""`roster import` and `roster export`."""

import csv
import sys
from pathlib import Path

from bot.clock import Clock
from bot.delivery.directory import find_people
from bot.domain.import_report import report_lines
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
