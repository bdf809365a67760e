"""A week as mentee, mentor and coordinator: prompt, check-in with an error corrected, partner's message, digest."""

from playwright.async_api import expect

from tests.browser.windows import Visit

MENTEE, MENTOR, COORDINATOR = "mia.sol", "theo.park", "cora.vance"
WELL, HARD = "What went well?", "What is hard?"


async def test_a_week_from_every_side(visitor: Visit) -> None:
    window = await visitor.window()
    await expect(window.page.get_by_role("heading", name="Who would you like to be?")).to_be_visible()
    await window.choose("Mia Sol")
    await window.sees("The bot has not written to Mia Sol yet")

    await window.move("To the next prompt")
    await expect(window.news).to_contain_text("Thursday 19 November, 14:30")
    await window.sees("Welcome to Leading Together")
    await window.page.get_by_text("Why this?").first.click()
    await window.sees("Once a program week, at the person's own day and hour")

    await window.press("Check in", window.messages)
    await expect(window.form).to_be_visible()
    await window.fill(HARD, "Time for it.")
    await window.fill(WELL, "   ")
    await window.press("Save my check-in", window.form)
    await expect(window.form).to_contain_text("One sentence about what went well is enough.")
    await expect(window.form.get_by_role("textbox", name=WELL)).to_have_attribute("aria-invalid", "true")
    await expect(window.form.get_by_role("textbox", name=HARD)).to_have_value("Time for it.")
    await window.fill(WELL, "A calm <b>first</b> meeting.")
    await window.press("Save my check-in", window.form)
    await expect(window.form).to_be_hidden()
    await window.sees("Your check-in is saved.")

    await window.page.get_by_role("link", name="Home", exact=True).click()
    home = window.page.get_by_role("region", name="Home tab")
    await expect(home).to_contain_text("You checked in")
    await expect(home).to_contain_text("@Theo Park")

    await window.be(MENTOR)
    await window.move_until("shared this week's check-in with you")
    await window.sees("A calm <b>first</b> meeting.")  # a member's words are text

    await window.be(COORDINATOR, "mentoring-coordinators")
    await window.move_until("Mentees: 1 of 2 checked in")
    assert "calm" not in await window.messages.inner_text()


async def test_a_reload_and_a_second_tab_lose_nothing(visitor: Visit) -> None:
    window = await visitor.window(MENTEE)
    await window.write("/checkin")
    async with window.page.expect_response("**/do/modal-keep"):  # a moment after the last key
        await window.fill(WELL, "Half a sent")
    second = await visitor.window(MENTEE)
    await expect(second.form.get_by_role("textbox", name=WELL)).to_have_value("Half a sent")
    await window.page.reload()
    await expect(window.form.get_by_role("textbox", name=WELL)).to_have_value("Half a sent")
    await window.page.keyboard.press("Escape")
    await expect(window.form).to_be_hidden()
    await expect(second.form).to_be_hidden()


async def test_two_windows_are_two_people(visitor: Visit) -> None:
    mentee, mentor = await visitor.window(MENTEE, "general"), await visitor.window(MENTOR, "general")
    await mentee.write("Good morning, everybody")
    await mentor.sees("Good morning, everybody")
    await mentor.sees("Mia Sol")
    await mentor.write("Good morning, Mia")
    await mentee.sees("Good morning, Mia")
    await mentor.move("+1 day")
    await expect(mentee.news).to_contain_text("Tuesday 17 November")
