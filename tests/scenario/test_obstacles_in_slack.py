"""A pair that has not met, lived in Slack: the note's buttons, what is in the way, what coordinators do about it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.nudges import TELLABLE, Why
from bot.domain.programs import Program
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.response import Response
from bot.store.schema import meetings
from bot.views import ids
from tests.scenario.leaders import MONDAY, count, posts, press_forged, settle, shown
from tests.scenario.town import Town, town

NOTE = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)  # Wednesday, 10:00 in New York, nine days into the program
ASK, TASK = NOTE + timedelta(weeks=1), NOTE + timedelta(weeks=2)
WORDS = "My third period is never free when his is."
WHY, MORE, SHARE = "What is it most of all?", "Would you like to say more?", "May your partner read it too?"
TO, SAY, HELPED = "Who gets it?", "What would you like to say?", "What helped?"
UNTIL, REASON = "What is the first day on which it goes on?", "Why does it end?"
OPTIONS = {
    Why.SCHEDULE: "Our schedules don't meet",
    Why.COVER: "I can't leave my classes",
    Why.WORKLOAD: "There is too much to do",
    Why.DISTANCE: "We are far apart",
    Why.FIT: "We don't fit well",
    Why.OTHER: "Something else",
}


def populate(place: Town) -> Program:
    """Mia and Theo are a pair of the program; Cora and Carl coordinate; the others have nothing to do with it."""
    program = settle(place, channels=True)
    for name in ("Carl Voss", "Max Oyen", "Ida Berg", "Kai Bell", "Sam Hill", "Olga Ray"):
        place.move_in(name)
    roster = ["carl@leaders.example,coordinator,", "max@leaders.example,mentor,", "kai@leaders.example,coach,"]
    place.enrol(program, [*roster, "ida@leaders.example,mentee,max@leaders.example"])
    place.program([], "Another", coordinator="olga")
    for person in place.people.values():  # whoever sees the post; its buttons ask for the role
        place.channels["coordinator"].members[person.id] = None
    return program


@pytest.fixture
async def place(sqlite_url: str) -> AsyncIterator[Town]:
    async with town(sqlite_url, MONDAY) as made:
        populate(made)
        yield made


@pytest.fixture
async def on_both(store_url: str) -> AsyncIterator[Town]:
    async with town(store_url, MONDAY) as made:
        populate(made)
        yield made


def last(person: Person, about: str) -> Message:
    """Return the bot's last direct message to somebody that says `about` something."""
    return [message for message in person.dms() if about in shown(message)][-1]


def task(place: Town) -> Message:
    """Return the coordinators' post about Mia and Theo."""
    found = [one for one in posts(place.channels["coordinator"], place) if "Theo Park and Mia Sol" in one.text]
    return [one for one in found if "The week in" not in one.text][-1]


async def say(
    place: Town, person: Person, why: Why = Why.COVER, words: str = WORDS, *, share: bool = False
) -> Response:
    """Answer what is in the way, from the note that asks it."""
    await (await person.press(last(person, "What is in the way"), "Say what is in the way")).modal()
    response = await person.submit({WHY: OPTIONS[why], MORE: words, SHARE: ["yes"] if share else []})
    await place.tick()
    return response


async def told(place: Town) -> Message:
    """Live until Mia has said what is in the way, and return the coordinators' post."""
    await place.live_until(ASK)
    assert (await say(place, place.people["mia"])).ok
    return task(place)


async def choose(person: Person, post: Message, what: str) -> Response:
    """Choose from the menu of a coordinators' post."""
    return await person.press(post, ids.OBSTACLE_MORE, what)


