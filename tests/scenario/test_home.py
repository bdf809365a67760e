"""The Home tab, lived: opened, pressed, kept up to date, by every role and by people it is not for."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain.messages import RowState
from bot.domain.nudges import Why
from bot.domain.obstacles import Told
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from bot.services import home as service
from bot.store import obstacles
from bot.store.schema import outbox, pairs, people
from bot.views import ids
from tests.scenario.leaders import HARD, MONDAY, READERS, THURSDAY, WELL, check_in, open_form, settle, shown
from tests.scenario.town import Town, town

COACHED = "email,role,mentor_email,coach_email,school"


def texts(node: Any) -> Iterator[str]:
    """Yield what stands in a part of a view, besides what its menus offer."""
    if isinstance(node, dict):
        if isinstance(node.get("text"), str):
            yield node["text"]
        yield from texts([value for name, value in node.items() if name not in {"options", "option_groups"}])
    elif isinstance(node, list):
        for child in node:
            yield from texts(child)


def seen(view: View | None) -> str:
    """Return all that a view shows."""
    return "\n".join(texts(view.definition["blocks"])) if view else ""


def rows(place: Town) -> list[str]:
    """Return the states of all rows that publish Home, oldest first."""
    with place.store.read() as tx:
        return list(
            tx.execute(select(outbox.c.state).where(outbox.c.kind == "home_tab").order_by(outbox.c.id)).scalars()
        )


async def opened(place: Town, person: Person) -> str:
    """Open somebody's Home and return what it shows."""
    view = await person.open_home()
    await place.slack.events.drain()
    await place.bot.deps.settled()
    return seen(view)


