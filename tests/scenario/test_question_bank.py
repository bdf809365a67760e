"""A program's own questions: kept by its coordinators in Slack, by nobody else, and asked like all others."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, select, update

from bot.domain.members import Role
from bot.domain.own_questions import QuestionWish
from bot.domain.programs import Program
from bot.domain.refusals import Refusal
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from bot.services import checkins, question_bank
from bot.services.question_files import read_questions
from bot.store.schema import members, people, prompts
from bot.store.schema_questions import program_questions
from bot.views import question_ids as ids
from tests.scenario.leaders import MONDAY, THURSDAY, WELL, check_in, count, open_form, settle, shown
from tests.scenario.test_questions import said
from tests.scenario.town import Town, town

TEXT, KIND, WHOM = "What is the question?", "What does it look at?", "Whom does it suit?"
OWN = "What did the bridge to the new library teach you?"


def filled(text: str = OWN, *whom: str) -> dict[str, Any]:
    return {TEXT: text, KIND: "A story", WHOM: list(whom or ("mentees", "mentors"))}


async def bank(person: Person) -> View:
    return await (await person.command("/mentoring", "questions")).modal()


async def add(place: Town, person: Person, values: dict[str, Any]) -> Any:
    """Open the list and its form, and send that off."""
    await bank(person)
    await person.act_in_modal(ids.BANK_ADD)
    await place.slack.workspace.changes.until(lambda: person.modal and TEXT in str(person.modal.blocks))
    return await person.submit(values)


async def list_with(place: Town, person: Person, text: str) -> View:
    """Wait until the list in front of somebody shows a text."""

    def there() -> View | None:
        return person.modal if person.modal and text in str(person.modal.blocks) else None

    return await place.slack.workspace.changes.until(there)


def stored(place: Town) -> list[Any]:
    with place.store.read() as tx:
        return list(tx.execute(select(program_questions).order_by(program_questions.c.id)))


def import_one(place: Town, program: Program, text: str = OWN, more: str = "") -> None:
    entries, bad = read_questions(
        f"story: [{{key: ours, for: [mentee, mentor, group], text: '{text}'{more}}}]".encode()
    )
    assert bad == []
    question_bank.import_questions(place.store, program.id, entries, place.clock.now())


async def test_a_coordinator_adds_edits_and_retires_a_question(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        settle(place)
        cora = place.people["cora"]
        assert (await add(place, cora, filled())).ok
        await list_with(place, cora, OWN)
        (row,) = stored(place)
        assert (row.name, row.audience, row.kind) == ("story.own-1", "mentee;mentor", "story")

        await cora.act_in_modal(ids.BANK_DO, f"edit:{row.id}")
        await list_with(place, cora, TEXT)
        changed = OWN.replace("library", "gym")
        assert (await cora.submit({TEXT: changed, "Is it about mentoring meetings?": ["yes"]})).ok
        await list_with(place, cora, "gym")
        assert [(each.text, each.about_meetings) for each in stored(place)] == [(changed, True)]

        await cora.act_in_modal(ids.BANK_DO, f"retire:{row.id}")
        await list_with(place, cora, "Not offered any more")
        assert stored(place)[0].retired_at is not None
        await cora.act_in_modal(ids.BANK_DO, f"back:{row.id}")
        await place.slack.workspace.changes.until(lambda: "Not offered" not in str(cora.modal.blocks))
        assert stored(place)[0].retired_at is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "write the question here"),
        ("   ", "write the question here"),
        ("Is it going well?", "answered by yes or no"),
        ("Tell me more.", "question mark"),
        ("What if why don't you ask?", "advice"),
        ("What " + "👩🏽‍🏫" * 700 + "?", "200 characters"),
        ("What gave you energy this week and what took it?", "nearly the same"),
    ],
)
async def test_a_text_that_is_no_good_question_is_refused_on_its_field(
    sqlite_url: str, text: str, expected: str
) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        response = await add(place, place.people["cora"], filled(text))
        assert list(response.errors) == [ids.BANK_TEXT]
        assert expected in response.errors[ids.BANK_TEXT]
        assert stored(place) == []


@pytest.mark.parametrize("text", ["What do <!here> and <@U1> *tell* you?", "מה \u202eעזר לך?"])
async def test_markup_in_a_question_is_shown_as_text(sqlite_url: str, text: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        cora = place.people["cora"]
        assert (await add(place, cora, filled(text))).ok
        view = await list_with(place, cora, "has one question of its own")
        assert "<!here>" not in str(view.blocks)
        assert "\u202e" not in str(view.blocks)


async def test_nobody_else_gets_at_it(store_url: str) -> None:
    """Each thing a coordinator can do, tried as each other role, and as a coordinator of another program."""
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        place.move_in("Otto Ondine")
        other = place.program([], name="Others", coordinator="otto")
        import_one(place, program)
        question_id = stored(place)[0].id
        team, now = place.slack.workspace.id, place.clock.now()
        wish = QuestionWish("What would you change?", "story", frozenset({"mentee"}))
        attempts: list[Any] = [
            lambda who: question_bank.open_bank(place.store, team, who, program.id),
            lambda who: question_bank.save(place.store, team, who, program.id, None, wish, now=now),
            lambda who: question_bank.save(place.store, team, who, program.id, question_id, wish, now=now),
            lambda who: question_bank.retire(place.store, team, who, program.id, question_id, now=now),
            lambda who: question_bank.set_rhythm(place.store, team, who, program.id, 0, now=now),
        ]
        before = stored(place)
        mia = place.people["mia"]
        for role in [role for role in Role if role is not Role.COORDINATOR]:
            with place.store.write() as tx:
                own = select(people.c.id).where(people.c.slack_id == mia.id).scalar_subquery()
                tx.execute(update(members).where(members.c.person_id == own).values(roles=role))
            assert [isinstance(attempt(mia.id), Refusal) for attempt in attempts] == [True] * 5, role
            assert "coordinators of the program" in await said(mia, "/mentoring", "questions")
        assert [isinstance(attempt(place.people["otto"].id), Refusal) for attempt in attempts] == [True] * 5
        # Nor does a coordinator reach another program's question through their own.
        refused = question_bank.retire(place.store, team, place.people["otto"].id, other.id, question_id, now=now)
        assert isinstance(refused, Refusal)
        assert stored(place) == before
        place.move_in("Nora Nobody")
        assert "not in a mentoring program" in await said(place.people["nora"], "/mentoring", "questions")


async def test_how_often_everyone_is_asked_can_be_changed(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place, channels=True)
        cora = place.people["cora"]
        await bank(cora)
        await cora.act_in_modal(ids.BANK_RHYTHM, "0")
        await place.slack.workspace.changes.until(
            lambda: (
                "'initial_option': {'text': {'type': 'plain_text', 'text': 'Not on its own'" in str(cora.modal.blocks)
            )
        )
        await place.live_until(MONDAY + timedelta(weeks=4))
        assert not any("question for everyone" in shown(m) for m in place.channels["community"].messages)


async def test_own_questions_are_asked_in_prompts_forms_and_shared_answers(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        mia, theo = place.people["mia"], place.people["theo"]
        import_one(place, program)
        key = f"own:{stored(place)[0].id}"
        with place.store.write() as tx:  # all of the bank was asked before
            person = tx.execute(select(people).where(people.c.slack_id == mia.id)).one()
            member_id = tx.execute(select(members.c.id).where(members.c.person_id == person.id)).scalar_one()
            others = (q.key for q in question_bank.load_questions() if "mentee" in q.audience)
            rows = [
                {
                    "person_id": person.id,
                    "member_id": member_id,
                    "week": (THURSDAY - timedelta(weeks=n)).date(),
                    "asked_at": THURSDAY - timedelta(weeks=n),
                    "question_key": other,
                    "question_reason": "rotation",
                    "message_key": f"before:{n}",
                    "answered_at": THURSDAY - timedelta(weeks=n),
                }
                for n, other in enumerate(others, start=1)
            ]
            tx.execute(prompts.insert(), rows)
        await place.tick(THURSDAY)
        assert OWN in shown(mia.dms()[0])
        await open_form(mia)
        await mia.act_in_modal("form_more")
        await place.slack.workspace.changes.until(lambda: OWN in str(mia.modal.blocks))
        assert (await mia.submit({WELL: "Good.", OWN: "That it holds."})).ok
        await place.tick()
        assert any(OWN in shown(message) and "That it holds." in shown(message) for message in theo.dms())
        # A retired one is offered no more; what it was asked for stays readable.
        team = place.slack.workspace.id
        question_bank.retire(
            place.store, team, place.people["cora"].id, program.id, stored(place)[0].id, now=place.clock.now()
        )
        await place.live_until(THURSDAY + timedelta(weeks=1))
        assert OWN not in shown(mia.dms()[-1])
        form = checkins.open_form(place.store, team, mia.id, now=THURSDAY)
        assert isinstance(form, checkins.Form)
        assert (form.question_key, form.question) == (key, OWN)


async def test_the_form_asks_no_more_of_the_database_for_a_programs_own_questions(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        await place.tick(THURSDAY)

        def statements() -> int:
            asked: list[str] = []

            def note(*given: Any) -> None:
                asked.append(given[2])

            engine = place.store.engine
            event.listen(engine, "before_cursor_execute", note)
            checkins.open_form(place.store, place.slack.workspace.id, place.people["mia"].id, now=THURSDAY)
            event.remove(engine, "before_cursor_execute", note)
            return len(asked)

        without = statements()
        import_one(place, program)
        statements()  # the first after a change reads them
        assert statements() == without


async def test_importing_again_changes_nothing_and_names_what_does_not_fit(store_url: str) -> None:
    async with town(store_url, MONDAY) as place:
        program = settle(place)
        import_one(place, program)
        exported = question_bank.export_questions(place.store, program.id)
        entries, bad = read_questions(exported.encode())
        assert bad == []
        report = question_bank.import_questions(place.store, program.id, entries, place.clock.now())
        assert (report.added, report.changed, report.unchanged, report.refused) == ((), (), 1, ())
        more = (
            b"story:\n- {key: ours, for: [mentee], text: 'What did the bridge to the new gym teach you?'}\n"
            b"- {key: twin, for: [mentor], text: 'What did the bridge to the new gym teach you today?'}\n"
            b"- {key: known, for: [mentor], text: 'What are you quietly proud of?'}\n"
            b"- {key: linked, for: [mentor], text: 'Where did you rest?', resource: 'https://nowhere.example'}\n"
            b"- {key: fine, for: [mentor], text: 'Where did you rest?', retired: yes}\n"
        )
        entries, bad = read_questions(more)
        report = question_bank.import_questions(place.store, program.id, entries, place.clock.now())
        assert (report.added, report.changed) == (("fine",), ("ours",))
        assert [entry.where for entry in report.refused] == [
            "story, entry 2 (twin)",
            "story, entry 3 (known)",
            "story, entry 4 (linked)",
        ]
        assert [row.retired_at is not None for row in stored(place)] == [False, True]


async def test_two_presses_of_save_add_it_once(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        cora = place.people["cora"]
        await bank(cora)
        await cora.act_in_modal(ids.BANK_ADD)
        view = await list_with(place, cora, TEXT)
        assert (await cora.submit(filled())).ok
        place.slack.workspace.views.push(view)
        again = await cora.submit(filled())
        assert "nearly the same" in str(again.errors)
        assert count(place.store, program_questions) == 1
        assert (await check_in(place, place.people["mia"], {WELL: "Good."})).ok
