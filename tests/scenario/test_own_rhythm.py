"""Who meets by a plan of their own is judged by it: on Home and in the digest, as on the ladder of notes."""

import random
from datetime import date, time, timedelta

from sqlalchemy import insert, select

from bot.domain.health import PairStanding
from bot.domain.observations import ObservationKind, Plan
from bot.domain.pairs import Bond
from bot.domain.programs import Program
from bot.domain.schedules import Cadence, Season, next_occurrence
from bot.services import calendars, choices, home, observations, pair_care, planned_meetings, schedules
from bot.services.meetings import tap
from bot.store import agreed, ladders, meetings, plans, programs
from bot.store.schema import pairs
from bot.store.schema_schedules import seasons
from tests.scenario.test_nudges import leave_unasked, pair_of
from tests.scenario.village import TEAM, Village, in_zone, village

MONDAYS = {day: in_zone(day, 7) for day in ((2026, 11, 23), (2026, 12, 7), (2026, 12, 14))}


async def test_a_monthly_pair_needs_a_hand_a_week_after_its_own_day_and_not_before(store_url: str) -> None:
    async with village(store_url, in_zone((2026, 11, 2), 8)) as place:
        place.program("ruth,mentor", "ben,mentor", "nina,mentee,ruth", "kai,mentee,ben", starts=date(2026, 11, 2))
        wish = schedules.Wish(pair_of(place, "nina"), Cadence.MONTHLY, date(2026, 11, 3), time(15, 30), 60)
        assert schedules.save(place.store, TEAM, "UNINA", wish, now=place.now) is None
        await place.live_until(in_zone((2026, 11, 3), 16))
        for name in ("nina", "kai"):
            tap(place.store, TEAM, f"U{name.upper()}", Bond(pair_of(place, name)), 60, now=place.now)
        found = []
        for monday in MONDAYS.values():
            await place.live_until(monday)
            digest = [text for text in place.texts("C0COORD") if text.startswith("The week in")][-1]
            page = home.pairs_page(place.store, TEAM, "UCORA", now=place.now)
            assert isinstance(page, home.PairsPage)
            needing = {line.mentee for line in page.lines}
            assert {name for name in ("Nina", "Kai") if f" and {name}: " in digest} == needing
            assert ("One of them meets less often, as the two planned it." in digest) is ("Nina" not in needing)
            found.append(needing)
        assert found == [{"Kai"}, {"Kai"}, {"Kai", "Nina"}]
        why = "Ruth and Nina: last on Tuesday 3 November; they had planned to meet on Tuesday 1 December"
        assert why in digest
        assert [line.agreed for line in page.lines if line.mentee == "Nina"] == [date(2026, 12, 1)]


async def test_a_break_without_meetings_is_no_time_in_which_one_was_due(store_url: str) -> None:
    async with village(store_url, in_zone((2026, 11, 2), 8)) as place:
        program = place.program("ruth,mentor", "nina,mentee,ruth", starts=date(2026, 11, 2))
        leave_unasked(place, "ruth", "nina")
        await place.live_until(in_zone((2026, 11, 3), 16))
        tap(place.store, TEAM, "UNINA", Bond(pair_of(place, "nina")), 60, now=place.now)
        harvest = Season(date(2026, 11, 9), date(2026, 11, 27), "Harvest", cadence=Cadence.NONE)
        calendars.add_days(place.store, program, calendars.Whose(), harvest, place.now)
        leave_unasked(place, "ruth", "nina")
        await place.live_until(in_zone((2026, 11, 29), 12))
        assert place.times("nudge", "nina") == []
        # Five days had gone by before it, so one was due on Sunday 29, and three days are grace.
        await place.live_until(in_zone((2026, 12, 3), 12))
        assert place.times("nudge", "nina") == ["Wed 12-02 10:00"]


