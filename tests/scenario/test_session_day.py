"""A session as it runs: groups and plans at the start, rounds to the minute, presses, people late or missing."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import event, select

from bot.delivery.composers.session_day import RoundComposer
from bot.domain.home_groups import Conversation
from bot.domain.messages import Row
from bot.domain.programs import Program
from bot.sandbox.slack.conversations import Message
from bot.services import session_rounds
from bot.store import home_groups as homes
from bot.store import outbox
from bot.store.identity import identities
from bot.store.memory import remembering
from bot.store.schema import outbox as outbox_rows
from tests.scenario import seating
from tests.scenario.town import Town, town
from tests.scenario.village import Village, village

START = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)  # a Tuesday, 15:00 in New York
MINUTE = timedelta(minutes=1)
MAPLE = ("ana", "ben", "cleo", "devi")
OAK = ("eli", "finn", "gia")
ELM = ("hana", "ivo", "jo")


def roster(names: tuple[str, ...], mentors: bool = False) -> list[str]:
    return [f"{name}@leaders.example,{'mentor' if mentors else 'mentee'}," for name in names]


def shown(message: Message) -> str:
    return f"{message.text} {message.blocks}"


async def founded(place: Town, **said: str | None) -> tuple[Program, int, dict[str, Any]]:
    """Let a program with three home groups have a session; Maple and Oak have a channel of their own."""
    cora = place.move_in("Cora Vance")
    for name in (*MAPLE, *OAK, *ELM):
        place.move_in(f"{name.title()} Lane")
    program = place.program([*roster(MAPLE), *roster(OAK), *roster(ELM)])
    channels = {}
    for name, who in {"Maple": MAPLE, "Oak": OAK}.items():
        users = [place.people[each].user for each in who]
        channel = place.slack.workspace.create_channel(name.lower(), [*users, place.slack.workspace.bot], private=True)
        channels[name] = channel
        seating.home(place.store, program, name, who, START, channel.id)
    seating.home(place.store, program, "Elm", ELM, START)
    answers = dict.fromkeys((*MAPLE, *OAK, *ELM), "yes") | said
    session_id = seating.session(place.store, program, START, "cora", answers)
    await place.tick(START)
    assert cora.dms()
    return program, session_id, channels


class TestTheStart:
    async def test_each_group_gets_who_is_in_it_the_jobs_the_norms_and_a_plan_that_adds_up(
        self, store_url: str
    ) -> None:
        async with town(store_url, START - timedelta(days=1)) as place:
            _, _, channels = await founded(place)
            [maple], [oak] = channels["Maple"].messages, channels["Oak"].messages
            for each in ("Ana Lane", "Ben Lane", "Cleo Lane", "Devi Lane", "facilitates", "keeps time"):
                assert each in maple.text
            assert "What is said here stays here" in shown(maple)
            assert "|15:00>: What works" in maple.text
            assert maple.text.count("presents") == 4
            assert oak.text.count("presents") == 3
            assert "Begin our rounds" in shown(maple)
            # Elm has no conversation: each of its people is told.
            for name in ELM:
                [told] = place.people[name].dms()
                assert "In Elm today" in told.text
            assert not place.people["ana"].dms()
            assert "10 people in 3 groups" in place.people["cora"].dms()[0].text

    async def test_a_group_that_is_too_small_sits_with_another_and_is_told_directly(self, sqlite_url: str) -> None:
        async with town(sqlite_url, START - timedelta(days=1)) as place:
            _, session_id, channels = await founded(place, devi="no", hana="no", ivo="no")
            there = seating.seating(place.store, session_id)
            assert {name: set(who) for name, who in there.items()} == {
                "Maple": {"ana", "ben", "cleo"},
                "Oak": {"eli", "finn", "gia", "jo"},
            } or set(there["Maple"]) == {"ana", "ben", "cleo", "jo"}
            [told] = place.people["jo"].dms()
            assert "Guests for this time" in told.text
            assert len(channels["Maple"].messages) == len(channels["Oak"].messages) == 1


class TestRounds:
    async def test_of_two_hosts_who_press_one_begins(self, sqlite_url: str) -> None:
        async with town(sqlite_url, START - timedelta(days=1)) as place:
            _, _, channels = await founded(place, hana="no", ivo="no", jo="no")
            cora = place.people["cora"]
            await place.tick(START + 5 * MINUTE)
            hosted = cora.dms()[0]
            await cora.press(hosted, "Begin the rounds")
            second = await cora.press(hosted, "session_day_begin")
            said = (await second.reply()).text
            assert "running already" in said
            assert "|15:05>" in said  # what stands there where Slack cannot show it, on her own clock
            await place.tick()
            assert "Cora Vance began the rounds at" in cora.dms()[0].text
            first = channels["Maple"].messages[-1]
            assert first.text.startswith("What works, until")

    async def test_presses_hold_for_the_round_they_were_shown_for(self, sqlite_url: str) -> None:
        async with town(sqlite_url, START - timedelta(days=1)) as place:
            _, session_id, channels = await founded(place)
            maple = channels["Maple"]
            jobs = {job: who for who, job in seating.seating(place.store, session_id)["Maple"].items() if job}
            facilitator = place.people[jobs["facilitator"]]
            other = next(place.people[who] for who in MAPLE if who not in jobs.values())
            begin = maple.messages[0]
            assert (
                "facilitates, keeps time or hosts"
                in (await (await other.press(begin, "Begin our rounds")).reply()).text
            )
            await facilitator.press(begin, "Begin our rounds")
            await place.tick()
            first = maple.messages[-1]
            assert "Begin our rounds" not in shown(begin)
            await facilitator.press(first, "Two minutes more")
            await place.tick()
            assert maple.messages[-1].text.startswith("Two minutes more for “What works”")
            await facilitator.press(first, "Next round")
            again = await facilitator.press(first, "session_day_next")
            assert "over already" in (await again.reply()).text
            await place.tick()
            second = maple.messages[-1]
            assert second.text.startswith("Write for yourself, until")
            assert first.text == "“What works” is over."
            assert "Next round" not in shown(first)
            await facilitator.press(second, "Stop the rounds")
            await place.tick()
            assert maple.messages[-1].text.startswith("The rounds are over")
            assert second.text == "“Write for yourself” is over."
            assert len(channels["Oak"].messages) == 1  # another group goes its own way

    async def test_whoever_is_told_directly_has_no_buttons_of_a_round_that_is_over_either(
        self, sqlite_url: str
    ) -> None:
        async with town(sqlite_url, START - timedelta(days=1)) as place:
            _, session_id, _ = await founded(place)
            jobs = {job: who for who, job in seating.seating(place.store, session_id)["Elm"].items() if job}
            facilitator = place.people[jobs["facilitator"]]
            await facilitator.press(facilitator.dms()[0], "Begin our rounds")
            await place.tick()
            firsts = [place.people[name].dms()[-1] for name in ELM]
            await facilitator.press(facilitator.dms()[-1], "Next round")
            await place.tick()
            for name, first in zip(ELM, firsts, strict=True):
                assert first.text == "“What works” is over."
                assert "Next round" not in shown(first)
                assert "Next round" in shown(place.people[name].dms()[-1])


async def started(place: Village, groups: int, channels: bool = True) -> int:
    """Let a program of so many groups of three have a session, and begin its rounds."""
    names = [f"p{n}" for n in range(3 * groups)]
    program = place.program(*(f"{name},mentee" for name in names))
    for n in range(groups):
        channel = f"C0G{n}" if channels else ""
        seating.home(place.store, program, f"Group {n:02}", names[3 * n : 3 * n + 3], START, channel)
    session_id = seating.session(place.store, program, START, "cora", dict.fromkeys(names, "yes"))
    await place.tick(START)
    return session_id


async def test_a_conversation_opened_while_a_session_runs_takes_over_from_the_next_round(
    store_url: str,
) -> None:
    async with village(store_url, START - timedelta(days=1)) as place:
        session_id = await started(place, 1, channels=False)
        session_rounds.begin(place.store, "T1", "UCORA", session_id, now=place.now)
        await place.tick()
        assert place.texts("p0")[-1].startswith("What works, until")
        with place.store.write() as tx:
            [group] = homes.groups_of(tx, 1)
            homes.next_turn(tx, group.id, Conversation.CHANNEL, None)
            homes.set_channel(tx, group.id, group.turn, "C0OLD")  # of a group that has changed since
            homes.set_channel(tx, group.id, group.turn + 1, "C0LATE")
        told = len(place.texts("p0"))
        await place.live_until(START + 7 * MINUTE)
        assert place.texts("C0LATE")[-1].startswith("Write for yourself, until")
        assert len(place.texts("p0")) == told
        with place.store.write() as tx:
            homes.next_turn(tx, group.id, Conversation.NONE, None)
        await place.live_until(START + 15 * MINUTE)
        assert "presents, until" in place.texts("p0")[-1]
        assert place.texts("C0OLD") == []


async def test_a_restart_in_the_middle_of_a_round_goes_on_with_it(sqlite_url: str) -> None:
    async with village(sqlite_url, START - timedelta(days=1)) as place:
        session_id = await started(place, 1)
        session_rounds.begin(place.store, "T1", "UCORA", session_id, now=place.now)
        await place.tick()
        said = len(place.texts("C0G0"))
        await place.sender.close()
    async with village(sqlite_url, START + 3 * MINUTE) as place:
        await place.tick()
        assert place.texts("C0G0") == []  # nothing twice, nothing early
        await place.tick(START + 6 * MINUTE)
        [warning] = place.texts("C0G0")
        assert warning.startswith("One minute left for “What works”")
        await place.tick(START + 7 * MINUTE)
        assert place.texts("C0G0")[-1].startswith("Write for yourself, until <!date^")
        assert said == 2


async def test_the_rounds_run_to_the_minute_and_end_with_the_session(sqlite_url: str) -> None:
    async with village(sqlite_url, START - timedelta(days=1)) as place:
        session_id = await started(place, 1)
        await place.tick(START + 5 * MINUTE)
        assert session_rounds.begin(place.store, "T1", "UCORA", session_id, now=place.now) is None
        await place.live_until(START + 2 * timedelta(hours=1))
        texts = [text.partition(" [{")[0] for text in place.texts("C0G0")]
        assert sum("presents, until" in text for text in texts) == 6  # three people, two rounds of five each
        assert sum(text.startswith("One minute left") for text in texts) == 18
        assert sum("only listens, until" in text for text in texts) == 6
        assert sum(text.startswith("A quiet moment for") for text in texts) == 3
        assert sum("Only such questions for now" in text for text in texts) == 3
        assert texts[1].startswith("What works, until")
        assert texts[-1].startswith("The rounds are over")
        assert "is over. Thank you for hosting" in place.updates("cora")[-1]
        # Begun five minutes late, the plan fits in the 85 minutes that are left.
        assert place.got("session_round")[-1].at == START + 90 * MINUTE


class TestHosts:
    async def test_who_is_late_or_missing_is_placed_from_the_board(self, sqlite_url: str) -> None:
        async with town(sqlite_url, START - timedelta(days=1)) as place:
            program, session_id, channels = await founded(place, gia="no")
            cora, ids = place.people["cora"], seating.member_ids(place.store, program)
            board = await (await cora.press(cora.dms()[0], "See the groups")).modal()
            assert "No place today: Gia Lane" in str(board.blocks)
            pushed = await cora.act_in_modal("Late or missing")
            assert pushed is not None
            await pushed.modal()
            response = await cora.submit(
                {"Who has come after all?": [str(ids["gia"])], "Who is missing?": [str(ids["ana"])]}
            )
            assert response.ok, response.errors
            await place.tick()
            there = seating.seating(place.store, session_id)
            # Two of Oak were too few, so Oak sits with Elm today; Gia comes late and finds them there.
            assert set(there["Elm"]) == {*ELM, *OAK}
            assert set(there["Maple"]) == {"ben", "cleo", "devi"}
            assert sorted(job for job in there["Maple"].values() if job) == ["facilitator", "timekeeper"]
            assert "Ana Lane" not in channels["Maple"].messages[0].text
            assert "In Elm today" in place.people["gia"].dms()[-1].text
            [facilitates] = [who for who, job in there["Elm"].items() if job == "facilitator"]
            await place.tick(START + timedelta(hours=2))
            [asked] = [each for each in place.people[facilitates].dms() if "Who was there?" in each.text]
            [boxes] = [e for block in asked.blocks for e in block.get("elements", []) if e["type"] == "checkboxes"]
            assert "Gia Lane" in [each["text"]["text"] for each in boxes["initial_options"]]

    async def test_what_a_host_says_reaches_all_groups_and_no_notification(self, sqlite_url: str) -> None:
        async with town(sqlite_url, START - timedelta(days=1)) as place:
            _, _, channels = await founded(place)
            cora, ben = place.people["cora"], place.people["ben"]
            await (await cora.press(cora.dms()[0], "Message all groups")).modal()
            assert (await cora.submit({"What do you want to say?": "Sentinel <!channel>"})).ok
            await place.tick()
            said = [channels["Maple"].messages[-1], channels["Oak"].messages[-1], place.people["jo"].dms()[-1]]
            for message in said:
                assert message.text == "Cora Vance, who hosts Network session, says to all groups:"
                assert "Sentinel <!channel>" in str(message.blocks[1:])
            refused = await ben.press(channels["Maple"].messages[0], "Begin our rounds")
            jobs = seating.seating(place.store, 1)["Maple"]
            assert (jobs["ben"] is not None) or "keeps time or hosts" in (await refused.reply()).text


class TestAfterwards:
    async def test_attendance_in_a_tap_then_reflections_shared_as_chosen(self, store_url: str) -> None:
        async with town(store_url, START - timedelta(days=1)) as place:
            program, session_id, channels = await founded(place, hana="no", ivo="no", jo="no")
            theo = place.move_in("Theo Park")
            place.enrol(program, ["theo@leaders.example,mentor,", "ana@leaders.example,mentee,theo@leaders.example"])
            await place.live_until(START + 91 * MINUTE)
            jobs = {job: who for who, job in seating.seating(place.store, session_id)["Maple"].items() if job}
            facilitator = place.people[jobs["facilitator"]]
            asked = next(each for each in facilitator.dms() if "Who was there?" in each.text)
            assert str(asked.blocks).count("initial_options") == 1
            await facilitator.press(asked, "Save who was there")
            await place.tick()
            ana = place.people["ana"]
            [question] = [each for each in ana.dms() if "What do you take with you?" in each.text]
            modal = await (await ana.press(question, "Write it down")).modal()
            assert "Theo Park" in str(modal.blocks)
            assert "initial_options" not in str(modal.blocks)
            written = {
                "What do you take with you?": "Sentinel take-away",
                "What is your Now What?": "Sentinel step",
                "Who may read your Now What?": ["group", "mentor"],
                "Was it worth your time?": "5",
            }
            assert (await ana.submit(written)).ok
            await place.tick()
            assert "thank you for looking back" in ana.dms()[-1].text
            [shared] = [each for each in theo.dms() if "shares a Now What" in each.text]
            assert "Sentinel step" in str(shared.blocks[1:])
            assert "Sentinel" not in shared.text
            await place.live_until(START + timedelta(days=4))
            posted = channels["Maple"].messages[-1]
            assert "chose to share" in posted.text
            assert "Sentinel step" in str(posted.blocks)
            everything = [
                *channels["Maple"].messages,
                *channels["Oak"].messages,
                *theo.dms(),
                *place.people["cora"].dms(),
            ]
            assert not any("take-away" in shown(message) for message in everything)
            # Oak's facilitator saved nothing: its people are asked themselves.
            eli = place.people["eli"]
            [mine] = [each for each in eli.dms() if "were you there?" in each.text]
            await eli.press(mine, "I was there")
            await place.tick()
            assert "Network session: noted that you were there" in mine.text


async def test_what_many_groups_are_told_is_read_for_all_of_them_at_once(store_url: str) -> None:
    async with town(store_url, START - timedelta(days=1)) as place:
        _, session_id, _ = await founded(place)
        assert (
            session_rounds.begin(place.store, place.slack.workspace.id, place.people["cora"].id, session_id, now=START)
            is None
        )
        with place.store.read() as tx:
            found = tx.execute(select(*outbox.ROW).where(outbox_rows.c.kind.startswith("session_round"))).all()
        rows = [Row(*each) for each in found]
        assert len({row.facts["group"] for row in rows}) == 3
        assert _statements(place, rows) == _statements(place, rows[:1])


def _statements(place: Town, rows: Sequence[Row]) -> int:
    """Return how many statements it takes to compose rows as a batch does."""
    asked: list[str] = []
    composer = RoundComposer()

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    with place.store.read() as tx, remembering(tx):
        identities(tx, {row.person_id for row in rows if row.person_id is not None})
        event.listen(place.store.engine, "before_cursor_execute", note)
        composer.read_ahead(tx, rows)
        assert not composer.settled(tx, rows, START)
        assert all(composer.compose(tx, row, START) for row in rows)
        event.remove(place.store.engine, "before_cursor_execute", note)
    return len(asked)
