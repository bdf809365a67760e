"""The digest as a desk: coordinators see to what needs somebody where it stands, and everybody sees that it is done."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.sandbox.slack.conversations import Message
from bot.store.schema import pairs, people
from bot.store.schema_desk import audit
from bot.store.schema_nudges import ladders
from bot.views import desk_ids, ids
from tests.scenario.leaders import posts, press_forged, shown
from tests.scenario.test_home import opened
from tests.scenario.test_obstacles_in_slack import TASK, populate
from tests.scenario.town import Town, town

MONDAY = TASK + timedelta(days=5, hours=-3)  # 14 December, 7:00 in New York


def digests(place: Town) -> list[Message]:
    """Return the digests in the coordinators' channel."""
    return [one for one in posts(place.channels["coordinator"], place) if one.text.startswith("The week in")]


def of_mia(place: Town) -> Message:
    """Return the latest digest, which is about Mia's pair among others."""
    return digests(place)[-1]


async def arrive(place: Town) -> Message:
    """Live until the digest of the Monday after two quiet weeks is there: Mia and Theo are a task, Ida has not met."""
    populate(place)
    await place.live_until(MONDAY - timedelta(minutes=1))
    with place.store.write() as tx:
        tx.execute(update(people).where(people.c.name == "Ida Berg").values(unreachable_since=place.clock.now()))
    await place.live_until(MONDAY)
    return of_mia(place)


async def test_taken_and_closed_from_the_digest_and_shown_to_everybody(store_url: str) -> None:
    async with town(store_url, TASK - timedelta(days=23)) as place:
        digest = await arrive(place)
        cora = place.people["cora"]
        assert "Theo Park and Mia Sol: nobody has said why, since Wednesday 9 December" in digest.text
        await cora.press(digest, "Take it")
        await place.tick()
        assert "Cora Vance has it, since Monday 14 December" in of_mia(place).text
        await (await cora.press(of_mia(place), "Close it")).modal()
        assert (await cora.submit({"What helped?": "A free period."})).ok
        await place.tick()
        assert "Cora Vance closed it, Monday 14 December" in of_mia(place).text
        assert "A free period" not in shown(of_mia(place))
        assert shown(of_mia(place)).count(ids.OBSTACLE_CLOSE) == 1  # of Ida's pair
        await place.tick(place.clock.now() + timedelta(days=7))
        assert "closed it" not in of_mia(place).text  # the next week begins anew


async def test_two_see_to_the_same_and_one_learns_who_was_first(store_url: str) -> None:
    async with town(store_url, TASK - timedelta(days=23)) as place:
        digest = await arrive(place)
        cora, carl = place.people["cora"], place.people["carl"]
        assert "Ida Berg: Slack does not let the bot write to them" in digest.text
        buttons = [one["accessory"] for one in digest.blocks if "Ida Berg" in str(one) and "accessory" in one]
        pressed = {"value": buttons[-1]["value"]}
        both = (press_forged(person, digest, desk_ids.MATTER_DONE, pressed) for person in (cora, carl))
        assert all(answer.ok for answer in await asyncio.gather(*both))
        await place.bot.deps.settled()
        await place.tick()
        late = [one.text for person in (cora, carl) for one in person.ephemerals()]
        winner = "Cora Vance" if "Cora Vance has it" in of_mia(place).text else "Carl Voss"
        assert late == [f"{winner} was quicker; nothing has changed."]
        assert f"{winner} has it, since Monday 14 December" in of_mia(place).text
        with place.store.read() as tx:
            written = tx.execute(select(audit.c.action, people.c.name).join(people, people.c.id == audit.c.actor_id))
            assert [tuple(row) for row in written] == [("matter_taken", winner)]
        with place.store.write() as tx:
            tx.execute(update(people).where(people.c.name == "Ida Berg").values(unreachable_since=place.clock.now()))
        await place.tick(place.clock.now() + timedelta(days=7))
        assert f"{winner} has it" in of_mia(place).text  # taken on is in hand the week after as well


