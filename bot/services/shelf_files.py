"""A program's own questions and its library as files that its coordinators get, change and bring in, in Slack."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.kinds.questions import SHELF_FILE
from bot.domain.messages import Draft
from bot.domain.refusals import Refusal
from bot.domain.shelves import Shelf
from bot.services import people, question_bank, resource_library
from bot.services.question_bank import ImportReport
from bot.services.question_files import BadEntry, Entry, read_questions
from bot.services.resource_files import ResourceEntry, read_resources
from bot.store import audit, outbox
from bot.store.database import Store


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds: the entries of one shelf, and those that cannot be used."""

    questions: Sequence[Entry]
    resources: Sequence[ResourceEntry]
    bad: Sequence[BadEntry]


def read_shelf(shelf: Shelf, raw: bytes) -> Contents:
    """Read a file. Raises YamlProblem for one that is none."""
    if shelf is Shelf.QUESTIONS:
        questions, bad = read_questions(raw)
        return Contents(questions, (), bad)
    resources, bad = read_resources(raw)
    return Contents((), resources, bad)


@dataclass(frozen=True, slots=True)
class ShelfForm:
    """What the form for a file shows: of which program (its name) it is."""

    locale: str
    program: str


def open_form(store: Store, team_id: str, slack_id: str, program_id: int) -> ShelfForm | Refusal:
    """Return what the form shows, for a coordinator of the program."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        return found if isinstance(found, Refusal) else ShelfForm(found.identity.person.locale, found.program.name)


def send(
    store: Store, team_id: str, slack_id: str, program_id: int, shelf: Shelf, occasion: str, *, now: datetime
) -> ShelfForm | Refusal:
    """Have the file sent to a coordinator of the program; `occasion` is the press, which Slack may tell of twice."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        person = found.identity.person
        key = f"shelf:{shelf.value}:{program_id}:{person.id}:{occasion[:40]}"
        facts = {"shelf": shelf.value}
        draft = Draft(found.identity.workspace.id, SHELF_FILE.name, key, facts, now, person.id, program_id)
        outbox.put(tx, [draft])
        return ShelfForm(person.locale, found.program.name)


def bring_in(
    store: Store, team_id: str, slack_id: str, program_id: int, contents: Contents, *, now: datetime
) -> ImportReport | Refusal:
    """Bring a program's questions or its library to what a file says, as a coordinator of it; what cannot be used is
    named, and everything else goes in.
    """
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        if contents.questions:
            report = question_bank.import_in(tx, program_id, contents.questions, now)
        else:
            report = resource_library.import_in(tx, program_id, contents.resources, now)
        if report.added or report.changed:
            counts = {"added": len(report.added), "changed": len(report.changed)}
            audit.add(tx, program_id, found.identity.person.id, "shelf_imported", now, facts=counts)
        return replace(report, refused=(*contents.bad, *report.refused))
