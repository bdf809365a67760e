"""`/mentoring help`: each is told of the words that they can use, and of no others."""

import re

from bot.content.wording import wording
from bot.services import choices
from bot.services.usage import Part
from bot.views import ids
from handlers.members import COMMANDS, HOME_WORDS, WORDS
from tests.scenario.leaders import MONDAY, settle
from tests.scenario.test_home import opened, seen
from tests.scenario.town import Town, town

OF_COORDINATORS = ("pairs", "people", "matches", "apart", "reports", "pulse", "questions", "settings", "year", "setup")


async def said(place: Town, name: str, text: str = "help") -> str:
    """Return what somebody is told who asks for help."""
    return str((await (await place.people[name].command("/mentoring", text)).reply()).blocks)


async def test_members_read_of_their_words_and_coordinators_of_both(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        mia, cora = await said(place, "mia"), await said(place, "cora", "dance")
        assert "“dance” is not something I know" in cora
        for word in ("home", "met", "goal", "pause", "data", "forget me"):
            assert f"*{word}*" in mia
            assert f"*{word}*" in cora
        assert [word for word in OF_COORDINATORS if f"*{word}*" in mia] == []
        assert [word for word in OF_COORDINATORS if f"*{word}*" not in cora] == []
        await opened(place, place.people["mia"])
        response = await place.people["mia"].press_home(ids.HOME_HELP)
        assert response is not None
        await response.modal()
        assert "coordinator" not in seen(place.people["mia"].modal)


async def test_who_is_in_no_program_is_told_whom_to_ask_and_keeps_their_data(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        place.move_in("Nora Nobody")
        assert "*setup* sets up a program here, for a workspace admin" in await said(place, "nora")
        settle(place)
        nora = await said(place, "nora")
        assert f"Please ask <@{place.people['cora'].id}>" in nora
        assert "*home*" not in nora
        assert "*setup*" not in nora
        member_id = 2
        choices.leave(place.store, place.slack.workspace.id, place.people["mia"].id, member_id, now=place.clock.now())
        mia = await said(place, "mia")
        assert "*forget me*" in mia
        assert "*home*" not in mia


def test_help_names_every_word_there_is_and_no_other() -> None:
    told = {
        word for part in Part for word in re.findall(r"\*([a-z ]+)\*", wording().plain(f"members.help.{part.value}"))
    }
    assert told == {*COMMANDS, *WORDS, *HOME_WORDS, "checkin", "resume", "observe", "help"} - {"forget"}
