"""`doctor` finds what is wrong, says what to do, and leaves no trace."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.content import manifest
from bot.sandbox.slack.server import SlackServer
from bot.settings import HELP
from tests.commands.conftest import CommandLine

CLEO = "cleo@x.example"
Prepare = Callable[..., Awaitable[None]]


@pytest.fixture
def prepared(slack: SlackServer, command: CommandLine) -> Prepare:
    """Return what makes a program whose coordinators have a private channel with the bot in it."""

    async def prepare(*options: str) -> None:
        workspace = slack.workspace
        cleo = workspace.add_user("cleo", "Cleo Marsh", CLEO)
        workspace.create_channel("desk", [cleo, workspace.bot], private=True)
        workspace.create_channel("everybody", [cleo])
        done = await command("program", "create", "Leaders", "--coordinator", CLEO, *options)
        assert (done.status, done.err) == (0, "")

    return prepare


async def test_all_is_well(slack: SlackServer, command: CommandLine, prepared: Prepare) -> None:
    await prepared("--coordinator-channel", "#desk")
    done = await command("doctor")
    assert done.lines == [
        "ok     settings: complete for Socket Mode",
        "ok     database: sqlite, at this version",
        "ok     Slack: the token is good, workspace Northfield Mentors",
        "ok     clock: agrees with Slack's",
        "ok     scopes: all that app.yaml asks for",
        "note   Leaders: no community channel; set one with `reciprocal program create`",
        "ok     Leaders: the bot is in #desk",
        "ok     Leaders: all 1 members are in Slack",
        "ok     recovery: the bot reads its own messages' metadata back",
    ]
    assert (done.status, done.err) == (0, "")
    cleo = slack.person(slack.workspace.users[slack.workspace.by_email[CLEO]])
    assert [message for message in cleo.dms() if not message.deleted] == []


async def test_a_database_that_is_not_there_yet_is_not_made(command: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "new" / "reciprocal.db"
    command.settings["DATABASE_URL"] = f"sqlite:///{path}"
    done = await command("doctor")
    assert "note   database: sqlite; its file is made at the first start" in done.lines
    assert not path.exists()


async def test_everything_that_is_wrong_is_named(
    slack: SlackServer, command: CommandLine, prepared: Prepare, tmp_path: Path
) -> None:
    await prepared("--community-channel", "everybody", "--coordinator-channel", "desk")
    (tmp_path / "r.csv").write_text("email,name\nana@x.example,Ana Lima\n")
    assert (await command("roster", "import", "r.csv", "--program", "Leaders")).status == 0
    desk = next(c for c in slack.workspace.conversations.values() if c.name == "desk")
    slack.workspace.leave(desk, slack.workspace.bot.id)
    slack.faults.add("slack_error", "conversations.history", error="missing_scope")
    command.settings.pop("SLACK_APP_TOKEN")
    done = await command("doctor")
    assert done.status == 1
    assert [line.removeprefix("wrong").strip() for line in done.lines if line.startswith("wrong")] == [
        f"settings: SLACK_SIGNING_SECRET is missing: {HELP['SLACK_SIGNING_SECRET']}; for Socket Mode set "
        f"SLACK_APP_TOKEN instead, which {HELP['SLACK_APP_TOKEN']}",
        "Leaders: the bot is not in #everybody; write /invite @Reciprocal there",
        f"Leaders: the bot does not see its coordinators' channel {desk.id}; write /invite @Reciprocal there",
        "Leaders: Ana Lima <ana@x.example> is not in Slack; correct the address in the roster, or invite them",
        "recovery: the bot cannot read its own messages back: the app lacks a scope; paste app.yaml into the app's "
        "manifest and install it again.",
    ]


async def test_scopes_that_were_not_granted(slack: SlackServer, command: CommandLine) -> None:
    few = manifest.load().scopes - {"im:history", "groups:read"}
    command.settings["SLACK_BOT_TOKEN"] = slack.app.grant(slack.workspace, "bot", few).value
    done = await command("doctor")
    assert done.status == 1
    assert (
        "wrong  scopes: groups:read, im:history not granted; paste app.yaml into the app's manifest, reinstall it"
        in done.lines
    )


async def test_a_revoked_token(slack: SlackServer, command: CommandLine) -> None:
    slack.app.revoke(slack.workspace, "token_revoked")
    done = await command("doctor")
    assert done.status == 1
    assert any("the bot token is not valid any more" in line for line in done.lines)


async def test_a_slack_that_cannot_be_reached(command: CommandLine) -> None:
    command.settings["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    done = await command("doctor")
    assert done.status == 1
    assert any("Slack cannot be reached at http://127.0.0.1:9/api/" in line for line in done.lines)


async def test_malformed_settings_stop_it(command: CommandLine) -> None:
    command.settings |= {"PORT": "none", "LOG_LEVEL": "loud"}
    done = await command("doctor")
    assert (done.status, done.out) == (2, "")
    assert [line.split(" is malformed")[0] for line in done.err.splitlines()] == ["LOG_LEVEL", "PORT"]


async def test_every_sample_is_valid(command: CommandLine) -> None:
    done = await command("doctor", "--blocks")
    assert (done.status, done.err) == (0, "")
    valid, _, everything, *_ = done.lines[-1].split()
    assert valid == everything != "0"


async def test_an_objection_is_told(slack: SlackServer, command: CommandLine) -> None:
    slack.faults.add("slack_error", "blocks.validate", count=1, error="invalid_message")
    done = await command("doctor", "--blocks")
    assert done.status == 1
    assert done.lines[0].endswith(": invalid_message.")
    assert done.lines[0].startswith("wrong  ")
