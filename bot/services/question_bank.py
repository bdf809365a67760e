"""A program's own questions, kept by its coordinators: seen, added, edited, retired, imported and exported."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.content.questions import AUDIENCES, KINDS, load_questions
from bot.domain.community import RHYTHMS
from bot.domain.own_questions import OwnQuestion, QuestionWish
from bot.domain.programs import Program
from bot.domain.question_rules import Objection, alike, objection
from bot.domain.refusals import Reason, Refusal
from bot.domain.resources import Resource, ResourceState
from bot.domain.shelves import Shelf
from bot.reports.shelves import shelf_file
from bot.services import community_questions, people
from bot.services.question_files import OBJECTIONS, BadEntry, Entry
from bot.store import audit, programs, resources
from bot.store import questions as stored
from bot.store.database import Store, Tx

MOST_OWN = 1000  # of a program: enough for twenty years of Thursdays


@dataclass(frozen=True, slots=True)
class BankView:
    """What coordinators see: their program's own questions, retired ones last, and what could go with one."""

    locale: str
    program: Program
    programs: tuple[Program, ...]
    questions: tuple[OwnQuestion, ...]
    resources: tuple[Resource, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, by the entries' keys; `refused` are those that could not be used."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    refused: tuple[BadEntry, ...]


def open_bank(store: Store, team_id: str, slack_id: str, program_id: int | None = None) -> BankView | Refusal:
    """Return the own questions of a program that this person coordinates, by default the first."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        return found if isinstance(found, Refusal) else _view(tx, found)


def _view(tx: Tx, who: people.Coordinating) -> BankView:
    program = programs.program(tx, who.program.id)
    assert program is not None  # noqa: S101  (mypy: its coordinator is here)
    own = sorted(stored.own_questions(tx, program.id), key=lambda question: question.retired_at is not None)
    listed = [each for each in resources.resources_of(tx, program.id) if each.state is ResourceState.LISTED]
    return BankView(who.identity.person.locale, program, who.programs, tuple(own), tuple(listed))


def save(
    store: Store,
    team_id: str,
    slack_id: str,
    program_id: int,
    question_id: int | None,
    wish: QuestionWish,
    *,
    now: datetime,
) -> BankView | Refusal | Objection:
    """Add a question to a program, or (with `question_id`) change one of its own."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        programs.lock_program(tx, program_id)
        own = stored.own_questions(tx, program_id)
        if not _possible(tx, program_id, own, question_id, wish):
            return Refusal(Reason.INVALID, locale=found.identity.person.locale)
        against = objection(wish.text) or _twice(wish.text, own, besides=question_id)
        if against is not None:
            return against
        values = _values(wish)
        if question_id is None:
            stored.add_own(tx, program_id, values | {"name": _free_name(wish, own)}, now)
        else:
            stored.change_own(tx, program_id, question_id, values)
        audit.add(tx, program_id, found.identity.person.id, "question_saved", now)
        return _view(tx, found)


def _possible(
    tx: Tx, program_id: int, own: Collection[OwnQuestion], question_id: int | None, wish: QuestionWish
) -> bool:
    known = question_id is None or any(question.id == question_id for question in own)
    room = question_id is not None or len(own) < MOST_OWN
    fits = wish.kind in KINDS and bool(wish.audience) and wish.audience <= AUDIENCES
    return known and room and fits and _has(tx, program_id, wish.resource_id)


def _has(tx: Tx, program_id: int, resource_id: int | None) -> bool:
    return resource_id is None or resources.listed(tx, program_id, resource_id) is not None


def _values(wish: QuestionWish) -> dict[str, object]:
    return {
        "text": wish.text,
        "kind": wish.kind,
        "audience": wish.audience,
        "about_meetings": wish.about_meetings,
        "resource_id": wish.resource_id,
    }


def _twice(text: str, own: Collection[OwnQuestion], *, besides: int | None) -> Objection | None:
    """Object to a question that is nearly the same as another one, retired ones left aside."""
    others = [question.text for question in own if question.id != besides and question.retired_at is None]
    bank = (question.text for question in load_questions())
    return Objection.TWICE if any(alike(text, other) for other in (*bank, *others)) else None


def _free_name(wish: QuestionWish, own: Collection[OwnQuestion]) -> str:
    """Return a name for a question that was added in Slack: its kind and the first number that is free."""
    taken = {question.name for question in own}
    return next(name for n in range(1, len(taken) + 2) if (name := f"{wish.kind}.own-{n}") not in taken)


def retire(
    store: Store, team_id: str, slack_id: str, program_id: int, question_id: int, *, now: datetime, back: bool = False
) -> BankView | Refusal:
    """Offer a question no longer, or (with `back`) again. What it was asked for stays."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        question = next((own for own in stored.own_questions(tx, program_id) if own.id == question_id), None)
        if question is None:
            return Refusal(Reason.OUTDATED, locale=found.identity.person.locale)
        if (question.retired_at is None) is back:
            return _view(tx, found)  # another coordinator has done it
        stored.change_own(tx, program_id, question_id, {"retired_at": None if back else now})
        act = "question_back" if back else "question_retired"
        audit.add(tx, program_id, found.identity.person.id, act, now, facts={"question": question_id})
        return _view(tx, found)


def set_rhythm(
    store: Store, team_id: str, slack_id: str, program_id: int, every_weeks: int, *, now: datetime
) -> BankView | Refusal:
    """Ask the community every so many weeks from now on; 0: not at the program's rhythm."""
    with store.write() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        if every_weeks not in RHYTHMS:
            return Refusal(Reason.INVALID, locale=found.identity.person.locale)
        changes = {"question_every_weeks": [str(found.program.question_every_weeks), str(every_weeks)]}
        audit.add(tx, program_id, found.identity.person.id, "settings_changed", now, facts={"changes": changes})
        programs.change_program(tx, program_id, {"question_every_weeks": every_weeks})
        program = programs.program(tx, program_id)
        assert program is not None  # noqa: S101  (mypy: its coordinator is here)
        community_questions.set_next(tx, program, now)
        return _view(tx, found)


def import_questions(store: Store, program_id: int, entries: Sequence[Entry], now: datetime) -> ImportReport:
    """Bring a program's own questions to what a file says; those that are not in it are left alone."""
    with store.write() as tx:
        return import_in(tx, program_id, entries, now)


def import_in(tx: Tx, program_id: int, entries: Sequence[Entry], now: datetime) -> ImportReport:
    """Do so in the caller's transaction."""
    programs.lock_program(tx, program_id)
    added: list[str] = []
    changed: list[str] = []
    refused: list[BadEntry] = []
    unchanged = 0
    by_link = {each.link: each.id for each in resources.resources_of(tx, program_id)}
    known = {question.name: question for question in stored.own_questions(tx, program_id)}
    texts = {name: question.text for name, question in known.items() if question.retired_at is None}
    for entry in entries:
        name, before = entry.wish.name, known.get(entry.wish.name)
        reason = _refusal(entry, {other: text for other, text in texts.items() if other != name}, by_link)
        if before is None and len(known) + len(added) >= MOST_OWN:
            reason = f"a program has room for {MOST_OWN} questions of its own"
        if reason:
            refused.append(BadEntry(entry.where, reason))
            continue
        values = _values(entry.wish) | {"resource_id": by_link.get(entry.link)}
        values["retired_at"] = ((before.retired_at if before else None) or now) if entry.retired else None
        if before is None:
            stored.add_own(tx, program_id, values | {"name": name}, now)
            added.append(name)
        elif any(getattr(before, column) != value for column, value in values.items()):
            stored.change_own(tx, program_id, before.id, values)
            changed.append(name)
        else:
            unchanged += 1
        texts.pop(name, None)
        if not entry.retired:
            texts[name] = entry.wish.text
    return ImportReport(tuple(added), tuple(changed), unchanged, tuple(refused))


def _refusal(entry: Entry, texts: Mapping[str, str], by_link: Mapping[str, int]) -> str:
    """Return why an entry does not fit a program, or an empty text. `texts` are those of its other questions."""
    if entry.link and entry.link not in by_link:
        return f"the program has no resource with the link {entry.link[:100]}"
    bank = (question.text for question in load_questions())
    if not entry.retired and any(alike(entry.wish.text, other) for other in (*bank, *texts.values())):
        return OBJECTIONS[Objection.TWICE]
    return ""


def export_questions(store: Store, program_id: int) -> str:
    """Return a program's own questions as YAML; importing it again changes nothing."""
    with store.read() as tx:
        return shelf_file(tx, program_id, Shelf.QUESTIONS)
