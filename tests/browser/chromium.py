"""The system's Chromium. Playwright's own download is never used: the tests drive what the machine has."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--force-prefers-reduced-motion"]
MISSING = "there is no Chromium on the PATH; on Debian: apt-get install chromium"


def executable() -> str | None:
    """Return the browser's path, or None if this machine has none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def must_be_there() -> bool:
    """Say whether a missing browser is a failure: in CI it is, elsewhere the tests are skipped."""
    return bool(os.environ.get("CI"))


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """Run the browser. Raises RuntimeError if there is none."""
    path = executable()
    if path is None:
        raise RuntimeError(MISSING)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        await browser.close()
