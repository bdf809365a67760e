"""The form in which a goal is written or reworked, and what is read back from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.checkins import written
from bot.domain.goals import CYCLE_PARTS, LONG, PARTS, SMART_PARTS, FullGoal, GoalProblem, GoalWish
from bot.views import ids, question_ids
from bot.views.blocks import Element, button, field, modal, option, section, text_input
from bot.views.button_values import read_id
from bot.views.message import Block

_MOST_BOXES = 10
_MOST_OPTIONS = 100
_STEPS_ROOM = 2000


def form_modal(
    w: Wording, framework: Sequence[str], each: FullGoal | None = None, *, expanded: bool = False
) -> dict[str, Any]:
    """Compose the form for a new goal, or to rework one. Rebuilding it `expanded` keeps what was typed."""
    goal = each.goal if each else None
    parts = goal.parts if goal else {}
    expanded = expanded or any(name in parts for name in CYCLE_PARTS)
    picker: Element = {"type": "datepicker", "action_id": ids.FORM_VALUE}
    if goal is not None:
        picker["initial_date"] = goal.by_when.isoformat()
    blocks = [
        _text(w, question_ids.GOAL_WHAT, "what", goal.what if goal else "", required=True),
        field(
            question_ids.GOAL_BY_WHEN,
            w.plain("goals.form.by_when"),
            picker,
            hint=w.plain("goals.form.by_when_hint"),
            optional=False,
        ),
        *(_text(w, f"{question_ids.GOAL_PART}{name}", name, parts.get(name, "")) for name in SMART_PARTS),
        field(
            question_ids.GOAL_STEPS,
            w.plain("goals.form.steps"),
            text_input("\n".join(step.text for step in each.steps) if each else "", _STEPS_ROOM),
            hint=w.plain("goals.form.steps_hint"),
        ),
        *_tags(w, framework, goal.tags if goal else frozenset()),
    ]
    if expanded:
        blocks += [_text(w, f"{question_ids.GOAL_PART}{name}", name, parts.get(name, "")) for name in CYCLE_PARTS]
    else:
        more = button(w.plain("goals.form.more"), question_ids.GOAL_MORE)
        blocks.append(section(w.mrkdwn("goals.form.more_why"), more))
    return modal(
        question_ids.GOAL_FORM_MODAL,
        w.plain("goals.form.title"),
        blocks,
        close=w.plain("goals.form.close"),
        submit=w.plain("goals.form.submit"),
        metadata=json.dumps({"goal": goal.id if goal else None}),
    )


def _text(w: Wording, block_id: str, name: str, words: str, *, required: bool = False) -> Block:
    hint = w.plain(f"goals.form.{name}_hint")
    return field(block_id, w.plain(f"goals.form.{name}"), text_input(words, LONG), hint=hint, optional=not required)


def _tags(w: Wording, framework: Sequence[str], tags: frozenset[str]) -> list[Block]:
    options = [option(tag, str(number)) for number, tag in enumerate(framework[:_MOST_OPTIONS])]
    if not options:
        return []
    kind = "checkboxes" if len(options) <= _MOST_BOXES else "multi_static_select"
    element: Element = {"type": kind, "action_id": ids.FORM_VALUE, "options": options}
    chosen = [entry for entry, tag in zip(options, framework, strict=False) if tag in tags]
    if chosen:
        element["initial_options"] = chosen
    return [field(question_ids.GOAL_TAGS, w.plain("goals.form.tags"), element)]


@dataclass(frozen=True, slots=True)
class GoalInput:
    """What the form holds; `goal_id` is None for a new goal, `tag_numbers` count the framework's tags from 0."""

    goal_id: int | None
    wish: GoalWish
    tag_numbers: frozenset[int]


def read_goal_id(view: Mapping[str, Any]) -> int | None:
    """Return the goal that an open form reworks, None for a new one. Raises KeyError, TypeError or ValueError."""
    goal_id = json.loads(view["private_metadata"])["goal"]
    return read_id(goal_id) if goal_id is not None else None


def read_form(view: Mapping[str, Any]) -> GoalInput:
    """Read the form as Slack sends it; a date that is none reads as no date. Raises KeyError, TypeError or ValueError
    for what is no such form.
    """
    values = view["state"]["values"]

    def typed(block_id: str) -> str:
        return written(str(values.get(block_id, {}).get(ids.FORM_VALUE, {}).get("value") or ""))

    parts = {name: text for name in PARTS if (text := typed(f"{question_ids.GOAL_PART}{name}"))}
    lines = [" ".join(line.split()) for line in typed(question_ids.GOAL_STEPS).splitlines()]
    ticked = values.get(question_ids.GOAL_TAGS, {}).get(ids.FORM_VALUE, {}).get("selected_options") or []
    wish = GoalWish(
        what=typed(question_ids.GOAL_WHAT),
        by_when=_day(values[question_ids.GOAL_BY_WHEN][ids.FORM_VALUE].get("selected_date")),
        parts=parts,
        steps=tuple(dict.fromkeys(line for line in lines if line)),
    )
    return GoalInput(read_goal_id(view), wish, frozenset(int(entry["value"]) for entry in ticked))


def _day(selected: object) -> date | None:
    try:
        return date.fromisoformat(str(selected or ""))
    except ValueError:
        return None


def problem_words(w: Wording, problems: Mapping[str, GoalProblem]) -> dict[str, str]:
    """Return what Slack shows on the fields, by block id."""
    blocks = {
        "what": question_ids.GOAL_WHAT,
        "by_when": question_ids.GOAL_BY_WHEN,
        "steps": question_ids.GOAL_STEPS,
    }
    return {
        blocks.get(name, f"{question_ids.GOAL_PART}{name}"): w.plain(f"goals.problem.{problem.value}")
        for name, problem in problems.items()
    }