async def test_home_says_who_needs_one_this_week_why_and_what_was_done(store_url: str) -> None:
    async with town(store_url, TASK - timedelta(days=23)) as place:
        digest = await arrive(place)
        cora, carl = place.people["cora"], place.people["carl"]
        home = await opened(place, cora)
        assert "Theo Park and Mia Sol: no meeting since they began" in home
        assert "; nobody has said why" in home
        assert "1 person who could not be reached: Ida Berg" in home
        assert f"of Monday 14 December in <#{place.channels['coordinator'].id}> has the buttons" in home
        assert "Seen to of late" not in home
        await cora.press(digest, "Take it")
        await carl.press(of_mia(place), "I'll see to it")
        home = await opened(place, carl)
        assert "nobody has said why; Cora Vance has it" in home
        assert "nobody has said why, since Wednesday 9 December. Cora Vance has it, since Monday 14 December" in home
        assert "could not be reached: Ida Berg" not in home
        assert "Not reached. Ida Berg: Slack does not let the bot write to them. Carl Voss has it" in home
        place.clock.move_to(place.clock.now() + timedelta(days=8))  # in hand still, but of last week's digest
        assert "Seen to of late" not in await opened(place, cora)
        assert "nobody has said why; Cora Vance has it" in await opened(place, cora)


@pytest.mark.parametrize("who", ["mia", "theo", "kai", "sam", "olga"])
async def test_the_digests_buttons_are_refused_to_everybody_else(sqlite_url: str, who: str) -> None:
    async with town(sqlite_url, TASK - timedelta(days=23)) as place:
        digest = await arrive(place)
        person = place.people[who]
        for action in (desk_ids.MATTER_DONE, ids.OBSTACLE_TAKE, ids.PAIR_HOLD):
            answer = await press_forged(person, digest, action, {"value": "1"})
            text = (await answer.reply()).text
            assert "for the coordinators" in text or "not in a mentoring program" in text or "older version" in text
        await place.tick()
        assert "has it" not in of_mia(place).text
        assert person.modal is None


async def test_a_slack_without_charts_gets_the_figures_in_words_and_is_asked_once(sqlite_url: str) -> None:
    async with town(sqlite_url, TASK - timedelta(days=23)) as place:
        refusal = place.slack.faults.add("slack_error", "chat.postMessage", 0.0, error="invalid_blocks")
        digest = await arrive(place)
        assert "data_visualization" in str(digest.blocks)
        await place.live_until(MONDAY + timedelta(days=6))
        refusal.probability, refusal.count = 1.0, 1
        await place.live_until(MONDAY + timedelta(days=7))
        plain = of_mia(place)
        assert plain.ts != digest.ts
        assert "data_visualization" not in str(plain.blocks)
        assert "have not met yet" in str(plain.blocks)
        await place.live_until(MONDAY + timedelta(days=14))
        assert "data_visualization" not in str(of_mia(place).blocks)  # remembered
        assert refusal.struck == 1


async def test_the_full_list_is_a_table_in_the_thread(sqlite_url: str) -> None:
    async with town(sqlite_url, TASK - timedelta(days=23)) as place:
        populate(place)
        with place.store.write() as tx:
            made = tx.execute(select(pairs)).first()
            assert made is not None
            rows = [dict(made._mapping) | {"id": 100 + n, "ends": made.starts} for n in range(3)]
            tx.execute(insert(pairs), rows)
        await place.live_until(MONDAY - timedelta(minutes=1))
        with place.store.write() as tx:
            tx.execute(update(people).values(unreachable_since=place.clock.now()))
        await place.live_until(MONDAY)
        digest = of_mia(place)
        thread = [one for one in posts(place.channels["coordinator"], place) if one.thread_ts == digest.ts]
        table = next(block for one in thread for block in one.blocks if block["type"] == "data_table")
        assert len(table["rows"]) > 6
        assert "nobody has said why" not in str(table)
        assert any("Pair with an obstacle" in str(row) for row in table["rows"])


async def test_a_pair_put_on_hold_from_the_digest_is_not_in_the_next(sqlite_url: str) -> None:
    async with town(sqlite_url, TASK - timedelta(days=23)) as place:
        populate(place)
        with place.store.write() as tx:  # the ladder is another test's matter
            tx.execute(update(ladders).values(next_nudge_at=None))
        await place.live_until(MONDAY)
        cora = place.people["cora"]
        assert "2 pairs have logged no meeting for two weeks" in of_mia(place).text
        await (await cora.press(of_mia(place), "Put on hold")).modal()
        assert (await cora.submit({"What is the first day on which it goes on?": "2027-03-01"})).ok
        await place.tick()
        assert "Cora Vance put the pair on hold, Monday 14 December" in of_mia(place).text
        await place.live_until(MONDAY + timedelta(days=7))
        assert "One pair has logged no meeting for two weeks" in of_mia(place).text
