"""`reciprocal run` as a whole: a process of its own, against the strict Slack server."""

import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.slack.server import SlackServer
from tests.forked import reciprocal
from tests.scenario.running import free_port, running


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    made = SlackServer()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def two_variables(slack: SlackServer) -> dict[str, str]:
    """Return what a self-hosted install sets, and where Slack is in tests."""
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }


async def test_two_variables_are_enough(slack: SlackServer, two_variables: dict[str, str], tmp_path: Path) -> None:
    slack.install(None)
    mia = slack.add_person("mia", "Mia Sol", "mia@leaders.example")
    async with running(tmp_path, two_variables) as bot:
        await bot.ready()
        assert (await bot.get("/healthz")) == (200, "ok")
        assert "reciprocal_message" in (await bot.get("/metrics"))[1]
        assert (await bot.get("/slack/install"))[0] == 404
        said = str((await mia.command("/checkin")).replies)
        assert "not in a mentoring program" in said, (await bot.stop())[1]
        status, err = await bot.stop()
    assert (status, "Traceback" in err) == (0, False)
    assert (tmp_path / "reciprocal.db").exists()
    assert slack.bot_token not in err


async def test_over_http_with_a_log_for_machines(
    slack: SlackServer, two_variables: dict[str, str], tmp_path: Path
) -> None:
    del two_variables["SLACK_APP_TOKEN"]
    settings = two_variables | {"SLACK_SIGNING_SECRET": slack.signing_secret, "LOG_FORMAT": "json"}
    mia = slack.add_person("mia", "Mia Sol", "mia@leaders.example")
    async with running(tmp_path, settings) as bot:
        await bot.ready()
        slack.install(f"{bot.address}/slack/events")
        assert (await bot.get("/healthz"))[0] == (await bot.get("/metrics"))[0] == 200
        assert (await mia.command("/checkin")).ok
        status, err = await bot.stop()
    assert status == 0
    said = [json.loads(line) for line in err.splitlines()]
    assert "the bot is running" in [line["event"] for line in said]


async def test_a_port_that_is_taken(two_variables: dict[str, str], tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with running(tmp_path, two_variables | {"PORT": str(port)}, reciprocal, "run") as bot:
            status, err = await bot.end()
    assert status == 1
    assert err.splitlines() == [
        f"Cannot listen on 127.0.0.1:{port} (Address already in use); set HOST and PORT to a free one."
    ]


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"])
async def test_a_bad_token(two_variables: dict[str, str], tmp_path: Path, name: str) -> None:
    bad = two_variables[name][:5] + "1-nonsense"
    async with running(tmp_path, two_variables | {name: bad}, reciprocal, "run") as bot:
        status, err = await bot.end()
    assert (status, err) == (1, f"Slack refuses {name} (invalid_auth); see `reciprocal doctor`.\n")


async def test_missing_settings(tmp_path: Path) -> None:
    async with running(tmp_path, {}, reciprocal, "run") as bot:
        status, err = await bot.end()
    assert status == 2
    assert [line.split()[0] for line in err.splitlines()] == ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]


async def test_it_waits_for_slack(tmp_path: Path) -> None:
    slack = SlackServer()
    port = free_port()
    settings = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": f"http://127.0.0.1:{port}/api/",
    }
    async with running(tmp_path, settings, reciprocal, "run") as bot:
        await bot.says(lambda wrong: wrong.get("slack") == "cannot be reached yet")
        await slack.start(port)
        await bot.ready()
        assert (await bot.stop())[0] == 0
    await slack.stop()


async def test_it_can_be_stopped_while_it_waits(two_variables: dict[str, str], tmp_path: Path) -> None:
    settings = two_variables | {"SLACK_API_URL": f"http://127.0.0.1:{free_port()}/api/"}
    async with running(tmp_path, settings, reciprocal, "run") as bot:
        await bot.says(lambda wrong: "slack" in wrong)
        status, err = await bot.stop()
    assert (status, "Traceback" in err) == (0, False)


async def test_postgresql_is_not_upgraded_by_running(
    two_variables: dict[str, str], tmp_path: Path, empty_postgres_url: str
) -> None:
    async with running(tmp_path, two_variables | {"DATABASE_URL": empty_postgres_url}, reciprocal, "run") as bot:
        status, err = await bot.end()
    assert (status, err) == (1, "The database is not at this version: run `reciprocal db upgrade`.\n")
