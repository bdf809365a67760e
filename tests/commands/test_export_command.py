"""`export meetings` as an operator runs it, on a small program with hostile names."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.pairs import Bond, MeetingKind
from bot.domain.roster import parse_roster
from bot.reports.meetings import export_meetings
from bot.services.programs import ProgramWish, create_program
from bot.services.roster import import_roster
from bot.store import meetings, pairs, programs
from bot.store.database import Store, create_store
from tests.commands.conftest import CommandLine

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
ROSTER = b"email,role,mentor_email,coach_email\nmia@x.example,mentee,theo@x.example,kai@x.example\n"
ROSTER += b"theo@x.example,mentor,,\nkai@x.example,coach,,\n"


def settle(store: Store, name: str = "=Leaders") -> int:
    """Make a program with a pair and a coach who have met on three days; return its id."""
    with store.write() as tx:
        workspace = programs.save_workspace(tx, "T1", "Northfield", "UBOT", NOW)
    report = create_program(store, workspace.id, ProgramWish(name, "cora@x.example", starts=date(2026, 8, 24)), NOW)
    assert report.program is not None
    import_roster(store, report.program.id, parse_roster(ROSTER), {}, NOW)
    with store.write() as tx:
        [two] = pairs.two_of_program(tx, report.program.id)
        bond, by = Bond(two.pair.id), two.mentor[1].id
        for day, minutes in ((18, 15), (3, 45)):
            new = meetings.NewMeeting(bond, date(2026, 11, day), minutes, MeetingKind.WEEKLY, by, "Sentinel notes")
            meetings.add(tx, new, NOW)
        coach = meetings.NewMeeting(
            Bond(0, two.mentee[0].id + 2, two.mentee[0].id), date(2026, 11, 10), 60, MeetingKind.COACHING, by
        )
        meetings.add(tx, coach, NOW)
    return report.program.id


def test_rows_are_in_order_without_notes_and_formulas(store: Store) -> None:
    program_id = settle(store)
    with store.read() as tx:
        program = programs.program(tx, program_id)
    assert program is not None
    assert list(export_meetings(store, program, date(2026, 11, 3), date(2026, 11, 18))) == [
        ("program", "mentor_email", "mentee_email", "date", "minutes", "kind"),
        ("'=Leaders", "theo@x.example", "mia@x.example", "2026-11-03", "45", "weekly"),
        ("'=Leaders", "kai@x.example", "mia@x.example", "2026-11-10", "60", "coaching"),
        ("'=Leaders", "theo@x.example", "mia@x.example", "2026-11-18", "15", "weekly"),
    ]
    assert len(list(export_meetings(store, program, date(2026, 11, 4)))) == 3
    assert len(list(export_meetings(store, program, None, date(2026, 11, 3)))) == 2


@pytest.mark.parametrize("named", ["", "-", "meetings.csv"])
async def test_the_command_writes_a_file_or_standard_output(command: CommandLine, tmp_path: Path, named: str) -> None:
    assert (await command("db", "upgrade")).status == 0
    store = create_store(f"sqlite:///{tmp_path / 'reciprocal.db'}")
    settle(store)
    store.close()
    out = ("--out", named) if named else ()
    done = await command("export", "meetings", "--program", "=leaders", "--from", "2026-11-04", *out)
    assert (done.status, done.err) == (0, "")
    assert not (tmp_path / "-").exists()
    text = (tmp_path / named).read_text("utf-8") if named == "meetings.csv" else done.out
    assert [row[3] for row in csv.reader(io.StringIO(text))] == ["date", "2026-11-10", "2026-11-18"]
    assert "Sentinel" not in text


async def test_what_cannot_be_exported_is_said(command: CommandLine, tmp_path: Path) -> None:
    missing = await command("export", "meetings", "--program", "nowhere")
    assert (missing.status, missing.out) == (1, "")
    assert "There is no program “nowhere”" in missing.err
    backwards = await command("export", "meetings", "--program", "x", "--from", "2026-11-04", "--to", "2026-11-01")
    assert (backwards.status, backwards.err.count("\n")) == (1, 1)
    assert (await command("export", "meetings", "--program", "x", "--from", "banana")).status == 2
