"""Pairs that have not met, over weeks: who gets which note when, and what stops it."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import insert, select

from bot.domain.nudges import Why
from bot.domain.obstacles import Told
from bot.domain.pairs import Bond
from bot.domain.refusals import Refusal
from bot.services import choices, meeting_edits, meetings, nudges, obstacles, pair_care
from bot.store.ladders import PairSettings, look_again, save_settings
from bot.store.schema import meetings as meetings_table
from bot.store.schema import members, pairs, people
from tests.scenario.village import TEAM, Village, in_zone, village

BEGIN = datetime(2026, 9, 7, 12, 0, tzinfo=UTC)  # Monday, 8:00 in New York
STARTS = date(2026, 9, 7)
DAY = timedelta(days=1)
NOTE, ASK, TASK = in_zone((2026, 9, 16), 10), in_zone((2026, 9, 23), 10), in_zone((2026, 9, 30), 10)


def pair_of(place: Village, mentee: str) -> int:
    """Return the id of the last pair in which somebody is the mentee."""
    query = (
        select(pairs.c.id)
        .join(members, members.c.id == pairs.c.mentee_id)
        .join(people, people.c.id == members.c.person_id)
        .where(people.c.email == f"{mentee}@x.example")
        .order_by(pairs.c.id.desc())
    )
    with place.store.read() as tx:
        return int(tx.execute(query).scalars().first() or 0)


def meet(place: Village, mentee: str, on: date | None = None) -> None:
    """Log a meeting of a pair, as the mentee today, or (with `on`) as it stands in the records."""
    if on is None:
        bond = Bond(pair_of(place, mentee))
        done = meetings.tap(place.store, TEAM, f"U{mentee.upper()}", bond, 15, now=place.now)
        assert not isinstance(done, Refusal)
        return
    values = {"pair_id": pair_of(place, mentee), "held_on": on, "minutes": 15, "kind": "brief"}
    with place.store.write() as tx:
        who = place.person(mentee).id
        tx.execute(insert(meetings_table).values(**values, logged_by=who, logged_at=place.now))
        look_again(tx, [values["pair_id"]], place.now)


def leave_unasked(place: Village, *names: str) -> None:
    """Let people have no weekly prompts, so that they do not fall silent in a test about something else."""
    for name in names:
        place.change_person(name, next_prompt_at=None)


def nudges_to(place: Village, name: str) -> list[str]:
    return place.times("nudge", name)


async def test_who_is_left_in_peace_hears_nothing_and_the_others_still_do(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        place.program("ben,mentor", "ana,mentee,ben", starts=STARTS)
        place.change_person("ana", resting_since=BEGIN, next_prompt_at=None)
        await place.live_until(in_zone((2026, 10, 15), 12))
        assert nudges_to(place, "ana") == []
        assert nudges_to(place, "ben") == ["Wed 09-16 10:00", "Wed 09-23 10:00"]
        assert [each.at for each in place.got("obstacle")] == [TASK]


async def test_a_pair_that_never_meets_climbs_to_the_coordinators(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        place.program("ben,mentor", "ana,mentee,ben", starts=STARTS)
        await place.live_until(in_zone((2026, 12, 1), 12))
        assert nudges_to(place, "ana") == nudges_to(place, "ben") == ["Wed 09-16 10:00", "Wed 09-23 10:00"]
        assert [each.at for each in place.got("obstacle")] == [TASK]
        first, ask = (text for text in place.texts("ana") if "have not met" in text or "in the way" in text)
        assert "You and Ben have not met yet" in first
        assert "Thursday 17 September, 15:30, Friday 18 September, 8:30 and Monday 21 September, 12:00" in first
        assert "What is in the way?" in ask
        assert "Ben and Ana could use a hand" in place.texts("C0COORD")[-10]


async def test_a_pair_that_met_is_nudged_three_days_after_the_next_was_due(sqlite_url: str) -> None:
    async with village(sqlite_url, BEGIN) as place:
        place.program("ben,mentor", "ana,mentee,ben", starts=STARTS)
        await place.live_until(in_zone((2026, 9, 11), 15))  # Friday: due on the 18th, grace until the 21st
        meet(place, "ana")
        await place.live_until(in_zone((2026, 9, 22), 12))
        assert nudges_to(place, "ben") == ["Mon 09-21 10:00"]
        assert "Nothing is on the calendar with Ana yet" in place.texts("ben")[-1]


@pytest.mark.parametrize("what", ["meeting", "meeting held before", "pause", "snooze", "hold", "end", "off", "left"])
async def test_what_stops_it(sqlite_url: str, what: str) -> None:
    async with village(sqlite_url, BEGIN) as place:
        program = place.program("ben,mentor", "ana,mentee,ben", starts=STARTS)
        await place.live_until(NOTE - timedelta(hours=1))
        pair_id, now = pair_of(place, "ana"), place.now
        match what:
            case "meeting":
                meet(place, "ana")
            case "meeting held before":
                meet(place, "ana", date(2026, 9, 15))
            case "pause":
                assert choices.pause(place.store, TEAM, "UBEN", None, now=now) is None
            case "snooze":
                assert nudges.snooze(place.store, TEAM, "UBEN", pair_id, now=now) is None
            case "hold":
                assert pair_care.hold(place.store, TEAM, "UCORA", pair_id, None, now=now) is None
            case "end":
                assert pair_care.end(place.store, TEAM, "UCORA", pair_id, "A new school.", now=now) is None
            case "off":
                with place.store.write() as tx:
                    save_settings(tx, program.id, PairSettings(nudges_on=False))
            case "left":
                member_id = place.form("ben").member.id
                assert not isinstance(choices.leave(place.store, TEAM, "UBEN", member_id, now=now), Refusal)
        await place.live_until(NOTE + 5 * DAY)
        assert place.got("nudge") == []
        assert place.got("obstacle") == []


async def test_a_nudge_that_is_no_longer_true_is_dropped_when_it_is_sent(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        place.program("ben,mentor", "ana,mentee,ben", starts=STARTS)
        place.change_person("ana", own_timezone="Pacific/Honolulu")  # their ten o'clock is six hours later
        await place.live_until(NOTE)
        assert nudges_to(place, "ben") == ["Wed 09-16 10:00"]
        meet(place, "ana")
        await place.live_until(NOTE + timedelta(hours=8))
        assert nudges_to(place, "ana") == []
        assert ("dropped", "settled") in place.outcomes("nudge")


async def test_a_meeting_taken_back_goes_on_where_it_was(sqlite_url: str) -> None:
    async with village(sqlite_url, BEGIN) as place:
        place.program("ben,mentor", "ana,mentee,ben", starts=STARTS)
        await place.live_until(NOTE)
        meet(place, "ana")
        await place.tick()
        assert any("You met Ben on Wednesday 16 September" in text for text in place.updates("ana"))
        with place.store.read() as tx:
            meeting_id = tx.execute(select(meetings_table.c.id)).scalar_one()
        done = meeting_edits.undo(place.store, TEAM, "UANA", meeting_id, now=place.now)
        assert not isinstance(done, Refusal)
        await place.live_until(ASK)
        assert nudges_to(place, "ana") == ["Wed 09-16 10:00", "Wed 09-23 10:00"]


async def test_a_pause_goes_on_with_the_next_step_a_week_after_it(sqlite_url: str) -> None:
    async with village(sqlite_url, BEGIN) as place:
        place.program("ben,mentor", "ana,mentee,ben", starts=STARTS)
        await place.live_until(NOTE)
        leave_unasked(place, "ana", "ben")
        assert choices.pause(place.store, TEAM, "UANA", None, now=place.now) is None
        await place.live_until(in_zone((2026, 10, 12), 12))
        assert nudges_to(place, "ben") == ["Wed 09-16 10:00"]
        choices.resume(place.store, TEAM, "UANA", now=place.now)
        await place.live_until(in_zone((2026, 10, 21), 12))
        assert nudges_to(place, "ben")[1:] == ["Mon 10-19 10:00"]
        assert "What is in the way?" in place.texts("ben")[-1]


async def test_nobody_gets_a_nudge_and_a_prompt_on_one_day_and_the_budget_holds(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        place.program("ben,mentor", *(f"ana{n},mentee,ben" for n in range(4)), starts=STARTS)
        for n, weekday in enumerate((0, 1, 2, 4)):
            place.change_person(f"ana{n}", prompt_weekday=weekday)
        await place.live_until(in_zone((2026, 12, 18), 12))
        counted: dict[str, list[datetime]] = {}
        for each in place.got("nudge", "checkin_prompt", "checkin_reminder", "checkin_rest"):
            counted.setdefault(each.to, []).append(each.at)
        for moments in counted.values():
            days = [moment.date() for moment in moments]
            assert len(set(days)) == len(days)
            assert all(sum(day <= other < day + 7 * DAY for other in days) <= 3 for day in days)
        for name in counted:
            sent = [each.at.date() for each in place.got("nudge", to=name)]
            assert all((after - before).days >= 7 for before, after in pairwise(sent))


async def test_a_mentor_with_many_mentees_sees_one_list(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        names = [f"ana{n}" for n in range(6)]
        place.program("ben,mentor", *(f"{name},mentee,ben" for name in names), starts=STARTS)
        await place.live_until(in_zone((2026, 9, 15), 12))
        meet(place, "ana5", date(2026, 9, 14))  # this one needs none
        await place.live_until(ASK + DAY)
        assert nudges_to(place, "ben") == ["Wed 09-16 10:00", "Wed 09-23 10:00"]
        listed = next(text for text in place.texts("ben") if "A few conversations" in text)
        assert [f"{name.title()}: you have not met yet" in listed for name in names] == [True] * 5 + [False]
        assert nudges_to(place, "ana5") == []
        for name in names[:5]:
            assert "Ben" in place.texts(name)[-1]
            assert not [other for other in names if other != name and other.title() in str(place.texts(name))]


async def test_a_member_with_two_pairs_is_nudged_for_the_one_that_needs_it(sqlite_url: str) -> None:
    async with village(sqlite_url, BEGIN) as place:
        place.program("ben,mentor", "ana,mentee,ben", "ida,mentee,ben", starts=STARTS)
        await place.live_until(in_zone((2026, 9, 15), 12))
        meet(place, "ida")
        await place.live_until(NOTE)
        assert "Ana" in place.texts("ben")[-1]
        assert "Ida" not in place.texts("ben")[-1]
        assert nudges_to(place, "ida") == []


async def test_over_holidays_daylight_saving_and_the_turn_of_the_year(sqlite_url: str) -> None:
    async with village(sqlite_url, in_zone((2026, 10, 26), 8)) as place:
        program = place.program("ben,mentor", "ana,mentee,ben", starts=date(2026, 10, 26))
        place.take_off(program, date(2026, 12, 23), date(2027, 1, 3))
        leave_unasked(place, "ana", "ben")
        await place.live_until(in_zone((2026, 11, 5), 12))  # clocks went back on 1 November
        assert nudges_to(place, "ana") == ["Wed 11-04 10:00"]
        await place.live_until(in_zone((2026, 12, 16), 12))
        meet(place, "ana")
        before = len(nudges_to(place, "ana"))
        await place.live_until(in_zone((2027, 1, 12), 12))  # seven days without the holidays, and three of grace
        assert nudges_to(place, "ana")[before:] == ["Thu 01-07 10:00"]


async def test_a_program_sets_its_own_days(sqlite_url: str) -> None:
    async with village(sqlite_url, BEGIN) as place:
        program = place.program("ben,mentor", "ana,mentee,ben", starts=STARTS)
        with place.store.write() as tx:
            save_settings(tx, program.id, PairSettings(grace_days=0, step_days=14))
        await place.live_until(in_zone((2026, 10, 14), 12))
        assert nudges_to(place, "ana") == ["Mon 09-14 10:00", "Mon 09-28 10:00"]
        assert [each.here for each in place.got("obstacle")] == ["Mon 10-12 10:00"]


async def test_after_a_long_stop_one_step_is_taken_not_three(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        place.program("ben,mentor", "ana,mentee,ben", starts=STARTS)
        await place.tick(in_zone((2026, 10, 27), 11))
        await place.live_until(in_zone((2026, 10, 28), 11))
        assert len(nudges_to(place, "ana")) == 1
        assert place.got("obstacle") == []
        assert "have not met yet" in str(place.texts("ana"))


async def test_an_answer_shows_the_way_and_is_no_step_for_the_partner(store_url: str) -> None:
    async with village(store_url, BEGIN) as place:
        place.program("ben,mentor", "ana,mentee,ben", starts=STARTS)
        await place.live_until(ASK)
        told = Told(Why.COVER, "Nobody covers my third period.")
        found = obstacles.tell(place.store, TEAM, "UANA", pair_of(place, "ana"), told, now=place.now)
        assert isinstance(found, obstacles.OwnPair)
        await place.tick()
        said = "Thank you for saying what is in the way of meeting Ben: classes need cover."
        assert any(said in text for text in place.updates("ana"))
        post = place.texts("C0COORD")[-1]
        assert "Somebody has to take the class" in post
        everywhere = str([place.texts(name) + place.updates(name) for name in ("ana", "ben", "C0COORD")])
        assert "third period" not in everywhere
        await place.live_until(TASK + DAY)
        assert len(place.got("obstacle")) == 1  # the ladder makes no second task of it


async def test_two_steps_for_one_reader_become_one_message_on_both_engines(store_url: str) -> None:
    """The mentor was nudged for one pair; what falls due for another within a week waits and joins the next note."""
    async with village(store_url, BEGIN) as place:
        place.program("ben,mentor", "ana,mentee,ben", "ida,mentee,ben", starts=STARTS)
        await place.live_until(in_zone((2026, 9, 10), 10))
        meet(place, "ida")  # due on the 17th, grace until the 20th
        await place.live_until(in_zone((2026, 9, 28), 12))
        assert nudges_to(place, "ben") == ["Wed 09-16 10:00", "Wed 09-23 10:00"]
        both = [text for text in place.texts("ben") if "A few conversations" in text]
        assert len(both) == 1
        assert nudges_to(place, "ida") == ["Mon 09-21 10:00"]
