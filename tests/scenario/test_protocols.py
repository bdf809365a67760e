"""The library of protocols: looked through, fitted to a group, handed to a team where they are."""

import pytest

from bot.content.protocols import load_protocols
from bot.content.wording import wording
from bot.domain.protocols import plan, possible_lengths
from bot.sandbox.slack.blockkit import check_message, check_view
from bot.sandbox.slack.person import Person
from bot.views import question_ids as ids
from bot.views.protocols import chosen, outline, protocol_modal
from tests.scenario.leaders import MONDAY, posts, settle, shown
from tests.scenario.test_library import front
from tests.scenario.town import Town, town

WHERE = "Where should the outline go?"


async def look(place: Town, person: Person, key: str) -> None:
    await (await person.command("/mentoring", "protocols")).modal()
    await person.act_in_modal(f"{key}/{ids.PROTOCOL_LOOK}")
    await front(place, person, WHERE)


async def test_a_member_fits_a_protocol_to_their_group_and_hands_it_to_their_team(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        mia = place.people["mia"]
        team = place.slack.workspace.create_channel("maths", [mia.user], private=True)  # where the bot is not
        await look(place, mia, "consultancy")
        await mia.act_in_modal(ids.PROTOCOL_SIZE, "5 people")
        await front(place, mia, "'initial_option': {'text': {'type': 'plain_text', 'text': '5 people'")
        await mia.act_in_modal(ids.PROTOCOL_MINUTES, "60 minutes")
        await front(place, mia, "–60: What works, once more")
        response = await mia.submit({WHERE: team.id}, client_checks=True)
        assert response.ok, response.errors
        assert mia.modal is None

        def there() -> bool:
            return bool(posts(team, place))

        await place.slack.workspace.changes.until(there)
        [post] = posts(team, place)
        assert post.text.startswith("Mia Sol brings an outline for a conversation: Consultancy, 60 minutes")
        assert "The group thinks aloud" in post.text
        assert not mia.dms()


async def test_without_a_place_the_outline_comes_to_oneself(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        theo = place.people["theo"]
        home = await theo.open_home()
        assert "See protocols" in str(home.definition)
        await theo.press_home(ids.PROTOCOLS_OPEN)
        await front(place, theo, "A protocol gives a conversation an order")
        await theo.act_in_modal(f"peer_what_so_what/{ids.PROTOCOL_LOOK}")
        await front(place, theo, WHERE)
        assert (await theo.submit({})).ok
        dm = await theo.wait_dm()
        assert "Here is your outline" in dm.text
        assert "Then each of you in turn" in shown(dm)


async def test_strangers_are_told_whom_to_ask_and_other_words_get_the_usage(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        nora: Person = place.move_in("Nora Nobody")
        assert "not in a mentoring program" in (await (await nora.command("/mentoring", "protocols")).reply()).text
        mia = place.people["mia"]
        assert "ways to structure" in (await (await mia.command("/mentoring", "protocols dance")).reply()).text


@pytest.mark.parametrize("key", list(load_protocols().protocols))
def test_every_size_and_length_that_is_offered_makes_a_plan_that_slack_takes(key: str) -> None:
    protocol = load_protocols().protocols[key]
    for size in range(protocol.smallest, protocol.largest + 1):
        possible = possible_lengths(protocol, size)
        assert len(possible) <= 100
        for minutes in possible:
            assert sum(each.minutes for each in plan(protocol, size, minutes).rounds) == minutes
        for minutes in (possible[0], possible[-1]):
            view = chosen(key, size, minutes)
            message = outline(wording(), view, "Ana")
            assert not list(check_message(message.blocks, message.text))
            assert not list(check_view(protocol_modal(wording(), view)))
            assert f"–{minutes}: What works, once more" in message.text


def test_a_choice_that_cannot_be_is_mended() -> None:
    assert chosen("consultancy", 99, 1) == chosen("consultancy")
