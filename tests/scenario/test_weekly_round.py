"""The weekly round lived from every side: prompt, check-in, partner, digest."""

from datetime import UTC, date, datetime

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
