"""Messages about when a pair meets: what was set, the reminder, the question afterwards.

All moments are UTC and shown on the recipient's wall clock.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.content.wording import Markup, Wording
from bot.domain.calendar import local
from bot.domain.schedules import Cadence
from bot.views import ids
from bot.views.blocks import Element, actions, button, context, quote, section, spoken, when, when_words
from bot.views.message import Block, Message
from bot.views.peers import say


@dataclass(frozen=True, slots=True)
class ScheduleView:
    """A pair's schedule as one of the two sees it. Without a `cadence` it is a list of dates; `upcoming` are the next
    meetings, the soonest first; `own` is True for who set it.
    """

    schedule_id: int
    pair_id: int
    partner: str
    timezone: str
    minutes: int
    cadence: Cadence | None
    upcoming: tuple[datetime, ...]
    own: bool = False


def schedule_set(w: Wording, view: ScheduleView) -> Message:
    """Compose what was set, with the next dates."""
    head = w.mrkdwn(f"schedules.set.{'own' if view.own else 'partner'}", partner=view.partner)
    how = _how(w, view)
    blocks: list[Block] = [section(f"{head} {how}")]
    if view.upcoming:
        dates = "; ".join(when_words(w, at, view.timezone) for at in view.upcoming)
        said: str = w.mrkdwn("schedules.how.next", dates=dates)
        shown = "\n".join(f"• {when(w, at, view.timezone)}" for at in view.upcoming)
        blocks.append(section(f"{w.mrkdwn('schedules.how.coming')}\n{shown}"))
    else:
        said = w.mrkdwn("schedules.how.over")
        blocks.append(section(said))
    small = w.mrkdwn("schedules.how.small")
    blocks += [actions(_schedule_buttons(w, view)), context(small)]
    return Message(spoken(head, how, said, small), blocks)


def _how(w: Wording, view: ScheduleView) -> Markup:
    if view.cadence is None or not view.upcoming:
        return w.mrkdwn("schedules.how.dates", minutes=view.minutes)
    here = local(view.upcoming[0], view.timezone)
    return w.mrkdwn(
        f"schedules.how.{view.cadence.value}",
        weekday=w.weekday(here.weekday()),
        time=w.time(here.time()),
        minutes=view.minutes,
    )


def _schedule_buttons(w: Wording, view: ScheduleView) -> list[Element]:
    change = button(w.plain("schedules.button.change"), ids.SCHEDULE_OPEN, str(view.pair_id))
    file = button(w.plain("schedules.button.file"), ids.SCHEDULE_FILE, str(view.schedule_id))
    return [change, *([file] if view.upcoming else [])]


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What the partner is told of one meeting: `what` is moved, called_off or found, `at` when it is, or was to be."""

    what: str
    view: ScheduleView
    at: datetime | None


def meeting_changed(w: Wording, change: ChangeView) -> Message:
    """Compose what became of one meeting."""
    view = change.view
    if change.at is None:
        line = w.mrkdwn("schedules.changed")
        return Message(spoken(line), [section(line), actions(_schedule_buttons(w, view))])
    at = change.at
    words, marked = (
        w.mrkdwn(f"schedules.{change.what}", partner=view.partner, when=shown)
        for shown in (when_words(w, at, view.timezone), when(w, at, view.timezone))
    )
    following = _next_one(w, view) if change.what == "called_off" else ("", "")
    text = spoken(words, *[part for part in following[:1] if part])
    return Message(text, [section(f"{marked} {following[1]}".strip()), actions(_schedule_buttons(w, view))])


def _next_one(w: Wording, view: ScheduleView) -> tuple[str, str]:
    """Return the sentence about the next meeting in words and in markup, or what is said when there is none."""
    if not view.upcoming:
        line = w.mrkdwn("schedules.how.over")
        return line, line
    at = view.upcoming[0]
    words = w.mrkdwn("schedules.next_one", when=when_words(w, at, view.timezone))
    return words, w.mrkdwn("schedules.next_one", when=when(w, at, view.timezone))


@dataclass(frozen=True, slots=True)
class Planned:
    """The meeting stands as planned."""


