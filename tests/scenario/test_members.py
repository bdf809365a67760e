"""What members do with the buttons of a week, with their settings, and with messages to the bot."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain.roster import parse_roster
from bot.sandbox.slack.person import Person
from bot.services.roster import import_roster
from bot.store.schema import meetings, members, pairs, people
from bot.views import ids
from tests.scenario.leaders import HARD, MONDAY, PAIR, READERS, THURSDAY, WELL, check_in, count, posts, settle, shown
from tests.scenario.town import town

FRIDAY_MORNING = datetime(2026, 11, 20, 14, 0, tzinfo=UTC)  # 9:00 in New York


class TestWeMet:
    async def test_both_log_the_same_day_and_it_is_one_meeting(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await place.tick(THURSDAY)
            before = list(theo.dms()[0].blocks or [])
            for person, length in ((mia, "15 minutes"), (theo, "30 minutes")):
                if person is theo:
                    theo.dms()[0].blocks = before  # a phone that has not caught up
                await person.press(person.dms()[0], ids.CHECKIN_MET, length)
                await place.tick()
            with place.store.read() as tx:
                assert tx.execute(select(meetings.c.minutes)).scalars().all() == [30]
            assert "30 minutes" in theo.dms()[0].text
            assert "meeting_undo" not in str(theo.dms()[0].blocks)
            await mia.press(mia.dms()[0], ids.MEETING_MENU, "Undo")
            await place.tick()
            assert count(place.store, meetings) == 1  # Theo logged it, too
            assert "Your meeting with Theo Park is logged" in mia.dms()[0].text
            await theo.press(theo.dms()[0], ids.MEETING_MENU, "Undo")
            await place.tick()
            assert count(place.store, meetings) == 0
            assert "15 minutes" in str(mia.dms()[0].blocks)  # the menu is back
            assert "You logged" not in mia.dms()[0].text


def reminders(person: Person) -> list[str]:
    return [message.text for message in person.dms() if message.text.startswith("This week's check-in is still open")]


class TestPromptButtons:
    async def test_tomorrow_moves_the_reminder_to_the_next_school_day(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await place.tick(THURSDAY)
            await mia.press(mia.dms()[0], "Tomorrow")
            await place.tick()
            assert "This can wait" in mia.dms()[0].text
            await place.tick(FRIDAY_MORNING)
            assert len(mia.dms()) == 1
            await place.live_until(THURSDAY + timedelta(days=6))
            assert len(reminders(mia)) == 1

    async def test_skip_and_undo(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await place.tick(THURSDAY)
            await mia.press(mia.dms()[0], "Skip this week")
            await place.tick()
            assert "is skipped" in mia.dms()[0].text
            await mia.press(mia.dms()[0], "Undo the skip")
            await place.tick()
            assert "How was your week" in mia.dms()[0].text
            await mia.press(mia.dms()[0], "Skip this week")
            await place.live_until(THURSDAY + timedelta(days=6))
            assert not reminders(mia)


class TestPartner:
    async def test_a_partner_thanks_once(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await check_in(place, mia, {WELL: "Good"})
            shared = theo.dms()[0]
            before = list(shared.blocks or [])
            await theo.press(shared, "Thank Mia Sol")
            await place.tick()
            assert "You thanked Mia Sol" in shown(shared)
            shared.blocks = before  # a phone that has not caught up
            await theo.press(shared, "Thank Mia Sol")
            await place.tick()
            assert [message.text for message in mia.dms()[1:]] == ["Theo Park thanked you for sharing your check-in."]

    async def test_of_several_mentees_a_mentor_gets_one_message_at_five(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = settle(place)
            theo, mia, ana = place.people["theo"], place.people["mia"], place.move_in("Ana Lund")
            place.slack.workspace.change_user(theo.user, tz="America/Chicago")
            await place.slack.events.drain()
            place.enrol(program, ["ana@leaders.example,mentee,theo@leaders.example"])
            await check_in(place, mia, {WELL: "Mia's week"})
            [confirmation] = mia.dms()
            assert "|Monday 16 November, 18:00> on, Theo Park can read it." in confirmation.text  # her own clock
            place.clock.move_to(MONDAY + timedelta(hours=2))
            await check_in(place, ana, {WELL: "Ana's week"})
            assert not theo.dms()
            five = datetime(2026, 11, 16, 23, 0, tzinfo=UTC)  # 17:00 in Chicago
            await place.live_until(five - timedelta(seconds=1))
            assert not theo.dms()
            await place.live_until(five)
            [message] = theo.dms()
            assert "Mia Sol" in message.text
            assert "Ana Lund" in message.text
            assert "Mia's week" in shown(message)
            assert "Ana's week" in shown(message)
            await check_in(place, mia, {WELL: "Mia's week, told better"})
            assert confirmation.text == "Your check-in is saved. Theo Park can read it."

    async def test_who_checks_in_at_night_hears_when_a_mentor_who_is_off_can_read_it(self, sqlite_url: str) -> None:
        friday_night = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # 21:00 in New York
        async with town(sqlite_url, friday_night) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await check_in(place, mia, {WELL: "Good"})
            assert "|Monday 23 November, 7:00> on, Theo Park can read it." in mia.dms()[0].text
            await place.live_until(datetime(2026, 11, 23, 12, 0, tzinfo=UTC) - timedelta(seconds=1))
            assert not theo.dms()
            await place.live_until(datetime(2026, 11, 23, 12, 0, tzinfo=UTC))
            assert "Mia Sol shared" in theo.dms()[0].text


class TestSettings:
    async def test_change_day_takes_what_is_outside_quiet_hours_only(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            view = await (await mia.command("/mentoring", "day")).modal()
            view.state["time"]["value"]["selected_option"] = {"value": "03:00", "text": {}}
            refused = await mia.submit()
            assert "quiet hours" in refused.errors["time"]
            view.state["time"]["value"]["selected_option"] = {"value": "noon", "text": {}}
            assert "not saved" in next(iter((await mia.submit()).errors.values()))
            assert (await mia.submit({"weekday": "1", "time": "08:00", "every_weeks": "1"})).ok
            assert "Tuesday at" in (await mia.wait_dm()).text
            await place.live_until(MONDAY + timedelta(days=1))
            assert "How was your week" in mia.dms()[-1].text

    async def test_quiet_hours_of_ones_own_hold_what_falls_due_in_them(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            for begins, ends, says in (
                ("12:00", "20:00", "comes at 14:30"),
                ("20:00", "20:00", "same time"),
                ("15:00", "14:00", "at least four hours"),
            ):
                await (await mia.command("/mentoring", "quiet")).modal()
                refused = await mia.submit({"quiet_from": begins, "quiet_to": ends})
                assert says in refused.errors["quiet_to"]
            assert (await mia.submit({"quiet_from": "17:00", "quiet_to": "09:30"})).ok
            assert "between 17:00 and 9:30" in (await mia.wait_dm()).text
            view = await (await mia.command("/mentoring", "day")).modal()
            view.state["time"]["value"]["selected_option"] = {"value": "08:00", "text": {}}
            assert "your quiet hours" in (await mia.submit()).errors["time"]
            friday = THURSDAY + timedelta(hours=18, minutes=30)  # 9:00, when the reminder is due
            await place.live_until(friday)
            assert "still open" in shown(theo.dms()[-1])
            before = len(mia.dms())
            await place.live_until(friday + timedelta(minutes=29, seconds=59))
            assert len(mia.dms()) == before
            await place.live_until(friday + timedelta(minutes=30))
            assert len(mia.dms()) == before + 1
            await (await mia.command("/mentoring", "quiet")).modal()
            assert (await mia.submit({"quiet_from": "19:00", "quiet_to": "07:00"})).ok
            with place.store.read() as tx:
                assert tx.scalar(select(people.c.quiet_from)) is None  # the program's: so they follow it

    async def test_a_pause_must_end_in_the_future_and_resume_ends_it(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await (await mia.command("/mentoring", "pause")).modal()
            for day in ("2026-11-16", "2020-01-01", "9999-12-31"):
                assert "after today" in (await mia.submit({"until": day})).errors["until"]
            assert (await mia.submit({"until": "2026-12-01"})).ok
            await place.live_until(THURSDAY + timedelta(hours=1))
            assert len(mia.dms()) == 1
            answer = await mia.command("/mentoring", "resume")
            assert "Welcome back" in (await answer.reply()).text
            await place.live_until(THURSDAY + timedelta(hours=2))
            assert "How was your week" in mia.dms()[-1].text  # what is due now, once
            assert len(mia.dms()) == 2

    async def test_who_leaves_stays_away_and_the_coordinators_are_told_without_a_reason(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = settle(place, channels=True)
            mia = place.people["mia"]
            await place.tick(THURSDAY)
            await (await mia.press(mia.dms()[0], "Not for me")).modal()
            assert (await mia.submit()).ok
            await place.tick()
            [notice] = posts(place.channels["coordinator"], place)
            assert "Mia Sol has left Leaders" in shown(notice)
            report = import_roster(
                place.store, program.id, parse_roster("\n".join(["email,role,mentor_email", *PAIR]).encode()),
                place.directory(), place.clock.now(), confirmed=True,
            )  # fmt: skip
            assert report is not None
            with place.store.read() as tx:
                assert tx.execute(select(members.c.id).where(members.c.ended_at.is_(None))).scalars().all() == [1, 3]
                assert tx.execute(select(pairs.c.ends)).scalars().all() == [date(2026, 11, 19)]
            await place.live_until(THURSDAY + timedelta(days=3))
            assert len(mia.dms()) == 2


class TestNotes:
    @pytest.mark.parametrize(("button", "field"), [("win", WELL), ("challenge", HARD), ("answer", "answer")])
    async def test_what_was_written_stands_whole_in_the_form(self, sqlite_url: str, button: str, field: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            words = "<b> & *all* " + "x" * 2300
            first = await mia.dm("first")
            await place.slack.events.drain()
            await mia.dm(words, thread_ts=first.ts)
            await place.slack.events.drain()
            await place.tick()
            reply = mia.dms()[-1]
            view = await (await mia.press(reply, f"note_{button}")).modal()
            typed = [element.get("value") for block in view.state.values() for element in block.values()]
            assert words in typed
            refused = await mia.submit({WELL: words} if button == "win" else {WELL: "Good"})
            assert any("characters long" in error for error in refused.errors.values())
            assert (await mia.submit({field: words[:900]})).ok
            await place.tick()
            assert "kept as" in reply.text
            assert "kept as" not in mia.dms()[0].text

    async def test_a_note_is_added_below_what_stands_there(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await check_in(place, mia, {WELL: "Before", READERS: []})
            await mia.dm("After")
            await place.slack.events.drain()
            await place.tick()
            view = await (await mia.press(mia.dms()[-1], ids.NOTE_WIN)).modal()
            assert view.state["went_well:2"]["value"]["value"] == "Before\nAfter"
