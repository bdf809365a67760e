"""The coordinators' desk: settings, people, matches, who is kept apart, the log; for its coordinators alone."""

import asyncio
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.domain.members import Role
from bot.domain.program_settings import Objections, Overview, Problem, Topic
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.domain.roster import parse_roster
from bot.sandbox.slack.person import Person
from bot.services import (
    change_log,
    directory,
    keep_apart,
    matching,
    pair_care,
    program_channels,
    program_days,
    program_settings,
    roster_uploads,
)
from bot.services.calendars import Whose
from bot.services.matching import Proposal
from bot.store.schema import members, pairs, people, programs, prompts
from bot.store.schema_desk import audit
from bot.views import desk_ids as ids
from tests.scenario.leaders import MONDAY, THURSDAY, count, settle
from tests.scenario.test_setup import home_of, until
from tests.scenario.town import Town, town

HEADER = "email,role,mentor_email,school,district"


def who(place: Town, name: str) -> tuple[str, str]:
    return place.slack.workspace.id, place.people[name].id


def member_of(place: Town, name: str) -> int:
    """Return the latest membership of somebody."""
    with place.store.read() as tx:
        query = select(members.c.id).join(people, people.c.id == members.c.person_id)
        found = tx.execute(query.where(people.c.slack_id == place.people[name].id).order_by(members.c.id.desc()))
        return int(found.scalars().first() or 0)


def column(place: Town, col: Any) -> list[Any]:
    with place.store.read() as tx:
        return list(tx.execute(select(col).order_by(col)).scalars())


def set_to(place: Town, program: Program, topic: Topic, **wanted: Any) -> Overview | Refusal | Objections:
    now = place.clock.now()
    return program_settings.change(place.store, *who(place, "cora"), program.id, topic, wanted, now=now)


def attempts(place: Town, program: Program) -> list[Callable[[str], Any]]:
    """Return everything that a coordinator can do at the desk, to be tried as somebody (a first name)."""
    store, now, mia = place.store, place.clock.now(), member_of(place, "mia")
    with store.read() as tx:
        pair_id = tx.execute(select(pairs.c.id)).scalars().first() or 0
    lines = parse_roster(b"email\nnew@leaders.example\n")
    theo_mia = (member_of(place, "theo"), mia)
    two = (place.people["mia"].id, place.people["theo"].id)

    def by(use_case: Callable[..., Any], *args: Any, **more: Any) -> Callable[[str], Any]:
        return lambda name: use_case(store, *who(place, name), *args, **more)

    return [
        by(program_settings.overview, program.id),
        by(program_settings.change, program.id, Topic.RHYTHM, {"prompt_weekday": 1}, now=now),
        by(program_settings.keep, program.id, Topic.RHYTHM, now=now),
        by(program_channels.choose, program.id, {}, now=now),
        by(program_days.change, program.id, Whose(), [], now=now),
        by(roster_uploads.check, program.id, lines, {}, complete=False, now=now),
        by(roster_uploads.bring_in, program.id, lines, {}, complete=True, confirmed=True, now=now),
        by(directory.find, program.id),
        by(directory.look, mia, now=now),
        by(directory.set_roles, mia, {Role.COACH}, now=now),
        by(directory.pause, mia, None, now=now),
        by(directory.resume, mia, now=now),
        by(directory.end, mia, now=now),
        by(directory.bring_back, mia, now=now),
        by(matching.propose, program.id, now=now),
        by(matching.approve, program.id, theo_mia, now=now),
        by(matching.approve_all, program.id, "0", now=now),
        by(matching.pair_with, mia, place.people["theo"].id, now=now),
        by(keep_apart.shown, program.id),
        by(keep_apart.keep, program.id, two, now=now),
        by(keep_apart.let, program.id, 1, now=now),
        by(change_log.page, program.id),
        by(pair_care.hold, pair_id, None, now=now),
        by(pair_care.go_on, pair_id, now=now),
        by(pair_care.end, pair_id, "They moved.", now=now),
    ]


