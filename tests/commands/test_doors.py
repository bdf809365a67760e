"""The doors themselves: quick to open, and plain about wrong use."""

import subprocess
import sys

import pytest

from tests.commands.conftest import CommandLine


def test_help_loads_nothing_heavy() -> None:
    heavy = "{'sqlalchemy', 'slack_sdk', 'slack_bolt', 'aiohttp', 'alembic', 'pydantic', 'apscheduler', 'rich'}"
    code = f"import sys, bot.cli; print(*sorted({heavy} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


def test_a_start_of_the_sandbox_loads_nothing_that_only_some_requests_need() -> None:
    seldom = "{'icalendar', 'dateutil.rrule', 'apscheduler', 'alembic', 'highspy'}"
    code = f"import sys, bot.operations.sandbox; print(*sorted({seldom} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("program", "create", "--help"),
        ("roster", "import", "--help"),
        ("roster", "export", "--help"),
        ("db", "upgrade", "--help"),
        ("doctor", "--help"),
    ],
)
async def test_every_command_has_help(command: CommandLine, arguments: tuple[str, ...]) -> None:
    done = await command(*arguments)
    assert (done.status, done.err) == (0, "")
    assert "Usage:" in done.out
    assert "--help" in done.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("program", "create"),
        ("program", "create", "Leaders", "--coordinator", "a@x.example", "--starts", "soon"),
        ("roster", "import", "r.csv"),
    ],
)
async def test_wrong_use_is_status_two(command: CommandLine, arguments: tuple[str, ...]) -> None:
    done = await command(*arguments)
    assert (done.status, done.out) == (2, "")
    assert done.err


async def test_a_database_in_a_place_that_cannot_be_is_one_clear_line(command: CommandLine) -> None:
    command.settings["DATABASE_URL"] = "sqlite:////dev/null/here/reciprocal.db"
    done = await command("tick")
    assert done.status == 1
    assert done.err == "/dev/null/here cannot be used: Not a directory.\n"
