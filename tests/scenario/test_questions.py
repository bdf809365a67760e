"""Coaching questions: for oneself, for a mentee, for the community; never the same again before its kind is through."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.content.questions import load_questions
from bot.domain.channels import Channel
from bot.domain.pairs import Bond
from bot.sandbox.reasons import reasons_for
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from bot.services.meetings import tap
from bot.store.schema import days_off, pairs, programs, prompts
from bot.store.schema_questions import community_questions, question_draws
from bot.views import question_ids as ids
from tests.scenario.leaders import MONDAY, THURSDAY, WELL, check_in, count, posts, press_forged, settle, shown
from tests.scenario.town import Town, town
from tests.scenario.village import in_zone, village

KINDS = {question.key: question.kind for question in load_questions()}
TEXTS = {question.text: question for question in load_questions()}
ANSWER = "What comes to mind?"
HELP = {"So what? Why does it matter?": "We lose an hour.", "What kind of help would you like?": ["Just listening"]}
HOSTILE = [
    "",
    "   ",
    "👩🏽‍🏫 " * 900,
    "\u202eשלום עולם\u202c",
    "<!here> <!channel>",
    "<@U1> <@U2> <@U3>",
    "```code``` *bold*",
]


async def question(person: Person, text: str = "") -> View:
    """Ask for a question and return the modal that offers it."""
    return await (await person.command("/question", text)).modal()


async def said(person: Person, command: str, text: str = "") -> str:
    """Return what a command answers at once."""
    return shown(await (await person.command(command, text)).reply())


def asked(view: View) -> str:
    """Return the question that a modal offers."""
    return str(view.blocks[0]["text"]["text"]).strip("*").replace("&amp;", "&")


def draws(place: Town) -> list[Any]:
    with place.store.read() as tx:
        return list(tx.execute(select(question_draws).order_by(question_draws.c.id)))


class TestForOneself:
    async def test_it_follows_the_win_or_challenge_that_was_shared_last(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            await check_in(place, mia, {WELL: "Much.", "What is your next small step?": "A call."})
            for command, fields, kind in (
                ("/challenge", {"What happened?": "It went in circles.", **HELP}, "smallest_step"),
                ("/win", {WELL: "A calm day."}, "strength"),
            ):
                place.clock.move_to(place.clock.now() + timedelta(hours=1))
                await (await mia.command(command)).modal()
                assert (await mia.submit({**fields, "Who may read it?": "Only Theo Park"})).ok
                assert TEXTS[asked(await question(mia))].kind == kind
                await mia.close_modal()

    async def test_it_is_kept_with_what_only_its_owner_can_read(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            first = asked(await question(mia))
            assert TEXTS[first].audience & {"mentee"}
            response = await mia.submit({ANSWER: "Listening, mostly."})
            assert response.ok
            assert "only you can read it" in str((await mia.wait_modal()).blocks)
            await mia.close_modal()
            kept = await question(mia, "kept")
            assert first in shown_in(kept)
            assert "Listening, mostly." in shown_in(kept)
            theo = await question(place.people["theo"], "kept")
            assert "Nothing is kept yet" in shown_in(theo)
            await place.tick()
            assert posts(place.channels["community"], place) == []
            assert not any("Listening" in shown(message) for p in place.people.values() for message in p.dms())

    async def test_another_one_is_another_one(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            seen = [asked(await question(mia))]
            for _ in range(8):
                await mia.act_in_modal(ids.QUESTION_ANOTHER)
                await place.slack.workspace.changes.until(lambda: asked(mia.modal) != seen[-1])
                seen.append(asked(mia.modal))
            assert len(set(seen)) == 9
            assert len({TEXTS[text].kind for text in seen}) == 9

    async def test_what_was_asked_in_a_prompt_is_not_offered_again(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await place.tick(THURSDAY)
            prompt = mia.dms()[0]
            view = await question(mia)
            assert asked(view) not in shown(prompt)
            with place.store.read() as tx:
                assert (
                    KINDS[tx.execute(select(prompts.c.question_key)).scalars().first() or ""] != TEXTS[asked(view)].kind
                )

    async def test_another_one_for_everyone_is_another_one_too(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            cora = place.people["cora"]
            seen = [asked(await question(cora, "everyone"))]
            await cora.act_in_modal(ids.QUESTION_ANOTHER)
            await place.slack.workspace.changes.until(lambda: asked(cora.modal) != seen[0])

    @pytest.mark.parametrize("words", HOSTILE)
    async def test_whatever_is_written_is_kept_as_text_or_stays_in_the_field(self, sqlite_url: str, words: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await question(mia)
            response = await mia.submit({ANSWER: words})
            if len(words) > 2000:
                assert any("characters long" in error for error in response.errors.values())
                assert draws(place)[0].kept_at is None
                return
            assert response.ok
            assert draws(place)[0].answer == words.strip()
            await mia.close_modal()
            await question(mia, "kept")

    async def test_two_presses_at_once_keep_it_once(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            await question(mia, "everyone")
            view = mia.modal
            assert view is not None
            for _ in range(2):
                await mia.submit()
                place.slack.workspace.views.open(view)
            await place.tick()
            assert count(place.store, community_questions) == 1
            assert len(posts(place.channels["community"], place)) == 1


def shown_in(view: View) -> str:
    return str(view.blocks)


class TestForAMentee:
    async def test_a_mentor_keeps_one_to_bring(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            theo, mia = place.people["theo"], place.people["mia"]
            view = await question(theo, "mentee")
            assert "mentee" in TEXTS[asked(view)].audience
            assert (await theo.submit()).ok
            assert "Mia Sol" in shown_in(await theo.wait_modal())
            await theo.close_modal()
            assert "For Mia Sol" in shown_in(await question(theo, "kept"))
            assert "Nothing is kept yet" in shown_in(await question(mia, "kept"))

    async def test_the_choice_tells_a_mentor_nothing_of_what_was_not_shared(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            await check_in(place, place.people["mia"], {WELL: "Good", "What is hard?": "Much", "Who may read it?": []})
            view = await question(place.people["theo"], "mentee")
            assert "without a next step" not in shown_in(view)
            assert draws(place)[0].reason == "rotation"

    async def test_who_mentors_nobody_is_told_so(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            assert "mentor nobody right now" in await said(mia, "/question", "mentee")
            assert draws(place) == []


class TestForEveryone:
    async def test_a_member_asks_after_seeing_where_it_goes(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia, community = place.people["mia"], place.channels["community"]
            view = await question(mia)
            await mia.act_in_modal(ids.QUESTION_COMMUNITY)
            await place.slack.workspace.changes.until(lambda: f"<#{community.id}>" in shown_in(mia.modal))
            text = asked(mia.modal)
            assert (await mia.submit()).ok
            await place.tick()
            (post,) = posts(community, place)
            assert f"<@{mia.id}> asks everyone" in shown(post)
            assert text in shown(post)
            assert asked(view) != text

    async def test_what_was_kept_can_be_asked_later_without_the_answer(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            text = asked(await question(mia))
            await mia.submit({ANSWER: "My own thoughts."})
            await mia.close_modal()
            await question(mia, "kept")
            await mia.act_in_modal(ids.QUESTION_TO_EVERYONE)
            await place.slack.workspace.changes.until(lambda: "You asked everyone" in shown_in(mia.modal))
            await place.tick()
            (post,) = posts(place.channels["community"], place)
            assert text in shown(post)
            assert "My own thoughts" not in shown(post)

    async def test_at_night_it_waits_for_the_morning(self, sqlite_url: str) -> None:
        async with town(sqlite_url, in_zone((2026, 11, 20), 22)) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            await question(mia, "everyone")
            await mia.submit()
            await place.tick()
            assert posts(place.channels["community"], place) == []
            await place.tick(in_zone((2026, 11, 23), 7))
            assert len(posts(place.channels["community"], place)) == 1

    async def test_without_a_channel_nothing_is_offered(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            assert "no channel for everyone" in await said(place.people["mia"], "/question", "everyone")


class TestWhoMayAsk:
    @pytest.mark.parametrize(
        ("text", "expected"), [("help", "offers you an open question"), ("dance", "“dance” is not something I know")]
    )
    async def test_help_and_what_means_nothing(self, sqlite_url: str, text: str, expected: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            assert expected in await said(place.people["mia"], "/question", text)

    async def test_mentoring_does_the_same(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            view = await (await mia.command("/mentoring", "question")).modal()
            assert asked(view) in TEXTS
            assert "offers you an open question" in await said(mia, "/mentoring", "question help")

    async def test_strangers_and_the_paused_are_told_what_to_do(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            place.move_in("Nora Nobody")
            assert "not in a mentoring program" in await said(place.people["nora"], "/question")
            mia = place.people["mia"]
            await (await mia.command("/mentoring", "pause")).modal()
            await mia.submit({})
            assert "paused" in await said(mia, "/question")

    async def test_a_coordinator_gets_questions_too(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            assert "group" in TEXTS[asked(await question(place.people["cora"]))].audience

    async def test_nobody_reaches_anothers_question(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            await question(mia)
            await mia.submit({ANSWER: "Mine."})
            await place.tick(THURSDAY)
            await press_forged(theo, theo.dms()[0], ids.QUESTION_TO_EVERYONE, {"value": str(draws(place)[0].id)})
            await place.tick()
            assert count(place.store, community_questions) == 0


class TestTheProgramsRhythm:
    async def test_the_community_is_asked_every_second_tuesday_but_not_on_days_off(self, store_url: str) -> None:
        async with village(store_url, in_zone((2026, 9, 7), 12)) as place:
            program = place.program("mia,mentee,theo", "theo,mentor", community_channel=Channel("C0ALL", "all"))
            place.take_off(program, date(2026, 10, 13), date(2026, 10, 13))  # moves to Wednesday
            place.take_off(program, date(2026, 10, 26), date(2026, 10, 30))  # a whole week: left out
            await place.live_until(in_zone((2026, 12, 31), 12))
            expected = ["Tue 09-15", "Tue 09-29", "Wed 10-14", "Tue 11-10", "Tue 11-24", "Tue 12-08", "Tue 12-22"]
            assert place.times("community_question", "(Leaders)") == [f"{day} 10:00" for day in expected]
            with place.store.read() as tx:
                keys = tx.execute(select(community_questions.c.question_key)).scalars().all()
            assert len(set(keys)) == len(keys) == 7

    async def test_a_day_that_became_a_day_off_is_not_used(self, sqlite_url: str) -> None:
        async with village(sqlite_url, in_zone((2026, 9, 7), 12)) as place:
            program = place.program("mia,mentee,", community_channel=Channel("C0ALL", "all"))
            with place.store.write() as tx:  # without anybody computing anew
                values = {"program_id": program.id, "starts": date(2026, 9, 15), "ends": date(2026, 9, 15)}
                tx.execute(days_off.insert().values(values | {"scope": "program"}))
            await place.live_until(in_zone((2026, 9, 17), 12))
            assert place.times("community_question", "(Leaders)") == ["Wed 09-16 10:00"]

    async def test_a_long_stop_asks_nothing_late(self, sqlite_url: str) -> None:
        async with village(sqlite_url, in_zone((2026, 9, 7), 12)) as place:
            place.program("mia,mentee,", community_channel=Channel("C0ALL", "all"))
            await place.tick(in_zone((2026, 9, 18), 12))
            await place.live_until(in_zone((2026, 10, 2), 12))
            assert place.times("community_question", "(Leaders)") == ["Tue 09-29 10:00"]

    async def test_an_older_database_asks_nothing_at_once(self, sqlite_url: str) -> None:
        async with village(sqlite_url, in_zone((2026, 9, 9), 12)) as place:
            place.program("mia,mentee,", community_channel=Channel("C0ALL", "all"))
            with place.store.write() as tx:
                tx.execute(update(programs).values(next_question_at=datetime(1970, 1, 1, tzinfo=UTC)))
            await place.live_until(in_zone((2026, 9, 23), 12))
            assert place.times("community_question", "(Leaders)") == ["Tue 09-15 10:00"]


async def test_eight_weeks_of_questions_without_a_repeat(store_url: str) -> None:
    """Prompts, questions of one's own and the community's: to each person, whatever they did, no question twice."""
    async with town(store_url, MONDAY) as place:
        settle(place, channels=True)
        mia, seen = place.people["mia"], []
        for week in range(8):
            await place.live_until(THURSDAY + timedelta(weeks=week))
            hard = {"What is hard?": "The bus."} if week % 3 == 1 else {}
            if week % 4 != 3:
                await check_in(place, mia, {WELL: "Good."} | hard)
            seen.append(asked(await question(mia)))
            await mia.close_modal()
        with place.store.read() as tx:
            mine = select(prompts.c.question_key).where(prompts.c.person_id == draws(place)[0].person_id)
            prompted = list(tx.execute(mine).scalars())
            community = list(tx.execute(select(community_questions.c.question_key)).scalars())
    assert len(prompted) == 8
    keys = [*prompted, *(TEXTS[text].key for text in seen)]
    assert len(set(keys)) == 16
    assert len(set(community)) == len(community) >= 3


async def test_after_a_missed_meeting_no_question_is_about_meetings_and_the_page_says_why(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        mia = place.people["mia"]
        await place.tick(THURSDAY)  # the pair is new: nothing is missed yet
        await place.live_until(THURSDAY + timedelta(weeks=1))
        with place.store.read() as tx:
            pair_id = tx.execute(select(pairs.c.id)).scalar_one()
        await place.live_until(THURSDAY + timedelta(weeks=2, days=-1))
        tap(place.store, place.slack.workspace.id, mia.id, Bond(pair_id), 15, now=place.clock.now())
        await place.live_until(THURSDAY + timedelta(weeks=2))
        with place.store.read() as tx:
            own = select(prompts.c.question_reason).join_from(prompts, pairs, prompts.c.member_id == pairs.c.mentee_id)
            assert tx.execute(own.order_by(prompts.c.week)).scalars().all() == [
                "rotation",
                "missed_meeting",
                "rotation",
            ]
        reasons = reasons_for(place.store, mia.dms())
        second = next(
            m for m in mia.dms() if "missed" not in m.text and "No meeting was logged" in reasons[m.ts].question
        )
        assert "How was your week" in second.text
