"""Observations, lived in Slack: planned, covered in one tap, called off, looked back on."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.response import Response
from bot.store.ladders import PairSettings, save_settings
from bot.store.schema import meetings
from bot.store.schema_nudges import observations
from bot.views import ids
from tests.scenario.leaders import MONDAY, count, posts, press_forged, shown
from tests.scenario.test_obstacles_in_slack import last, populate
from tests.scenario.town import Town, town

DAY, PERIOD, SUBJECT = "On which day?", "In which period?", "Which subject or grade?"
COVER, WORKS, WONDER = "Is substitute cover needed?", "What did you see that works?", "What do you wonder about?"
FRIDAY = "2026-11-20"
AFTER_SCHOOL = datetime(2026, 11, 20, 20, 30, tzinfo=UTC)  # 15:30 in New York


def open_doors(place: Town, **settings: Any) -> None:
    populate(place)
    with place.store.write() as tx:
        save_settings(tx, 1, PairSettings(**{"cover_on": True, "observations_target": 3} | settings))


@pytest.fixture
async def place(sqlite_url: str) -> AsyncIterator[Town]:
    async with town(sqlite_url, MONDAY) as made:
        open_doors(made)
        yield made


@pytest.fixture
async def on_both(store_url: str) -> AsyncIterator[Town]:
    async with town(store_url, MONDAY) as made:
        open_doors(made)
        yield made


async def plan(place: Town, person: Person, **values: Any) -> Response:
    """Plan a visit with cover."""
    await (await person.command("/mentoring", "observe")).modal()
    given = {DAY: FRIDAY, PERIOD: "second period", SUBJECT: "maths in grade 4", COVER: ["ask"]} | values
    response = await person.submit(given)
    await place.tick()
    return response


def request(place: Town) -> Message:
    """Return the last request for cover in the coordinators' channel."""
    return [one for one in posts(place.channels["coordinator"], place) if "cover" in one.text.lower()][-1]


def planned(place: Town) -> list[tuple[str, str]]:
    """Return kind and cover of every observation."""
    with place.store.read() as tx:
        rows = tx.execute(select(observations.c.kind, observations.c.cover).order_by(observations.c.id)).all()
    return [(row.kind, row.cover) for row in rows]


async def test_from_the_plan_to_what_was_seen(on_both: Town) -> None:
    place = on_both
    mia, theo, cora = (place.people[name] for name in ("mia", "theo", "cora"))
    await (await mia.command("/mentoring", "observe")).modal()
    assert "0 of 3 visits" in str(mia.modal and mia.modal.blocks)
    await mia.close_modal()
    assert (await plan(place, mia)).ok
    assert last(mia, "You plan").text == (
        "You plan a classroom visit with Theo Park on Friday 20 November. Theo Park is told today. Substitute cover is "
        "asked for."
    )
    theirs = last(theo, "Mia Sol plans a classroom visit")
    assert "second period" in str(theirs.blocks)
    assert "second period" not in theirs.text + str(theirs.blocks[0])
    await cora.press(request(place), "Approve cover")
    await place.tick()
    assert request(place).text == (
        "Cover for Theo Park and Mia Sol on Friday 20 November is approved. Cora Vance said yes. One day of cover so "
        "far in this program."
    )
    for person in (mia, theo):
        assert last(person, "There is substitute cover for a classroom visit")
    await place.live_until(AFTER_SCHOOL)
    await (await theo.press(last(theo, "What did you see that works?"), "Write what I saw")).modal()
    assert (await theo.submit({WORKS: "Calm voices.", WONDER: "How were the groups made?"})).ok
    await place.tick()
    seen = last(mia, "Theo Park wrote down what they saw")
    assert str(seen.blocks).index("Calm voices") < str(seen.blocks).index("How were the groups")
    assert "Calm voices" not in seen.text + str(seen.blocks[0])
    assert last(mia, "is written down")
    with place.store.read() as tx:
        assert [tuple(row) for row in tx.execute(select(meetings.c.kind, meetings.c.minutes))] == [("observation", 45)]
    assert "Calm voices" not in str([shown(one) for one in posts(place.channels["coordinator"], place)])
    await (await theo.press(last(theo, "Your notes on the visit"), "Change my notes")).modal()
    assert (await theo.submit({WORKS: "Calm voices, and waiting."})).ok
    await place.tick()
    assert "and waiting" in shown(last(mia, "Theo Park wrote down"))
    assert count(place.store, meetings) == 1


async def test_declined_and_another_day(place: Town) -> None:
    mia, theo, carl = (place.people[name] for name in ("mia", "theo", "carl"))
    await plan(place, mia)
    await carl.press(request(place), "Decline cover")
    await place.tick()
    assert "is declined. Carl Voss said no. 0 days of cover" in request(place).text
    answer = last(theo, "no substitute cover on Friday 20 November")
    form = await (await theo.press(answer, "Choose another day")).modal()
    assert "Mia Sol" in str(form.state)


