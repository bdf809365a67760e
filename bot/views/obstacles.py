"""The coordinators' queue in their channel: a post about each obstacle that says its category and no words."""

from dataclasses import dataclass
from datetime import date

from bot.content.wording import Markup, Wording
from bot.domain.nudges import Why
from bot.views import desk_ids, ids
from bot.views.blocks import Element, actions, button, clip, context, option, overflow, section, spoken
from bot.views.button_values import task_value
from bot.views.message import Block, Message


@dataclass(frozen=True, slots=True)
class TaskView:
    """An obstacle as the channel sees it. `taken_by` and `closed_by` are names, empty for nobody; days are those of the
    program's time zone. `held_until` is None for an open end; `unmatched` is the id of the pair that ended while its
    mentee is in none, else 0. `met`: the last day on which the two have met since, if they have.
    """

    obstacle_id: int
    mentor: str
    mentee: str
    why: Why
    since: date
    taken_by: str = ""
    closed_by: str = ""
    closed_on: date | None = None
    held: bool = False
    held_until: date | None = None
    ended: bool = False
    unmatched: int = 0
    met: date | None = None


def task(w: Wording, view: TaskView) -> Message:
    """Compose the post in its present state."""
    pair = {"mentor": clip(view.mentor, 60), "mentee": clip(view.mentee, 60)}
    if view.closed_on is not None:
        key = "closed" if view.closed_by else "closed_by_somebody"
        done = w.mrkdwn(f"obstacles.task.{key}", **pair, name=clip(view.closed_by, 60), day=w.day(view.closed_on))
        lines = [done, *([w.mrkdwn("obstacles.task.ended")] if view.ended else [])]
        return Message(spoken(*lines), [section(" ".join(lines)), *_match(w, view)])
    if view.why is Why.NOT_SAID:
        what = w.mrkdwn(f"obstacles.task.{'silent' if view.met is None else 'silent_met'}", **pair)
    else:
        what = w.mrkdwn("obstacles.task.said", **pair, reason=w.mrkdwn(f"obstacles.reason.{view.why.value}"))
    since = [w.mrkdwn("obstacles.task.since", day=w.day(view.since))]
    if view.met is not None:
        since.append(w.mrkdwn("obstacles.task.met", day=w.day(view.met)))
    if view.taken_by:
        since.append(w.mrkdwn("obstacles.task.taken", name=clip(view.taken_by, 60)))
    if view.held:
        since.append(hold_words(w, view.held_until))
    return Message(spoken(what, *since), [section(what), context(" ".join(since)), actions(_elements(w, view))])


def hold_words(w: Wording, until: date | None) -> Markup:
    """Return that a pair is on hold, until the first day on which that is over; None: no day is set."""
    if until is None:
        return w.mrkdwn("obstacles.task.held")
    return w.mrkdwn("obstacles.task.held_until", day=w.day(until))


def go_on_button(w: Wording, pair_id: int) -> Element:
    """Return the button that lets a pair go on."""
    return button(w.plain("obstacles.button.go_on"), desk_ids.PAIR_GO_ON, str(pair_id))


def _match(w: Wording, view: TaskView) -> list[Block]:
    """Return the way to a new mentor, for who has none since the pair ended."""
    if not view.unmatched:
        return []
    label = w.plain("obstacles.button.match", mentee=clip(view.mentee, 50))
    return [actions([button(label, ids.PAIR_MATCHES[0], str(view.unmatched))])]


def _elements(w: Wording, view: TaskView) -> list[Element]:
    value = str(view.obstacle_id)
    read = button(w.plain("obstacles.button.read"), ids.OBSTACLE_READ, value)
    close = button(w.plain("obstacles.button.close"), ids.OBSTACLE_CLOSE, value)
    take = button(w.plain("obstacles.button.take"), ids.OBSTACLE_TAKE, value, "primary")
    more = [
        option(w.plain(f"obstacles.button.{task}"), task_value(task, view.obstacle_id))
        for task in ("write", "go_on" if view.held else "hold", "end")
    ]
    return [*([] if view.taken_by else [take]), read, close, overflow(ids.OBSTACLE_MORE, more)]


def refused(w: Wording, reason: str, by: str = "") -> Message:
    """Tell somebody that a coordinator's button is not theirs (`not_coordinator`), or that another was first
    (`done`), or that a mentee has a mentor already (`matched`); `by` is the name of that other, or of that mentor.
    """
    line = (
        w.mrkdwn(f"obstacles.refused.{reason}_by", name=clip(by, 60)) if by else w.mrkdwn(f"obstacles.refused.{reason}")
    )
    return Message(spoken(line), [section(line)])
