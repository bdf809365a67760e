"""The modals of a program's library, and what is read back from them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.content.wording import Wording
from bot.domain.checkins import written
from bot.domain.resources import (
    Resource,
    ResourceKind,
    ResourceProblem,
    ResourceState,
    ResourceWish,
    tags_of,
)
from bot.domain.shelves import Shelf
from bot.views import ids, question_ids
from bot.views.blocks import Element, actions, button, choice, context, field, modal, option, overflow, section, spoken
from bot.views.button_values import read_id
from bot.views.message import Block, Message
from bot.views.questions import link_to
from bot.views.shelf_files import shelf_buttons

PAGE = 10
_WORDS = 100


class Deed(StrEnum):
    """What somebody can do with a resource."""

    KEEP = "keep"
    DONE = "done"
    LET_GO = "let_go"
    TAKE_IN = "take_in"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True)
class LibraryView:
    """What somebody found for `words`; `kept` says when each resource that they keep was done; `page` counts from 0.
    `suggested`: they have just suggested something, which is not among it yet.
    """

    program_id: int
    found: Sequence[Resource]
    kept: Mapping[int, datetime | None]
    words: str = ""
    coordinates: bool = False
    page: int = 0
    suggested: bool = False


def help_message(w: Wording) -> Message:
    """Compose the usage of /mentoring resources."""
    usage = w.mrkdwn("library.help")
    return Message(spoken(usage), [section(usage)])


def library_modal(w: Wording, view: LibraryView) -> dict[str, Any]:
    """Compose the library."""
    page = min(view.page, max(0, (len(view.found) - 1) // PAGE))
    key = "add" if view.coordinates else "suggest"
    add = button(w.plain(f"library.list.{key}"), question_ids.LIBRARY_ADD)
    files = shelf_buttons(w, Shelf.RESOURCES, view.program_id) if view.coordinates else []
    to_search = bool(view.found or view.words)
    blocks = [_intro(w, view), *([_search(w, view)] if to_search else []), actions([add, *files])]
    for resource in view.found[page * PAGE :][:PAGE]:
        blocks += _resource_blocks(w, view, resource)
    blocks += _pages(w, page, len(view.found))
    metadata = json.dumps({"program": view.program_id, "words": view.words[:_WORDS], "page": page})
    title, close = w.plain("library.list.title"), w.plain("library.list.close")
    submit = w.plain("library.list.submit") if to_search else ""
    return modal(question_ids.LIBRARY_MODAL, title, blocks, close=close, submit=submit, metadata=metadata)


def _intro(w: Wording, view: LibraryView) -> Block:
    if view.suggested:
        return section(w.mrkdwn("library.list.thanks"))
    if view.words and not view.found:
        return section(w.mrkdwn("library.list.nothing", words=view.words[:_WORDS]))
    return section(w.mrkdwn("library.list.intro" if view.found else "library.list.none"))


def _search(w: Wording, view: LibraryView) -> Block:
    typed: Element = {"type": "plain_text_input", "action_id": ids.FORM_VALUE, "max_length": _WORDS}
    if view.words:
        typed["initial_value"] = view.words[:_WORDS]
    hint = w.plain("library.list.search_hint")
    return field(question_ids.LIBRARY_WORDS, w.plain("library.list.search"), typed, hint=hint)


def _resource_blocks(w: Wording, view: LibraryView, resource: Resource) -> list[Block]:
    kind = w.plain(f"library.kind.{resource.kind.value}")
    if resource.minutes is None:
        notes = [w.mrkdwn("library.list.about", kind=kind)]
    else:
        notes = [w.mrkdwn("library.list.about_minutes", kind=kind, minutes=resource.minutes)]
    if resource.tags:
        notes.append(w.mrkdwn("library.list.tags", tags=w.listing(sorted(resource.tags), at_most=10)))
    if resource.state is ResourceState.SUGGESTED:
        notes.append(w.mrkdwn("library.list.suggested"))
    elif resource.id in view.kept:
        notes.append(w.mrkdwn("library.list.is_done" if view.kept[resource.id] else "library.list.kept"))
    deeds = _deeds(view, resource)
    menu = [option(w.plain(f"library.list.{deed.value}"), deed_value(deed, resource.id)) for deed in deeds]
    return [section(link_to(w, resource), overflow(question_ids.LIBRARY_DO, menu)), context(*notes)]


def _deeds(view: LibraryView, resource: Resource) -> list[Deed]:
    if resource.state is ResourceState.SUGGESTED:
        return [Deed.TAKE_IN, Deed.RETIRE]
    deeds = [Deed.KEEP] if resource.id not in view.kept else []
    if view.kept.get(resource.id) is None:
        deeds.append(Deed.DONE)
    if resource.id in view.kept:
        deeds.append(Deed.LET_GO)
    return [*deeds, Deed.RETIRE] if view.coordinates else deeds


def _pages(w: Wording, page: int, count: int) -> list[Block]:
    buttons = []
    if page:
        buttons.append(button(w.plain("library.list.earlier"), question_ids.LIBRARY_PAGE, str(page - 1)))
    if (page + 1) * PAGE < count:
        buttons.append(button(w.plain("library.list.later"), f"{question_ids.LIBRARY_PAGE}:later", str(page + 1)))
    return [actions(buttons)] if buttons else []


def deed_value(deed: Deed, resource_id: int) -> str:
    """Return the option value that says what to do with which resource."""
    return f"{deed.value}:{resource_id}"


def read_deed(value: str) -> tuple[Deed, int]:
    """Return deed and resource id of a `deed_value`. Raises ValueError for anything else."""
    deed, _, resource_id = value.partition(":")
    return Deed(deed), read_id(resource_id)


def read_words(view: Mapping[str, Any]) -> str:
    """Return what somebody looks for in an open library. Raises KeyError or TypeError for anything else."""
    return written(str(view["state"]["values"][question_ids.LIBRARY_WORDS][ids.FORM_VALUE].get("value") or ""))[:_WORDS]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the library an open modal is."""

    program_id: int
    words: str
    page: int


