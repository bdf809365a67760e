"""A pair sets when it meets: both see it, both are reminded and asked, either changes it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.calendar import moment_of
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.person import Person
from bot.store.schema import meetings
from bot.store.schema_schedules import meeting_changes, schedules
from bot.views import ids
from tests.scenario.leaders import MONDAY, READERS, WELL, check_in, count, settle, shown
from tests.scenario.town import Town, town

FIRST, TIME, LENGTH, OFTEN = "On which day first?", "At what time?", "For how long?", "How often?"
NEXT_STEP = "What is your next small step?"
TUESDAY = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)  # 15:30 in New York
HOUR = timedelta(hours=1)


def dms(person: Person, about: str) -> list[Message]:
    """Return the bot's messages to somebody that say `about` something."""
    return [message for message in person.dms() if about in shown(message)]


async def set_slot(place: Town, person: Person, day: str = "2026-11-24", at: str = "15:30", **more: Any) -> Any:
    """Set a weekly slot with the form."""
    response = await person.command("/mentoring", "schedule")
    await response.modal()
    response = await person.submit({FIRST: day, TIME: at, **more})
    await place.tick()
    return response


@pytest.fixture
async def place(store_url: str) -> AsyncIterator[Town]:
    async with town(store_url, MONDAY) as made:
        settle(made)
        yield made


@pytest.fixture
async def one_engine(sqlite_url: str) -> AsyncIterator[Town]:
    async with town(sqlite_url, MONDAY) as made:
        settle(made)
        yield made


