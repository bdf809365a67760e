"""The page is at hand: by keyboard alone, and on a narrow screen."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

from playwright.async_api import expect

from bot.sandbox.timeline import Way
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


async def test_a_phone_reaches_everything(visitor: Visit) -> None:
    window = await visitor.window(MENTEE, size=PHONE)
    banner = window.page.get_by_role("banner")
    for name in ("Next event", "+1 hour", "+1 day", "+1 week", "To the next prompt"):
        await expect(banner.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
    await window.press("Sandbox", banner)
    menu = window.page.get_by_role("menu", name="Sandbox")
    await expect(menu.get_by_role("menuitemcheckbox", name="Others live along")).to_be_focused()
    await menu.get_by_role("menuitemradio", name="Slack is slow").click()
    await expect(window.news).to_contain_text("Slack is slow.")
    await expect(banner.get_by_role("button", name="Sandbox")).to_be_focused()
    await window.press("Sandbox", banner)
    await menu.get_by_role("menuitemradio", name="Slack works").click()
    await window.press("Sandbox", banner)
    await menu.get_by_role("menuitem", name="Inspector").click()
    await expect(window.page.get_by_role("complementary", name="Inspector")).to_be_visible()
    await window.page.keyboard.press("Escape")
    await window.press("Sandbox", banner)
    await menu.get_by_role("menuitem", name="Start over").click()
    await expect(window.form).to_contain_text("Everything that happened here is forgotten")
    await window.press("Keep going", window.form)


async def test_who_reads_further_up_is_told_of_what_comes_below(visitor: Visit) -> None:
    slack = visitor.running.world.slack
    mia = visitor.running.world.residents.by_handle[MENTEE].person
    for number in range(40):
        slack.workspace.post(slack.workspace.dm(mia.id), slack.workspace.bot, f"Note {number}")
    window = await visitor.window(MENTEE)
    below = window.page.get_by_role("button", name="New below")
    await expect(window.messages.get_by_text("Note 39")).to_be_in_viewport()
    await window.messages.evaluate("list => list.scrollTo(0, 0)")
    await expect(below).to_be_hidden()
    slack.workspace.post(slack.workspace.dm(mia.id), slack.workspace.bot, "The latest")
    await below.click()
    await expect(window.messages.get_by_text("The latest")).to_be_in_viewport()
    await expect(below).to_be_hidden()
    await window.messages.evaluate("list => list.scrollTo(0, 0)")
    await window.write("/checkin help")
    await expect(window.messages.get_by_text("Use it again in the same week")).to_be_in_viewport()


async def test_a_line_tells_what_is_new_until_it_is_read(visitor: Visit) -> None:
    mia = visitor.running.world.residents.by_handle[MENTEE].person
    theo = visitor.running.world.residents.by_handle["theo.park"].person
    general = next(one for one in mia.workspace.conversations.values() if one.name == "general")
    await theo.write(general, "Coffee is at the side door.")
    window = await visitor.window(MENTEE, "general")
    line = window.page.get_by_role("separator", name="New messages")
    await window.sees("Coffee is")
    await expect(line).to_have_count(0)  # where all is new, nothing is told apart

    await window.go()
    await theo.write(general, "The bus is late.")
    await theo.write(general, "It has come.")
    await window.go("general")
    await expect(line).to_be_in_viewport()
    below = window.messages.locator("[role=separator] + article")
    await expect(below).to_contain_text("The bus is late.")
    await theo.write(general, "And left again.")  # what comes meanwhile leaves the line where it is
    await window.sees("And left again.")
    await expect(below).to_contain_text("The bus is late.")
    await window.write("Thank you.")
    await window.sees("Thank you.")
    await expect(line).to_have_count(0)
    await theo.write(general, "You are welcome.")  # before one's eyes
    await window.sees("You are welcome.")
    await expect(line).to_have_count(0)

    await window.go()
    await window.move("To the next prompt")
    await window.sees("How was your week")
    await expect(line).to_have_count(0)
    await window.move("+1 week")
    await expect(below).to_be_attached()
    await expect(window.messages.get_by_role("article")).to_have_count(len(mia.dms()))  # and all has been seen
    await window.page.reload()
    await expect(window.messages).to_contain_text("How was your week")
    await expect(line).to_have_count(0)


async def test_a_long_way_is_seen_and_told_in_a_line(visitor: Visit) -> None:
    window = await visitor.window()
    async with window.page.expect_response("**/part/time"):  # drawn once more when its stream stands
        await window.be(MENTEE)
    world = visitor.running.world
    begin = world.clock.now()
    way = Way(begin, begin + timedelta(days=2), begin + timedelta(days=4))
    bar = window.page.get_by_role("progressbar", name="How far time has moved")
    await expect(bar).to_be_hidden()
    world.slack.changes.publish("moving", "", way)  # as in the middle of a long jump
    await expect(bar).to_have_attribute("value", "0.5")
    await expect(window.page.get_by_role("banner")).to_contain_text("Wednesday 18 November 08:00")
    await expect(window.news).to_have_text("Time is moving…")
    world.slack.changes.publish("time", "", None)
    await expect(bar).to_be_hidden()
    await window.move("+1 week")
    await expect(bar).to_be_hidden()
    await expect(window.news).to_contain_text("It is now Monday 23 November, 08:00. The bot sent")
    await window.press("What happened")
    account = window.page.get_by_role("dialog", name="What happened")
    await expect(account).to_be_focused()
    await expect(account).to_contain_text("check-in prompts")
    await expect(account.get_by_role("link", name="Theo Park")).to_be_visible()
    await window.page.keyboard.press("Escape")
    await expect(account).to_be_hidden()
    await expect(window.page.get_by_role("button", name="What happened")).to_be_focused()


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


async def test_a_press_counts_though_its_button_was_to_be_drawn_anew(visitor: Visit) -> None:
    window = await visitor.window(MENTEE)
    page = window.page

    async def draw_anew() -> None:
        async with page.expect_response(lambda answer: urlsplit(answer.url).path.endswith("/part/time")):
            # As after a move that took long: what is shown is drawn anew even if it is the same.
            await page.evaluate("() => { document.querySelector('#time .way').hidden = false }")
            await page.evaluate("import('/static/parts.js').then((parts) => parts.refresh('time'))")
        await page.wait_for_timeout(150)

    await draw_anew()  # and what a new page fetches has come
    box = await page.get_by_role("button", name="+1 hour", exact=True).bounding_box()
    assert box is not None
    async with page.expect_response(lambda answer: urlsplit(answer.url).path == "/time"):
        await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        await page.mouse.down()
        await draw_anew()
        await page.mouse.up()


async def test_a_long_form_begins_at_its_top(visitor: Visit) -> None:
    window = await visitor.window(MENTEE, size=PHONE)
    await window.write("/mentoring protocols")
    await window.form.get_by_role("button", name="See the steps").nth(4).click()
    await expect(window.form.get_by_role("heading", name="A protocol")).to_be_focused()
    await expect(window.form.get_by_text("One person brings a question")).to_be_in_viewport()
