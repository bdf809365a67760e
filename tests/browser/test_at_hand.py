"""The page is at hand: by keyboard alone, and on a narrow screen."""

import re

from playwright.async_api import expect

from tests.browser.windows import PHONE, Visit

MENTEE = "mia.sol"


async def test_by_keyboard(visitor: Visit) -> None:
    window = await visitor.window(MENTEE)
    keyboard = window.page.keyboard
    await keyboard.press("Control+k")
    await expect(window.form.get_by_role("searchbox")).to_be_focused()
    await keyboard.type("gener")
    await keyboard.press("Enter")
    await window.is_at("/as/mia.sol/general")
    await keyboard.press("Control+k")
    await keyboard.type("theo")
    await keyboard.press("Enter")
    await window.is_at("/as/theo.park/")
    await keyboard.press("Control+k")
    await expect(window.form).to_be_visible()
    for _ in range(2):  # however often it is opened, everybody is there once
        await expect(window.form.get_by_role("link", name=re.compile("Mia Sol"))).to_have_count(1)
        await keyboard.press("Escape")
        await keyboard.press("Control+k")
    await keyboard.press("Escape")
    await expect(window.form).to_be_hidden()

    await window.composer.focus()
    await keyboard.type("/chec")
    await expect(window.page.get_by_role("option", name="/checkin")).to_be_visible()
    await keyboard.press("Tab")
    await expect(window.composer).to_have_value("/checkin ")
    await keyboard.press("Enter")
    await expect(window.form).to_be_visible()
    await keyboard.press("Escape")
    await expect(window.form).to_be_hidden()


async def test_on_a_narrow_screen(visitor: Visit) -> None:
    window = await visitor.window(MENTEE, size=PHONE)
    await window.move("To the next prompt")
    await window.press("Check in", window.messages)
    await window.fill("What went well?", "A calm first meeting.")
    await window.press("Save my check-in", window.form)
    await window.sees("Your check-in is saved.")
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await window.page.evaluate(wide)
    await window.press("Back to conversations")
    await window.page.get_by_role("link", name=re.compile("general")).click()
    await expect(window.page.get_by_role("heading", level=1)).to_contain_text("general")
    await expect(window.composer).to_be_visible()
    assert not await window.page.evaluate(wide)
