"""A visitor among people who live along: a partner who writes and finds a time, a calendar file, and the switch."""

from playwright.async_api import expect

from tests.browser.windows import Visit, Window

MENTEE, MENTOR = "mia.sol", "theo.park"


async def switch_on(window: Window) -> None:
    switch = window.page.get_by_role("switch", name="Others live along")
    await expect(switch).to_have_attribute("aria-checked", "false")
    await switch.click()
    await expect(switch).to_have_attribute("aria-checked", "true")


async def test_a_partner_answers_in_the_conversation_of_the_two(visitor: Visit) -> None:
    window = await visitor.window(MENTEE)
    await switch_on(window)
    await window.move("Next event")
    await expect(window.news).to_contain_text("2 pair introductions")
    await expect(window.news).not_to_contain_text("mpdm")
    await window.page.get_by_role("link", name="Theo, Reciprocal").click()
    await window.sees("please meet each other")
    await window.move("Next event")
    await expect(window.news).to_contain_text("You got something.")
    theirs = window.messages.get_by_role("article").filter(has_text="Mia").last
    await expect(theirs).to_contain_text("Theo Park")


async def test_a_time_is_found_and_goes_into_the_calendar(visitor: Visit) -> None:
    window = await visitor.window(MENTEE)
    await switch_on(window)
    await window.write("/mentoring time")
    await window.sees("could suit you and Theo Park")
    for box in (window.messages.get_by_role("checkbox").nth(0), window.messages.get_by_role("checkbox").nth(1)):
        await box.check()
    await window.sees("Theo Park gets the same times")
    await window.move_until("You have a time with Theo Park", at_most=5)
    await window.press("Add to my calendar", window.messages)
    file = window.messages.get_by_role("link", name="Meetings with Theo Park")
    await expect(file).to_be_visible()
    async with window.page.expect_download() as started:
        await file.click()
    path = await (await started.value).path()
    assert b"BEGIN:VEVENT" in path.read_bytes()


async def test_the_switch_on_a_phone(visitor: Visit) -> None:
    window, other = await visitor.window(MENTOR, size=(360, 740)), await visitor.window(MENTEE)
    await window.press("Sandbox", window.page.get_by_role("banner"))
    await window.page.get_by_role("menuitemcheckbox", name="Others live along").click()
    await expect(window.page.get_by_role("alert")).to_contain_text("The others live along")
    await expect(other.page.get_by_role("switch", name="Others live along")).to_have_attribute("aria-checked", "true")
