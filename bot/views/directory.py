"""A program's people as coordinators find them: the list, one person, and the forms about them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.programs import Program
from bot.views import desk_ids, ids
from bot.views.blocks import Element, actions, button, clip, context, field, modal, option, section
from bot.views.button_values import read_id
from bot.views.message import Block
from bot.views.obstacles import go_on_button, hold_words
from bot.views.program_settings import Modal, about

NAME = 60
WORDS = 80
FORMS = ("roles", "mentor", "pause", "end")


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody in the list."""

    member_id: int
    name: str
    roles: frozenset[Role]
    school: str = ""
    has_ended: bool = False


@dataclass(frozen=True, slots=True)
class PeopleView:
    """A page of people; `words` are what was looked for, `page` counts from 0."""

    program: Program
    lines: Sequence[Line]
    words: str
    count: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair of the person's: who the other is, which side they are on, and whether the pair is on hold."""

    pair_id: int
    partner: str
    is_mentor: bool  # the partner is
    held: bool = False
    held_until: date | None = None  # the first day on which the hold is over; None: no day is set


@dataclass(frozen=True, slots=True)
class PersonView:
    """A member; `today` is a day of theirs."""

    program: Program
    member: Member
    person: Person
    pairs: Sequence[PairLine]
    today: date


def people_modal(w: Wording, view: PeopleView) -> Modal:
    """Compose the list with its search."""
    box: Element = {"type": "plain_text_input", "action_id": ids.FORM_VALUE, "max_length": WORDS}
    if view.words:
        box["initial_value"] = view.words
    name = clip(view.program.name, 80)
    how_many = w.mrkdwn("desk.people.count", count=view.count, program=name)
    if view.words:
        how_many = w.mrkdwn("desk.people.found", count=view.count)
    blocks = [
        field(desk_ids.PEOPLE_WORDS, w.plain("desk.people.words"), box, w.plain("desk.people.words_hint")),
        section(how_many if view.count else w.mrkdwn("desk.people.nobody")),
    ]
    for line in view.lines:
        opens = button(w.plain("desk.people.open"), desk_ids.PERSON_OPEN, str(line.member_id))
        blocks.append(section(_line(w, line), opens))
    blocks += turning(w, desk_ids.PEOPLE_TURN, view.page, view.pages)
    title, close = w.plain("desk.people.title"), w.plain("desk.people.close")
    metadata = about(view.program.id, words=view.words)
    return modal(desk_ids.PEOPLE_MODAL, title, blocks, close, w.plain("desk.people.search"), metadata)


def _line(w: Wording, line: Line) -> Markup:
    if line.has_ended:
        return w.mrkdwn("desk.people.ended", name=clip(line.name, NAME))
    school = f", {clip(line.school, 60)}" if line.school else ""
    return w.mrkdwn("desk.people.line", name=clip(line.name, NAME), roles=roles_words(w, line.roles), school=school)


def turning(w: Wording, action_id: str, page: int, pages: int) -> list[Block]:
    """Return which page it is, and the ways to the one before and the one after."""
    if pages < 2:
        return []
    buttons = []
    if page:
        buttons.append(button(w.plain("desk.people.back"), f"{action_id}:back", str(page - 1)))
    if page + 1 < pages:
        buttons.append(button(w.plain("desk.people.next"), action_id, str(page + 1)))
    shown = context(w.mrkdwn("desk.people.page", page=page + 1, pages=pages))
    return [shown, actions(buttons)]


def roles_words(w: Wording, roles: frozenset[Role]) -> Markup:
    """Return roles in words."""
    return w.listing([w.plain(f"desk.role.{role.value}") for role in Role if role in roles])


def read_list(view: Mapping[str, Any]) -> tuple[int, str, str]:
    """Read program id, what was looked for and what is typed now. Raises KeyError, TypeError or ValueError."""
    held = json.loads(view["private_metadata"])
    typed = view["state"]["values"][desk_ids.PEOPLE_WORDS][ids.FORM_VALUE].get("value") or ""
    return read_id(held["program"]), str(held["words"]), " ".join(str(typed).split())


def person_modal(w: Wording, view: PersonView) -> Modal:
    """Compose one person, with what can be done about them."""
    person, member = view.person, view.member
    names = {"name": clip(person.name, NAME), "email": clip(person.email, 100)}
    lines = [w.mrkdwn("desk.person.about", roles=roles_words(w, member.roles), **names), *_states(w, view)]
    places = [clip(place, 60) for place in (member.position, member.school, member.district) if place]
    if places:
        lines.append(Markup(", ".join(w.listing([place]) for place in places)))
    blocks = [section("\n".join(lines))]
    if member.ended_at is None:
        for pair in view.pairs:
            blocks += _pair(w, pair)
        if not view.pairs:
            blocks.append(section(w.mrkdwn("desk.person.no_pair")))
    blocks += _deeds(w, view)
    title, close = w.plain("desk.person.title"), w.plain("desk.person.close")
    return modal(desk_ids.PERSON_MODAL, title, blocks, close, metadata=about(view.program.id, member=member.id))


