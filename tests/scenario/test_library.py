"""A program's library: searched, kept and added to by its members, looked after by its coordinators."""

from typing import Any

import pytest
from sqlalchemy import select, update

from bot.content.wording import wording
from bot.domain.members import Role
from bot.domain.own_questions import Purpose
from bot.domain.refusals import Refusal
from bot.domain.resources import ResourceKind, ResourceState, ResourceWish
from bot.sandbox.slack import payloads
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from bot.services import asking, question_bank, resource_library
from bot.services.question_files import read_questions
from bot.services.resource_files import read_resources
from bot.store.schema import members, people
from bot.store.schema_desk import hours
from bot.store.schema_questions import kept_resources, resources
from bot.views import question_ids as ids
from bot.views.questions import QuestionView, question_modal
from tests.scenario.leaders import MONDAY, count, settle
from tests.scenario.test_questions import said
from tests.scenario.town import Town, town

NAME, LINK, KIND, MINUTES = "What is it called?", "Where is it?", "What is it?", "How many minutes does it take?"
SOUND = {NAME: "Listening first", LINK: "https://library.example/listening", KIND: "To read", MINUTES: "10"}
LOOKING, TOOK = "What are you looking for?", "How many minutes did it take?"


async def library(person: Person, words: str = "") -> View:
    return await (await person.command("/mentoring", f"resources {words}".strip())).modal()


async def front(place: Town, person: Person, text: str) -> View:
    def there() -> View | None:
        return person.modal if person.modal and text in str(person.modal.blocks) else None

    return await place.slack.workspace.changes.until(there)


async def add(place: Town, person: Person, values: dict[str, Any]) -> Any:
    await library(person)
    await person.act_in_modal(ids.LIBRARY_ADD)
    await front(place, person, NAME)
    return await person.submit(values)


def stored(place: Town) -> list[Any]:
    with place.store.read() as tx:
        return list(tx.execute(select(resources).order_by(resources.c.id)))


