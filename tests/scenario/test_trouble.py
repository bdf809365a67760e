"""What goes wrong with Slack: tokens, channels, people. Recorded, told to the coordinators once, mended again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.app import CannotStart
from bot.sandbox.slack.conversations import Conversation
from bot.store.schema import outbox, workspaces
from tests.scenario.leaders import MONDAY, READERS, THURSDAY, WELL, check_in, posts, settle, shown
from tests.scenario.town import Town, town

NEXT_MONDAY = MONDAY + timedelta(days=7)


def stopped(place: Town) -> str | None:
    with place.store.read() as tx:
        return tx.execute(select(workspaces.c.stopped_reason)).scalar_one()


def let_an_hour_pass(place: Town) -> None:
    """Let what waits for a channel be tried again, as it is after an hour of machine time."""
    with place.store.write() as tx:
        tx.execute(update(outbox).values(retry_at=None))


class TestTokens:
    async def test_a_token_revoked_midway_stops_everything_and_loses_nothing(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            refused = place.slack.faults.add("slack_error", "*", error="token_revoked")
            await place.tick(THURSDAY)
            assert stopped(place) == "token_revoked"
            struck = refused.struck
            await place.tick(THURSDAY + timedelta(minutes=1))
            assert refused.struck == struck
            place.slack.faults.clear()
            await place.bot.connect()  # as the next start does, with a new token
            assert stopped(place) is None
            await place.tick(THURSDAY + timedelta(minutes=2))
            assert len(mia.dms()) == 1

    @pytest.mark.parametrize("reason", ["tokens_revoked", "app_uninstalled"])
    async def test_slack_tells_that_it_is_over(self, sqlite_url: str, reason: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            details = {"tokens": {"bot": ["B1"]}} if reason == "tokens_revoked" else {}
            place.slack.events.emit(place.slack.workspace, reason, {"type": reason, **details})
            await place.slack.events.drain()
            assert stopped(place) == reason
            await place.tick(THURSDAY)
            assert not place.people["mia"].dms()

    async def test_a_persons_token_is_none_of_ours(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            event = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
            place.slack.events.emit(place.slack.workspace, "tokens_revoked", event)
            await place.slack.events.drain()
            assert stopped(place) is None

    async def test_an_organization_wide_install_is_refused_in_one_line(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            call = place.bot.gateway.call

            async def for_an_organization(method: str, **arguments: Any) -> dict[str, Any]:
                return {**await call(method, **arguments), "is_enterprise_install": True}

            place.bot.gateway.call = for_an_organization  # type: ignore[method-assign]  # the stand-in has no organizations
            with pytest.raises(CannotStart, match="whole organization") as refused:
                await place.bot.connect()
            assert "\n" not in str(refused.value)


class TestChannels:
    async def test_the_bot_is_not_in_the_digests_channel(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            desk, cora, bot = place.channels["coordinator"], place.people["cora"], place.slack.workspace.bot
            place.slack.workspace.leave(desk, bot.id)
            await place.live_until(NEXT_MONDAY + timedelta(hours=2))
            assert not posts(desk, place)
            told = [message for message in cora.dms() if "digest" in shown(message)]
            assert len(told) == 1
            assert place.people["mia"].dms()
            place.slack.workspace.join(desk, bot.id)
            let_an_hour_pass(place)
            await place.live_until(NEXT_MONDAY + timedelta(days=1))
            assert len([message for message in posts(desk, place) if "The week in" in message.text]) == 1

    async def test_a_shared_channel_is_refused_and_told_once(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            desk, cora = place.channels["coordinator"], place.people["cora"]
            desk.is_ext_shared = True
            await place.live_until(NEXT_MONDAY + timedelta(days=8))
            assert not posts(desk, place)
            assert len([message for message in cora.dms() if "shared with another" in shown(message)]) == 1

    async def test_a_public_channel_is_warned_about_once(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            desk = place.channels["coordinator"]
            desk.kind = "channel"
            await place.live_until(NEXT_MONDAY + timedelta(days=8))
            told = [message for message in everything_seen(place, desk) if "public channel" in message]
            assert len(told) == 1

    async def test_the_community_is_gone_and_comes_back(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            community, bot = place.channels["community"], place.slack.workspace.bot
            place.slack.workspace.leave(community, bot.id)
            await check_in(place, place.people["mia"], {WELL: "Shared", READERS: ["win"]})
            assert not posts(community, place)
            await place.live_until(MONDAY + timedelta(hours=2))
            [told] = everything_seen(place, place.channels["coordinator"])
            assert "community" in told
            assert "Shared" not in told
            place.slack.workspace.join(community, bot.id)
            let_an_hour_pass(place)
            await place.live_until(MONDAY + timedelta(days=1))
            assert len(posts(community, place)) == 1


def everything_seen(place: Town, channel: Conversation) -> list[str]:
    """Return all that coordinators see, in their channel and directly."""
    return [shown(message) for message in [*posts(channel, place), *place.people["cora"].dms()]]


class TestPeople:
    async def test_who_cannot_be_written_to_is_named_once_and_everything_else_goes_on(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            mia.user.deleted = True  # the event about it was lost
            await place.live_until(THURSDAY + timedelta(days=1))
            assert not mia.dms()
            assert theo.dms()
            desk = place.channels["coordinator"]
            assert len([one for one in everything_seen(place, desk) if "Mia Sol cannot be reached" in one]) == 1
            mia.user.deleted = False
            await place.live_until(THURSDAY + timedelta(days=7, hours=1))
            assert len([message for message in mia.dms() if "How was your week" in message.text]) == 1
            assert len([one for one in everything_seen(place, desk) if "Mia Sol cannot be reached" in one]) == 1
