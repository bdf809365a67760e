"""The form for the year after a program's, what it would do, page by page, and what was done."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.members import Role
from bot.domain.next_year import Flaw, Going, Rule, Staying, Wish, YearPlan
from bot.domain.program_settings import NAME_LENGTH
from bot.domain.programs import Program
from bot.views import desk_ids, ids, year_ids
from bot.views.blocks import Element, actions, button, choice, clip, field, modal, option, section
from bot.views.button_values import read_id
from bot.views.directory import roles_words, turning
from bot.views.home_groups import group_name
from bot.views.home_pairs import paragraphs
from bot.views.message import Block
from bot.views.program_settings import Modal, about

NAME = 60
PER_PAGE = 20
STAYING = 30  # shown by name
_FIELDS = {
    "name": year_ids.YEAR_NAME,
    "starts": year_ids.YEAR_STARTS,
    "ends": year_ids.YEAR_ENDS,
    "chosen": year_ids.YEAR_CHOSEN,
    "leaving": year_ids.YEAR_LEAVING,
}


def year_form(w: Wording, program: Program, wish: Wish, chosen: Sequence[str], leaving: Sequence[str]) -> Modal:
    """Compose the form with what is known of the plan; `chosen` and `leaving` are Slack ids."""
    name: Element = {"type": "plain_text_input", "action_id": ids.FORM_VALUE, "max_length": NAME_LENGTH}
    rules = [
        option(w.plain(f"year.form.rule_{rule.value}"), rule.value, w.plain(f"year.form.rule_{rule.value}_hint"))
        for rule in Rule
    ]
    blocks = [
        section(w.mrkdwn("year.form.about", program=clip(program.name, 80))),
        _field(w, "name", {**name, "initial_value": wish.name}, optional=False),
        _field(w, "starts", _day(wish.starts), optional=False),
        _field(w, "ends", _day(wish.ends)),
        _choice(w, "rule", rules, wish.rule.value),
        _field(w, "chosen", _people(chosen)),
        _field(w, "leaving", _people(leaving)),
        _choice(w, "goals", _two(w, "goals", "carried", "closed"), "carried" if wish.carries_goals else "closed"),
        _choice(w, "hours", _two(w, "hours", "anew", "carried"), "carried" if wish.carries_hours else "anew"),
    ]
    title, close, submit = (w.plain(f"year.form.{key}") for key in ("title", "close", "submit"))
    return modal(year_ids.YEAR_MODAL, title, blocks, close, submit, about(program.id))


def _field(w: Wording, name: str, element: Element, *, optional: bool = True) -> Block:
    hint = w.plain(f"year.form.{name}_hint")
    return field(f"year_{name}", w.plain(f"year.form.{name}"), element, hint, optional)


def _choice(w: Wording, name: str, options: Sequence[Element], now: str) -> Block:
    initial = next(one for one in options if one["value"] == now)
    buttons = choice("radio_buttons", ids.FORM_VALUE, options, initial)
    return field(f"year_{name}", w.plain(f"year.form.{name}"), buttons, optional=False)


def _two(w: Wording, name: str, *values: str) -> list[Element]:
    return [option(w.plain(f"year.form.{name}_{value}"), value) for value in values]


def _day(day: date | None) -> Element:
    picker: Element = {"type": "datepicker", "action_id": ids.FORM_VALUE}
    return {**picker, "initial_date": day.isoformat()} if day is not None else picker


def _people(slack_ids: Sequence[str]) -> Element:
    menu: Element = {"type": "multi_users_select", "action_id": ids.FORM_VALUE}
    return {**menu, "initial_users": list(slack_ids)} if slack_ids else menu


@dataclass(frozen=True, slots=True)
class Filled:
    """What was put into the form; people are Slack ids."""

    program_id: int
    wish: Wish
    chosen: tuple[str, ...]
    leaving: tuple[str, ...]


def read_form(view: Mapping[str, Any]) -> Filled:
    """Read the form. Raises KeyError, TypeError or ValueError for what is no such form."""
    values = view["state"]["values"]

    def state(block_id: str) -> Mapping[str, Any]:
        return dict(values[block_id][ids.FORM_VALUE])

    def day(block_id: str) -> date | None:
        chosen = state(block_id).get("selected_date")
        return date.fromisoformat(chosen) if chosen else None

    def users(block_id: str) -> tuple[str, ...]:
        return tuple(str(one) for one in state(block_id).get("selected_users") or ())

    def chosen(block_id: str) -> str:
        return str(state(block_id)["selected_option"]["value"])

    wish = Wish(
        name=" ".join(str(state(year_ids.YEAR_NAME).get("value") or "").split()),
        starts=day(year_ids.YEAR_STARTS),
        ends=day(year_ids.YEAR_ENDS),
        rule=Rule(chosen(year_ids.YEAR_RULE)),
        carries_hours=chosen(year_ids.YEAR_HOURS) == "carried",
        carries_goals=chosen(year_ids.YEAR_GOALS) == "carried",
    )
    return Filled(program_of(view), wish, users(year_ids.YEAR_CHOSEN), users(year_ids.YEAR_LEAVING))


def program_of(view: Mapping[str, Any]) -> int:
    """Read of which program a modal is. Raises KeyError, TypeError or ValueError for anything else."""
    return read_id(json.loads(view["private_metadata"])["program"])


def read_run(view: Mapping[str, Any]) -> tuple[int, str]:
    """Read of which program a dry run is, and the digest of its plan. Raises KeyError, TypeError or ValueError."""
    return program_of(view), str(json.loads(view["private_metadata"])["digest"])


def on_fields(w: Wording, flaws: Mapping[str, Flaw]) -> dict[str, str]:
    """Return what stands on the fields of what cannot be."""
    return {_FIELDS[name]: w.plain(f"year.flaw.{flaw.value}") for name, flaw in flaws.items()}


def dry_run(w: Wording, program: Program, plan: YearPlan, page: int = 0, *, changed: bool = False) -> Modal:
    """Compose what a plan would do, with a page (from 0) of who goes on; `changed` after it was to be done and would
    do something else by then.
    """
    blocks = [
        section(w.mrkdwn("year.run.changed" if changed else "year.run.about")),
        *paragraphs(_says(w, program, plan)),
        actions([button(w.plain("year.run.edit"), year_ids.YEAR_EDIT, str(program.id))]),
    ]
    if plan.staying:
        lines = [_stays(w, each) for each in plan.staying[:STAYING]]
        if len(plan.staying) > STAYING:
            lines.append(w.mrkdwn("year.run.more", count=len(plan.staying) - STAYING))
        blocks += [section(w.mrkdwn("year.run.staying")), *paragraphs(lines)]
    pages = max(1, -(-len(plan.going) // PER_PAGE))
    page = min(max(0, page), pages - 1)
    going = plan.going[page * PER_PAGE : (page + 1) * PER_PAGE]
    blocks += [section(w.mrkdwn("year.run.people")), *paragraphs([_goes(w, each) for each in going])]
    blocks += turning(w, year_ids.YEAR_TURN, page, pages)
    title, close, submit = (w.plain(f"year.run.{key}") for key in ("title", "close", "submit"))
    metadata = about(program.id, digest=plan.digest)
    return modal(year_ids.YEAR_RUN_MODAL, title, blocks, close, submit, metadata)


def _says(w: Wording, program: Program, plan: YearPlan) -> list[Markup]:
    """Return what happens, a line for each thing: the new program and its people, then what becomes of the old one."""
    wish, before = plan.wish, clip(program.name, 80)
    named = {"name": clip(wish.name, 80), "program": before}
    starts = _day_of_year(w, wish.starts or plan.last_day)
    set_up = w.mrkdwn("year.run.program_open", **named, starts=starts)
    if wish.ends is not None:
        set_up = w.mrkdwn("year.run.program", **named, starts=starts, ends=_day_of_year(w, wish.ends))
    groups, learning = len(plan.groups), plan.with_role(Role.MENTEE, Role.EMERGING)
    return [
        set_up,
        w.mrkdwn("year.run.going", count=len(plan.going), staying=len(plan.staying)),
        w.mrkdwn("year.run.mentors", count=plan.new_mentors) if plan.new_mentors else w.mrkdwn("year.run.no_mentors"),
        w.mrkdwn("year.run.pairs", learning=learning, mentors=plan.with_role(Role.MENTOR)),
        w.mrkdwn("year.run.groups", count=groups) if groups else w.mrkdwn("year.run.no_groups"),
        *_says_of_old(w, program, plan),
        w.mrkdwn("year.run.told"),
        *([w.mrkdwn("year.run.quiet", count=plan.quiet)] if plan.quiet else []),
    ]


def _says_of_old(w: Wording, program: Program, plan: YearPlan) -> list[Markup]:
    before, last_day = clip(program.name, 80), _day_of_year(w, plan.last_day)
    ends = "year.run.ends_open" if program.ends is None else "year.run.ends"
    lines = [w.mrkdwn(ends, program=before, day=last_day)]
    if plan.overlap is not None:
        first, last = (_day_of_year(w, day) for day in plan.overlap)
        lines.append(w.mrkdwn("year.run.overlap", first=first, last=last, program=before))
    lines.append(w.mrkdwn("year.run.goals_carried" if plan.wish.carries_goals else "year.run.goals_closed"))
    lines.append(w.mrkdwn("year.run.hours_carried" if plan.wish.carries_hours else "year.run.hours_anew"))
    return lines


def _day_of_year(w: Wording, day: date) -> str:
    """Return a day in words with its year, since two years are spoken of."""
    return w.plain("year.day", day=w.day(day), year=day.year)


def _stays(w: Wording, each: Staying) -> Markup:
    return w.mrkdwn(f"year.run.stays_{each.why.value}", name=clip(each.person.name, NAME))


def _goes(w: Wording, each: Going) -> Markup:
    key = each.way.value
    said = {"name": clip(each.person.name, NAME), "roles": roles_words(w, each.roles)}
    if each.group is None:
        return w.mrkdwn(f"year.run.line.{key}", **said)
    return w.mrkdwn(f"year.run.line_group.{key}", **said, group=group_name(w, each.group))


def working(w: Wording) -> Modal:
    """Compose what stands there while everything is set up."""
    title, close = w.plain("year.working.title"), w.plain("year.working.close")
    return modal(desk_ids.CHECKING_MODAL, title, [section(w.mrkdwn("year.working.text"))], close)


def done(w: Wording, into: Program, people: int, by: str, *, is_new: bool) -> Modal:
    """Compose what is there now; `by` set it up before, unless `is_new`."""
    name = clip(into.name, 80)
    said = {"name": name, "day": _day_of_year(w, into.starts), "people": people}
    if is_new:
        line = w.mrkdwn("year.done.text", **said)
    elif by:
        line = w.mrkdwn("year.done.already", **said, by=clip(by, NAME))
    else:
        line = w.mrkdwn("year.done.already_erased", **said)
    find = button(w.plain("year.done.matches"), desk_ids.DESK_MATCHES, str(into.id), "primary" if is_new else "")
    blocks = [section(line), section(w.mrkdwn("year.done.next", name=name)), actions([find])]
    return modal(year_ids.YEAR_DONE_MODAL, w.plain("year.done.title"), blocks, w.plain("year.done.close"))
