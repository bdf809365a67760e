"""What reaches the bot's door: forged, old, broken and repeated requests, and a database that does not answer."""

import asyncio
import io
import json
import sqlite3
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import psycopg
import pytest
from sqlalchemy import select

from bot.sandbox.slack.events import Delivery
from bot.store.database import Store
from bot.store.schema import notes
from handlers.deps import FULL
from tests.scenario.leaders import MONDAY, THURSDAY, count, settle
from tests.scenario.town import Town, town

FORM = "application/x-www-form-urlencoded"


def command(place: Town, **changes: str) -> bytes:
    fields = {
        "command": "/mentoring", "text": "resume", "team_id": place.slack.workspace.id,
        "user_id": place.people["mia"].id, "trigger_id": "1.2.3", "response_url": "",
    }  # fmt: skip
    return urlencode({**fields, **changes}).encode()


def written(place: Town, words: str, event_id: str = "Ev1", **event: Any) -> dict[str, Any]:
    """Return the event of a message that Mia wrote to the bot."""
    mia, team = place.people["mia"], place.slack.workspace.id
    channel = place.slack.workspace.dm(mia.id).id
    told = {"type": "message", "channel_type": "im", "channel": channel, "user": mia.id, "team": team, "ts": "1.1"}
    return {
        "type": "event_callback", "team_id": team, "event_id": event_id, "event_time": 1,
        "event": {**told, "text": words, **event},
    }  # fmt: skip


async def post(
    place: Town, body: bytes, content_type: str = FORM, *, age: int = 0, signed: bool = True, **headers: str
) -> tuple[int, str]:
    """Send a raw request to the bot and return status and text of its answer."""
    sent = place.slack.outgoing.headers(body, content_type, age) if signed else {"Content-Type": content_type}
    url = place.slack.app.request_url
    assert url is not None
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(body), headers={**sent, **headers}) as answer,
    ):
        return answer.status, await answer.text()


