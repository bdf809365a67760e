"""A program's own questions and its library as files: out, changed, and in again, by its coordinators alone."""

from typing import Any

import pytest

from bot.domain.shelves import Shelf
from bot.sandbox.slack.person import Person
from bot.services import resource_library
from bot.services.resource_files import read_resources
from bot.views import question_ids as ids
from tests.scenario.leaders import MONDAY, press_forged, settle, shown
from tests.scenario.test_library import front
from tests.scenario.test_question_bank import OWN, import_one
from tests.scenario.test_question_bank import stored as questions
from tests.scenario.test_setup import file
from tests.scenario.town import Town, town

BOOKS = b"- {title: The bridge, link: 'https://a.example/b', kind: read, minutes: 5}"


async def bring_in(place: Town, cora: Person, word: str, content: bytes, expected: str, **lie: Any) -> Any:
    """Open a list and the form for a file, put one in, and wait for what it did."""
    await (await cora.command("/mentoring", word)).modal()
    await cora.act_in_modal("Bring in a file")
    await front(place, cora, "Which file?")
    response = await cora.submit({ids.SHELF_FILE: [{**file(place, cora, content, "x.yaml")[0], **lie}]})
    if not response.errors:
        await place.bot.deps.settled()
        view = await front(place, cora, expected)
        await cora.close_modal(everything=True)
        return str(view.blocks)
    await cora.close_modal(everything=True)
    return response.errors[ids.SHELF_FILE]


async def ask_for(place: Town, cora: Person, word: str) -> str:
    """Have the file sent and return what it holds, else what is said."""
    before = len(cora.dms())
    await (await cora.command("/mentoring", word)).modal()
    await cora.act_in_modal("Send me the file")
    await front(place, cora, "comes to our direct messages")
    await cora.close_modal(everything=True)
    await place.tick()
    [message] = cora.dms()[before:]
    if not message.files:
        return message.text
    return (place.slack.workspace.files[message.files[0]["id"]].content or b"").decode()


async def test_out_changed_and_in_again_with_one_bad_entry_named(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program, cora = settle(place), place.people["cora"]
        assert "has no questions of its own yet" in await ask_for(place, cora, "questions")
        import_one(place, program)
        text = await ask_for(place, cora, "questions")
        assert OWN in text
        more = "- {key: new, for: [mentor], text: 'Where did you rest?'}\n- {key: bad, for: [mentor], text: 'Rest.'}\n"
        changed = text.replace("library", "gym") + more
        said = await bring_in(place, cora, "questions", changed.encode(), "Added: 1. Changed: 1.")
        assert "entry 3 (bad): it does not end with a question mark" in said
        assert [row.text for row in questions(place)] == [OWN.replace("library", "gym"), "Where did you rest?"]

        assert "Added: 1." in await bring_in(place, cora, "resources", BOOKS, "Added: 1")
        again = await ask_for(place, cora, "resources")
        assert "https://a.example/b" in again
        assert "As before: 1." in await bring_in(place, cora, "resources", again.encode(), "As before: 1")
        log = await (await cora.command("/mentoring", "log")).modal()
        assert "brought in a file of questions or resources, 1 added, 1 changed" in str(log.blocks)


@pytest.mark.parametrize(
    ("content", "lie", "expected"),
    [
        (b"\x80\x81", {}, "not YAML in UTF-8"),
        (b"a: [*b]", {}, "which is not taken here"),
        (b"x" * 500_001, {"size": 1}, "larger than 500 kB"),
        (b"", {"size": 10_000_000}, "larger than 500 kB"),
        (b"- x", {"url_private_download": "http://127.0.0.1:9/steal"}, "read this file in Slack"),
    ],
    ids=["binary", "alias", "longer than said", "ten megabytes", "elsewhere"],
)
async def test_a_file_that_is_none_changes_nothing(
    sqlite_url: str, content: bytes, lie: dict[str, Any], expected: str
) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        assert expected in await bring_in(place, place.people["cora"], "questions", content, expected, **lie)
        assert questions(place) == []


async def test_nobody_else_gets_or_brings_a_file(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        program, mia = settle(place), place.people["mia"]
        import_one(place, program)
        entries, _ = read_resources(BOOKS)
        resource_library.import_resources(place.store, program.id, entries, MONDAY)
        view = await (await mia.command("/mentoring", "resources")).modal()
        assert "Send me the file" not in str(view.blocks)
        await mia.close_modal()
        message = await mia.dm("hello")
        await place.tick()
        for shelf in Shelf:
            for action in (ids.SHELF_SEND, ids.SHELF_OPEN):
                pressed = await press_forged(mia, message, action, {"value": f"{shelf.value}:{program.id}"})
                assert "coordinators of the program" in str((await pressed.modal()).blocks)
                await mia.close_modal()
        await place.tick()
        assert not any(each.files or "bridge" in shown(each) for each in mia.dms())
