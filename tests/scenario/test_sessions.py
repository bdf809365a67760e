"""Network sessions, planned: in a form, told once, answered with a tap, edited, cancelled, reminded of."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from icalendar import Calendar

from bot.domain.members import Role
from bot.domain.programs import DaysOff, Program
from bot.domain.series import AroundDaysOff
from bot.domain.sessions import Answer, Every, Flaw, Session, Wish
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from bot.services import session_answers, sessions
from bot.store import sessions as stored
from bot.store.programs import add_days_off
from bot.views import session_ids
from tests.scenario.leaders import MONDAY, press_forged, settle, shown
from tests.scenario.town import Town, town

NOON = MONDAY + timedelta(hours=2)
DAY, LINK, REPEATS = "On which day?", "Where do people meet?", "Does it repeat?"
NUMBER, EVERY_OTHER_MONTH = "How many sessions?", "The same weekday every 2 months"
DECEMBER_8 = datetime(2026, 12, 8, 20, 30, tzinfo=UTC)  # 15:30 in New York
ALL = frozenset({Role.MENTEE, Role.MENTOR})


def wish(place: Town, **more: Any) -> Wish:
    """Return what Cora would like: two hours on 8 December at 15:30."""
    usual: dict[str, Any] = {
        "title": "Winter session",
        "first": date(2026, 12, 8),
        "at": time(15, 30),
        "minutes": 120,
        "protocol": "peer_what_so_what",
        "roles": ALL,
        "link": "https://zoom.example/j/1?a=1&b=2",
        "hosts": (place.people["cora"].id,),
    }
    return Wish(**{**usual, **more})


def plan(place: Town, program: Program, **more: Any) -> list[Session]:
    """Have Cora plan a session."""
    cora = place.people["cora"]
    done = sessions.plan(place.store, *who(place, cora), program.id, wish(place, **more), now=place.clock.now())
    assert isinstance(done, list), done
    return done


def flaws(place: Town, program: Program, **more: Any) -> set[Flaw]:
    """Return what keeps Cora from planning it."""
    cora = place.people["cora"]
    done = sessions.plan(place.store, *who(place, cora), program.id, wish(place, **more), now=place.clock.now())
    assert isinstance(done, tuple), done
    return set(done)


def who(place: Town, person: Person) -> tuple[str, str]:
    return place.slack.workspace.id, person.id


def of(place: Town, session_id: int) -> Session:
    with place.store.read() as tx:
        found = stored.get(tx, session_id)
    assert found is not None
    return found


def answer_of(place: Town, session_id: int) -> dict[Answer | None, int]:
    with place.store.read() as tx:
        return stored.counts(tx, [session_id])[session_id]


def calendar_of(place: Town, person: Person) -> Calendar:
    """Return the newest calendar file that somebody got, as icalendar reads it."""
    [*_, message] = [each for each in person.dms() if each.files]
    content = place.slack.workspace.files[message.files[0]["id"]].content
    return Calendar.from_ical(content or b"")


async def opened(person: Person, what: str, value: Any = None) -> View:
    """Open the list, use something in it, and return what that opens."""
    await (await person.command("/session")).modal()
    response = await person.act_in_modal(what, value)
    assert response is not None
    return await response.modal()


class TestPlanning:
    async def test_a_series_is_planned_in_a_form_and_is_one_message_to_each(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            program = settle(place)
            with place.store.write() as tx:
                add_days_off(tx, program.id, [DaysOff(date(2027, 2, 9), date(2027, 2, 9), "Snow day")])
            cora, mia = place.people["cora"], place.people["mia"]
            listed = await (await cora.command("/session")).modal()
            assert "No network session is planned yet" in str(listed.blocks)
            await opened(cora, "Plan a session")
            response = await cora.submit(
                {
                    DAY: "2026-12-08",
                    LINK: "https://zoom.example/j/1",
                    REPEATS: "The same weekday every 2 months",
                    NUMBER: "3",
                },
                client_checks=True,
            )
            assert response.ok, response.errors
            await place.tick()
            [told] = mia.dms()
            assert told.text.startswith("Leaders invites you: Network session, 3 dates.")
            assert "Tuesday 8 December, 15:30; Wednesday 10 February, 15:30; Tuesday 13 April, 15:30" in told.text
            assert "2 people are invited" in cora.dms()[0].text
            [first, second, third] = [of(place, n) for n in (1, 2, 3)]
            assert first.starts_at == DECEMBER_8
            assert third.starts_at.hour == 19  # 15:30 still, in summer time
            assert second.day == date(2027, 2, 10)

    async def test_the_same_form_plans_once(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program = settle(place)
            [one] = plan(place, program, form_id="V1")
            assert [again.id for again in plan(place, program, form_id="V1")] == [one.id]

    async def test_days_off_are_moved_or_left_out_and_that_is_said(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program = settle(place)
            with place.store.write() as tx:
                add_days_off(tx, program.id, [DaysOff(date(2026, 12, 22), date(2027, 1, 1), "Holidays")])
            every = {"every": Every.WEEKS, "interval": 2, "until": date(2027, 1, 5)}
            left = plan(place, program, **every, around=AroundDaysOff.SKIP)
            assert [each.day.isoformat() for each in left] == ["2026-12-08", "2027-01-05"]
            await place.tick()
            assert "Left out, because these days are off: Tuesday 22 December" in place.people["cora"].dms()[0].text

    async def test_only_coordinators_plan(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program = settle(place)
            mia = place.people["mia"]
            done = sessions.plan(place.store, *who(place, mia), program.id, wish(place), now=NOON)
            assert "NOT_COORDINATOR" in str(done)
            listed = await (await mia.command("/session")).modal()
            assert "Plan a session" not in str(listed.blocks)
            assert "shows the network sessions" in (await (await mia.command("/session", "help")).reply()).text


WRONG: list[tuple[dict[str, Any], Flaw]] = [
    ({"first": date(2026, 11, 16), "at": time(9)}, Flaw.PAST),
    ({"first": date(2062, 11, 16)}, Flaw.FAR),
    ({"minutes": 14}, Flaw.MINUTES),
    ({"every": Every.WEEKS, "interval": 2}, Flaw.ENDLESS),
    ({"every": Every.WEEKS, "until": date(2026, 12, 1)}, Flaw.UNTIL),
    ({"every": Every.WEEKS, "count": 0}, Flaw.COUNT),
    ({"link": "zoom.example/j/1"}, Flaw.NO_LINK),
    ({"link": "https://a.example|<!channel>"}, Flaw.NO_LINK),
    ({"link": "javascript:alert(1)"}, Flaw.NO_LINK),
    ({"roles": frozenset()}, Flaw.NOBODY),
    ({"hosts": ("U0STRANGER",)}, Flaw.HOSTS),
    ({"hosts": ()}, Flaw.HOSTS),
    ({"protocol": "unheard_of"}, Flaw.PROTOCOL),
    ({"pair_minutes": 120}, Flaw.PAIR_MINUTES),
    ({"title": "  "}, Flaw.NO_TITLE),
]


class TestBadInput:
    async def test_what_cannot_be_planned_is_refused_and_nothing_is_kept(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program = settle(place)
            for more, flaw in WRONG:
                assert flaws(place, program, **more) == {flaw}, more
            assert Flaw.MINUTES in flaws(place, program, minutes=-30)  # an end before the start
            with place.store.read() as tx:
                assert not stored.all_of_program(tx, program.id)

    async def test_it_is_said_on_the_fields(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place)
            cora = place.people["cora"]
            await opened(cora, "Plan a session")
            response = await cora.submit({DAY: "2026-11-02", LINK: "our usual room", REPEATS: "Every 2 weeks"})
            assert "in the past" in response.errors[session_ids.FIRST]
            assert "not an address" in response.errors[session_ids.LINK]
            assert "needs an end" in response.errors[session_ids.COUNT]

    async def test_nobody_and_four_hundred_invited(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            program = settle(place)
            plan(place, program, roles=frozenset({Role.COACH}))
            await place.tick()
            assert "Nobody has one of the invited roles yet" in place.people["cora"].dms()[0].text
            place.enrol(program, [f"p{n}@leaders.example,coach," for n in range(400)])
            [one] = plan(place, program, roles=frozenset({Role.COACH}))
            assert answer_of(place, one.id) == {None: 400}

    async def test_four_hundred_people_are_invited_in_slack_and_answer_there(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program, cora = settle(place), place.people["cora"]
            many = [place.move_in(f"p{n:03} Lane") for n in range(400)]
            place.enrol(program, [f"p{n:03}@leaders.example,coach," for n in range(400)])
            await opened(cora, "Plan a session")
            response = await cora.submit({DAY: "2026-12-08", LINK: "https://zoom.example/j/1"})
            assert response.ok, response.errors
            await place.tick()
            assert "402 people are invited" in cora.dms()[0].text
            told = [[message for message in each.dms() if "invites you" in message.text] for each in many]
            assert all(len(each) == 1 for each in told)
            await many[399].press(told[399][0], "I can't")
            assert answer_of(place, 1) == {None: 401, Answer.NO: 1}


class TestAnswers:
    async def test_what_somebody_says_changes_the_message_and_the_list(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            program = settle(place)
            mia, cora = place.people["mia"], place.people["cora"]
            [one] = plan(place, program)
            await place.tick()
            await mia.press(mia.dms()[0], "I'll be there")
            await place.tick()
            assert "You said: *I'll be there.*" in shown(mia.dms()[0])
            await (await mia.command("/session")).modal()
            await mia.act_in_modal("I'll be late")
            await place.bot.deps.settled()
            assert mia.modal is not None
            assert "You said: *I'll be late.*" in str(mia.modal.blocks)
            listed = await (await cora.command("/session")).modal()
            assert "0 will be there, 1 will be late, 0 can't, 1 have not said" in str(listed.blocks)
            assert answer_of(place, one.id) == {Answer.LATE: 1, None: 1}

    async def test_others_and_forged_buttons_change_nothing(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program = settle(place)
            zoe = place.move_in("Zoe Hart")
            mia, cora = place.people["mia"], place.people["cora"]
            [one] = plan(place, program)
            await place.tick()
            done = session_answers.answer(place.store, *who(place, zoe), one.id, Answer.YES, now=NOON)
            assert "NOT_ENROLLED" in str(done)
            assert "OUTDATED" in str(
                session_answers.answer(place.store, *who(place, cora), one.id, Answer.YES, now=NOON)
            )
            response = await press_forged(mia, mia.dms()[0], session_ids.SESSION_YES, {"value": "999"})
            assert "has changed since" in (await response.reply()).text

    async def test_the_calendar_file_keeps_its_uid_over_changes_and_cancellation(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            program = settle(place)
            mia, cora = place.people["mia"], place.people["cora"]
            series = plan(place, program, every=Every.WEEKS, interval=8, count=3)
            await place.tick()
            await mia.press(mia.dms()[0], session_ids.SESSION_MORE, "Calendar file")
            await place.tick()
            before = calendar_of(place, mia)
            assert {int(event["SEQUENCE"]) for event in before.events} == {0}
            changed = wish(place, at=time(16), following=True)
            sessions.edit(place.store, *who(place, cora), series[1].id, changed, now=NOON)
            sessions.cancel(place.store, *who(place, cora), series[0].id, now=NOON)
            session_answers.send_file(place.store, *who(place, mia), series[2].id, now=NOON)
            await place.tick()
            after = calendar_of(place, mia)
            assert [event["UID"] for event in after.events] == [event["UID"] for event in before.events]
            assert [int(event["SEQUENCE"]) for event in after.events] == [1, 1, 1]
            assert [str(event["STATUS"]) for event in after.events] == ["CANCELLED", "CONFIRMED", "CONFIRMED"]
            assert after.events[2].start.time() == time(16)
            assert "zoom.example" in str(after.events[2]["URL"])


class TestChanges:
    async def test_a_new_time_is_told_once_and_answers_are_asked_anew(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            program = settle(place)
            mia, cora = place.people["mia"], place.people["cora"]
            [one] = plan(place, program)
            await place.tick()
            await mia.press(mia.dms()[0], "I'll be there")
            await place.tick()
            await opened(cora, session_ids.SESSION_MORE, "Edit this session")
            assert (await cora.submit({DAY: "2026-12-10"}, client_checks=True)).ok
            await place.tick()
            await place.tick()
            [invitation, news] = mia.dms()
            assert news.text.startswith("Winter session of Leaders is at another time now: Thursday 10 December")
            assert "Thursday 10 December" in invitation.text
            assert "Please say again whether you can come." in news.text
            assert not [each.text for each in cora.dms() if "at another time now" in each.text]  # she has changed it
            assert answer_of(place, one.id) == {None: 2}
            sessions.edit(
                place.store, *who(place, cora), one.id, wish(place, first=date(2026, 12, 10), title="Ours"), now=NOON
            )
            await place.tick()
            assert len(mia.dms()) == 2
            assert of(place, one.id).sequence == 2

    async def test_a_host_who_takes_no_part_hears_of_a_new_time_and_is_not_asked(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program = settle(place)
            mia, theo, cora = (place.people[name] for name in ("mia", "theo", "cora"))
            more = {"roles": frozenset({Role.MENTEE}), "hosts": (theo.id,)}
            [one] = plan(place, program, **more)
            await place.tick()
            later = wish(place, first=date(2026, 12, 10), **more)
            assert isinstance(sessions.edit(place.store, *who(place, cora), one.id, later, now=NOON), list)
            await place.tick()
            for person, is_asked in ((mia, True), (theo, False)):
                [news] = [each for each in person.dms() if "at another time now: Thursday 10 December" in each.text]
                assert ("Please say again whether you can come." in news.text) is is_asked

    async def test_it_is_cancelled_after_one_question_and_told_once(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            program = settle(place)
            mia, theo, cora = (place.people[name] for name in ("mia", "theo", "cora"))
            [one] = plan(place, program)
            await place.tick()
            await theo.press(theo.dms()[0], "I can't")
            asked = await opened(cora, session_ids.SESSION_MORE, "Cancel this session")
            assert "What people said about coming is lost" in str(asked.blocks)
            assert (await cora.submit({})).ok
            await place.tick()
            await place.tick(NOON + timedelta(hours=3))
            assert [each.text for each in mia.dms() if "is cancelled" in each.text]
            assert len([each.text for each in cora.dms() if "is cancelled" in each.text]) == 1  # that it is done
            assert len(mia.dms()) == 2
            assert len(theo.dms()) == 1  # the invitation: he had declined
            again = sessions.cancel(place.store, *who(place, cora), one.id, now=DECEMBER_8)
            assert "OUTDATED" in str(again)

    async def test_a_running_session_is_not_edited_and_that_is_said(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            program = settle(place)
            cora = place.people["cora"]
            [one] = plan(place, program)
            place.clock.move_to(DECEMBER_8 + timedelta(minutes=1))
            said = await opened(cora, session_ids.SESSION_MORE, "Edit this session")
            assert "has begun, so it can't be changed" in str(said.blocks)
            assert "RUNNING" in str(sessions.cancel(place.store, *who(place, cora), one.id, now=place.clock.now()))
