"""Goals: the list, one goal looked at, the tap after a check-in, and the part of them in Home."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.checkins import written
from bot.domain.goals import PARTS, FullGoal, Goal, GoalState, Mark, reading_line
from bot.domain.home import Home
from bot.views import ids, question_ids
from bot.views.blocks import (
    Element,
    actions,
    button,
    clip,
    context,
    field,
    modal,
    option,
    plain,
    quote,
    section,
    spoken,
)
from bot.views.button_values import read_id
from bot.views.message import Block, Message

SHOWN_OPEN = 10
SHOWN_PAST = 5
SHOWN_PARTNERS = 6
SHOWN_HOME = 3
_WORDS = 500
_VERSIONS = 5


@dataclass(frozen=True, slots=True)
class GoalsView:
    """What somebody sees: their own goals, open and past, those of partners with the partner's name, and, for a
    coordinator, the counts by state of the program called `program`.
    """

    mine: Sequence[FullGoal]
    partners: Sequence[tuple[str, FullGoal]] = ()
    program: str = ""
    counts: Mapping[GoalState, int] | None = None


def help_message(w: Wording, unknown_argument: str = "") -> Message:
    """Compose the usage of /goal; `unknown_argument` is what somebody typed and the bot does not know."""
    usage = w.mrkdwn("goals.help")
    if unknown_argument:
        usage = Markup(f"{w.mrkdwn('members.help.unknown', argument=clip(unknown_argument, 100))}\n{usage}")
    return Message(spoken(usage), [section(usage)])


def tags_saved(w: Wording, program: str, tags: Sequence[str]) -> Message:
    """Confirm what goals in a program can be tagged with."""
    line = w.mrkdwn("goals.tags_none", program=program)
    if tags:
        line = w.mrkdwn("goals.tags_saved", program=program, tags=w.listing(tags, at_most=20))
    return Message(spoken(line), [section(line)])


def goals_modal(w: Wording, view: GoalsView) -> dict[str, Any]:
    """Compose the list of goals."""
    open_goals = [each for each in view.mine if each.goal.state.is_open]
    past = [each for each in view.mine if not each.goal.state.is_open]
    past.sort(key=lambda each: each.goal.changed_at, reverse=True)
    new = button(w.plain("goals.list.new"), question_ids.GOAL_NEW, style="primary")
    blocks = [section(w.mrkdwn("goals.list.intro" if view.mine else "goals.list.none")), actions([new])]
    for each in open_goals[:SHOWN_OPEN]:
        blocks += _listed(w, each)
    if view.counts:
        numbers = [(state, view.counts[state]) for state in GoalState if state in view.counts]
        counts = [w.mrkdwn(f"goals.count.{state.value}", number=number) for state, number in numbers]
        blocks.append(context(w.mrkdwn("goals.list.counts", program=view.program, counts=w.listing(counts))))
    for name, each in view.partners[:SHOWN_PARTNERS]:
        blocks.append(section(w.mrkdwn("goals.list.from", name=name)))
        blocks += [quote(clip(each.goal.what, _WORDS)), *_small_print(w, each)]
    if past:
        blocks.append(section(f"*{w.mrkdwn('goals.list.past')}*"))
    for each in past[:SHOWN_PAST]:
        blocks += _listed(w, each)
    title, close = w.plain("goals.list.title"), w.plain("goals.list.close")
    return modal(question_ids.GOAL_LIST_MODAL, title, blocks, close=close)


def _listed(w: Wording, each: FullGoal) -> list[Block]:
    goal = each.goal
    look = button(w.plain("goals.list.look"), question_ids.GOAL_LOOK, str(goal.id))
    line = w.mrkdwn("goals.list.by", day=w.day(goal.by_when))
    return [section(line, look), quote(clip(goal.what, _WORDS)), *_small_print(w, each)]


def _small_print(w: Wording, each: FullGoal) -> list[Block]:
    notes = [w.mrkdwn(f"goals.state.{each.goal.state.value}")]
    if each.steps:
        done = sum(step.done_at is not None for step in each.steps)
        notes.append(w.mrkdwn("goals.list.steps", done=done, count=len(each.steps)))
    if each.goal.tags:
        notes.append(w.mrkdwn("goals.look.tags", tags=w.listing(sorted(each.goal.tags))))
    if each.readings:
        notes.append(w.mrkdwn("goals.look.readings"))
    blocks = [context(*notes)]
    return [*blocks, quote(clip(reading_line(each.readings), 300))] if each.readings else blocks


def look_modal(w: Wording, each: FullGoal) -> dict[str, Any]:
    """Compose one goal of one's own, with its history, to note progress, rework it or let it go."""
    goal = each.goal
    state = w.mrkdwn(f"goals.state.{goal.state.value}")
    blocks = [section(w.mrkdwn("goals.look.intro", day=w.day(goal.by_when), state=state)), quote(goal.what)]
    for name in PARTS:
        if name in goal.parts:
            blocks += [context(w.mrkdwn(f"goals.form.{name}")), quote(goal.parts[name])]
    if each.readings or goal.tags:
        blocks += _small_print(w, each)
    if goal.state.is_open:
        blocks += _progress_fields(w, each)
    blocks.append(actions(_deeds(w, goal)))
    for version in reversed(each.versions[-_VERSIONS:]):
        line = w.mrkdwn("goals.look.before", day=w.day(version.replaced_at.date()))
        blocks += [context(line), quote(version.what)]
    return modal(
        question_ids.GOAL_LOOK_MODAL,
        w.plain("goals.look.title"),
        blocks,
        close=w.plain("goals.look.close"),
        submit=w.plain("goals.look.submit") if goal.state.is_open else "",
        metadata=json.dumps({"goal": goal.id}),
    )


