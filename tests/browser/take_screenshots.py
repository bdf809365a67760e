"""`python -m tests.browser.take_screenshots` takes the README's pictures anew, into `tests/browser/screenshots`.

The sample community in the week of 2 November 2026, light, on a phone's width. The person in the pictures does by the
page what is seen; their colleagues' check-ins are given to the service, so that the digest has something to count.
"""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from bot.domain.checkins import Answers, Submission
from bot.sandbox.community.residents import ROSTER
from bot.sandbox.page.places import HOME_PLACE
from bot.sandbox.world import World
from bot.services import checkins
from tests.browser.chromium import chromium
from tests.browser.windows import Visit, Window, visit

FOLDER = Path(__file__).with_name("screenshots")
BEGIN = datetime(2026, 11, 2, 13, tzinfo=UTC)  # Monday, 8:00 in New York
PHONE = (412, 760)
TALL = 1100
MARGIN = 8
SILENT = 4  # every so many-th colleague says nothing this week
COORDINATOR = "kirsten.winterbourne"


async def main() -> None:
    """Take the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        async with chromium() as browser, visit(browser, Path(folder), BEGIN, ROSTER.read_bytes()) as visitor:
            await _take_all(visitor)


async def _take_all(visitor: Visit) -> None:
    world = visitor.running.world
    mentee = next(one for one in world.residents.by_handle.values() if one.partners and one.line.mentors)
    window = await visitor.window(mentee.handle, size=PHONE)
    await window.move("To the next prompt")
    await _message(window, "prompt")
    await window.press("Check in", window.messages)
    await window.fill("What went well?", "Two teachers planned their next unit together, and asked me to listen.")
    await window.fill("What is hard?", "Finding half an hour that is not interrupted.")
    await window.form.screenshot(path=FOLDER / "modal.png", animations="disabled")
    await window.press("Save my check-in", window.form)
    await window.sees("Your check-in is saved.")
    await window.go(HOME_PLACE)
    home = window.page.locator(".home-view")
    await expect(home).to_contain_text("Your settings")
    await _whole(window, home, "home")
    await window.move("+1 day")
    _colleagues_check_in(world)
    await window.be(COORDINATOR, "mentoring-coordinators")
    await window.move_until("Mentees:")
    await _message(window, "digest")


async def _message(window: Window, name: str) -> None:
    """Take the last message."""
    await _whole(window, window.messages.get_by_role("article").last, name)


async def _whole(window: Window, of: Locator, name: str) -> None:
    """Take something that would have to be scrolled."""
    await window.page.set_viewport_size({"width": PHONE[0], "height": TALL})
    await _picture(window.page, of, name)
    await window.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})


async def _picture(page: Page, of: Locator, name: str) -> None:
    await page.mouse.move(0, 0)
    box = await of.bounding_box()
    assert box is not None
    clip = {"x": 0, "y": box["y"] - MARGIN, "width": PHONE[0], "height": box["height"] + 2 * MARGIN}
    await page.screenshot(path=FOLDER / f"{name}.png", clip=clip, animations="disabled")  # type: ignore[arg-type]


def _colleagues_check_in(world: World) -> None:
    """Have most of those whose prompt is there check in."""
    now = world.clock.now()
    for number, resident in enumerate(world.residents.by_handle.values()):
        if number % SILENT and resident.partners and resident.person.dms():
            team, slack_id = world.slack.workspace.id, resident.person.id
            form = checkins.open_form(world.bot.store, team, slack_id, now=now)
            if isinstance(form, checkins.Form) and form.week is not None:
                given = Submission(form.member.id, form.week, Answers("It went well."))
                checkins.submit(world.bot.store, team, slack_id, given, now=now)


if __name__ == "__main__":
    asyncio.run(main())
