"""Challenges, lived: one that gets rich feedback, one that gets none, and what goes wrong on the way."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import select, update

from bot.domain.schedules import Cadence
from bot.sandbox.slack import payloads
from bot.sandbox.slack.client import fill_message
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.person import Person
from bot.services import choices, peer_feedback, schedules
from bot.store.columns import metadata
from bot.store.schema import outbox, people
from bot.store.schema_peers import shares, thread_questions, thread_replies
from bot.views import ids
from tests.scenario.leaders import MONDAY, check_in, count, posts, settle, shown
from tests.scenario.town import Town, town

NOON = MONDAY + timedelta(hours=2)
DAY = timedelta(days=1)
HAPPENED, SO_WHAT = "What happened?", "So what? Why does it matter?"
HELP, WHO = "What kind of help would you like?", "Who may read it?"
EVERYONE, ONLY_THEO = "Everyone in the community channel", "Only Theo Park"
QUESTION, STEP = "What would you like to ask?", "What will you do now?"


def gather(place: Town) -> None:
    """Let a program begin with Mia and Theo, and two more mentees of Theo's: Ana, a principal as Mia is, and Lou."""
    program = settle(place, channels=True)
    for name in ("Ana Lund", "Lou Day", "Kit Moss"):
        person = place.move_in(name)
        place.slack.workspace.join(place.channels["community"], person.id)
    lines = [
        "mia@leaders.example,mentee,theo@leaders.example,Principal",
        "ana@leaders.example,mentee,theo@leaders.example,Principal",
        "lou@leaders.example,mentee,theo@leaders.example,Dean",
        "kit@leaders.example,mentee,,Principal",
    ]
    place.enrol(program, lines, "email,role,mentor_email,position")
    with place.store.write() as tx:  # the weekly question is another test's matter
        tx.execute(update(people).values(next_prompt_at=None))


async def challenge(place: Town, person: Person, words: str = "It went in circles.", who: str = EVERYONE) -> Message:
    """Open a challenge and have everything delivered; return its post, or its author's last message for a pair's."""
    await (await person.command("/challenge")).modal()
    values = {
        HAPPENED: words,
        SO_WHAT: "We lose an hour.",
        HELP: ["Open questions", "Experience from others"],
        WHO: who,
    }
    response = await person.submit(values, client_checks=True)
    assert response.ok, response.errors
    await place.tick()
    tops = [post for post in posts(place.channels["community"], place) if post.thread_ts in {None, post.ts}]
    return tops[-1] if tops else person.dms()[-1]


async def reply(place: Town, person: Person, post: Message, text: str) -> Message:
    """Reply in the thread by hand; the bot has heard of it after this."""
    written = await person.write(place.channels["community"], text, thread_ts=post.ts)
    await place.slack.events.drain()
    return written


def thread(place: Town, post: Message) -> list[Message]:
    """Return what the bot has posted in the thread."""
    return [one for one in posts(place.channels["community"], place) if one.thread_ts == post.ts and one is not post]


def everything_kept(place: Town) -> str:
    """Return everything that the database holds."""
    with place.store.read() as tx:
        return " ".join(str(row) for table in metadata.sorted_tables for row in tx.execute(select(table)))