async def test_a_member_suggests_a_coordinator_takes_it_in_and_others_use_it(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        settle(place)
        mia, theo, cora = (place.people[name] for name in ("mia", "theo", "cora"))
        assert (await add(place, mia, SOUND)).ok
        await front(place, mia, "Thank you for the suggestion.")
        assert [row.state for row in stored(place)] == ["suggested"]
        assert "Listening" not in str((await library(theo)).blocks)
        resource_id = stored(place)[0].id

        assert "1 suggested resource waits for a look." in str((await cora.open_home()).definition)
        view = await library(cora)
        assert "Suggested by a member" in str(view.blocks)
        await cora.act_in_modal(ids.LIBRARY_DO, f"take_in:{resource_id}")
        await place.slack.workspace.changes.until(lambda: "Suggested" not in str(cora.modal.blocks))

        await theo.close_modal()
        view = await library(theo, "LISTEN")
        assert "<https://library.example/listening|Listening first>" in str(view.blocks)
        await theo.act_in_modal(ids.LIBRARY_DO, f"keep:{resource_id}")
        await front(place, theo, "You keep it.")
        await theo.act_in_modal(ids.LIBRARY_DO, f"done:{resource_id}")
        form = await front(place, theo, "How many minutes did it take?")
        assert "10" in str(form.state)
        assert ids.LIBRARY_MINUTES in (await theo.submit({TOOK: "ten"})).errors
        trigger_id = place.slack.workspace.triggers.issue(theo.id)
        again = payloads.view_submission(theo._app, theo.workspace, theo.user, theo.fill({TOOK: "12"}), trigger_id)
        assert (await theo.submit()).ok
        assert (await theo._interact(again, trigger_id)).ok  # two presses at once
        await front(place, theo, "You've done it.")
        assert count(place.store, kept_resources) == 1
        with place.store.read() as tx:
            [proposed] = tx.execute(select(hours)).all()
        assert (proposed.minutes, proposed.category, proposed.approved) == (12, "resources", None)
        assert str(proposed.held_on) == "2026-11-16"
        assert "“Q&amp;A” in it" in str((await library(mia, "Q&A")).blocks)
        await theo.submit({LOOKING: "nothing like it"})
        await front(place, theo, "Nothing in the library has")
        await theo.submit({LOOKING: ""})
        await front(place, theo, "You've done it.")

        await cora.act_in_modal(ids.LIBRARY_DO, f"retire:{resource_id}")
        await place.slack.workspace.changes.until(lambda: "Listening" not in str(cora.modal.blocks))
        assert "Listening" not in str((await library(mia)).blocks)


@pytest.mark.parametrize(
    ("values", "block", "expected"),
    [
        ({NAME: "  "}, ids.LIBRARY_TITLE, "give it a name"),
        ({NAME: "👩🏽‍🏫" * 420}, ids.LIBRARY_TITLE, "120 characters"),
        ({LINK: "library.example"}, ids.LIBRARY_LINK, "does not look like a link"),
        ({LINK: "javascript:alert(1)"}, ids.LIBRARY_LINK, "does not look like a link"),
        ({LINK: "https://a.example/<!here>"}, ids.LIBRARY_LINK, "does not look like a link"),
        ({MINUTES: "ten"}, ids.LIBRARY_MINUTES, "number of minutes"),
        ({MINUTES: "601"}, ids.LIBRARY_MINUTES, "number of minutes"),
        ({"What is it about?": ",".join(f"t{n}" for n in range(11))}, ids.LIBRARY_TAGS, "Ten tags"),
    ],
)
async def test_what_cannot_be_added_is_said_on_its_field(
    sqlite_url: str, values: dict[str, Any], block: str, expected: str
) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        response = await add(place, place.people["mia"], SOUND | values)
        assert list(response.errors) == [block]
        assert expected in response.errors[block]
        assert stored(place) == []


@pytest.mark.parametrize("title", ["<!here> *now* | x", "<@U1> <@U2>", "\u202eשלום"])
async def test_markup_in_a_title_is_shown_as_text(sqlite_url: str, title: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        assert (await add(place, place.people["cora"], SOUND | {NAME: title})).ok
        view = await library(place.people["mia"])
        assert not any(part in str(view.blocks) for part in ("<!here>", "<@U1>", "\u202e", "*now*"))


async def test_the_same_link_again_is_one_resource(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        for _ in range(2):
            assert (await add(place, place.people["mia"], SOUND)).ok
            await place.people["mia"].close_modal(everything=True)
        assert (await add(place, place.people["cora"], SOUND | {NAME: "Listen"})).ok
        assert (await add(place, place.people["theo"], SOUND | {NAME: "Mine"})).ok
        assert [(row.title, row.state) for row in stored(place)] == [("Listen", "listed")]


async def test_only_coordinators_of_the_program_take_in_and_retire(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        place.move_in("Otto Ondine")
        place.program([], name="Others", coordinator="otto")
        wish = ResourceWish("T", "https://a.example", ResourceKind.READ)
        team, now, mia = place.slack.workspace.id, place.clock.now(), place.people["mia"].id
        resource_library.suggest(place.store, team, mia, program.id, wish, now=now)
        before = stored(place)
        states = [ResourceState.LISTED, ResourceState.RETIRED]
        for role in [role for role in Role if role is not Role.COORDINATOR]:
            with place.store.write() as tx:
                own = select(people.c.id).where(people.c.slack_id == mia).scalar_subquery()
                tx.execute(update(members).where(members.c.person_id == own).values(roles=role))
            for state in states:
                refused = resource_library.set_state(place.store, team, mia, before[0].id, state, "", now=now)
                assert isinstance(refused, Refusal), role
        otto = place.people["otto"].id
        for state in states:
            refused = resource_library.set_state(place.store, team, otto, before[0].id, state, "", now=now)
            assert isinstance(refused, Refusal)
        kept = resource_library.keep(place.store, team, otto, before[0].id, "", now=now)
        assert isinstance(kept, Refusal)
        suggested = resource_library.suggest(place.store, team, otto, program.id, wish, now=now)
        assert isinstance(suggested, Refusal)
        assert stored(place) == before


async def test_strangers_the_paused_and_help(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        mia = place.people["mia"]
        place.move_in("Nora Nobody")
        assert "not in a mentoring program" in await said(place.people["nora"], "/mentoring", "resources")
        assert "shows your program's library" in await said(mia, "/mentoring", "resources help")
        await (await mia.command("/mentoring", "pause")).modal()
        await mia.submit({})
        assert "paused" in await said(mia, "/mentoring", "resources")


async def test_a_resource_accompanies_its_question(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        program = settle(place, channels=True)
        now = place.clock.now()
        entries, bad = read_resources(b"- {title: The bridge, link: 'https://a.example/b', kind: read, minutes: 5}")
        assert bad == []
        resource_library.import_resources(place.store, program.id, entries, now)
        entry = "key: ours, for: [group], text: 'What of the bridge?', resource: 'https://a.example/b'"
        questions, bad = read_questions(f"story: [{{{entry}}}]".encode())
        assert bad == []
        assert not question_bank.import_questions(place.store, program.id, questions, now).refused
        team, cora = place.slack.workspace.id, place.people["cora"]
        for _ in range(100):  # another one each time, so that it is among them
            offered = asking.draw(place.store, team, cora.id, Purpose.COMMUNITY, now=now)
            assert isinstance(offered, asking.Offered)
            if offered.question == "What of the bridge?":
                break
        assert offered.resource is not None
        view = question_modal(wording(), QuestionView(1, Purpose.SELF, "What?", "rotation", resource=offered.resource))
        assert "<https://a.example/b|The bridge> (5 minutes)" in str(view["blocks"])
