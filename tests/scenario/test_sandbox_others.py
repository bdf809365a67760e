"""The others live along in the sandbox: by what stands in their messages, alike in however many steps time is moved."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot.content.wording import wording
from bot.domain.members import Role
from bot.domain.peers import Help
from bot.sandbox.community import words
from bot.sandbox.community.cast import STORIES, Story, cast_of, draw
from bot.sandbox.community.deeds import Deed
from bot.sandbox.community.residents import ROSTER
from bot.sandbox.run import Sandbox
from bot.sandbox.slack import gestures, inputs
from bot.sandbox.slack.ids import moment_of
from bot.sandbox.timeline import Step
from bot.services.reports import begin_research
from bot.store.schema import members, people
from bot.store.schema_desk import consents, pulses
from bot.views import ids
from bot.views import pulses as pulses_view
from tests.scenario.visiting import MONDAY, Visitor, running_sandbox, visit

BEGIN = datetime(2026, 10, 26, 12, 0, tzinfo=UTC)  # a Monday, 8:00 in New York; clocks go back in its week
HEAD, *LINES = ROSTER.read_text("utf-8").splitlines()


def community(pairs: int) -> bytes:
    """Return the beginning of the sample community: a coordinator and so many pairs."""
    mentees = [line for line in LINES if ",mentee," in line][:pairs]
    mentors = [line for line in LINES if any(line.split(",")[0] in mentee for mentee in mentees)]
    return "\n".join([HEAD, LINES[0], *mentors, *mentees]).encode()


def everything(running: Sandbox) -> list[tuple[str, str, str]]:
    """Return every message of the workspace that is there in the end: where, when to the second, and what it says."""
    return sorted(
        (conversation.name or ",".join(sorted(conversation.members)), message.ts.partition(".")[0], message.text)
        for conversation in running.world.slack.workspace.conversations.values()
        for message in conversation.messages
    )


async def lived(folder: Path, steps: Sequence[Step]) -> tuple[list[tuple[str, str, str]], Counter[Deed]]:
    done: Counter[Deed] = Counter()
    async with running_sandbox(folder, begin=BEGIN, people=community(6)) as running:
        running.world.life.switch(on=True)
        for step in steps:
            journey = await running.world.timeline.move(step)
            done.update(dict(journey.lived))
        return everything(running), done


async def test_a_week_at_once_is_a_week_step_by_step(tmp_path: Path) -> None:
    for name in ("weeks", "days"):
        (tmp_path / name).mkdir()
    at_once = await lived(tmp_path / "weeks", ["week"])
    days: list[Step] = ["day"] * 3 + ["hour"] * 24 + ["day"] * 3
    assert await lived(tmp_path / "days", days) == at_once
    assert at_once[1][Deed.CHECKED_IN] > 4
    assert at_once[1][Deed.MET] > 1
    assert at_once[1][Deed.WROTE] > 8


async def test_three_weeks_of_the_sample_community_have_their_stories(tmp_path: Path) -> None:
    people = community(16)
    async with running_sandbox(tmp_path, begin=BEGIN, people=people) as running:
        life = running.world.life
        assert not life.on  # people of one's own roster do nothing unasked
        life.switch(on=True)
        told: Counter[Deed] = Counter()
        for _ in range(3):
            told.update(dict((await running.world.timeline.move("week")).lived))
        assert told[Deed.LEFT] == 1
        assert told[Deed.SAID_WHY] >= 1
        assert told[Deed.FOUND_NO_TIME] >= 1
        assert told[Deed.THANKED] >= 1
        assert told[Deed.OPENED] >= 1
        assert told[Deed.REPLIED] >= 2
        assert told[Deed.TOLD] >= 2
        channels = {one.name: one for one in running.world.slack.workspace.conversations.values()}
        desk = " ".join(message.text for message in channels["mentoring-coordinators"].messages)
        assert "something is in the way of meeting" in desk
        assert channels["leaders-community"].messages or told[Deed.CHECKED_IN] < 60


def visitor_of(running: Sandbox) -> tuple[str, str]:
    """Return a mentee whose prompt they answer at once if nobody is them, and their mentor."""
    mentee = next(one for one in running.world.residents.by_handle.values() if one.role is Role.MENTEE)
    return mentee.handle, mentee.partners[0][0]


async def leap(page: Visitor, step: str, who: str = "") -> dict[str, object]:
    return await page.post("/time", {"step": step, "who": who})


async def test_a_visitors_people_do_nothing_by_themselves(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, begin=BEGIN, people=community(6)) as running, visit(running) as page:
        running.world.life.switch(on=True)
        mentee, mentor = visitor_of(running)
        for who in (mentee, mentor):
            await page.get(f"/as/{who}/reciprocal")
        await leap(page, "week")
        for who in (mentee, mentor):
            person = running.world.residents.by_handle[who].person
            assert not any("Your check-in is saved" in message.text for message in person.dms())
            written = [one for place in person.workspace.conversations.values() for one in place.messages]
            assert person.id not in {one.user for one in written}
        assert "check-in" in await page.text(mentee, "messages")


async def test_who_writes_to_somebody_is_answered(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, begin=BEGIN, people=community(6)) as running, visit(running) as page:
        running.world.life.switch(on=True)
        mentee, mentor = visitor_of(running)
        await page.get(f"/as/{mentor}/reciprocal")
        await leap(page, "day", mentor)
        person = running.world.residents.by_handle[mentee].person
        together = next(
            one
            for one in person.workspace.conversations.values()
            if one.kind == "mpim" and {person.id, running.world.residents.by_handle[mentor].person.id} <= {*one.members}
        )
        place = together.id.lower()
        assert await page.do(mentor, "say", text="Hello, shall we meet on Thursday?", place=place) == {}
        told = await leap(page, "next", mentor)
        assert "wrote to their partner" in str(told["said"])
        assert together.messages[-1].user == person.id


async def opened(folder: Path, steps: Sequence[Step], kind: Help = Help.QUESTIONS) -> tuple[list[str], str]:
    """Open a challenge as a visitor; return the replies, with second and author, and what the visitor was told."""
    async with running_sandbox(folder, begin=BEGIN, people=community(6)) as running:
        world = running.world
        world.life.switch(on=True)
        author = world.residents.by_handle[visitor_of(running)[0]].person
        world.life.visited.add(author.id)
        await world.timeline.move("hour")
        await author.command("/challenge", "My mornings are full before they begin.")
        options = inputs.options_of(gestures.find((await author.wait_modal()).blocks, f"{ids.AUDIENCE}/value")[1])
        everybody = next(one["value"] for one in options if one["value"].startswith("community"))
        said = {ids.SO_WHAT: "The new teachers wait.", ids.HELP: [kind], ids.AUDIENCE: everybody}
        assert (await author.submit(said)).ok
        for step in steps:
            await world.timeline.move(step)
        channels = world.slack.workspace.conversations.values()
        post = next(one for one in channels if one.name == "leaders-community")
        challenge = next(one for one in post.messages if "think something through" in one.text)
        replies = [one for one in challenge.replies if one.bot_id is None]
        assert author.id not in {one.user for one in replies}
        told = " ".join(one.text for one in author.dms())
        for one in replies:
            zone = ZoneInfo(world.residents.by_id[one.user].person.user.tz)
            assert 7 < moment_of(one.ts).astimezone(zone).hour < 22
        return [f"{one.ts.partition('.')[0]} {one.user} {one.text}" for one in replies], told


async def test_peers_reply_to_a_visitors_challenge_whichever_way_time_is_moved(tmp_path: Path) -> None:
    for name in ("once", "hours"):
        (tmp_path / name).mkdir()
    replies, told = await opened(tmp_path / "once", ["day"])
    assert await opened(tmp_path / "hours", ["hour"] * 24) == (replies, told)
    assert len({one.partition(" ")[2].partition(" ")[2] for one in replies}) in {2, 3}
    assert "replied to your challenge" in told


async def test_who_wants_to_be_heard_only_is_asked_nothing(tmp_path: Path) -> None:
    replies, _ = await opened(tmp_path, ["day"], Help.LISTENING)
    assert replies
    assert not any("?" in one for one in replies)


async def test_next_event_passes_by_what_concerns_nobody_here(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, begin=BEGIN, people=community(6)) as running, visit(running) as page:
        running.world.life.switch(on=True)
        said = [str((await leap(page, "next"))["said"]) for _ in range(6)]
        assert len(set(said)) == 6
        assert any("people checked in" in one or "person checked in" in one for one in said)
        for one in said:
            assert "the bot sent" in one


async def test_others_are_switched_on_the_page(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, begin=BEGIN, people=community(4)) as running, visit(running) as page:
        mentee, _ = visitor_of(running)
        assert 'data-others="off"' in await page.part(mentee, "time")
        assert "live along" in str((await page.post("/others", {"mode": "on"}))["said"])
        assert 'data-others="on"' in await page.part(mentee, "time")
        assert running.world.life.next_moment() is not None
        assert "only you act" in str((await page.post("/others", {"mode": "off"}))["said"])
        told = await leap(page, "week")
        assert "checked in" not in str(told["said"])
        async with page.session.post(page.origin + "/others", json={}, headers={"Origin": page.origin}) as answer:
            assert answer.status == 400


@pytest.mark.parametrize("mode", ["slow", "failing"])
async def test_others_wait_for_slack(tmp_path: Path, mode: str) -> None:
    async with running_sandbox(tmp_path, begin=MONDAY, people=community(2)) as running, visit(running) as page:
        running.world.life.switch(on=True)
        await leap(page, "prompt")
        await page.post("/trouble", {"mode": mode})
        during = [await running.world.timeline.move("hour") for _ in range(5)]
        await page.post("/trouble", {"mode": "off"})
        after = [await running.world.timeline.move("day")]
        counts = [sum(dict(one.lived).get(Deed.CHECKED_IN, 0) for one in journeys) for journeys in (during, after)]
        assert counts[0 if mode == "slow" else 1] > 0
        assert mode == "slow" or counts[0] == 0


async def test_the_cast_is_the_same_everywhere(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, people=ROSTER.read_bytes()) as running:
        residents = running.world.residents
        cast = cast_of(residents)
        stories = Counter(couple.story for couple in cast.each())
        assert all(stories[story] == 1 for story in STORIES)
        assert stories[Story.WEEKLY] > 20
        assert 2 <= len(cast.silent) <= 12
        assert not cast.silent & {one.handle for one in residents.featured()}
        again = cast_of(residents)
        assert [one.story for one in again.each()] == [one.story for one in cast.each()]


def test_words_name_nobody_and_vary() -> None:
    said = {words.answers(Role.MENTEE, draw("test", number)).went_well for number in range(60)}
    assert len(said) > 12
    greeting = words.greeting("introduction", "Mia", ("Tuesday", "Friday"), draw("test"))
    assert "Mia" in greeting
    assert "{" not in greeting


async def test_they_say_what_they_think_when_they_are_asked(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, begin=BEGIN, people=community(6)) as running:
        world = running.world
        world.life.switch(on=True)
        with world.bot.store.read() as tx:
            wanted = select(people.c.slack_id, members.c.id).join(members, members.c.person_id == people.c.id)
            found = tx.execute(wanted).all()
        for slack_id, member_id in found:  # as the bot asks in the last weeks of a term
            asked = pulses_view.asked(wording(), "Leading Together", member_id, "1", answered=False)
            channel = world.slack.workspace.dm(slack_id).id
            await world.bot.slack.call("chat.postMessage", channel=channel, text=asked.text, blocks=asked.blocks)
        coordinator = world.residents.with_role(Role.COORDINATOR)[0].person
        begin_research(world.bot.store, world.slack.workspace.id, coordinator.id, 1, now=BEGIN)
        told = Counter(dict((await world.timeline.move("day")).lived))
        with world.bot.store.read() as tx:
            answers = tx.execute(select(pulses.c.worth, pulses.c.fit)).all()
            decided = tx.execute(select(consents.c.given).where(consents.c.decided_at.is_not(None))).scalars().all()
    assert len(found) > told[Deed.SAID_WORTH] == len(answers) >= 5
    assert all(3 <= worth <= 5 for worth, _ in answers)
    assert {fit is None for _, fit in answers} == {True, False}  # who is in no pair is not asked whether it fits
    assert len(found) > told[Deed.DECIDED_RESEARCH] == len(decided) >= 5
    assert set(decided) == {True, False}
