"""The forms around hours and reports, and what is read back from them."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.checkins import written
from bot.domain.hours import REASON_LENGTH, REPORTED, TOPIC_LENGTH, Category, Report, ReportFlaw
from bot.views import hours_ids as own
from bot.views import ids
from bot.views.blocks import (
    OPTION_TEXT,
    Element,
    button,
    choice,
    clip,
    field,
    modal,
    option,
    plain,
    section,
    text_input,
)
from bot.views.button_values import read_id
from bot.views.hours import category_name
from bot.views.message import Block

OPTIONS = 100  # of a menu or of a group of it, and groups of a menu: docs.slack.dev/reference/block-kit/block-elements
Program = tuple[int, str]  # id (of the membership, or of the program) and name


def _picker(initial: date | None) -> Element:
    picker: Element = {"type": "datepicker", "action_id": ids.FORM_VALUE}
    return {**picker, "initial_date": initial.isoformat()} if initial else picker


def _programs(w: Wording, block_id: str, label: str, programs: Sequence[Program]) -> Block:
    options = [option(name, str(id_)) for id_, name in programs]
    element = choice("static_select", ids.FORM_VALUE, options, options[0])
    return field(block_id, w.plain(label), element, optional=False)


def _entry_fields(w: Wording, today: date, minutes: str, hint: str = "") -> list[Block]:
    options = [option(category_name(w, category), category.value) for category in REPORTED]
    kinds = choice("static_select", ids.FORM_VALUE, options, options[0])
    line: Element = {"type": "plain_text_input", "action_id": ids.FORM_VALUE}
    return [
        field(own.HOURS_CATEGORY, w.plain("hours.report.category"), kinds, optional=False),
        field(own.HOURS_DAY, w.plain("hours.report.held_on"), _picker(today), optional=False),
        field(own.HOURS_MINUTES, w.plain(minutes), {**line, "max_length": 6}, hint=hint, optional=False),
        field(
            own.HOURS_TOPIC,
            w.plain("hours.report.topic"),
            {**line, "max_length": TOPIC_LENGTH},
            hint=w.plain("hours.report.topic_hint"),
            optional=False,
        ),
    ]


def report_modal(w: Wording, today: date, programs: Sequence[Program]) -> dict[str, Any]:
    """Compose the form in which somebody reports hours; `programs` are by membership."""
    which = [_programs(w, own.HOURS_MEMBER, "hours.report.program", programs)] if len(programs) > 1 else []
    return modal(
        own.HOURS_REPORT_MODAL,
        w.plain("hours.report.title"),
        [*_entry_fields(w, today, "hours.report.minutes"), *which],
        close=w.plain("hours.report.close"),
        submit=w.plain("hours.report.submit"),
        metadata=json.dumps({"member": programs[0][0]}),
    )


def correct_modal(w: Wording, today: date, program_id: int) -> dict[str, Any]:
    """Compose the form in which a coordinator corrects somebody's hours."""
    people: Element = {"type": "users_select", "action_id": ids.FORM_VALUE}
    reason = text_input("", REASON_LENGTH)
    return modal(
        own.HOURS_CORRECT_MODAL,
        w.plain("hours.correct.title"),
        [
            field(own.HOURS_WHO, w.plain("hours.correct.who"), people, optional=False),
            *_entry_fields(w, today, "hours.correct.minutes", w.plain("hours.correct.minutes_hint")),
            field(
                own.HOURS_REASON,
                w.plain("hours.correct.reason"),
                reason,
                hint=w.plain("hours.correct.reason_hint"),
                optional=False,
            ),
        ],
        close=w.plain("hours.report.close"),
        submit=w.plain("hours.correct.submit"),
        metadata=json.dumps({"program": program_id}),
    )


def targets_modal(
    w: Wording, program_id: int, targets: Mapping[Category, int], callback_id: str = own.HOURS_TARGETS_MODAL
) -> dict[str, Any]:
    """Compose the form for a program's targets, in hours; `callback_id` says where it was opened."""
    blocks = [section(w.mrkdwn("hours.targets.about"))]
    for category in Category:
        number: Element = {
            "type": "number_input",
            "action_id": ids.FORM_VALUE,
            "is_decimal_allowed": True,
            "min_value": "0",
            "max_value": "10000",
        }
        if category in targets:
            number["initial_value"] = f"{targets[category] / 60:g}"
        blocks.append(field(f"{own.HOURS_TARGET}{category.value}", category_name(w, category), number))
    return modal(
        callback_id,
        w.plain("hours.targets.title"),
        blocks,
        close=w.plain("hours.report.close"),
        submit=w.plain("hours.targets.submit"),
        metadata=json.dumps({"program": program_id}),
    )


def reports_modal(
    w: Wording,
    programs: Sequence[Program],
    kinds: Sequence[str],
    districts: Sequence[tuple[int, int, str]] = (),
) -> dict[str, Any]:
    """Compose the form in which a coordinator asks for a report; `districts` are id, id of the program and name."""
    options = [option(w.plain(f"hours.reports.kinds.{kind}"), kind) for kind in kinds]
    research = button(w.plain("hours.reports.research"), own.RESEARCH_BEGIN, str(programs[0][0]))
    return modal(
        own.REPORT_MODAL,
        w.plain("hours.reports.title"),
        [
            field(
                own.REPORT_KIND,
                w.plain("hours.reports.kind"),
                choice("static_select", ids.FORM_VALUE, options, options[0]),
                optional=False,
            ),
            *_districts(w, programs, districts),
            field(own.REPORT_FIRST, w.plain("hours.reports.first"), _picker(None), hint=w.plain("hours.reports.hint")),
            field(own.REPORT_LAST, w.plain("hours.reports.last"), _picker(None)),
            *([_programs(w, own.REPORT_PROGRAM, "hours.reports.program", programs)] if len(programs) > 1 else []),
            section(w.mrkdwn("hours.reports.research_about"), research),
        ],
        close=w.plain("hours.reports.close"),
        submit=w.plain("hours.reports.submit"),
        metadata=json.dumps({"program": programs[0][0]}),
    )


