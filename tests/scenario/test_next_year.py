"""A program goes on in the next year with another one: planned, looked at, done as a whole or not at all."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.domain.home_groups import Proposal as Homes
from bot.domain.hours import Category
from bot.domain.members import Role
from bot.domain.next_year import Rule, Wish
from bot.domain.nudges import Why
from bot.domain.obstacles import Told
from bot.domain.program_settings import Overview, Topic
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import choices, home_groups, hours, matching, next_year, personal, program_settings
from bot.services.hours import HoursBoard
from bot.services.next_year import Chosen, DryRun, YearDone, YearForm
from bot.store import obstacles
from bot.store.schema import days_off, meetings, members, pairs, people, programs, prompts
from bot.store.schema_desk import hours_targets
from bot.store.schema_nudges import obstacles as obstacle_table
from bot.store.schema_questions import goals, program_questions, resources
from bot.store.schema_sessions import home_groups as group_table
from bot.store.schema_sessions import kept_apart
from bot.store.schema_years import next_years
from bot.views import desk_ids, year_ids
from tests.scenario.leaders import MONDAY, count, shown
from tests.scenario.test_desk import member_of, who
from tests.scenario.test_setup import home_of, until
from tests.scenario.town import Town, town
from tests.store.test_personal import everything

LAST = date(2026, 12, 4)
SPRING = date(2027, 1, 11)
ROSTER = [
    "mia@leaders.example,mentee,theo@leaders.example,Elm,North",
    "ana@leaders.example,mentee,theo@leaders.example,Oak,North",
    "eve@leaders.example,emerging,,Elm,North",
    "theo@leaders.example,mentor;coordinator,,Oak,South",
]
WISH = Wish("Leaders 2027", SPRING, date(2027, 6, 11))
ALL = Chosen()


def settle(place: Town, ends: date | None = LAST) -> Program:
    """Move Cora, Theo and those whom he mentors in, with a home group, days off, and much else that a year leaves."""
    for name in ("Cora Vance", "Theo Park", "Mia Sol", "Ana Lund", "Eve Moss"):
        place.move_in(name)
    program = place.program([], starts=date(2026, 11, 16), ends=ends)
    place.enrol(program, ROSTER, "email,role,mentor_email,school,district")
    mia, ana, eve = (member_of(place, name) for name in ("mia", "ana", "eve"))
    now = place.clock.now()
    with place.store.write() as tx:
        home_groups.settle(tx, program.id, Homes({"1": frozenset({mia, ana, eve})}), now=now)
        span = {"program_id": program.id, "scope": "program", "scope_name": "", "title": "Break"}
        past = {"starts": date(2026, 11, 26), "ends": date(2026, 11, 27)}
        tx.execute(insert(days_off).values({**span, **past}))
        tx.execute(insert(days_off).values({**span, "starts": date(2027, 2, 15), "ends": date(2027, 2, 19)}))
        ids = {row.name: row.id for row in tx.execute(select(people.c.name, people.c.id))}
        one, other = sorted((ids["Mia Sol"], ids["Eve Moss"]))
        tx.execute(
            insert(kept_apart).values(
                program_id=program.id, one_id=one, other_id=other, by_id=ids["Cora Vance"], since=now
            )
        )
        tx.execute(insert(hours_targets).values(program_id=program.id, category=Category.MENTORING, minutes=3000))
        book = {"title": "Listening", "link": "https://example.org/l", "kind": "article", "state": "listed"}
        made = tx.execute(insert(resources).values(program_id=program.id, suggested_by=mia, created_at=now, **book))
        question = {"name": "q1", "text": "What did you notice?", "kind": "story", "audience": "mentee"}
        resource_id = made.inserted_primary_key[0]  # type: ignore[index]
        tx.execute(
            insert(program_questions).values(program_id=program.id, resource_id=resource_id, created_at=now, **question)
        )
        goal = {"by_when": date(2027, 6, 1), "parts": {}, "tags": "", "created_at": now, "changed_at": now}
        for state in ("active", "achieved"):
            tx.execute(insert(goals).values(member_id=mia, state=state, what=f"An {state} goal", **goal))
    return program


def plan(place: Town, program: Program, wish: Wish = WISH, chosen: Chosen = ALL, by: str = "cora") -> Any:
    return next_year.plan(place.store, *who(place, by), program.id, wish, chosen, now=place.clock.now())


def carry_out(place: Town, program: Program, digest: str, by: str = "cora") -> Any:
    return next_year.carry_out(place.store, *who(place, by), program.id, digest, now=place.clock.now())


def begin_next(place: Town, program: Program, wish: Wish = WISH) -> Program:
    """Plan the next year and have it done."""
    seen = plan(place, program, wish)
    assert isinstance(seen, DryRun), seen
    done = carry_out(place, program, seen.plan.digest)
    assert isinstance(done, YearDone)
    return done.into


def roles(place: Town, program_id: int) -> dict[str, str]:
    with place.store.read() as tx:
        query = select(people.c.name, members.c.roles).join(members, members.c.person_id == people.c.id)
        return {row[0]: row[1] for row in tx.execute(query.where(members.c.program_id == program_id))}


def rows(place: Town, query: Any) -> list[tuple[Any, ...]]:
    with place.store.read() as tx:
        return [tuple(row) for row in tx.execute(query)]


async def test_a_coordinator_plans_looks_and_has_it_done_in_slack(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        cora, eve = place.people["cora"], place.people["eve"]
        await home_of(place, cora)
        await cora.press_home(desk_ids.DESK_MORE, "Plan the next year")
        view = await until(place, cora, "What becomes of this year's mentees?")
        assert view.state[year_ids.YEAR_STARTS]["value"]["selected_date"] == "2027-11-16"
        wrong = await cora.submit(
            {year_ids.YEAR_NAME: "leaders", year_ids.YEAR_STARTS: "2026-11-01", year_ids.YEAR_CHOSEN: [cora.id]}
        )
        assert "has this name already" in str(wrong.errors)
        assert "not after the first day" in str(wrong.errors)
        assert "neither mentee nor emerging" in str(wrong.errors)
        wanted = {year_ids.YEAR_NAME: "Leaders 2027", year_ids.YEAR_STARTS: "2027-01-11", year_ids.YEAR_CHOSEN: []}
        sent = await cora.submit({**wanted, year_ids.YEAR_ENDS: "2027-06-11", year_ids.YEAR_LEAVING: [eve.id]})
        assert sent.ok, sent.errors
        said = str((await until(place, cora, "Nothing has changed yet")).blocks)
        assert "4 people go on. Those who do not: 1." in said
        assert "2 of them mentor from then on" in said
        assert "Eve Moss, since you said so" in said
        assert "Mia Sol: mentor from then on, in Group 1" in said
        assert "Theo Park: mentor and coordinator" in said
        assert count(place.store, programs) == 1
        await cora.act_in_modal("Change the plan")
        view = await until(place, cora, "What becomes of this year's mentees?")
        assert view.state[year_ids.YEAR_LEAVING]["value"]["selected_users"] == [eve.id]
        assert (await cora.submit({year_ids.YEAR_LEAVING: []})).ok
        await until(place, cora, "5 people go on")
        assert (await cora.submit({})).ok
        said = str((await until(place, cora, "is set up.")).blocks)
        assert "It begins on Monday 11 January 2027, and 5 people are in it" in said
        into = rows(place, select(programs.c.id).where(programs.c.name == "Leaders 2027"))[0][0]
        assert roles(place, into) == {
            **{"Cora Vance": "coordinator", "Theo Park": "coordinator;mentor", "Eve Moss": "emerging"},
            **{"Mia Sol": "mentor", "Ana Lund": "mentor"},
        }
        await cora.act_in_modal("Find mentors")
        assert "*Ana Lund* for *Eve Moss*" in str((await until(place, cora, "One person in Leaders 2027")).blocks)
        assert {row[0] for row in rows(place, select(pairs.c.program_id))} == {program.id}, "proposed, not made"
        await cora.close_modal()
        await cora.command("/mentoring", "year")
        assert "Cora Vance set it up, and nothing has changed now" in str(
            (await until(place, cora, "is there already")).blocks
        )
        await cora.close_modal()
        await cora.command("/mentoring", "log")
        await until(place, cora, "set up Leaders 2027 for the next year: 5 people go on, 2 of them mentor")


async def test_the_new_program_has_what_the_old_one_was_set_to(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        into = begin_next(place, program)
        with place.store.read() as tx:
            old, new = (
                dict(tx.execute(select(programs).where(programs.c.id == id_)).mappings().one())
                for id_ in (program.id, into.id)
            )
        own = {"id", "name", "name_key", "starts", "ends", "created_at", "questions_version"}
        own |= {"next_digest_at", "next_question_at", "words_next_at"}
        assert {name for name in old if old[name] != new[name]} <= own
        assert new["next_digest_at"] == datetime(2027, 1, 11, 12, tzinfo=UTC)
        assert new["words_next_at"].date() == date(2028, 5, 28)
        assert rows(place, select(days_off.c.starts).where(days_off.c.program_id == into.id)) == [(date(2027, 2, 15),)]
        for table, number in ((kept_apart, 1), (hours_targets, 1), (resources, 1), (program_questions, 1)):
            found = select(table.c.program_id).where(table.c.program_id == into.id)
            assert len(rows(place, found)) == number, table.name
        of_question = select(resources.c.program_id, resources.c.suggested_by).join(
            program_questions, program_questions.c.resource_id == resources.c.id
        )
        assert (into.id, None) in rows(place, of_question)
        groups = select(group_table.c.name, group_table.c.program_id, group_table.c.closed_at)
        assert rows(place, groups) == [("1", program.id, None), ("1", into.id, None)]


async def test_the_year_turns_when_the_old_program_is_over(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        mia = place.people["mia"]
        [(pair_id,)] = rows(place, select(pairs.c.id).where(pairs.c.mentee_id == member_of(place, "mia")))
        talk = {"pair_id": pair_id, "held_on": date(2026, 11, 16), "minutes": 30, "kind": "weekly"}
        with place.store.write() as tx:
            by = {"logged_by": 1, "logged_at": place.clock.now()}
            tx.execute(insert(meetings).values(**talk, **by))
            obstacles.add(tx, program.id, pair_id, None, Told(Why.SCHEDULE), place.clock.now())
        into = begin_next(place, program, Wish("Leaders 2027", SPRING, carries_hours=True))
        await place.live_until(datetime(2026, 12, 4, 23, tzinfo=UTC))
        assert {row[0] for row in rows(place, select(pairs.c.ends))} == {None}, "pairs last as long as their program"
        asked = len(rows(place, select(prompts.c.id)))
        await place.live_until(datetime(2027, 1, 10, 12, tzinfo=UTC))
        assert {row[0] for row in rows(place, select(pairs.c.ends))} == {LAST}
        tasks = select(obstacle_table.c.closed_at, people.c.name)
        [(closed, by_whom)] = rows(place, tasks.join(people, people.c.id == obstacle_table.c.closed_by))
        assert (closed.date(), by_whom) == (LAST + timedelta(days=1), "Cora Vance")
        assert len(rows(place, select(prompts.c.id))) == asked, "nobody is asked between the two"
        new_mia = member_of(place, "mia")
        assert rows(place, select(goals.c.what, goals.c.member_id == new_mia).order_by(goals.c.id)) == [
            ("An active goal", True),
            ("An achieved goal", False),
        ]
        board = hours.board(place.store, *who(place, "mia"), now=place.clock.now())
        assert isinstance(board, HoursBoard)
        assert [(each.program, [one.minutes for one in each.standings]) for each in board.ledgers] == [
            ("Leaders 2027", [30]),
            ("Leaders", [30]),
        ]
        at_home = await home_of(place, mia)
        assert "*0:30* of 50:00" in at_home, "nothing counts twice"
        assert at_home.count("*Group 1:*") == 1
        before = len(mia.dms())
        await place.live_until(datetime(2027, 1, 15, 12, tzinfo=UTC))
        [prompt] = mia.dms()[before:]
        assert "Welcome to Leaders 2027" in shown(prompt)
        await place.live_until(datetime(2027, 1, 22, 12, tzinfo=UTC))
        assert sum("Welcome to" in shown(each) for each in mia.dms()[before:]) == 1
        found = matching.propose(place.store, *who(place, "cora"), None, now=place.clock.now())
        assert isinstance(found, matching.Proposal)
        assert found.program.id == into.id, "the desk is that of the program that runs"


async def test_while_both_run_everybody_has_one_question_a_week(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        wish = Wish("Spring", date(2026, 11, 23), date(2027, 1, 29))
        seen = plan(place, program, wish)
        assert isinstance(seen, DryRun)
        assert seen.plan.overlap == (date(2026, 11, 23), LAST)
        into = begin_next(place, program, wish)
        await place.live_until(datetime(2026, 12, 19, tzinfo=UTC))
        per_week = rows(place, select(prompts.c.person_id, prompts.c.week))
        assert len(per_week) == len(set(per_week))
        of_weeks = select(members.c.program_id, prompts.c.week).join(prompts, prompts.c.member_id == members.c.id)
        assert {week for id_, week in rows(place, of_weeks) if id_ == into.id} == {date(2026, 12, 10)}
        mia = place.people["mia"]
        assert sum("Welcome to Spring" in shown(each) for each in mia.dms()) == 1


async def test_last_years_partners_are_not_proposed_again(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        into = begin_next(place, program, Wish("Leaders 2027", SPRING, rule=Rule.ONLY))
        assert roles(place, into.id) == roles(place, program.id)
        found = matching.propose(place.store, *who(place, "cora"), into.id, now=place.clock.now())
        assert isinstance(found, matching.Proposal)
        assert [(each.mentor.name, each.mentee.name) for each in found.matches] == [("Theo Park", "Eve Moss")]
        assert found.waiting == 3


async def test_pairs_last_as_long_as_their_program_if_that_is_given_another_last_day(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        begin_next(place, program)
        cora, later = who(place, "cora"), {"ends": date(2026, 12, 11)}
        now = place.clock.now()
        changed = program_settings.change(place.store, *cora, program.id, Topic.PROGRAM, later, now=now)
        assert isinstance(changed, Overview)
        assert rows(place, select(next_years.c.next_at)) == [(datetime(2026, 12, 12, 5, tzinfo=UTC),)]


async def test_a_program_without_a_last_day_gets_one_and_gives_way_at_once_if_it_is_past(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place, ends=None)
        await place.live_until(MONDAY + timedelta(days=30))
        begin_next(place, program, Wish("Next", date(2026, 12, 10), carries_goals=False))
        assert rows(place, select(programs.c.ends).where(programs.c.id == program.id)) == [(date(2026, 12, 9),)]
        assert {row[0] for row in rows(place, select(pairs.c.ends))} == {date(2026, 12, 9)}
        assert [row[0] for row in rows(place, select(goals.c.state).order_by(goals.c.id))] == ["dropped", "achieved"]
        assert rows(place, select(next_years.c.next_at)) == [(None,)]


async def test_what_has_changed_since_it_was_looked_at_is_shown_anew_and_a_second_press_does_nothing(
    store_url: str,
) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        seen = plan(place, program, chosen=Chosen(leaving=(place.people["ana"].id,)))
        choices.leave(place.store, *who(place, "mia"), member_of(place, "mia"), now=place.clock.now())
        personal.forget(place.store, *who(place, "ana"), now=place.clock.now())
        anew = carry_out(place, program, seen.plan.digest)
        assert isinstance(anew, DryRun)
        assert {each.person.name for each in anew.plan.going} == {"Cora Vance", "Theo Park", "Eve Moss"}
        assert count(place.store, programs) == 1
        first = carry_out(place, program, anew.plan.digest)
        before = everything(place.store)
        second = carry_out(place, program, anew.plan.digest, by="theo")
        assert isinstance(second, YearDone)
        assert (first.is_new, second.is_new, second.by) == (True, False, "Cora Vance")
        assert isinstance(plan(place, program), YearDone)
        assert everything(place.store) == before


@pytest.mark.parametrize("broken", ["bot.services.home_groups.settle", "bot.services.rhythm.recompute"])
async def test_a_fault_in_the_middle_leaves_everything_as_it_was(
    store_url: str, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        seen = plan(place, program)
        before = everything(place.store)

        def fails(*args: Any, **more: Any) -> None:
            raise RuntimeError("the machine stops")

        with monkeypatch.context() as patch:
            patch.setattr(broken, fails)
            with pytest.raises(RuntimeError):
                carry_out(place, program, seen.plan.digest)
        assert everything(place.store) == before
        assert isinstance(carry_out(place, program, seen.plan.digest), YearDone)


async def test_nobody_else_plans_a_year(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        seen = plan(place, program)
        for name in ("Otto Ondine", "Nora Nobody", "Ada Boss"):
            place.move_in(name, is_admin=name.startswith("Ada"))
        place.program([], name="Others", coordinator="otto")
        before = everything(place.store)

        def attempts(name: str) -> list[Any]:
            at = (place.store, *who(place, name), program.id)
            return [
                next_year.begin(*at),
                next_year.shown(*at),
                plan(place, program, by=name),
                carry_out(place, program, seen.plan.digest, by=name),
            ]

        for name in ("otto", "nora", "ada", "mia", "eve"):
            assert all(isinstance(each, Refusal) for each in attempts(name)), name
        assert everything(place.store) == before
        for role in [role for role in Role if role is not Role.COORDINATOR]:
            with place.store.write() as tx:
                tx.execute(update(members).where(members.c.id == member_of(place, "theo")).values(roles=role))
            assert all(isinstance(each, Refusal) for each in attempts("theo")), role
        assert count(place.store, programs) == 2
        assert isinstance(next_year.begin(place.store, *who(place, "cora"), program.id), YearForm)
        refused = next_year.shown(place.store, *who(place, "otto"), 2)
        assert isinstance(refused, Refusal)
        assert refused.reason is Reason.OUTDATED, "there is no plan to look at"
