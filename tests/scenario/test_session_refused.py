"""A home group's channel that is archived while a session runs: the group is told directly from then on."""

from datetime import timedelta

from tests.scenario.test_session_day import MAPLE, MINUTE, START, founded
from tests.scenario.town import town


async def test_a_group_whose_channel_is_archived_in_a_session_is_told_directly(store_url: str) -> None:
    async with town(store_url, START - timedelta(days=1)) as place:
        _, _, channels = await founded(place)
        cora, maple, oak = place.people["cora"], channels["Maple"], channels["Oak"]
        await cora.press(cora.dms()[0], "Begin the rounds")
        await place.tick(START + MINUTE)
        maple.is_archived = True
        before, elsewhere = len(maple.messages), len(oak.messages)
        for minute in range(2, 45):
            await place.tick(START + minute * MINUTE)
        assert len(maple.messages) == before
        assert len(oak.messages) > elsewhere
        for name in MAPLE:
            assert any("until" in message.text for message in place.people[name].dms()), name
