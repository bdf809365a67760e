"""Starting over in the sandbox: the sample community anew, or a visitor's own people."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.domain.members import Role
from tests.scenario.visiting import Visitor, visited_sandbox, words

MENTEE = "mia.sol"
OWN = """Email;Name;Role;Mentor_Email;Timezone;Shoe size
ana@one.example;Ana Lund;;bo@one.example;Europe/Lisbon;38
ana@two.example;Ana Reyes;mentee;bo@one.example;bo@far.example
bo@one.example;;;;;
no address;Nemo;;;;
"""


async def start_over(page: Visitor, roster: bytes | None = None, start: str = "") -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData()
    if start:
        form.add_field("start", start)
    if roster is not None:
        form.add_field("roster", BytesIO(roster), filename="people.csv", content_type="text/csv")
    content, headers = form if start or roster is not None else None, {"Origin": page.origin}
    async with page.session.post(f"{page.origin}/start-over", data=content, headers=headers) as answer:
        return answer.status, await answer.json()


async def test_the_sample_community_anew(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        await page.leap("prompt")
        before = page.running.world
        status, told = await start_over(page)
        assert (status, told["notes"], told["address"]) == (200, [], "/")
        assert len(page.running.world.residents.by_handle) == 111
        assert page.running.world.clock.now() == before.clock.now().replace(day=16, hour=13, minute=0)
        assert page.running.world.timeline.last is None
        assert "has not written to Malik Montclair yet" in await page.text("malik.montclair", "messages")


async def test_ones_own_people(tmp_path: Path) -> None:
    async with visited_sandbox(tmp_path) as page:
        own = OWN.replace("bo@one.example;bo@far.example", "bo@one.example").encode("cp1252")
        status, told = await start_over(page, own)
        assert status == 200
        assert told["notes"] == [
            "column “shoe_size” is not one of ours and was passed over",
            "refused: line 5, no address: email “no address” is not an address",
            "nobody in the file is a coordinator, so Cora Lindqvist was added as one",
        ]
        world = page.running.world
        people = {handle: (one.name, one.role) for handle, one in world.residents.by_handle.items()}
        assert people == {
            "ana": ("Ana Lund", Role.MENTEE),
            "ana-2": ("Ana Reyes", Role.MENTEE),
            "bo": ("bo", Role.MENTOR),
            "cora.lindqvist": ("Cora Lindqvist", Role.COORDINATOR),
        }
        chooser = words(await page.get("/"))
        assert "Ana Reyes" in chooser
        told = await page.post("/time", {"step": "prompt", "who": "ana"})
        assert str(told["said"]).startswith("It is now Thursday 19 November, 14:30")  # in Lisbon
        assert "1 check-in prompt" in str(told["said"])
        await page.leap("week")
        assert "Mentees" in await page.text("cora.lindqvist", "messages", "mentoring-coordinators")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"PK\x03\x04", "The file is a workbook, not CSV. Save it as “CSV UTF-8” and import that."),
        (b"name\nAna", "The file has no column “email” in its first row."),
        (b"email\nnobody", "refused: line 2: email “nobody” is not an address"),
        (b"email\n", "The file names nobody."),
        (b"x" * 5_000_001, "The file is larger than 5 MB, which is no roster."),
    ],
)
async def test_what_cannot_be_read_changes_nothing(page: Visitor, content: bytes, said: str) -> None:
    await page.leap("prompt")
    before = page.running.world
    status, told = await start_over(page, content)
    assert status == 400
    assert told["problem"] == "The roster cannot be used; everything stays as it was."
    assert said in told["notes"]
    assert page.running.world is before
    assert await page.do(MENTEE, "say", text="/checkin") == {}
    await page.until_modal(MENTEE)


async def test_other_windows_hear_of_it(page: Visitor) -> None:
    async with page.session.get(f"{page.origin}/as/{MENTEE}/live") as live:
        assert await live.content.readline() == b"retry: 1000\n"
        await start_over(page)
        assert b'"start-over"' in await live.content.read()  # and the stream has ended


async def test_twice_at_once_is_once_after_the_other(page: Visitor) -> None:
    answers = await asyncio.gather(start_over(page, OWN.encode()), page.leap("week"), start_over(page))
    assert [answers[0][0], answers[2][0]] == [200, 200]
    assert await page.leap("next")
