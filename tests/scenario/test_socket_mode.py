"""The weekly round over Socket Mode, a connection that breaks in the middle, and one that goes deaf."""

import asyncio
from datetime import timedelta

import pytest
from slack_bolt import BoltResponse
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.clock import Clock
from handlers.socket_mode import Socket
from tests.scenario.leaders import MONDAY, THURSDAY, WELL, check_in, settle, shown
from tests.scenario.town import Town, town


async def test_the_weekly_round_over_a_socket_that_breaks(store_url: str) -> None:
    async with town(store_url, MONDAY, socket_mode=True) as place:
        settle(place)
        await place.slack.sockets.wait_connected()
        mia, theo = place.people["mia"], place.people["theo"]
        await place.tick(THURSDAY)
        await (await mia.press(mia.dms()[0], "Check in")).modal()
        assert (await mia.submit({WELL: " "})).errors
        await place.slack.sockets.disconnect()
        await place.slack.sockets.wait_disconnected()
        await place.slack.sockets.wait_connected()
        mia.fill({WELL: "Calm"})
        async with asyncio.timeout(10):
            while not (await mia.submit()).ok:  # the form stays open, as Slack leaves it open
                await place.slack.sockets.wait_connected()
        await place.tick()
        assert "Calm" in shown(theo.dms()[-1])
        await theo.dm("Over the wire")
        await place.slack.events.drain()
        await place.tick(THURSDAY + timedelta(minutes=1))
        assert "keep your message" in theo.dms()[-1].text
        assert (await check_in(place, theo, {WELL: "Fine"})).ok


async def test_a_deaf_connection_is_noticed_and_made_anew(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY, socket_mode=True) as place:
        settle(place)
        await place.slack.sockets.wait_connected()
        assert place.bot.socket is not None
        await place.bot.socket.close()
        await place.slack.sockets.wait_disconnected()
        assert (await place.bot.faults())["socket_mode"] == "hears nothing"

        app_token = place.slack.app_token
        quick = Socket(place.bot.bolt, app_token, Clock(), ping_s=0.1)
        place.bot.socket = quick
        await quick.start()
        await place.slack.sockets.wait_connected()
        assert "socket_mode" not in await place.bot.faults()
        receiver = quick._handler.client.message_receiver
        assert receiver is not None
        receiver.cancel()  # what was seen to happen after an idle reconnect: open, and nobody listens
        await asyncio.wait([receiver])
        assert (await place.bot.faults())["socket_mode"] == "hears nothing"
        await asyncio.wait_for(_heard_again(place), 5)
        response = await place.people["mia"].command("/checkin")
        await response.modal()


async def _heard_again(place: Town) -> None:
    """Wait until the bot hears again, looking as often as an operator's monitor that is in a hurry."""
    for _ in range(500):
        if "socket_mode" not in await place.bot.faults():
            return
        await asyncio.sleep(0.01)


async def test_what_the_bot_itself_posted_is_acknowledged_without_asking_bolt(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town(sqlite_url, MONDAY, socket_mode=True) as place:
        settle(place)
        await place.slack.sockets.wait_connected()
        asked: list[AsyncBoltRequest] = []
        dispatch = place.bot.bolt.async_dispatch

        async def note(req: AsyncBoltRequest) -> BoltResponse:
            asked.append(req)
            return await dispatch(req)

        monkeypatch.setattr(place.bot.bolt, "async_dispatch", note)
        await place.tick(THURSDAY)  # everybody gets their prompt, and the bot hears of each
        await place.slack.events.drain()
        heard = [each for each in place.slack.events.deliveries if each.payload["event"].get("bot_id")]
        assert heard
        assert all(each.answers[-1].error is None for each in heard)
        assert not asked
        await place.people["theo"].dm("Over the wire")
        await place.slack.events.drain()
        assert len(asked) == 1
