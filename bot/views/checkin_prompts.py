"""What asks for a check-in: the weekly prompt with its welcome, the reminder, and the offer to rest."""

from dataclasses import dataclass
from datetime import date, datetime, time

from bot.content.wording import Markup, Wording
from bot.domain.checkins import RestChoice
from bot.domain.pairs import Partner
from bot.views import ids
from bot.views.blocks import (
    Element,
    actions,
    button,
    context,
    mention,
    quote,
    section,
    spoken,
    when,
    when_words,
)
from bot.views.button_values import week_value
from bot.views.meetings import logged_menu, met_menu, minutes_words
from bot.views.menus import own_choices, own_menu
from bot.views.message import Block, Message


@dataclass(frozen=True, slots=True)
class Open:
    """The prompt waits for an answer."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The person checked in at the UTC moment `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Skipped:
    """The person skipped the week; `next_day` is the local day of the next prompt, None when there is none."""

    next_day: date | None


@dataclass(frozen=True, slots=True)
class Postponed:
    """The person asked to be asked again at the UTC moment `to`."""

    to: datetime


@dataclass(frozen=True, slots=True)
class Closed:
    """The person has left the program or, with `paused`, paused since they were asked."""

    paused: bool = False


State = Open | Answered | Skipped | Postponed | Closed


@dataclass(frozen=True, slots=True)
class LoggedMeeting:
    """A meeting that was logged since this prompt, or held on its day; `own` is False when the partner logged it."""

    meeting_id: int
    pair_id: int
    minutes: int
    partner: str
    held_on: date
    own: bool = True


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a member is told with the first prompt of a program. Times are the member's wall clock; Monday is 0."""

    program: str
    enrolled_by: str
    partners: tuple[Partner, ...]
    prompt_weekday: int
    prompt_time: time
    reminder_time: time


@dataclass(frozen=True, slots=True)
class PromptView:
    """A weekly prompt. `timezone` is the recipient's; `last_next_step` is in their own words, empty if there is none;
    `partners` are those of the member, for *We met*.
    """

    prompt_id: int
    member_id: int
    week: date
    name: str
    timezone: str
    question: str
    last_next_step: str = ""
    partners: tuple[Partner, ...] = ()
    welcomes: tuple[Welcome, ...] = ()
    meetings: tuple[LoggedMeeting, ...] = ()
    state: State = Open()


def prompt(w: Wording, view: PromptView) -> Message:
    """Compose the weekly prompt in its present state."""
    welcome_text, welcome_blocks = _welcomes(w, view.welcomes)
    text, blocks = _asking(w, view) if isinstance(view.state, Open) else _settled(w, view)
    for met in view.meetings:
        key = "met" if met.own else "met_partner"
        minutes, day = minutes_words(w, met.minutes), w.day(met.held_on)
        line = w.mrkdwn(f"checkins.prompt.{key}", minutes=minutes, partner=met.partner, day=day)
        menu = logged_menu(w, met.meeting_id, met.pair_id, own=met.own)
        blocks.append(section(line, None if isinstance(view.state, Closed) else menu))
        text.append(line)
    if elements := _prompt_elements(w, view):
        blocks.append(actions(elements, ids.PROMPT_ACTIONS))
    return Message(spoken(*welcome_text, *text), [*welcome_blocks, *blocks])


def _asking(w: Wording, view: PromptView) -> tuple[list[str], list[Block]]:
    question = w.mrkdwn("checkins.prompt.question", question=view.question)
    text: list[str] = [w.mrkdwn("checkins.prompt.ask", name=view.name), question]
    blocks = [section(f"{w.mrkdwn('checkins.prompt.ask', name=view.name)}\n{question}")]
    if view.last_next_step:
        text.append(w.mrkdwn("checkins.prompt.step_text"))
        blocks += [section(w.mrkdwn("checkins.prompt.step")), quote(view.last_next_step)]
    return text, blocks


def _settled(w: Wording, view: PromptView) -> tuple[list[str], list[Block]]:
    text, shown = _state_line(w, view.state, view.name, view.timezone)
    return [text], [section(shown)]


def _state_line(w: Wording, state: State, name: str, timezone: str) -> tuple[str, str]:
    """Return the sentence for a settled state twice: for `text`, and for the blocks with Slack's date markup."""
    if isinstance(state, Skipped):
        if state.next_day is None:
            line = w.mrkdwn("checkins.prompt.skipped_last", name=name)
        else:
            line = w.mrkdwn("checkins.prompt.skipped", name=name, day=w.day(state.next_day))
        return line, line
    if isinstance(state, Closed):
        line = w.mrkdwn("checkins.prompt.closed_paused" if state.paused else "checkins.prompt.closed_left")
        return line, line
    if isinstance(state, Open):
        line = w.mrkdwn("checkins.reminder.ask", name=name)
        return line, line
    key, at = ("postponed", state.to) if isinstance(state, Postponed) else ("answered", state.at)
    words = w.mrkdwn(f"checkins.prompt.{key}", name=name, when=when_words(w, at, timezone))
    return words, w.mrkdwn(f"checkins.prompt.{key}", name=name, when=when(w, at, timezone))


def _prompt_elements(w: Wording, view: PromptView) -> list[Element]:
    if isinstance(view.state, Closed):
        return _state_buttons(w, view.state, view.prompt_id, "")
    elements = _state_buttons(w, view.state, view.prompt_id, week_value(view.member_id, view.week))
    logged = {met.pair_id for met in view.meetings}
    unlogged = [partner for partner in view.partners if partner.pair_id not in logged]
    if unlogged:
        elements.insert(1, met_menu(w, unlogged))
    if isinstance(view.state, Open):
        later = button(w.plain("checkins.button.tomorrow"), ids.CHECKIN_POSTPONE, str(view.prompt_id))
        elements.insert(-1, later)
    if not view.welcomes:
        elements.append(own_menu(w))
    return elements