@dataclass(frozen=True, slots=True)
class Logged:
    """The meeting was held, and is logged with its minutes."""

    minutes: int
    meeting_id: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The meeting was moved to the UTC moment `to`."""

    to: datetime


@dataclass(frozen=True, slots=True)
class CalledOff:
    """The meeting is not held this time."""


@dataclass(frozen=True, slots=True)
class Gone:
    """The schedule has changed since, or ended."""


State = Planned | Logged | Moved | CalledOff | Gone


@dataclass(frozen=True, slots=True)
class MeetingView:
    """One planned meeting as one of the two sees it; `value` is its `planned_value`. The steps are members' words:
    the recipient's own, and the partner's if it is shared with the recipient. The question may be one that the
    recipient kept for this talk (`brought`).
    """

    value: str
    partner: str
    timezone: str
    starts_at: datetime
    minutes: int
    schedule: ScheduleView
    state: State = Planned()
    own_step: str = ""
    their_step: str = ""
    question: str = ""
    brought: bool = False


def reminder(w: Wording, view: MeetingView) -> Message:
    """Compose the reminder before a meeting, or what became of it."""
    if not isinstance(view.state, Planned | Logged):
        return _settled(w, view)
    time = w.time(local(view.starts_at, view.timezone).time())
    line = w.mrkdwn("schedules.reminder.ask", partner=view.partner, time=time, minutes=view.minutes)
    text: list[str] = [line]
    blocks: list[Block] = [section(line)]
    if view.own_step:
        blocks += [section(w.mrkdwn("schedules.reminder.own_step")), quote(view.own_step)]
    if view.their_step:
        their = w.mrkdwn("schedules.reminder.their_step", partner=view.partner)
        blocks += [section(their), quote(view.their_step)]
    if view.own_step or view.their_step:
        text.append(w.mrkdwn("schedules.reminder.steps_text"))
    if view.question:
        key = "brought" if view.brought else "question"
        question = w.mrkdwn(f"schedules.reminder.{key}", question=view.question)
        text.append(question)
        blocks.append(section(question))
    if isinstance(view.state, Logged):  # what they had before them when they met stays to be read
        return Message(spoken(*text), blocks)
    move = button(w.plain("schedules.reminder.move"), ids.PLANNED_MOVE, view.value)
    return Message(spoken(*text), [*blocks, actions([move, _not_this_time(w, view)])])


def _not_this_time(w: Wording, view: MeetingView) -> Element:
    return button(w.plain("schedules.reminder.not_this_time"), ids.PLANNED_OFF, view.value)


def did_you_meet(w: Wording, view: MeetingView) -> Message:
    """Compose the question after a meeting, or what was answered."""
    if not isinstance(view.state, Planned):
        return _settled(w, view)
    line = w.mrkdwn("schedules.asked.ask", partner=view.partner, day=_day(w, view), minutes=view.minutes)
    held = button(w.plain("schedules.asked.held", minutes=view.minutes), ids.PLANNED_HELD, view.value, "primary")
    move = button(w.plain("schedules.asked.move"), ids.PLANNED_MOVE, view.value)
    return Message(spoken(line), [section(line), actions([held, move, _not_this_time(w, view)])])


def _day(w: Wording, view: MeetingView) -> str:
    return w.day(local(view.starts_at, view.timezone).date())


def _settled(w: Wording, view: MeetingView) -> Message:
    day = _day(w, view)
    if isinstance(view.state, Logged):
        line = w.mrkdwn("schedules.asked.logged", partner=view.partner, day=day, minutes=view.state.minutes)
        correct = button(w.plain("meetings.button.correct"), ids.MEETING_CORRECT, str(view.state.meeting_id))
        return Message(spoken(line), [section(line, correct)])
    if isinstance(view.state, Moved):
        to = view.state.to
        words, marked = (
            w.mrkdwn("schedules.asked.moved", partner=view.partner, when=shown)
            for shown in (when_words(w, to, view.timezone), when(w, to, view.timezone))
        )
        return Message(spoken(words), [section(marked), actions(_schedule_buttons(w, view.schedule))])
    if isinstance(view.state, CalledOff):
        line = w.mrkdwn("schedules.asked.called_off", partner=view.partner, day=day)
        said, shown = _next_one(w, view.schedule)
        buttons = actions(_schedule_buttons(w, view.schedule))
        return Message(spoken(line, said), [section(f"{line} {shown}"), buttons])
    line = w.mrkdwn("schedules.asked.closed", partner=view.partner, day=day)
    return Message(spoken(line), [section(line)])


def no_partner(w: Wording) -> Message:
    """Tell somebody that there is nobody to meet yet."""
    return say(w.mrkdwn("schedules.no_partner"))
