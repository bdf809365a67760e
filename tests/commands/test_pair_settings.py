"""`program create` with what a program says about its pairs: notes, their days, observations, cover."""

import pytest

from bot.sandbox.slack.server import SlackServer
from tests.commands.conftest import CommandLine
from tests.commands.test_roster_command import COORDINATOR, make_program

CREATE = ("program", "create", "Leaders", "--coordinator", COORDINATOR)


async def test_what_is_given_changes_and_the_rest_stays(slack: SlackServer, command: CommandLine) -> None:
    await make_program(slack, command)
    done = await command(*CREATE, "--no-nudges", "--grace-days", "5", "--observations", "4", "--cover")
    assert done.lines == [
        "Program “Leaders”: nudges_on: True → False; grace_days: 3 → 5; observations_target: 0 → 4; "
        "cover_on: False → True."
    ]
    assert (await command(*CREATE, "--cover", "--observations", "4")).lines == ["Program “Leaders”: nothing changed."]
    again = await command(*CREATE, "--nudges", "--step-days", "14", "--no-cover", "--observations", "0")
    assert again.lines == [
        "Program “Leaders”: nudges_on: False → True; step_days: 7 → 14; observations_target: 4 → 0; "
        "cover_on: True → False."
    ]


async def test_a_new_program_may_have_them_at_once(slack: SlackServer, command: CommandLine) -> None:
    slack.workspace.add_user("marisol", "Marisol Urbina", COORDINATOR)
    done = await command(*CREATE, "--starts", "2026-08-24", "--cover")
    assert (done.status, done.lines[1:]) == (0, ["cover_on: False → True"])


@pytest.mark.parametrize(
    "wrong",
    [
        ("--grace-days", "29"),
        ("--grace-days", "-1"),
        ("--step-days", "6"),
        ("--step-days", "29"),
        ("--observations", "41"),
        ("--observations", "some"),
    ],
)
async def test_days_that_would_press_people_are_refused(command: CommandLine, wrong: tuple[str, str]) -> None:
    done = await command(*CREATE, *wrong)
    assert (done.status, done.out) == (2, "")
    assert wrong[0] in done.err
