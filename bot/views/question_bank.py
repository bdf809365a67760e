"""The modals in which coordinators keep their program's own questions, and what is read back from them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.questions import KINDS
from bot.content.wording import Wording
from bot.domain.checkins import written
from bot.domain.community import RHYTHMS
from bot.domain.own_questions import OwnQuestion, QuestionWish
from bot.domain.programs import Program
from bot.domain.question_rules import LONGEST, Objection
from bot.domain.resources import Resource
from bot.domain.shelves import Shelf
from bot.views import ids, question_ids
from bot.views.blocks import Element, actions, button, choice, context, field, modal, option, overflow, section
from bot.views.blocks import text_input as long_input
from bot.views.button_values import read_id
from bot.views.message import Block
from bot.views.shelf_files import shelf_buttons

PAGE = 10
AUDIENCES = ("mentee", "mentor", "emerging", "group")
_MOST_OPTIONS = 100
EDIT, RETIRE, BACK = "edit", "retire", "back"


@dataclass(frozen=True, slots=True)
class BankView:
    """A program's own questions, of `programs` to choose from; `page` counts from 0."""

    program: Program
    programs: Sequence[Program]
    questions: Sequence[OwnQuestion]
    page: int = 0


def bank_modal(w: Wording, view: BankView) -> dict[str, Any]:
    """Compose the list of a program's own questions."""
    count, name = len(view.questions), view.program.name
    intro = (
        w.mrkdwn("bank.list.intro", program=name, count=count) if count else w.mrkdwn("bank.list.none", program=name)
    )
    page = min(view.page, max(0, (count - 1) // PAGE))
    add = button(w.plain("bank.list.add"), question_ids.BANK_ADD, style="primary")
    files = shelf_buttons(w, Shelf.QUESTIONS, view.program.id)
    blocks = [section(intro), actions([add, *files])]
    for question in view.questions[page * PAGE :][:PAGE]:
        blocks += _question_blocks(w, question)
    blocks += _pages(w, page, count)
    blocks += _choices(w, view)
    metadata = json.dumps({"program": view.program.id, "page": page})
    title, close = w.plain("bank.list.title"), w.plain("bank.list.close")
    return modal(question_ids.BANK_MODAL, title, blocks, close=close, metadata=metadata)


def _question_blocks(w: Wording, question: OwnQuestion) -> list[Block]:
    retired = question.retired_at is not None
    deeds = (EDIT, BACK if retired else RETIRE)
    menu = [option(w.plain(f"bank.list.{deed}"), bank_value(deed, question.id)) for deed in deeds]
    people = w.listing([w.plain(f"bank.audience.{each}") for each in AUDIENCES if each in question.audience])
    about = w.mrkdwn("bank.list.about", kind=w.plain(f"bank.kind.{question.kind}"), audience=people)
    notes = [about, w.mrkdwn("bank.list.retired")] if retired else [about]
    line = w.mrkdwn("asking.form.question", question=question.text)
    return [section(line, overflow(question_ids.BANK_DO, menu)), context(*notes)]


def _pages(w: Wording, page: int, count: int) -> list[Block]:
    buttons = []
    if page:
        buttons.append({**button(w.plain("bank.list.earlier"), question_ids.BANK_PAGE, str(page - 1))})
    if (page + 1) * PAGE < count:
        later = button(w.plain("bank.list.later"), f"{question_ids.BANK_PAGE}:later", str(page + 1))
        buttons.append(later)
    return [actions(buttons)] if buttons else []


def _choices(w: Wording, view: BankView) -> list[Block]:
    rhythms = [option(w.plain(f"bank.list.every_{weeks}"), str(weeks)) for weeks in RHYTHMS]
    now = next((o for o in rhythms if o["value"] == str(view.program.question_every_weeks)), None)
    select = choice("static_select", question_ids.BANK_RHYTHM, rhythms, now)
    blocks = [section(w.mrkdwn("bank.list.rhythm"), select)]
    if len(view.programs) > 1:
        programs = [option(program.name, str(program.id)) for program in view.programs[:_MOST_OPTIONS]]
        chosen = next((o for o in programs if o["value"] == str(view.program.id)), None)
        select = choice("static_select", question_ids.BANK_PROGRAM, programs, chosen)
        blocks.append(section(w.mrkdwn("bank.list.program"), select))
    return blocks


def bank_value(deed: str, question_id: int) -> str:
    """Return the option value that says what to do with which question."""
    return f"{deed}:{question_id}"


def read_bank_value(value: str) -> tuple[str, int]:
    """Return deed and question id of a `bank_value`. Raises ValueError for anything else."""
    deed, _, question_id = value.partition(":")
    if deed not in (EDIT, RETIRE, BACK):
        raise ValueError("no deed")
    return deed, read_id(question_id)


def read_place(view: Mapping[str, Any]) -> tuple[int, int]:
    """Return program id and page of an open list. Raises KeyError, TypeError or ValueError for anything else."""
    metadata = json.loads(view["private_metadata"])
    return read_id(metadata["program"]), int(metadata["page"])


def form_modal(
    w: Wording, program_id: int, page: int, resources: Sequence[Resource], question: OwnQuestion | None = None
) -> dict[str, Any]:
    """Compose the form for a new question, or to edit one; `resources` are those that may go with it."""
    kinds = [option(w.plain(f"bank.kind.{kind}"), kind) for kind in KINDS]
    kind = next((o for o in kinds if question is not None and o["value"] == question.kind), None)
    whom = [option(w.plain(f"bank.audience.{each}"), each) for each in AUDIENCES]
    suits = [o for o in whom if question is not None and o["value"] in question.audience]
    blocks = [
        field(
            question_ids.BANK_TEXT,
            w.plain("bank.form.text"),
            long_input(question.text if question else "", LONGEST),
            hint=w.plain("bank.form.text_hint"),
            optional=False,
        ),
        field(
            question_ids.BANK_KIND,
            w.plain("bank.form.kind"),
            choice("static_select", ids.FORM_VALUE, kinds, kind),
            optional=False,
        ),
        field(question_ids.BANK_FOR, w.plain("bank.form.audience"), _boxes(whom, suits), optional=False),
        _meeting(w, question),
        *_resource(w, resources, question),
        context(w.mrkdwn("bank.form.reader")),
    ]
    metadata = {"program": program_id, "page": page, "question": question.id if question else None}
    return modal(
        question_ids.BANK_FORM_MODAL,
        w.plain("bank.form.title"),
        blocks,
        close=w.plain("bank.form.close"),
        submit=w.plain("bank.form.submit"),
        metadata=json.dumps(metadata),
    )


def _boxes(options: Sequence[Element], ticked: Sequence[Element]) -> Element:
    boxes: Element = {"type": "checkboxes", "action_id": ids.FORM_VALUE, "options": list(options)}
    return {**boxes, "initial_options": list(ticked)} if ticked else boxes


def _meeting(w: Wording, question: OwnQuestion | None) -> Block:
    yes = [option(w.plain("bank.form.meeting_yes"), "yes")]
    boxes = _boxes(yes, yes if question is not None and question.about_meetings else [])
    return field(question_ids.BANK_MEETING, w.plain("bank.form.meeting"), boxes)


def _resource(w: Wording, resources: Sequence[Resource], question: OwnQuestion | None) -> list[Block]:
    if not resources:
        return []
    options = [option(resource.title, str(resource.id)) for resource in resources[:_MOST_OPTIONS]]
    now = next((o for o in options if question is not None and o["value"] == str(question.resource_id)), None)
    select = choice("static_select", ids.FORM_VALUE, options, now, w.plain("bank.form.resource_none"))
    return [field(question_ids.BANK_RESOURCE, w.plain("bank.form.resource"), select)]


@dataclass(frozen=True, slots=True)
class BankInput:
    """What the form holds; `question_id` is None for a new question."""

    program_id: int
    page: int
    question_id: int | None
    wish: QuestionWish


def read_form(view: Mapping[str, Any]) -> BankInput:
    """Read the form as Slack sends it. Raises KeyError, TypeError or ValueError for anything else."""
    metadata, values = json.loads(view["private_metadata"]), view["state"]["values"]
    question = metadata["question"]
    resource = values.get(question_ids.BANK_RESOURCE, {}).get(ids.FORM_VALUE, {}).get("selected_option")
    audience = values[question_ids.BANK_FOR][ids.FORM_VALUE]["selected_options"]
    return BankInput(
        read_id(metadata["program"]),
        int(metadata["page"]),
        read_id(question) if question is not None else None,
        QuestionWish(
            text=" ".join(written(str(values[question_ids.BANK_TEXT][ids.FORM_VALUE]["value"] or "")).split()),
            kind=str(values[question_ids.BANK_KIND][ids.FORM_VALUE]["selected_option"]["value"]),
            audience=frozenset(str(entry["value"]) for entry in audience),
            about_meetings=bool(values[question_ids.BANK_MEETING][ids.FORM_VALUE]["selected_options"]),
            resource_id=read_id(resource["value"]) if resource else None,
        ),
    )


def objection_words(w: Wording, objection: Objection) -> str:
    """Return what Slack shows on the field of the text."""
    return w.plain(f"bank.objection.{objection.value}")
