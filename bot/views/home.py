"""The Home tab: the one thing that matters this week first, then people, then settings.

`SECTIONS` says what stands there in which order. A capability adds its own: a field in `bot/domain/home.py`, a
function from it to blocks in a view of its own, and a line here. Each caps what it shows; Slack takes a hundred blocks.
"""

from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.home import Home, Week, WeekState
from bot.views import ids
from bot.views.blocks import actions, button, clip, quote, section, spoken, units, when
from bot.views.button_values import week_value
from bot.views.goals import my_goals
from bot.views.home_groups import my_groups
from bot.views.home_pairs import leaders, pairs
from bot.views.home_peers import peers
from bot.views.home_programs import programs
from bot.views.home_sessions import next_session
from bot.views.home_settings import footer, settings
from bot.views.home_took import took
from bot.views.hours import my_hours
from bot.views.message import Block, Message
from bot.views.setup import desk, setting_up

VIEW_BLOCKS = 100  # docs.slack.dev/reference/views/home-tab-views
MESSAGE_BLOCKS = 50
MESSAGE_UNITS = 12_000
PROGRAMS_AT_MOST = 5
STEP = 600  # characters shown of a next step
MAY_CHECK_IN = {
    WeekState.OPEN, WeekState.DAY_OFF, WeekState.SKIPPED, WeekState.NOT_ASKED, WeekState.RESTING,
}  # fmt: skip


def home_blocks(w: Wording, home: Home) -> list[Block]:
    """Return what Home shows."""
    blocks = [block for part in SECTIONS for block in part(w, home)]
    return blocks[:VIEW_BLOCKS]


def home_tab(blocks: list[Block]) -> dict[str, Any]:
    """Return blocks as the view that `views.publish` takes."""
    return {"type": "home", "callback_id": ids.HOME, "blocks": blocks}


def home_message(w: Wording, home: Home) -> Message:
    """Compose the same as an answer to `/mentoring home`, as much of it as a message holds."""
    blocks = home_blocks(w, home)
    shown = list(blocks)
    while len(shown) >= MESSAGE_BLOCKS or units(str(shown)) > MESSAGE_UNITS:
        shown.pop()
    if len(shown) < len(blocks):
        shown.append(section(w.mrkdwn("home.elsewhere")))
    # Members' own words are in quotes, which are no paragraphs.
    said = [block["text"]["text"] for block in shown if block["type"] == "section"]
    return Message(spoken(*said), shown)


def weeks(w: Wording, home: Home) -> list[Block]:
    """Return this week's check-in of each program, with what to do about it."""
    if not home.is_asked:
        return []
    if home.paused:
        until = home.paused_until
        line = w.mrkdwn("home.week.paused", day=w.day(until)) if until else w.mrkdwn("home.week.paused_open")
        resume = button(w.plain("members.button.resume"), ids.MEMBER_RESUME, style="primary")
        return [section(line), actions([resume])]
    shown = home.weeks[:PROGRAMS_AT_MOST]
    first_open = next((week for week in shown if week.state is WeekState.OPEN), None)
    several = len(home.weeks) > 1
    return [block for week in shown for block in _week(w, home, week, named=several, first=week is first_open)]


def _week(w: Wording, home: Home, week: Week, *, named: bool, first: bool) -> list[Block]:
    ended = week.state in {WeekState.TO_BEGIN, WeekState.OVER}
    title = f"{w.mrkdwn('home.week.in', program=clip(week.program, 80))} " if named or ended else ""
    lines = [title + _state(w, home, week)]
    if week.question and week.state is WeekState.OPEN:
        lines.append(w.mrkdwn("checkins.prompt.question", question=week.question))
    blocks = [section("\n".join(lines))]
    if week.next_step and not ended:
        blocks += [section(w.mrkdwn("home.week.step")), quote(clip(week.next_step, STEP))]
    if elements := _buttons(w, week, first=first):
        blocks.append(actions(elements))
    return blocks


def _state(w: Wording, home: Home, week: Week) -> Markup:
    if week.answered_at is not None:
        return w.mrkdwn("home.week.answered", when=when(w, week.answered_at, home.timezone))
    if week.state is WeekState.DAY_OFF and week.day_off:
        return w.mrkdwn("home.week.day_off_named", title=clip(week.day_off, 80))
    if week.state in {WeekState.TO_BEGIN, WeekState.OVER} and week.day is not None:
        return w.mrkdwn(f"home.week.{week.state.value}", day=w.day(week.day))
    if week.state is WeekState.NOT_ASKED and home.settings.next_prompt_at is not None:
        return w.mrkdwn("home.week.not_asked_until", when=when(w, home.settings.next_prompt_at, home.timezone))
    return w.mrkdwn(f"home.week.{week.state.value}")


def _buttons(w: Wording, week: Week, *, first: bool) -> list[dict[str, Any]]:
    value = week_value(week.member_id, week.week)
    if week.state is WeekState.ANSWERED:
        return [button(w.plain("checkins.button.edit"), ids.CHECKIN_OPEN, value)]
    if week.state not in MAY_CHECK_IN:
        return []
    elements = [button(w.plain("checkins.button.check_in"), ids.CHECKIN_OPEN, value, "primary" if first else "")]
    if week.state is WeekState.RESTING:
        elements.append(button(w.plain("home.week.back"), ids.MEMBER_RESUME))
    return elements


SECTIONS = (
    *(weeks, pairs, setting_up, programs, desk),
    *(next_session, my_groups, peers, my_goals, took, leaders, my_hours, settings, footer),
)
