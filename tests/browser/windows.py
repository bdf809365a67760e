"""Browser windows on a sandbox: what a visitor does there, by roles and names, and what went wrong in them."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, BrowserContext, Locator, Page, Request, expect

from bot.sandbox.run import Sandbox
from tests.scenario.visiting import FEW, MONDAY, running_sandbox

WIDE, PHONE = (1200, 800), (360, 740)
PATIENCE_MS = 20_000
BOT = "reciprocal"


class Window:
    """One window, in which somebody of the community sits."""

    def __init__(self, page: Page, origin: str, who: str) -> None:
        self.page = page
        self.origin = origin
        self.who = who

    @property
    def messages(self) -> Locator:
        """The messages of the conversation that is open."""
        return self.page.get_by_role("log", name="Messages", exact=True)

    @property
    def form(self) -> Locator:
        """The modal or dialog in front."""
        return self.page.get_by_role("dialog")

    @property
    def news(self) -> Locator:
        """What the last move of time has brought."""
        return self.page.get_by_role("banner").get_by_role("status")

    @property
    def composer(self) -> Locator:
        """Where messages and commands are typed."""
        return self.page.get_by_role("combobox", name=re.compile("^Message "))

    async def go(self, place: str = BOT) -> None:
        """Open one of the person's conversations by its address."""
        await self.page.goto(f"{self.origin}/as/{self.who}/{place}")

    async def be(self, who: str, place: str = BOT) -> None:
        """Become somebody else in this window."""
        self.who = who
        await self.go(place)

    async def choose(self, name: str) -> None:
        """Become somebody by the link with their name on the first page."""
        await self.page.get_by_role("link", name=name).first.click()
        await self.is_at("/as/")

    async def is_at(self, path: str) -> None:
        """Wait until an address that begins with `path` is open, and its scripts run."""
        await self.page.wait_for_url(re.compile(f"^{re.escape(self.origin + path)}"))

    async def press(self, name: str, within: Locator | None = None) -> None:
        """Press a button by its name, in the tab in front: those behind it draw only once a second."""
        await self.page.bring_to_front()
        await (within or self.page).get_by_role("button", name=name, exact=True).first.click()

    async def write(self, text: str) -> None:
        """Type something and send it with Enter."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def move(self, step: str) -> None:
        """Move time with one of the buttons, and wait until it has moved."""
        async with self.page.expect_response(lambda answer: urlsplit(answer.url).path == "/time", timeout=30_000):
            await self.press(step, self.page.get_by_role("group", name="Move time"))

    async def move_until(self, text: str, step: str = "Next event", at_most: int = 40) -> None:
        """Move time on until a text stands among the messages."""
        for _ in range(at_most):
            await self.move(step)
            if await self.stands(text):
                return
        raise AssertionError(f"“{text}” has not come to {self.who}")

    async def stands(self, text: str) -> bool:
        """Say whether a text stands among the messages, read anew."""
        await self.page.reload()
        return text in await self.messages.inner_text()

    async def trouble(self, name: str) -> None:
        """Switch trouble on or off."""
        await self.press("Trouble", self.page.get_by_role("banner"))
        async with self.page.expect_response(lambda answer: urlsplit(answer.url).path == "/trouble", timeout=30_000):
            await self.page.get_by_role("menuitemradio", name=re.compile(name)).click()

    async def fill(self, label: str, text: str) -> None:
        """Fill in a field of the modal."""
        await self.form.get_by_role("textbox", name=label).fill(text)

    async def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait until a text stands among the messages."""
        await expect(self.messages).to_contain_text(text)


class Visit:
    """A visitor with any number of windows on one sandbox. What a window logs or asks for elsewhere is kept."""

    def __init__(self, running: Sandbox, context: BrowserContext) -> None:
        self.running = running
        self.origin = f"http://127.0.0.1:{running.port}"
        self.errors: list[str] = []
        self.elsewhere: list[str] = []
        self._context = context
        context.on("request", self._look_where)

    async def window(self, who: str = "", place: str = BOT, size: tuple[int, int] = WIDE) -> Window:
        """Open a window: on the first page, or as somebody in one of their conversations."""
        page = await self._context.new_page()
        await page.set_viewport_size({"width": size[0], "height": size[1]})
        page.on("console", lambda said: self.errors.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        window = Window(page, self.origin, who)
        await page.goto(self.running.address)
        if who:
            await window.go(place)
        return window

    def _look_where(self, request: Request) -> None:
        if urlsplit(request.url).hostname != "127.0.0.1" and not request.url.startswith(("data:", "blob:")):
            self.elsewhere.append(request.url)


@asynccontextmanager
async def visit(
    browser: Browser,
    folder: Path,
    begin: datetime = MONDAY,
    people: bytes = FEW,
    *,
    empty: bool = False,
    **options: object,
) -> AsyncIterator[Visit]:
    """Run a sandbox and open its address in a browser of its own; `options` are Playwright's of a context.

    Raises AssertionError in the end if a window logged an error or asked for anything outside this machine.
    """
    async with running_sandbox(folder, begin=begin, people=people, empty=empty) as running:
        context = await browser.new_context(locale="en-US", **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        made = Visit(running, context)
        yield made
        await context.close()
        assert made.elsewhere == []
        assert made.errors == []