class TestMember:
    async def test_they_open_it_check_in_from_it_and_see_it_change(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await place.tick(THURSDAY)
            home = await opened(place, mia)
            assert "Your check-in for this week is open" in home
            assert f"<@{place.people['theo'].id}>* is your mentor" in home
            assert "No meeting is logged yet" in home
            assert "on Thursday at 14:30" in home
            response = await mia.press_home("Check in")
            assert response is not None
            await response.modal()
            assert (await mia.submit({WELL: "It went well", "What is your next small step?": "Sentinel-step"})).ok
            await place.tick()
            assert "You checked in" in seen(mia.home)
            assert "Sentinel-step" in seen(mia.home)
            edit = await mia.press_home("Edit my check-in")
            assert edit is not None
            assert "It went well" in str((await edit.modal()).state)

    async def test_a_meeting_shows_on_both_homes_and_can_be_undone(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await opened(place, mia)
            await opened(place, theo)
            await mia.press_home(ids.CHECKIN_MET, "15 minutes")
            await place.tick()
            assert "Logged today: 15 minutes" in seen(mia.home)
            assert "Last meeting: Monday 16 November, 15 minutes" in seen(theo.home)
            assert "Undo" not in seen(theo.home)
            await mia.press_home("Undo")
            await place.tick()
            assert "No meeting is logged yet" in seen(mia.home)
            assert "No meeting is logged yet" in seen(theo.home)
            # The same length again is a new choice: the menu does not remember the old one.
            await mia.press_home(ids.CHECKIN_MET, "15 minutes")
            assert mia.home is not None
            await place.tick()
            chosen = [one.get("selected_option") for block in mia.home.state.values() for one in block.values()]
            assert chosen == [None]

    async def test_the_next_meeting_and_how_the_term_goes(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            assert "Find a time" in await opened(place, mia)
            await opened(place, theo)
            form = await mia.press_home("Set when we meet")
            assert form is not None
            await form.modal()
            first = {"On which day first?": "2026-11-18", "At what time?": "15:30"}
            assert (await mia.submit(first)).ok
            await place.tick()
            for person in (mia, theo):
                assert "Next meeting: " in seen(person.home)
                assert "planned," not in seen(person.home)  # none so far
            place.clock.move_to(MONDAY + timedelta(days=9))
            await mia.command("/met", "15 2026-11-18")
            assert "Since Wednesday 18 November: 1 planned, 1 logged." in await opened(place, mia)

    async def test_a_time_is_found_from_it_and_a_refusal_shows_over_it(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            program = settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await opened(place, mia)
            answer = await mia.press_home("Find a time")
            assert answer is not None
            assert "They are in our direct messages" in str((await answer.modal()).blocks)
            await place.tick()
            for person in (mia, theo):
                assert "times could suit" in person.dms()[-1].text
            await mia.close_modal()
            place.enrol(program, ["mia@leaders.example,"], header="email,mentor_email")  # the pair ends
            for button in ("Find a time", "Set when we meet"):
                answer = await mia.press_home(button)
                assert answer is not None
                assert "changed since" in str((await answer.modal()).blocks)
                await mia.close_modal()

    async def test_a_pause_begins_and_ends_on_it(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await opened(place, mia)
            pause = await mia.press_home("Take a pause")
            assert pause is not None
            await pause.modal()
            assert (await mia.submit({"until": "2026-12-01"})).ok
            await place.tick()
            assert "You have paused until Tuesday 1 December" in seen(mia.home)
            assert "Check in" not in seen(mia.home).splitlines()
            await mia.press_home("Resume now")
            await place.tick()
            assert "Nothing is asked of you right now" in seen(mia.home)
            assert mia.modal is None

    async def test_two_changes_become_one_publishing_and_who_never_looked_gets_none(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await opened(place, mia)
            await check_in_unsent(mia)
            await mia.press_home(ids.CHECKIN_MET, "5 minutes")
            await place.tick()
            assert rows(place) == [RowState.SENT, RowState.COMBINED]
            assert "You checked in" in seen(mia.home)
            assert "5 minutes" in seen(mia.home)
            assert theo.home is None

    async def test_two_windows_opened_at_once_show_the_newest(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await opened(place, mia)
            before = published(place)
            mia.open_tab()
            mia.open_tab()
            await place.slack.events.drain()
            await place.bot.deps.settled()
            conflicts = [one for one in calls(place)[before:] if (one.answer or {}).get("error") == "hash_conflict"]
            assert len(conflicts) <= 1
            assert len(calls(place)) - before == 2 + len(conflicts)
            assert "Nothing is asked of you right now" in seen(mia.home)

    async def test_what_was_published_meanwhile_is_not_covered_by_an_older_state(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            view = await mia.open_home()
            await place.slack.events.drain()
            await place.bot.deps.settled()
            stale = {**place.slack.events.deliveries[-1].payload}
            await check_in(place, mia, {WELL: "It went well"})
            stale["event"] = {**stale["event"], "view": {**view.json(), "hash": "old"}}
            await place.slack.outgoing.send("events_api", stale)
            await place.bot.deps.settled()
            assert [(one.answer or {}).get("error") for one in calls(place)][-2:] == ["hash_conflict", None]
            assert "You checked in" in seen(mia.home)

    async def test_an_old_button_after_leaving_says_whom_to_ask(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            home = await mia.open_home()
            await place.slack.events.drain()
            await place.bot.deps.settled()
            old = dict(home.definition)
            await (await mia.command("/mentoring", "leave")).modal()
            assert (await mia.submit()).ok
            await place.tick()
            assert "Your part in Leaders has ended" in seen(mia.home)
            assert mia.home is not None
            mia.home.definition = old  # a window that has not heard of it
            for what in ("Check in", "Take a pause", "Change notifications"):
                response = await mia.press_home(what)
                assert response is not None
                notice = await response.modal()
                assert "has ended" in seen(notice), what
                await mia.close_modal()
            response = await mia.press_home(ids.CHECKIN_MET, "30 minutes")
            assert response is not None
            assert "has ended" in seen(await response.modal())

    async def test_failures_are_said_over_home(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            home = await mia.open_home()
            await place.slack.events.drain()
            await place.bot.deps.settled()
            button = {"type": "button", "text": {"type": "plain_text", "text": "x"}, "value": "no id"}
            forged = {"type": "actions", "block_id": "f", "elements": [{**button, "action_id": ids.CHECKIN_OPEN}]}
            home.definition = {**home.definition, "blocks": [forged]}
            response = await mia.press_home("x")
            assert response is not None
            assert "has changed since" in seen(await response.modal())


class TestNotifications:
    @pytest.mark.parametrize("way", ["home", "word"])
    async def test_full_text_is_for_what_they_get_themselves(self, sqlite_url: str, way: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await opened(place, theo)
            if way == "home":
                response = await theo.press_home("Change notifications")
            else:
                response = await theo.command("/mentoring", "notifications")
            assert response is not None
            await response.modal()
            assert (await theo.submit({"What should notifications show?": [ids.FULL_TEXT]})).ok
            await place.tick()
            assert "Notifications show what others share with you" in seen(theo.home)
            await check_in(place, mia, {WELL: "Sentinel-well"})
            await check_in(place, theo, {WELL: "Sentinel-own"})
            assert "Sentinel-well" in theo.dms()[-1].text or any("Sentinel-well" in one.text for one in theo.dms())
            assert not [one.text for one in mia.dms() if "Sentinel" in one.text]
            again = await theo.command("/mentoring", "notifications")
            await again.modal()
            assert (await theo.submit({"What should notifications show?": []})).ok
            with place.store.read() as tx:
                assert tx.execute(select(people.c.full_text)).scalars().all() == [False] * 3


async def test_one_home_of_every_role_is_read_when_the_bot_starts(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        assert service.of_each_role(place.store, now=MONDAY) == []  # nobody is here yet
        settle(place)
        found = service.of_each_role(place.store, now=MONDAY)
        assert {home.name for home in found} == {"Cora Vance", "Mia Sol", "Theo Park"}


class TestOthers:
    async def test_a_coach_sees_their_leaders_and_a_coordinator_the_pairs(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = settle(place)
            ines = place.move_in("Ines Roth")
            cora, mia = place.people["cora"], place.people["mia"]
            place.enrol(
                program,
                [
                    "ines@leaders.example,coach",
                    "mia@leaders.example,mentee,theo@leaders.example,ines@leaders.example,Elm",
                ],
                COACHED,
            )
            home = await opened(place, ines)
            assert "Leaders you coach" in home
            assert f"<@{mia.id}>, Elm: 0 minutes this month" in home
            assert "Check in" not in home
            home = await opened(place, cora)
            assert "*1 pair:* 1 too early to say." in home
            assert "No pair needs you right now" in home
            await place.live_until(MONDAY + timedelta(days=16))
            home = await opened(place, cora)
            assert "1 could use a hand" in home
            assert "Theo Park and Mia Sol: no meeting so far" in home
            await opened(place, mia)
            await mia.press_home(ids.CHECKIN_MET, "30 minutes")
            await place.tick(place.clock.now() + timedelta(minutes=10))
            assert "*1 pair:* 1 on track." in seen(cora.home)

    async def test_a_coach_reads_what_a_leader_shares_with_them_and_no_partner_does(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = settle(place)
            ines = place.move_in("Ines Roth")
            mia, theo = place.people["mia"], place.people["theo"]
            line = "mia@leaders.example,mentee,theo@leaders.example,ines@leaders.example,Elm"
            place.enrol(program, ["ines@leaders.example,coach", line], COACHED)
            await opened(place, ines)
            form = await (await mia.command("/checkin")).modal()
            assert "Ines Roth, your coach" in str(form.json())
            [ticked] = [block["element"] for block in form.blocks if block.get("block_id", "").startswith(ids.READERS)]
            assert [each["text"]["text"] for each in ticked["initial_options"]] == ["Theo Park, your mentor"]
            assert (await mia.submit({WELL: "The doors stayed open", READERS: ["Ines Roth, your coach"]})).ok
            await place.tick()
            assert "The doors stayed open" in seen(ines.home)
            assert "shared a check-in with you, on Monday 16 November" in seen(ines.home)
            await place.live_until(MONDAY + timedelta(days=1))
            [got] = ines.dms()  # at the end of the day, with those of the other leaders
            assert "The doors stayed open" in shown(got)
            assert "doors" not in got.text
            assert not [message for message in theo.dms() if "doors" in shown(message)]
            place.enrol(program, [line.replace("ines", "nobody")], COACHED)  # another coach
            assert "The doors stayed open" not in await opened(place, ines)

    async def test_the_list_behind_it_is_paged(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            program = settle(place)
            cora = place.people["cora"]
            roster = [f"m{n}@x.example,mentee,theo@leaders.example" for n in range(45)]
            place.enrol(program, roster)
            await opened(place, cora)
            response = await cora.press_home("See all pairs")
            assert response is not None
            await response.modal()
            await cora.act_in_modal(ids.PAIRS_STATE, "too_early")
            await shows(place, cora, "Page 1 of 3")
            await cora.act_in_modal(ids.PAIRS_NEXT)
            await shows(place, cora, "Page 2 of 3")
            await cora.act_in_modal(ids.PAIRS_NEXT)
            await shows(place, cora, "Page 3 of 3")
            assert seen(cora.modal).count("Theo Park and") == 6
            await cora.act_in_modal(ids.PAIRS_BACK)
            await shows(place, cora, "Page 2 of 3")

    async def test_a_pair_is_found_by_a_name_with_what_is_in_its_way(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = settle(place)
            cora = place.people["cora"]
            place.enrol(program, [f"m{n}@x.example,mentee,theo@leaders.example" for n in range(45)])
            with place.store.write() as tx:
                pair_id = tx.execute(select(pairs.c.id).order_by(pairs.c.id)).scalars().first()
                assert pair_id is not None
                told = Told(Why.COVER, "Sentinel-words")
                obstacles.add(tx, program.id, pair_id, None, told, place.clock.now())
            assert "Theo Park and Mia Sol: cover for classes, since" in await opened(place, cora)
            response = await cora.press_home("See all pairs")
            assert response is not None
            await response.modal()
            await cora.submit({"Whom are you looking for?": "MIA s"})
            await shows(place, cora, "Pairs with MIA s:")
            found = seen(cora.modal)
            assert "Theo Park and Mia Sol" in found
            assert "cover for classes" in found
            assert found.count("Theo Park and") == 1
            assert "Sentinel" not in found
            await cora.submit({"Whom are you looking for?": "zoe"})
            await shows(place, cora, "No pair has somebody of that name today.")
            with place.store.write() as tx:
                who = tx.execute(select(people.c.id).where(people.c.slack_id == cora.id)).scalar_one()
                obstacles.take_of_pair(tx, pair_id, who, place.clock.now())
            assert "with something in the way" not in await opened(place, cora)

    @pytest.mark.parametrize("name", ["mia", "theo", "stranger"])
    async def test_nobody_else_gets_the_list(self, sqlite_url: str, name: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            person = place.move_in("Stranger Danes") if name == "stranger" else place.people[name]
            home = await person.open_home()
            await place.slack.events.drain()
            await place.bot.deps.settled()
            reply = await (await person.command("/mentoring", "pairs")).reply()
            assert "Theo Park and" not in str(reply.blocks)
            button = {"type": "button", "text": {"type": "plain_text", "text": "x"}, "value": "1"}
            for action in (ids.HOME_PAIRS, ids.PAIRS_NEXT, ids.PAIRS_STATE):
                forged = {"type": "actions", "block_id": "f", "elements": [{**button, "action_id": action}]}
                home.definition = {**home.definition, "blocks": [forged], "private_metadata": "1:too_early:0"}
                await person.press_home("x")
                await place.bot.deps.settled()
                assert "Theo Park and" not in seen(person.modal) + seen(person.home)

    async def test_strangers_and_guests_and_those_of_other_teams(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            assert f"<@{place.people['cora'].id}>" in await opened(place, place.move_in("Nora Newman"))
            guest = place.move_in("Gus Guest", is_restricted=True)
            assert "not in a mentoring program here yet" in await opened(place, guest)
            mia = place.people["mia"]
            home = await mia.open_home()
            await place.slack.events.drain()
            await place.bot.deps.settled()
            mia.user.team_id = "T0OTHER"
            assert home is mia.home
            response = await mia.press_home("Check in")
            assert response is not None
            assert "belongs to another Slack team" in seen(await response.modal())

    async def test_everything_is_there_as_a_word_too(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia, cora = place.people["mia"], place.people["cora"]
            reply = await (await mia.command("/mentoring", "home")).reply()
            assert "Nothing is asked of you right now" in reply.text
            assert "server can read its database" in seen(await (await mia.command("/mentoring", "privacy")).modal())
            assert "1 pair" in seen(await (await cora.command("/mentoring", "pairs")).modal())


class TestPrivacy:
    async def test_homes_show_no_words_but_ones_own(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = settle(place, channels=True)
            fred = place.move_in("Fred Olsen")
            place.enrol(program, ["fred@leaders.example,mentor,"])
            mia, theo, cora = (place.people[name] for name in ("mia", "theo", "cora"))
            await check_in(place, mia, {WELL: "Sentinel-well", HARD: "Sentinel-hard", READERS: []})
            await place.live_until(THURSDAY)
            await check_in(place, mia, {WELL: "Sentinel-well", "What is your next small step?": "Sentinel-step"})
            await opened(place, mia)
            await mia.press_home(ids.CHECKIN_MET, "45 minutes")
            await place.tick()
            for other in (theo, cora, fred):
                assert "Sentinel" not in await opened(place, other)
            place.enrol(program, ["mia@leaders.example,mentee,fred@leaders.example"])
            await place.tick()
            home = await opened(place, fred)
            assert "You mentor" in home
            assert "45 minutes" not in home  # a new partner sees nothing of the earlier pair
            assert "Sentinel" not in home
            assert "45 minutes" not in await opened(place, cora)

    async def test_a_mentor_finds_again_what_they_took_from_it_and_nobody_else_does(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia, theo, cora = (place.people[name] for name in ("mia", "theo", "cora"))
            await open_form(theo)
            await theo.act_in_modal("form_more")
            await place.slack.workspace.changes.until(lambda: "given your own school" in str(theo.modal.blocks))
            gave = {WELL: "Much.", "What has mentoring given your own school?": "Sentinel <!here> round", READERS: []}
            assert (await theo.submit(gave)).ok
            await place.tick()
            assert "Sentinel" not in await opened(place, theo)  # it is still on his mind
            await place.live_until(MONDAY + timedelta(days=8))
            home = await opened(place, theo)
            assert "What mentoring has given your own school" in home
            assert "Sentinel <!here> round" in home
            assert "<!here>" not in str([each for each in theo.home.definition["blocks"] if each["type"] == "section"])
            for other in (mia, cora):
                assert "Sentinel" not in await opened(place, other)
            for message in theo.dms():
                assert "Sentinel" not in shown(message)

    async def test_a_pause_is_not_told_to_coordinators(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia, cora = place.people["mia"], place.people["cora"]
            await (await mia.command("/mentoring", "pause")).modal()
            assert (await mia.submit({})).ok
            await place.live_until(MONDAY + timedelta(days=20))
            home = await opened(place, cora)
            assert "1 too early to say" in home
            assert "paused" not in home


async def check_in_unsent(person: Person) -> None:
    """Check in and leave what follows in the outbox."""
    await (await person.command("/checkin")).modal()
    assert (await person.submit({WELL: "It went well"})).ok


def calls(place: Town) -> list[Any]:
    """Return the calls that published a Home."""
    return [one for one in place.slack.app.calls if one.method == "views.publish"]


def published(place: Town) -> int:
    return len(calls(place))


async def shows(place: Town, person: Person, text: str) -> None:
    """Wait until the modal in front of somebody shows a text."""
    await place.slack.changes.until(lambda: text in seen(person.modal))
