"""A file that the outbox sends arrives once, whatever happens on the way."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.domain.kinds.schedules import CALENDAR_FILE
from bot.domain.messages import RowState
from bot.sandbox.slack.server import SlackServer
from bot.store.database import Store
from tests.scenario.delivering import World, draft

STEPS = ["files.getUploadURLExternal", "files.completeUploadExternal"]


@pytest.fixture
async def world(store: Store) -> AsyncIterator[World]:
    server = SlackServer()
    await server.start()
    yield World(store, server)
    await server.stop()


def files(world: World) -> list[str]:
    """Return the names of the files that person 1 got, and what their messages say."""
    messages = world.server.workspace.dm(world.slack_ids[0]).messages
    return [f"{message.text} {file['name']} {file['size']}" for message in messages for file in message.files]


async def test_a_file_goes_to_the_person_with_its_words(world: World) -> None:
    world.put(draft("k", kind=CALENDAR_FILE.name, facts={"text": "Here it is."}))
    await world.deliver()
    row = world.found("k")
    assert files(world) == [f"Here it is. file-{row.row.id}.txt 7"]
    assert row.state is RowState.SENT
    assert world.person(1).dm_channel == world.server.workspace.dm(world.slack_ids[0]).id


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("kind", ["drop_before", "drop_after", "server_error", "rate_limit"])
async def test_when_the_end_of_a_step_was_not_seen_the_file_is_looked_for(world: World, kind: Any, step: str) -> None:
    world.server.faults.add(kind, step, count=1, seconds=0)
    world.put(draft("k", kind=CALENDAR_FILE.name))
    await world.deliver()
    assert len(files(world)) == 1
    assert world.found("k").state is RowState.SENT


async def test_a_file_that_slack_refuses_is_given_up(world: World) -> None:
    world.server.faults.add("slack_error", STEPS[1], error="file_upload_size_restricted")
    world.put(draft("k", kind=CALENDAR_FILE.name))
    await world.deliver()
    assert files(world) == []
    assert (world.found("k").state, world.found("k").reason) == (RowState.FAILED, "file_upload_size_restricted")


async def test_for_somebody_who_is_gone_no_file_is_announced(world: World) -> None:
    world.change_person(1, state="deactivated")
    world.put(draft("k", kind=CALENDAR_FILE.name))
    await world.deliver()
    assert world.server.limiter.calls[STEPS[0]] == 0
    assert world.found("k").state is RowState.DROPPED
