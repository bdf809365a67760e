"""The conversation of a home group, lived: opened, followed, refused, ended."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.checkins import Audience
from bot.domain.home_groups import Conversation as Form
from bot.domain.home_groups import HomeGroup
from bot.domain.peers import ShareKind, Wish
from bot.domain.programs import Program
from bot.domain.refusals import Refusal
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.person import Person
from bot.services import home_groups, peer_feedback, peers
from bot.services.programs import ProgramWish, create_program
from bot.store import home_groups as stored
from bot.store import members
from bot.views import ids
from tests.scenario.leaders import HARD, MONDAY, READERS, WELL, check_in, posts, settle, shown
from tests.scenario.town import Town, town

NAMES = ("Ana Lund", "Bo Falk", "Cy Moss", "Dee Rao")
WHO, GROUP = "Who may read it?", "Your home group"
NIGHT = MONDAY + timedelta(hours=12)  # 22:00 in New York


def gather(place: Town, *names: str, form: str = "dm", **wish: object) -> Program:
    """Make a program with channels, and people in it who are put into home groups."""
    program = settle(place, channels=True)
    if wish:
        create_program(
            place.store,
            program.workspace_id,
            replace(ProgramWish(program.name, "cora@leaders.example", None), **wish),  # type: ignore[arg-type]
            place.clock.now(),
        )
    with place.store.write() as tx:
        stored.change_settings(tx, program.id, {"conversation": form})
    for name in names:
        place.move_in(name)
    place.enrol(program, [f"{name.split()[0].lower()}@leaders.example,mentee," for name in names])
    regroup(place, program)
    return program


def regroup(place: Town, program: Program) -> None:
    """Put everybody but those whom the tests began with into groups."""
    with place.store.write() as tx:
        enrolled = members.open_members_of_program(tx, program.id)
        ids = [
            member.id for member, person in enrolled if person.name.split()[0].lower() not in ("cora", "mia", "theo")
        ]
        home_groups.settle(
            tx,
            program.id,
            home_groups.propose(tx, program.id, ids, now=place.clock.now()),
            now=place.clock.now(),
        )


def group(place: Town, program: Program) -> HomeGroup:
    with place.store.read() as tx:
        return stored.groups_of(tx, program.id)[0]


def room(place: Town, program: Program) -> Conversation:
    """Return the conversation of the first group."""
    channel = group(place, program).channel
    assert channel is not None
    return place.slack.workspace.conversations[channel]


def told(place: Town) -> str:
    return "\n".join(message.text for message in posts(place.channels["coordinator"], place))


def own(place: Town, program: Program) -> list[Message]:
    return posts(room(place, program), place)


async def leave(place: Town, person: Person) -> None:
    await person.command("/mentoring", "leave")
    await person.wait_modal()
    await person.submit({})


class TestGroupConversation:
    async def test_it_begins_with_who_is_in_it_and_its_norms_once(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = gather(place, *NAMES)
            for _ in range(2):
                await place.tick()
            assert room(place, program).kind == "mpim"
            assert set(room(place, program).members) == {
                *(place.people[name.split()[0].lower()].id for name in NAMES),
                place.slack.workspace.bot.id,
            }
            [message] = own(place, program)
            assert "Group 1 of Leaders: this is a place for the 4 of you" in message.text
            assert "Ana Lund, Bo Falk, Cy Moss and Dee Rao" in message.text
            assert "Ask before you advise" in message.text
            assert f"<@{place.people['ana'].id}>" in shown(message)

    async def test_a_leaver_reads_nothing_new_and_the_new_one_leads_back(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = gather(place, *NAMES)
            await place.tick()
            before = room(place, program)
            await leave(place, place.people["ana"])
            await place.tick()
            after = room(place, program)
            assert after is not before
            assert place.people["ana"].id not in after.members
            [message] = own(place, program)
            assert "goes on here, as the 3 of you" in message.text
            assert f"/client/{place.slack.workspace.id}/{before.id}|the earlier conversation>" in shown(message)
            assert len(posts(before, place)) == 1

    async def test_it_is_not_opened_in_the_night(self, sqlite_url: str) -> None:
        async with town(sqlite_url, NIGHT) as place:
            program = gather(place, *NAMES)
            await place.tick()
            assert group(place, program).channel is None
            await place.live_until(NIGHT + timedelta(hours=9))
            assert len(own(place, program)) == 1

    async def test_more_than_slack_takes_together_get_a_channel(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            program = settle(place, channels=True)
            with place.store.write() as tx:
                stored.change_settings(tx, program.id, {"smallest": 9, "largest": 12})
            for n in range(9):
                place.move_in(f"P{n} Person")
            place.enrol(program, [f"p{n}@leaders.example,mentee," for n in range(9)])
            regroup(place, program)
            await place.tick()
            assert room(place, program).kind == "group"
            assert len(room(place, program).members) == 10

    async def test_refused_the_group_still_stands_and_a_coordinator_hears_once(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            place.slack.faults.add("slack_error", "conversations.open", error="user_not_visible")
            program = gather(place, *NAMES)
            for _ in range(2):
                await place.tick()
            assert group(place, program).channel is None
            assert group(place, program).conversation is Form.NONE
            assert told(place).count("does not let the bot open a conversation for Group 1 of Leaders") == 1

    async def test_home_names_the_others_and_leads_to_the_conversation(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            program = gather(place, *NAMES)
            ana = place.people["ana"]
            assert "Its conversation opens before" in str((await ana.open_home()).blocks)
            await place.tick()
            view = str((await ana.open_home()).blocks)
            assert "Your home group" in view
            for name in ("bo", "cy", "dee"):
                assert f"<@{place.people[name].id}>" in view
            assert f"/client/{place.slack.workspace.id}/{room(place, program).id}|" in view
            assert "Your home group" not in str((await place.people["mia"].open_home()).blocks)


class TestChannel:
    async def test_it_is_private_kept_in_step_and_archived_after_the_program(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = gather(place, *NAMES, form="channel", ends=date(2026, 12, 18))
            await place.tick()
            channel = room(place, program)
            assert (channel.kind, channel.name) == ("group", f"leaders-group-{group(place, program).id}")
            place.move_in("Eva Holt")
            place.enrol(program, ["eva@leaders.example,mentee,"])
            await leave(place, place.people["ana"])
            regroup(place, program)
            await place.tick()
            assert room(place, program) is channel
            assert {place.people[name].id for name in ("bo", "cy", "dee", "eva")} | {
                place.slack.workspace.bot.id
            } == set(channel.members)
            assert "has changed" in own(place, program)[-1].text
            await place.live_until(datetime(2026, 12, 19, 11, 59, tzinfo=UTC))
            assert not channel.is_archived
            await place.live_until(datetime(2026, 12, 19, 12, 0, tzinfo=UTC))  # 7:00 in New York
            assert channel.is_archived

    async def test_a_program_that_is_prolonged_keeps_its_channels(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            program = gather(place, *NAMES, form="channel", ends=date(2026, 12, 18))
            await place.tick()
            longer = ProgramWish(program.name, "cora@leaders.example", None, ends=date(2027, 1, 15))
            create_program(place.store, program.workspace_id, longer, place.clock.now())
            await place.tick(datetime(2026, 12, 20, 12, 0, tzinfo=UTC))
            assert not room(place, program).is_archived
            await place.tick(datetime(2027, 1, 16, 12, 0, tzinfo=UTC))
            assert room(place, program).is_archived

    @pytest.mark.parametrize(
        ("method", "error"),
        [("conversations.create", "restricted_action"), ("conversations.invite", "user_is_restricted")],
    )
    async def test_refused_the_group_conversation_takes_its_place_and_it_is_said(
        self, sqlite_url: str, method: str, error: str
    ) -> None:
        async with town(sqlite_url, MONDAY) as place:
            place.slack.faults.add("slack_error", method, error=error)
            program = gather(place, *NAMES, form="channel")
            for _ in range(2):
                await place.tick()
            assert room(place, program).kind == "mpim"
            assert len(own(place, program)) == 1
            assert told(place).count("private channels for the home groups of Leaders") == 1
            left_over = [each for each in place.slack.workspace.conversations.values() if "-group-" in each.name]
            assert all(each.is_archived for each in left_over)

    @pytest.mark.parametrize("method", ["conversations.create", "conversations.invite", "chat.postMessage"])
    async def test_cut_off_between_two_steps_it_is_found_again(self, store_url: str, method: str) -> None:
        """Slack has done it and the answer is lost, as when the process is killed before it could write that down."""
        async with town(store_url, MONDAY) as place:
            place.slack.faults.add("drop_after", method, count=1)
            program = gather(place, *NAMES, form="channel")
            for _ in range(4):
                await place.tick()
            made = [each for each in place.slack.workspace.conversations.values() if "-group-" in each.name]
            assert made == [room(place, program)]
            assert len(own(place, program)) == 1
            assert len(made[0].members) == 5


class TestAudience:
    async def test_a_win_for_the_group_stands_in_its_conversation_and_nowhere_else(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = gather(place, *NAMES)
            ana = place.people["ana"]
            assert "Your home group" not in str((await (await ana.command("/win")).modal()).blocks)
            await ana.close_modal()
            await place.tick()
            assert "Your home group" in str((await (await ana.command("/win")).modal()).blocks)
            assert (await ana.submit({WELL: "Sentinel win", WHO: GROUP}, client_checks=True)).ok
            await place.tick()
            post = own(place, program)[-1]
            assert "Ana Lund" in post.text
            assert "Sentinel" not in post.text + str(post.blocks[0])
            assert "Sentinel win" in shown(post)
            elsewhere = [m for channel in place.channels.values() for m in channel.messages]
            elsewhere += [m for name, person in place.people.items() if name != "ana" for m in person.dms()]
            assert not any("Sentinel" in shown(message) for message in elsewhere)
            await ana.press(ana.dms()[-1], ids.SHARE_EDIT)
            await ana.wait_modal()
            await ana.submit({WELL: "Sentinel, edited"})
            await place.tick()
            assert "Sentinel, edited" in shown(own(place, program)[-1])
            await ana.press(ana.dms()[-1], ids.SHARE_TAKE_BACK)
            await place.tick()
            assert not any("Sentinel" in shown(message) for message in room(place, program).messages)

    async def test_a_challenge_for_the_group_has_its_thread_there_and_asks_nobody_else(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = gather(place, *NAMES)
            place.enrol(program, ["ana@leaders.example,mentee,theo@leaders.example"])
            ana, bo = place.people["ana"], place.people["bo"]
            await place.tick()
            await ana.command("/challenge")
            await ana.wait_modal()
            fields = {"What happened?": "Sentinel", "So what? Why does it matter?": "Sentinel too", WHO: GROUP}
            await ana.submit({**fields, "What kind of help would you like?": ["questions"]}, client_checks=True)
            await place.tick()
            post = next(message for message in own(place, program) if "Sentinel" in shown(message))
            assert any(message.thread_ts == post.ts for message in own(place, program))
            await bo.write(room(place, program), "What have you tried?", thread_ts=post.ts)
            await place.slack.events.drain()
            await place.tick(MONDAY + timedelta(hours=2))
            assert "Bo Falk" in shown(ana.dms()[-1]) or f"<@{bo.id}>" in shown(ana.dms()[-1])
            assert "your home group" in shown(ana.dms()[-1])
            for who, may in (("mia", False), ("cy", True)):  # a button can be forged
                where = (place.store, place.slack.workspace.id, place.people[who].id)
                form = peer_feedback.open_question(*where, 1, now=place.clock.now())
                assert isinstance(form, peer_feedback.QuestionForm) is may

    async def test_nobody_outside_is_asked_about_a_challenge_of_the_group(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            program = gather(place, *NAMES)
            place.enrol(program, ["ana@leaders.example,mentee,theo@leaders.example"])
            ana = place.people["ana"]
            await place.tick()
            await ana.command("/challenge")
            await ana.wait_modal()
            fields = {"What happened?": "Sentinel", "So what? Why does it matter?": "Sentinel too", WHO: GROUP}
            await ana.submit({**fields, "What kind of help would you like?": ["questions"]})
            await place.live_until(MONDAY + timedelta(days=4))
            asked = {name for name, person in place.people.items() if "opened a challenge" in str(person.dms())}
            assert len(asked) == 2
            assert asked <= {"bo", "cy", "dee"}
            assert "A challenge of yours> is open, with no reply" in str((await ana.open_home()).definition)
            # Nobody but the group may read it, so that its author is told, and can choose others.
            [told] = [message for message in ana.dms() if "Nobody has replied" in message.text]
            await (await ana.press(told, "Choose who reads it")).modal()
            assert (await ana.submit({WHO: "Everyone in the community channel"}, client_checks=True)).ok
            await place.tick()
            assert any("Sentinel" in shown(message) for message in posts(place.channels["community"], place))
            assert not any("Sentinel" in shown(message) for message in own(place, program))
            assert "needs nothing more here" in told.text

    async def test_a_check_in_for_the_group_and_its_taking_back(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            program = gather(place, *NAMES)
            await place.tick()
            ana = place.people["ana"]
            readers = ["Your home group: what went well"]
            await check_in(place, ana, {WELL: "Sentinel", HARD: "Kept", READERS: readers})
            [post] = own(place, program)[1:]
            assert "Sentinel" in shown(post)
            assert "Kept" not in shown(post)
            assert "What went well is also posted to your home group." in shown(ana.dms()[-1])
            assert not posts(place.channels["community"], place)
            await check_in(place, ana, {WELL: "Sentinel", HARD: "Kept", READERS: []})
            assert len(own(place, program)) == 1

    async def test_a_forged_choice_of_a_group_that_is_none_reaches_nobody(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            mia = place.people["mia"]
            with place.store.read() as tx:
                member = members.members_of_people(tx, [2])[2][0]
            done = peers.share(
                place.store,
                place.slack.workspace.id,
                mia.id,
                Wish(ShareKind.WIN, "Sentinel"),
                member.id,
                Audience.GROUP,
                now=place.clock.now(),
            )
            assert isinstance(done, Refusal)
            await place.tick()
            assert not posts(place.channels["community"], place)