def read_person(view: Mapping[str, Any]) -> int:
    """Read the member id of the person whom a view shows. Raises KeyError, TypeError or ValueError."""
    return read_id(json.loads(view["private_metadata"])["member"])


def _states(w: Wording, view: PersonView) -> list[Markup]:
    person, found = view.person, []
    if view.member.ended_at is not None:
        found.append(w.mrkdwn("desk.person.ended"))
    if person.state is not PersonState.ACTIVE:
        found.append(w.mrkdwn(f"desk.person.{person.state.value}"))
    if person.is_paused(view.today):
        until = person.paused_until
        found.append(w.mrkdwn("desk.person.paused", day=w.day(until)) if until else w.mrkdwn("desk.person.paused_open"))
    return found


def _pair(w: Wording, pair: PairLine) -> list[Block]:
    name = clip(pair.partner, NAME)
    says = w.mrkdwn("desk.person.mentored", name=name) if pair.is_mentor else w.mrkdwn("desk.person.mentors", name=name)
    held = [hold_words(w, pair.held_until)] if pair.held else []
    hold = button(w.plain("desk.person.hold"), ids.PAIR_HOLD, str(pair.pair_id))
    first = go_on_button(w, pair.pair_id) if pair.held else hold
    deeds = [first, button(w.plain("desk.person.end_pair"), ids.PAIR_END, str(pair.pair_id))]
    return [section(" ".join([says, *held])), actions(deeds)]


def _deeds(w: Wording, view: PersonView) -> list[Block]:
    value = str(view.member.id)

    def deed(name: str, style: str = "") -> Element:
        return button(w.plain(f"desk.person.{name}"), f"person_{name}", value, style)

    if view.member.ended_at is not None:
        return [actions([deed("back")])]
    pause = deed("resume" if view.person.is_paused(view.today) else "pause")
    first = [deed("roles"), *([deed("mentor")] if view.member.roles & {Role.MENTEE, Role.EMERGING} else [])]
    return [actions(first), actions([pause, deed("end", "danger")])]


def person_form(w: Wording, view: PersonView, form: str) -> Modal:
    """Compose one of the `FORMS` about a person."""
    names = {"name": clip(view.person.name, NAME), "program": clip(view.program.name, 80)}
    blocks = [section(w.mrkdwn(f"desk.form.{form}.about", **names)), *_input(w, view, form)]
    metadata = about(view.program.id, member=view.member.id, form=form)
    title, submit = w.plain(f"desk.form.{form}.title"), w.plain(f"desk.form.{form}.submit")
    return modal(desk_ids.PERSON_FORM_MODAL, title, blocks, w.plain("desk.form.close"), submit, metadata)


def _input(w: Wording, view: PersonView, form: str) -> list[Block]:
    if form == "roles":
        options = [option(w.plain(f"desk.role.{role.value}"), role.value) for role in Role]
        own = [one for one in options if one["value"] in view.member.roles]
        boxes: Element = {"type": "checkboxes", "action_id": ids.FORM_VALUE, "options": options}
        boxes = {**boxes, "initial_options": own} if own else boxes
        return [field(desk_ids.PERSON_VALUE, w.plain("desk.form.roles.value"), boxes, optional=False)]
    if form == "pause":
        day: Element = {"type": "datepicker", "action_id": ids.FORM_VALUE}
        return [field(desk_ids.PERSON_VALUE, w.plain("desk.form.pause.value"), day, w.plain("desk.form.pause.hint"))]
    if form == "mentor":
        who: Element = {"type": "users_select", "action_id": ids.FORM_VALUE}
        hint = w.plain("desk.form.mentor.hint")
        return [field(desk_ids.PERSON_VALUE, w.plain("desk.form.mentor.value"), who, hint, optional=False)]
    return []


def read_person_form(view: Mapping[str, Any]) -> tuple[int, str, Any]:
    """Read member id, which form, and its value: roles, a day or None, a Slack id, or None.

    Raises KeyError, TypeError or ValueError for what is no such form.
    """
    held = json.loads(view["private_metadata"])
    member_id, form = read_id(held["member"]), str(held["form"])
    if form == "end":
        return member_id, form, None
    state = view["state"]["values"][desk_ids.PERSON_VALUE][ids.FORM_VALUE]
    if form == "roles":
        return member_id, form, frozenset(Role(one["value"]) for one in state["selected_options"])
    if form == "pause":
        return member_id, form, date.fromisoformat(state["selected_date"]) if state.get("selected_date") else None
    if form == "mentor":
        return member_id, form, str(state["selected_user"])
    raise ValueError("no form")


def unfit(w: Wording, form: str) -> str:
    """Return what stands on the field of a form whose value cannot be."""
    return w.plain(f"desk.form.invalid.{form}")
