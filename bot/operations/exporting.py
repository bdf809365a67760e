"""`export`: what a program has, as CSV, to a file or to standard output."""

import csv
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TextIO

from bot.clock import Clock
from bot.domain.calendar import local
from bot.domain.zoom import ZoomLimit
from bot.operations.common import Stopped, opened_store, program_offline, progress_bar
from bot.reports.district import UnknownDistrict
from bot.reports.exports import Export, Source, companion_of, rows_of
from bot.reports.research import TooFew
from bot.reports.sessions import export_zoom
from bot.settings import Settings
from bot.store.reports import Between
from bot.vault import PSEUDONYMS, derived_key


@dataclass(frozen=True, slots=True)
class Wanted:
    """An export as it is asked for: its kind, of which program, whereto, and for which local days."""

    kind: str
    program: str
    out: Path | None
    between: Between
    team_id: str | None = None
    district: str | None = None


def export_file(settings: Settings, wanted: Wanted, clock: Clock) -> int:
    """Write an export. Needs no Slack. Raises Stopped, or SettingsError where a research export has no SECRET_KEY."""
    export, (first, last) = Export(wanted.kind), wanted.between
    if first and last and last < first:
        raise Stopped(f"Nothing was written: --to {last} is before --from {first}.")
    key = derived_key(settings.key(), PSEUDONYMS) if export is Export.RESEARCH else b""
    with opened_store(settings) as store:
        program = program_offline(store, wanted.program, wanted.team_id)
        today = local(clock.now(), program.timezone).date()
        rows = _begun(rows_of(export, Source(store, program, wanted.between, today, key, wanted.district)))
        with _opened(wanted.out) as file:
            _write(file, rows)
    companion = companion_of(export)
    if companion is not None and wanted.out is not None:
        name, about = companion
        with _opened(wanted.out.with_name(f"{wanted.out.stem}-{name}.csv")) as file:
            _write(file, about)
    return 0


def _begun(rows: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Return the rows with the first already made: what cannot be exported leaves no file behind. Raises Stopped."""
    try:
        header = next(rows)
    except TooFew:
        raise Stopped("Nothing was written: fewer than five people have agreed to be part of research.") from None
    except UnknownDistrict as error:
        raise Stopped(f"Nothing was written. {error}.") from None

    def all_rows() -> Iterator[tuple[str, ...]]:
        yield header
        yield from rows

    return all_rows()


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
