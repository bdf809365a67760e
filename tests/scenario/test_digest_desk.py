"""The digest as a desk: coordinators see to what needs somebody where it stands, and everybody sees that it is done."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.domain.nudges import Why
from bot.domain.obstacles import Told
from bot.domain.programs import Program
from bot.domain.refusals import Refusal
from bot.sandbox.slack.conversations import Message
from bot.services import choices, obstacles
from bot.store import digests as digest_store
from bot.store.schema import members, pairs, people
from bot.store.schema_desk import audit
from bot.store.schema_nudges import ladders
from bot.views import desk_ids, ids
from tests.scenario.leaders import posts, press_forged, shown
from tests.scenario.test_home import opened, seen
from tests.scenario.test_obstacles_in_slack import TASK, WORDS, populate, task
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
        digest = of_mia(place)  # the next week asks for what is left, and says what was done
        before, _, done = digest.text.partition("What you did since the last digest: ")
        assert "closed it" not in before
        assert done.count("Theo Park and Mia Sol") == done.count("closed it") == 1
        assert "nobody has said why, since Wednesday 9 December. Cora Vance closed it, Monday 14 December" in done


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
        assert "Theo Park and Mia Sol: nobody has said why, since Wednesday 9 December" in home
        assert "One person could not be reached.\n• Ida Berg: Slack does not let the bot write to them" in home
        assert "Seen to of late" not in home
        await cora.press(digest, "Take it")
        await carl.press(of_mia(place), "I'll see to it")
        home = await opened(place, carl)
        waits, _, seen_to = home.partition("Seen to of late")
        assert "nobody has said why, since Wednesday 9 December. Cora Vance has it, since Monday 14 December" in seen_to
        assert "Not reached. Ida Berg: Slack does not let the bot write to them. Carl Voss has it" in seen_to
        assert "Theo Park and Mia Sol" not in waits
        assert "could not be reached" not in waits
        place.clock.move_to(place.clock.now() + timedelta(days=8))  # in hand still, but of last week's digest
        assert "Seen to of late" not in await opened(place, cora)
        await cora.press_home("See all pairs")
        assert "nobody has said why; Cora Vance has it" in seen(await cora.wait_modal())


async def test_who_was_written_to_is_told_as_that_in_the_next_weeks(store_url: str) -> None:
    async with town(store_url, TASK - timedelta(days=23)) as place:
        populate(place)
        cora = place.people["cora"]
        await place.live_until(MONDAY)
        await cora.press(of_mia(place), "I have written")
        for weeks in (1, 2):
            await place.tick(MONDAY + timedelta(weeks=weeks))
            lines = of_mia(place).text.partition("4 people left three questions open")[2]
            assert "Ida Berg, since Thursday 10 December. Cora Vance has written, Monday 14 December" in lines
            assert lines.index("Max Oyen, since") < lines.index("Theo Park, since") < lines.index("Ida Berg, since")
            assert shown(of_mia(place)).count("I have written") == 3
            waits, _, seen_to = (await opened(place, cora)).partition("Seen to of late")
            assert ("Max Oyen, since" in waits, "Ida Berg, since" in waits) == (True, False)
            assert "Ida Berg, since Thursday 10 December. Cora Vance has written, Monday 14 December" in seen_to
        with place.store.write() as tx:  # she answered, and fell silent anew
            later = {"resting_since": MONDAY + timedelta(days=17)}
            tx.execute(update(people).where(people.c.name == "Ida Berg").values(**later))
        await place.tick(MONDAY + timedelta(weeks=3))
        assert "Ida Berg, since Thursday 31 December. Max" in of_mia(place).text


async def test_a_pair_that_has_met_since_is_told_as_that_wherever_it_is_a_task(store_url: str) -> None:
    met = "nobody has said why, since Wednesday 9 December; they have met since, on Friday 11 December"
    async with town(store_url, TASK - timedelta(days=23)) as place:
        populate(place)
        await place.live_until(TASK + timedelta(days=2))
        assert "No meeting is logged" in task(place).text
        await place.people["mia"].command("/met", "15")
        await place.tick()
        assert "nobody has said what was in the way of meeting. Since" in task(place).text
        assert "They have met since, on Friday 11 December." in task(place).text
        await place.live_until(MONDAY)
        assert f"Theo Park and Mia Sol: {met}." in of_mia(place).text
        assert met in await opened(place, place.people["cora"])


async def quiet_monday(place: Town) -> Message:
    """Live until a Monday's digest names two pairs that have not met, before either is a task."""
    populate(place)
    with place.store.write() as tx:  # the ladder is another test's matter
        tx.execute(update(ladders).values(next_nudge_at=None))
    await place.live_until(MONDAY)
    return of_mia(place)


def tell(place: Town) -> None:
    """Let Mia say what is in the way."""
    with place.store.read() as tx:
        pair_id = tx.execute(select(pairs.c.id).order_by(pairs.c.id)).scalars().first() or 0
    mia = place.people["mia"].id
    team = place.slack.workspace.id
    assert not isinstance(
        obstacles.tell(place.store, team, mia, pair_id, Told(Why.COVER, WORDS), now=place.clock.now()), Refusal
    )