class TestSignatures:
    async def test_what_slack_did_not_sign_is_refused_and_not_done(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            event = json.dumps(written(place, "hello")).encode()
            wrong = {"X-Slack-Signature": "v0=" + "0" * 64}
            for body, kind in ((command(place), FORM), (event, "application/json")):
                assert (await post(place, body, kind, signed=False))[0] == 401
                assert (await post(place, body, kind, **wrong))[0] == 401
                assert (await post(place, body, kind, **{"X-Slack-Signature": "v0=\xe9"}))[0] == 401
                assert (await post(place, body, kind, age=5 * 60 + 5))[0] == 401
                assert (await post(place, body, kind, age=-5 * 60 - 5))[0] == 401
                altered = place.slack.outgoing.headers(body + b" ", kind)
                assert (await post(place, body, kind, signed=False, **altered))[0] == 401
                assert (await post(place, body, kind, age=60))[0] == 200
            assert count(place.store, notes) == 1

    async def test_what_asks_for_nothing_is_looked_at_only_with_a_signature(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            idle = json.dumps(written(place, "Done.", bot_id="B1", user=place.slack.workspace.bot.id)).encode()
            assert (await post(place, idle, "application/json", signed=False))[0] == 401
            assert await post(place, idle, "application/json") == (200, "")
            assert count(place.store, notes) == 0

    @pytest.mark.parametrize("stamp", ["", "soon", "٣", "1e9", "99999999999999999999"])
    async def test_a_time_that_is_none_is_refused(self, sqlite_url: str, stamp: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            body = command(place)
            signature = place.slack.outgoing.signature(stamp, body)
            headers = {"X-Slack-Signature": signature, "X-Slack-Request-Timestamp": stamp.encode().decode("latin-1")}
            status, text = await post(place, body, **headers)
            assert 400 <= status < 500
            assert "Traceback" not in text


MALFORMED = [
    (b"", "application/json"), (b"{", "application/json"), (b"[]", "application/json"), (b"null", "application/json"),
    (b'"text"', "application/json"), (b"7", "application/json"), (b"[" * 100_000, "application/json"),
    (b'{"type":"event_callback"}', "application/json"), (b'{"type":7}', "application/json"),
    (b'{"type":"event_callback","event":[]}', "application/json"),
    (b'{"type":"event_callback","event":{"type":"unheard_of"},"team_id":"T"}', "application/json"),
    (b"payload=", FORM), (b"payload=%7B", FORM), (b"payload=[]", FORM), (b"payload=null", FORM),
    (b"payload=%7B%7D", FORM), (b'payload={"type":"unheard_of"}', FORM),
    (b'payload={"type":"block_actions"}', FORM), (b'payload={"type":"block_actions","actions":[]}', FORM),
    (b'payload={"type":"block_actions","actions":[{"action_id":"unheard_of"}],"user":"U","team":7}', FORM),
    (b'payload={"type":"view_submission","view":{"callback_id":"unheard_of"}}', FORM),
    (b"command=/unheard_of&team_id=T&user_id=U", FORM), (b"nothing", FORM), (b"%00%ff", FORM),
    (b"ssl_check", FORM), (b"\x00\x01", "application/octet-stream"), (b"--x", "multipart/form-data; boundary=x"),
]  # fmt: skip


class TestBodies:
    async def test_what_cannot_be_read_gets_a_4xx_and_no_stack_trace(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            for body, kind in MALFORMED:
                status, text = await post(place, body, kind)
                assert 400 <= status < 500, (status, body[:80], text)
                assert "Traceback" not in text
                assert "File " not in text
                assert 400 <= (await post(place, body, kind, signed=False))[0] < 500

    async def test_what_is_too_large_or_no_utf8_is_refused(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            assert (await post(place, b"text=\xff\xfe"))[0] == 400
            assert (await post(place, b"x" * (1024 * 1024 + 1)))[0] == 413
            assert (await post(place, command(place)))[0] == 200

    async def test_a_command_may_have_any_words(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            for words in ("payload", "the payload=of & a % rocket + more", "{", "%ff %zz"):
                status, text = await post(place, command(place, text=f"pause {words}"))
                assert status == 200
                assert "pause" in text, words

    async def test_a_large_form_of_slacks_is_taken(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            assert (await post(place, command(place, text="x" * 250_000)))[0] == 200

    @pytest.mark.parametrize("missing", ["user", "team", "view", "actions", "type", "response_url"])
    async def test_a_press_without_its_parts_breaks_nothing(self, sqlite_url: str, missing: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            await place.tick(THURSDAY)
            mia = place.people["mia"]
            await mia.press(mia.dms()[0], "Skip this week")
            payload = dict(place.slack.outgoing.requests[-1].payload)
            payload.pop(missing, None)
            status, text = await post(place, urlencode({"payload": json.dumps(payload)}).encode())
            assert "Traceback" not in text
            assert status in {200, 400, 404, 503}

    async def test_letters_no_database_takes_are_left_out(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            event = json.dumps(written(place, "a\0b \ud83d c")).encode()
            assert (await post(place, event, "application/json"))[0] == 200
            with place.store.read() as tx:
                assert tx.execute(select(notes.c.text)).scalar_one() == "ab ? c"


class TestEvents:
    async def test_the_same_event_many_times_is_acted_on_once(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            body = json.dumps(written(place, "Something went well")).encode()
            again = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
            for headers in ({}, again):
                answers = [post(place, body, "application/json", **headers) for _ in range(3)]
                assert [status for status, _ in await asyncio.gather(*answers)] == [200, 200, 200]
            await place.tick()
            assert count(place.store, notes) == 1
            assert len(place.people["mia"].dms()) == 1

    async def test_a_stranger_who_writes_is_answered_once(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            stranger = place.move_in("Noor Alba")
            place.slack.events.retry_delays = (0.0, 0.0)
            await stranger.dm("May I join?")
            await place.slack.events.drain()
            [first] = [one for one in place.slack.events.deliveries if one.payload["event"]["user"] == stranger.id]
            place.slack.events.send(Delivery(first.name, first.payload))
            await place.slack.events.drain()
            answer = await stranger.wait_dm()
            assert f"<@{place.people['cora'].id}>" in str(answer.blocks)
            assert len(stranger.dms()) == 1

    async def test_what_fails_is_repeated_by_slack_and_acted_on_once(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            place.slack.events.retry_delays = (0.05, 0.05, 0.05)
            with gone(place.store):
                await place.people["mia"].dm("The week was calm")
                await place.slack.workspace.changes.until(lambda: answered(place, 503))
            await place.slack.events.drain()
            await place.tick()
            assert answered(place, 200)
            assert count(place.store, notes) == 1
            [answer] = place.people["mia"].dms()
            assert "keep your message" in answer.text

    @pytest.mark.parametrize("event", [
        {"bot_id": "B1"}, {"subtype": "bot_message"}, {"subtype": "message_changed"}, {"subtype": "message_deleted"},
        {"channel_type": "channel"}, {"user": None}, {"text": None}, {"text": "  \u200b\u00a0"},
        {"subtype": "channel_join"},
    ])  # fmt: skip
    async def test_what_nobody_wrote_to_the_bot_is_left_alone(self, sqlite_url: str, event: dict[str, Any]) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            body = json.dumps(written(place, "hello", **event)).encode()
            assert (await post(place, body, "application/json"))[0] == 200
            await place.tick()
            assert count(place.store, notes) == 0
            assert not place.people["mia"].dms()

    async def test_edits_and_removals_and_the_bots_own_messages_are_left_alone(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            message = await place.people["mia"].dm("first")
            place.slack.workspace.edit(message, text="second")
            place.slack.workspace.delete(message)
            await place.slack.events.drain()
            await place.tick()
            await place.slack.events.drain()
            assert count(place.store, notes) == 1
            assert len(place.people["mia"].dms()) == 1

    async def test_a_message_with_a_file_or_in_a_thread_is_kept(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            body = json.dumps(written(place, "see this", subtype="file_share")).encode()
            await post(place, body, "application/json")
            first = await place.people["mia"].dm("one")
            await place.people["mia"].dm("two", thread_ts=first.ts)
            await place.slack.events.drain()
            assert count(place.store, notes) == 3

    async def test_a_message_in_a_thread_is_answered_there(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, stranger = place.people["mia"], place.move_in("Sam Stone")
            for person in (mia, stranger):
                first = await person.dm("one")
                await person.dm("two", thread_ts=first.ts)
                await place.slack.events.drain()
                await place.tick()
                await place.bot.deps.settled()
                assert sorted(message.thread_ts == first.ts for message in person.dms()) == [False, True]


def answered(place: Town, status: int) -> bool:
    return any(answer.status == status for one in place.slack.events.deliveries for answer in one.answers)


@contextmanager
def gone(store: Store) -> Any:
    """Let the database answer with errors: the table of people is away."""
    with store.write() as tx:
        tx.exec_driver_sql("ALTER TABLE people RENAME TO people_away")
    yield
    with store.write() as tx:
        tx.exec_driver_sql("ALTER TABLE people_away RENAME TO people")


@contextmanager
def locked(store: Store) -> Any:
    """Hold the database as another process would: SQLite's write lock, PostgreSQL's lock on the tables written to."""
    url = store.engine.url
    if store.is_sqlite:
        other = sqlite3.connect(str(url.database), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
        return
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection:
        connection.execute("LOCK TABLE notes, prompts, check_ins, meetings, outbox, people IN ACCESS EXCLUSIVE MODE")
        yield
        connection.rollback()


Trouble = Callable[[Store], Any]


class TestDatabase:
    @pytest.mark.parametrize("trouble", [locked, gone])
    async def test_everybody_gets_an_honest_answer_in_time_and_nothing_is_lost(
        self, store_url: str, trouble: Trouble
    ) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await place.tick(THURSDAY)
            await mia.press(mia.dms()[0], "Check in")
            await mia.wait_modal()
            typed = {"What went well?": "A calm week", "What is hard?": "Time"}
            place.slack.events.retry_delays = ()
            with trouble(place.store):
                answers = await asyncio.gather(
                    mia.submit(typed),
                    mia.command("/mentoring", "resume"),
                    theo.press(theo.dms()[0], "Skip this week"),
                    theo.press(theo.dms()[0], "Tomorrow"),
                    theo.press(theo.dms()[0], "checkin_met", "15 minutes"),
                    theo.command("/mentoring", "resume"),
                    theo.dm("What I wrote"),
                )
                await place.slack.events.drain()
            form, *others = answers[:-1]
            assert max(answer.elapsed for answer in answers[:-1]) < 3
            assert "records" in form.errors["went_well"]
            assert mia.modal is not None
            assert mia.modal.state["went_well"]["value"]["value"] == "A calm week"
            assert mia.modal.state["hard"]["value"]["value"] == "Time"
            for answer in others:
                assert answer.status == 200
                assert "can't reach my records" in (await answer.reply()).text
            assert answered(place, 503)
            assert count(place.store, notes) == 0

            assert (await mia.submit()).ok
            await place.tick()
            assert "A calm week" in str(theo.dms()[-1].blocks)

    async def test_the_outbox_goes_on_after_a_lock(self, sqlite_url: str) -> None:
        async with town(sqlite_url, THURSDAY) as place:
            settle(place)
            sending = asyncio.create_task(place.bot.sender.run())
            await place.people["mia"].dm("before")
            await place.people["mia"].wait_dm()
            with locked(place.store):
                await asyncio.sleep(2.3)  # longer than the bot waits for the lock
                assert not sending.done()
            await place.people["mia"].dm("after")
            await place.people["mia"].wait_dm(2)
            await place.bot.sender.stop()
            await sending

    async def test_the_shortcut_is_answered_in_the_direct_message(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            with gone(place.store):
                response = await place.people["mia"].shortcut("checkin")
                answer = await place.people["mia"].wait_dm()
            assert response.status == 200
            assert "can't reach my records" in answer.text

    async def test_a_press_in_an_open_form_is_answered_over_it(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await mia.command("/checkin")
            form = await mia.wait_modal()
            mia.fill({"What went well?": "A calm week"})
            with gone(place.store):
                response = await mia.act_in_modal("form_more")
                await place.bot.deps.settled()
            assert response is not None
            assert response.status == 200
            assert mia.modal is not None
            assert "can't reach my records" in str(mia.modal.blocks)
            await mia.close_modal()
            assert mia.modal is form
            assert form.state["went_well"]["value"]["value"] == "A calm week"

    async def test_readyz_says_so(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            assert "database" not in await place.bot.faults()
            place.store.engine.dispose()
            await asyncio.to_thread(Path(str(place.store.engine.url.database)).write_bytes, b"no database at all")
            assert (await place.bot.faults())["database"] == "does not answer"


class TestARush:
    async def test_forms_come_in_the_order_in_which_they_were_asked_for(
        self, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("handlers.deps.ROOM_S", 10.0)  # this machine may be busy with other tests
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            place.slack.faults.add("delay", "views.open", seconds=0.05)
            rush = [place.people[name].command("/checkin") for name in ("mia", "theo") * (FULL + 8)]
            for answer in await asyncio.gather(*rush):
                assert answer.status == 200
            opened = [call for call in place.slack.app.calls if call.method == "views.open"]
            assert len(opened) >= len(rush) - FULL  # the others are under way: not all at the end

    async def test_nobody_waits_long_for_a_slow_slack(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            place.slack.faults.add("delay", "views.open", seconds=2.0)
            await asyncio.gather(*(place.people["mia"].command("/checkin") for _ in range(FULL)))
            began = time.monotonic()
            await place.people["theo"].command("/mentoring", "help")
            assert time.monotonic() - began < 1.5
