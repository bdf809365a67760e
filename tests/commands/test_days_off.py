"""`program create --day-off`: days off from the command line."""

import pytest

from bot.sandbox.slack.server import SlackServer
from tests.commands.conftest import CommandLine
from tests.commands.test_roster_command import COORDINATOR, make_program

CREATE = ("program", "create", "Leaders", "--coordinator", COORDINATOR)


async def test_days_and_spans_are_entered_once(slack: SlackServer, command: CommandLine) -> None:
    await make_program(slack, command)
    days = ("--day-off", "2026-11-26", "--day-off", "2026-12-21..2027-01-01", "--day-off", "2026-11-26")
    done = await command(*CREATE, *days)
    assert done.lines == [
        "Program “Leaders”: day off: 2026-11-26 added; day off: 2026-12-21..2027-01-01 added."
    ]  # fmt: skip
    assert (await command(*CREATE, *days)).lines == ["Program “Leaders”: nothing changed."]


async def test_a_new_program_may_have_some_at_once(slack: SlackServer, command: CommandLine) -> None:
    slack.workspace.add_user("marisol", "Marisol Urbina", COORDINATOR)
    done = await command(*CREATE, "--starts", "2026-08-24", "--day-off", "2026-09-07")
    assert (done.status, done.lines[1:]) == (0, ["day off: 2026-09-07 added"])
    asked = await command("preview", "--days", "1")
    assert asked.status == 0


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("thanksgiving", "is not a day like"),
        ("2026-11-31", "is not a day like"),
        ("2026-11-27..2026-11-26", "would end before it begins"),
        ("2026-11-26..", "is not a day like"),
        ("2026-01-01..2028-01-01", "is longer than a year"),
    ],
)
async def test_nonsense_is_refused_in_a_line(command: CommandLine, wrong: str, why: str) -> None:
    done = await command(*CREATE, "--day-off", wrong)
    assert (done.status, done.out) == (2, "")
    assert why in " ".join(done.err.replace("│", " ").split())