def about_mia(blocks: list[dict[str, Any]]) -> str:
    """Return what stands about Mia's pair, with the buttons that follow."""
    at = next(n for n, block in enumerate(blocks) if "Mia Sol" in str(block))
    return str(blocks[at : at + 2])


async def test_a_pair_in_hand_is_in_hand_at_every_door(store_url: str) -> None:
    async with town(store_url, TASK - timedelta(days=23)) as place:
        digest = await quiet_monday(place)
        cora, carl = place.people["cora"], place.people["carl"]
        assert "Mia Sol: no meeting so far" in digest.text
        await cora.press(digest, "I'll see to it")
        tell(place)
        await place.tick()
        post = task(place)
        assert "Cora Vance has taken it" in post.text
        assert "Take it" not in str(post.blocks)
        waits = (await opened(place, carl)).partition("Seen to of late")[0]
        assert "Theo Park and Mia Sol" not in waits
        late = await press_forged(carl, post, ids.OBSTACLE_TAKE, {"value": "1"})
        assert (await late.reply()).text == "Cora Vance was quicker; nothing has changed."
        await (await cora.press(post, "Close it")).modal()
        assert (await cora.submit({"What helped?": "A free period."})).ok
        await place.tick()
        assert "no meeting so far. Cora Vance closed it, Monday 14 December" in of_mia(place).text


async def test_a_task_taken_from_its_post_is_taken_in_the_digest(sqlite_url: str) -> None:
    async with town(sqlite_url, TASK - timedelta(days=23)) as place:
        await quiet_monday(place)
        tell(place)
        await place.tick()
        await place.people["carl"].press(task(place), "Take it")
        await place.tick()
        assert "Mia Sol: no meeting so far. Carl Voss has it" in of_mia(place).text
        assert "'I\\'ll see to it'" not in about_mia(of_mia(place).blocks)
        await place.tick(place.clock.now() + timedelta(days=7))
        assert "Mia Sol: cover for classes, since Monday 14 December. Carl Voss has it" in of_mia(place).text


async def test_what_waits_is_dealt_with_on_home_and_two_do_not_do_it_twice(store_url: str) -> None:
    async with town(store_url, TASK - timedelta(days=23)) as place:
        await quiet_monday(place)
        cora, carl = place.people["cora"], place.people["carl"]
        tell(place)
        for person in (cora, carl):
            home = await opened(place, person)
            assert "One pair waits for one of you." in home
            assert "Mia Sol: cover for classes, since Monday 14 December" in home
            assert WORDS not in home
        read = await (await carl.press_home("Read what they say")).modal()
        assert WORDS in str(read.blocks)
        both = (person.press_home("Take it") for person in (cora, carl))
        await asyncio.gather(*both)
        await place.bot.deps.settled()
        await place.tick()
        winner, loser = (cora, carl) if "Cora Vance has it" in of_mia(place).text else (carl, cora)
        assert f"{winner.user.real_name} was quicker; nothing has changed." in seen(loser.modal)
        assert "Close it" in str(loser.home.definition).partition("Seen to of late")[2]
        assert "cover for classes" not in seen(loser.home).partition("Seen to of late")[0]
        assert winner.user.real_name in task(place).text


async def test_a_pair_that_no_digest_has_told_of_is_taken_on_home_and_in_the_next_digest(sqlite_url: str) -> None:
    async with town(sqlite_url, TASK - timedelta(days=23)) as place:
        populate(place)
        with place.store.write() as tx:
            tx.execute(update(ladders).values(next_nudge_at=None))
        await place.live_until(TASK - timedelta(days=7))
        assert "Who could use a hand" not in of_mia(place).text
        cora = place.people["cora"]
        assert "2 pairs have logged no meeting for two weeks" in await opened(place, cora)
        await cora.press_home("I'll see to it")
        await place.tick()
        waits, _, seen_to = seen(cora.home).partition("Seen to of late")
        assert "One pair has logged no meeting for two weeks" in waits
        assert "Cora Vance has it" in seen_to
        await place.live_until(MONDAY - timedelta(days=7))
        assert of_mia(place).text.count("Cora Vance has it, since Wednesday 2 December") == 1


async def test_the_list_of_what_waits_follows_what_is_done_in_it(sqlite_url: str) -> None:
    async with town(sqlite_url, TASK - timedelta(days=23)) as place:
        populate(place)
        roster = [f"m{n}@x.example,mentee,theo@leaders.example" for n in range(12)]
        with place.store.write() as tx:
            program = digest_store.program(tx, tx.execute(select(pairs.c.program_id)).scalars().first() or 0)
        place.enrol(program, roster)
        with place.store.write() as tx:
            tx.execute(update(ladders).values(next_nudge_at=None))
        await place.live_until(MONDAY)
        cora = place.people["cora"]
        await opened(place, cora)
        await cora.press_home(desk_ids.WAITING_OPEN)
        first = seen(await cora.wait_modal())
        assert "Page 1 of 3" in first
        assert first.count("Put on hold") == 10
        await cora.act_in_modal("Put on hold")
        await place.bot.deps.settled()
        assert (await cora.submit({})).ok
        await place.bot.deps.settled()
        name = first.partition("• ")[2].partition(":")[0]
        assert name not in seen(cora.modal)
        await cora.act_in_modal("I'll see to it")
        await place.bot.deps.settled()
        assert "12 pairs" in seen(cora.modal)
        await cora.act_in_modal("Show the next page")
        await place.bot.deps.settled()
        assert "Page 2 of 3" in seen(cora.modal)


