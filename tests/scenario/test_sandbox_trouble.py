"""Trouble with Slack in the sandbox: slow, limited, failing. Whatever it is, in the end everything is there, once."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.sandbox import telling
from bot.sandbox.timeline import Journey
from tests.scenario.visiting import Visitor, visited_sandbox

MENTEE, MENTOR = "mia.sol", "theo.park"
THURSDAY = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)


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
        told = await page.leap("prompt")
        assert told["said"] == "It is now Thursday 19 November, 14:30: 4 messages wait for Slack."
        assert not prompts(page)
        told = await trouble(page, "off")
        assert told["sent"] == {"checkin_prompt": 2, "pair_introduction": 2}
        assert str(told["said"]).startswith("Slack works again: the bot sent 2 ")
        assert prompts(page) == {MENTEE: 1, MENTOR: 1}


async def test_what_is_of_no_use_any_more_stays_away(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        await trouble(page, "failing")
        told = await page.leap("week")
        assert told["said"] == "It is now Monday 23 November, 08:00: 6 messages wait for Slack."
        told = await trouble(page, "off")
        assert told["sent"] == {"digest": 1, "pair_introduction": 2}  # which are still of use
        assert "came too late to be of use" in str(told["said"])
        assert not prompts(page)


@pytest.mark.parametrize("mode", ["slow", "limited"])
async def test_what_is_put_off_arrives_once(tmp_path: Path, mode: str) -> None:
    async with visited_sandbox(tmp_path) as page:
        await trouble(page, mode)
        told = await page.leap("prompt")
        assert told["sent"] == {"checkin_prompt": 2, "pair_introduction": 2}
        assert prompts(page) == {MENTEE: 1, MENTOR: 1}


async def test_a_form_opens_though_slack_is_slow(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        await trouble(page, "slow")
        assert await page.do(MENTEE, "say", text="/checkin") == {}
        await page.until_modal(MENTEE)


async def test_a_form_that_slack_does_not_open_is_said(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path, THURSDAY) as page:
        await page.leap("next")
        await trouble(page, "failing")
        person = page.running.world.residents.by_handle[MENTEE].person
        assert await page.do(MENTEE, "say", text="/checkin") == {}
        await person.workspace.changes.until(person.ephemerals)
        assert "Slack did not let me show that just now. Nothing is lost" in await page.text(MENTEE, "messages")
        assert person.modal is None
        await trouble(page, "off")
        assert await page.do(MENTEE, "say", text="/checkin") == {}
        await page.until_modal(MENTEE)
        await trouble(page, "failing")  # what was open stays usable: the answer to a form is not a call
        assert await page.do(MENTEE, "modal-submit", **await page.typed(MENTEE, went_well="It held.")) == {}
        assert person.modal is None
        told = await trouble(page, "off")
        assert "1 check-in confirmation" in str(told["said"])


def test_what_a_move_brought_is_one_sentence() -> None:
    moment = datetime(2026, 11, 26, 15, tzinfo=UTC)
    sent = (("checkin_shared", 2), ("checkin_rest", 2), ("digest", 1))
    brought = telling.moved(Journey(moment, moment, sent, waiting=1, late=2), "America/New_York")
    assert brought == (
        "It is now Thursday 26 November, 10:00: the bot sent 2 shared check-ins, 2 questions how to go on and "
        "1 digest, 1 message waits for Slack and 2 messages came too late to be of use and stayed away."
    )
    nothing = telling.moved(Journey(moment, moment, found=False), "America/New_York")
    assert nothing.endswith("and nothing of the kind comes in the next three months.")
    assert telling.switched("off", Journey(moment, moment)) == "Slack works again: nothing was waiting for it."


async def test_a_trouble_that_is_none(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        headers = {"Origin": page.origin}
        for path, fields in (("/trouble", {"mode": "total"}), ("/time", {"step": "year"}), ("/time", {})):
            async with page.session.post(page.origin + path, data=fields, headers=headers) as answer:
                assert answer.status == 400, fields
        assert page.running.world.trouble.mode == "off"
