"""`program create`, `roster import` and `roster export` as an operator runs them."""

from pathlib import Path

import pytest

from bot.sandbox.slack.server import SlackServer
from tests.commands.conftest import CommandLine, populate

COORDINATOR = "marisol.urbina@ashford.example"
BAD_LINES = [
    "refused: line 43, not-an-address: email “not-an-address” is not an address",
    "refused: line 54, someone.new@dunmore.example: role “principal” is none of mentee, mentor, emerging, coach, "
    "coordinator",
    "refused: line 62, time.lost@eastbridge.example: timezone “Eastern” is not one like America/New_York; "
    "start_date “08/24/2026” is not a date like 2026-08-24",
]
BAD_PAIR = (
    "refused: line 19, jean.fernandes@farrow.example: mentor nobody@elsewhere.example: "
    "they are neither in this file nor a member of the program"
)


async def make_program(slack: SlackServer, command: CommandLine) -> None:
    if COORDINATOR not in slack.workspace.by_email:
        slack.workspace.add_user("marisol", "Marisol Urbina", COORDINATOR)
    done = await command("program", "create", "Leaders", "--coordinator", COORDINATOR, "--starts", "2026-08-24")
    assert (done.status, done.err) == (0, "")


async def test_exactly_the_bad_lines_of_the_sample_are_refused(
    slack: SlackServer, command: CommandLine, sample_roster: Path
) -> None:
    populate(slack, sample_roster)
    await make_program(slack, command)
    done = await command("roster", "import", str(sample_roster), "--program", "leaders")
    assert done.err == ""
    assert done.status == 1
    assert [line for line in done.lines if line.startswith("refused")] == [BAD_PAIR, *BAD_LINES]
    assert done.lines[-1] == (
        "116 added, 1 changed, 0 unchanged, 0 left alone, 3 refused, 1 pairs refused, 0 not found in Slack"
    )
    assert sum(line.startswith("pair begins") for line in done.lines) == 47

    again = await command("roster", "import", str(sample_roster), "--program", "Leaders")
    assert again.lines == [
        BAD_PAIR,
        *BAD_LINES,
        "0 added, 0 changed, 117 unchanged, 0 left alone, 3 refused, 1 pairs refused, 0 not found in Slack",
    ]


async def test_export_and_import_change_nothing(slack: SlackServer, command: CommandLine, tmp_path: Path) -> None:
    await make_program(slack, command)
    slack.workspace.add_user("ana", "Ana Lima", "ana@x.example")
    (tmp_path / "roster.csv").write_text('email;name;role\r\nana@x.example;"Lima; Ana";mentee\r\n', "cp1252")
    assert (await command("roster", "import", "roster.csv", "--program", "Leaders")).status == 0
    exported = await command("roster", "export", "--program", "Leaders")
    assert exported.out.splitlines()[1].startswith("ana@x.example,Lima; Ana,mentee,")
    (tmp_path / "out.csv").write_text(exported.out)
    done = await command("roster", "import", "out.csv", "--program", "Leaders", "--complete")
    assert done.lines == [
        "0 added, 0 changed, 2 unchanged, 0 left alone, 0 refused, 0 pairs refused, 0 not found in Slack"
    ]


async def test_people_who_cannot_be_members_are_refused_by_name_even_in_a_small_file(
    slack: SlackServer, command: CommandLine, tmp_path: Path
) -> None:
    await make_program(slack, command)
    add = slack.workspace.add_user
    add("gone", "Gone Girard", "gone@x.example", deleted=True)
    add("far", "Far Away", "far@x.example", team_id="T0OTHER")
    add("robot", "Robot", "robot@x.example", is_bot=True)
    add("guest", "Guest", "guest@x.example", is_ultra_restricted=True)
    names = ("gone", "far", "robot", "guest", "nobody")
    (tmp_path / "r.csv").write_text("email\n" + "".join(f"{name}@x.example\n" for name in names))
    done = await command("roster", "import", "r.csv", "--program", "Leaders")
    assert done.status == 1
    refused = [line for line in done.lines if line.startswith("refused")]
    assert [line.split(":")[1].strip() for line in refused] == [
        "line 2, gone@x.example",
        "line 3, far@x.example",
        "line 4, robot@x.example",
    ]
    assert "deactivated" in refused[0]
    assert "another Slack workspace" in refused[1]
    assert "app or bot" in refused[2]
    assert any(line.startswith("added: line 5, Guest") for line in done.lines)
    assert "not found in Slack, taken in when they join: line 6, nobody <nobody@x.example>" in done.lines


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\x00", "The file is not text."),
        (b"name\nAna\n", "no column “email”"),
        (b'email\n"ana', "a quotation mark has no counterpart"),
        (b"", "The file is empty."),
    ],
)
async def test_files_that_cannot_be_used_are_one_line(
    command: CommandLine, tmp_path: Path, content: bytes, message: str
) -> None:
    (tmp_path / "r.csv").write_bytes(content)
    done = await command("roster", "import", "r.csv", "--program", "Leaders")
    assert (done.status, done.out) == (1, "")
    assert message in done.err
    assert done.err.count("\n") == 1