async def test_home_and_the_ladder_find_the_same_days(sqlite_url: str) -> None:
    dice = random.Random(11)
    names, schools = [f"mentee{n}" for n in range(24)], ["Elm,North", "Oak,South", ","]
    async with village(sqlite_url, in_zone((2026, 9, 7), 8)) as place:
        program = place.program(
            *(f"{name}m,mentor,,{dice.choice(schools)}" for name in names),
            *(f"{name},mentee,{name}m,{dice.choice(schools)}" for name in names),
            starts=date(2026, 9, 7),
        )
        place.take_off(program, date(2026, 10, 12), date(2026, 10, 23), scope="school", of="elm")
        with place.store.write() as tx:
            span = {"starts": date(2026, 11, 2), "ends": date(2026, 11, 30), "scope": "district", "scope_name": "South"}
            tx.execute(insert(seasons).values(program_id=program.id, title="Tests", cadence="monthly", **span))
        for name in names:
            plan_something(place, name, dice)
        for week in range(1, 13):
            place.clock.move_to(in_zone((2026, 9, 7), 12) + timedelta(weeks=week, days=dice.randrange(3)))
            for name in names:
                do_something(place, name, dice)
            if week % 3 == 0:
                found, wanted = agreed_days(place, program)
                assert found == wanted
                assert len(set(wanted.values())) > 6


def plan_something(place: Village, name: str, dice: random.Random) -> None:
    """Make a plan for a pair, or none."""
    cadence = dice.choice([*Cadence][:3])
    first, dates = date(2026, 9, dice.randrange(8, 30)), tuple(date(2026, 10, day) for day in (5, 29))
    while first.weekday() > 4:
        first += timedelta(days=1)
    listed, at = dice.random() < 0.2, time(dice.randrange(8, 17))
    wish = schedules.Wish(pair_of(place, name), None if listed else cadence, first, at, 30, dates if listed else ())
    if dice.random() < 0.8:
        assert schedules.save(place.store, TEAM, f"U{name.upper()}", wish, now=place.now) is None


def do_something(place: Village, name: str, dice: random.Random) -> None:
    """Let a pair meet, plan a visit, call a meeting off, be on hold for some days or have one of them pause."""
    who, pair_id, ahead = f"U{name.upper()}", pair_of(place, name), place.now.date() + timedelta(days=9)
    happens = dice.random()
    if happens < 0.2:
        tap(place.store, TEAM, who, Bond(pair_id), 15, now=place.now)
    elif happens < 0.23:
        visit = Plan(ObservationKind.CLASSROOM, ahead)
        observations.plan(place.store, TEAM, who, pair_id, visit, now=place.now)
    elif happens < 0.26:
        pair_care.hold(place.store, TEAM, "UCORA", pair_id, ahead, now=place.now)
    elif happens < 0.29:
        choices.pause(place.store, TEAM, who, ahead, now=place.now)
    elif happens < 0.32:
        pair_care.hold(place.store, TEAM, "UCORA", pair_id, None, now=place.now)
        pair_care.go_on(place.store, TEAM, "UCORA", pair_id, now=place.now)
    elif happens < 0.42:
        call_off(place, who, pair_id)


def call_off(place: Village, who: str, pair_id: int) -> None:
    """Call off the next meeting of a pair, if it has one planned."""
    with place.store.read() as tx:
        plan = plans.plan_of(tx, pair_id)
    if plan is not None and plan.stored is not None and plan.schedule is not None:
        ahead = next_occurrence(plan.schedule, plan.year, place.now)
        if ahead is not None:
            named = planned_meetings.Named(plan.stored.id, ahead.day, ahead.starts_at)
            planned_meetings.call_off(place.store, TEAM, who, named, now=place.now)


def agreed_days(place: Village, program: Program) -> tuple[dict[int, date], dict[int, date]]:
    """Return the days that Home finds and those that the ladder goes by, by pair id."""
    with place.store.read() as tx:
        paired = tx.execute(select(pairs.c.id, pairs.c.starts)).all()
        last = meetings.last_days(tx, [row.id for row in paired])
        every = [PairStanding(row.id, row.starts, last.get(row.id)) for row in paired]
        days_off = programs.days_off_of(tx, [program.id])[program.id]
        found = agreed.with_agreed_days(tx, program, days_off, every)
        files = ladders.files(tx, [one.pair_id for one in every])
    wanted = {id_: day for id_, file in files.items() if (day := file.standing.agreed) is not None}
    return {one.pair_id: one.agreed for one in found if one.agreed is not None}, wanted