class TestTheNote:
    async def test_it_brings_three_times_that_suit_both(self, place: Town) -> None:
        await place.live_until(NOTE)
        assert last(place.people["mia"], "have not met yet").text == (
            "You and Theo Park have not met yet. Fifteen minutes are enough for a first talk. Which of these times "
            "work for you? Thursday 26 November, 15:30, Friday 27 November, 8:30 and Monday 30 November, 12:00. Tap "
            "every time that works for you. The first that works for both of you becomes your date."
        )

    async def test_one_tap_logs_the_talk_and_the_note_says_so(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await place.live_until(NOTE)
        note = last(mia, "have not met yet")
        await mia.press(note, ids.CHECKIN_MET, "15 minutes")
        await place.tick()
        assert note.text == "You met Theo Park on Wednesday 25 November."
        assert last(theo, "You met Mia Sol on Wednesday 25 November.")
        assert count(place.store, meetings) == 1

    async def test_in_two_weeks_means_two_weeks_of_quiet(self, place: Town) -> None:
        mia, theo = place.people["mia"], place.people["theo"]
        await place.live_until(NOTE)
        await theo.press(last(theo, "have not met yet"), ids.NUDGE_MORE, "In two weeks")
        await place.tick()
        assert last(mia, "No notes").text == "No notes come about you and Theo Park until Wednesday 9 December."
        await place.live_until(NOTE + timedelta(days=13))
        assert not [one for one in mia.dms() if "What is in the way" in one.text]

    async def test_a_note_of_last_year_still_answers(self, place: Town) -> None:
        mia = place.people["mia"]
        await place.live_until(ASK)
        asked = last(mia, "What is in the way")
        before = list(asked.blocks or [])
        place.enrol(
            place.program([], "Leaders", coordinator="cora"),
            ["mia@leaders.example,max@leaders.example"],
            header="email,mentor_email",
        )
        place.clock.move_to(ASK + timedelta(days=360))
        asked.blocks = before
        for button in ("Say what is in the way", "In two weeks"):
            assert "changed since" in (await (await mia.press(asked, button)).reply()).text


class TestTelling:
    @pytest.mark.parametrize("why", TELLABLE)
    async def test_each_answer_shows_a_way_that_fits(self, place: Town, why: Why) -> None:
        mia = place.people["mia"]
        await place.live_until(ASK)
        assert (await say(place, mia, why)).ok
        answered = last(mia, "saying what is in the way")
        if why in (Why.SCHEDULE, Why.WORKLOAD, Why.DISTANCE):
            await mia.press(answered, "Find a time")
            await place.tick()
            assert last(mia, "times could suit")
        elif why is Why.COVER:
            form = await (await mia.press(answered, "Plan a visit")).modal()
            assert "classroom visit" in str(form.blocks)
        else:
            assert "Your coordinator" in answered.text
        assert WORDS not in shown(task(place)) + str([one.blocks for one in place.people["theo"].dms()])

    async def test_the_partner_reads_it_only_while_its_author_says_so(self, on_both: Town) -> None:
        place = on_both
        mia, theo = place.people["mia"], place.people["theo"]
        await place.live_until(ASK)
        await say(place, mia, share=True)
        shared = last(theo, "shares with you what is in the way")
        assert WORDS in str(shared.blocks[1:])
        assert WORDS not in shared.text + str(shared.blocks[0])
        form = await (await mia.press(last(mia, "Thank you for saying"), "Change my answer")).modal()
        assert WORDS in str(form.state)
        await mia.submit({WHY: OPTIONS[Why.FIT], SHARE: []})
        await place.tick()
        assert shared.text == "What stood here was taken back by its author."
        assert "may not be the right match" in task(place).text

    async def test_what_does_not_fit_stays_in_the_form(self, place: Town) -> None:
        mia = place.people["mia"]
        await place.live_until(ASK)
        response = await say(place, mia, words="x" * 3001)
        assert "3001 characters" in response.errors[ids.WORDS]
        assert (await mia.submit({MORE: WORDS})).ok
        nothing = await press_forged(mia, last(mia, "What is in the way"), ids.NUDGE_SAY, {"value": "banana"})
        assert "changed since" in (await nothing.reply()).text


class TestTheQueue:
    async def test_who_said_nothing_is_a_task_as_well(self, place: Town) -> None:
        await place.live_until(TASK)
        post = task(place)
        assert post.text == (
            "Theo Park and Mia Sol could use a hand. No meeting is logged, and nobody has said why yet. "
            "Since Wednesday 9 December."
        )
        cora = place.people["cora"]
        assert "Nobody has said anything" in str((await (await cora.press(post, "Read what they say")).modal()).blocks)

    async def test_taken_read_written_to_and_closed(self, on_both: Town) -> None:
        place = on_both
        post = await told(place)
        cora, mia, theo = (place.people[name] for name in ("cora", "mia", "theo"))
        assert "Somebody has to take the class" in post.text
        await cora.press(post, "Take it")
        await place.tick()
        assert "Cora Vance has taken it." in task(place).text
        assert WORDS in str((await (await cora.press(task(place), "Read what they say")).modal()).blocks)
        await cora.close_modal()
        await (await choose(cora, task(place), "Write to them")).modal()
        quoting = await cora.submit({SAY: "Mia says: my third period is NEVER free when his is."})
        assert "in your own words" in quoting.errors[ids.WORDS]
        assert (await cora.submit({SAY: "Shall we three look at your timetables on Friday?"})).ok
        await place.tick()
        for person in (mia, theo):
            message = last(person, "Shall we three look")
            assert "Shall we three" not in message.text + str(message.blocks[0])
        await (await cora.press(task(place), "Close it")).modal()
        assert (await cora.submit({HELPED: "A free period on Fridays."})).ok
        await place.tick()
        assert "done. Cora Vance closed it on Wednesday 2 December." in task(place).text
        everything = [shown(one) for one in (*mia.dms(), *theo.dms(), *posts(place.channels["coordinator"], place))]
        assert "A free period" not in str(everything)

    async def test_two_coordinators_at_once(self, on_both: Town) -> None:
        place = on_both
        post = await told(place)
        cora, carl = place.people["cora"], place.people["carl"]
        answers = await asyncio.gather(*(person.press(post, "Take it") for person in (cora, carl)))
        assert all(answer.ok for answer in answers)
        await place.bot.deps.settled()
        await place.tick()
        late = [one.text for person in (cora, carl) for one in person.ephemerals()]
        assert len(late) == 1
        winner = "Cora Vance" if "Cora Vance has taken it" in task(place).text else "Carl Voss"
        assert late == [f"{winner} was quicker; nothing has changed."]
        for person in (cora, carl):
            await (await person.press(task(place), "Close it")).modal()
        done = await asyncio.gather(*(person.submit({HELPED: "It helped."}) for person in (cora, carl)))
        assert sorted(response.ok and not response.errors for response in done) == [False, True]
        refused = next(response for response in done if response.errors)
        assert "was quicker" in refused.errors[ids.HELPED]

    async def test_on_hold_and_on_again(self, place: Town) -> None:
        post = await told(place)
        cora, mia, theo = (place.people[name] for name in ("cora", "mia", "theo"))
        await (await choose(cora, post, "Put the pair on hold")).modal()
        assert "after today" in (await cora.submit({UNTIL: "2026-12-02"})).errors[ids.UNTIL]
        assert (await cora.submit({UNTIL: "2027-01-04"})).ok
        await place.tick()
        for person in (mia, theo):
            assert last(person, "on hold until Monday 4 January")
        assert "on hold until Monday 4 January" in task(place).text
        await choose(cora, task(place), "Let the pair go on")
        await place.tick()
        assert last(mia, "Your meetings with Theo Park go on from today.")
        assert "on hold" not in task(place).text

    async def test_ended_and_matched_anew(self, place: Town) -> None:
        post = await told(place)
        cora, mia, theo, ida, top = (place.people[name] for name in ("cora", "mia", "theo", "ida", "max"))
        await (await choose(cora, post, "End the pair")).modal()
        wrong = await cora.submit({REASON: "No time.", ids.NEW_MENTOR: ida.id})
        assert "a mentor in the program" in wrong.errors[ids.NEW_MENTOR]
        assert (await cora.submit({ids.NEW_MENTOR: top.id})).ok
        await place.tick()
        for person in (mia, theo):
            assert last(person, "has ended. Thank you for the time you gave each other.")
        assert "The pair has ended." in task(place).text
        bot = place.slack.workspace.bot.id
        talks = place.slack.workspace.conversations.values()
        group = next(one for one in talks if set(one.members) == {mia.id, top.id, bot})
        assert "please meet each other" in str([one.text for one in group.messages])
        assert "No time" not in str([one.blocks for one in (*mia.dms(), *theo.dms(), *top.dms())])

    async def test_ended_and_matched_later_from_the_same_post(self, place: Town) -> None:
        post = await told(place)
        cora, mia, theo, ida, top = (place.people[name] for name in ("cora", "mia", "theo", "ida", "max"))
        await (await choose(cora, post, "End the pair")).modal()
        assert (await cora.submit({REASON: "No time."})).ok
        await place.tick()
        button = f"Choose a mentor for {mia.user.real_name}"
        assert "for the coordinators" in (await (await ida.press(task(place), button)).reply()).text
        await (await cora.press(task(place), button)).modal()
        assert (await cora.submit({ids.NEW_MENTOR: top.id})).ok
        await place.tick()
        assert "Choose a mentor" not in shown(task(place))
        assert "The pair has ended." in task(place).text
        assert "No time" not in shown(task(place)) + str([one.blocks for one in (*mia.dms(), *theo.dms())])

    @pytest.mark.parametrize("who", ["mia", "theo", "ida", "kai", "max", "sam", "olga"])
    async def test_every_action_is_refused_to_everybody_else(self, place: Town, who: str) -> None:
        post = await told(place)
        person = place.people[who]
        menus = ("Write to them", "Put the pair on hold", "End the pair")
        answers = [await person.press(post, button) for button in ("Take it", "Read what they say", "Close it")]
        answers += [await choose(person, post, menu) for menu in menus]
        for answer in answers:
            text = (await answer.reply()).text
            assert "for the coordinators" in text or "not in a mentoring program" in text
            assert person.modal is None
        await place.tick()
        assert "has taken it" not in task(place).text
        assert WORDS not in str([shown(one) for one in person.ephemerals()])


def note_to(person: Person) -> Message:
    return next(one for one in person.dms() if "have not met yet" in shown(one) or "You meet" in shown(one))


async def test_both_tap_times_in_the_note_and_the_first_common_one_is_their_date(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        populate(place)
        await place.live_until(NOTE)
        mia, theo = place.people["mia"], place.people["theo"]
        first, second, third = ids.TIMES_TAPS
        for tap in (first, second, third):
            await mia.press(note_to(mia), tap)
        await mia.press(note_to(mia), first)  # and back
        await place.tick()
        assert "These work for you: " in shown(note_to(mia))
        assert "These work for you: " not in shown(note_to(theo))
        for tap in (first, third):
            await theo.press(note_to(theo), tap)
            await place.tick()
        assert "You meet" in shown(note_to(mia))
        assert "You meet" in shown(note_to(theo))
        assert [shown(one) for one in theo.dms() if "You have a time with" in shown(one)] == []  # he saw it in the note
        assert len([one for one in mia.dms() if "You have a time with" in shown(one)]) == 1
        assert not [one for one in (*mia.dms(), *theo.dms()) if "times could suit" in shown(one)]


async def test_none_of_the_times_in_a_note_leads_to_the_form(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        populate(place)
        await place.live_until(NOTE)
        mia, theo = place.people["mia"], place.people["theo"]
        response = await mia.press(note_to(mia), ids.NUDGE_MORE, "None of these")
        await response.modal()
        await place.tick()
        assert "None of these times worked" in shown(next(one for one in theo.dms() if "None of these" in shown(one)))
