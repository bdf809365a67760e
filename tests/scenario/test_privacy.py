"""Who sees what: every row of the privacy table that this data has, tried by every reader; and nothing in the logs."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

import aiohttp
import pytest
import structlog

from bot import logs
from bot.sandbox.slack.person import Person
from bot.store.schema import people
from bot.views import ids
from tests.scenario.leaders import (
    HARD,
    MONDAY,
    READERS,
    THURSDAY,
    WELL,
    check_in,
    open_form,
    posts,
    press_forged,
    settle,
    shown,
)
from tests.scenario.test_hostile_requests import command, gone, post, written
from tests.scenario.town import Town, town

ANSWERS = {
    WELL: "Sentinel-well", HARD: "Sentinel-hard", "What is your next small step?": "Sentinel-step",
}  # fmt: skip
NEXT_MONDAY = MONDAY + timedelta(days=7, hours=2)


def sees(place: Town, person: Person) -> str:
    """Return all that somebody can see of the bot: their messages, their channels, their modal."""
    channels = [channel for channel in place.channels.values() if person.id in channel.members]
    messages = [*person.dms(), *person.ephemerals(), *(one for channel in channels for one in posts(channel, place))]
    modal = json.dumps(person.modal.json()) if person.modal else ""
    return "\n".join([*(shown(message) for message in messages), modal])


async def try_everything(place: Town, person: Person) -> None:
    """Let somebody reach for a check-in with every command, and with the buttons of whoever may read it."""
    for name, text in (("/checkin", ""), ("/checkin", "help"), ("/mentoring", ""), ("/mentoring", "checkin")):
        await person.command(name, text)
    message = place.slack.workspace.post(place.slack.workspace.dm(person.id), place.slack.workspace.bot, "x", blocks=[])
    for action in (ids.CHECKIN_OPEN, ids.CHECKIN_THANK, ids.NOTE_WIN, ids.CHECKIN_SKIP, ids.MEETING_UNDO):
        for value in ("1", "2", "3", "2:2026-11-12", "3:2026-11-12"):
            await press_forged(person, message, action, {"value": value})
    await place.bot.deps.settled()
    await place.tick()


async def live(place: Town, shared: dict[str, object]) -> dict[str, Person]:
    """Live a week in which Mia checks in, meets Theo and writes to the bot, besides a peer and a former partner."""
    program = settle(place, channels=True)
    place.move_in("Ana Lund")
    place.move_in("Fred Olsen")
    place.enrol(program, ["ana@leaders.example,mentee,fred@leaders.example", "fred@leaders.example,mentor,"])
    mia = place.people["mia"]
    await place.tick(THURSDAY)
    await check_in(place, mia, {**ANSWERS, **shared})
    await mia.press(mia.dms()[0], ids.CHECKIN_MET, "45 minutes")
    await mia.dm("Sentinel-note")
    await place.slack.events.drain()
    await place.live_until(NEXT_MONDAY)
    return place.people


class TestAnswers:
    async def test_shared_with_the_partner_nobody_else_reads_them(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            known = await live(place, {})
            for name in ("cora", "ana", "fred"):
                await try_everything(place, known[name])
                assert "Sentinel" not in sees(place, known[name]), name
            assert all(words in sees(place, known["theo"]) for words in ANSWERS.values())
            assert "Sentinel-note" not in sees(place, known["theo"])
            for name in ("community", "coordinator"):
                assert "Sentinel" not in str([shown(message) for message in posts(place.channels[name], place)])

    async def test_shared_with_nobody_only_the_author_reads_them(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            known = await live(place, {READERS: []})
            for name in ("cora", "ana", "fred", "theo"):
                await try_everything(place, known[name])
                assert "Sentinel" not in sees(place, known[name]), name
            await open_form(known["mia"])
            assert "Sentinel-well" in sees(place, known["mia"])  # the program week goes from Thursday to Wednesday
            [digest] = [one for one in posts(place.channels["coordinator"], place) if "The week in" in one.text]
            assert "Mentees: 1 of 2 checked in" in shown(digest)

    @pytest.mark.parametrize(("ticked", "open_to_all"), [("win", "Sentinel-well"), ("challenge", "Sentinel-hard")])
    async def test_the_community_reads_the_ticked_part_only(
        self, sqlite_url: str, ticked: str, open_to_all: str
    ) -> None:
        async with town(sqlite_url, MONDAY) as place:
            known = await live(place, {READERS: [ticked]})
            [posted] = posts(place.channels["community"], place)
            assert open_to_all in shown(posted)
            assert shown(posted).count("Sentinel") == 1
            for name in ("cora", "theo"):
                others = set(ANSWERS.values()) - {open_to_all}
                assert not any(words in sees(place, known[name]) for words in others)

    async def test_a_new_partner_sees_nothing_of_an_earlier_pair(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            known = await live(place, {})
            program = place.program([], name="Leaders", starts=None)
            place.enrol(program, ["mia@leaders.example,mentee,fred@leaders.example"])
            await place.live_until(NEXT_MONDAY + timedelta(days=1))
            await try_everything(place, known["fred"])
            assert "Sentinel" not in sees(place, known["fred"])

    async def test_notification_texts_hold_nobodys_words(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            await live(place, {READERS: ["win", "challenge"]})
            seen = [message for channel in place.slack.workspace.conversations.values() for message in channel.messages]
            assert not [message.text for message in seen if message.bot_id and "Sentinel" in message.text]


class TestMeetings:
    async def test_the_pair_and_the_count_for_coordinators_and_nobody_else(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            known = await live(place, {})
            assert "45 minutes with Theo Park" in sees(place, known["mia"])
            for name in ("ana", "fred"):
                assert "with Theo Park" not in sees(place, known[name])
                assert "Meetings logged" not in sees(place, known[name])
            assert "Meetings logged: 1" in sees(place, known["cora"])


@pytest.fixture(params=["console", "json"])
def log(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """Return what the bot writes to standard error at debug level, in either form."""
    form: Literal["console", "json"] = request.param
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    written_down = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written_down)
    logs.configure("debug", form)
    yield written_down
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


class TestLogs:
    async def test_no_token_no_secret_and_no_words(self, store_url: str, log: io.StringIO) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            answers: list[str] = []
            await open_form(mia)
            with gone(place.store):
                answers += list((await mia.submit(ANSWERS)).errors.values())
                body = json.dumps(written(place, "Sentinel-event")).encode()
                answers.append((await post(place, body, "application/json"))[1])
                await post(place, command(place, text="Sentinel-command"))  # whose answer repeats it to its author
            place.slack.faults.add("slack_error", "views.open", error="invalid_arguments")
            await mia.command("/checkin")
            await mia.submit(ANSWERS)
            await post(place, b'{"Sentinel":', "application/json")
            await post(place, b"payload=%7B%22type%22%3A%22Sentinel%22%7D")
            with place.store.write() as tx:
                tx.execute(people.update().values(locale="Sentinel-locale"))
            await place.tick(THURSDAY)
            url = place.slack.app.request_url
            assert url is not None
            async with aiohttp.ClientSession() as session:
                for path in ("/metrics", "/readyz", "/healthz"):
                    async with session.get(url.replace("/slack/events", path)) as answer:
                        answers.append(await answer.text())
            logging.getLogger("library").error("failed", exc_info=ValueError("Sentinel-in-an-exception"))
            written_down = log.getvalue() + "".join(answers)
            assert "a request failed" in written_down
            assert "ValueError" in written_down
            for secret in (place.slack.bot_token, place.slack.app_token, place.slack.signing_secret, "Sentinel-"):
                assert secret not in written_down, written_down[written_down.index(secret) - 500 :][:800]
