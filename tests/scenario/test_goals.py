"""Goals: written, reworked, dropped without blame, achieved and shared; read by nobody but author and partner."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.domain.goals import Goal, GoalState, GoalWish, goal_to_ask_about, may_become, problems
from bot.domain.refusals import Refusal
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from bot.services import goals as service
from bot.store.schema_questions import goal_progress, goal_readings, goal_steps, goal_versions, goals
from bot.views import question_ids as ids
from tests.scenario.leaders import MONDAY, READERS, THURSDAY, WELL, check_in, count, posts, press_forged, settle, shown
from tests.scenario.test_questions import said
from tests.scenario.town import Town, town

WHAT, BY, STEPS = "What do you want to reach?", "By when?", "What are the small steps?"
MEASURE = "What does your measure show now?"
DAY = "2026-12-18"
SENTINEL = "Sentinel-goal"


async def front(place: Town, person: Person, text: str) -> View:
    """Wait until the modal in front of somebody shows a text."""

    def there() -> View | None:
        return person.modal if person.modal and text in str(person.modal.json()) else None

    return await place.slack.workspace.changes.until(there)


async def write(place: Town, person: Person, values: dict[str, Any]) -> Any:
    """Open the form for a new goal and send it off."""
    await (await person.command("/goal", "new")).modal()
    return await person.submit(values)


async def look(place: Town, person: Person) -> View:
    """Open the list, and from it the first goal."""
    await (await person.command("/goal")).modal()
    await person.act_in_modal(ids.GOAL_LOOK)
    return await front(place, person, "Your goal")


def stored(place: Town) -> list[Any]:
    with place.store.read() as tx:
        return list(tx.execute(select(goals).order_by(goals.c.id)))


def slack_ids(place: Town) -> tuple[str, str]:
    return place.slack.workspace.id, place.people["mia"].id


async def test_a_goal_reworked_and_then_dropped(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        settle(place)
        mia = place.people["mia"]
        first = {WHAT: "Visit every classroom.", BY: DAY, STEPS: "Ask for a timetable\nBegin with maths\n\n"}
        assert (await write(place, mia, first)).ok
        await mia.close_modal(everything=True)

        await look(place, mia)
        done = [row.id for row in rows(place, goal_steps)][:1]
        response = await mia.submit(
            {"Which steps are done?": [str(done[0])], "What does your measure show now?": "2 of 14"}
        )
        assert response.ok, response.errors
        view = await front(place, mia, "1 of 2 steps done")
        assert "2 of 14" in str(view.blocks)

        await mia.act_in_modal(ids.GOAL_LOOK)
        await front(place, mia, "Rework it")
        await mia.act_in_modal(ids.GOAL_REWORK)
        await front(place, mia, WHAT)
        reworked = {WHAT: "Visit the maths wing.", STEPS: "Begin with maths\nAsk for a timetable"}
        assert (await mia.submit(reworked)).ok
        view = await front(place, mia, "Visit the maths wing.")
        assert "Reworked, in progress" in str(view.blocks)
        assert [row.what for row in rows(place, goal_versions)] == ["Visit every classroom."]
        assert [(row.text, row.done_at is not None) for row in rows(place, goal_steps)] == [
            ("Begin with maths", False),
            ("Ask for a timetable", True),
        ]

        await mia.act_in_modal(ids.GOAL_LOOK)
        view = await front(place, mia, "Let it go")
        assert "Visit every classroom." in str(view.blocks)  # its history
        await mia.act_in_modal(ids.GOAL_DROP)
        view = await front(place, mia, "let go, and that is fine")
        assert "why" not in str(view.blocks).lower()
        await mia.close_modal()
        view = await front(place, mia, "Earlier")
        assert "Let go" in str(view.blocks)
        assert [row.state for row in stored(place)] == ["dropped"]
        # Nobody was told, nobody asks: the next check-in is silent about it.
        await check_in(place, mia, {WELL: "Good."})
        assert "goal" not in shown(mia.dms()[-1])
        assert not any("Visit" in shown(message) for message in place.people["theo"].dms())


def rows(place: Town, table: Any) -> list[Any]:
    with place.store.read() as tx:
        return list(tx.execute(select(table)))


async def test_a_check_in_asks_for_one_tap_on_one_goal(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        settle(place)
        mia = place.people["mia"]
        for what, day in (("Later goal", "2027-01-15"), ("Sooner goal", DAY)):
            await write(place, mia, {WHAT: what, BY: day})
        await check_in(place, mia, {WELL: "Good."})
        confirmation = mia.dms()[-1]
        assert "Sooner goal" in shown(confirmation)
        assert "Later goal" not in shown(confirmation)
        assert "Sooner goal" not in confirmation.text
        assert "Sooner goal" not in str(confirmation.blocks[0])
        for action in (ids.GOAL_FORWARD, ids.GOAL_FORWARD):  # two presses at once
            await mia.press(confirmation, action)
        await place.tick()
        assert "it is moving forward" in shown(mia.dms()[-1])
        assert [row.mark for row in rows(place, goal_progress)] == ["forward"]
        place.clock.move_to(THURSDAY)
        await check_in(place, mia, {WELL: "Good again."})
        assert "Later goal" in shown(mia.dms()[-1])  # the one asked about longest ago


async def test_an_achieved_goal_offers_itself_as_a_win_and_shares_nothing_by_itself(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place, channels=True)
        mia, theo = place.people["mia"], place.people["theo"]
        await write(place, mia, {WHAT: "Visit every classroom.", BY: DAY})
        await mia.close_modal(everything=True)
        await look(place, mia)
        await mia.act_in_modal(ids.GOAL_ACHIEVED)
        await front(place, mia, "Share it as a win")
        await place.tick()
        assert theo.dms() == []
        await mia.act_in_modal(ids.GOAL_SHARE)
        view = await front(place, mia, WELL)
        assert "Visit every classroom." in str(view.state)
        assert "'selected_option': None" in str(view.state)  # nobody reads it before its author has chosen who
        await mia.submit({READERS: "Everyone in the community channel"}, client_checks=True)
        await place.tick()
        assert [row.state for row in stored(place)] == ["achieved"]
        (post,) = posts(place.channels["community"], place)
        assert "Visit every classroom." in shown(post)
        team, theirs = place.slack.workspace.id, stored(place)[0].id
        assert isinstance(service.open_win(place.store, team, theo.id, theirs, now=MONDAY), Refusal)


async def test_a_cycle_of_improvement_with_readings_over_time(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        mia, cora = place.people["mia"], place.people["cora"]
        assert "tagged with data &amp; equity and instruction" in await said(
            cora, "/goal", "tags Instruction, Data & Equity"
        )
        assert "coordinators of the program" in await said(mia, "/goal", "tags mine")
        await (await mia.command("/goal", "new")).modal()
        await mia.act_in_modal(ids.GOAL_MORE)
        await front(place, mia, "Which inequity")
        values = {
            WHAT: "More ninth graders in advanced maths.",
            BY: DAY,
            "Which inequity, between which groups?": "Newcomers and others",
            "What may be at its root?": "Placement by one test",
            "What do you change, to see what happens?": "A second way in",
            "What does it belong to?": ["data & equity"],
        }
        assert (await mia.submit(values)).ok
        await mia.close_modal(everything=True)
        for n, value in enumerate(("12", "15", "19")):
            place.clock.move_to(MONDAY + timedelta(weeks=n))
            await look(place, mia)
            assert (await mia.submit({MEASURE: value})).ok
            await mia.close_modal(everything=True)
        view = await (await mia.command("/goal")).modal()
        assert "12 → 15 → 19" in str(view.blocks)
        assert "Belongs to data &amp; equity" in str(view.blocks)
        assert set(stored(place)[0].parts) == {"inequity", "root_cause", "change"}


@pytest.mark.parametrize(
    ("values", "block", "expected"),
    [
        ({WHAT: "", BY: DAY}, "goal_what", "what you want to reach"),
        ({WHAT: "  \u200b ", BY: DAY}, "goal_what", "what you want to reach"),
        ({WHAT: "👩🏽‍🏫" * 420, BY: DAY}, "goal_what", "longer than fits"),
        ({WHAT: "Go", BY: "2026-11-15"}, "goal_by_when", "This day has passed"),
        ({WHAT: "Go", BY: "soon"}, "goal_by_when", "choose a day"),
        ({WHAT: "Go", BY: "2226-11-15"}, "goal_by_when", "within sight"),
        ({WHAT: "Go", BY: DAY, STEPS: "\n".join(f"step {n}" for n in range(9))}, "goal_steps", "Eight steps"),
        ({WHAT: "Go", BY: DAY, STEPS: "x" * 151}, "goal_steps", "longer than fits"),
    ],
)
async def test_what_cannot_be_saved_is_said_on_its_field(
    sqlite_url: str, values: dict[str, Any], block: str, expected: str
) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        response = await write(place, place.people["mia"], values)
        assert list(response.errors) == [block]
        assert expected in response.errors[block]
        assert stored(place) == []


@pytest.mark.parametrize("words", ["<!here> <!channel>", "<@U1> <@U2>", "\u202eשלום\u202c", "```x``` *b*", "x" * 500])
async def test_whatever_is_written_is_shown_as_text(sqlite_url: str, words: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        mia = place.people["mia"]
        assert (await write(place, mia, {WHAT: words, BY: DAY, STEPS: words[:100]})).ok
        await check_in(place, mia, {WELL: "Good."})
        quoted = [b for b in mia.dms()[-1].blocks or [] if b["type"] == "rich_text"]
        assert quoted[0]["elements"][0]["elements"] == [{"type": "text", "text": words}]
        assert words not in mia.dms()[-1].text
        await look(place, mia)


async def test_two_presses_of_save_write_it_down_once(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        settle(place)
        wish = GoalWish("Visit every classroom.", date(2026, 12, 18))
        for _ in range(2):
            service.save(place.store, *slack_ids(place), None, wish, now=MONDAY)
        assert count(place.store, goals) == 1
        for _ in range(2):
            service.set_state(place.store, *slack_ids(place), stored(place)[0].id, GoalState.ACHIEVED, now=MONDAY)
        assert stored(place)[0].state == "achieved"


async def test_ten_goals_are_enough(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        for n in range(10):
            wish = GoalWish(f"Goal {n}", date(2026, 12, 18))
            service.save(place.store, *slack_ids(place), None, wish, now=MONDAY)
        response = await write(place, place.people["mia"], {WHAT: "One more", BY: DAY})
        assert "ten goals in progress" in response.errors["goal_what"]


class TestWhoSeesIt:
    async def test_author_and_present_partner_and_nobody_else(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = settle(place, channels=True)
            mia, theo, cora = (place.people[name] for name in ("mia", "theo", "cora"))
            await write(place, mia, {WHAT: SENTINEL, BY: DAY, STEPS: f"{SENTINEL}-step"})
            view = await (await theo.command("/goal")).modal()
            assert "Mia Sol works on this" in str(view.blocks)
            assert SENTINEL in str(view.blocks)
            view = await (await cora.command("/goal")).modal()
            assert SENTINEL not in str(view.blocks)
            assert "In Leaders: 1 in progress" in str(view.blocks)
            # A new partner takes over; the former one sees nothing any more, nor does the new one of an earlier pair.
            place.move_in("Nell Novak")
            place.clock.move_to(MONDAY + timedelta(days=1))
            roster = ["mia@leaders.example,mentee,nell@leaders.example", "nell@leaders.example,mentor,"]
            place.enrol(program, roster)
            place.clock.move_to(MONDAY + timedelta(days=2))
            view = await (await theo.command("/goal")).modal()
            assert SENTINEL not in str(view.blocks)
            view = await (await place.people["nell"].command("/goal")).modal()
            assert SENTINEL in str(view.blocks)

    async def test_a_partner_reads_and_changes_nothing(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            team, mia = slack_ids(place)
            wish = GoalWish(SENTINEL, date(2026, 12, 18), steps=("One",))
            service.save(place.store, team, mia, None, wish, now=MONDAY)
            goal_id = stored(place)[0].id
            before = (stored(place), rows(place, goal_steps))
            for name in ("theo", "cora"):
                who = place.people[name].id
                other = GoalWish("Mine now", date(2026, 12, 18))
                attempts: list[Any] = [
                    service.save(place.store, team, who, goal_id, other, now=MONDAY),
                    service.set_state(place.store, team, who, goal_id, GoalState.DROPPED, now=MONDAY),
                    service.record(place.store, team, who, goal_id, frozenset(), "1", now=MONDAY),
                ]
                assert [isinstance(attempt, Refusal) for attempt in attempts] == [True] * 3
            assert (stored(place), rows(place, goal_steps)) == before
            assert rows(place, goal_readings) == []

    async def test_forged_buttons_reach_nothing(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await write(place, mia, {WHAT: SENTINEL, BY: DAY})
            await check_in(place, mia, {WELL: "Good."})
            await place.tick(THURSDAY)
            for action, value in ((ids.GOAL_FORWARD, "1:1"), (ids.GOAL_LOOK, "1"), (ids.GOAL_FORWARD, "x")):
                await press_forged(theo, theo.dms()[0], action, {"value": value})
            await place.bot.deps.settled()
            assert rows(place, goal_progress) == []
            assert theo.modal is None
            assert SENTINEL not in "".join(shown(message) for message in [*theo.dms(), *theo.ephemerals()])


async def test_strangers_the_paused_and_unknown_words(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        mia = place.people["mia"]
        place.move_in("Nora Nobody")
        assert "not in a mentoring program" in await said(place.people["nora"], "/goal")
        assert "shows your goals" in await said(mia, "/goal", "help")
        assert "“a &lt; b” is not something I know" in await said(mia, "/goal", "a < b")
        await (await mia.command("/mentoring", "goal")).modal()
        await mia.close_modal()
        await (await mia.command("/mentoring", "pause")).modal()
        await mia.submit({})
        assert "paused" in await said(mia, "/goal")


states = st.sampled_from(list(GoalState))


@given(states, states)
def test_open_goals_end_and_ended_ones_come_back(state: GoalState, wanted: GoalState) -> None:
    allowed = may_become(state, wanted)
    if state.is_open:
        assert allowed == (wanted is not GoalState.ACTIVE)
    else:
        assert allowed == (wanted is GoalState.ACTIVE)


@given(st.text(max_size=600), st.dates(date(2020, 1, 1), date(2060, 1, 1)) | st.none(), st.lists(st.text(max_size=200)))
def test_whatever_is_saved_is_short_and_ahead(what: str, by_when: date | None, steps: list[str]) -> None:
    today = date(2026, 11, 16)
    if not problems(GoalWish(what, by_when, steps=tuple(steps)), today):
        assert 0 < len(what) <= 500
        assert by_when is not None
        assert today <= by_when
        assert len(steps) <= 8


def a_goal(n: int, state: GoalState = GoalState.ACTIVE, day: int = 1) -> Goal:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    return Goal(n, 1, state, f"Goal {n}", date(2026, 12, day), {}, frozenset(), at, at)


def test_the_goal_asked_about_is_open_and_was_asked_about_longest_ago() -> None:
    first, second, gone = a_goal(1, day=20), a_goal(2, day=10), a_goal(3, GoalState.DROPPED)
    assert goal_to_ask_about([first, second, gone], {}) == second
    assert goal_to_ask_about([first, second, gone], {2: MONDAY}) == first
    assert goal_to_ask_about([first, second], {2: MONDAY, 1: THURSDAY}) == second
    assert goal_to_ask_about([gone], {}) is None


async def test_home_shows_ones_own_open_goals_and_follows_them(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        mia = place.people["mia"]
        await mia.open_home()
        await place.slack.events.drain()
        await place.slack.workspace.changes.until(lambda: mia.home and "No goal right now" in str(mia.home.blocks))
        await place.bot.deps.settled()
        for n in range(5):
            service.save(place.store, *slack_ids(place), None, GoalWish(f"Goal {n}", date(2026, 12, n + 1)), now=MONDAY)
        await place.tick()
        shown_there = str(mia.home.blocks)
        assert [f"Goal {n}" in shown_there for n in range(5)] == [True, True, True, False, False]
        assert "2 more" in shown_there
        await mia.press_home(ids.GOAL_LOOK)
        await front(place, mia, "Let it go")
        await mia.act_in_modal(ids.GOAL_DROP)
        await front(place, mia, "that is fine")
        await place.tick()
        assert "Goal 0" not in str(mia.home.blocks)
