"""Wins, lived: shared with a partner or everyone, with thanks, edited, taken back, suggested; and what goes wrong."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.sandbox.slack import payloads
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from bot.services import peer_feedback
from bot.store.schema import members as member_table
from bot.store.schema import outbox, pairs, people
from bot.store.schema_peers import share_thanks, shares, suggestions
from bot.views import ids
from tests.scenario.leaders import MONDAY, count, posts, press_forged, settle, shown
from tests.scenario.town import Town, town

NOON = MONDAY + timedelta(hours=2)
WELL, WHO, THANKS = "What went well?", "Who may read it?", "Would you like to thank someone?"
EVERYONE, ONLY_THEO = "Everyone in the community channel", "Only Theo Park"


async def open_win(person: Person, text: str = "") -> View:
    """Open the form with the command."""
    return await (await person.command("/win", text)).modal()


async def win(place: Town, person: Person, words: str, who: str = EVERYONE, **more: object) -> None:
    """Share a win and have everything delivered."""
    await open_win(person)
    response = await person.submit({WELL: words, WHO: who, **more}, client_checks=True)
    assert response.ok, response.errors
    await place.tick()


def wins_of(place: Town) -> list[str]:
    with place.store.read() as tx:
        return list(tx.execute(select(shares.c.words).order_by(shares.c.id)).scalars())


class TestSharing:
    async def test_a_win_with_thanks_is_posted_and_whom_it_thanks_hears_of_it(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            program = settle(place, channels=True)
            mia, theo, ana = place.people["mia"], place.people["theo"], place.move_in("Ana Lund")
            place.enrol(program, ["ana@leaders.example,mentee,theo@leaders.example"])
            await win(place, mia, "Two teachers visited each other.", **{THANKS: [theo.id, ana.id]})
            [post] = posts(place.channels["community"], place)
            assert "Mia Sol" in post.text
            assert "Two teachers" not in post.text + str(post.blocks[0])
            assert "Two teachers visited each other." in str(post.blocks[1:])
            assert f"With thanks to <@{theo.id}> and <@{ana.id}>" in shown(post)
            assert f"everyone in <#{place.channels['community'].id}>" in mia.dms()[0].text
            for thanked in (theo, ana):
                [told] = thanked.dms()
                assert told.text.startswith("Mia Sol thanked you in a win")
                assert "Two teachers" not in shown(told)

    async def test_thanks_of_two_come_together_after_the_night(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY + timedelta(hours=12)) as place:  # 22:00 in New York
            program = settle(place, channels=True)
            mia, theo, ana = place.people["mia"], place.people["theo"], place.move_in("Ana Lund")
            place.enrol(program, ["ana@leaders.example,mentee,theo@leaders.example"])
            await win(place, mia, "A calm Monday.", **{THANKS: [theo.id]})
            await win(place, ana, "A calm staff room.", **{THANKS: [theo.id]})
            assert len(posts(place.channels["community"], place)) == 2
            assert not theo.dms()
            await place.live_until(MONDAY + timedelta(hours=22))
            assert [each.text.partition(" thanked")[0] for each in theo.dms()] == ["Mia Sol and Ana Lund"]

    async def test_what_is_shared_with_a_pair_never_reaches_a_channel(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            program = settle(place, channels=True)
            mia, theo, ana = place.people["mia"], place.people["theo"], place.move_in("Ana Lund")
            place.enrol(program, ["ana@leaders.example,mentee,theo@leaders.example"])
            await win(place, mia, "Sentinel win", ONLY_THEO, **{THANKS: [ana.id]})
            await place.live_until(NOON + timedelta(days=8))
            for channel in place.channels.values():
                assert not any("Sentinel" in shown(message) for message in posts(channel, place))
            shared = [message for message in theo.dms() if "Sentinel" in shown(message)]
            assert [message.text for message in shared] == ["Mia Sol shares a win with you."]
            assert "for your part in something that went well" in ana.dms()[0].text
            assert not any("Sentinel" in shown(message) for message in ana.dms())

    async def test_nobody_is_chosen_before_its_author_chooses(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            await open_win(mia)
            response = await mia.submit({WELL: "A calm Monday."}, client_checks=True)
            assert ids.AUDIENCE in response.errors
            assert not wins_of(place)

    async def test_without_a_channel_only_the_pair_is_offered_and_without_both_nobody(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place)
            mia, cora = place.people["mia"], place.people["cora"]
            modal = await open_win(mia)
            assert "Only Theo Park" in str(modal.blocks)
            assert "community channel" not in str(modal.blocks)
            assert "nobody to share with yet" in (await (await cora.command("/win")).reply()).text

    async def test_what_is_typed_stands_in_the_form_and_names_whom_to_thank(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            modal = await open_win(mia, "@theo & I fixed <the> rota @here")
            assert modal.state[ids.WORDS]["value"]["value"] == "@Theo Park & I fixed <the> rota @here"
            assert modal.state[ids.THANKED]["value"]["selected_users"] == [theo.id]
            assert (await mia.command("/mentoring", "win A good day")).ok
            assert (await mia.wait_modal()).state[ids.WORDS]["value"]["value"]

    async def test_a_form_sent_off_twice_shares_once_and_other_words_in_it_are_not_lost(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            view = await open_win(mia)
            await mia.submit({WELL: "A calm Monday.", WHO: EVERYONE})
            await send_again(mia, view)
            await place.tick()
            assert len(posts(place.channels["community"], place)) == 1
            assert wins_of(place) == ["A calm Monday."]
            view.state[ids.WORDS]["value"]["value"] = "A calm Tuesday."  # as if the first had seemed to be lost
            await send_again(mia, view)
            assert wins_of(place) == ["A calm Monday.", "A calm Tuesday."]

    async def test_help_and_who_may_not(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia, zoe = place.people["mia"], place.move_in("Zoe Hart")
            assert "no anonymous posts" in (await (await mia.command("/win", "help")).reply()).text
            assert "not in a mentoring program" in (await (await zoe.command("/win", "x")).reply()).text
            with place.store.write() as tx:
                tx.execute(update(people).where(people.c.slack_id == mia.id).values(paused_at=NOON))
            assert "paused" in (await (await mia.command("/win")).reply()).text
            assert "paused" in (await (await mia.command("/challenge")).reply()).text


async def send_again(person: Person, view: View) -> None:
    """Send off a form that was sent before."""
    trigger_id = person.workspace.triggers.issue(person.id)
    again = payloads.view_submission(person._app, person.workspace, person.user, view, trigger_id)
    assert (await person._interact(again, trigger_id)).ok


HOSTILE = [
    "👩🏽‍🏫" * 200,
    "\u202eשלום עולם\u202c مرحبا",
    "```\nprint('<!channel>')\n```",
    "<!here> <!channel> @here",
    " ".join(f"<@U0{n}>" for n in range(100)),
    "&<>" * 600,
]


class TestWhatIsWritten:
    @pytest.mark.parametrize("words", HOSTILE)
    async def test_any_words_are_shown_as_text(self, sqlite_url: str, words: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            await win(place, place.people["mia"], words)
            [post] = posts(place.channels["community"], place)
            quoted = post.blocks[1]["elements"][0]["elements"][0]
            assert quoted["type"] == "text"
            assert quoted["text"].rstrip("…") in words.strip()
            assert "<!" not in post.text
            assert wins_of(place) == [words.strip()]

    @pytest.mark.parametrize(
        ("words", "said"), [("", "One sentence"), (" \n\t ", "One sentence"), ("ß😀" * 1500, "2000 fit")]
    )
    async def test_what_cannot_be_taken_is_said_on_its_field(self, sqlite_url: str, words: str, said: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            view = await open_win(mia)
            view.state[ids.WORDS]["value"]["value"] = words
            response = await mia.submit({WHO: EVERYONE})
            assert said in response.errors[ids.WORDS]
            assert mia.modal is not None
            assert not wins_of(place)


class TestAfterwards:
    async def test_editing_updates_the_post_and_taking_back_removes_it(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            await win(place, mia, "Frist words.", **{THANKS: [theo.id]})
            await (await mia.press(mia.dms()[0], "Edit")).modal()
            assert (await mia.submit({WELL: "First words.", THANKS: []})).ok
            await place.tick()
            [post] = posts(place.channels["community"], place)
            assert "First words." in shown(post)
            assert theo.id not in shown(post)
            assert count(place.store, share_thanks) == 0
            await mia.press(mia.dms()[0], "Take back")
            await place.tick()
            assert not posts(place.channels["community"], place)
            assert mia.dms()[0].text.startswith("Your win is no longer shared.")

    async def test_a_partner_sees_an_edit_and_that_it_was_taken_back(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            await win(place, mia, "Frist words.", ONLY_THEO)
            await (await mia.press(mia.dms()[0], "Edit")).modal()
            await mia.submit({WELL: "First words."})
            await place.tick()
            assert "First words." in shown(theo.dms()[0])
            await mia.press(mia.dms()[0], "Take back")
            await place.tick()
            assert theo.dms()[0].text == "What stood here was taken back by its author."

    async def test_from_the_pair_to_everyone_and_back(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            settle(place, channels=True)
            mia, theo, community = place.people["mia"], place.people["theo"], place.channels["community"]
            await win(place, mia, "Sentinel win.", ONLY_THEO, **{THANKS: [theo.id]})
            form = await (await mia.press(mia.dms()[0], "Edit")).modal()
            assert form.state[ids.AUDIENCE]["value"]["selected_option"]["text"]["text"] == "As now: only Theo Park"
            assert "takes it from where it stands now" in str(form.blocks)
            assert (await mia.submit({WHO: EVERYONE})).ok
            await place.tick()
            [post] = posts(community, place)
            assert "Sentinel win." in shown(post)
            assert [each.text.partition(".")[0] for each in mia.dms()] == [
                "Your win is shared with others now, and gone from where it stood",
                f"Your win is shared with everyone in <#{community.id}>",
            ]
            assert "Sentinel" not in shown(theo.dms()[0])
            assert [each.text for each in theo.dms()[1:]] == [f"Mia Sol thanked you in a win, in <#{community.id}>."]

            assert (await (await mia.press(mia.dms()[1], "Edit")).modal()).state
            assert (await mia.submit({WELL: "Sentinel, changed.", WHO: ONLY_THEO})).ok
            await place.tick()
            assert not posts(community, place)
            assert "Sentinel" not in " ".join(
                shown(each) for channel in place.channels.values() for each in channel.messages
            )
            assert [each.text for each in theo.dms() if "Sentinel, changed." in shown(each)] == [
                "Mia Sol shares a win with you."
            ]
            assert [each.text for each in theo.dms() if "thanked" in each.text] == [
                "Mia Sol thanked you for your part in something that went well."
            ]
            stale = await press_forged(mia, mia.dms()[0], ids.SHARE_EDIT, {"value": "1"})
            assert "has changed since" in (await stale.reply()).text

    async def test_a_move_before_slack_has_the_post_leaves_nothing_where_it_was(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia, theo, community = place.people["mia"], place.people["theo"], place.channels["community"]
            place.slack.workspace.leave(community, place.slack.workspace.bot.id)
            await win(place, mia, "Sentinel win.")
            await (await mia.press(mia.dms()[0], "Edit")).modal()
            assert (await mia.submit({WHO: ONLY_THEO})).ok
            place.slack.workspace.join(community, place.slack.workspace.bot.id)
            with place.store.write() as tx:
                tx.execute(update(outbox).values(retry_at=None))
            await place.live_until(NOON + timedelta(days=1))
            assert not posts(community, place)
            assert "Sentinel win." in shown(theo.dms()[0])

    async def test_one_form_moves_once_and_nothing_moves_where_nobody_is(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            settle(place, channels=True)
            mia, community = place.people["mia"], place.channels["community"]
            await win(place, mia, "A calm Monday.", ONLY_THEO)
            view = await (await mia.press(mia.dms()[0], "Edit")).modal()
            assert (await mia.submit({WHO: EVERYONE})).ok
            trigger_id = place.slack.workspace.triggers.issue(mia.id)
            again = payloads.view_submission(mia._app, mia.workspace, mia.user, view, trigger_id)
            assert (await mia._interact(again, trigger_id)).ok
            await place.tick()
            assert len(posts(community, place)) == 1
            await (await mia.press(mia.dms()[1], "Edit")).modal()
            with place.store.write() as tx:
                tx.execute(update(pairs).values(ends=NOON.date() - timedelta(days=1)))
            refused = await mia.submit({WELL: "Not lost.", WHO: ONLY_THEO})
            assert "nobody to share with" in refused.errors[ids.WORDS]
            await place.tick()
            assert "A calm Monday." in shown(posts(community, place)[0])

    async def test_only_its_author_changes_it(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            await win(place, mia, "Mine.", **{THANKS: [theo.id]})
            for action in (ids.SHARE_EDIT, ids.SHARE_TAKE_BACK):
                response = await press_forged(theo, theo.dms()[0], action, {"value": "1"})
                assert "has changed since" in (await response.reply()).text
            assert len(posts(place.channels["community"], place)) == 1

    async def test_a_channel_the_bot_was_removed_from(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia, community, bot = place.people["mia"], place.channels["community"], place.slack.workspace.bot
            place.slack.workspace.leave(community, bot.id)
            await win(place, mia, "It is kept.")
            assert not posts(community, place)
            assert any("community" in shown(each) for each in posts(place.channels["coordinator"], place))
            assert wins_of(place) == ["It is kept."]

    async def test_who_leaves_keeps_what_stands_in_slack(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            await win(place, place.people["mia"], "It stays.")
            with place.store.write() as tx:
                tx.execute(update(member_table).values(ended_at=NOON, end_reason="left"))
            await place.live_until(NOON + timedelta(days=3))
            assert "It stays." in shown(posts(place.channels["community"], place)[0])


class TestShortcut:
    async def written(self, place: Town, person: Person, text: str) -> Message:
        return await person.write(place.channels["community"], text)

    async def test_ones_own_message_stands_in_the_form(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            message = await self.written(place, mia, "The reading corner is full, thanks @theo")
            modal = await (await mia.message_shortcut("win_message", message)).modal()
            assert modal.state[ids.WORDS]["value"]["value"] == "The reading corner is full, thanks @Theo Park"

    @pytest.mark.parametrize("answer", ["Share it", "Leave it as it is"])
    async def test_the_author_of_somebody_elses_is_asked_first(self, store_url: str, answer: str) -> None:
        async with town(store_url, NOON) as place:
            settle(place, channels=True)
            mia, theo, community = place.people["mia"], place.people["theo"], place.channels["community"]
            message = await self.written(place, mia, "Sentinel corner")
            asked = await theo.message_shortcut("win_message", message)
            assert "I'll ask Mia Sol" in (await asked.reply()).text
            again = await theo.message_shortcut("win_message", message)
            assert "has been asked about this" in (await again.reply()).text
            await place.tick()
            [question] = mia.dms()
            assert question.text.startswith("Theo Park would like to see this message of yours")
            assert "Sentinel" not in question.text
            assert not posts(community, place)
            pressed = await mia.press(question, answer)
            if answer == "Share it":
                await pressed.modal()
                assert (await mia.submit({WHO: EVERYONE})).ok
            await place.tick()
            assert len(posts(community, place)) == (answer == "Share it")
            with place.store.read() as tx:
                assert tx.execute(select(suggestions.c.words)).scalar_one() == ""
            assert "Sentinel" not in shown(mia.dms()[0])

    async def test_a_suggestion_that_nobody_answers_is_let_go(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            message = await self.written(place, mia, "Sentinel corner")
            await (await theo.message_shortcut("win_message", message)).reply()
            await place.tick()
            assert peer_feedback.forget_words(place.store, now=NOON + timedelta(days=29)) == 0
            assert peer_feedback.forget_words(place.store, now=NOON + timedelta(days=31)) == 1
            pressed = await mia.press(mia.dms()[0], "Share it")
            assert "has changed since" in (await pressed.reply()).text

    async def test_a_bots_or_a_files_message_is_answered_clearly(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia, zoe = place.people["mia"], place.move_in("Zoe Hart")
            await win(place, mia, "A calm Monday.")
            [post] = posts(place.channels["community"], place)
            message = await self.written(place, mia, "x")
            message.text = ""
            for name in ("win_message", "challenge_message"):
                assert "An app wrote this" in (await (await mia.message_shortcut(name, post)).reply()).text
                assert "no text" in (await (await mia.message_shortcut(name, message)).reply()).text
            place.slack.workspace.join(place.channels["community"], zoe.id)
            theirs = await self.written(place, zoe, "I am in no program")
            assert "in no program" in (await (await mia.message_shortcut("win_message", theirs)).reply()).text
            other = await mia.message_shortcut("challenge_message", theirs)
            assert "Only whoever wrote this" in (await other.reply()).text