async def test_what_is_in_the_way_is_read_over_the_list_of_what_waits(sqlite_url: str) -> None:
    async with town(sqlite_url, TASK - timedelta(days=23)) as place:
        populate(place)
        with place.store.write() as tx:
            program = digest_store.program(tx, tx.execute(select(pairs.c.program_id)).scalars().first() or 0)
        place.enrol(program, [f"m{n}@x.example,mentee,theo@leaders.example" for n in range(12)])
        tell(place)
        await place.live_until(MONDAY)
        cora = place.people["cora"]
        await opened(place, cora)
        await cora.press_home(desk_ids.WAITING_OPEN)
        assert WORDS not in seen(await cora.wait_modal())
        await cora.act_in_modal("Read what they say")
        await place.bot.deps.settled()
        assert WORDS in seen(cora.modal)


async def test_who_is_without_a_mentor_gets_one_where_it_is_told(store_url: str) -> None:
    async with town(store_url, TASK - timedelta(days=23)) as place:
        populate(place)
        with place.store.read() as tx:
            theirs = select(members.c.id).join(people, people.c.id == members.c.person_id)
            theo_id = tx.execute(theirs.where(people.c.name == "Theo Park")).scalar_one()
        team, theo = place.slack.workspace.id, place.people["theo"].id
        assert isinstance(choices.leave(place.store, team, theo, theo_id, now=place.clock.now()), Program)
        await place.live_until(MONDAY - timedelta(days=21))
        cora = place.people["cora"]
        assert "Choose a mentor for Mia Sol" in await opened(place, cora)
        await (await cora.press(of_mia(place), "Choose a mentor for Mia Sol")).modal()
        assert (await cora.submit({"Who is Mia Sol's new mentor?": place.people["max"].id})).ok
        await place.tick()
        assert "Cora Vance found a new mentor, Monday 23 November" in of_mia(place).text
        assert "Choose a mentor" not in str(of_mia(place).blocks)
        waits, _, seen_to = seen(cora.home).partition("Seen to of late")
        assert "without an active mentor" not in waits
        assert "Cora Vance found a new mentor" in seen_to


async def test_the_figures_of_a_posted_digest_stay_as_they_were(store_url: str) -> None:
    async with town(store_url, TASK - timedelta(days=23)) as place:
        digest = await quiet_monday(place)
        cora, mia = place.people["cora"], place.people["mia"]
        figures = digest.text.partition("This week in numbers")[2] or digest.text.partition("Of 2 pairs")[2]
        charts = [block["chart"] for block in digest.blocks if block["type"] == "data_visualization"]
        await place.live_until(MONDAY + timedelta(days=3, hours=2))
        await mia.command("/met", "15 on 12 December")
        await mia.command("/met", "15")
        await cora.press(of_mia(place), "I'll see to it")
        await place.tick()
        after = of_mia(place)
        assert after.ts == digest.ts
        assert "Cora Vance has it, since Thursday 17 December" in after.text
        assert figures
        assert after.text.endswith(figures)
        assert [block["chart"] for block in after.blocks if block["type"] == "data_visualization"] == charts


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


async def test_a_pair_put_on_hold_stands_by_itself_until_it_goes_on(store_url: str) -> None:
    async with town(store_url, TASK - timedelta(days=23)) as place:
        await quiet_monday(place)
        tell(place)  # an open task of the same pair is no need either while it is on hold
        cora = place.people["cora"]
        assert "2 pairs have logged no meeting for two weeks" in of_mia(place).text
        assert "2 could use a hand" in await opened(place, cora)
        await (await cora.press(of_mia(place), "Put on hold")).modal()
        assert (await cora.submit({})).ok
        await place.tick()
        assert "Cora Vance put the pair on hold, Monday 14 December" in of_mia(place).text
        await place.live_until(MONDAY + timedelta(days=7))
        assert "One pair has logged no meeting for two weeks" in of_mia(place).text
        assert "Of 2 pairs: 2 have not met yet. One of them is on hold." in of_mia(place).text
        assert "2 pairs: 1 could use a hand and 1 on hold." in (await opened(place, cora)).replace("*", "")
        assert "cover for classes" not in seen(cora.home) + of_mia(place).text
        await cora.press_home("See all pairs")
        await cora.wait_modal()
        await cora.act_in_modal(ids.PAIRS_STATE, "on_hold")
        await place.bot.deps.settled()
        assert "cover for classes; on hold" in seen(cora.modal)
        await cora.act_in_modal("Let the pair go on")
        await place.bot.deps.settled()
        assert "1 too early to say" in seen(cora.modal)  # two weeks anew
        assert "No pair stands like this today" in seen(cora.modal)