class TestRichFeedback:
    async def test_from_what_to_now_what(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            gather(place)
            mia, theo, ana = (place.people[name] for name in ("mia", "theo", "ana"))
            post = await challenge(place, mia, "Sentinel circles")
            assert post.text.startswith("Mia Sol would like to think something through with you.")
            assert "Sentinel" not in post.text + str(post.blocks[0])
            [begin] = thread(place, post)
            assert "open questions and your experience" in begin.text
            assert "Advice was not asked for" in begin.text

            await (await ana.press(post, "Ask an open question")).modal()
            assert "If it helps, begin like this" in str(ana.modal.blocks)
            assert (await ana.submit({QUESTION: "What is yours to change?"})).ok
            await place.tick()
            asked = thread(place, post)[-1]
            assert asked.text == "Ana Lund asks an open question:"
            assert "What is yours to change?" in str(asked.blocks[1:])
            for n in range(3):
                await reply(place, theo, post, f"Sentinel reply {n}")
            await reply(place, mia, post, "Her own words count for nothing.")
            assert len(mia.dms()) == 1

            await place.live_until(NOON + timedelta(hours=2))
            told = mia.dms()[1]
            assert f"<@{ana.id}>" in told.text
            assert f"<@{theo.id}>" in told.text
            assert "replied to your challenge" in told.text
            assert f"<{address(place, post)}|your challenge>" in str(told.blocks)
            await reply(place, place.people["lou"], post, "Another one")
            await place.live_until(NOON + timedelta(hours=23))
            assert len(mia.dms()) == 2  # at most once a day
            await place.live_until(NOON + 4 * DAY)
            assert [each.text.partition(".")[0] for each in mia.dms()[2:]][-1].endswith(
                "challenge in <#" + place.channels["community"].id + ">"
            )
            question = mia.dms()[-1]
            assert "What will you do now?" in question.text

            await (await mia.press(question, "Now what?")).modal()
            assert (await mia.submit({STEP: "Ask two teachers."})).ok
            await place.tick()
            end = thread(place, post)[-1]
            assert "closes this with a Now what" in end.text
            assert all(f"<@{who.id}>" in end.text for who in (ana, theo, place.people["lou"]))
            assert mia.id not in end.text
            assert "Ask two teachers." in str(end.blocks)
            assert "Ask an open question" not in str(post.blocks)
            assert question.text == "Your Now what stands in the thread."
            assert "Sentinel reply" not in everything_kept(place)

            await place.live_until(NOON + 20 * DAY)
            follow_ups = [each for each in mia.dms() if "What came of it?" in each.text]
            assert len(follow_ups) == 1
            assert "Ask two teachers." in str(follow_ups[0].blocks)
            fill_message(mia, follow_ups[0], {f"{ids.OUTCOME}/{ids.FORM_VALUE}": "Marigold: they wrote it."})
            await mia.press(follow_ups[0], "Keep it for me")
            await place.tick()
            assert "Marigold" not in follow_ups[0].text + str(follow_ups[0].blocks[0])
            assert "Marigold: they wrote it." in str(follow_ups[0].blocks[1:])
            for channel in place.channels.values():
                assert not any("Marigold" in shown(message) for message in posts(channel, place))
            form = await (await mia.press(follow_ups[0], "Share it as a win")).modal()
            assert form.state[ids.WORDS]["value"]["value"] == "Marigold: they wrote it."

    async def test_an_empty_answer_to_what_came_of_it_is_said_and_keeps_the_question(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            await challenge(place, mia)
            await close(place, mia, "Ask two teachers.")
            await place.live_until(NOON + 20 * DAY)
            [asked] = [each for each in mia.dms() if "What came of it?" in each.text]
            fill_message(mia, asked, {f"{ids.OUTCOME}/{ids.FORM_VALUE}": "  "})
            assert "Nothing is written" in (await (await mia.press(asked, "Keep it for me")).reply()).text
            long = "👩🏽‍🏫" * 800
            fill_message(mia, asked, {f"{ids.OUTCOME}/{ids.FORM_VALUE}": long})
            assert (await mia.press(asked, "Keep it for me")).ok
            assert "What came of it?" in str(asked.blocks)

    async def test_home_shows_what_is_open_and_what_waits_for_a_next_step(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            gather(place)
            mia, theo = place.people["mia"], place.people["theo"]
            post = await challenge(place, mia)
            assert "no reply so far" in str((await mia.open_home()).definition)
            await reply(place, theo, post, "Sentinel")
            await place.live_until(NOON + 4 * DAY)
            assert "1 reply and waits for your next step" in str(mia.home.definition)
            assert f"<{address(place, post)}|A challenge of yours>" in str(mia.home.definition)
            assert "A challenge of yours" not in str((await theo.open_home()).definition)
            await (await mia.command("/win", "A calm day.")).modal()
            assert (await mia.submit({WHO: EVERYONE})).ok
            await place.tick()
            assert "from Mia Sol" in str((await theo.open_home()).definition)
            assert "A calm day" not in str(theo.home.definition)
            await close(place, mia, "Ask two teachers.")
            await place.tick()
            assert "A challenge of yours" not in str(mia.home.definition)

    async def test_the_step_comes_back_in_the_next_check_in(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            await check_in(place, mia, {"What went well?": "Much.", "What is your next small step?": "The old step."})
            await challenge(place, mia)
            place.clock.move_to(NOON + timedelta(hours=1))
            await close(place, mia, "The new step.")
            tomorrow = {"pair_id": 1, "cadence": Cadence.WEEKLY, "first": (NOON + DAY).date()}
            wish = schedules.Wish(**tomorrow, at=time(10), minutes=30)
            assert schedules.save(place.store, place.slack.workspace.id, mia.id, wish, now=place.clock.now()) is None
            await place.live_until(NOON + 2 * DAY)
            reminder = next(each for each in mia.dms() if "You meet Theo Park" in each.text)
            assert "The new step." in str(reminder.blocks)
            assert not any("The new step." in shown(each) for each in place.people["theo"].dms())
            form = await (await mia.command("/checkin")).modal()
            assert "You wrote last" not in str(form.blocks)  # this week's is there already
            await mia.close_modal()
            await place.live_until(NOON + 2 * DAY + timedelta(hours=20))  # Thursday, and the week has begun
            form = await (await mia.command("/checkin")).modal()
            assert "You wrote last: The new step." in str(form.blocks)
            await mia.close_modal()
            await place.live_until(NOON + 10 * DAY)
            prompt = next(each for each in mia.dms() if "How was your week" in each.text)
            assert "The new step." in str(prompt.blocks)
            assert "The old step." not in str(prompt.blocks)

    async def test_two_now_whats_at_once(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            gather(place)
            mia = place.people["mia"]
            post = await challenge(place, mia)
            saved = mia.dms()[0]
            first, second = await asyncio.gather(mia.press(saved, "Now what?"), mia.press(saved, "Now what?"))
            forms = [await first.modal(), await second.modal()]
            sent = []
            for form, step in zip(forms, ("One step.", "Another step."), strict=True):
                form.state[ids.WORDS]["value"]["value"] = step
                trigger_id = place.slack.workspace.triggers.issue(mia.id)
                payload = payloads.view_submission(mia._app, mia.workspace, mia.user, form, trigger_id)
                sent.append(mia._interact(payload, trigger_id))
            answers = [answer.body.get("errors", {}) for answer in await asyncio.gather(*sent)]
            [refused] = [errors for errors in answers if errors]
            assert "closed this thread already" in refused[ids.WORDS]
            await place.tick()
            assert len([each for each in thread(place, post) if "closes" in each.text]) == 1
            await mia.close_modal(everything=True)
            await close(place, mia, "A better step.")
            await place.tick()
            [end] = [each for each in thread(place, post) if "closes" in each.text]
            assert "A better step." in str(end.blocks)

    async def test_taken_back_nothing_of_its_author_stays_and_replies_of_others_do(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            gather(place)
            mia, theo, ana, community = (
                *(place.people[n] for n in ("mia", "theo", "ana")),
                place.channels["community"],
            )
            post = await challenge(place, mia, "Sentinel circles")
            await reply(place, theo, post, "A reply")
            await (await ana.press(post, "Ask an open question")).modal()
            await place.live_until(NOON + 4 * DAY)
            [asked] = [each for each in mia.dms() if "What will you do now?" in each.text]
            await close(place, mia, "Sentinel step")
            await place.tick()
            assert any("Sentinel step" in shown(each) for each in community.messages)
            assert "closed or taken back" in (await ana.submit({QUESTION: "What now?"})).errors[ids.WORDS]
            await mia.press(mia.dms()[0], "Take back")
            await place.tick()
            assert not any("Sentinel" in shown(each) for each in community.messages)
            assert [each.text for each in community.messages if each.user == theo.id] == ["A reply"]
            assert asked.text == "The challenge that this was about needs nothing more here."


async def close(place: Town, mia: Person, step: str) -> None:
    """Close the thread from the author's own message."""
    saved = next(each for each in mia.dms() if "Now what?" in str(each.blocks) and "Take back" in str(each.blocks))
    await (await mia.press(saved, "Now what?")).modal()
    assert (await mia.submit({STEP: step})).ok


def address(place: Town, post: Message) -> str:
    """Return the address that Slack gives a message."""
    return f"https://{place.slack.workspace.domain}.slack.com/archives/{post.channel}/p{post.ts.replace('.', '')}"


class TestNoFeedback:
    async def test_peers_then_the_mentor_then_the_digest(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            gather(place)
            names = ("mia", "theo", "ana", "lou", "kit")
            mia, theo, ana, lou, kit = (place.people[name] for name in names)
            post = await challenge(place, mia, "Sentinel circles")
            await place.live_until(NOON + 1 * DAY + timedelta(hours=1))
            for peer in (ana, kit):  # who share her position
                [asked] = peer.dms()
                assert asked.text.startswith("Mia Sol opened a challenge")
                assert f"<{address(place, post)}|a challenge>" in str(asked.blocks)
                assert "Sentinel" not in shown(asked)
            assert not theo.dms()
            assert not lou.dms()
            await place.live_until(NOON + 2 * DAY + timedelta(hours=1))
            [word] = theo.dms()
            assert "You know them well" in word.text
            assert len(mia.dms()) == 1
            await place.live_until(NOON + 3 * DAY + timedelta(hours=1))
            assert mia.dms()[1].text.startswith("Nobody has replied to your challenge in")
            await place.live_until(NOON + 9 * DAY)
            for each in (ana, theo):
                assert len([message for message in each.dms() if "challenge" in message.text]) == 1
            digest = [each for each in posts(place.channels["coordinator"], place) if "in numbers" in shown(each)][-1]
            assert "One challenge is still without a reply" in shown(digest)
            assert "Sentinel" not in shown(digest)

    async def test_whoever_wants_to_be_heard_gets_a_line_asked_for_and_no_question(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            mia, ana = place.people["mia"], place.people["ana"]
            await (await mia.command("/challenge")).modal()
            values = {HAPPENED: "A long week.", SO_WHAT: "I am tired.", HELP: ["Just listening"], WHO: EVERYONE}
            assert (await mia.submit(values)).ok
            await place.live_until(NOON + 1 * DAY + timedelta(hours=1))
            [asked] = ana.dms()
            assert "Would you say in a line that you have read it?" in asked.text

    async def test_a_reply_stops_the_search(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            mia, lou = place.people["mia"], place.people["lou"]
            post = await challenge(place, mia)
            await reply(place, lou, post, "Tell me more")
            await place.live_until(NOON + 2 * DAY + timedelta(hours=1))
            assert not place.people["ana"].dms()
            assert not place.people["theo"].dms()

    async def test_over_a_weekend_each_gets_their_day(self, sqlite_url: str) -> None:
        friday = MONDAY + 4 * DAY
        async with town(sqlite_url, friday) as place:
            gather(place)
            await challenge(place, place.people["mia"])
            await place.live_until(friday + 2 * DAY + timedelta(hours=15))
            assert not place.people["ana"].dms()
            await place.live_until(friday + 3 * DAY)
            assert len(place.people["ana"].dms()) == 1
            assert not place.people["theo"].dms()
            await place.live_until(friday + 4 * DAY)
            assert len(place.people["theo"].dms()) == 1

    @pytest.mark.parametrize("what", ["taken back", "left", "paused", "gone from Slack"])
    async def test_nobody_is_asked_after_it_is_over(self, sqlite_url: str, what: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            mia, team = place.people["mia"], place.slack.workspace.id
            post = await challenge(place, mia)
            if what == "taken back":
                await mia.press(mia.dms()[0], "Take back")
            elif what == "left":
                member_id = choices.standing(place.store, team, mia.id, now=NOON).memberships[0][0].id
                choices.leave(place.store, team, mia.id, member_id, now=NOON)
            elif what == "gone from Slack":
                place.slack.workspace.change_user(mia.user, deleted=True)
                await place.slack.events.drain()
            else:
                assert choices.pause(place.store, team, mia.id, None, now=NOON) is None
            await place.live_until(NOON + 5 * DAY)
            for name in ("ana", "kit", "lou"):
                assert not place.people[name].dms()
            assert not any("challenge" in each.text for each in place.people["theo"].dms())
            assert post.deleted == (what == "taken back")
            assert len(thread(place, post)) == (what != "taken back")


class TestPair:
    async def test_it_reaches_the_partner_and_nobody_else(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            gather(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await challenge(place, mia, "Sentinel circles", ONLY_THEO)
            await place.live_until(NOON + 9 * DAY)
            assert [each.text for each in theo.dms() if "Sentinel" in shown(each)] == [
                "Mia Sol shares something hard with you."
            ]
            for channel in place.channels.values():
                assert "Sentinel" not in " ".join(shown(each) for each in posts(channel, place))
            assert not any("challenge" in each.text for each in place.people["ana"].dms())
            assert "Now what?" not in str(mia.dms()[0].blocks)


class TestReplies:
    async def test_an_event_that_slack_repeats_counts_once_and_a_deleted_reply_no_more(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            gather(place)
            mia, lou = place.people["mia"], place.people["lou"]
            post = await challenge(place, mia)
            written = await reply(place, lou, post, "Tell me more")
            delivery = next(each for each in reversed(place.slack.events.deliveries) if each.name == "message.channels")
            place.slack.events.send(replace(delivery, answers=[]))
            await place.slack.events.drain()
            assert count(place.store, thread_replies) == 1
            place.slack.workspace.delete(written)
            await place.slack.events.drain()
            assert count(place.store, thread_replies) == 0
            await place.live_until(NOON + 1 * DAY + timedelta(hours=1))
            assert len(place.people["ana"].dms()) == 1  # it is alone again

    async def test_other_messages_in_the_channel_leave_no_trace(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            lou, community = place.people["lou"], place.channels["community"]
            await challenge(place, place.people["mia"])
            plain = await lou.write(community, "Sentinel lunch")
            await lou.write(community, "Sentinel answer", thread_ts=plain.ts)
            await place.slack.events.drain()
            assert count(place.store, thread_replies) == 0
            assert "Sentinel" not in everything_kept(place)

    async def test_a_burst_of_replies_over_fifty_threads(self, store_url: str) -> None:
        replies = 500 if store_url.startswith("sqlite") else 100  # how fast they are counted is the benchmark's matter
        async with town(store_url, NOON) as place:
            gather(place)
            place.slack.events.retry_delays = (0.0, 0.2, 0.5)  # Slack repeats what a busy machine could not answer
            mia, community = place.people["mia"], place.channels["community"]
            tops = [await challenge(place, mia, f"Circle {n}") for n in range(1)]
            with place.store.write() as tx:
                made = [dict(row._mapping) for row in tx.execute(select(shares))]
                rows = [dict(row._mapping) for row in tx.execute(select(outbox).where(outbox.c.key == "share:1"))]
                threads = [await_post(place, mia, n) for n in range(2, 51)]
                for n, ts in enumerate(threads, start=2):
                    tx.execute(shares.insert().values(**{**made[0], "id": n, "form_id": None}))
                    tx.execute(outbox.insert().values(**{**rows[0], "id": 1000 + n, "key": f"share:{n}", "ts": ts}))
                    peer_feedback.stored.begin(tx, n)
            before = len(mia.dms())
            writers = [place.people[name] for name in ("theo", "ana", "lou", "kit")]
            for n in range(replies):
                top = [tops[0].ts, *threads][n % 50]
                await writers[n % 4].write(community, f"Reply {n}", thread_ts=top)
                if n % 25 == 24:  # as many at once as Slack's connections carry
                    await place.slack.events.drain()
            deliveries = [each for each in place.slack.events.deliveries if each.name == "message.channels"]
            assert count(place.store, thread_replies) == replies
            assert all(each.answers[-1].error is None for each in deliveries)
            await place.tick()
            assert len(mia.dms()) == before
            await place.live_until(NOON + timedelta(hours=3))
            assert [each.text for each in mia.dms()[before:] if "replied" in each.text]
            assert len(mia.dms()) - before <= 5  # ten challenges a message, not one a reply


def await_post(place: Town, person: Person, n: int) -> str:
    """Let a message stand in the channel that a thread can hang on."""
    return place.slack.workspace.post(place.channels["community"], person.user, f"Top {n}").ts


class TestOnce:
    async def test_a_question_whose_connection_was_cut_is_found_in_its_thread(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            gather(place)
            ana = place.people["ana"]
            post = await challenge(place, place.people["mia"])
            await (await ana.press(post, "Ask an open question")).modal()
            assert (await ana.submit({QUESTION: "What is yours to change?"})).ok
            await place.tick()
            asked = thread(place, post)
            with place.store.write() as tx:  # as if the process had died before it wrote down that Slack has it
                mine = outbox.c.kind == "challenge_question"
                tx.execute(update(outbox).where(mine).values(state="waiting", attempts=1, ts=None, channel=None))
            await place.tick()
            assert thread(place, post) == asked
            with place.store.read() as tx:
                row = tx.execute(select(outbox).where(mine)).one()
            assert (row.state, row.ts) == ("sent", asked[-1].ts)


class TestWhatGoesWrong:
    async def test_a_thread_whose_parent_was_deleted(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            mia, ana = place.people["mia"], place.people["ana"]
            post = await challenge(place, mia)
            await (await ana.press(post, "Ask an open question")).modal()
            place.slack.workspace.delete(post)
            await place.slack.events.drain()
            told = place.slack.events.deliveries[-1].payload["event"]
            assert told["message"]["subtype"] == "tombstone"  # as Slack says it of a message with a thread
            response = await ana.submit({QUESTION: "What now?"})
            assert "closed or taken back" in response.errors[ids.WORDS]
            await place.live_until(NOON + 5 * DAY)
            assert mia.dms()[0].text.startswith("Your challenge is no longer shared.")
            assert len(mia.dms()) == 1

    async def test_a_question_whose_thread_went_away_unheard_is_dropped(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            mia, ana, community = place.people["mia"], place.people["ana"], place.channels["community"]
            post = await challenge(place, mia)
            await (await ana.press(post, "Ask an open question")).modal()
            assert (await ana.submit({QUESTION: "What now?"})).ok
            community.remove(post)
            await place.tick()
            with place.store.read() as tx:
                row = tx.execute(select(outbox).where(outbox.c.kind == "challenge_question")).one()
            assert (row.state, row.reason) == ("dropped", "thread_not_found")

    async def test_a_channel_the_bot_was_removed_from_gets_the_post_later(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            mia, bot, community = place.people["mia"], place.slack.workspace.bot, place.channels["community"]
            place.slack.workspace.leave(community, bot.id)
            await challenge(place, mia)
            assert not posts(community, place)
            await place.live_until(NOON + timedelta(hours=2))
            assert "not posted yet" in mia.dms()[0].text
            place.slack.workspace.join(community, bot.id)
            with place.store.write() as tx:
                tx.execute(update(outbox).values(retry_at=None))
            await place.tick()
            with place.store.write() as tx:
                tx.execute(update(outbox).values(retry_at=None))
            await place.tick()
            [post] = [each for each in posts(community, place) if each.thread_ts in {None, each.ts}]
            assert len(thread(place, post)) == 1

    async def test_who_may_not_ask(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            mia, zoe = place.people["mia"], place.move_in("Zoe Hart")
            place.slack.workspace.join(place.channels["community"], zoe.id)
            post = await challenge(place, mia)
            assert "challenge is yours" in (await (await mia.press(post, "Ask an open question")).reply()).text
            assert "not in a mentoring" in (await (await zoe.press(post, "Ask an open question")).reply()).text

    @pytest.mark.parametrize(
        ("words", "said"), [("", "One sentence"), ("  \n", "One sentence"), ("😀?" * 600, "1000 fit")]
    )
    async def test_a_question_that_cannot_be_asked(self, sqlite_url: str, words: str, said: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            ana = place.people["ana"]
            post = await challenge(place, place.people["mia"])
            form = await (await ana.press(post, "Ask an open question")).modal()
            form.state[ids.WORDS]["value"]["value"] = words
            assert said in (await ana.submit()).errors[ids.WORDS]
            assert count(place.store, thread_questions) == 0

    @pytest.mark.parametrize("words", ["<!here> " * 100, "```\ncode\n```", "\u202eשלום", "👩🏽‍🏫" * 200, "&" * 2000])
    async def test_any_words_are_shown_as_text(self, sqlite_url: str, words: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            ana, mia = place.people["ana"], place.people["mia"]
            post = await challenge(place, mia, words)
            await (await ana.press(post, "Ask an open question")).modal()
            assert (await ana.submit({QUESTION: words[:900]})).ok
            await place.tick()
            for message in (post, thread(place, post)[-1]):
                assert "<!" not in message.text
                assert all(
                    "<!" not in str(block) for block in message.blocks if block["type"] in {"section", "context"}
                )

    async def test_the_form_says_what_is_missing(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            mia = place.people["mia"]
            await (await mia.command("/challenge", "Sentinel")).modal()
            response = await mia.submit({WHO: EVERYONE})
            assert set(response.errors) == {ids.SO_WHAT, ids.HELP}
            assert "no anonymous posts" in (await (await mia.command("/challenge", "help")).reply()).text
            assert (await mia.command("/mentoring", "challenge")).ok

    async def test_ones_own_message_begins_a_challenge(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NOON) as place:
            gather(place)
            mia = place.people["mia"]
            message = await mia.write(place.channels["community"], "The talk went in circles")
            modal = await (await mia.message_shortcut("challenge_message", message)).modal()
            assert modal.state[ids.WORDS]["value"]["value"] == "The talk went in circles"

    async def test_the_words_of_a_question_are_forgotten_once_slack_has_them(self, store_url: str) -> None:
        async with town(store_url, NOON) as place:
            gather(place)
            ana, later = place.people["ana"], NOON + 2 * DAY
            post = await challenge(place, place.people["mia"])
            await (await ana.press(post, "Ask an open question")).modal()
            await ana.submit({QUESTION: "Sentinel question?"})
            assert peer_feedback.forget_words(place.store, now=later) == 0  # it is not sent yet
            await place.tick()
            assert peer_feedback.forget_words(place.store, now=later) == 1
            assert "Sentinel" not in everything_kept(place)
