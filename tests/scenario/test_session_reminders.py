"""Network sessions come near: reminders to those who come or have not said, and the groups, proposed and settled."""

import csv
import re
import threading
from collections.abc import Awaitable
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.domain.groups import Regrouping, regroup
from bot.domain.members import Role
from bot.domain.programs import DaysOff, Program
from bot.domain.series import AroundDaysOff
from bot.domain.session_day import GroupPlan, Run
from bot.domain.session_seats import SessionGroup
from bot.domain.sessions import Answer, Every, Session
from bot.sandbox.slack.person import Person
from bot.services import home_groups as home_group_service
from bot.services import session_answers, session_follow_ups, session_groups, sessions
from bot.store import home_groups, programs, proposals
from bot.store import sessions as stored
from bot.store.members import open_members_of_program
from bot.store.schema import members as member_table
from bot.store.schema import people
from bot.views import session_ids
from tests.scenario.leaders import settle
from tests.scenario.test_sessions import DECEMBER_8, NOON, plan, who, wish
from tests.scenario.town import Town, town

NAMES = ["Ada", "Bea", "Cid", "Dan", "Eva", "Fay", "Gus", "Hal"]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def crowd(place: Town) -> Program:
    """Move eight mentees in besides Cora, Mia and Theo, who take no part."""
    program = settle(place)
    for name in NAMES:
        place.move_in(f"{name} Doe")
    place.enrol(program, [f"{name.lower()}@leaders.example,emerging," for name in NAMES])
    return program


def about(person: Person, words: str) -> list[str]:
    """Return the texts of the messages to somebody that hold these words."""
    return [message.text for message in person.dms() if words in message.text]


def groups(place: Town, program: Program) -> dict[str, set[str]]:
    """Return the first names of who is in which home group."""
    with place.store.read() as tx:
        found = home_groups.groups_of(tx, program.id)
        people = home_groups.people_of(tx, [group.id for group in found])
    return {group.name: {person.name.split()[0] for _, person in people[group.id]} for group in found}


def emerging(place: Town, program: Program, **more: Any) -> Session:
    [session] = plan(place, program, roles=frozenset({Role.EMERGING}), **more)
    return session


