"""The rounds before a session runs: hosts, members and whoever plans it see what then happens."""

import re
from datetime import timedelta

from bot.domain.sessions import Answer, Session
from bot.sandbox.slack.person import Person
from bot.services import session_answers
from bot.store import proposals, session_day
from bot.views import session_ids
from tests.scenario.leaders import settle
from tests.scenario.test_session_reminders import DAY, about, crowd, emerging
from tests.scenario.test_sessions import DECEMBER_8, NOON, of, opened, who
from tests.scenario.town import Town, town

MONDAY_MORNING = DECEMBER_8 - 2 * DAY + timedelta(hours=16)


def steps(place: Town, session: Session) -> dict[str, list[tuple[str, int]]]:
    """Return the rounds that the groups of a session were given, by the group's name."""
    with place.store.read() as tx:
        found = session_day.groups_of(tx, session.id)
    return {group.name: [(step.key, step.minutes) for step in group.plan.steps] for group in found}


def lines(blocks: object) -> list[tuple[str, str]]:
    """Return the clock times of a plan with what follows each."""
    return re.findall(r"\|(\d\d:\d\d)>: ([^\\']+)", str(blocks))


async def looked(person: Person, words: str) -> list[tuple[str, str]]:
    [reminder] = [message for message in person.dms() if words in message.text]
    modal = await (await person.press(reminder, session_ids.SESSION_MORE, "What we'll do")).modal()
    return lines(modal.blocks)


async def test_hosts_and_members_see_the_rounds_that_then_run(store_url: str) -> None:
    async with town(store_url, NOON) as place:
        program, cora, ada = crowd(place), place.people["cora"], place.people["ada"]
        session = emerging(place, program, protocol="tuning", minutes=90)
        await place.tick()
        await place.tick(MONDAY_MORNING)
        [proposal] = [message for message in cora.dms() if "I propose 2 groups" in message.text]
        assert "What the groups do in the 90 minutes, by what people have said so far:" in proposal.text
        assert "4 people in groups 1 and 2: What? So what? Now what? in turn, 23 rounds, because “Tuning” is for" in (
            proposal.text
        )
        modal = await (await cora.press(proposal, "See groups and plan")).modal()
        seen = lines(modal.blocks)
        assert [time for time, _ in seen] == ["15:30", "15:36", "15:42", "16:54", "17:00"]
        assert seen[2][1].startswith("4 people present in turn, 18 min each: What happened 6,")
        assert seen[-1][1] == "the end, after 90 minutes."

        await place.tick(DECEMBER_8 - DAY)
        [reminded] = about(ada, "is tomorrow")
        assert "What we'll do: What? So what? Now what? in turn. Everybody brings something" in reminded
        assert await looked(ada, "is tomorrow") == seen
        await place.tick(DECEMBER_8)
        for found in steps(place, session).values():
            assert len(found) == 23
            assert sum(minutes for _, minutes in found) == 90
        with place.store.read() as tx:
            channels = [group.channel for group in session_day.groups_of(tx, session.id)]
        [begun, _] = [place.slack.workspace.conversations[str(each)].messages[-1] for each in channels]
        assert "For a group of this size it suits better than “Tuning”, which is for 6 to 10 people." in begun.text
        times = [time for time, _ in lines(begun.blocks)]
        assert [times[0], times[1], times[2], times[-1]] == ["15:30", "15:36", "15:42", "16:54"]


async def test_who_declines_changes_what_hosts_are_shown(sqlite_url: str) -> None:
    async with town(sqlite_url, NOON) as place:
        program, cora = crowd(place), place.people["cora"]
        session = emerging(place, program)
        await place.tick()
        await place.tick(MONDAY_MORNING)
        for name in ("ada", "bea", "cid"):
            away = who(place, place.people[name])
            session_answers.answer(place.store, *away, session.id, Answer.NO, now=place.clock.now())
        await place.tick()
        [proposal] = about(cora, "I propose")
        assert "5 people in group" in proposal
        assert "has too few people for this time, so it sits with group" in proposal
        assert "Consultancy, 17 rounds, because “What? So what? Now what? in turn” is for 3 to 4 people" in proposal
        await place.tick(DECEMBER_8 - DAY)
        guests = {name: about(place.people[name], "is tomorrow") for name in ("dan", "eva")}
        assert all("What we'll do: Consultancy." in reminded for [reminded] in guests.values())
        with place.store.read() as tx:
            before = proposals.rooms_of(tx, of(place, session.id))
        await place.tick(DECEMBER_8)
        [only] = steps(place, session).values()
        assert len(only) == 17
        with place.store.read() as tx:
            [(room, seated)] = proposals.rooms_of(tx, of(place, session.id)).items()
        assert len(seated) == 5
        assert list(before) == [room]  # whoever declined is in it, too, should they come after all
        assert set(seated) < set(before[room])


async def test_the_form_says_which_rounds_fit_into_what_is_chosen(sqlite_url: str) -> None:
    async with town(sqlite_url, NOON) as place:
        settle(place)
        cora = place.people["cora"]
        await opened(cora, "Plan a session")
        assert cora.modal is not None
        assert "What groups would do in 120 minutes" in str(cora.modal.blocks)
        cora.fill({"What is the session called?": "Ours"})
        await cora.act_in_modal(f"{session_ids.MINUTES}/{session_ids.FORM_ROUNDS}", "30")
        await place.bot.deps.settled()
        assert "What groups would do in 30 minutes" in str(cora.modal.blocks)
        assert "“What? So what? Now what? in turn” takes more time than there is" in str(cora.modal.blocks)
        await cora.act_in_modal(f"{session_ids.PROTOCOL}/{session_ids.FORM_ROUNDS}", "consultancy")
        await place.bot.deps.settled()
        assert "“Consultancy” takes more time than there is" in str(cora.modal.blocks)
        assert "Ours" in str(cora.modal.state)


async def test_a_member_without_a_group_sees_the_plan_of_every_size(sqlite_url: str) -> None:
    async with town(sqlite_url, NOON) as place:
        program, ada = crowd(place), place.people["ada"]
        session = emerging(place, program)
        await place.tick()
        assert session.approved_at is None
        await (await ada.command("/session")).modal()
        modal = await ada.act_in_modal(session_ids.SESSION_MORE, "What we'll do")
        await place.bot.deps.settled()
        assert modal is not None
        shown = str(ada.modal.blocks) if ada.modal else ""
        assert [f"*{n} people*" in shown for n in (3, 4, 5)] == [True] * 3
