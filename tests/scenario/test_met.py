"""Logging a talk, lived: by command, by tap, by form; both at once; corrected; taken back; and what goes wrong."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.person import Person
from bot.store.schema import meetings, people
from bot.store.schema import programs as program_table
from bot.views import ids
from tests.scenario.leaders import MONDAY, THURSDAY, count, press_forged, settle, shown
from tests.scenario.town import Town, town

WEDNESDAY = MONDAY + timedelta(days=2)
MINUTES, DAY, WITH, NOTES = "How many minutes?", "On which day?", "With whom?", "Notes for the two of you"


async def met(person: Person, text: str) -> Message:
    """Type `/met` and return the private answer."""
    return await (await person.command("/met", text)).reply()


def logged(place: Town) -> list[tuple[date, int, str]]:
    """Return day, minutes and kind of every meeting, in order."""
    with place.store.read() as tx:
        found = tx.execute(select(meetings.c.held_on, meetings.c.minutes, meetings.c.kind).order_by(meetings.c.id))
        return [(row.held_on, row.minutes, row.kind) for row in found]


class TestCommand:
    async def test_it_is_logged_and_the_partner_is_told(self, store_url: str) -> None:
        async with town(store_url, WEDNESDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            answer = await met(mia, "@theo 30 yesterday")
            assert answer.text == "Logged: 30 minutes with Theo Park on Tuesday 17 November. Thank you."
            await place.tick()
            [news] = theo.dms()
            assert news.text == "Mia Sol logged that you met: 30 minutes on Tuesday 17 November."
            assert logged(place) == [(date(2026, 11, 17), 30, "weekly")]

    async def test_the_partner_corrects_it_and_the_first_is_told(self, store_url: str) -> None:
        async with town(store_url, WEDNESDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await met(mia, "30")
            await place.tick()
            modal = await (await theo.press(theo.dms()[0], "Correct it")).modal()
            assert modal.state[ids.TALK_MINUTES]["value"]["value"] == "30"
            await theo.submit({MINUTES: "45", NOTES: "Sentinel notes"})
            await place.tick()
            assert theo.dms()[0].text == "Your talk with Mia Sol: 45 minutes on Wednesday 18 November."
            [news] = mia.dms()
            assert news.text == "Theo Park corrected a talk with you: 45 minutes on Wednesday 18 November."
            assert "Sentinel" in str(news.blocks[2:])
            assert "Sentinel" not in news.text + str(news.blocks[0])
            assert logged(place) == [(date(2026, 11, 18), 45, "weekly")]

    async def test_undo_takes_it_back_and_the_partner_sees_that(self, store_url: str) -> None:
        async with town(store_url, WEDNESDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            first = await met(mia, "15")
            await mia.press(first, "Undo")
            await place.tick()
            assert not theo.dms()  # it was taken back before it went
            second = await met(mia, "15")
            await place.tick()
            before = list(second.blocks or [])
            await mia.press(second, "Undo")
            await place.tick()
            assert theo.dms()[0].text == "The talk that stood here was taken back."
            assert not logged(place)
            second.blocks = before  # a phone that has not caught up
            again = await mia.press(second, "Undo")
            assert "has changed since" in (await again.reply()).text

    async def test_without_a_length_or_alone_it_opens_the_form(self, sqlite_url: str) -> None:
        async with town(sqlite_url, WEDNESDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await (await mia.command("/met", "yesterday")).modal()
            response = await mia.submit({MINUTES: "20"})
            assert response.ok
            assert "20 minutes with Theo Park on Tuesday" in str(mia.modal.blocks)
            await (await mia.shortcut("met")).modal()
            assert (await mia.command("/mentoring", "met 5")).ok
            assert [entry[1] for entry in logged(place)] == [20, 5]

    async def test_two_partners_and_one_talk(self, store_url: str) -> None:
        async with town(store_url, WEDNESDAY) as place:
            program = settle(place)
            theo, mia, ana = place.people["theo"], place.people["mia"], place.move_in("Ana Lund")
            place.enrol(program, ["ana@leaders.example,mentee,theo@leaders.example"])
            unclear = await met(theo, "45")
            assert "With whom" in unclear.text
            assert not logged(place)
            await theo.press(unclear, ids.MEETING_WHICH, "Ana Lund")
            assert len(logged(place)) == 1
            await met(theo, "@mia @ana 25 yesterday")
            with place.store.read() as tx:
                talks = tx.execute(select(meetings.c.talk_id).where(meetings.c.minutes == 25)).scalars().all()
            assert len(talks) == 2
            assert len(set(talks)) == 1
            assert None not in talks
            await place.live_until(WEDNESDAY + timedelta(days=1))
            assert len(mia.dms()) == len(ana.dms()) == 1
            assert "2 talks" in ana.dms()[0].text


class TestOneTalk:
    async def test_who_logs_the_same_talk_second_is_told_that_it_counts_once(self, store_url: str) -> None:
        async with town(store_url, WEDNESDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await met(mia, "30")
            answer = await met(theo, "30")
            assert answer.text.startswith("Mia Sol had logged this talk already, so it counts once")
            await place.tick()
            assert not theo.dms()  # he knows
            assert len(logged(place)) == 1
            await theo.press(answer, "Another talk")
            assert len(logged(place)) == 2
            answer.blocks = (await met(theo, "30")).blocks
            assert len(logged(place)) == 2

    async def test_who_is_unsure_is_asked(self, store_url: str) -> None:
        async with town(store_url, WEDNESDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await met(mia, "15")
            question = await met(theo, "60")
            assert question.text == (
                "Mia Sol logged 15 minutes with you on Wednesday 18 November. Is your talk of 60 minutes the same one?"
            )
            assert len(logged(place)) == 1
            await theo.press(question, "The same talk")
            assert logged(place) == [(date(2026, 11, 18), 60, "weekly")]
            own = await met(mia, "5")
            assert "You have logged 60 minutes" in own.text
            before = list(own.blocks or [])
            await mia.press(own, "Another talk")
            own.blocks = before  # a phone that has not caught up
            await mia.press(own, "Another talk")
            assert [entry[1] for entry in logged(place)] == [60, 5]

    async def test_both_press_at_the_same_moment(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await place.tick(THURSDAY)
            pressed = [p.press(p.dms()[0], ids.CHECKIN_MET, "30 minutes") for p in (mia, theo)]
            assert all(response.ok for response in await asyncio.gather(*pressed))
            await place.tick()
            assert logged(place) == [(date(2026, 11, 19), 30, "weekly")]

    async def test_the_prompt_offers_no_talk_that_the_form_has_logged(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            place.clock.move_to(THURSDAY - timedelta(hours=3))
            await mia.shortcut("met")
            await mia.wait_modal()
            await mia.submit({MINUTES: "40"})
            await place.tick(THURSDAY)
            prompt = mia.dms()[-1]
            assert "checkin_met" not in str(prompt.blocks)
            assert "You logged 40 minutes with Theo Park" in prompt.text
            await (await mia.press(prompt, ids.MEETING_MENU, "Log another talk")).modal()
            response = await mia.submit({MINUTES: "10"})
            assert "Is it the same talk?" in str(mia.modal.blocks), response
            await mia.submit({"Is it the same talk?": "another"})
            assert [entry[1] for entry in logged(place)] == [40, 10]

    async def test_one_talk_on_two_local_days(self, sqlite_url: str) -> None:
        async with town(sqlite_url, datetime(2026, 11, 18, 1, 0, tzinfo=UTC)) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            with place.store.write() as tx:
                tx.execute(update(people).where(people.c.slack_id == theo.id).values(own_timezone="Asia/Tokyo"))
            assert "Tuesday 17 November" in (await met(mia, "30")).text
            question = await met(theo, "30")
            assert "Is your talk of 30 minutes the same one?" in question.text
            await theo.press(question, "The same talk")
            assert logged(place) == [(date(2026, 11, 17), 30, "weekly")]


class TestForm:
    async def test_a_talk_that_did_not_take_place_is_removed_by_either(self, store_url: str) -> None:
        async with town(store_url, WEDNESDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await met(mia, "30")
            await place.tick()
            await (await theo.press(theo.dms()[0], "Correct it")).modal()
            assert (await theo.submit({"Did it not take place?": ["remove"]})).ok
            await place.tick()
            assert not logged(place)
            assert theo.dms()[0].text == "The talk that stood here was taken back."

    @pytest.mark.parametrize(
        ("values", "field", "says"),
        [
            ({MINUTES: "0"}, ids.TALK_MINUTES, "from 1 to 480"),
            ({MINUTES: "9000"}, ids.TALK_MINUTES, "from 1 to 480"),
            ({MINUTES: "5.5"}, ids.TALK_MINUTES, "from 1 to 480"),
            ({MINUTES: "5", DAY: "2026-11-19"}, ids.TALK_DAY, "still to come"),
            ({MINUTES: "5", DAY: "2026-11-15"}, ids.TALK_DAY, "began on Monday 16 November"),
            ({MINUTES: "5", NOTES: "x" * 1001}, ids.TALK_NOTES, "1001 characters"),
        ],
    )
    async def test_what_cannot_be_is_said_on_its_field(
        self, sqlite_url: str, values: dict[str, str], field: str, says: str
    ) -> None:
        async with town(sqlite_url, WEDNESDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await mia.shortcut("met")
            await mia.wait_modal()
            response = await mia.submit(values)
            assert says in response.errors[field]
            assert not logged(place)


class TestCoach:
    async def test_a_coach_logs_coaching_against_the_months_target(self, store_url: str) -> None:
        async with town(store_url, WEDNESDAY) as place:
            program = settle(place)
            kai, mia = place.move_in("Kai Bell"), place.people["mia"]
            place.enrol(program, ["kai@leaders.example,coach,"])
            place.enrol(program, ["mia@leaders.example,kai@leaders.example"], header="email,coach_email")
            with place.store.write() as tx:
                tx.execute(update(program_table).values(coaching_minutes=60))
            await met(kai, "25")
            answer = await met(kai, "@mia 20 yesterday")
            assert "20 minutes of coaching with Mia Sol on Tuesday 17 November" in answer.text
            assert "In November that makes 45 of 60 minutes with Mia Sol" in answer.text
            await place.tick()
            [news] = mia.dms()
            assert "20 minutes of coaching" in news.text
            again = await met(mia, "@kai 20 yesterday")
            assert "counts once" in again.text
            assert "In November" not in again.text
            assert {entry[2] for entry in logged(place)} == {"coaching"}
            assert not place.people["theo"].dms()


class TestBadInput:
    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("banana", "I don't know “banana”. You can log talks with Theo Park."),
            ("0", "“0” is less than a minute."),
            ("9000", "“9000” is more than eight hours."),
            ("30 tomorrow", "“tomorrow” is still to come."),
            ("30 31.02.", "The calendar has no “31.02.”."),
            (
                "30 2026-11-02",
                "The program began on Monday 16 November, so a talk on Monday 2 November can't be logged",
            ),
            ("help", "/met logs a talk with your partner."),
            ("15 30", "I read two lengths there"),
            ("- <!channel>", "I can't read “-” as a length or a day."),
            ("15 " * 200, "more than I can read"),
        ],
    )
    async def test_each_has_a_clear_answer(self, sqlite_url: str, text: str, says: str) -> None:
        async with town(sqlite_url, WEDNESDAY) as place:
            settle(place)
            answer = await met(place.people["mia"], text)
            assert says in answer.text
            assert text == "help" or answer.text.startswith("Nothing is logged yet.")
            assert not logged(place)

    async def test_somebody_else_is_no_partner(self, sqlite_url: str) -> None:
        async with town(sqlite_url, WEDNESDAY) as place:
            settle(place)
            cora = place.people["cora"]
            answer = await met(place.people["mia"], "@cora 30")
            assert f"<@{cora.id}> is not one of your partners here. You can log talks with Theo Park." in answer.text
            assert not logged(place)

    async def test_in_no_program_without_a_partner_or_paused(self, sqlite_url: str) -> None:
        async with town(sqlite_url, WEDNESDAY) as place:
            settle(place)
            stranger = place.move_in("Sam Hill")
            assert "not in a mentoring program" in (await met(stranger, "15")).text
            assert "You have no partner" in (await met(place.people["cora"], "15")).text
            mia = place.people["mia"]
            await mia.command("/mentoring", "pause")
            await mia.wait_modal()
            await mia.submit()
            answer = await met(mia, "15")
            assert "You have paused" in answer.text
            assert "Resume now" in str(answer.blocks)
            assert not logged(place)

    async def test_a_partner_who_left_the_workspace_can_still_have_met(self, sqlite_url: str) -> None:
        async with town(sqlite_url, WEDNESDAY) as place:
            settle(place)
            theo = place.people["theo"]
            place.slack.workspace.change_user(theo.user, deleted=True)
            await place.slack.events.drain()
            assert "Logged: 15 minutes with Theo Park" in (await met(place.people["mia"], "15")).text
            await place.tick()
            assert not theo.dms()

    async def test_a_button_of_last_year(self, sqlite_url: str) -> None:
        """The pair is over by then: nothing is logged, nothing breaks."""
        async with town(sqlite_url, WEDNESDAY) as place:
            program = settle(place)
            mia = place.people["mia"]
            answer = await met(mia, "15")
            await place.tick(THURSDAY)
            prompt = mia.dms()[-1]
            place.enrol(program, ["mia@leaders.example,mentee,"])
            place.clock.move_to(THURSDAY + timedelta(days=365))
            for action in (ids.MEETING_CORRECT, ids.MEETING_LOG, ids.MEETING_UNDO):
                assert (await press_forged(mia, prompt, action, {"value": "1"})).status == 200
            response = await mia.press(answer, "Correct it")
            assert "has changed since" in (await response.reply()).text or "no partner" in (await response.reply()).text
            assert mia.modal is None
            assert count(place.store, meetings) == 1


class TestPrivacy:
    async def test_a_new_partner_sees_nothing_of_the_earlier_pair(self, store_url: str) -> None:
        async with town(store_url, WEDNESDAY) as place:
            program = settle(place)
            mia, fred = place.people["mia"], place.move_in("Fred Olsen")
            await mia.shortcut("met")
            await mia.wait_modal()
            await mia.submit({MINUTES: "40", NOTES: "Sentinel notes"})
            await place.tick()
            place.enrol(program, ["mia@leaders.example,mentee,fred@leaders.example", "fred@leaders.example,mentor,"])
            await place.live_until(THURSDAY + timedelta(days=1))
            prompt = fred.dms()[-1]
            for action, value in (
                (ids.MEETING_CORRECT, "1"), (ids.MEETING_UNDO, "1"), (ids.MEETING_LOG, "1"),
                (ids.MEETING_SAME, "1|2026-11-18|30||1|1"), (ids.MEETING_ANOTHER, "1|2026-11-18|30||1|1"),
            ):  # fmt: skip
                response = await press_forged(fred, prompt, action, {"value": value})
                assert response.status == 200
                await place.bot.deps.settled()
            everything = str([shown(message) for message in [*fred.dms(), *fred.ephemerals()]])
            assert "Sentinel" not in everything
            assert "40 minutes" not in everything
            assert fred.modal is None
            assert logged(place) == [(date(2026, 11, 18), 40, "weekly")]
            assert "Sentinel" not in str([shown(message) for message in place.people["cora"].dms()])
