"""A mentor leaves, and a coordinator gives the mentee who is alone another one, from the post that says so."""

import asyncio

import pytest

from bot.domain.refusals import Refusal
from bot.sandbox.slack.conversations import Message
from bot.services import keep_apart
from bot.store.schema_desk import audit
from bot.views import ids
from tests.scenario.leaders import MONDAY, count, posts, press_forged, shown
from tests.scenario.test_obstacles_in_slack import populate
from tests.scenario.town import Town, town

CHOOSE, NEW_MENTOR = "Choose a mentor for Mia Sol", ids.NEW_MENTOR


async def leave(place: Town, name: str) -> Message:
    """Let somebody leave the program; return what the coordinators read about it."""
    person = place.people[name]
    await (await person.command("/mentoring", "leave")).modal()
    assert (await person.submit()).ok
    await place.tick()
    return [one for one in posts(place.channels["coordinator"], place) if "has left Leaders" in one.text][-1]


async def test_the_mentee_of_a_mentor_who_left_gets_another_from_the_post(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        populate(place)
        await place.tick()
        post = await leave(place, "theo")
        cora, carl, mia, ida, top = (place.people[name] for name in ("cora", "carl", "mia", "ida", "max"))
        form = await (await cora.press(post, CHOOSE)).modal()
        assert "Mia Sol has no mentor now" in str(form.blocks)
        wrong = await cora.submit({NEW_MENTOR: ida.id})
        assert "a mentor in the program" in wrong.errors[NEW_MENTOR]
        await (await carl.press(post, CHOOSE)).modal()
        answers = await asyncio.gather(*(person.submit({NEW_MENTOR: top.id}) for person in (cora, carl)))
        [late] = [answer.errors[NEW_MENTOR] for answer in answers if answer.errors]
        assert late == "There is a mentor already: Max Oyen. Nothing has changed."
        await place.tick()
        groups = [one for one in place.slack.workspace.conversations.values() if one.kind == "mpim"]
        met = [message.text for one in groups if {mia.id, top.id} <= set(one.members) for message in one.messages]
        assert [text.startswith("Max Oyen and Mia Sol, please meet each other.") for text in met] == [True]
        assert "No mentee is without a mentor" in post.text
        assert CHOOSE not in shown(post)
        assert count(place.store, audit) == 1
        forged = {"value": str(1)}  # the button of before
        again = await press_forged(carl, post, ids.PAIR_MATCHES[0], forged)
        assert "There is a mentor already: Max Oyen." in (await again.reply()).text


async def test_the_form_names_who_would_suit_and_takes_nobody_kept_apart(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = populate(place)
        for name in ("Nia Ray", "Lou Mar"):
            place.move_in(name)
        header = "email,role,mentor_email,school,district"
        place.enrol(
            program,
            [
                *("nia@leaders.example,mentor,,Oak,North", "lou@leaders.example,mentor,,Elm,South"),
                "mia@leaders.example,mentee,theo@leaders.example,Elm,North",
            ],
            header,
        )
        cora, mia, lou = (place.people[name] for name in ("cora", "mia", "lou"))
        two, now = (mia.id, lou.id), place.clock.now()
        assert not isinstance(
            keep_apart.keep(place.store, place.slack.workspace.id, cora.id, program.id, two, now=now), Refusal
        )
        form = str((await (await cora.press(await leave(place, "theo"), CHOOSE)).modal()).blocks)
        assert "These would suit Mia Sol best" in form
        assert form.index("*Nia Ray*: same district, another school") < form.index("*Max Oyen*: ")
        assert "Lou Mar" not in form
        assert "Theo Park" not in form
        wrong = await cora.submit({NEW_MENTOR: lou.id})
        assert "not kept apart" in wrong.errors[NEW_MENTOR]
        assert (await cora.submit({NEW_MENTOR: place.people["nia"].id})).ok


async def test_whoever_is_alone_is_offered_and_nobody_else(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        populate(place)
        post = await leave(place, "mia")  # a mentor whose mentee leaves is not matched
        assert "Choose a mentor" not in shown(post)
        post = await leave(place, "max")
        assert "Choose a mentor for Ida Berg" in shown(post)
        form = await (await place.people["cora"].press(post, "Choose a mentor for Ida Berg")).modal()
        assert form is not None
        await leave(place, "ida")
        gone = await place.people["cora"].submit({NEW_MENTOR: place.people["theo"].id})
        assert gone.errors[NEW_MENTOR]


@pytest.mark.parametrize("who", ["mia", "max", "kai", "sam", "olga"])
async def test_only_coordinators_of_the_program_match(sqlite_url: str, who: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        populate(place)
        post = await leave(place, "theo")
        person = place.people[who]
        text = (await (await person.press(post, CHOOSE)).reply()).text
        assert "for the coordinators" in text or "not in a mentoring program" in text
        assert person.modal is None