async def test_days_of_cover_are_counted(place: Town) -> None:
    mia, cora = place.people["mia"], place.people["cora"]
    for day in ("2026-11-18", "2026-11-19", "2026-11-19"):
        await plan(place, mia, **{DAY: day})
        await cora.press(request(place), "Approve cover")
        await place.tick()
    assert "2 days of cover so far" in request(place).text
    await plan(place, mia, **{DAY: "2026-11-24"})
    assert "2 days of cover so far" in request(place).text


async def test_two_coordinators_answer_at_once(on_both: Town) -> None:
    place = on_both
    mia, cora, carl = (place.people[name] for name in ("mia", "cora", "carl"))
    await plan(place, mia)
    post = request(place)
    await asyncio.gather(cora.press(post, "Approve cover"), carl.press(post, "Decline cover"))
    await place.bot.deps.settled()
    await place.tick()
    late = [one.text for person in (cora, carl) for one in person.ephemerals()]
    assert len(late) == 1
    assert "was quicker" in late[0]
    assert planned(place)[0][1] in {"approved", "declined"}
    assert len([one for one in mia.dms() if "substitute cover" in one.text and "plan" not in one.text]) == 1


@pytest.mark.parametrize("who", ["mia", "theo", "ida", "kai", "max", "sam", "olga"])
async def test_cover_is_for_coordinators_to_decide(place: Town, who: str) -> None:
    await plan(place, place.people["mia"])
    for button in ("Approve cover", "Decline cover"):
        text = (await (await place.people[who].press(request(place), button)).reply()).text
        assert "for the coordinators" in text or "not in a mentoring program" in text
    assert planned(place) == [("classroom", "asked")]


async def test_called_off_before_and_after_it_is_covered(place: Town) -> None:
    mia, theo, cora = (place.people[name] for name in ("mia", "theo", "cora"))
    await plan(place, mia)
    before = request(place)
    buttons = list(before.blocks or [])
    await theo.press(last(theo, "Mia Sol plans"), "Call it off")
    await place.tick()
    assert last(mia, "Called off").text == "Called off: a classroom visit with Theo Park on Friday 20 November."
    assert "No cover is needed" in request(place).text
    before.blocks = buttons  # a phone that has not caught up
    answer = await cora.press(before, "Approve cover")
    assert "nothing has changed" in (await answer.reply()).text
    await place.live_until(AFTER_SCHOOL + timedelta(hours=1))
    assert not [one for one in theo.dms() if "What did you see" in one.text]


async def test_a_program_without_cover_does_not_offer_it(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        open_doors(place, cover_on=False, observations_target=0)
        mia = place.people["mia"]
        form = await (await mia.command("/mentoring", "observe")).modal()
        assert "cover" not in str([one for one in form.blocks if one["type"] == "input"])
        assert "visits are planned" not in str(form.blocks)
        assert (await mia.submit({DAY: FRIDAY})).ok
        await place.tick()
        assert planned(place) == [("classroom", "none")]


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({DAY: "2026-11-15"}, ids.DAY, "today or a day after it"),
        ({PERIOD: "x" * 61}, ids.PERIOD, "Sixty characters"),
        ({SUBJECT: "x" * 61}, ids.PERIOD, "Sixty characters"),
    ],
)
async def test_what_cannot_be_is_said_on_its_field(place: Town, values: dict[str, str], field: str, says: str) -> None:
    response = await plan(place, place.people["mia"], **values)
    assert says in response.errors[field]
    assert planned(place) == []


async def test_buttons_that_are_not_theirs_or_not_any_more(place: Town) -> None:
    mia, theo, ida = (place.people[name] for name in ("mia", "theo", "ida"))
    await plan(place, mia)
    mine = last(mia, "You plan")
    for forged in ("banana", "999999", "1"):
        answer = await press_forged(ida, request(place), ids.OBSERVATION_CANCEL, {"value": forged})
        assert "changed since" in (await answer.reply()).text
    early = await press_forged(theo, last(theo, "Mia Sol plans"), ids.OBSERVATION_BACK, {"value": "1"})
    assert await early.modal()
    assert (await theo.submit({WORKS: "Calm voices."})).errors  # before its day
    await mia.press(mine, "Call it off")
    await place.tick()
    answer = await press_forged(theo, last(theo, "Called off"), ids.OBSERVATION_BACK, {"value": "1"})
    assert "changed since" in (await answer.reply()).text
    assert [cover for _, cover in planned(place)] == ["asked"]
