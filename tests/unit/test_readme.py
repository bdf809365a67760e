"""The README says what the code does: commands, settings, scopes, times."""

import re
from pathlib import Path

from typer.main import get_command

from bot.cli import app
from bot.content.manifest import load
from bot.domain.messages import PER_DAY, PER_WEEK
from bot.settings import Settings

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text(encoding="utf-8")


def first_cells(heading: str) -> set[str]:
    """Return what stands in backticks in the first column of the table under a heading."""
    section = README.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("|")]
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_ci_runs_the_readmes_test_command() -> None:
    command = next(line for line in README.splitlines() if line.endswith(".venv/bin/pytest"))
    assert command in (TOP / ".ci" / "run").read_text(encoding="utf-8").splitlines()


def test_every_setting_is_described() -> None:
    assert first_cells("Settings") == {name.upper() for name in Settings.model_fields}


def test_every_scope_has_its_reason() -> None:
    assert first_cells("For whoever must approve the app") == load().scopes


def test_every_command_is_described() -> None:
    described = {name.removeprefix("reciprocal ").split(" ")[0] for name in first_cells("Commands")}
    assert described == set(getattr(get_command(app), "commands"))  # noqa: B009  (click's Group, unseen by mypy)


def test_the_budget_is_the_codes() -> None:
    assert (PER_DAY, PER_WEEK) == (1, 3)
    assert "at most one unasked direct message a day and three in seven days" in README