def _districts(w: Wording, programs: Sequence[Program], districts: Sequence[tuple[int, int, str]]) -> list[Block]:
    """Return the field for a district, if there are several: a program's together, as many as a menu holds."""
    if not districts:
        return []
    groups = []
    for id_, name in programs:
        theirs = [option(district, str(key)) for key, program_id, district in districts if program_id == id_]
        label = plain(clip(name, OPTION_TEXT))
        parts = [theirs[first : first + OPTIONS] for first in range(0, len(theirs), OPTIONS)]
        groups += [{"label": label, "options": part} for part in parts]
    menu: Element = {"type": "static_select", "action_id": ids.FORM_VALUE, "option_groups": groups[:OPTIONS]}
    hint = w.plain("hours.reports.district_hint")
    return [field(own.REPORT_DISTRICT, w.plain("hours.reports.district"), menu, hint)]


@dataclass(frozen=True, slots=True)
class EntryInput:
    """What a form about hours holds; `about` and `reason` only in a correction. `id` is of membership or program."""

    id: int
    report: Report
    about: str = ""
    reason: str = ""


def _value(view: Mapping[str, Any], block_id: str, name: str) -> str:
    return written(str(view["state"]["values"].get(block_id, {}).get(ids.FORM_VALUE, {}).get(name) or ""))


def _chosen(view: Mapping[str, Any], block_id: str) -> str | None:
    option_ = view["state"]["values"].get(block_id, {}).get(ids.FORM_VALUE, {}).get("selected_option")
    return str(option_["value"]) if option_ else None


def read_program_id(view: Mapping[str, Any], name: str = "program") -> int:
    """Return the id that an open form holds. Raises KeyError, TypeError or ValueError for what is no such form."""
    return read_id(json.loads(view["private_metadata"])[name])


def read_entry(view: Mapping[str, Any]) -> EntryInput:
    """Read a report or a correction; minutes that are no number read as none. Raises KeyError, TypeError or ValueError
    for what is no such form.
    """
    minutes = _minutes(_value(view, own.HOURS_MINUTES, "value").replace("−", "-"))
    report = Report(
        Category(_chosen(view, own.HOURS_CATEGORY) or ""),
        date.fromisoformat(_value(view, own.HOURS_DAY, "selected_date")),
        minutes,
        " ".join(_value(view, own.HOURS_TOPIC, "value").split()),
    )
    if view["callback_id"] == own.HOURS_CORRECT_MODAL:
        about, reason = _value(view, own.HOURS_WHO, "selected_user"), _value(view, own.HOURS_REASON, "value")
        return EntryInput(read_program_id(view), report, about, reason)
    chosen = _chosen(view, own.HOURS_MEMBER)
    return EntryInput(read_id(chosen) if chosen else read_program_id(view, "member"), report)


def _minutes(typed: str) -> int:
    """Read minutes, or hours and minutes as the ledger shows them (1:15); anything else is none."""
    found = re.fullmatch(r"(-?)(?:([0-9]{1,2}):(?=[0-5][0-9]$))?([0-9]{1,5})", typed.strip())
    if found is None:
        return 0
    sign, hours, minutes = found.groups()
    return (-1 if sign else 1) * (60 * int(hours or 0) + int(minutes))


def read_targets(view: Mapping[str, Any]) -> dict[Category, int | None]:
    """Read the targets, in minutes. Raises KeyError, TypeError or ValueError for what is no such form."""
    typed = {category: _value(view, f"{own.HOURS_TARGET}{category.value}", "value") for category in Category}
    targets = {category: round(float(hours) * 60) if hours else None for category, hours in typed.items()}
    if any(minutes is not None and minutes < 0 for minutes in targets.values()):
        raise ValueError("a target below nothing")
    return targets


@dataclass(frozen=True, slots=True)
class ReportInput:
    """Which report a coordinator wants."""

    program_id: int
    kind: str
    between: tuple[date | None, date | None]
    district_id: int | None = None


def read_report(view: Mapping[str, Any]) -> ReportInput:
    """Read the form for a report. Raises KeyError, TypeError or ValueError for what is no such form."""
    days = [_value(view, block, "selected_date") for block in (own.REPORT_FIRST, own.REPORT_LAST)]
    first, last = (date.fromisoformat(day) if day else None for day in days)
    chosen = _chosen(view, own.REPORT_PROGRAM)
    program_id = read_id(chosen) if chosen else read_program_id(view)
    district = _chosen(view, own.REPORT_DISTRICT)
    kind = _chosen(view, own.REPORT_KIND) or ""
    return ReportInput(program_id, kind, (first, last), read_id(district) if district else None)


def flaw_words(w: Wording, flaws: Mapping[str, ReportFlaw]) -> dict[str, str]:
    """Return what Slack shows on the fields, by block id."""
    blocks = {
        "held_on": own.HOURS_DAY,
        "minutes": own.HOURS_MINUTES,
        "topic": own.HOURS_TOPIC,
        "reason": own.HOURS_REASON,
    }
    return {
        blocks[name]: w.plain(f"hours.report.flaw.{'reason' if name == 'reason' else flaw.value}")
        for name, flaw in flaws.items()
    }
