"""One's own data in Slack: the file of all that is kept, and being forgotten."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.roster import parse_roster
from bot.reports.exports import Export
from bot.sandbox.slack.person import Person
from bot.services import hours, reports
from bot.services.roster import import_roster
from bot.views import personal_ids as ids
from tests.scenario.leaders import HARD, MONDAY, PAIR, READERS, THURSDAY, WELL, check_in, settle, shown
from tests.scenario.town import Town, town

MARK = "Zanzibarquokka"


@pytest.fixture
async def place(store_url: str) -> AsyncIterator[Town]:
    async with town(store_url, MONDAY) as made:
        settle(made, channels=True)
        yield made


def messages(place: Town) -> list[Any]:
    direct = [message for person in place.people.values() for message in person.dms()]
    return direct + [message for channel in place.channels.values() for message in channel.messages]


async def share(place: Town, person: Person) -> None:
    """Say something in a check-in that a mentor reads, and in a win that everybody does."""
    await place.tick(THURSDAY)
    await check_in(place, person, {WELL: f"{MARK} one", HARD: f"{MARK} two", READERS: ["Theo Park, your mentor"]})
    await (await person.command("/win", f"{MARK} three")).modal()
    await person.submit({"Who may read it?": "Everyone in the community channel"})
    await place.live_until(THURSDAY + timedelta(days=1))


async def forget(place: Town, person: Person) -> None:
    await (await person.command("/mentoring", "forget me")).modal()
    await person.submit({})
    await place.slack.workspace.changes.until(lambda: person.modal and "undone" in str(person.modal.json()))
    await person.submit({})
    await place.tick()


async def test_somebody_gets_a_file_of_all_that_is_kept(place: Town) -> None:
    mia = place.people["mia"]
    await share(place, mia)
    answer = await mia.command("/mentoring", "data")
    assert "on its way" in str(answer.body)
    await place.tick()
    [sent] = [message for message in mia.dms() if message.files]
    page = (place.slack.workspace.files[sent.files[0]["id"]].content or b"").decode()
    for words in ("mia@leaders.example", f"{MARK} one", f"{MARK} two", f"{MARK} three", "Theo Park", "Your check-ins"):
        assert words in page
    assert MARK not in sent.text
    assert "<dt>member" not in page, "that a row is theirs goes without saying"


async def test_who_is_forgotten_leaves_no_word_behind(place: Town) -> None:
    mia, theo = place.people["mia"], place.people["theo"]
    await share(place, mia)
    assert any(MARK in shown(message) for message in theo.dms())
    assert any(MARK in shown(message) for message in place.channels["community"].messages)
    await forget(place, mia)
    await place.live_until(THURSDAY + timedelta(days=4))
    assert [shown(message) for message in messages(place) if MARK in shown(message)] == []
    told = [message.text for message in theo.dms() if "A pair of yours in Leaders has ended" in message.text]
    assert len(told) == 1, "the partner learns that the pair ended"
    assert any("It is done" in message.text for message in mia.dms())
    assert "not in a mentoring program" in str((await mia.command("/mentoring", "forget me")).body)


async def test_the_digest_no_longer_quotes_who_was_forgotten_and_says_the_rest(place: Town) -> None:
    mia = place.people["mia"]
    await share(place, mia)
    await place.live_until(THURSDAY + timedelta(days=4))
    [digest] = [one for one in place.channels["coordinator"].messages if one.text.startswith("The week in")]
    assert f"{MARK} three" in shown(digest)
    await forget(place, mia)
    [digest] = [one for one in place.channels["coordinator"].messages if one.text.startswith("The week in")]
    assert MARK not in shown(digest)
    assert "Mentees: 1 of 1 checked in" in digest.text


async def test_files_that_name_who_is_forgotten_go_from_slack(place: Town) -> None:
    mia, cora = place.people["mia"], place.people["cora"]
    await mia.command("/mentoring", "data")
    kinds, between = (Export.HOURS, Export.DISTRICT), (None, None)
    for kind in kinds:
        assert reports.ask(place.store, cora.workspace.id, cora.id, 1, kind, between, now=place.clock.now()) is None
    assert hours.ask_statement(place.store, cora.workspace.id, cora.id, 1, mia.id, now=place.clock.now()) is None
    await place.tick()
    assert len(place.slack.workspace.files) == 4
    await forget(place, mia)
    await place.live_until(THURSDAY)
    [left] = place.slack.workspace.files.values()
    assert left.name.startswith("reciprocal-district")
    assert [file["id"] for person in (mia, cora) for message in person.dms() for file in message.files] == [left.id]


async def test_nothing_happens_before_the_second_yes(place: Town) -> None:
    mia = place.people["mia"]
    view = await (await mia.command("/mentoring", "forget me")).modal()
    assert "Statement: Leaders" in str(view.json())
    await mia.submit({})
    await mia.close_modal(everything=True)
    await place.tick()
    assert "forget" in str((await (await mia.command("/mentoring", "forget me")).modal()).json())


async def test_a_roster_does_not_bring_back_who_was_forgotten(place: Town) -> None:
    await forget(place, place.people["mia"])
    content = "\n".join(["email,role,mentor_email", *PAIR]).encode()
    report = import_roster(place.store, 1, parse_roster(content), place.directory(), place.clock.now())
    [left] = report.left_alone
    assert (left.number, left.email) == (2, "mia@leaders.example")
    assert "asked to be forgotten" in left.note
    assert report.added == ()


async def test_home_leads_to_ones_own_data(place: Town) -> None:
    mia = place.people["mia"]
    await mia.open_home()
    await place.tick()
    await mia.press_home(ids.DATA_OPEN)
    await place.slack.workspace.changes.until(lambda: mia.modal and "Be forgotten" in str(mia.modal.json()))
