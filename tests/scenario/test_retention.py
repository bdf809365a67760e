"""What members wrote goes some months after a program's end: coordinators set when, are told, and nothing breaks."""

from datetime import UTC, date, datetime

from sqlalchemy import insert, select

from bot.services.posts import refresh
from bot.store.schema import check_ins, members, outbox, programs
from bot.store.schema_questions import goals
from tests.scenario import leaders
from tests.scenario.leaders import MONDAY, check_in, posts, shown
from tests.scenario.test_setup import home_of, until
from tests.scenario.test_wins import win
from tests.scenario.town import town

MONTHS = "How many months are texts kept after the end?"


async def test_coordinators_set_how_long_texts_are_kept_and_are_told_before_they_go(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        program = leaders.settle(place, channels=True)
        cora, mia = place.people["cora"], place.people["mia"]
        assert (await check_in(place, mia, {leaders.WELL: "Zanzibarquokka read aloud."})).ok
        await win(place, mia, "Zanzibarquokka came back.")
        goal = {"by_when": date(2027, 6, 1), "parts": {}, "created_at": MONDAY, "changed_at": MONDAY}
        with place.store.write() as tx:
            mine = select(members.c.id).where(members.c.roles == "mentee").scalar_subquery()
            tx.execute(insert(goals).values(member_id=mine, state="active", what="Zanzibarquokka by heart", **goal))
        await home_of(place, cora)
        await cora.press_home("Change settings")
        await until(place, cora, "Kept for 12 months after the program's last day.")
        await cora.act_in_modal("Change how long")
        await until(place, cora, MONTHS)
        assert "within the limits" in str((await cora.submit({MONTHS: "0"})).errors)
        assert (await cora.submit({MONTHS: "1"})).ok
        await until(place, cora, "Kept for one month after the program's last day.")
        await cora.act_in_modal("Change program")
        await until(place, cora, "On which day does it end?")
        assert (await cora.submit({"On which day does it end?": "2026-11-20"})).ok
        await until(place, cora, "to Friday 20 November")
        with place.store.read() as tx:
            due = tx.execute(select(programs.c.words_next_at).where(programs.c.id == program.id)).scalar_one()
        assert due == datetime(2026, 12, 6, 14, tzinfo=UTC)
        await place.live_until(datetime(2026, 12, 8, tzinfo=UTC))
        told = posts(place.channels["coordinator"], place)[-1]
        assert "On Sunday 20 December, what members wrote in Leaders is erased" in told.text
        assert "Counts, meetings and hours stay" in told.text
        with place.store.read() as tx:
            assert tx.execute(select(check_ins.c.went_well)).scalars().all() == ["Zanzibarquokka read aloud."]
        await place.live_until(datetime(2026, 12, 21, tzinfo=UTC))
        with place.store.read() as tx:
            assert tx.execute(select(check_ins.c.went_well, check_ins.c.week)).all() == [("", date(2026, 11, 12))]
            assert tx.execute(select(programs.c.words_erased_at)).scalar_one() is not None
        with place.store.write() as tx:
            keys = tx.execute(select(outbox.c.key).where(outbox.c.kind == "share_post")).scalars().all()
            refresh(tx, keys, place.clock.now())
        await place.tick()
        [post] = posts(place.channels["community"], place)
        assert "…" in shown(post), "a post that follows what happens no longer has the words"
        assert "Zanzibarquokka" not in await home_of(place, mia)
        view = await (await mia.command("/goal", "")).modal()
        assert "Zanzibarquokka" not in str(view.blocks)
        assert "…" not in str(view.blocks), "a goal without words is none"
