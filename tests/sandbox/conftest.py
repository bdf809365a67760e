"""Slack's own public files (its list of methods, its schema of manifests), which lie beside the repository."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def slack_file() -> Callable[[str], Any]:
    """Return a function that reads a JSON file of `shared/slack`, from the nearest folder above that has it.

    Without the file the test is skipped, but fails where CI is set: there it must be.
    """

    def read(name: str) -> Any:
        for folder in REPOSITORY.parents:
            path = folder / "shared" / "slack" / name
            if path.exists():
                return json.loads(path.read_text("utf-8"))
        reason = f"no shared/slack/{name} in a folder above the repository"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)

    return read
