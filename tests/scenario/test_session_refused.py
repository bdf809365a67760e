"""Who or what is missing in a session: everybody, all but one, a group's channel, the host. Nothing stops for that."""

from datetime import timedelta

from bot.services import session_placing, session_rounds
from tests.scenario import seating
from tests.scenario.test_session_day import ELM, MAPLE, MINUTE, OAK, START, founded
from tests.scenario.town import town


async def test_a_group_whose_channel_is_archived_in_a_session_is_told_directly(store_url: str) -> None:
    async with town(store_url, START - timedelta(days=1)) as place:
        _, _, channels = await founded(place)
        cora, maple, oak = place.people["cora"], channels["Maple"], channels["Oak"]
        await cora.press(cora.dms()[0], "Begin the rounds")
        await place.tick(START + MINUTE)
        maple.is_archived = True
        before, elsewhere = len(maple.messages), len(oak.messages)
        await place.live_until(START + 20 * MINUTE)
        assert len(maple.messages) == before
        assert len(oak.messages) > elsewhere
        for name in MAPLE:
            assert any("until" in message.text for message in place.people[name].dms()), name


async def test_everyone_declines_and_then_one_comes_after_all(sqlite_url: str) -> None:
    async with town(sqlite_url, START - timedelta(days=1)) as place:
        program, session_id, channels = await founded(place, **dict.fromkeys((*MAPLE, *OAK, *ELM), "no"))
        cora = place.people["cora"]
        assert "nobody has said that they come. Place people as they arrive." in cora.dms()[0].text
        await cora.press(cora.dms()[0], "Begin the rounds")
        await place.tick()
        assert not channels["Maple"].messages
        who = session_placing.Placing(came=(seating.member_ids(place.store, program)["ana"],))
        team = place.slack.workspace.id
        assert session_placing.place(place.store, team, cora.id, session_id, who, now=place.clock.now()) is None
        await place.tick()
        assert "In Maple you are the only one so far, Ana Lane." in channels["Maple"].messages[-1].text
        await place.tick(START + 95 * MINUTE)
        assert "is over" in cora.dms()[0].text


async def test_a_session_to_which_nobody_comes_is_over_when_its_time_is(store_url: str) -> None:
    async with town(store_url, START - timedelta(days=1)) as place:
        await founded(place, **dict.fromkeys((*MAPLE, *OAK, *ELM), "no"))
        cora = place.people["cora"]
        await place.tick(START + 89 * MINUTE)
        assert "is open" in cora.dms()[0].text
        await place.tick(START + 90 * MINUTE)
        told = cora.dms()[0]
        assert told.text.startswith("Network session is over. Nobody had a place in it")
        assert "Begin the rounds" not in str(told.blocks)


async def test_whoever_marks_all_as_missing_by_mistake_can_still_place_them(sqlite_url: str) -> None:
    async with town(sqlite_url, START - timedelta(days=1)) as place:
        program, session_id, channels = await founded(place, **dict.fromkeys((*OAK, *ELM), "no"))
        cora, team = place.people["cora"], place.slack.workspace.id
        all_of_them = tuple(seating.member_ids(place.store, program)[name] for name in MAPLE)
        for who in (session_placing.Placing(missing=all_of_them), session_placing.Placing(came=all_of_them)):
            assert session_placing.place(place.store, team, cora.id, session_id, who, now=place.clock.now()) is None
        await place.tick()
        assert set(seating.seating(place.store, session_id)["Maple"]) == set(MAPLE)
        await cora.press(cora.dms()[0], "Begin the rounds")
        await place.tick()
        assert channels["Maple"].messages[-1].text.startswith("What works, until")


async def test_one_comes_and_is_told_that_a_host_can_place_them(sqlite_url: str) -> None:
    async with town(sqlite_url, START - timedelta(days=1)) as place:
        await founded(place, **dict.fromkeys((*MAPLE, *OAK, "hana", "ivo"), "no"))
        cora, jo = place.people["cora"], place.people["jo"]
        assert "you are the only one so far, Jo Lane. A host can place you with others." in jo.dms()[0].text
        await cora.press(cora.dms()[0], "Begin the rounds")
        await place.tick(START + 5 * MINUTE)
        assert len(jo.dms()) == 1  # one person has no rounds
        await place.tick(START + 95 * MINUTE)
        assert "is over" in cora.dms()[0].text


async def test_a_host_who_leaves_slack_during_the_session_stops_nothing(sqlite_url: str) -> None:
    async with town(sqlite_url, START - timedelta(days=1)) as place:
        program, session_id, channels = await founded(place)
        dana = place.move_in("Dana Reed")
        place.enrol(program, ["dana@leaders.example,coordinator,"])
        cora = place.people["cora"]
        await cora.press(cora.dms()[0], "Begin the rounds")
        await place.tick(START + MINUTE)
        cora.user.deleted = True
        await place.tick(START + 25 * MINUTE)
        assert "Ana Lane only listens, until" in channels["Maple"].messages[-1].text
        # Whoever coordinates the program goes on in the host's place.
        called = session_rounds.call(
            place.store, place.slack.workspace.id, dana.id, session_id, "We go on.", now=place.clock.now()
        )
        assert called is None
        await place.tick(START + 95 * MINUTE)
        introduced = "Dana Reed, who coordinates the program, says to all groups of Network session:"
        assert any(message.text == introduced for message in channels["Oak"].messages)
        assert any(message.text.startswith("The rounds are over") for message in channels["Maple"].messages)
