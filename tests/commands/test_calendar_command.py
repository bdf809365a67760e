"""`reciprocal calendar`: days from a file and typed in, for a program, a district or a school."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.roster import parse_roster
from bot.services.programs import ProgramWish, create_program
from bot.services.roster import import_roster
from bot.store import programs
from bot.store.database import Store, create_store
from bot.store.schema import days_off
from bot.store.schema_schedules import good_days, seasons
from bot.store.upgrade import upgrade

FILE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
BEGIN:VEVENT
UID:t
SUMMARY:Thanksgiving
DTSTART;VALUE=DATE:20261126
DTEND;VALUE=DATE:20261128
END:VEVENT
BEGIN:VEVENT
UID:e
SUMMARY:Early release
DTSTART:20261125T170000Z
DTEND:20261125T200000Z
END:VEVENT
END:VCALENDAR
"""


NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)
ROSTER = b"email,role,school,district\nmia@x.example,mentee,Harbor School,Bay District\n"


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Store]:
    """Return a store in which Mia of the Harbor School in Bay District is a mentee, and have the commands use it."""
    url = f"sqlite:///{tmp_path / 'reciprocal.db'}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.chdir(tmp_path)
    made = create_store(url)
    upgrade(made)
    with made.write() as tx:
        workspace = programs.save_workspace(tx, "T1", "Northfield", "UBOT", NOW)
    wish = ProgramWish("Leaders", "cora@x.example", None, "America/New_York", date(2026, 8, 24), date(2027, 6, 18))
    program = create_program(made, workspace.id, wish, NOW).program
    assert program is not None
    import_roster(made, program.id, parse_roster(ROSTER), {}, NOW, enrolled_by="Cora")
    yield made
    made.close()


def run(*arguments: str) -> tuple[int, list[str]]:
    """Run `reciprocal calendar …` for the program and return its status and what it prints."""
    done = CliRunner().invoke(app, ["calendar", *arguments, "--program", "leaders"])
    return done.exit_code, done.output.splitlines()


def kept(store: Store, table: object) -> list[tuple[str, str, str]]:
    with store.read() as tx:
        rows = tx.execute(select(table)).all()  # type: ignore[call-overload]
    return [(f"{row.starts} {row.ends}", row.scope_name, row.title) for row in rows]


def written(folder: Path, content: str) -> str:
    path = folder / "school.ics"
    path.write_text(content.replace("\n", "\r\n"), "utf-8", newline="")
    return str(path)


def test_days_off_of_a_district_come_in_and_again_nothing_changes(store: Store, tmp_path: Path) -> None:
    of = ("--district", "bay district")
    status, lines = run("import", written(tmp_path, FILE), *of)
    assert (status, lines) == (
        0,
        [
            "left out: Early release: it lasts only part of a day, so it is no day off",
            "1 spans in the file (off): 1 added, 0 removed; 1 people concerned.",
        ],
    )
    assert kept(store, days_off) == [("2026-11-26 2026-11-27", "Bay District", "Thanksgiving")]
    assert "0 added, 0 removed" in run("import", written(tmp_path, FILE), *of)[1][-1]
    assert "1 added, 1 removed" in run("import", written(tmp_path, FILE.replace("20261128", "20261129")), *of)[1][-1]
    assert kept(store, days_off) == [("2026-11-26 2026-11-28", "Bay District", "Thanksgiving")]


def test_good_days_and_seasons_are_kept_apart_from_days_off(store: Store, tmp_path: Path) -> None:
    assert "2 added" in run("import", written(tmp_path, FILE), "--school", "Harbor School", "--kind", "good")[1][-1]
    assert run("add", "2027-06-01", "2027-06-18", "--rhythm", "monthly")[0] == 0
    assert run("add", "2026-12-24", "--title", "Closed")[0] == 0
    assert "0 added" in run("add", "2026-12-24", "--title", "Closed")[1][-1]
    assert len(kept(store, good_days)) == 2
    assert kept(store, seasons) == [("2027-06-01 2027-06-18", "", "")]
    assert run("show")[1] == [
        "2026-12-24: off, Closed",
        "2026-11-25: good to meet, Early release (school Harbor School)",
        "2026-11-26 to 2026-11-27: good to meet, Thanksgiving (school Harbor School)",
        "2027-06-01 to 2027-06-18: rhythm monthly",
    ]
    assert run("remove", "2026-12-24")[0] == 0
    assert kept(store, days_off) == []
    assert run("remove", "2026-12-24")[0] == 1


@pytest.mark.parametrize(
    ("content", "options", "says"),
    [
        ("email,name\n", (), "is not an iCalendar file"),
        (None, (), "cannot be read"),
        (FILE, ("--district", "Nowhere"), "there are: Bay District"),
        (FILE, ("--district", "A", "--school", "B"), "give one of --district and --school"),
        ("BEGIN:VCALENDAR" + " " * 2_000_001, (), "larger than 2 MB"),
    ],
)
def test_what_cannot_be_used_is_said(
    store: Store, tmp_path: Path, content: str | None, options: tuple[str, ...], says: str
) -> None:
    path = written(tmp_path, content) if content is not None else str(tmp_path / "none.ics")
    status, lines = run("import", path, *options)
    assert status == 1
    assert says in " ".join(lines)
    assert kept(store, days_off) == []


def test_days_cannot_end_before_they_begin(store: Store) -> None:
    status, lines = run("add", "2026-12-24", "2026-12-01")
    assert (status, "before they begin" in lines[0]) == (1, True)
    assert run("show")[1] == ["There are no days in its calendars yet; Saturdays and Sundays are always off."]
