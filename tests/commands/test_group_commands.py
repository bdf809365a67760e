"""`program create` with what a program says about its home groups, and `export groups`."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.roster import parse_roster
from bot.sandbox.slack.server import SlackServer
from bot.services import home_groups
from bot.services.programs import ProgramWish, create_program
from bot.services.roster import import_roster
from bot.store import members, programs
from bot.store.database import create_store
from tests.commands.conftest import CommandLine
from tests.commands.test_roster_command import COORDINATOR, make_program

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
CREATE = ("program", "create", "Leaders", "--coordinator", COORDINATOR)


async def test_what_is_given_changes_and_the_rest_stays(slack: SlackServer, command: CommandLine) -> None:
    await make_program(slack, command)
    done = await command(*CREATE, "--group-size", "4-6", "--group-conversation", "channel")
    assert done.lines == [
        "Program “Leaders”: group smallest: 3 → 4; group largest: 5 → 6; group conversation: dm → channel."
    ]
    again = await command(*CREATE, "--group-size", "6")
    assert again.lines == ["Program “Leaders”: group smallest: 4 → 6."]
    assert (await command(*CREATE, "--group-conversation", "channel")).lines == ["Program “Leaders”: nothing changed."]


@pytest.mark.parametrize(
    "wrong",
    [
        *(("--group-size", size) for size in ("5-3", "0-4", "3-", "three", "3-5-7", "60")),
        ("--group-conversation", "phone"),
    ],
)
async def test_sizes_that_cannot_be_are_refused(command: CommandLine, wrong: tuple[str, str]) -> None:
    done = await command(*CREATE, *wrong)
    assert (done.status, done.out) == (2, "")
    assert wrong[0] in done.err


async def test_groups_are_exported_without_formulas(command: CommandLine, tmp_path: Path) -> None:
    assert (await command("db", "upgrade")).status == 0
    store = create_store(f"sqlite:///{tmp_path / 'reciprocal.db'}")
    with store.write() as tx:
        workspace = programs.save_workspace(tx, "T1", "Northfield", "UBOT", NOW)
    wish = ProgramWish("Leaders", "cora@x.example", starts=date(2026, 8, 24))
    program = create_program(store, workspace.id, wish, NOW).program
    assert program is not None
    roster = "email,name,role,school,district\n" + "".join(
        f"p{n}@x.example,=1+{n},mentee;coach,Elm,North\n" for n in range(6)
    )
    import_roster(store, program.id, parse_roster(roster.encode()), {}, NOW)
    with store.write() as tx:
        ids = [member.id for member, _ in members.open_members_of_program(tx, program.id) if member.school]
        home_groups.settle(tx, program.id, home_groups.propose(tx, program.id, ids, now=NOW), now=NOW)
    store.close()
    done = await command("export", "groups", "--program", "leaders")
    header, *rows = csv.reader(io.StringIO(done.out))
    assert header == ["group", "name", "email", "role", "school", "district"]
    assert sorted(row[1:] for row in rows) == [
        [f"'=1+{n}", f"p{n}@x.example", "coach;mentee", "Elm", "North"] for n in range(6)
    ]
    assert [row[0] for row in rows] == ["1"] * 3 + ["2"] * 3