async def test_nobody_else_gets_at_the_desk(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        for name in ("Otto Ondine", "Nora Nobody", "Ada Boss"):
            place.move_in(name, is_admin=name.startswith("Ada"))
        place.program([], name="Others", coordinator="otto")
        tables = (members, pairs, audit)
        before = [count(place.store, table) for table in tables]
        deeds = attempts(place, program)
        for name in ("otto", "nora", "ada"):
            refused = [deed(name) for deed in deeds]
            assert all(isinstance(each, Refusal) for each in refused), name
        for role in [role for role in Role if role is not Role.COORDINATOR]:
            with place.store.write() as tx:
                own = select(people.c.id).where(people.c.slack_id == place.people["theo"].id).scalar_subquery()
                tx.execute(update(members).where(members.c.person_id == own).values(roles=role))
            assert all(isinstance(deed("theo"), Refusal) for deed in deeds), role
        assert [count(place.store, table) for table in tables] == before
        assert not any(isinstance(deed("cora"), Refusal) for deed in deeds[:2])


@pytest.mark.parametrize("zone", ["Pacific/Honolulu", "Asia/Tokyo"])
@pytest.mark.parametrize("weekday", [3, 4, 2])
async def test_a_change_in_mid_week_asks_nobody_twice(sqlite_url: str, zone: str, weekday: int) -> None:
    async with town(sqlite_url, MONDAY) as place:
        program = settle(place)
        with place.store.write() as tx:
            tx.execute(update(people).values(slack_timezone=None))
        await place.live_until(THURSDAY + timedelta(hours=6))
        assert count(place.store, prompts) == 2
        assert isinstance(set_to(place, program, Topic.PROGRAM, timezone=zone), Overview)
        assert isinstance(set_to(place, program, Topic.RHYTHM, prompt_weekday=weekday), Overview)
        await place.live_until(THURSDAY + timedelta(days=5, hours=12))
        assert count(place.store, prompts) == 2
        with place.store.read() as tx:
            row = tx.execute(select(programs)).one()
            due = list(tx.execute(select(people.c.next_prompt_at).where(people.c.name != "Cora Vance")).scalars())
        assert (row.timezone, row.prompt_weekday) == (zone, weekday)
        assert all(at is not None and at > place.clock.now() for at in due)
        assert row.next_digest_at.astimezone(UTC) > place.clock.now()


async def test_settings_are_saved_with_a_line_in_the_log_and_refused_on_their_field(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        found = set_to(
            place, program, Topic.RHYTHM, digest_weekday=4, digest_time=time(12, 0), reminder_time=time(8, 0)
        )
        assert isinstance(found, Overview)
        assert column(place, programs.c.next_digest_at) == [datetime(2026, 11, 20, 17, 0, tzinfo=UTC)]
        bad = set_to(place, program, Topic.RHYTHM, prompt_time=time(22, 0), prompt_weekday=6)
        assert isinstance(bad, Objections)
        assert bad.problems == {"prompt_time": Problem.QUIET, "prompt_weekday": Problem.WEEKEND}
        assert isinstance(set_to(place, program, Topic.PAIRS, step_days=1), Objections)
        assert isinstance(set_to(place, program, Topic.PAIRS, nudges_on=False, coaching_minutes=60), Overview)
        assert isinstance(set_to(place, program, Topic.GROUPS, smallest=4, largest=6), Objections)
        assert isinstance(set_to(place, program, Topic.GROUPS, smallest=3, largest=6, conversation="none"), Overview)
        assert isinstance(set_to(place, program, Topic.GROUPS, smallest=3), Overview)  # the same: no line
        page = change_log.page(place.store, *who(place, "cora"), program.id)
        assert isinstance(page, change_log.LogPage)
        assert [list(entry.facts["changes"]) for entry in page.entries] == [
            ["largest", "conversation"],
            ["nudges_on", "coaching_minutes"],
            ["reminder_time", "digest_weekday", "digest_time"],
        ]


async def test_a_setting_is_changed_from_home_and_read_in_the_log(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        cora = place.people["cora"]
        await home_of(place, cora)
        await cora.press_home("Change settings")
        await until(place, cora, "Every change is written into the log")
        await cora.act_in_modal("Change pair care")
        await until(place, cora, "How many days lie between two steps?")
        assert (await cora.submit({"How many days lie between two steps?": "14"})).ok
        await until(place, cora, "a step every 14 days")
        await cora.act_in_modal("Name what tags goals")
        await until(place, cora, "What can goals be tagged with?")
        assert (
            "at most 50"
            in (await cora.submit({"What can goals be tagged with?": "x" * 61})).errors["setting_goal_framework"]
        )
        assert (await cora.submit({"What can goals be tagged with?": "Equity,  Trust\nequity"})).ok
        await until(place, cora, "tagged with equity and trust")
        await cora.act_in_modal("Set targets")
        await until(place, cora, "Leave empty what has no target")
        assert (await cora.submit({"Coaching": "10.5"})).ok
        await until(place, cora, "Coaching 10:30")
        await cora.close_modal()
        await cora.press_home(ids.DESK_MORE, "Read the log")
        view = await until(place, cora, "days between steps")
        assert "Cora Vance: set the targets of hours" in str(view.blocks)
        assert "what goals can be tagged with from “” to “equity;trust”" in str(view.blocks)
        assert "Cora Vance: set days between steps from “7” to “14”" in str(view.blocks)


async def person_in_front(place: Town, cora: Person, name: str) -> None:
    await cora.command("/mentoring", f"people {name}")
    await cora.wait_modal()
    await cora.act_in_modal("Open")
    await until(place, cora, f"{name}@leaders.example")


async def test_a_person_is_found_given_roles_paused_ended_and_brought_back(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        settle(place)
        cora = place.people["cora"]
        await person_in_front(place, cora, "mia")
        assert "Mentored by Theo Park" in str(cora.modal and cora.modal.blocks)
        await cora.act_in_modal("Change roles")
        await until(place, cora, "Roles of Mia Sol")
        assert (await cora.submit({ids.PERSON_VALUE: ["mentee", "coordinator"]})).ok
        await until(place, cora, "mentee and coordinator")
        await cora.act_in_modal("Pause messages")
        await until(place, cora, "first day back")
        assert "after today" in str((await cora.submit({ids.PERSON_VALUE: "2026-11-16"})).errors)
        assert (await cora.submit({ids.PERSON_VALUE: "2026-12-01"})).ok
        await until(place, cora, "Paused until Tuesday 1 December")
        await cora.act_in_modal("End the pause")
        await until(place, cora, "Pause messages")
        await cora.act_in_modal("End membership")
        await until(place, cora, "End the part of Mia Sol")
        assert (await cora.submit({})).ok
        await until(place, cora, "No longer in the program")
        assert column(place, pairs.c.ends) == [date(2026, 11, 16)]
        await cora.act_in_modal("Bring back")
        await until(place, cora, "In no pair now")
        with place.store.read() as tx:
            actions = list(tx.execute(select(audit.c.action).order_by(audit.c.id)).scalars())
        assert actions == ["roles_changed", "paused", "resumed", "membership_ended", "brought_back"]


async def test_a_pair_is_put_on_hold_and_let_go_on_where_the_person_is_shown(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        cora = place.people["cora"]
        await person_in_front(place, cora, "mia")
        await cora.act_in_modal("Put pair on hold")
        await until(place, cora, "get no notes and no reminders meanwhile")
        assert (await cora.submit({"What is the first day on which it goes on?": "2026-12-01"})).ok
        view = await until(place, cora, "Mentored by Theo Park. The pair is on hold until Tuesday 1 December.")
        assert "Put pair on hold" not in str(view.blocks)
        for name in ("mia", "theo"):
            assert "*On hold from Monday 16 November until Tuesday 1 December:*" in await home_of(
                place, place.people[name]
            )
        await cora.act_in_modal("Let the pair go on")
        await until(place, cora, "Put pair on hold")
        assert "On hold" not in await home_of(place, place.people["mia"])
        assert column(place, audit.c.action) == ["pair_held", "pair_went_on"]


async def test_the_last_coordinator_stays(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        settle(place)
        cora = place.people["cora"]
        await cora.command("/mentoring", "leave")
        await cora.wait_modal()
        await cora.submit({})
        said = await cora.wait_dm()
        assert "You are the only coordinator of Leaders" in said.text
        now, own = place.clock.now(), member_of(place, "cora")
        for refused in (
            directory.end(place.store, *who(place, "cora"), own, now=now),
            directory.set_roles(place.store, *who(place, "cora"), own, {Role.MENTOR}, now=now),
        ):
            assert isinstance(refused, Refusal)
            assert refused.reason is Reason.LAST_COORDINATOR
        roles = {Role.MENTOR, Role.COORDINATOR}
        theo = member_of(place, "theo")
        assert isinstance(
            directory.set_roles(place.store, *who(place, "cora"), theo, roles, now=now), directory.OnePerson
        )
        assert isinstance(directory.end(place.store, *who(place, "theo"), own, now=now), directory.OnePerson)


async def test_matches_are_proposed_with_reasons_and_made_by_one_of_two(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        for name in ("Nia Ray", "Lou Mar", "Pat Dee", "Zoe Lin"):
            place.move_in(name)
        place.enrol(
            program,
            [
                "nia@leaders.example,mentee,,Elm,North",
                "lou@leaders.example,mentee,,Elm,South",
                "pat@leaders.example,mentor;coordinator,,Oak,North",
                "zoe@leaders.example,mentor,,Oak,South",
            ],
            HEADER,
        )
        cora, pat = place.people["cora"], place.people["pat"]
        for person in (cora, pat):
            await person.command("/mentoring", "matches")
            view = await until(place, person, "2 people in Leaders are without a mentor")
        assert "*Zoe Lin* for *Lou Mar*: same district, another school, same hours and mentors nobody now" in str(
            view.blocks
        ).replace("\\n", " ")
        key = f"{member_of(place, 'pat')}-{member_of(place, 'nia')}"
        assert count(place.store, pairs) == 1
        await cora.act_in_modal(f"{_block_of(cora, key)}/{ids.MATCH_PAIR}")
        await until(place, cora, "One person in Leaders")
        await pat.act_in_modal(f"{_block_of(pat, key)}/{ids.MATCH_PAIR}")
        view = await until(place, pat, "Cora Vance")
        assert count(place.store, pairs) == 2
        proposal = matching.propose(place.store, *who(place, "cora"), program.id, now=place.clock.now())
        assert isinstance(proposal, Proposal)
        outdated = matching.approve_all(place.store, *who(place, "cora"), program.id, "another", now=place.clock.now())
        assert isinstance(outdated, Refusal)
        await cora.act_in_modal("Make this one a pair")
        await until(place, cora, "Everybody in Leaders who is to have a mentor has one")
        await place.tick()
        assert count(place.store, pairs) == 3


def _block_of(person: Person, value: str) -> str:
    """Return the block whose button has a value."""
    assert person.modal is not None
    return next(b["block_id"] for b in person.modal.blocks if b.get("accessory", {}).get("value") == value)


async def test_who_is_kept_apart_or_was_a_pair_is_not_proposed(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        place.move_in("Pat Dee")
        place.enrol(program, ["pat@leaders.example,mentor,"])
        cora, now = who(place, "cora"), place.clock.now()
        with place.store.read() as tx:
            pair_id = tx.execute(select(pairs.c.id)).scalar_one()
        assert pair_care.end(place.store, *cora, pair_id, "They moved.", now=now) is None

        def mentors() -> list[str]:
            found = matching.propose(place.store, *cora, program.id, now=now)
            assert isinstance(found, Proposal)
            return [match.mentor.name for match in found.matches]

        assert mentors() == ["Pat Dee"]
        person = place.people["cora"]
        await person.command("/mentoring", "apart")
        await person.wait_modal()
        mia, pat = place.people["mia"], place.people["pat"]
        assert "two different people" in str(
            (await person.submit({ids.APART_ONE: mia.id, ids.APART_OTHER: mia.id})).errors
        )
        assert (await person.submit({ids.APART_ONE: mia.id, ids.APART_OTHER: pat.id})).ok
        await until(place, person, "Mia Sol and Pat Dee")
        assert mentors() == []
        await person.act_in_modal("Stop this")
        await until(place, person, "Nobody is kept apart")
        assert mentors() == ["Pat Dee"]


async def test_three_thousand_people_are_paged_and_searched_within_slacks_limits(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        program = settle(place)
        lines = [f"p{n}@x.example,{'mentor' if n % 2 else 'mentee'},,Elm,North" for n in range(3000)]
        await asyncio.to_thread(place.enrol, program, lines, HEADER)
        cora = place.people["cora"]
        await cora.command("/mentoring", "people")
        await until(place, cora, "Page 1 of 301")
        await cora.act_in_modal("Next page")
        await until(place, cora, "Page 2 of 301")
        assert (await cora.submit({ids.PEOPLE_WORDS: "THEO"})).ok
        await until(place, cora, "One person is found")
        await cora.close_modal()
        await cora.command("/mentoring", "matches")
        view = await until(place, cora, "1500 people in Leaders are without a mentor")
        assert sum("accessory" in block for block in view.blocks) == 20
