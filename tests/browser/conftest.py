"""One browser for all these tests, and a visit to a sandbox with a few people for each."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from tests.browser import chromium
from tests.browser.windows import PATIENCE_MS, Visit, visit

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of this folder in the browser's event loop; without a browser skip them, in CI fail."""
    mine = [item for item in items if HERE in item.path.parents]
    for item in mine:
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        if chromium.executable() is None and not chromium.must_be_there():
            item.add_marker(pytest.mark.skip(reason=chromium.MISSING))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Run the system's Chromium."""
    expect.set_options(timeout=PATIENCE_MS)
    async with chromium.chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(browser: Browser, tmp_path: Path) -> AsyncIterator[Visit]:
    """Return a visitor of a sandbox with a few people, on a Monday morning."""
    async with visit(browser, tmp_path) as made:
        yield made
