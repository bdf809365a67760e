"""A network session in the sandbox: planned before anybody looks, lived through from both sides."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.domain.members import Role
from bot.sandbox.community.deeds import Deed
from bot.sandbox.community.network import TITLE, first_day, plan_sessions
from bot.sandbox.run import Sandbox
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.person import Person
from bot.store.identity import workspace_of_team
from bot.store.programs import programs_of
from bot.views import session_day_ids, session_ids
from tests.scenario.test_sandbox_others import community
from tests.scenario.visiting import running_sandbox

BEGIN = datetime(2026, 11, 30, 13, 0, tzinfo=UTC)  # a Monday, 8:00 in New York
START = datetime(2026, 12, 8, 21, 0, tzinfo=UTC)  # the second Tuesday of December, 16:00 in New York


def planned(running: Sandbox) -> Person:
    """Plan the sample community's sessions for a small part of it, and return their host."""
    world = running.world
    host = world.residents.with_role(Role.COORDINATOR)[0].person
    with world.bot.store.read() as tx:
        workspace = workspace_of_team(tx, world.slack.workspace.id)
        assert workspace is not None
        [program] = programs_of(tx, workspace.id)
    sessions = plan_sessions(world.bot.store, world.slack.workspace.id, program, host.id, BEGIN)
    assert [each.day.isoformat() for each in sessions][:3] == ["2026-12-08", "2027-02-09", "2027-04-13"]
    assert sessions[0].starts_at == START
    return host


def said(person: Person) -> str:
    return "\n".join(message.text for message in person.dms())


def in_group(running: Sandbox, person: Person) -> list[Message]:
    """Return what stands in the conversation of somebody's home group."""
    found = running.world.slack.workspace.conversations.values()
    [group] = [each for each in found if each.kind == "mpim" and len(each.members) > 3 and person.id in each.members]
    return group.messages


async def test_a_session_from_a_members_seat(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, begin=BEGIN, people=community(3)) as running:
        world = running.world
        planned(running)
        world.life.switch(on=True)
        member = next(each for each in world.residents.by_handle.values() if each.role is Role.MENTEE).person
        world.life.visited.add(member.id)
        journey = await world.timeline.move("day")
        assert dict(journey.lived)[Deed.WILL_COME] >= 1
        [invitation] = [message for message in member.dms() if "invites you: Network session, 6 dates" in message.text]
        await member.press(invitation, session_ids.SESSION_YES)
        world.life.switch(on=False)  # a quick week
        await world.timeline.move_to(START - timedelta(minutes=30))
        world.life.switch(on=True)
        assert f"{TITLE} is tomorrow" in said(member)
        assert f"{TITLE} begins at 16:00" in said(member)
        assert "this is a place for" in in_group(running, member)[0].text

        journey = await world.timeline.move("next")
        assert journey.end == START  # the next event is the session
        assert f"{TITLE} begins" in in_group(running, member)[-1].text
        journey = await world.timeline.move("next")
        assert journey.end == START + timedelta(minutes=5)  # its host begins
        assert "What works, until" in in_group(running, member)[-1].text
        await world.timeline.move_to(START + timedelta(hours=2))
        assert "The rounds are over" in in_group(running, member)[-1].text
        assert sum("One minute left" in message.text for message in in_group(running, member)) > 5
        journey = await world.timeline.move("day")
        assert dict(journey.lived)[Deed.REFLECTED] >= 1
        assert "What do you take with you?" in said(member)


async def test_a_session_from_its_hosts_seat(tmp_path: Path) -> None:
    async with running_sandbox(tmp_path, begin=BEGIN, people=community(3)) as running:
        world = running.world
        host = planned(running)
        await world.timeline.move_to(START - timedelta(hours=1))
        world.life.switch(on=True)
        world.life.visited.add(host.id)
        journey = await world.timeline.move_to(START + timedelta(minutes=20))
        assert "session_round" not in dict(journey.sent)  # nobody begins in the visitor's place
        [hosted] = [message for message in host.dms() if f"{TITLE} is open" in message.text]
        await host.press(hosted, session_day_ids.DAY_BEGIN)
        journey = await world.timeline.move("next")
        assert dict(journey.sent)["session_round"] >= 1
        assert "began the rounds at <!date^" in said(host)
        assert "|16:20>" in said(host)


def test_the_first_session_leaves_a_week_to_answer() -> None:
    assert first_day(date(2026, 12, 1)).isoformat() == "2026-12-08"
    assert first_day(date(2026, 12, 2)).isoformat() == "2027-01-12"
