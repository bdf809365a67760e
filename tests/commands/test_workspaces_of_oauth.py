"""Commands that call Slack, where workspaces have installed the app over OAuth."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.clock import Clock
from bot.operations.common import Stopped, connected
from bot.sandbox.slack.server import SlackServer
from bot.sandbox.slack.state import Workspace
from bot.services.workspaces import Install, installed_over_oauth
from bot.settings import Settings
from bot.store.database import Store, create_store
from bot.store.upgrade import upgrade
from bot.vault import Vault
from tests.commands.conftest import CommandLine

KEY = "k" * 40
NOW = datetime(2026, 11, 16, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Store]:
    made = create_store(f"sqlite:///{tmp_path}/reciprocal.db")
    upgrade(made)
    yield made
    made.close()


def install(slack: SlackServer, store: Store, workspace: Workspace) -> None:
    """Have a workspace installed, with somebody to coordinate a program."""
    workspace.add_user("cora", "Cora Vance", "cora@leaders.example", tz="UTC")
    token = slack.app.grant(workspace, "bot", slack.app.manifest.scopes).value
    sealed = Vault(SecretStr(KEY)).seal(token)
    said = Install(workspace.id, workspace.name, workspace.bot.id, workspace.bot_id, sealed, ("chat:write",))
    installed_over_oauth(store, said, now=NOW)


def variables(slack: SlackServer) -> dict[str, str]:
    return {
        "SLACK_CLIENT_ID": slack.app.client_id,
        "SLACK_CLIENT_SECRET": slack.app.client_secret,
        "SECRET_KEY": KEY,
        "SLACK_API_URL": slack.api_url,
    }


async def team_of(slack: SlackServer, store: Store, wanted: str | None = None, **changes: str) -> str:
    """Return the team that a command would connect to."""
    values = {name.lower(): value for name, value in (variables(slack) | changes).items()}
    settings = Settings(_env_file=None, **values)  # type: ignore[arg-type]  # as from the environment
    async with connected(settings, Clock(), store, wanted) as connection:
        return connection.team_id


async def test_the_only_workspace_is_meant(slack: SlackServer, database: Store) -> None:
    with pytest.raises(Stopped, match="No workspace has installed the app yet; open /slack/install"):
        await team_of(slack, database)
    install(slack, database, slack.workspace)
    assert await team_of(slack, database) == slack.workspace.id
    with pytest.raises(Stopped, match="SECRET_KEY is not the one"):
        await team_of(slack, database, SECRET_KEY="another" * 6)


async def test_of_several_one_must_be_named(slack: SlackServer, database: Store) -> None:
    south = slack.add_workspace("South")
    for workspace in (slack.workspace, south):
        install(slack, database, workspace)
    with pytest.raises(Stopped, match=rf"Say with --workspace which.*{south.id} \(South\)"):
        await team_of(slack, database)
    assert await team_of(slack, database, south.id) == south.id
    with pytest.raises(Stopped, match="The workspace T0 has not installed the app"):
        await team_of(slack, database, "T0")


async def test_a_token_from_the_settings_is_for_its_own_workspace_only(slack: SlackServer, database: Store) -> None:
    settings = Settings(_env_file=None, slack_bot_token=SecretStr(slack.bot_token), slack_api_url=slack.api_url)
    with pytest.raises(Stopped, match=f"SLACK_BOT_TOKEN is for the workspace {slack.workspace.id}, not T0"):
        async with connected(settings, Clock(), database, "T0"):
            pass


async def test_the_option_reaches_the_command(slack: SlackServer, database: Store, tmp_path: Path) -> None:
    south = slack.add_workspace("South")
    for workspace in (slack.workspace, south):
        install(slack, database, workspace)
    command = CommandLine(tmp_path, variables(slack))
    arguments = ("program", "create", "Leaders", "--coordinator", "cora@leaders.example", "--workspace")
    assert (await command(*arguments, south.id)).status == 0
    with database.read() as tx:
        found = tx.exec_driver_sql("SELECT team_id FROM programs JOIN workspaces w ON w.id = workspace_id").all()
    assert [tuple(row) for row in found] == [(south.id,)]