class TestReminders:
    async def test_who_comes_or_has_not_said_is_reminded_twice_and_who_declined_is_not(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            program = settle(place)
            mia, theo, cora = (place.people[name] for name in ("mia", "theo", "cora"))
            [one] = plan(place, program)
            session_answers.answer(place.store, *who(place, theo), one.id, Answer.NO, now=NOON)
            for moment in (NOON, DECEMBER_8 - DAY, DECEMBER_8 - HOUR, DECEMBER_8 - HOUR + timedelta(minutes=1)):
                await place.tick(moment)
            assert len(about(mia, "Winter session is tomorrow: Tuesday 8 December, 15:30, 120 minutes.")) == 1
            assert len(about(mia, "Winter session begins at 15:30.")) == 1
            assert len(about(cora, "Winter session begins at 15:30.")) == 1  # she hosts
            assert not about(theo, "Winter session is tomorrow") + about(theo, "begins at")

    async def test_a_reminder_takes_an_answer_until_the_session_is_over_and_then_says_so(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program, mia = settle(place), place.people["mia"]
            plan(place, program)
            await place.tick(DECEMBER_8 - HOUR)
            [reminder] = [message for message in mia.dms() if "begins at 15:30" in message.text]
            await place.tick(DECEMBER_8 + timedelta(minutes=5))
            await mia.press(reminder, "I'll be late")
            await place.tick()
            assert "begins at 15:30" in reminder.text
            assert "You said: I'll be late." in reminder.text
            await place.tick(DECEMBER_8 + 3 * HOUR)
            response = await mia.press(reminder, "I can't")
            assert "has changed since" in (await response.reply()).text
            await place.tick()
            assert reminder.text == "Winter session was on Tuesday 8 December."

    async def test_in_quiet_hours_the_last_one_is_dropped_and_settings_hold(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program = settle(place)
            mia = place.people["mia"]
            with place.store.write() as tx:
                home_groups.change_settings(tx, program.id, {"day_before": False})
            plan(place, program)
            await place.tick()
            with place.store.write() as tx:
                tx.execute(update(people).where(people.c.slack_id == mia.id).values(own_timezone="Asia/Tokyo"))
            await place.tick(DECEMBER_8 - DAY)
            await place.tick(DECEMBER_8 - HOUR)
            assert not about(mia, "begins at")
            assert about(place.people["theo"], "begins at")
            assert not about(place.people["theo"], "is tomorrow")

    async def test_a_day_before_follows_the_wall_clock_over_a_change_of_clocks(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program = settle(place)
            every = {"every": Every.WEEKS, "interval": 1, "count": 14, "around": AroundDaysOff.SKIP}
            series = plan(place, program, first=date(2026, 12, 14), **every)
            [after] = [each for each in series if each.day == date(2027, 3, 15)]  # clocks change on the 14th
            assert after.starts_at - series[0].starts_at == timedelta(weeks=13) - HOUR
            with place.store.write() as tx:
                stored.cancel(tx, [each.id for each in series if each.id != after.id], NOON)
            assert after.next_at is not None
            assert after.next_at.hour == 20  # on Thursday before it is still winter time: 15:30 there
            assert after.starts_at.hour == 19

    async def test_before_a_monday_people_are_reminded_on_friday_and_before_an_evening_not_in_quiet_hours(
        self, sqlite_url: str
    ) -> None:
        async with town(sqlite_url, NOON) as place:
            program, mia = settle(place), place.people["mia"]
            [monday] = plan(place, program, first=date(2026, 12, 14))
            [evening] = plan(place, program, first=date(2026, 12, 17), at=time(19, 30), title="Evening session")
            await place.tick(monday.starts_at - 3 * DAY)
            assert about(mia, "Coming up: Winter session, Monday 14 December, 15:30, 120 minutes.")
            await place.tick(evening.starts_at - DAY - HOUR)
            assert about(mia, "Evening session is tomorrow: Thursday 17 December, 19:30")
            await place.tick(monday.starts_at + 5 * DAY)
            assert len(about(mia, "Winter session, Monday")) == len(about(mia, "Evening session is")) == 1


class TestGroups:
    async def test_hosts_see_pin_and_approve_and_the_zoom_file_says_the_same(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            program, cora = crowd(place), place.people["cora"]
            session = emerging(place, program)
            await place.tick()
            await place.tick(DECEMBER_8 - 4 * DAY)  # two days before is a Sunday: hosts hear on Friday
            [proposal] = [message for message in cora.dms() if "I propose 2 groups" in message.text]
            assert "If you do nothing, they are settled as proposed: Monday 7 December, 15:30." in proposal.text
            assert proposal.text.count("because they have no group yet") == 2
            [first] = re.findall(r"• ([^•]+) join group 1, because", proposal.text)
            assert first.count(" Doe") == 4
            assert not groups(place, program)
            await (await cora.press(proposal, "Change the groups")).modal()
            ada = place.people["ada"]
            other = "Group 2" if "Ada Doe" in first else "Group 1"
            response = await cora.submit({"Who is to be placed?": [ada.id, cora.id], "In which group?": other})
            assert "Not in this session: Cora Vance." in response.errors[session_ids.PIN_WHO]
            response = await cora.submit({"Who is to be placed?": [ada.id], "In which group?": other})
            assert response.ok, response.errors
            await place.tick()
            [proposal] = [message for message in cora.dms() if "I propose" in message.text]
            assert f"Ada Doe joins {other.lower()}, because a host wants it so" in proposal.text
            await cora.press(proposal, "Approve the groups")
            await place.tick()
            [settled] = [message for message in cora.dms() if "2 groups are settled" in message.text]
            found = groups(place, program)
            assert "Ada" in found[other[-1]]
            await cora.press(settled, session_ids.SESSION_ZOOM)
            await place.tick()
            [*_, sent] = [message for message in cora.dms() if message.files]
            content = place.slack.workspace.files[sent.files[0]["id"]].content or b""
            header, *rows = csv.reader(content.decode().splitlines())
            assert header == ["Pre-assign Room Name", "Email Address"]
            rooms = {name: {row[1].partition("@")[0].title() for row in rows if row[0] == name} for name in found}
            assert rooms == found
            assert session.approved_at is None

    async def test_while_groups_are_worked_out_the_bot_hears_others_and_they_can_write(
        self, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        async with town(sqlite_url, NOON) as place:
            program, cora = crowd(place), place.people["cora"]
            emerging(place, program)
            worked_out = []

            def slowly(*given: Any, **more: Any) -> Regrouping:
                assert threading.current_thread() is not threading.main_thread()
                with place.store.write():  # times out if whoever asks keeps others from writing
                    worked_out.append(given)
                return regroup(*given, **more)

            monkeypatch.setattr(proposals, "regroup", slowly)

            async def again(do: Awaitable[Any]) -> Any:
                proposals._regrouped.cache_clear()
                done = await do
                assert len(worked_out) == 1
                worked_out.clear()
                return done

            await again(place.tick(DECEMBER_8 - 4 * DAY))
            [proposal] = [message for message in cora.dms() if "I propose 2 groups" in message.text]

            async def look() -> None:
                await (await cora.press(proposal, "Change the groups")).modal()

            await again(look())
            await again(cora.press(proposal, "Approve the groups"))
            assert sorted(map(len, groups(place, program).values())) == [4, 4]
            await again(place.tick(DECEMBER_8 - DAY))

    async def test_without_approval_they_go_as_proposed_and_leavers_and_newcomers_are_explained(
        self, store_url: str
    ) -> None:
        async with town(store_url, NOON) as place:
            program, cora = crowd(place), place.people["cora"]
            emerging(place, program)
            await place.tick(DECEMBER_8 - DAY)
            first = groups(place, program)
            assert sorted(map(len, first.values())) == [4, 4]
            stays, leaves = first["1"], sorted(first["1"])[:1]
            with place.store.write() as tx:
                gone = [m.id for m, p in open_members_of_program(tx, program.id) if p.name.startswith(leaves[0])]
                tx.execute(update(member_table).where(member_table.c.id.in_(gone)).values(ended_at=NOON))
                home_group_service.left(tx, gone, NOON)
            place.move_in("Ike Doe")
            place.enrol(program, ["ike@leaders.example,emerging,"])
            place.clock.move_to(DECEMBER_8 + DAY)
            second = emerging(place, program, first=date(2026, 12, 17))
            await place.tick()
            await place.tick(second.starts_at - 2 * DAY)
            [proposal] = about(cora, "Thursday 17 December, 15:30, 120 minutes, I propose 2 groups")
            assert "Ike Doe joins group 1, because they have no group yet" in proposal
            assert "moves from" not in proposal
            await place.tick(second.starts_at - DAY)
            assert groups(place, program)["1"] == (stays - set(leaves)) | {"Ike"}

    async def test_others_neither_see_nor_change_them(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program, ada = crowd(place), place.people["ada"]
            one = emerging(place, program)
            for use_case in (session_groups.look, session_groups.approve, session_groups.send_zoom):
                assert "NOT_COORDINATOR" in str(use_case(place.store, *who(place, ada), one.id, now=NOON))
            pinned = session_groups.pin(place.store, *who(place, ada), one.id, [ada.id], "1", now=NOON)
            assert "NOT_COORDINATOR" in str(pinned)


class TestFewPeople:
    async def test_everyone_declines_one_comes_or_nobody_is_there(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program, cora = settle(place), place.people["cora"]
            [alone] = plan(place, program, roles=frozenset({Role.MENTEE}))
            [nobody] = plan(place, program, roles=frozenset({Role.COACH}), title="Empty")
            session_answers.answer(place.store, *who(place, place.people["mia"]), alone.id, Answer.NO, now=NOON)
            await place.tick(DECEMBER_8 - 4 * DAY)
            assert about(cora, "I propose 1 group.")
            assert not about(cora, "For Empty")
            await place.tick(DECEMBER_8)
            assert not about(place.people["mia"], "begins at")
            assert nobody.id

    async def test_a_host_who_is_gone_from_slack_keeps_nothing_from_happening(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program, cora = crowd(place), place.people["cora"]
            one = emerging(place, program)
            await place.tick()
            cora.user.deleted = True
            await place.tick(DECEMBER_8 - DAY)
            assert len(groups(place, program)) == 2
            assert about(place.people["ada"], "is tomorrow")
            done = sessions.edit(place.store, *who(place, cora), one.id, wish(place), now=place.clock.now())
            assert done


async def test_next_steps_are_brought_up_before_holidays_that_last_until_the_next_session(sqlite_url: str) -> None:
    async with town(sqlite_url, NOON) as place:
        program = settle(place)
        [one] = plan(place, program)
        plan(place, program, first=date(2027, 1, 5))
        ended = Run(ended_at=one.ends_at)
        group = SessionGroup(1, one.id, None, "1", None, GroupPlan("wsn", ()), ended)

        def following(after: datetime) -> datetime | None:
            with place.store.read() as tx:
                return session_follow_ups.next_moment(tx, one, group, after)

        posted = following(one.starts_at + DAY)
        assert posted == one.starts_at + 2 * DAY
        assert following(posted) == one.starts_at + 14 * DAY  # halfway
        with place.store.write() as tx:
            programs.add_days_off(tx, program.id, [DaysOff(date(2026, 12, 12), date(2027, 1, 4))])
        assert following(posted) == one.starts_at + 3 * DAY
