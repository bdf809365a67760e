"""A new coordinator in an empty workspace: from Home's first button to a running program, without leaving the page."""

import re
from pathlib import Path

from playwright.async_api import Browser, expect

from bot.sandbox.page.places import HOME_PLACE
from tests.browser.windows import Window, visit

OWNER, MENTEE = "ottilie.farrow", "amina.hollis"
DESK = "mentoring-desk"
ROSTER = b"email,role,mentor_email\n%s,mentee,%s\n%s,mentor,\n"


async def choose(window: Window, label: str, option: str) -> None:
    await window.form.get_by_label(label).select_option(label=option)


async def test_an_owner_sets_up_a_program_and_the_first_question_comes(browser: Browser, tmp_path: Path) -> None:
    async with visit(browser, tmp_path, empty=True) as visitor:
        people = visitor.running.world.residents.by_handle
        addresses = [people[handle].person.user.email.encode() for handle in (MENTEE, OWNER)]
        window = await visitor.window(OWNER, DESK)
        await window.write("/invite @Reciprocal")
        await window.go(HOME_PLACE)
        await window.press("Set up a program")
        await window.fill("What is the program called?", "Quill Bay Leaders")
        await window.press("Begin", window.form)
        await expect(window.form).to_contain_text("step 2 of 6")
        await window.press("Choose channels", window.form)
        await choose(window, "Which channel is for everyone?", "#leaders")
        await choose(window, "Which channel is for coordinators?", f"#{DESK}")
        await window.press("Use these channels", window.form)
        await expect(window.form).to_contain_text("is in use for coordinators. I am in it.")
        await window.press("Back to Program settings", window.form)
        await expect(window.form).to_contain_text("step 3 of 6")
        for step in (4, 5, 6):  # rhythm, pair care and days off as they are usual
            await window.press("Keep these", window.form)
            await expect(window.form).to_contain_text(f"step {step} of 6")
        await window.press("Bring in a roster", window.form)
        roster = {"name": "roster.csv", "mimeType": "text/csv", "buffer": ROSTER % (*addresses, addresses[1])}
        await window.form.locator("input[type=file]").set_input_files(roster)
        await expect(window.form).to_contain_text(" bytes")  # the server says so once it has the file in the form
        await window.press("Check this file", window.form)
        await expect(window.form).to_contain_text("It will add 1, change 1")
        await window.press("Bring them in", window.form)  # it does not take the role from the only coordinator
        await expect(window.form).to_contain_text("People added: 1, changed: 1")
        await window.go(HOME_PLACE)
        await expect(window.page.get_by_role("region", name="Home tab")).to_contain_text("Quill Bay Leaders")
        await window.be(MENTEE)
        await window.move("To the next prompt")
        await window.sees(re.compile("How was your week"))