class TestSetting:
    async def test_both_see_what_one_set_and_either_changes_it(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await set_slot(place, mia)
        (own,), (told,) = dms(mia, "are set"), dms(theo, "set when the two of you meet")
        for message in (own, told):
            assert "Every Tuesday at 15:30, 30 minutes, around the days off." in message.text
            assert "Tuesday 24 November, 15:30; Tuesday 1 December, 15:30; Tuesday 8 December, 15:30." in message.text
        await theo.press(told, "Change the schedule")
        modal = await theo.wait_modal()
        assert modal.state[f"{ids.FIRST}:1"]["value"]["selected_date"] == "2026-11-24"
        await theo.submit({FIRST: "2026-11-25", TIME: "08:15", LENGTH: "45 minutes", OFTEN: "Every two weeks"})
        await place.tick()
        assert "Every other Wednesday at 8:15, 45 minutes" in dms(mia, "Theo Park set when")[0].text
        assert count(place.store, schedules) == 1

    async def test_each_sees_their_own_clock(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        place.slack.workspace.change_user(theo.user, tz="America/Los_Angeles")
        await place.slack.events.drain()
        await place.bot.deps.settled()
        await set_slot(place, mia)
        await place.tick(MONDAY + HOUR)
        assert "Every Tuesday at 12:30" in dms(theo, "set when")[0].text

    async def test_a_list_of_dates_around_the_days_off(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        response = await mia.command("/mentoring", "schedule")
        await response.modal()
        await mia.act_in_modal(ids.FORM_CADENCE, "dates")
        await place.bot.deps.settled()
        await mia.submit({"On which dates?": ["2026-11-24", "2026-12-04"], TIME: "15:30"})
        await place.tick()
        assert "On chosen dates, 30 minutes each. Next: Tuesday 24 November, 15:30; Friday 4 December" in (
            dms(theo, "set when")[0].text
        )

    @pytest.mark.parametrize(
        ("day", "at", "why"),
        [
            ("2026-11-28", "15:30", "a day off for one of you"),
            ("2026-11-16", "08:00", "lies ahead"),
        ],
    )
    async def test_what_cannot_be_is_said_on_the_field(self, one_engine: Town, day: str, at: str, why: str) -> None:
        response = await set_slot(one_engine, one_engine.people["mia"], day, at)
        assert why in response.errors[f"{ids.FIRST}:1"]
        assert count(one_engine.store, schedules) == 0

    async def test_who_has_no_partner_is_told_so(self, one_engine: Town) -> None:
        cora = one_engine.people["cora"]
        for word in ("schedule", "time"):
            await cora.command("/mentoring", word)
            assert "no partner to meet yet" in cora.ephemerals()[-1].text

    async def test_set_again_to_the_same_nobody_is_told_twice(self, one_engine: Town) -> None:
        mia, theo = one_engine.people["mia"], one_engine.people["theo"]
        await set_slot(one_engine, mia)
        await set_slot(one_engine, mia)
        assert len(dms(theo, "set when")) == 1


class TestAround:
    async def test_an_hour_before_both_get_the_agenda_that_they_may_see(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await set_slot(place, mia)
        await check_in(place, mia, {WELL: "Good", NEXT_STEP: "Visit two lessons"})
        await check_in(place, theo, {WELL: "Fine", NEXT_STEP: "A secret of mine", READERS: []})
        await place.live_until(TUESDAY - HOUR)
        for person, partner in ((mia, "Theo Park"), (theo, "Mia Sol")):
            (reminder,) = dms(person, "You meet")
            assert reminder.text.startswith(f"You meet {partner} at 15:30. 30 minutes are planned.")
            assert "To open with:" in reminder.text
            assert "Visit" not in reminder.text
            assert "Visit two lessons" in shown(reminder)
            assert ("A secret of mine" in shown(reminder)) == (person is theo)

    async def test_a_question_kept_for_the_mentee_comes_before_the_next_talk_alone(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await set_slot(place, mia)
        form = await (await theo.command("/question", "mentee")).modal()
        kept = str(form.blocks[0]["text"]["text"]).strip("*")
        assert (await theo.submit({})).ok
        await place.live_until(TUESDAY - HOUR)
        (to_theo,), (to_mia,) = dms(theo, "You meet"), dms(mia, "You meet")
        assert f"You kept this question for your talk: {kept}" in shown(to_theo)
        assert "To open with:" in shown(to_mia)
        assert kept not in shown(to_mia)
        await place.live_until(TUESDAY + HOUR)
        await theo.press(dms(theo, "Did you and")[0], "Log 30 minutes")
        await place.tick()
        assert kept in shown(to_theo), "what he had before him when they met stays to be read"
        await place.live_until(TUESDAY + timedelta(weeks=1) - HOUR)
        assert "To open with:" in shown(dms(theo, "You meet")[-1])

    async def test_afterwards_one_answer_holds_for_both(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await set_slot(place, mia)
        await place.live_until(TUESDAY + HOUR)
        (asked,), (also,) = dms(mia, "Did you and"), dms(theo, "Did you and")
        buttons = list(also.blocks or [])
        await mia.press(asked, "Log 30 minutes")
        await place.tick()
        assert "Tuesday 24 November: 30 minutes are logged" in asked.text
        assert "Tuesday 24 November: 30 minutes are logged" in also.text
        also.blocks = buttons  # pressed before it was brought up to date
        await theo.press(also, "Log 30 minutes")
        await place.tick()
        with place.store.read() as tx:
            assert tx.execute(select(meetings.c.held_on, meetings.c.minutes)).all() == [(date(2026, 11, 24), 30)]

    async def test_both_press_at_once_and_it_is_one_meeting(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await set_slot(place, mia)
        await place.live_until(TUESDAY + HOUR)
        asked = {person: dms(person, "Did you and")[0] for person in (mia, theo)}
        await asyncio.gather(*(person.press(message, "Log 30 minutes") for person, message in asked.items()))
        await place.tick()
        assert count(place.store, meetings) == 1
        assert all("are logged" in message.text for message in asked.values())

    async def test_who_logged_it_already_is_not_asked(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await set_slot(place, mia)
        await place.live_until(TUESDAY + timedelta(minutes=10))
        await mia.press(dms(mia, "How was your week")[-1], ids.CHECKIN_MET, "15 minutes")
        await place.live_until(TUESDAY + HOUR)
        assert dms(theo, "Did you and") == dms(mia, "Did you and") == []

    async def test_not_this_time_needs_no_reason(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await set_slot(place, mia)
        await place.live_until(TUESDAY + HOUR)
        await theo.press(dms(theo, "Did you and")[0], "Not this time")
        await place.tick()
        for person in (mia, theo):
            assert "Not this time, and that is fine" in person.dms()[-1].text
            assert "The next one: Tuesday 1 December, 15:30" in person.dms()[-1].text

    async def test_moved_it_is_reminded_of_anew(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await set_slot(place, mia)
        await place.live_until(TUESDAY - HOUR)
        await theo.press(dms(theo, "You meet")[0], "Move this meeting")
        await theo.wait_modal()
        response = await theo.submit({"To which day?": "2026-11-28", TIME: "09:00"})
        assert "a day off for one of you" in response.errors[ids.DAY]
        await theo.submit({"To which day?": "2026-11-25", TIME: "09:00"})
        await place.tick()
        assert "Theo Park moved a meeting with you. You now meet: Wednesday 25 November, 9:00." in mia.dms()[-1].text
        assert "moved. You meet: Wednesday 25 November, 9:00" in dms(theo, "Your meeting with")[0].text
        await place.live_until(TUESDAY + 2 * HOUR)
        assert dms(mia, "Did you and") == []
        await place.live_until(datetime(2026, 11, 25, 16, tzinfo=UTC))
        assert [message.text[:27] for message in dms(mia, "You meet Theo Park at")] == ["You meet Theo Park at 9:00."]
        assert len(dms(mia, "Did you and")) == 1

    async def test_a_reminder_in_quiet_hours_is_dropped_and_the_question_waits(self, one_engine: Town) -> None:
        mia = one_engine.people["mia"]
        await set_slot(one_engine, mia, at="07:30")
        await one_engine.live_until(TUESDAY)
        assert dms(mia, "You meet") == []
        await set_slot(one_engine, mia, day="2026-12-01", at="18:45")
        await one_engine.live_until(moment_of(date(2026, 12, 2), datetime.min.time(), "America/New_York"))
        before = len(dms(mia, "Did you and"))
        await one_engine.live_until(datetime(2026, 12, 2, 12, tzinfo=UTC))
        assert len(dms(mia, "Did you and")) == before + 1

    async def test_nothing_comes_while_one_of_the_two_is_paused(self, one_engine: Town) -> None:
        mia, theo = one_engine.people["mia"], one_engine.people["theo"]
        await set_slot(one_engine, mia)
        await theo.command("/mentoring", "pause")
        await theo.wait_modal()
        await theo.submit({})
        await one_engine.live_until(TUESDAY + 3 * HOUR)
        assert dms(mia, "You meet") == dms(mia, "Did you and") == []

    async def test_when_a_partner_leaves_the_schedule_stops(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await set_slot(place, mia)
        await theo.command("/mentoring", "leave")
        await theo.wait_modal()
        await theo.submit({})
        await place.live_until(TUESDAY + 3 * HOUR)
        assert dms(mia, "You meet") == dms(mia, "Did you and") == []
        with place.store.read() as tx:
            assert tx.execute(select(schedules.c.next_at, schedules.c.ended_at.is_not(None))).one() == (None, True)
        await mia.press(dms(mia, "are set")[0], "Change the schedule")
        assert "changed since" in (await mia_says(place, mia))

    async def test_a_button_of_last_year_is_answered(self, one_engine: Town) -> None:
        mia = one_engine.people["mia"]
        await set_slot(one_engine, mia)
        await one_engine.live_until(TUESDAY + HOUR)
        asked = dms(mia, "Did you and")[0]
        await set_slot(one_engine, mia, day="2027-01-05")
        await mia.press(asked, "Not this time")
        assert "changed since" in (await mia_says(one_engine, mia))
        assert count(one_engine.store, meeting_changes) == 0


async def mia_says(place: Town, person: Person) -> str:
    """Return what somebody was answered privately, once it is there."""
    await place.bot.deps.settled()
    return person.ephemerals()[-1].text


class TestFile:
    async def test_it_comes_once_with_links(self, place: Town) -> None:
        mia = place.people["mia"]
        await set_slot(place, mia)
        for _ in range(2):
            await mia.press(dms(mia, "are set")[0], "Add to my calendar")
            await place.tick()
        (message,) = [message for message in mia.dms() if message.files]
        assert "https://calendar.google.com/calendar/render?action=TEMPLATE" in message.text
        upload = place.slack.workspace.files[message.files[0]["id"]]
        assert b"RRULE:FREQ=WEEKLY" in (upload.content or b"")
        assert upload.title == "Meetings with Theo Park"

    async def test_a_newer_file_cancels_the_dates_that_are_gone(self, place: Town) -> None:
        mia = place.people["mia"]
        await set_slot(place, mia)
        for dates in (["2026-11-24", "2026-12-04"], ["2026-12-04", "2026-12-08"]):
            await mia.command("/mentoring", "schedule")
            await mia.wait_modal()
            if "dates" not in str(mia.modal.state.get(ids.FORM_CADENCE)):
                await mia.act_in_modal(ids.FORM_CADENCE, "dates")
                await place.bot.deps.settled()
            assert (await mia.submit({"On which dates?": dates, TIME: "15:30"})).ok
            await place.tick()
        await mia.press(dms(mia, "are set")[-1], "Add to my calendar")
        await place.tick()
        [message] = [message for message in mia.dms() if message.files]
        content = (place.slack.workspace.files[message.files[0]["id"]].content or b"").decode()
        events = content.split("BEGIN:VEVENT")[1:]
        gone = {part.split("UID:")[1].split("@")[0][32:] for part in events if "STATUS:CANCELLED" in part}
        kept = {part.split("UID:")[1].split("@")[0][32:] for part in events if "STATUS" not in part}
        assert (kept, gone) == ({"-20261204", "-20261208"}, {"-20261124", ""})


class TestFindATime:
    async def test_the_first_that_both_tick_becomes_their_date(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await mia.command("/mentoring", "time")
        await place.tick()
        (offer,), (same,) = dms(mia, "times could suit"), dms(theo, "times could suit")
        await mia.press(offer, ids.TIMES_PICK, ["0", "2"])
        await place.tick()
        assert "gets the same times" in offer.text
        await theo.press(same, ids.TIMES_PICK, ["1"])
        await place.tick()
        assert count(place.store, schedules) == 0
        await theo.press(same, ids.TIMES_PICK, ["1", "2"])
        await place.tick()
        for message in (offer, same, mia.dms()[-1]):
            assert "It works for both of you" in message.text
        with place.store.read() as tx:
            (dates,) = tx.execute(select(schedules.c.dates)).one()
        await place.live_until(MONDAY + timedelta(days=10))
        assert len(dates) == 1
        for person in (mia, theo):
            assert len(dms(person, "minutes are planned")) == len(dms(person, "Did you and")) == 1

    async def test_both_tick_at_once_and_there_is_one_date(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await asyncio.gather(*(person.command("/mentoring", "time") for person in (mia, theo)))
        await place.tick()
        offers = {person: dms(person, "times could suit") for person in (mia, theo)}
        assert [len(found) for found in offers.values()] == [1, 1]
        await asyncio.gather(*(who.press(found[0], ids.TIMES_PICK, ["0", "1"]) for who, found in offers.items()))
        await place.tick()
        assert count(place.store, schedules) == 1
        assert all("Tuesday 17 November" in found[0].text for found in offers.values())

    async def test_asked_again_it_is_the_same_offer(self, one_engine: Town) -> None:
        mia, theo = one_engine.people["mia"], one_engine.people["theo"]
        await mia.command("/mentoring", "time")
        await theo.command("/mentoring", "time")
        await one_engine.tick()
        assert len(dms(mia, "times could suit")) == len(dms(theo, "times could suit")) == 1

    @pytest.mark.parametrize("how", ["paused", "gone from Slack"])
    async def test_with_a_partner_who_is_away_no_times_are_looked_for(self, one_engine: Town, how: str) -> None:
        mia, theo = one_engine.people["mia"], one_engine.people["theo"]
        if how == "paused":
            await (await theo.command("/mentoring", "pause")).modal()
            await theo.submit({})
        else:
            one_engine.slack.workspace.change_user(theo.user, deleted=True)
            await one_engine.slack.events.drain()
        await mia.command("/mentoring", "time")
        assert "Theo Park is away for now" in await mia_says(one_engine, mia)
        await one_engine.tick()
        assert dms(mia, "times could suit") == []

    async def test_none_of_these_leads_to_the_form(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await mia.command("/mentoring", "time")
        await place.tick()
        await theo.press(dms(theo, "times could suit")[0], "None of these")
        await theo.wait_modal()
        await place.tick()
        assert "None of these times worked" in dms(mia, "None of these times")[0].text
        await mia.command("/mentoring", "time")
        modal = await mia.wait_modal()
        assert "no time in the next two weeks" in str(modal.blocks)

    async def test_with_a_slot_the_next_meeting_moves_there(self, one_engine: Town) -> None:
        mia, theo = one_engine.people["mia"], one_engine.people["theo"]
        await set_slot(one_engine, mia)
        await mia.command("/mentoring", "time")
        await one_engine.tick()
        for person in (mia, theo):
            await person.press(dms(person, "times could suit")[0], ids.TIMES_PICK, ["0"])
            await one_engine.tick()
        assert count(one_engine.store, schedules) == count(one_engine.store, meeting_changes) == 1
