"""What a visitor does with the world: time over a change of clocks, trouble with Slack, starting over."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.windows import Visit, Window, visit

MENTEE, MENTOR = "mia.sol", "theo.park"
OWN = "email,name,role,mentor_email\nana@one.example,Ana Lund,mentee,bo@one.example\nbo@one.example,Bo Reyes,mentor,\n"


@pytest.mark.parametrize(
    ("begin", "first", "second"),
    [
        (datetime(2026, 10, 26, 12, tzinfo=UTC), "29 October, 14:30", "5 November, 14:30"),  # back, on 1 November
        (datetime(2027, 3, 8, 13, tzinfo=UTC), "11 March, 14:30", "18 March, 14:30"),  # forward, on 14 March
    ],
)
async def test_prompts_keep_their_hour(
    browser: Browser, tmp_path: Path, begin: datetime, first: str, second: str
) -> None:
    async with visit(browser, tmp_path, begin) as visitor:
        window = await visitor.window(MENTEE)
        await window.move("To the next prompt")
        await expect(window.news).to_contain_text(first)
        await window.move("To the next prompt")
        await expect(window.news).to_contain_text(second)


async def test_trouble_loses_nothing(visitor: Visit) -> None:
    window = await visitor.window(MENTEE)
    await window.trouble("Slack is failing")
    await expect(window.news).to_contain_text("Slack is failing")
    await window.move("To the next prompt")
    await expect(window.news).to_contain_text("4 messages wait for Slack")
    await window.sees("The bot has not written to Mia Sol yet")
    other = await visitor.window(MENTOR)
    await expect(other.news).to_contain_text("Slack is failing")
    await other.trouble("Slack works")
    await window.sees("Welcome to Leading Together")
    await other.sees("Welcome to Leading Together")
    await window.page.reload()
    assert (await window.messages.inner_text()).count("Welcome to Leading Together") == 1


async def start_over(window: Window, roster: bytes | None = None) -> None:
    await window.press("Start over", window.page.get_by_role("banner"))
    if roster is not None:
        file = {"name": "people.csv", "mimeType": "text/csv", "buffer": roster}
        await window.form.get_by_label("Your own roster").set_input_files(file)  # type: ignore[arg-type]
    await window.press("Start over now", window.form)


async def test_starting_over_with_ones_own_people(visitor: Visit) -> None:
    window, other = await visitor.window(MENTEE), await visitor.window(MENTOR)
    await window.move("To the next prompt")
    await start_over(window, b"name\nAna")
    await expect(window.form).to_contain_text("The file has no column “email” in its first row.")
    assert any("status of 400" in error for error in visitor.errors)  # which browsers write down
    visitor.errors.clear()
    await window.press("Keep going", window.form)
    await window.sees("Welcome to Leading Together")

    await start_over(window, OWN.encode())
    for each in (window, other):
        await expect(each.page.get_by_role("link", name="Ana Lund").first).to_be_visible()
    await expect(window.page.get_by_text("nobody in the file is a coordinator")).to_be_visible()
    await window.choose("Ana Lund")
    await window.move("To the next prompt")
    await window.sees("Your mentor is @Bo Reyes")

    await start_over(window)
    await expect(window.page.get_by_role("link", name="Malik Montclair").first).to_be_visible()
