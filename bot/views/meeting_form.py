"""The form for a talk, new or corrected, and what is read back from it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.checkins import written
from bot.domain.meeting_outcomes import Doubt, MeetingForm, Outcome, WrongDay
from bot.domain.meetings import Answer, DayProblem, Sure, Talk
from bot.domain.met_text import LONGEST, SHORTEST
from bot.domain.pairs import LONGEST_NOTES, Bond, MeetingKind
from bot.views import ids
from bot.views.blocks import Element, choice, clip, modal, option, section, text_input
from bot.views.blocks import field as labelled
from bot.views.button_values import bond_value, read_bond_value, read_id
from bot.views.meetings import NAME_ROOM, contact_name, length_words, logged_line
from bot.views.message import Block

_MOST_CHECKBOXES = 10
_MOST_OPTIONS = 100


def meeting_modal(w: Wording, form: MeetingForm, doubt: Doubt | None = None) -> dict[str, Any]:
    """Compose the form. With a `doubt` it asks whether it is the same talk; what was typed stays, as ids stay."""
    correcting = form.meeting is not None
    blocks: list[Block] = [_sure(w, doubt)] if doubt is not None else []
    if not correcting and len(form.contacts) > 1:
        blocks.append(_with(w, form))
    blocks += [_day(w, form), _minutes(w, form)]
    if not all(contact.bond.is_coaching for contact in form.contacts):
        blocks.append(_kind(w, form))
    notes = text_input(form.notes, LONGEST_NOTES)
    blocks.append(labelled(ids.TALK_NOTES, w.plain("meetings.form.notes"), notes, w.plain("meetings.form.notes_hint")))
    if correcting:
        blocks.append(_remove(w))
    return modal(
        ids.MEETING_MODAL,
        w.plain("meetings.form.title_correct" if correcting else "meetings.form.title"),
        blocks,
        close=w.plain("meetings.form.close"),
        submit=w.plain("meetings.form.submit_correct" if correcting else "meetings.form.submit"),
        metadata=_metadata(form, doubt),
    )


def saved_modal(w: Wording, outcome: Outcome) -> dict[str, Any]:
    """Compose what stands in the form's place once the talk is logged."""
    lines = [section(logged_line(w, logged)) for logged in outcome.logged]
    return modal(ids.MEETING_SAVED, w.plain("meetings.form.title"), lines, close=w.plain("meetings.form.done"))


def _metadata(form: MeetingForm, doubt: Doubt | None) -> str:
    only = bond_value(form.contacts[0].bond) if len(form.contacts) == 1 else ""
    meta: dict[str, Any] = {"bond": only, "meeting": form.meeting.id if form.meeting else 0}
    if doubt is not None:
        meta |= {"existing": doubt.existing.id, "seen": doubt.seen}
    return json.dumps(meta, separators=(",", ":"))


def _sure(w: Wording, doubt: Doubt) -> Block:
    options = [
        option(w.plain("meetings.form.sure_same"), Sure.SAME.value),
        option(w.plain("meetings.form.sure_another"), Sure.ANOTHER.value),
    ]
    length = length_words(w, doubt.existing.minutes, doubt.existing.kind)
    hint = w.plain(
        "meetings.form.sure_own" if doubt.is_own else "meetings.form.sure_theirs",
        name=clip(doubt.contact.name, NAME_ROOM),
        length=length,
        day=w.day(doubt.existing.held_on),
    )
    element = choice("radio_buttons", ids.FORM_VALUE, options)
    return labelled(ids.TALK_SURE, w.plain("meetings.form.sure"), element, hint, optional=False)


def _with(w: Wording, form: MeetingForm) -> Block:
    options = [option(contact_name(w, each), bond_value(each.bond)) for each in form.contacts[:_MOST_OPTIONS]]
    kind = "checkboxes" if len(options) <= _MOST_CHECKBOXES else "multi_static_select"
    element: Element = {"type": kind, "action_id": ids.FORM_VALUE, "options": options}
    chosen = {bond_value(bond) for bond in form.chosen}
    if initial := [entry for entry in options if entry["value"] in chosen]:
        element["initial_options"] = initial
    hint = w.plain("meetings.form.with_hint")
    return labelled(ids.TALK_WITH, w.plain("meetings.form.with"), element, hint, optional=False)


def _day(w: Wording, form: MeetingForm) -> Block:
    day = (form.text.day or form.today).isoformat()
    picker: Element = {"type": "datepicker", "action_id": ids.FORM_VALUE, "initial_date": day}
    return labelled(ids.TALK_DAY, w.plain("meetings.form.day"), picker, optional=False)


