"""Proposed pairs, who is kept apart, and the log: what coordinators read and decide."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.content.wording import Markup, Wording, escape
from bot.domain.matching import Match
from bot.domain.programs import Program
from bot.views import desk_ids, ids
from bot.views.blocks import Element, actions, button, clip, field, modal, section, when
from bot.views.button_values import read_id
from bot.views.directory import turning
from bot.views.home_pairs import paragraphs
from bot.views.message import Block
from bot.views.program_settings import Modal, about

NAME = 60
APARTS = 40  # shown


def matches_modal(w: Wording, program: Program, matches: Sequence[Match], waiting: int, digest: str) -> Modal:
    """Compose the proposal, each pair with what speaks for it."""
    name = clip(program.name, 80)
    blocks: list[Block] = [
        section(
            w.mrkdwn("desk.matches.intro", program=name, count=waiting)
            if waiting
            else w.mrkdwn("desk.matches.none", program=name)
        )
    ]
    if matches:
        all_of_them = button(w.plain("desk.matches.all", count=len(matches)), desk_ids.MATCH_ALL, digest)
        blocks.append(actions([all_of_them]))
    elif waiting:
        blocks.append(section(w.mrkdwn("desk.matches.no_mentor")))
    for match in matches:
        names = {"mentor": clip(match.mentor.name, NAME), "mentee": clip(match.mentee.name, NAME)}
        line = w.mrkdwn("desk.matches.line", **names, reasons=reasons(w, match))
        blocks.append(section(line, button(w.plain("desk.matches.pair"), desk_ids.MATCH_PAIR, match.key)))
    title, close = w.plain("desk.matches.title"), w.plain("desk.matches.close")
    return modal(desk_ids.MATCHES_MODAL, title, blocks, close, metadata=about(program.id))


def reasons(w: Wording, match: Match) -> Markup:
    """Return what speaks for a match."""
    hours = f"{match.hours_apart:g}"
    found = {
        "district": match.same_district,
        "school": match.other_school,
        "position": match.same_position,
    }
    parts = [w.mrkdwn(f"desk.matches.{name}") for name, holds in found.items() if holds]
    zones = (
        w.mrkdwn("desk.matches.hours_apart", hours=hours) if match.hours_apart else w.mrkdwn("desk.matches.same_hours")
    )
    load = match.mentor.load
    busy = w.mrkdwn("desk.matches.load", count=load) if load else w.mrkdwn("desk.matches.free")
    return w.listing([*parts, zones, busy])


@dataclass(frozen=True, slots=True)
class ApartLine:
    """Two people who are kept apart."""

    apart_id: int
    one: str
    other: str


def apart_modal(w: Wording, program: Program, lines: Sequence[ApartLine]) -> Modal:
    """Compose who is kept apart, with the form for two more."""
    blocks = [section(w.mrkdwn("desk.apart.about"))]
    if not lines:
        blocks.append(section(w.mrkdwn("desk.apart.none")))
    for line in lines[-APARTS:]:
        said = w.mrkdwn("desk.apart.line", one=clip(line.one, NAME), other=clip(line.other, NAME))
        blocks.append(section(said, button(w.plain("desk.apart.let"), desk_ids.APART_LET, str(line.apart_id))))
    who: Element = {"type": "users_select", "action_id": ids.FORM_VALUE}
    blocks += [
        field(desk_ids.APART_ONE, w.plain("desk.apart.first"), who, optional=False),
        field(desk_ids.APART_OTHER, w.plain("desk.apart.second"), who, optional=False),
    ]
    title, close, submit = (w.plain(f"desk.apart.{key}") for key in ("title", "close", "submit"))
    return modal(desk_ids.APART_MODAL, title, blocks, close, submit, about(program.id))


def read_apart(view: Mapping[str, Any]) -> tuple[int, tuple[str, str]]:
    """Read program id and the two people (Slack ids). Raises KeyError, TypeError or ValueError."""
    values = view["state"]["values"]
    one, other = (
        str(values[block][ids.FORM_VALUE]["selected_user"]) for block in (desk_ids.APART_ONE, desk_ids.APART_OTHER)
    )
    return read_id(json.loads(view["private_metadata"])["program"]), (one, other)


def apart_invalid(w: Wording) -> dict[str, str]:
    """Return what stands on the field when the two cannot be kept apart."""
    return {desk_ids.APART_OTHER: w.plain("desk.apart.invalid")}


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line of the log; `at` is UTC. `actor` and `about` are empty where a person was erased or there is none."""

    actor: str
    action: str
    about: str
    facts: Mapping[str, Any]
    at: datetime


def log_modal(w: Wording, program: Program, lines: Sequence[LogLine], page: int, pages: int, timezone: str) -> Modal:
    """Compose a page of the log."""
    blocks = [section(w.mrkdwn("desk.log.intro", program=clip(program.name, 80)))]
    if lines:
        blocks += paragraphs([_log_line(w, line, timezone) for line in lines])
    else:
        blocks.append(section(w.mrkdwn("desk.log.none")))
    blocks += turning(w, desk_ids.LOG_TURN, page, pages)
    title, close = w.plain("desk.log.title"), w.plain("desk.log.close")
    return modal(desk_ids.LOG_MODAL, title, blocks, close, metadata=about(program.id))


def _log_line(w: Wording, line: LogLine, timezone: str) -> Markup:
    actor = clip(line.actor, NAME) or w.plain("desk.log.erased")
    return w.mrkdwn("desk.log.line", when=when(w, line.at, timezone), actor=actor, what=_what(w, line))


def _what(w: Wording, line: LogLine) -> Markup:
    person = clip(line.about, NAME) or w.plain("desk.log.erased")
    if f"desk.log.action.{line.action}" not in w:
        said = line.action.replace("_", " ")
        return (
            w.mrkdwn("desk.log.action.unnamed_about", action=said, about=person)
            if line.about
            else w.mrkdwn("desk.log.action.unnamed", action=said)
        )
    changes = w.listing([_change(w, name, *values) for name, values in line.facts.get("changes", {}).items()])
    facts = {name: str(value) for name, value in line.facts.items() if name not in ("changes", "about")}
    if line.action == "exported":
        facts["export"] = w.plain(f"hours.reports.kinds.{line.facts['export']}")
    usual = dict.fromkeys(("added", "changed", "removed", "pairs_begun", "pairs_ended", "pairs_added"), "0")
    facts = usual | facts
    facts["pairs_begun"] = facts["pairs_added"]
    return w.mrkdwn(f"desk.log.action.{line.action}", **facts, about=person, changes=changes)


def _change(w: Wording, name: str, old: object = "", new: object = "") -> Markup:
    key = f"desk.setting.{name}"
    named = w.plain(f"desk.setting.{name}") if key in w else name
    if name.endswith("_weekday"):
        old, new = (w.weekday(int(str(day))) if str(day).isdigit() else day for day in (old, new))
    shown = [
        Markup(f"<#{one}>") if name.endswith("_channel") and one else escape(clip(str(one), 80)) for one in (old, new)
    ]
    return w.mrkdwn("desk.log.change", name=named, old=shown[0], new=shown[1])
