"""The sandbox as a visitor lives it, over its page's own addresses: a week from every side, and who is kept out."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.domain.members import Role
from bot.sandbox.community.residents import ROSTER
from bot.sandbox.run import PORTS, NoPort, first_moment, listening
from tests.scenario.visiting import Visitor, running_sandbox, visit, visited_sandbox, words

MENTEE, MENTOR, COORDINATOR = "mia.sol", "theo.park", "cora.vance"
THURSDAY = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)  # 8:00 in New York, on the day of the prompts


@pytest.fixture
async def page(tmp_path: Path) -> AsyncIterator[Visitor]:
    """Return a browser on the page of a sandbox with a few people, on a Monday morning."""
    async with visited_sandbox(tmp_path) as visitor:
        yield visitor


async def test_a_week_from_every_side(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        assert "has not written to Mia Sol yet" in await page.text(MENTEE, "messages")

        told = await page.leap("next")
        assert told["sent"] == {"pair_introduction": 2}
        assert "Monday 16 November 09:00" in await page.text(MENTEE, "time")
        told = await page.leap("next")
        assert told["sent"] == {"checkin_prompt": 2}
        assert "Thursday 19 November 14:30" in await page.text(MENTEE, "time")
        prompt = await page.text(MENTEE, "messages")
        assert "Welcome to Leading Together" in prompt
        assert "@Theo Park" in prompt
        assert "Once a program week, at the person's own day and hour" in prompt  # why it came
        assert "It was due Thursday 19 November, 14:30." in prompt
        assert "if you had left the program, if you had paused," in prompt

        assert await page.do(MENTEE, "say", text="/checkin") == {}
        await page.until_modal(MENTEE)
        assert await page.do(MENTEE, "modal-submit", **await page.typed(MENTEE, went_well="", hard="Time.")) == {}
        assert "Please complete this required field." in await page.text(MENTEE, "modal")
        assert await page.do(MENTEE, "modal-submit", **await page.typed(MENTEE, went_well="   ")) == {}
        assert "One sentence about what went well is enough." in await page.text(MENTEE, "modal")
        assert ">Time.</textarea>" in await page.part(MENTEE, "modal")
        filled = await page.typed(MENTEE, went_well="A calm <!channel> *meeting*.")
        assert await page.do(MENTEE, "modal-submit", **filled) == {}
        assert await page.text(MENTEE, "modal") == ""
        await page.until(MENTEE, "Your check-in is saved.")

        while "checkin_shared" not in (await page.leap("next"))["sent"]:
            assert "19 November" in await page.text(MENTOR, "time")
        shared = await page.part(MENTOR, "messages")
        assert "shared this week&#39;s check-in with you" in shared.replace("&#x27;", "&#39;")
        assert "A calm &lt;!channel&gt; *meeting*." in shared  # a member's words are text

        while "digest" not in (await page.leap("next"))["sent"]:
            pass
        digest = await page.text(COORDINATOR, "messages", "mentoring-coordinators")
        assert "Monday 23 November" in digest
        assert "Mentees: 1 of 2 checked in" in digest
        assert "calm" not in digest  # shared with the mentor only


async def test_what_is_typed_survives_more_and_a_reload(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path, THURSDAY) as page:
        await page.do(MENTEE, "shortcut", callback="checkin")
        await page.until_modal(MENTEE)
        typed = await page.typed(MENTEE, went_well="Half a sent")
        assert "More" in await page.text(MENTEE, "modal")
        person = page.running.world.residents.by_handle[MENTEE].person
        mark = person.workspace.changes.mark()
        element = re.search(r'data-element="([^"]+/form_more)"', await page.part(MENTEE, "modal"))
        assert element is not None
        assert await page.do(MENTEE, "modal-act", element=element.group(1), **typed) == {}
        await person.workspace.changes.wait_for(lambda change: change.kind == "view_updated", since=mark)
        assert "Did you meet, and for how long?" in await page.text(MENTEE, "modal")
        assert "Half a sent</textarea>" in await page.get(f"/as/{MENTEE}/reciprocal")

        await page.do(MENTEE, "modal-keep", **await page.typed(MENTEE, hard="Kept too"))
        async with visit(page.running) as second_window:
            assert "Kept too</textarea>" in await second_window.part(MENTEE, "modal")
        await page.do(MENTEE, "modal-close")
        assert await page.text(MENTEE, "modal") == ""
        told = await page.do(MENTEE, "modal-keep", view=typed["view"], values={})
        assert "changed meanwhile" in told["problem"]


async def test_buttons_answer_in_the_message(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path, THURSDAY) as page:
        await page.leap("prompt")
        html = await page.part(MENTEE, "messages")
        ts = re.search(r'data-ts="([\d.]+)"', html)
        skip = re.search(r'data-element="([^"]+/checkin_skip)"', html)
        assert ts is not None
        assert skip is not None
        person = page.running.world.residents.by_handle[MENTEE].person
        mark = person.workspace.changes.mark()
        assert await page.do(MENTEE, "press", ts=ts.group(1), element=skip.group(1)) == {}
        await person.workspace.changes.wait_for(lambda change: change.kind == "message_changed", since=mark)
        assert "This week is skipped, Mia." in await page.text(MENTEE, "messages")
        told = await page.do(MENTEE, "press", ts=ts.group(1), element=skip.group(1))
        assert "changed meanwhile" in told["problem"]


async def test_an_answer_to_a_command_is_seen_by_one(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        assert await page.do(MENTEE, "say", text="/mentoring help", place="general") == {}
        answered = await page.text(MENTEE, "messages", "general")
        assert "Only visible to you" in answered
        assert "It answers the command /mentoring help, which you ran at 08:00." in answered
        assert "/mentoring" not in await page.text(MENTOR, "messages", "general")


@pytest.mark.parametrize(
    ("who", "command", "said"),
    [
        (MENTEE, "/mentoring", "pause stops messages"),
        (MENTEE, "/mentoring dance", "dance"),
        (MENTEE, "/mentoring resume", "Thursday 19 November"),
        (MENTEE, "/checkin help", "/checkin"),
        (MENTEE, "/checkin dance", "dance"),
        ("ines.roth", "/checkin", "mentees"),
    ],
)
async def test_every_command_is_answered(who: str, command: str, said: str, page: Visitor) -> None:
    assert await page.do(who, "say", text=command) == {}
    answered = await page.text(who, "messages")
    assert said in answered
    assert "can't reach" not in answered


async def test_there_is_something_to_find_in_the_library(page: Visitor) -> None:
    assert await page.do(MENTEE, "say", text="/mentoring resources listening") == {}
    await page.until_modal(MENTEE)
    assert "Ten minutes of listening before any advice" in await page.text(MENTEE, "modal")


async def test_messages_arrive_in_other_windows_at_once(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page, page.session.get(f"{page.origin}/as/{MENTOR}/live") as live:
        assert live.content_type == "text/event-stream"
        assert await live.content.readline() == b"retry: 1000\n"  # it listens from here on
        assert await page.do(MENTEE, "say", text="Good morning", place="general") == {}
        while not (line := await live.content.readline()).startswith(b"data:"):
            pass
        assert json.loads(line.removeprefix(b"data:"))["part"] == "messages"
        general = await page.text(MENTOR, "messages", "general")
        assert "Good morning" in general
        assert "Mia Sol" in general


async def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        assert "/nothing is not a command" in (await page.do(MENTEE, "say", text="/nothing"))["problem"]
        assert "does not exist" in (await page.do(MENTEE, "dance"))["problem"]
        assert "changed meanwhile" in (await page.do(MENTEE, "press", ts="1.0", element="x/y"))["problem"]
        assert "Something is missing" in (await page.do(MENTEE, "press"))["problem"]
        for path in (f"/as/{MENTEE}/mentoring-coordinators", "/as/nobody", f"/as/{MENTEE}/reciprocal/part/secret"):
            async with page.session.get(page.origin + path) as answer:
                assert answer.status == 404, path


async def test_only_the_browser_with_the_token_gets_in(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path) as running:
        address = f"http://127.0.0.1:{running.port}/"
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as stranger:
            for path in ("", "?token=wrong", "static/page.js", f"as/{MENTEE}/reciprocal/part/messages"):
                async with stranger.get(address + path) as refused:
                    assert refused.status == 403, path
        async with visit(running) as page:
            chooser = await page.get("/")
            assert "Who would you like to be?" in chooser
            assert "token" not in chooser
            other_origin = {"Origin": "http://evil.example"}
            other_host = {"Host": f"evil.example:{running.port}", "Origin": f"http://evil.example:{running.port}"}
            for headers in ({}, other_origin, other_host, {"Origin": "null"}):
                async with page.session.post(address + "time", json={}, headers=headers) as refused:
                    assert refused.status == 403, headers
            async with page.session.get(address, headers={"Host": "evil.example"}) as refused:
                assert refused.status == 403
            assert running.world.timeline.last is None


async def test_two_at_once_are_separate(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    async with (
        running_sandbox(tmp_path / "one") as first,
        running_sandbox(tmp_path / "two", port=first.port) as second,
        visit(first) as one,
        visit(second) as two,
    ):
        assert second.port > first.port
        await one.leap("prompt")
        assert "Welcome" in await one.text(MENTEE, "messages")
        assert "has not written" in await two.text(MENTEE, "messages")
        async with one.session.get(second.address) as both:  # one browser in both: cookies know no ports
            assert both.status == 200
        assert "Who would you like to be?" in words(await one.get("/"))


async def test_a_day_at_once_is_a_day_hour_by_hour(tmp_path: Path) -> None:
    for name in ("day", "hours"):
        (tmp_path / name).mkdir()
    outcomes = []
    for name, leaps in (("day", ["day"]), ("hours", ["hour"] * 24)):
        async with running_sandbox(tmp_path / name, begin=THURSDAY) as running:
            for leap in leaps:
                await running.world.timeline.move(leap)  # type: ignore[arg-type]
            people = running.world.residents.by_handle.values()
            sent = [(one.handle, m.ts.partition(".")[0], m.text) for one in people for m in one.person.dms()]
            outcomes.append(sorted(sent))
    assert outcomes[0]
    assert outcomes[0] == outcomes[1]


async def test_the_sample_community(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, people=ROSTER.read_bytes()) as running, visit(running) as page:
        residents = running.world.residents
        assert len(residents.with_role(Role.MENTEE)) == 48
        assert len({one.line.district for one in residents.by_handle.values()}) == 5
        mentee, mentor, coach, coordinator = residents.featured()
        assert [one.role for one in (coach, coordinator)] == [Role.COACH, Role.COORDINATOR]
        assert (mentee.handle, Role.MENTEE) in mentor.partners
        assert any(
            {role for _, role in one.partners} == {Role.MENTEE, Role.MENTOR} for one in residents.by_handle.values()
        )
        chooser = words(await page.get("/"))
        for resident in residents.by_handle.values():
            assert resident.name in chooser
        told = await page.leap("next")
        assert told["sent"] == {"pair_introduction": 35}  # those for whom it is nine
        told = await page.leap("prompt")
        assert told["sent"]["checkin_prompt"] == 43  # those whose zone is the program's


def test_the_first_day_is_this_weeks_monday() -> None:
    for day in range(16, 23):
        begin = first_moment(datetime(2026, 11, day, tzinfo=UTC).date())
        assert begin == datetime(2026, 11, 16, 13, 0, tzinfo=UTC)


def test_no_port_is_said() -> None:
    with pytest.raises(NoPort, match="--port"), listening(PORTS):
        pass


def test_a_database_in_use_is_left_alone(tmp_path: Path) -> None:
    there = tmp_path / "there.db"
    there.write_bytes(b"something else")
    result = CliRunner().invoke(app, ["sandbox", "--no-open", "--database", str(there)])
    assert result.exit_code == 1
    assert "exists already" in result.stderr
    assert there.read_bytes() == b"something else"
