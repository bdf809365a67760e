"""The form for days off, typed or out of a calendar file, and what became of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.wording import Wording, escape
from bot.domain.program_settings import Overview
from bot.domain.programs import DaysOff
from bot.domain.typed_days import BadLine
from bot.views import desk_ids, ids
from bot.views.blocks import Element, choice, clip, context, field, modal, option, section, text_input
from bot.views.desk_files import Upload, file_field, read_file
from bot.views.program_settings import Modal, about, day_words, told

TYPED = 3000
_MOST_OPTIONS = 100
LEFT_OUT = 5
_VALUE = 150  # characters of an option's value


@dataclass(frozen=True, slots=True)
class DaysInput:
    """What the form holds: text, whose calendar (both names empty: everyone's), a file, and the days that go."""

    typed: str
    district: str
    school: str
    file: Upload | None
    taken: tuple[str, ...]


def days_form(w: Wording, of: Overview) -> Modal:
    """Compose the form."""
    whose = [option(w.plain("settings.days.program"), "program")]
    whose += [option(w.plain("settings.days.district", name=name), f"district:{name}") for name in of.districts]
    whose += [option(w.plain("settings.days.school", name=name), f"school:{name}") for name in of.schools]
    whose = [one for one in whose if len(one["value"]) <= _VALUE][:_MOST_OPTIONS]
    blocks = [
        field(
            desk_ids.DAYS_TYPED,
            w.plain("settings.days.typed"),
            text_input("", TYPED),
            w.plain("settings.days.typed_hint"),
        ),
        file_field(desk_ids.DAYS_FILE, w.plain("settings.days.file"), w.plain("settings.days.file_hint"), ["ics"]),
        field(
            desk_ids.DAYS_WHOSE,
            w.plain("settings.days.whose"),
            choice("static_select", ids.FORM_VALUE, whose, whose[0]),
            optional=False,
        ),
    ]
    if of.days_off:
        blocks.append(field(desk_ids.DAYS_TAKEN, w.plain("settings.days.taken"), _entries(of.days_off)))
    title, close = w.plain("settings.days.title"), w.plain("settings.days.close")
    return modal(desk_ids.DAYS_MODAL, title, blocks, close, w.plain("settings.days.submit"), about(of.program.id))


def _entries(spans: Sequence[DaysOff]) -> Element:
    options = {day_key(span): option(str(day_words(span)), day_key(span)) for span in spans}
    return {
        "type": "multi_static_select",
        "action_id": ids.FORM_VALUE,
        "options": list(options.values())[:_MOST_OPTIONS],
    }


def day_key(span: DaysOff) -> str:
    """Return what names an entry of the days off in a menu."""
    return f"{span.starts}|{span.ends}|{span.scope}|{span.scope_name}"[:_VALUE]


def read_days(view: Mapping[str, Any]) -> DaysInput:
    """Read the form. Raises KeyError, TypeError or ValueError for anything else."""
    values = view["state"]["values"]
    scope, _, name = str(values[desk_ids.DAYS_WHOSE][ids.FORM_VALUE]["selected_option"]["value"]).partition(":")
    taken = values.get(desk_ids.DAYS_TAKEN, {}).get(ids.FORM_VALUE, {}).get("selected_options") or []
    return DaysInput(
        typed=str(values[desk_ids.DAYS_TYPED][ids.FORM_VALUE].get("value") or ""),
        district=name if scope == "district" else "",
        school=name if scope == "school" else "",
        file=read_file(view, desk_ids.DAYS_FILE),
        taken=tuple(str(one["value"]) for one in taken),
    )


def bad_line(w: Wording, bad: BadLine) -> dict[str, str]:
    """Return what stands on the field in which a line names no days."""
    return {desk_ids.DAYS_TYPED: w.plain("settings.days.bad", number=bad.number, text=bad.text)}


def nothing(w: Wording) -> dict[str, str]:
    """Return what stands on the field when the form holds nothing."""
    return {desk_ids.DAYS_TYPED: w.plain("settings.days.nothing")}


def too_large(w: Wording) -> dict[str, str]:
    """Return what stands on the field of a file that is too large."""
    return {desk_ids.DAYS_FILE: w.plain("settings.days.large")}


def days_result(w: Wording, added: int, removed: int, people: int, left_out: Sequence[str]) -> Modal:
    """Compose what became of the days."""
    changed = w.mrkdwn("settings.days.changed", added=added, removed=removed, people=people)
    blocks = [section(changed if added or removed else w.mrkdwn("settings.days.same"))]
    if left_out:
        blocks.append(section(w.mrkdwn("settings.days.left_out", count=len(left_out))))
        blocks += [context(escape(clip(line, 200))) for line in left_out[:LEFT_OUT]]
    return told(w, "days", blocks, w.plain("settings.days.back"))


def unreadable(w: Wording) -> Modal:
    """Say that a file is no calendar."""
    return told(w, "days", [section(w.mrkdwn("settings.days.unreadable"))], w.plain("settings.days.back"))
