"""The real command line in a process of its own, against the strict Slack server."""

import asyncio
import csv
import io
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.sandbox.slack.server import SlackServer
from bot.settings import HELP
from bot.store.database import create_store
from bot.store.upgrade import upgrade
from tests.forked import Forked, Work, reciprocal


@dataclass
class Done:
    """What a command ended with."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The lines of standard output."""
        return self.out.splitlines()


class CommandLine:
    """Runs `reciprocal` in a directory, with nothing in the environment but these settings."""

    def __init__(self, directory: Path, settings: dict[str, str]) -> None:
        self.directory = directory
        self.settings = settings

    async def __call__(self, *arguments: str) -> Done:
        """Run a command to its end."""
        inherited = {name: value for name, value in os.environ.items() if name not in HELP}
        environment = inherited | self.settings
        return await asyncio.to_thread(self._run, arguments, environment)

    def _run(self, arguments: tuple[str, ...], environment: dict[str, str]) -> Done:
        with tempfile.TemporaryDirectory(prefix="reciprocal-command-") as folder:
            out, err = Path(folder, "out"), Path(folder, "err")
            status = Forked(Work(reciprocal, arguments, self.directory, environment, out, err)).join()
            return Done(status, out.read_text("utf-8"), err.read_text("utf-8"))


@pytest.fixture
async def slack() -> AsyncIterator[SlackServer]:
    made = SlackServer()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite file that all migrations have run on, which takes as long as three commands."""
    path = tmp_path_factory.mktemp("migrated") / "reciprocal.db"
    store = create_store(f"sqlite:///{path}")
    upgrade(store)
    store.close()
    return path


@pytest.fixture
def command(slack: SlackServer, tmp_path: Path, migrated: Path) -> CommandLine:
    """Return the command line of an installation that is set up for Socket Mode and SQLite."""
    shutil.copy(migrated, tmp_path)
    settings = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
    }
    return CommandLine(tmp_path, settings)


@pytest.fixture(scope="session")
def sample_roster() -> Iterator[Path]:
    """Return `shared/data/roster.csv` from the nearest folder above the repository that has it."""
    for folder in Path(__file__).resolve().parents:
        path = folder / "shared" / "data" / "roster.csv"
        if path.exists():
            yield path
            return
    if os.environ.get("CI"):
        pytest.fail("no shared/data/roster.csv in a folder above the repository")
    pytest.skip("no shared/data/roster.csv in a folder above the repository")


def populate(slack: SlackServer, path: Path) -> None:
    """Put everybody of a roster file who has an address into Slack."""
    content = path.read_text("utf-8-sig")
    for row in csv.DictReader(io.StringIO(content)):
        email = row["Email"].strip().lower()
        if "@" in email and email not in slack.workspace.by_email:
            slack.workspace.add_user(email.partition("@")[0], row["Name"], email)
