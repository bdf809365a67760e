"""The form from every side: who gets it, what it takes, whom it names, what an edit changes, what nobody can forge."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.sandbox.slack.modals import View
from bot.store.schema import check_in_readers, check_ins, meetings, notes, outbox, people, prompts
from bot.views import ids
from tests.scenario.leaders import (
    HARD,
    MONDAY,
    READERS,
    THURSDAY,
    WELL,
    check_in,
    count,
    open_form,
    posts,
    press_forged,
    settle,
    shown,
)
from tests.scenario.town import Town, town

HOSTILE = [
    "<!channel> <!here> <!everyone> <!subteam^S012345>",
    "<@U0123456789> <#C0123456789> @channel @here",
    "*bold* _it_ ~no~ `code` ```block```",
    "<https://evil.example|your bank> https://evil.example",
    "&lt;!channel&gt; &amp; <!date^1^{date}|now>",
    "مرحبا שלום \u202eright to left\u202c 👩🏽‍🏫🏳️‍🌈 :wave:",
    "> quoted\n• point\n1. one\n{name} {0} %s {{x}}",
    "long " + "y" * 1990,
]


def labels(view: View) -> list[str]:
    return [block["label"]["text"] for block in view.blocks if block["type"] == "input"]


class TestWho:
    async def test_who_is_in_no_program_is_told_whom_to_ask(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            noor, cora = place.move_in("Noor Alba"), place.people["cora"]
            for response in (await noor.command("/checkin"), await noor.command("/mentoring", "pause")):
                assert f"<@{cora.id}>" in shown(await response.reply())
            await noor.shortcut("checkin")
            assert f"<@{cora.id}>" in shown(await noor.wait_dm())
            assert noor.modal is None

    async def test_a_paused_member_gets_a_button_that_works(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await (await mia.command("/mentoring", "pause")).modal()
            assert (await mia.submit({})).ok
            await mia.wait_dm()
            refused = await (await mia.command("/checkin")).reply()
            assert "You have paused" in refused.text
            answer = await mia.press(refused, "Resume now")
            assert "Welcome back" in (await answer.reply()).text
            assert labels(await open_form(mia))[0] == WELL

    async def test_an_ended_member_is_told_whom_to_ask_by_command_shortcut_and_old_button(
        self, sqlite_url: str
    ) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await place.tick(THURSDAY)
            [prompt] = mia.dms()
            response = await mia.press(prompt, "Not for me")
            await response.modal()
            await mia.submit()
            await mia.wait_dm(2)
            for answer in (
                await mia.command("/checkin"),
                await mia.press(prompt, "Check in"),
                await mia.press(prompt, "Tomorrow"),
                await mia.press(prompt, ids.CHECKIN_MET, "15 minutes"),
            ):
                assert "Your part in Leaders has ended" in (await answer.reply()).text
                assert f"<@{place.people['cora'].id}>" in shown(await answer.reply())
            assert mia.modal is None
            assert count(place.store, meetings) == 0

    async def test_a_person_of_another_team_gets_a_clear_sentence(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            stranger = place.move_in("Sten Far", team_id="T0STRANGERS", is_stranger=True)
            channel = place.channels["community"]
            place.slack.workspace.join(channel, stranger.id)
            message = place.slack.workspace.post(channel, place.slack.workspace.bot, "hello", blocks=[])
            for action, value in (
                (ids.CHECKIN_OPEN, "1:2026-11-12"),
                (ids.MEMBER_PAUSE, "x"),
                (ids.CHECKIN_THANK, "1"),
            ):
                answer = await press_forged(stranger, message, action, {"value": value})
                assert "belongs to another Slack team" in (await answer.reply()).text
            assert stranger.modal is None

    async def test_coordinators_are_not_asked(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            answer = await (await place.people["cora"].command("/checkin")).reply()
            assert "Check-ins are for mentees" in answer.text

    @pytest.mark.parametrize("command", ["/checkin", "/mentoring"])
    @pytest.mark.parametrize("text", ["help", "HELP ", "banana", "<!channel> *x* `y` <@U1> & {z}", "x" * 4000])
    async def test_each_command_says_its_usage(self, sqlite_url: str, command: str, text: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            answer = await (await place.people["mia"].command(command, text)).reply()
            assert command in answer.text
            assert answer.mentions == []
            assert ("is not something I know" in answer.text) is (text.strip().lower() != "help")


class TestFields:
    @pytest.mark.parametrize("blank", ["", "  \n", "\u200b\u200d", "\u00a0", "\u3164\u2800", "\u202e\u2066"])
    async def test_blanks_are_an_error_on_the_field_and_the_rest_stays(self, sqlite_url: str, blank: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await open_form(mia)
            response = await mia.submit({WELL: blank, HARD: "Time"})
            assert "One sentence" in response.errors["went_well"]
            assert mia.modal is not None
            assert mia.modal.state["hard"]["value"]["value"] == "Time"
            assert count(place.store, check_ins) == 0

    async def test_what_is_too_long_is_an_error_on_each_field(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await open_form(mia)
            response = await mia.submit(
                {WELL: "x" * 2001, HARD: "y" * 2000, "What is your next small step?": "z" * 9000}
            )
            assert "2001 characters" in response.errors["went_well"]
            assert response.errors.keys() == {"went_well", "next_step"}
            assert (await mia.submit({WELL: "x" * 2000, "What is your next small step?": ""})).ok

    async def test_blank_words_are_not_shared(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            await check_in(place, place.people["mia"], {WELL: "Good", HARD: "\u200b", READERS: ["challenge"]})
            assert not posts(place.channels["community"], place)

    @pytest.mark.parametrize("words", HOSTILE)
    async def test_words_are_shown_as_text_and_notify_nobody(self, sqlite_url: str, words: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            everybody = [f"partner:{person_id(place, 'theo')}", "win", "challenge"]
            assert (await check_in(place, mia, {WELL: words, HARD: words, READERS: everybody})).ok
            assert words in open_words(await open_form(mia))
            posted = posts(place.channels["community"], place)
            assert len(posted) == 2
            await place.live_until(MONDAY + timedelta(days=7))
            [digest] = posts(place.channels["coordinator"], place)
            for message in [*theo.dms(), *mia.dms(), *posted, digest]:
                assert message.mentions in ([], [f"@{mia.id}"], [f"@{theo.id}"])
                for piece in (words[:12], "evil", "channel>", "yyyy"):
                    assert piece not in message.text
                    assert piece not in json.dumps((message.blocks or [{}])[0])
            for message in [*theo.dms()[:1], *posted]:
                assert words.strip() in quoted(message.blocks)

    async def test_more_keeps_typed_text_and_ticks(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            before = await open_form(mia)
            assert len(labels(before)) == 4
            mia.fill({WELL: "typed", HARD: "also", READERS: ["win"]})
            hash_before = before.hash
            await mia.act_in_modal("More")
            await place.slack.workspace.changes.until(lambda: before.hash != hash_before)
            view = mia.modal
            assert view is not None
            assert len(labels(view)) == 7
            state = view.state
            assert state["went_well"]["value"]["value"] == "typed"
            [readers] = [state[block] for block in state if block.startswith("readers")]
            assert [option["value"] for option in readers["value"]["selected_options"]] == ["win"]
            assert (await mia.submit({"Did you meet, and for how long?": "15"})).ok
            assert count(place.store, meetings) == 1


def open_words(view: View) -> str:
    return "\n".join(str(element.get("value")) for block in view.state.values() for element in block.values())


def quoted(blocks: Any) -> str:
    """Return the texts of rich text, where nothing is read as markup."""
    parts = [part for block in blocks for part in block.get("elements", []) if part["type"] == "rich_text_quote"]
    return "\n".join(element["text"] for part in parts for element in part["elements"])


def person_id(place: Town, first: str) -> int:
    with place.store.read() as tx:
        return int(tx.execute(select(people.c.id).where(people.c.email == f"{first}@leaders.example")).scalar_one())


class TestReaders:
    async def test_one_partner_is_ticked(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            view = await open_form(place.people["mia"])
            assert "initial_options" in str(view.blocks)
            assert "Theo Park, your mentor" in str(view.blocks)

    async def test_of_several_partners_none_is_ticked_and_all_are_named(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            program = settle(place)
            place.move_in("Uma Reyes")
            place.enrol(program, ["mia@leaders.example,mentee,theo@leaders.example;uma@leaders.example",
                                  "uma@leaders.example,mentor,"])  # fmt: skip
            view = await open_form(place.people["mia"])
            assert "initial_options" not in str(view.blocks)
            assert "Theo Park, your mentor" in str(view.blocks)
            assert "Uma Reyes, your mentor" in str(view.blocks)
            await place.people["mia"].submit({WELL: "Good"})
            await place.tick()
            assert not place.people["theo"].dms()
            assert not place.people["uma"].dms()

    async def test_a_partner_who_supervises_is_not_ticked_and_named_as_such(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            program = settle(place)
            line = "mia@leaders.example,mentee,theo@leaders.example,theo@leaders.example"
            place.enrol(program, [line], "email,role,mentor_email,supervisor_email")
            view = await open_form(place.people["mia"])
            assert "initial_options" not in str(view.blocks)
            assert "also supervises you" in str(view.blocks)

    async def test_readers_who_are_no_partners_get_nothing(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, cora = place.people["mia"], place.people["cora"]
            await open_form(mia)
            assert mia.modal is not None
            [block] = [name for name in mia.modal.state if name.startswith("readers")]
            forged = [
                {"value": f"partner:{number}", "text": {}} for number in (person_id(place, "cora"), 9999, 2**31 - 1)
            ]
            mia.modal.state[block]["value"]["selected_options"] = forged
            assert (await mia.submit({WELL: "Good"})).ok
            await place.tick()
            assert count(place.store, check_in_readers) == 0
            assert not cora.dms()
            assert not place.people["theo"].dms()


class TestPrograms:
    async def test_there_is_a_choice_only_of_several_and_switching_keeps_what_was_typed(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            assert ids.PROGRAM not in (await open_form(mia)).state
            place.program(["mia@leaders.example,mentee,"], name="Second", starts=date(2026, 11, 16))
            view = await open_form(mia)
            assert labels(view)[0] == "Which program is this for?"
            mia.fill({WELL: "typed"})
            before = view.hash
            await mia.act_in_modal(ids.FORM_PROGRAM, "Second")
            await place.slack.workspace.changes.until(lambda: view.hash != before)
            assert view.state["went_well"]["value"]["value"] == "typed"
            assert "Theo" not in str(view.blocks)
            assert (await mia.submit()).ok
            await place.tick()
            assert not place.people["theo"].dms()
            assert count(place.store, check_ins) == 1


class TestEdits:
    async def test_an_edit_changes_everything_in_place(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            theo_reads = f"partner:{person_id(place, 'theo')}"
            await check_in(place, mia, {WELL: "First words", READERS: [theo_reads, "win"]})
            [shared], [post], [confirmation] = theo.dms(), posts(place.channels["community"], place), mia.dms()
            assert "First words" in shown(shared)
            assert "First words" in shown(post)

            view = await open_form(mia)
            assert "First words" in open_words(view)
            await mia.submit({WELL: "Second words", READERS: [theo_reads, "win"]})
            await place.tick()
            for message in (shared, post):
                assert "Second words" in shown(message)
                assert "First words" not in shown(message)

            await check_in(place, mia, {READERS: []})
            assert "words" not in shown(shared)
            assert "taken back" in shared.text
            assert posts(place.channels["community"], place) == []
            assert "Only you can read it" in confirmation.text

            await check_in(place, mia, {READERS: [theo_reads, "win"]})
            [post] = posts(place.channels["community"], place)
            assert "Second words" in shown(shared)
            assert "Second words" in shown(post)
            assert "Theo Park can read it" in confirmation.text
            assert [len(theo.dms()), len(mia.dms())] == [1, 1]
            assert len(posts(place.channels["community"], place)) == 1

    async def test_a_form_of_last_week_counts_for_last_week(self, sqlite_url: str) -> None:
        async with town(sqlite_url, THURSDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await open_form(mia)
            place.clock.move_to(THURSDAY + timedelta(days=7))
            assert (await mia.submit({WELL: "Late"})).ok
            with place.store.read() as tx:
                assert tx.execute(select(check_ins.c.week)).scalar_one() == date(2026, 11, 19)
            assert "Late" not in open_words(await open_form(mia))

    async def test_a_pair_that_ended_meanwhile_gets_nothing(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            program = settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await open_form(mia)
            await mia.act_in_modal("More")
            await place.slack.workspace.changes.until(lambda: mia.modal and len(labels(mia.modal)) > 5)
            place.enrol(program, ["mia@leaders.example,mentee,"])
            place.clock.move_to(MONDAY + timedelta(days=1))
            assert (await mia.submit({WELL: "Good", "Did you meet, and for how long?": "15"})).ok
            await place.tick()
            assert count(place.store, check_in_readers) == 0
            assert count(place.store, meetings) == 0
            assert not any("Good" in shown(message) for message in theo.dms())

    async def test_who_left_meanwhile_is_told_on_the_field_and_keeps_the_words(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            program = settle(place)
            mia = place.people["mia"]
            await open_form(mia)
            other = place.people["cora"]
            assert other.modal is None
            place.enrol(program, ["mia@leaders.example,coach,"])
            response = await mia.submit({WELL: "Good"})
            assert "changed since" in response.errors["went_well"]
            assert "<@" not in response.errors["went_well"]
            assert mia.modal is not None
            assert mia.modal.state["went_well"]["value"]["value"] == "Good"


class TestForgery:
    @pytest.mark.parametrize("metadata", [
        "", "{}", "[]", "null", "7", "{", '{"member":1}', '{"member":"x","week":"2026-11-12"}',
        '{"member":1,"week":"yesterday","more":false,"question":"","version":"","pair":null}',
        '{"member":99999999999,"week":"2026-11-12","more":false,"question":"","version":"","pair":null}',
        '{"member":2,"week":"2026-11-12","more":false,"question":"","version":"x:y","pair":null}',
        '{"member":2,"week":"2026-11-12","more":false,"question":"","version":"1:everything","pair":null}',
        '{"member":2,"week":null,"more":false,"question":null,"version":null,"pair":"x"}',
    ])  # fmt: skip
    async def test_a_form_that_cannot_be_read_keeps_its_words(self, sqlite_url: str, metadata: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            view = await open_form(mia)
            view.definition["private_metadata"] = metadata
            response = await mia.submit({WELL: "Good"})
            assert response.status == 200
            assert "not saved" in response.errors["went_well"]
            assert view.state["went_well"]["value"]["value"] == "Good"
            assert count(place.store, check_ins) == 0

    async def test_somebody_elses_membership_pair_and_note_are_refused(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await theo.dm("Theo's own words")
            await place.slack.events.drain()
            await place.tick()
            view = await open_form(mia)
            theirs = json.loads((await open_form(theo)).json()["private_metadata"])
            own = json.loads(view.json()["private_metadata"])

            view.definition["private_metadata"] = json.dumps({**own, "member": theirs["member"]})
            assert (await mia.submit({WELL: "Good"})).errors
            assert count(place.store, check_ins) == 0

            view.definition["private_metadata"] = json.dumps(
                {**own, "version": "1:win", "pair": 4711, "question": "q" * 99}
            )
            assert (await mia.submit()).ok
            await place.tick()
            assert "kept" not in theo.dms()[0].text
            assert "Theo's own words" not in str([shown(message) for message in mia.dms()])

    @pytest.mark.parametrize("action", [
        ids.CHECKIN_OPEN, ids.CHECKIN_POSTPONE, ids.CHECKIN_SKIP, ids.CHECKIN_SKIP_UNDO, ids.CHECKIN_THANK,
        ids.MEETING_UNDO, ids.REST_KEEP, ids.REST_LESS, ids.REST_STOP, ids.NOTE_ANSWER, ids.NOTE_WIN,
    ])  # fmt: skip
    async def test_a_button_with_a_value_that_is_none_of_theirs_has_no_effect(
        self, store_url: str, action: str
    ) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await place.tick(THURSDAY)
            await check_in(place, theo, {WELL: "Theo's words", READERS: []})
            await theo.press(theo.dms()[0], ids.CHECKIN_MET, "15 minutes")
            await theo.dm("Theo's note")
            await place.slack.events.drain()
            await place.tick()
            before = everything(place)
            values = [
                "",
                "x",
                "-1",
                "0",
                "4711",
                "99999999999999",
                "1:x",
                "٣",
                *(str(n) for n in theirs_of(place, action)),
            ]
            for value in values:
                answer = await press_forged(mia, mia.dms()[0], action, {"value": value})
                assert answer.status == 200
                assert "has changed since" in (await answer.reply()).text, value
            assert mia.modal is None
            await place.tick()
            assert everything(place) == before
            assert "Theo's" not in str([shown(message) for message in [*mia.dms(), *mia.ephemerals()]])

    @pytest.mark.parametrize("value", ["", "x", "1", "1:", ":15", "4711:15", "1:9999", "1:-15", "1:15:15"])
    async def test_no_meeting_of_a_pair_or_length_that_is_not_offered(self, sqlite_url: str, value: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia = place.people["mia"]
            await place.tick(THURSDAY)
            option = {"text": {"type": "plain_text", "text": "x"}, "value": value}
            menu = {"type": "static_select", "action_id": ids.CHECKIN_MET, "options": [option]}
            menu["placeholder"] = {"type": "plain_text", "text": "We met"}
            message = mia.dms()[0]
            message.blocks = [{"type": "actions", "block_id": "forged", "elements": [menu]}]
            answer = await mia.press(message, ids.CHECKIN_MET, option)
            assert "has changed since" in (await answer.reply()).text
            assert count(place.store, meetings) == 0


def theirs_of(place: Town, action: str) -> list[int]:
    """Return ids of Theo's that `action` could be given."""
    theo = person_id(place, "theo")
    with place.store.read() as tx:
        if action == ids.CHECKIN_THANK:
            return [int(number) for number in tx.execute(select(check_ins.c.id)).scalars()]
        if action == ids.MEETING_UNDO:
            return [int(number) for number in tx.execute(select(meetings.c.id)).scalars()]
        table = notes if action.startswith("note") else prompts
        return [int(number) for number in tx.execute(select(table.c.id).where(table.c.person_id == theo)).scalars()]


def everything(place: Town) -> list[Any]:
    """Return all that forged presses could change."""
    tables = (check_ins, check_in_readers, meetings, prompts, notes, people, outbox)
    with place.store.read() as tx:
        return [tx.execute(select(table).order_by(*table.primary_key)).all() for table in tables]
