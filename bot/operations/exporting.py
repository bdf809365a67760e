"""`export`: what a program has, as CSV, to a file or to standard output."""

import csv
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from bot.domain.zoom import ZoomLimit
from bot.operations.common import Stopped, opened_store, program_offline, progress_bar
from bot.services.meeting_export import export_meetings
from bot.services.session_export import export_sessions, export_zoom
from bot.settings import Settings


def export_meeting_file(
    settings: Settings,
    program_name: str,
    out: Path | None,
    first: date | None,
    last: date | None,
    team_id: str | None = None,
) -> int:
    """Write a program's meetings from the day `first` to the day `last`. Needs no Slack. Raises Stopped."""
    if first and last and last < first:
        raise Stopped(f"Nothing was written: --to {last} is before --from {first}.")
    with opened_store(settings) as store:
        program = program_offline(store, program_name, team_id)
        with _opened(out) as file:
            _write(file, export_meetings(store, program, first, last))
    return 0


def export_session_file(
    settings: Settings,
    program_name: str,
    out: Path | None,
    first: date | None,
    last: date | None,
    team_id: str | None = None,
) -> int:
    """Write a program's sessions with who was invited, said what and came. Needs no Slack. Raises Stopped."""
    if first and last and last < first:
        raise Stopped(f"Nothing was written: --to {last} is before --from {first}.")
    with opened_store(settings) as store:
        program = program_offline(store, program_name, team_id)
        with _opened(out) as file:
            _write(file, export_sessions(store, program, first, last))
    return 0


def export_zoom_file(
    settings: Settings, program_name: str, out: Path | None, now: datetime, team_id: str | None = None
) -> int:
    """Write the breakout rooms of a program's next session as Zoom takes them. Needs no Slack. Raises Stopped."""
    with opened_store(settings) as store:
        program = program_offline(store, program_name, team_id)
        try:
            found = export_zoom(store, program, now=now)
        except ZoomLimit as error:
            raise Stopped(f"Nothing was written: {error}.") from None
    if found is None:
        raise Stopped(f"Nothing was written: no session of {program.name} is planned. Plan one with /session.")
    session, zoom = found
    with _opened(out) as file:
        file.write(zoom.text)
    note = f"{session.title}, {session.day}: the groups as they are now."
    left_out = f" Left out, because Zoom would misread them: {', '.join(zoom.left_out)}." if zoom.left_out else ""
    sys.stderr.write(f"{note}{left_out}\n")
    return 0


@contextmanager
def _opened(out: Path | None) -> Iterator[TextIO]:
    if out is None:
        yield sys.stdout
        return
    try:
        with out.open("w", encoding="utf-8", newline="") as file:
            yield file
    except OSError as error:
        raise Stopped(f"{out} cannot be written: {error.strerror}.") from None


def _write(file: TextIO, rows: Iterable[tuple[str, ...]]) -> None:
    writer = csv.writer(file)
    with progress_bar("Writing") as progress:
        for number, row in enumerate(rows):
            writer.writerow(row)
            if number % 1000 == 0:
                progress(number)