def read_place(view: Mapping[str, Any]) -> Place:
    """Read where an open library is. Raises KeyError, TypeError or ValueError for anything else."""
    metadata = json.loads(view["private_metadata"])
    return Place(read_id(metadata["program"]), str(metadata["words"]), max(0, int(metadata["page"])))


def form_modal(w: Wording, program_id: int, *, coordinates: bool) -> dict[str, Any]:
    """Compose the form for a resource: a coordinator adds one, anybody else suggests it."""
    kinds = [option(w.plain(f"library.kind.{kind.value}"), kind.value) for kind in ResourceKind]
    line: Element = {"type": "plain_text_input", "action_id": ids.FORM_VALUE}
    key = "add" if coordinates else "suggest"
    blocks = [
        field(question_ids.LIBRARY_TITLE, w.plain("library.form.name"), line, optional=False),
        field(
            question_ids.LIBRARY_LINK,
            w.plain("library.form.link"),
            line,
            hint=w.plain("library.form.link_hint"),
            optional=False,
        ),
        field(
            question_ids.LIBRARY_KIND,
            w.plain("library.form.kind"),
            choice("static_select", ids.FORM_VALUE, kinds),
            optional=False,
        ),
        field(question_ids.LIBRARY_MINUTES, w.plain("library.form.minutes"), line),
        field(question_ids.LIBRARY_TAGS, w.plain("library.form.tags"), line, hint=w.plain("library.form.tags_hint")),
        context(w.mrkdwn(f"library.form.reads_{key}")),
    ]
    return modal(
        question_ids.LIBRARY_FORM_MODAL,
        w.plain("library.form.title"),
        blocks,
        close=w.plain("library.form.close"),
        submit=w.plain(f"library.form.submit_{key}"),
        metadata=json.dumps({"program": program_id}),
    )


def read_form(view: Mapping[str, Any]) -> tuple[int, ResourceWish]:
    """Return the program (its id) and the resource that the form describes; minutes that are no number read as 0.

    Raises KeyError, TypeError or ValueError for what is no such form.
    """
    values = view["state"]["values"]

    def typed(block_id: str) -> str:
        return " ".join(written(str(values[block_id][ids.FORM_VALUE].get("value") or "")).split())

    wish = ResourceWish(
        title=typed(question_ids.LIBRARY_TITLE),
        link=typed(question_ids.LIBRARY_LINK),
        kind=ResourceKind(values[question_ids.LIBRARY_KIND][ids.FORM_VALUE]["selected_option"]["value"]),
        minutes=_minutes(typed(question_ids.LIBRARY_MINUTES)),
        tags=tags_of(typed(question_ids.LIBRARY_TAGS)),
    )
    return read_id(json.loads(view["private_metadata"])["program"]), wish


def done_modal(w: Wording, resource: Resource, place: Place) -> dict[str, Any]:
    """Compose the form in which somebody says that they have done a resource, with its minutes to confirm."""
    number: Element = {"type": "plain_text_input", "action_id": ids.FORM_VALUE}
    if resource.minutes is not None:
        number["initial_value"] = str(resource.minutes)
    label, hint = w.plain("library.done.minutes"), w.plain("library.done.hint")
    blocks = [section(link_to(w, resource)), field(question_ids.LIBRARY_MINUTES, label, number, hint)]
    metadata = json.dumps({"resource": resource.id, "program": place.program_id, "words": place.words, "page": 0})
    title, close = w.plain("library.done.title"), w.plain("library.done.close")
    submit = w.plain("library.done.submit")
    return modal(question_ids.LIBRARY_DONE_MODAL, title, blocks, close, submit, metadata)


def read_done(view: Mapping[str, Any]) -> tuple[int, int | None]:
    """Return resource id and minutes of the form; minutes that are no number read as 0, none as None.

    Raises KeyError, TypeError or ValueError for what is no such form.
    """
    typed = written(str(view["state"]["values"][question_ids.LIBRARY_MINUTES][ids.FORM_VALUE].get("value") or ""))
    resource_id = read_id(json.loads(view["private_metadata"])["resource"])
    return resource_id, _minutes(typed)


def _minutes(typed: str) -> int | None:
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0
    return number if typed else None


_FIELDS = {
    ResourceProblem.NO_TITLE: question_ids.LIBRARY_TITLE,
    ResourceProblem.LONG_TITLE: question_ids.LIBRARY_TITLE,
    ResourceProblem.NO_LINK: question_ids.LIBRARY_LINK,
    ResourceProblem.BAD_MINUTES: question_ids.LIBRARY_MINUTES,
    ResourceProblem.BAD_TAGS: question_ids.LIBRARY_TAGS,
}


def problem_words(w: Wording, problem: ResourceProblem) -> dict[str, str]:
    """Return what Slack shows on the field, by block id."""
    return {_FIELDS[problem]: w.plain(f"library.problem.{problem.value}")}
