"""A pair begins, one of the two pauses, leaves, is gone or comes back: who is told what, and who sees what."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.person import Person
from tests.scenario.leaders import MONDAY, PAIR, THURSDAY, WELL, check_in, open_form, posts, settle, shown
from tests.scenario.town import Town, town

TUESDAY = MONDAY + timedelta(days=1)
SUNDAY_NIGHT = datetime(2026, 11, 16, 4, 30, tzinfo=UTC)  # 23:30 on Sunday in New York
HEADER = "email,role,mentor_email,school,position,timezone"


def together(place: Town, *people: Person) -> list[Message]:
    """Return what the bot has posted in the conversation of these people with it."""
    found = place.slack.workspace.existing_direct(frozenset((*(p.id for p in people), place.slack.workspace.bot.id)))
    return posts(found, place) if isinstance(found, Conversation) else []


def notices(place: Town) -> str:
    """Return all that coordinators were told in their channel."""
    return "\n".join(message.text for message in posts(place.channels["coordinator"], place))


async def pause(person: Person, until: date | None = None) -> None:
    await person.command("/mentoring", "pause")
    await person.wait_modal()
    await person.submit({"until": until.isoformat()} if until else {})


async def deactivate(place: Town, person: Person, *, deleted: bool = True) -> None:
    place.slack.workspace.change_user(person.user, deleted=deleted)
    await place.slack.events.drain()


class TestIntroduction:
    async def test_a_new_pair_meets_once_at_an_hour_that_suits_both(self, store_url: str) -> None:
        async with town(store_url, SUNDAY_NIGHT) as place:
            place.move_in("Cora Vance")
            mia, theo = place.move_in("Mia Sol"), place.move_in("Theo Park", timezone="America/Los_Angeles")
            program = place.program([], starts=date(2026, 11, 16))
            lines = [
                "mia@leaders.example,mentee,theo@leaders.example,North School,Vice principal,",
                "theo@leaders.example,mentor,,South School,Principal,",
            ]
            place.enrol(program, lines, header=HEADER)
            await place.live_until(datetime(2026, 11, 16, 14, 59, tzinfo=UTC))
            assert not together(place, mia, theo)
            await place.live_until(datetime(2026, 11, 16, 15, 0, tzinfo=UTC))  # 7:00 in Los Angeles
            [message] = together(place, mia, theo)
            assert "Theo Park and Mia Sol, please meet each other" in message.text
            assert "Mia Sol: Vice principal, North School" in message.text
            assert "Theo Park: Principal, South School" in message.text
            assert "by Monday 30 November" in message.text
            assert f"<@{mia.id}>" in str(message.blocks)
            place.enrol(program, lines, header=HEADER)
            await place.live_until(MONDAY + timedelta(days=3))
            assert len(together(place, mia, theo)) == 1

    async def test_who_knew_each_other_before_the_bot_came_is_not_introduced(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            people = [place.move_in(name) for name in ("Cora Vance", "Mia Sol", "Theo Park", "Ana Lund")]
            program = place.program(PAIR, starts=date(2026, 10, 1))
            place.enrol(program, ["ana@leaders.example,mentee,theo@leaders.example"])
            await place.tick()
            assert not together(place, people[1], people[2])
            assert len(together(place, people[3], people[2])) == 1  # a pair that comes later is new

    async def test_refused_together_each_gets_it_alone_and_a_coordinator_hears_once(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            place.slack.faults.add("slack_error", "conversations.open", count=1, error="user_not_visible")
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            await place.tick()
            await place.tick()
            assert not together(place, mia, theo)
            assert "Please meet Theo Park, your mentor in Leaders" in mia.dms()[0].text
            assert "Please meet Mia Sol, whom you mentor in Leaders" in theo.dms()[0].text
            assert notices(place).count("two partners of Leaders together") == 1

    async def test_who_joins_slack_later_is_introduced_then(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            place.move_in("Cora Vance")
            mia = place.move_in("Mia Sol")
            place.program(PAIR, starts=date(2026, 11, 16))
            await place.tick()
            place.clock.move_to(TUESDAY)
            joined = place.slack.workspace.join_team("theo", "Theo Park", "theo@leaders.example", tz="America/New_York")
            await place.slack.events.drain()
            await place.tick()
            everyone = frozenset((mia.id, joined.id, place.slack.workspace.bot.id))
            conversation = place.slack.workspace.existing_direct(everyone)
            assert conversation is not None
            assert len(posts(conversation, place)) == 1


class TestAway:
    async def test_a_pause_is_told_the_same_day_without_a_reason(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            await place.tick()
            await pause(theo, date(2026, 11, 25))
            await place.tick()
            assert mia.dms()[-1].text.startswith("Theo Park is taking a pause.")
            assert (
                "Theo Park has paused until Wednesday 25 November, so Mia Sol has one active partner less"
                in notices(place)
            )
            view = await open_form(mia)
            assert "Theo Park is away for now" in str(view.blocks)
            assert "partner:" not in str(view.blocks)
            await mia.submit({WELL: "Sentinel"})
            await place.live_until(datetime(2026, 11, 23, 13, 0, tzinfo=UTC))
            assert "Mia Sol: Theo Park has paused" in notices(place)
            await place.live_until(datetime(2026, 11, 25, 15, 0, tzinfo=UTC))
            assert [m.text for m in mia.dms()].count(
                "Theo Park is back. You can share your check-ins with Theo Park again."
            ) == 1
            assert "Sentinel" not in str([shown(message) for message in theo.dms()])

    async def test_a_coordinator_puts_the_pair_on_hold_or_ends_it_from_the_notice(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            cora, mia, theo = (place.people[name] for name in ("cora", "mia", "theo"))
            await place.tick()
            await pause(theo, date(2026, 11, 25))
            await place.tick()
            [post] = [one for one in posts(place.channels["coordinator"], place) if "has paused" in one.text]
            before = list(post.blocks or [])
            await (await cora.press(post, "Put the pair on hold")).modal()
            assert (await cora.submit({"What is the first day on which it goes on?": "2026-12-07"})).ok
            await place.tick()
            assert post.text.endswith("The pair is on hold.")
            assert any("on hold until Monday 7 December" in message.text for message in mia.dms())
            post.blocks = before  # a phone that has not caught up
            await (await cora.press(post, "End the pair")).modal()
            assert (await cora.submit({"Why does it end?": "He is away for long."})).ok
            await place.tick()
            assert post.text.endswith("The pair has ended.")
            post.blocks = before
            assert "nothing has changed" in (await (await cora.press(post, "End the pair")).reply()).text
            place.channels["coordinator"].members[mia.id] = None
            assert "for the coordinators" in (await (await mia.press(post, "End the pair")).reply()).text

    async def test_the_notice_says_that_somebody_is_back(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            cora, theo = place.people["cora"], place.people["theo"]
            await place.tick()
            await pause(theo)
            await place.tick()
            [post] = [one for one in posts(place.channels["coordinator"], place) if "has paused" in one.text]
            await theo.command("/mentoring", "resume")
            await place.tick()
            assert post.text.endswith("Theo Park is back now.")
            with pytest.raises(LookupError):
                await cora.press(post, "Put the pair on hold")

    async def test_of_whom_is_back_before_it_is_told_coordinators_hear_nothing(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place, channels=True)
            theo = place.people["theo"]
            await place.tick()
            await pause(theo)
            await theo.command("/mentoring", "resume")
            await place.tick()
            assert "has paused" not in notices(place)

    async def test_who_comes_back_early_is_announced_once(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await pause(theo, date(2026, 11, 25))
            await place.tick()
            place.clock.move_to(TUESDAY)
            await theo.command("/mentoring", "resume")
            await place.tick()
            await place.live_until(datetime(2026, 11, 26, 13, 0, tzinfo=UTC))
            assert sum(message.text.startswith("Theo Park is back") for message in mia.dms()) == 1
            assert sum("taking a pause" in message.text for message in mia.dms()) == 1

    async def test_without_a_partner_a_check_in_is_for_its_author(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            view = await open_form(mia)  # opened before he pauses, sent after
            assert "partner:" in str(view.blocks)
            await pause(theo)
            await mia.submit({WELL: "Sentinel"})
            await place.tick()
            assert "Only you can read it" in mia.dms()[-1].text or "Only you can read it" in mia.dms()[-2].text
            assert "Only you can read this." in str((await open_form(mia)).blocks)
            await theo.command("/mentoring", "resume")
            await place.live_until(MONDAY + timedelta(days=2))
            assert "Sentinel" not in str([shown(message) for message in theo.dms()])

    async def test_a_pause_over_before_it_was_told_is_no_news(self, sqlite_url: str) -> None:
        async with town(sqlite_url, datetime(2026, 11, 17, 2, 0, tzinfo=UTC)) as place:  # 21:00 in New York
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await pause(theo)
            await theo.command("/mentoring", "resume")
            await place.live_until(MONDAY + timedelta(days=2))
            assert not [message.text for message in mia.dms() if "Theo Park is" in message.text]

    async def test_who_moves_the_end_of_a_pause_begins_no_other(self, sqlite_url: str) -> None:
        async with town(sqlite_url, MONDAY) as place:
            settle(place)
            mia, theo = place.people["mia"], place.people["theo"]
            await pause(theo, date(2026, 11, 20))
            await place.tick()
            place.clock.move_to(TUESDAY)
            await pause(theo, date(2026, 11, 24))
            await place.live_until(datetime(2026, 11, 23, 22, 0, tzinfo=UTC))
            assert sum("taking a pause" in message.text for message in mia.dms()) == 1
            assert not [message for message in mia.dms() if message.text.startswith("Theo Park is back")]
            await place.live_until(datetime(2026, 11, 24, 15, 0, tzinfo=UTC))
            assert sum(message.text.startswith("Theo Park is back") for message in mia.dms()) == 1

    async def test_a_deactivated_account(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            await place.tick()
            await deactivate(place, theo)
            await place.tick()
            assert mia.dms()[-1].text.startswith("Theo Park can't be reached in Slack any more")
            assert "Theo Park is gone from Slack, so Mia Sol has one active partner less." in notices(place)
            assert "partner:" not in str((await open_form(mia)).blocks)
            place.clock.move_to(TUESDAY)
            await deactivate(place, theo, deleted=False)
            await place.tick()
            assert mia.dms()[-1].text.startswith("Theo Park is back.")

    async def test_who_leaves_is_named_to_the_partner_and_the_coordinator(self, store_url: str) -> None:
        async with town(store_url, MONDAY) as place:
            settle(place, channels=True)
            mia, theo = place.people["mia"], place.people["theo"]
            await place.tick()
            await theo.command("/mentoring", "leave")
            await theo.wait_modal()
            await theo.submit()
            await place.tick()
            assert mia.dms()[-1].text.startswith("Your pair with Theo Park in Leaders has ended.")
            assert "Your coordinator can tell you what comes next." in mia.dms()[-1].text
            assert "Theo Park has left Leaders. A pair there ended for Mia Sol" in notices(place)
            await place.live_until(datetime(2026, 11, 23, 13, 0, tzinfo=UTC))
            assert "Mia Sol: the pair with Theo Park ended" in notices(place)
            assert not [message for message in theo.dms() if "has ended" in message.text]

    async def test_a_new_mentor_begins_anew(self, store_url: str) -> None:
        """Both of the old pair are told, the new pair is introduced, and it sees nothing of the old one."""
        async with town(store_url, MONDAY) as place:
            program = settle(place)
            mia, theo, fred = place.people["mia"], place.people["theo"], place.move_in("Fred Olsen")
            await check_in(place, mia, {WELL: "Sentinel"})
            place.clock.move_to(TUESDAY)
            place.enrol(program, ["mia@leaders.example,mentee,fred@leaders.example", "fred@leaders.example,mentor,"])
            await place.tick()
            for person, other in ((mia, "Theo Park"), (theo, "Mia Sol")):
                assert f"Your pair with {other} in Leaders has ended." in person.dms()[-1].text
            assert "comes next" not in mia.dms()[-1].text
            assert len(together(place, mia, fred)) == 1
            await place.live_until(THURSDAY + timedelta(days=1))
            assert "Sentinel" not in str([shown(m) for m in [*fred.dms(), *together(place, mia, fred)]])
