"""Trouble with Slack in the sandbox: slow, limited, failing. Whatever it is, in the end everything is there, once."""

from collections import Counter
from pathlib import Path

import pytest

from tests.scenario.visiting import Visitor, visited_sandbox

MENTEE, MENTOR = "mia.sol", "theo.park"


def prompts(page: Visitor) -> Counter[str]:
    """Return how many messages each person has of the bot; in a first week that are prompts."""
    people = page.running.world.residents.by_handle.values()
    return Counter(one.handle for one in people for _ in one.person.dms())


async def trouble(page: Visitor, mode: str) -> dict[str, object]:
    return await page.post("/trouble", {"mode": mode})


async def test_what_fails_arrives_when_it_is_over(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        told = await trouble(page, "failing")
        assert told["said"] == "Slack answers every call with an error now: nothing waits."
        assert page.running.world.trouble.mode == "failing"
        told = await page.leap("next")
        assert told["said"] == "It is now Thursday 19 November, 14:30: 2 messages wait for Slack."
        assert not prompts(page)
        told = await trouble(page, "off")
        assert told["said"] == "Slack works again: the bot sent 2 check-in prompts."
        assert prompts(page) == {MENTEE: 1, MENTOR: 1}


async def test_what_is_of_no_use_any_more_stays_away(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        await trouble(page, "failing")
        told = await page.leap("week")
        assert told["said"] == "It is now Monday 23 November, 08:00: 4 messages wait for Slack."
        told = await trouble(page, "off")
        assert told["sent"] == {"digest": 1}  # which may be six days late
        assert "came too late to be of use" in str(told["said"])
        assert not prompts(page)


@pytest.mark.parametrize("mode", ["slow", "limited"])
async def test_what_is_put_off_arrives_once(tmp_path: Path, mode: str) -> None:
    async with visited_sandbox(tmp_path) as page:
        await trouble(page, mode)
        told = await page.leap("prompt")
        assert told["sent"] == {"checkin_prompt": 2}
        assert prompts(page) == {MENTEE: 1, MENTOR: 1}


async def test_a_form_opens_though_slack_is_slow(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        await trouble(page, "slow")
        assert await page.do(MENTEE, "say", text="/checkin") == {}
        await page.until_modal(MENTEE)


async def test_a_trouble_that_is_none(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        headers = {"Origin": page.origin}
        for path, fields in (("/trouble", {"mode": "total"}), ("/time", {"step": "year"}), ("/time", {})):
            async with page.session.post(page.origin + path, data=fields, headers=headers) as answer:
                assert answer.status == 400, fields
        assert page.running.world.trouble.mode == "off"