def _state_buttons(w: Wording, state: State, prompt_id: int, week: str) -> list[Element]:
    if isinstance(state, Closed):
        return [button(w.plain("members.button.resume"), ids.MEMBER_RESUME)] if state.paused else []
    if isinstance(state, Answered):
        return [button(w.plain("checkins.button.edit"), ids.CHECKIN_OPEN, week)]
    if isinstance(state, Skipped):
        return [button(w.plain("checkins.button.undo_skip"), ids.CHECKIN_SKIP_UNDO, str(prompt_id))]
    return [
        button(w.plain("checkins.button.check_in"), ids.CHECKIN_OPEN, week, "primary"),
        button(w.plain("checkins.button.skip"), ids.CHECKIN_SKIP, str(prompt_id)),
    ]


def _welcomes(w: Wording, welcomes: tuple[Welcome, ...]) -> tuple[list[str], list[Block]]:
    """Return the text and the blocks that greet a member; what holds for all programs is said once."""
    if not welcomes:
        return [], []
    text: list[str] = []
    blocks: list[Block] = []
    for welcome in welcomes:
        key = "enrolled" if welcome.enrolled_by else "enrolled_nobody"
        params = {"program": welcome.program, "enrolled_by": welcome.enrolled_by}
        lines = _partner_lines(w, welcome.partners, with_mentions=True)
        blocks.append(section(" ".join([w.mrkdwn(f"checkins.welcome.{key}", **params), *lines])))
        text.append(w.mrkdwn(f"checkins.welcome.{key}", **params))
        text += _partner_lines(w, welcome.partners, with_mentions=False)
    rhythm = _rhythm(w, welcomes[0])
    sees = [w.mrkdwn(f"checkins.welcome.{key}") for key in ("sees_answers", "sees_community", "sees_coordinators")]
    title, privacy = w.mrkdwn("checkins.welcome.sees"), w.mrkdwn("checkins.welcome.privacy")
    blocks += [section(rhythm), section("\n".join([f"*{title}*", *(f"• {line}" for line in sees)])), context(privacy)]
    blocks.append(actions([button(text, action) for text, action in own_choices(w)], ids.WELCOME_ACTIONS))
    blocks.append({"type": "divider"})
    return [*text, rhythm, f"{title}:", *sees, privacy], blocks


def _rhythm(w: Wording, welcome: Welcome) -> Markup:
    return w.mrkdwn(
        "checkins.welcome.rhythm",
        weekday=w.weekday(welcome.prompt_weekday),
        time=w.time(welcome.prompt_time),
        reminder=w.time(welcome.reminder_time),
    )


def _partner_lines(w: Wording, partners: tuple[Partner, ...], *, with_mentions: bool) -> list[str]:
    lines: list[str] = []
    for key, is_mentor in (("mentor", True), ("mentee", False)):
        names = [mention(p.slack_id if with_mentions else None, p.name) for p in partners if p.is_mentor is is_mentor]
        if names:
            partner = w.listing(names, at_most=10)
            lines.append(w.mrkdwn(f"checkins.welcome.{key}", partner=partner, count=len(names)))
    return lines or [w.mrkdwn("checkins.welcome.no_partner")]


@dataclass(frozen=True, slots=True)
class ReminderView:
    """The one reminder of an unanswered prompt. `timezone` is the recipient's."""

    prompt_id: int
    member_id: int
    week: date
    name: str
    timezone: str
    state: State = Open()


def reminder(w: Wording, view: ReminderView) -> Message:
    """Compose the reminder in its present state."""
    text, shown = _state_line(w, view.state, view.name, view.timezone)
    buttons = _state_buttons(w, view.state, view.prompt_id, week_value(view.member_id, view.week))
    if isinstance(view.state, Closed):
        return Message(spoken(text), [section(shown), *([actions(buttons)] if buttons else [])])
    return Message(spoken(text), [section(shown), actions([*buttons, own_menu(w)], ids.PROMPT_ACTIONS)])


@dataclass(frozen=True, slots=True)
class RestView:
    """The offer to go on otherwise; `next_day` is the local day of the next prompt once something was chosen."""

    prompt_id: int
    name: str
    chosen: RestChoice | None = None
    next_day: date | None = None


def rest_offer(w: Wording, view: RestView) -> Message:
    """Compose the offer to get questions weekly, less often or not now, or what was chosen."""
    if view.chosen is not None:
        line = _rest_chosen(w, view.chosen, view.next_day)
        return Message(spoken(line), [section(line)])
    buttons = [
        button(w.plain("checkins.rest.keep"), ids.REST_KEEP, str(view.prompt_id)),
        button(w.plain("checkins.rest.less"), ids.REST_LESS, str(view.prompt_id)),
        button(w.plain("checkins.rest.stop"), ids.REST_STOP, str(view.prompt_id)),
    ]
    shown = w.mrkdwn("checkins.rest.ask", name=view.name)
    return Message(spoken(shown), [section(shown), actions(buttons)])


def _rest_chosen(w: Wording, chosen: RestChoice, next_day: date | None) -> Markup:
    if chosen is RestChoice.STOP:
        return w.mrkdwn("checkins.rest.stopped")
    key = "kept" if chosen is RestChoice.KEEP else "lessened"
    if next_day is None:
        return w.mrkdwn(f"checkins.rest.{key}_open")
    return w.mrkdwn(f"checkins.rest.{key}", day=w.day(next_day))
