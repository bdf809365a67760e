"""A bot that is killed while rounds run: started again it goes on with the right round and its end, and says nothing
twice.
"""

from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path

from bot.sandbox.slack.conversations import Conversation
from bot.services import session_rounds
from tests.scenario import run_process, seating
from tests.scenario.running import Running, running
from tests.scenario.test_session_day import START, roster
from tests.scenario.town import Town, town

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
TRIO = ("ana", "ben", "cleo")
LEASE_S = 1.5


async def begun(place: Town) -> Conversation:
    """Let a group of three be in the rounds of a session, which no process has told them of; return their channel."""
    place.move_in("Cora Vance")
    users = [place.move_in(f"{name.title()} Lane").user for name in TRIO]
    program = place.program(roster(TRIO))
    workspace = place.slack.workspace
    channel = workspace.create_channel("maple", [*users, workspace.bot], private=True)
    seating.home(place.store, program, "Maple", TRIO, START, channel.id)
    session_id = seating.session(place.store, program, START, "cora", dict.fromkeys(TRIO, "yes"))
    await place.tick(START)
    session_rounds.begin(place.store, workspace.id, place.people["cora"].id, session_id, now=START)
    place.slack.install(None)
    return channel


def bot(place: Town, directory: Path, at: datetime) -> AbstractAsyncContextManager[Running]:
    """Run the whole bot over Socket Mode from this time on, and kill it with no warning at the end."""
    settings = {
        "SLACK_BOT_TOKEN": place.slack.bot_token,
        "SLACK_APP_TOKEN": place.slack.app_token,
        "SLACK_API_URL": place.slack.api_url,
        "DATABASE_URL": place.store.engine.url.render_as_string(hide_password=False),
    }
    return running(directory, settings, run_process.main, at.isoformat(), "40", str(LEASE_S))


async def said(place: Town, channel: Conversation, number: int) -> list[str]:
    """Return what the group was told after the session's opening, once it is so many messages."""
    await place.slack.changes.until(lambda: len(channel.messages) > number or None, 20)
    return [message.text for message in channel.messages[1:]]


def until(moment: datetime) -> str:
    """Return how an end is written, without the words for clients that do not know dates."""
    return f"until <!date^{moment.timestamp():.0f}^"


async def test_killed_as_it_posts_it_goes_on_with_the_round_and_tells_nothing_twice(
    store_url: str, tmp_path: Path
) -> None:
    async with town(store_url, START - timedelta(days=1)) as place:
        channel = await begun(place)
        async with bot(place, tmp_path, START):
            [first] = await said(place, channel, 1)  # killed before it can write down that Slack has it
        assert first.startswith(f"What works, {until(START + 7 * MINUTE)}")
        async with bot(place, tmp_path, START + 6 * MINUTE - SECOND):
            [_, warning] = await said(place, channel, 2)
        assert warning.startswith("One minute left for “What works”")
        async with bot(place, tmp_path, START + 7 * MINUTE - SECOND) as process:
            [*_, second] = await said(place, channel, 3)
            assert second.startswith(f"Write for yourself, {until(START + 14 * MINUTE)}")
            assert (await process.stop())[0] == 0
        assert len(channel.messages) == 4


async def test_started_again_in_a_later_round_it_tells_of_that_one_with_its_own_end(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with town(sqlite_url, START - timedelta(days=1)) as place:
        channel = await begun(place)
        async with bot(place, tmp_path, START):
            await said(place, channel, 1)
        async with bot(place, tmp_path, START + 9 * MINUTE) as process:  # two minutes into the second round
            [_, second] = await said(place, channel, 2)
            await place.slack.changes.until(lambda: channel.messages[1].text == "“What works” is over." or None, 20)
            assert (await process.stop())[0] == 0
        assert len(channel.messages) == 3
        assert second.startswith(f"Write for yourself, {until(START + 14 * MINUTE)}")
        assert "Two minutes more" in str(channel.messages[-1].blocks)
