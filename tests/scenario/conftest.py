"""What several scenario tests begin with."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenario.visiting import Visitor, visited_sandbox


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Visitor]:
    """Return a browser on the page of a sandbox with a few people, on a Monday morning."""
    async with visited_sandbox(tmp_path) as visitor:
        yield visitor