def _progress_fields(w: Wording, each: FullGoal) -> list[Block]:
    blocks: list[Block] = []
    if each.steps:
        options = [option(clip(step.text, 75), str(step.id)) for step in each.steps]
        done = [entry for entry, step in zip(options, each.steps, strict=True) if step.done_at is not None]
        boxes: Element = {"type": "checkboxes", "action_id": ids.FORM_VALUE, "options": options}
        if done:
            boxes["initial_options"] = done
        blocks.append(field(question_ids.GOAL_STEPS, w.plain("goals.look.steps"), boxes))
    line: Element = {"type": "plain_text_input", "action_id": ids.FORM_VALUE}
    hint = w.plain("goals.look.reading_hint")
    blocks.append(field(question_ids.GOAL_READING, w.plain("goals.look.reading"), line, hint=hint))
    return blocks


def _deeds(w: Wording, goal: Goal) -> list[Element]:
    value = str(goal.id)
    if not goal.state.is_open:
        return [button(w.plain("goals.look.again"), question_ids.GOAL_AGAIN, value)]
    confirm = {
        "title": plain(w.plain("goals.look.drop_title")),
        "text": plain(w.plain("goals.look.drop_text")),
        "confirm": plain(w.plain("goals.look.drop_yes")),
        "deny": plain(w.plain("goals.look.drop_no")),
    }
    return [
        button(w.plain("goals.look.achieved"), question_ids.GOAL_ACHIEVED, value, style="primary"),
        button(w.plain("goals.look.rework"), question_ids.GOAL_REWORK, value),
        {**button(w.plain("goals.look.drop"), question_ids.GOAL_DROP, value), "confirm": confirm},
    ]


@dataclass(frozen=True, slots=True)
class ProgressInput:
    """What somebody notes of a goal: the ids of its steps that are done, and what its measure shows."""

    goal_id: int
    steps_done: frozenset[int]
    reading: str


def read_progress(view: Mapping[str, Any]) -> ProgressInput:
    """Read the look at a goal as Slack sends it. Raises KeyError, TypeError or ValueError for anything else."""
    values = view["state"]["values"]
    ticked = values.get(question_ids.GOAL_STEPS, {}).get(ids.FORM_VALUE, {}).get("selected_options") or []
    reading = values[question_ids.GOAL_READING][ids.FORM_VALUE].get("value")
    return ProgressInput(
        read_id(json.loads(view["private_metadata"])["goal"]),
        frozenset(read_id(entry["value"]) for entry in ticked),
        " ".join(written(str(reading or "")).split()),
    )


def done_modal(w: Wording, state: GoalState, goal_id: int) -> dict[str, Any]:
    """Compose what stands in the modal once a goal is achieved, let go or taken up again."""
    blocks = [section(w.mrkdwn(f"goals.done.{state.value}"))]
    if state is GoalState.ACHIEVED:
        share = button(w.plain("goals.done.share"), question_ids.GOAL_SHARE, str(goal_id), style="primary")
        blocks.append(actions([share]))
    title, close = w.plain("goals.done.title"), w.plain("goals.done.close")
    return modal(question_ids.GOAL_DONE_MODAL, title, blocks, close=close)


@dataclass(frozen=True, slots=True)
class TapView:
    """The one goal that a check-in asks about, and how it was marked, if it was."""

    goal_id: int
    check_in_id: int
    what: str
    mark: Mark | None = None


_TAPS = {
    Mark.FORWARD: question_ids.GOAL_FORWARD,
    Mark.SAME: question_ids.GOAL_SAME,
    Mark.HARDER: question_ids.GOAL_HARDER,
}


def tap_blocks(w: Wording, view: TapView) -> list[Block]:
    """Compose the question about one goal that follows the confirmation of a check-in."""
    if view.mark is not None:
        return [quote(clip(view.what, _WORDS)), context(w.mrkdwn(f"goals.tap.marked_{view.mark.value}"))]
    value = tap_value(view.goal_id, view.check_in_id)
    taps = [button(w.plain(f"goals.tap.{mark.value}"), action, value) for mark, action in _TAPS.items()]
    return [section(w.mrkdwn("goals.tap.ask")), quote(clip(view.what, _WORDS)), actions(taps)]


def tap_value(goal_id: int, check_in_id: int) -> str:
    """Return the button value that names a goal and a check-in."""
    return f"{goal_id}:{check_in_id}"


def read_tap(value: str) -> tuple[int, int]:
    """Return goal id and check-in id of a `tap_value`. Raises ValueError for anything else."""
    goal_id, _, check_in_id = value.partition(":")
    return read_id(goal_id), read_id(check_in_id)


def my_goals(w: Wording, home: Home) -> list[Block]:
    """Compose the part of Home that shows somebody's own open goals, the one due first first."""
    open_goals = [each for each in home.goals if each.goal.state.is_open]
    if not (home.is_asked or open_goals):
        return []
    blocks = [section(w.mrkdwn("goals.home.title"))]
    if not open_goals:
        return [*blocks, context(w.mrkdwn("goals.home.none"))]
    for each in open_goals[:SHOWN_HOME]:
        blocks += _listed(w, each)
    left = len(open_goals) - SHOWN_HOME
    return [*blocks, context(w.mrkdwn("goals.home.more", count=left))] if left > 0 else blocks
