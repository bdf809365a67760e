"""The weekly round lived from every side: prompt, check-in, partner, digest."""

from datetime import UTC, date, datetime

from bot.delivery.channels import slack_channel
from tests.scenario.town import town

MONDAY = datetime(2026, 11, 16, 15, 0, tzinfo=UTC)
THURSDAY = datetime(2026, 11, 19, 19, 30, tzinfo=UTC)  # 14:30 in New York

PAIR = ["mia@leaders.example,mentee,theo@leaders.example", "theo@leaders.example,mentor,"]


async def test_from_prompt_to_partner(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        cora, mia, theo = place.move_in("Cora Vance"), place.move_in("Mia Sol"), place.move_in("Theo Park")
        place.program(
            ["mia@leaders.example,mentee,theo@leaders.example", "theo@leaders.example,mentor,"],
            starts=date(2026, 11, 16),
        )
        await place.tick(THURSDAY)
        [prompt] = mia.dms()
        assert "Welcome to Leaders" in prompt.text

        response = await mia.press(prompt, "Check in")
        await mia.wait_modal()
        assert response.status == 200
        await mia.submit({"What went well?": "The team meeting was calm.", "What is hard?": "Time."})
        await place.tick()

        assert [message.text for message in mia.dms()][1:]
        shared = theo.dms()[-1]
        assert "Mia Sol shared" in shared.text
        assert "calm" in str(shared.blocks)
        assert "calm" not in shared.text
        assert not cora.dms()


async def test_what_is_taken_back_goes_from_the_community_and_can_come_again(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        mia = place.move_in("Mia Sol")
        place.move_in("Cora Vance")
        channel = place.slack.workspace.create_channel("leaders", [place.slack.workspace.bot])
        community = slack_channel(channel.json(place.slack.workspace.bot.id))
        place.program(["mia@leaders.example,mentee,"], starts=date(2026, 11, 16), community_channel=community)

        for shared in (True, False, True):
            await mia.command("/checkin")
            await mia.wait_modal()
            readers = next(
                block["block_id"] for block in mia.modal.blocks if block.get("block_id", "").startswith("readers")
            )
            await mia.submit({"What went well?": "We sang.", readers: ["win"] if shared else []})
            await place.tick()
            posts = [message for message in channel.messages if "sang" in str(message.blocks)]
            assert len(posts) == (1 if shared else 0)