async def test_other_ends(command: CommandLine, slack: SlackServer, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("email\nana@x.example\n")
    done = await command("roster", "import", "r.csv", "--program", "Nothing")
    assert (done.status, done.err) == (
        1,
        "There is no program “Nothing”; make it with `reciprocal program create`.\n",
    )
    assert (await command("roster", "import", "missing.csv", "--program", "X")).err == (
        "missing.csv cannot be read: No such file or directory.\n"
    )
    assert (await command("roster", "import")).status == 2
    slack.app.revoke(slack.workspace, "token_revoked")
    done = await command("roster", "import", "r.csv", "--program", "X")
    assert done.status == 1
    assert "the bot token is not valid any more" in done.err
    command.settings.pop("SLACK_BOT_TOKEN")
    done = await command("roster", "import", "r.csv", "--program", "X")
    assert done.status == 2
    assert done.err.startswith("SLACK_BOT_TOKEN is missing: ")
    assert done.err.count("\n") == 1


async def test_postgresql_is_upgraded_by_command_only(
    command: CommandLine, slack: SlackServer, empty_postgres_url: str
) -> None:
    command.settings["DATABASE_URL"] = empty_postgres_url
    slack.workspace.add_user("marisol", "Marisol Urbina", COORDINATOR)
    done = await command("program", "create", "Leaders", "--coordinator", COORDINATOR)
    assert (done.status, done.err) == (
        1,
        "The database is not at this version: run `reciprocal db upgrade`.\n",
    )
    assert (await command("db", "upgrade")).lines == ["The database is upgraded."]
    assert (await command("db", "upgrade")).lines == ["The database was at this version already."]
    await make_program(slack, command)
    assert len((await command("roster", "export", "--program", "Leaders")).lines) == 2


async def test_a_database_that_is_gone(command: CommandLine) -> None:
    command.settings["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:9/none"
    done = await command("db", "upgrade")
    assert done.status == 1
    assert done.err.startswith("The database does not answer: ")
    assert done.err.count("\n") == 1


async def test_dry_run_and_confirmation(slack: SlackServer, command: CommandLine, tmp_path: Path) -> None:
    await make_program(slack, command)
    for name in ("ana", "ben"):
        slack.workspace.add_user(name, name.title(), f"{name}@x.example")
    paired = "email,role,mentor_email\nana@x.example,mentee,ben@x.example\nben@x.example,mentor,\n"
    (tmp_path / "paired.csv").write_text(paired)
    (tmp_path / "alone.csv").write_text(paired.replace("mentee,ben@x.example", "mentee,"))
    dry = await command("roster", "import", "paired.csv", "--program", "Leaders", "--dry-run")
    assert (dry.status, dry.lines[-1].endswith("(dry run, nothing was written)")) == (0, True)
    wet = await command("roster", "import", "paired.csv", "--program", "Leaders")
    assert wet.lines[:-1] == dry.lines[:-1]
    stopped = await command("roster", "import", "alone.csv", "--program", "Leaders")
    assert stopped.status == 1
    assert stopped.lines[-1] == "1 pairs would end, more than a tenth: nothing was written; --yes does it."
    done = await command("roster", "import", "alone.csv", "--program", "Leaders", "--complete", "--yes")
    assert done.status == 0
    assert "pair ends: ben@x.example mentored ana@x.example" in done.lines
    kept = [line for line in done.lines if COORDINATOR in line]
    assert len(kept) == 1, "a program keeps its last coordinator, also when a complete file forgets them"
    assert kept[0].startswith("left alone: ")
    assert kept[0].endswith("stays: without them the program would have no coordinator")
