"""Hours: reported and approved, corrected, stated on paper; reports and consent to research; nobody else's to see."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.content.wording import escape
from bot.domain.hours import Category, Report
from bot.domain.refusals import Reason, Refusal
from bot.reports.exports import Export
from bot.sandbox.slack.person import Person
from bot.services import hours as service
from bot.services import reports
from bot.services.hours import Correction, HoursBoard
from bot.store import consents as consent_store
from bot.store import reports as report_store
from bot.store.schema_desk import audit, consents, hours
from bot.views import hours_ids as ids
from tests.scenario.leaders import MONDAY, count, settle, shown
from tests.scenario.town import Town, town

WHAT, DAY, MINUTES, TOPIC = "What was it?", "Which day?", "How many minutes?", "What was it about?"
WHOSE, WHY = "Whose hours?", "Why?"
OWN = {WHAT: "own", DAY: "2026-11-16", MINUTES: "90", TOPIC: "Sentinel course"}


@pytest.fixture
async def place(store_url: str) -> AsyncIterator[Town]:
    async with town(store_url, MONDAY) as made:
        settle(made)
        yield made


async def front(place: Town, person: Person, text: str) -> None:
    """Wait until the modal in front of somebody shows a text."""
    await place.slack.workspace.changes.until(lambda: person.modal and text in str(person.modal.json()))


async def report(place: Town, person: Person, **other: str) -> Any:
    await (await person.command("/mentoring", "hours")).modal()
    await person.act_in_modal(ids.HOURS_REPORT)
    await front(place, person, MINUTES)
    response = await person.submit({**OWN, **other})
    await place.tick()
    return response


def files(place: Town, person: Person) -> list[bytes]:
    found = [message for message in person.dms() if message.files]
    return [place.slack.workspace.files[message.files[0]["id"]].content or b"" for message in found]


async def test_reported_hours_count_once_a_coordinator_approves_them(place: Town) -> None:
    cora, mia = place.people["cora"], place.people["mia"]
    wrong = await report(place, mia, **{MINUTES: "banana", DAY: "2026-11-17"})
    assert "from 1 to 1440" in str(wrong.body)
    assert "still ahead" in str(wrong.body)
    for typed in ("", "0", "1:5", "1:60", "99999999", "1:30:00", "1.5", "-20", "--2", "٣"):
        assert "from 1 to 1440" in str((await mia.submit({**OWN, MINUTES: typed})).body), typed
    await mia.submit(OWN)
    await mia.close_modal(everything=True)
    assert count(place.store, hours) == 1
    team = place.slack.workspace.id
    before = service.board(place.store, team, mia.id, now=place.clock.now())
    assert isinstance(before, HoursBoard)
    assert before.ledgers[0].standings == []
    view = await (await cora.command("/mentoring", "hours")).modal()
    assert "Sentinel course" in str(view.json())
    await cora.act_in_modal(ids.HOURS_APPROVE)
    await place.tick()
    [told] = [message for message in mia.dms() if "approved" in message.text]
    assert "1:30 on Monday 16 November (Reported)" in told.text
    assert "Sentinel" not in shown(told)
    after = service.board(place.store, team, mia.id, now=place.clock.now())
    assert isinstance(after, HoursBoard)
    assert [(one.category, one.minutes) for one in after.ledgers[0].standings] == [(Category.OWN, 90)]
    again = service.decide(place.store, team, cora.id, 1, False, now=place.clock.now())
    assert isinstance(again, Refusal)
    assert again.reason is Reason.DONE


async def test_corrections_have_a_reason_and_are_written_down(place: Town) -> None:
    cora, mia = place.people["cora"], place.people["mia"]
    await (await cora.command("/mentoring", "hours")).modal()
    await cora.act_in_modal(ids.HOURS_CORRECT)
    await front(place, cora, WHOSE)
    await cora.submit({WHOSE: mia.id, **OWN, MINUTES: "-0:30", WHY: "Counted twice"})
    assert "hears of it, with your reason" in str(cora.modal and cora.modal.blocks)
    with place.store.read() as tx:
        assert tx.execute(select(hours.c.minutes, hours.c.reason, hours.c.approved)).one() == (
            -30,
            "Counted twice",
            True,
        )
        [entry] = tx.execute(select(audit.c.action, audit.c.facts)).all()
    assert entry.action == "hours_corrected"
    assert "Sentinel" not in str(entry.facts)
    for whose, minutes, why in (
        (mia, "45", "The visit of the 16th was missing"),
        (mia, "0:05", "Rounded"),
        (cora, "90", "Her own"),
    ):
        await (await cora.command("/mentoring", "hours")).modal()
        await cora.act_in_modal(ids.HOURS_CORRECT)
        await front(place, cora, WHOSE)
        await cora.submit({WHOSE: whose.id, **OWN, MINUTES: minutes, WHY: why})
    await place.tick()
    [told] = [each for each in mia.dms() if "corrections to your hours" in each.text]
    assert (
        "Cora Vance made 3 corrections to your hours, and says why. Taken off: 0:30 on Monday 16 November (Reported)."
        in told.text
    )
    assert "Added: 0:45 on Monday 16 November" in told.text
    assert "The visit of the 16th was missing" in str(told.blocks[1:])
    assert "Counted twice" not in f"{told.text} {told.blocks[0]}"
    assert not [each for each in cora.dms() if "correct" in each.text]


async def test_a_statement_is_a_pdf_for_its_owner_and_coordinators_alone(place: Town) -> None:
    cora, mia, theo = (place.people[name] for name in ("cora", "mia", "theo"))
    await (await mia.command("/mentoring", "hours")).modal()
    await mia.act_in_modal(ids.HOURS_STATEMENT)
    await front(place, mia, "on its way")
    team, now = place.slack.workspace.id, place.clock.now()
    assert service.ask_statement(place.store, team, cora.id, 1, mia.id, now=now) is None
    refused = service.ask_statement(place.store, team, theo.id, 1, mia.id, now=now)
    assert isinstance(refused, Refusal)
    assert refused.reason is Reason.NOT_COORDINATOR
    await place.tick()
    assert [content[:5] for content in (*files(place, mia), *files(place, cora))] == [b"%PDF-"] * 2
    assert files(place, theo) == []


async def test_only_coordinators_get_reports_and_ask_for_consent(place: Town) -> None:
    cora, mia, theo = (place.people[name] for name in ("cora", "mia", "theo"))
    team, now = place.slack.workspace.id, place.clock.now()
    wish = Correction(1, mia.id, Report(Category.OWN, date(2026, 11, 16), 5, "x"), "y")
    for person in (mia, theo):
        refusals = [
            reports.ask(place.store, team, person.id, 1, Export.HOURS, (None, None), now=now),
            reports.begin_research(place.store, team, person.id, 1, now=now),
            service.set_targets(place.store, team, person.id, 1, {Category.OWN: 60}, now=now),
            service.correct(place.store, team, person.id, wish, now=now),
            service.decide(place.store, team, person.id, 1, True, now=now),
        ]
        assert all(isinstance(one, Refusal) and one.reason is Reason.NOT_COORDINATOR for one in refusals)
        answer = await person.command("/mentoring", "reports")
        assert "coordinator" in str(answer.body)
    await (await cora.command("/mentoring", "reports")).modal()
    await cora.submit({"Which report?": "checkins"})
    await (await cora.command("/mentoring", "reports")).modal()
    await cora.submit({"Which report?": "research"})
    for span in ((None, None), (date(2026, 11, 16), None)):  # in the same moment: the first is on its way already
        assert reports.ask(place.store, team, cora.id, 1, Export.CHECK_INS, span, now=place.clock.now()) is None
    await place.tick()
    assert [content.decode("utf-8-sig").split(",")[0] for content in files(place, cora)] == ["program"] * 2
    assert reports.ask(place.store, team, cora.id, 1, Export.CHECK_INS, (None, None), now=place.clock.now()) is None
    await place.tick()
    assert len(files(place, cora)) == 3  # that one had come
    # A key is made beside a SQLite database; with a server, whoever runs it has to set one.
    why = "Fewer than five people" if place.store.is_sqlite else "needs a SECRET_KEY"
    assert any(why in message.text for message in cora.dms())


async def test_the_yearly_report_is_narrowed_to_a_district_that_is_chosen(place: Town) -> None:
    cora = place.people["cora"]
    await (await cora.command("/mentoring", "reports")).modal()
    assert "Which district?" not in str(cora.modal and cora.modal.blocks)  # there is none to choose
    program = place.program([], name="Districts")
    lines = [f"p{n}@x.example,mentee,,Elm,{'North' if n < 6 else 'south'}" for n in range(12)]
    place.enrol(program, lines, "email,role,mentor_email,school,district")
    await (await cora.command("/mentoring", "reports")).modal()
    menu = str(cora.modal and cora.modal.blocks)
    with place.store.read() as tx:
        south = next(id_ for id_, _, name in report_store.districts(tx, [program.id]) if name == "south")
    assert f"'value': '{south}'" in menu
    asked = {"Which report?": "district", "Which district?": str(south), "Which program?": str(program.id)}
    wrong = await cora.submit({**asked, "Which report?": "hours"})
    assert "Only the yearly report" in wrong.errors[ids.REPORT_DISTRICT]
    wrong = await cora.submit({**asked, "Which program?": "1"})
    assert "Nobody of the chosen program" in wrong.errors[ids.REPORT_DISTRICT]
    assert (await cora.submit(asked)).ok
    await place.tick()
    [content] = files(place, cora)
    assert "program,district,south" in content.decode("utf-8-sig")
    assert "North" not in content.decode("utf-8-sig")
    assert any("“Yearly report for districts, south”" in message.text for message in cora.dms())


async def test_counts_for_research_come_with_what_their_columns_mean(sqlite_url: str) -> None:
    async with town(sqlite_url, MONDAY) as place:
        settle(place)
        cora, now = place.people["cora"], place.clock.now()
        program = place.program([], name="Research")
        lines = [f"p{n}@x.example,mentee,,Elm,North" for n in range(6)]
        place.enrol(program, lines, "email,role,mentor_email,school,district")
        with place.store.write() as tx:
            for member, _ in consent_store.to_ask(tx, program.id):
                consent_store.asked(tx, [member], now)
                consent_store.decide(tx, member, True, now)
        await (await cora.command("/mentoring", "reports")).modal()
        assert (await cora.submit({"Which report?": "research", "Which program?": str(program.id)})).ok
        await place.tick()
        [content] = files(place, cora)
        [said] = [message.text for message in cora.dms() if "Counts for research" in message.text]
        for column in content.decode("utf-8-sig").splitlines()[0].split(","):
            assert f"• {escape(column)}: " in said


async def test_consent_is_asked_once_and_can_be_taken_back(place: Town) -> None:
    cora, mia = place.people["cora"], place.people["mia"]
    team = place.slack.workspace.id
    asked = reports.begin_research(place.store, team, cora.id, 1, now=place.clock.now())
    assert asked == 3
    assert reports.begin_research(place.store, team, cora.id, 1, now=place.clock.now()) == 0
    await place.live_until(datetime(2026, 11, 24, 20, tzinfo=UTC))
    [question] = [message for message in mia.dms() if "May your counts" in message.text]
    await mia.press(question, ids.CONSENT_YES)
    await place.tick()
    [said] = [message for message in mia.dms() if "may be part of research in" in message.text]
    assert said.ts == question.ts, "the question itself says what was answered"
    refused = reports.consent(place.store, team, cora.id, member_id(place, mia), False, now=place.clock.now())
    assert isinstance(refused, Refusal), "nobody answers for somebody else"
    assert reports.consent(place.store, team, mia.id, member_id(place, mia), False, now=place.clock.now()) is None
    with place.store.read() as tx:
        given = dict(tx.execute(select(consents.c.member_id, consents.c.given)).all())  # type: ignore[arg-type]
    assert given[member_id(place, mia)] is False
    await place.live_until(place.clock.now() + timedelta(days=14))
    assert len([message for message in mia.dms() if "May your counts" in message.text]) == 0


def member_id(place: Town, person: Person) -> int:
    board = service.board(place.store, place.slack.workspace.id, person.id, now=place.clock.now())
    assert isinstance(board, HoursBoard)
    return board.ledgers[0].member_id