def _minutes(w: Wording, form: MeetingForm) -> Block:
    element: Element = {
        "type": "number_input",
        "action_id": ids.FORM_VALUE,
        "is_decimal_allowed": False,
        "min_value": str(SHORTEST),
        "max_value": str(LONGEST),
    }
    if form.text.minutes:
        element["initial_value"] = str(form.text.minutes)
    hint = w.plain("meetings.form.minutes_hint")
    return labelled(ids.TALK_MINUTES, w.plain("meetings.form.minutes"), element, hint, optional=False)


def _kind(w: Wording, form: MeetingForm) -> Block:
    options = [option(w.plain(f"meetings.form.kind_{kind.value}"), kind.value) for kind in MeetingKind]
    initial = next((entry for entry in options if form.text.kind and entry["value"] == form.text.kind.value), None)
    element = choice("static_select", ids.FORM_VALUE, options, initial, w.plain("meetings.form.kind_none"))
    return labelled(ids.TALK_KIND, w.plain("meetings.form.kind"), element)


def _remove(w: Wording) -> Block:
    options = [option(w.plain("meetings.form.remove_option"), "remove")]
    element: Element = {"type": "checkboxes", "action_id": ids.FORM_VALUE, "options": options}
    return labelled(ids.TALK_REMOVE, w.plain("meetings.form.remove"), element)


@dataclass(frozen=True, slots=True)
class FormTalk:
    """What the form holds. `minutes` is None for what is no number of minutes; `meeting_id` is 0 for a new talk;
    `answer` is given once somebody was asked whether it is the same talk.
    """

    bonds: tuple[Bond, ...]
    day: date
    minutes: int | None
    kind: MeetingKind | None
    notes: str
    meeting_id: int = 0
    removes: bool = False
    answer: Answer | None = None

    def talk(self) -> Talk:
        """Return the talk; the length must be there."""
        return Talk(self.bonds, self.day, self.minutes or 0, self.kind, self.notes)


def read_meeting_form(view: Mapping[str, Any]) -> FormTalk:
    """Read the form as Slack sends it. Raises KeyError, TypeError or ValueError for a view that is none."""
    meta = json.loads(view["private_metadata"])
    state = view["state"]["values"]
    values: dict[str, Mapping[str, Any]] = {
        block_id: next(iter(block.values()), {}) for block_id, block in state.items()
    }
    if ids.TALK_WITH in values:
        chosen = [entry["value"] for entry in values[ids.TALK_WITH].get("selected_options") or []]
    else:
        chosen = [meta["bond"]]
    kind = (values.get(ids.TALK_KIND, {}).get("selected_option") or {}).get("value")
    sure = (values.get(ids.TALK_SURE, {}).get("selected_option") or {}).get("value")
    return FormTalk(
        bonds=tuple(read_bond_value(value) for value in chosen),
        day=date.fromisoformat(values[ids.TALK_DAY]["selected_date"]),
        minutes=_read_minutes(values[ids.TALK_MINUTES].get("value")),
        kind=MeetingKind(kind) if kind else None,
        notes=written(str(values.get(ids.TALK_NOTES, {}).get("value") or "")),
        meeting_id=read_id(meta["meeting"]) if meta["meeting"] else 0,
        removes=bool(values.get(ids.TALK_REMOVE, {}).get("selected_options")),
        answer=Answer(Sure(sure), read_id(meta["existing"]), int(meta["seen"])) if sure else None,
    )


def _read_minutes(value: object) -> int | None:
    text = str(value or "").strip()
    if not text.isascii() or not text.isdecimal() or len(text) > 6:
        return None
    return int(text) if SHORTEST <= int(text) <= LONGEST else None


def form_errors(w: Wording, form: FormTalk) -> dict[str, str]:
    """Return what Slack shows on the fields, by block id; empty when the form can be saved."""
    errors: dict[str, str] = {}
    if form.minutes is None:
        errors[ids.TALK_MINUTES] = w.plain("meetings.form.minutes_wrong")
    if not form.bonds:
        errors[ids.TALK_WITH] = w.plain("meetings.form.with_needed")
    if len(form.notes) > LONGEST_NOTES:
        errors[ids.TALK_NOTES] = w.plain("meetings.form.notes_long", length=len(form.notes), limit=LONGEST_NOTES)
    return errors


def day_error(w: Wording, wrong: WrongDay) -> dict[str, str]:
    """Return what Slack shows on the day that cannot be."""
    key = "ahead_day" if wrong.problem is DayProblem.AHEAD else "before_start_field"
    return {ids.TALK_DAY: w.plain(f"meetings.wrong.{key}", day=w.day(wrong.day), starts=w.day(wrong.starts))}
