"""Two questions each term: asked once, answered and changed, seen by the program's coordinators and nobody else."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain.pulses import PulseAnswer
from bot.domain.refusals import Reason, Refusal
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.person import Person
from bot.services import pulses as service
from bot.services.pulses import PulseDesk
from bot.store import digests
from bot.store import pulses as stored
from bot.store.schema import members, people, programs
from bot.store.schema_desk import pulses
from bot.views import pulse_ids as ids
from tests.scenario.leaders import MONDAY, PAIR, count, posts, settle, shown
from tests.scenario.town import Town, town

WORTH, FIT, LINE = "Is it worth your time?", "Does your pair fit?", "Anything you would like to add?"
SENTINEL = "Sentinel: Tuesdays suit us"
ENDS = date(2027, 1, 24)  # ten weeks: one term, whose asking begins on Sunday 27 December


@pytest.fixture
async def place(store_url: str) -> AsyncIterator[Town]:
    async with town(store_url, MONDAY) as made:
        program = settle(made, channels=True)
        with made.store.write() as tx:
            tx.execute(update(programs).where(programs.c.id == program.id).values(ends=ENDS))
            december = datetime(2026, 12, 21, 12, tzinfo=UTC)
            tx.execute(update(programs).values(next_digest_at=december))
            tx.execute(update(people).values(next_prompt_at=datetime(2026, 12, 31, 19, 30, tzinfo=UTC)))
        await made.tick(december)
        yield made


def questions(person: Person) -> list[Message]:
    return [message for message in person.dms() if "Two short questions" in message.text]


def member_id(place: Town, person: Person) -> int:
    with place.store.read() as tx:
        query = select(members.c.id).join(people).where(people.c.slack_id == person.id)
        return int(tx.execute(query).scalar_one())


def desk(place: Town, person: Person) -> PulseDesk | Refusal:
    return service.desk(place.store, place.slack.workspace.id, person.id, now=place.clock.now())


async def test_a_pair_that_begins_after_the_asking_is_asked_two_weeks_later(place: Town) -> None:
    place.move_in("Noor Lane")
    theo = place.people["theo"]
    await place.live_until(datetime(2026, 12, 30, 20, tzinfo=UTC))
    with place.store.read() as tx:
        program = digests.program(tx, 1)
    place.enrol(program, ["noor@leaders.example,mentee,theo@leaders.example"])
    noor, before = place.people["noor"], len(questions(theo))
    await place.live_until(datetime(2027, 1, 12, 20, tzinfo=UTC))
    assert questions(noor) == []
    await place.live_until(datetime(2027, 1, 20, 20, tzinfo=UTC))
    assert len(questions(noor)) == 1
    assert len(questions(theo)) == before == 1, "who was asked in this term is not asked again"


async def test_who_is_in_a_pair_is_asked_once_and_may_change_the_answer(place: Town) -> None:
    cora, mia, theo = (place.people[name] for name in ("cora", "mia", "theo"))
    await place.live_until(datetime(2026, 12, 28, 20, tzinfo=UTC))
    assert questions(mia) == [], "on Monday the note to the pair was the one unasked message of the day"
    await place.live_until(datetime(2026, 12, 29, 15, tzinfo=UTC))
    assert [len(questions(person)) for person in (mia, theo, cora)] == [1, 1, 0]
    await (await mia.press(questions(mia)[0], ids.PULSE_OPEN)).modal()
    await mia.submit({WORTH: "4", FIT: "2", LINE: SENTINEL})
    await place.tick()
    [thanks] = [message for message in mia.dms() if "your answers are with the coordinators" in message.text]
    assert questions(mia) == [], "the question itself says that it was answered"
    view = await (await mia.press(thanks, ids.PULSE_OPEN)).modal()
    assert SENTINEL in str(view.json()), "what was answered stands in the form"
    await mia.submit({WORTH: "5", FIT: "3", LINE: SENTINEL})
    await place.tick()
    with place.store.read() as tx:
        assert tx.execute(select(pulses.c.worth, pulses.c.fit, pulses.c.line)).all() == [(5, 3, SENTINEL)]
    seen = await (await cora.command("/mentoring", "pulse")).modal()
    assert "Mia Sol: worth the time 5 of 5, the pair fits 3 of 5" in str(seen.json())
    assert SENTINEL in str(seen.json())
    await place.live_until(datetime(2027, 1, 20, 12, tzinfo=UTC))
    assert len(questions(theo)) == 1
    everything = [*theo.dms(), *posts(place.channels["community"], place), *posts(place.channels["coordinator"], place)]
    for message in everything:
        assert SENTINEL not in shown(message), "to coordinators only, and not in a channel"
        assert "Worth the time" not in shown(message), "one answer is no trend"


async def test_only_coordinators_of_the_program_see_answers_and_nobody_answers_for_others(place: Town) -> None:
    mia, theo, olga = place.people["mia"], place.people["theo"], place.move_in("Olga Berg")
    place.program(["cora@leaders.example,mentee,"], "Others", coordinator="olga", starts=date(2026, 11, 16))
    with place.store.write() as tx:
        stored.save(tx, member_id(place, mia), "1", PulseAnswer(4, 2, SENTINEL), place.clock.now())
    for person in (mia, theo):
        found = desk(place, person)
        assert isinstance(found, Refusal)
        assert found.reason is Reason.NOT_COORDINATOR
        assert "coordinator" in str((await person.command("/mentoring", "pulse")).body)
    other = desk(place, olga)
    assert isinstance(other, PulseDesk)
    assert [(one.program, one.answers) for one in other.results] == [("Others", ())]
    team, now, given = place.slack.workspace.id, place.clock.now(), PulseAnswer(1, 1)
    attempts: list[Any] = [
        service.answer(place.store, team, theo.id, member_id(place, mia), "1", given, now=now),
        service.form(place.store, team, theo.id, member_id(place, mia), "1", now=now),
        service.answer(place.store, team, mia.id, member_id(place, mia), "2", given, now=now),
        service.answer(place.store, team, mia.id, member_id(place, mia), "1", PulseAnswer(6), now=now),
        service.answer(place.store, team, mia.id, member_id(place, mia), "1", given, now=now + timedelta(days=60)),
    ]
    assert [one.reason for one in attempts] == [
        *(Reason.OUTDATED, Reason.OUTDATED, Reason.OUTDATED),
        Reason.INVALID,
        Reason.OUTDATED,
    ]
    assert count(place.store, pulses) == 1


async def test_the_digest_has_a_trend_from_five_answers_on(place: Town) -> None:
    for n in range(3):
        place.move_in(f"More{n} Sol")
    with place.store.read() as tx:
        program = digests.program(tx, 1)
    place.enrol(program, [*PAIR, *(f"more{n}@leaders.example,mentee," for n in range(3))])
    everybody = [place.people[name] for name in ("mia", "theo", "more0", "more1", "more2")]
    for number, person in enumerate(everybody):
        if number == 4:
            await place.live_until(datetime(2026, 12, 28, 13, tzinfo=UTC))
            assert "Worth the time" not in shown(posts(place.channels["coordinator"], place)[-1]), "four are too few"
        with place.store.write() as tx:
            given = PulseAnswer(5 if number else 3, 4 if number < 2 else None, SENTINEL)
            stored.save(tx, member_id(place, person), "1", given, place.clock.now())
    await place.live_until(datetime(2027, 1, 4, 13, tzinfo=UTC))
    digest = shown(posts(place.channels["coordinator"], place)[-1])
    assert "5 answers. Worth the time: 4.6 of 5, with nothing to compare yet" in digest
    assert "The pair fits" not in digest, "two answers about pairs are too few"
    assert SENTINEL not in digest
