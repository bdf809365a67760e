"""What most commands need: the store, a connection to Slack, and lines for the operator."""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from bot.clock import Clock
from bot.delivery.gateway import Gateway, SlackFailure, SlackRefused
from bot.delivery.patience import read
from bot.domain.programs import Program, Workspace
from bot.services.workspaces import all_installations
from bot.settings import Settings
from bot.store import programs as program_store
from bot.store.database import Store, create_store
from bot.store.identity import workspace_of_team
from bot.store.installations import Installation
from bot.vault import FORGOTTEN, LOST_KEY, Vault, WrongKey, key_of


class Stopped(Exception):
    """The command cannot go on; the message is one line that says what to do, `status` what it exits with."""

    status = 1


class WrongUse(Stopped):
    """What was given on the command line means nothing."""

    status = 2


class Progress(Protocol):
    """Hears how far something has come."""

    def __call__(self, done: int) -> None:
        """Show that `done` things are done."""


@dataclass(frozen=True, slots=True)
class Connection:
    """Slack as the bot token reaches it."""

    gateway: Gateway
    team_id: str
    team_name: str
    bot_user_id: str
    url: str


def say(line: str = "") -> None:
    """Write a line to standard output."""
    sys.stdout.write(line + "\n")


@contextmanager
def opened_store(settings: Settings) -> Iterator[Store]:
    """Open the database for a command. SQLite is upgraded; PostgreSQL only by `db upgrade`. Raises Stopped."""
    # Here, because it brings Alembic, and the sandbox, which is to be there at once, does without.
    from bot.store.upgrade import CannotUpgrade, DatabaseState, database_state, upgrade

    store = create_store(settings.database_url)
    store.key = key_of(settings, FORGOTTEN)
    try:
        if database_state(store) is not DatabaseState.CURRENT:  # to look first leaves a writer its lock
            if not store.is_sqlite:
                raise Stopped("The database is not at this version: run `reciprocal db upgrade`.")
            upgrade(store)
        yield store
    except CannotUpgrade as error:
        raise Stopped(f"Nothing was done: {error}.") from None
    finally:
        store.close()


def _token(settings: Settings, store: Store | None, team_id: str | None) -> str:
    """Return the token from the settings, or with OAuth that of the installed workspace `team_id`, or the only one."""
    if settings.slack_bot_token is not None and not settings.uses_oauth:
        return settings.slack_bot_token.get_secret_value()
    installed = all_installations(store) if store is not None else []
    wanted = [one for one in installed if team_id in (None, one.workspace.team_id)]
    if settings.secret_key is None or not wanted:
        raise Stopped(
            "No workspace has installed the app yet; open /slack/install where the bot runs."
            if not installed
            else f"The workspace {team_id} has not installed the app; {_names(installed)}."
        )
    if len(wanted) > 1:
        raise Stopped(f"Say with --workspace which workspace; {_names(installed)}.")
    try:
        return Vault(settings.secret_key).unseal(wanted[0].sealed_token)
    except WrongKey:
        raise Stopped(LOST_KEY) from None


def _names(installed: list[Installation]) -> str:
    return "there are: " + ", ".join(f"{one.workspace.team_id} ({one.workspace.name})" for one in installed)


@asynccontextmanager
async def connected(
    settings: Settings, clock: Clock, store: Store | None, team_id: str | None = None
) -> AsyncIterator[Connection]:
    """Connect to Slack and see whose workspace it is. Raises SettingsError or Stopped.

    With OAuth the token is the stored one of the workspace `team_id`, which may be None if there is only one.
    """
    token = _token(settings.require_slack(), store, team_id)
    gateway = Gateway(token, clock=clock, base_url=settings.slack_api_url)
    try:
        who = await read(gateway, "auth.test")
        if who.get("is_enterprise_install"):
            raise Stopped("The app is installed for a whole organization: install it in one workspace instead.")
        if team_id not in (None, who["team_id"]):
            raise Stopped(f"SLACK_BOT_TOKEN is for the workspace {who['team_id']}, not {team_id}.")
        yield Connection(gateway, who["team_id"], who.get("team", ""), who.get("user_id", ""), who.get("url", ""))
    except SlackRefused as refused:
        raise Stopped(f"Slack refuses: {explain(refused)}") from None
    except SlackFailure as failure:
        raise Stopped(f"Slack cannot be reached at {settings.slack_api_url} ({failure}); nothing was lost.") from None
    finally:
        await gateway.close()


def explain(refused: SlackRefused) -> str:
    """Say in one sentence what an error of Slack's means for the operator."""
    if refused.error in {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}:
        return (
            f"the bot token is not valid any more ({refused.error}); copy SLACK_BOT_TOKEN again from the app's page, "
            "or with OAuth install the app again."
        )
    if refused.error == "missing_scope":
        needed = refused.response.get("needed", "a scope")
        return f"the app lacks {needed}; paste app.yaml into the app's manifest and install it again."
    return f"{refused.error}."


def find_program(store: Store, connection: Connection, name: str) -> tuple[Workspace, Program]:
    """Return the program of that name in the connected workspace. Raises Stopped, naming those there are."""
    with store.read() as tx:
        workspace = workspace_of_team(tx, connection.team_id)
        program = program_store.program_named(tx, workspace.id, name) if workspace else None
        there = [other.name for other in program_store.programs_of(tx, workspace.id)] if workspace else []
    if workspace is None or program is None:
        raise Stopped(no_program(name, there))
    return workspace, program


def program_offline(store: Store, name: str | None, team_id: str | None = None) -> Program:
    """Return the program of that name, without asking Slack; no name means the only one there is. Raises Stopped."""
    with store.read() as tx:
        workspaces = [one for one in program_store.all_workspaces(tx) if team_id in (None, one.team_id)]
        there = [program for workspace in workspaces for program in program_store.programs_of(tx, workspace.id)]
    wanted = program_store.name_key(name) if name is not None else None
    found = [program for program in there if wanted in (None, program_store.name_key(program.name))]
    if len(found) == 1:
        return found[0]
    names = [program.name for program in there]
    if found and name is not None:
        raise Stopped("Several workspaces have such a program; say which one with --workspace.")
    if found:
        raise Stopped(f"Say with --program which one; there are: {', '.join(names)}.")
    if name is None:
        raise Stopped("There is no program yet; make it with `reciprocal program create`.")
    raise Stopped(no_program(name, names))


def no_program(name: str, there: list[str]) -> str:
    """Return the line for a program that does not exist."""
    hint = f"there are: {', '.join(there)}" if there else "make it with `reciprocal program create`"
    return f"There is no program “{name}”; {hint}."


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """Show progress on a terminal once it takes more than a moment; in a pipe show nothing."""
    if not sys.stderr.isatty():
        yield lambda done: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done: bar.update(task, completed=done)


def run_async(work: Coroutine[Any, Any, int]) -> int:
    """Run a command that talks to Slack, and return its exit status."""
    return asyncio.run(work)
