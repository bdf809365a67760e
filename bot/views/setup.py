"""Setting up a program: what Home offers whoever may begin, and the first form."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.desk_home import Desk
from bot.domain.home import Home
from bot.domain.program_settings import STEPS, Problem, Topic
from bot.domain.programs import Program
from bot.domain.refusals import Reason
from bot.views import desk_ids
from bot.views.blocks import actions, button, clip, modal, option, overflow, section
from bot.views.button_values import menu_value
from bot.views.desk_fields import read_settings, setting_field
from bot.views.message import Block, Message
from bot.views.program_settings import problem_words

Modal = dict[str, Any]
BEGINNING = ("name", "starts", "ends", "timezone")
DESKS = 4  # programs with their buttons on Home
PROGRAMS = 3  # unfinished ones on the Home of somebody who is in none


def door(
    w: Wording, *, may_begin: bool, timezone: str = "", unfinished: Sequence[Program] = (), by: Sequence[Markup] = ()
) -> list[Block]:
    """Compose the Home of somebody in no program where none is set up: to begin, to go on, or whom to ask."""
    if not may_begin:
        return [section(w.mrkdwn("setup.door.closed"))]
    if not unfinished:
        begin = button(w.plain("setup.door.begin"), desk_ids.SETUP_BEGIN, timezone, "primary")
        return [section(w.mrkdwn("setup.door.welcome")), actions([begin])]
    blocks = []
    for program in unfinished[:PROGRAMS]:
        line = w.mrkdwn("setup.door.unfinished", program=clip(program.name, 80), names=w.listing(by))
        blocks.append(section(line, button(w.plain("setup.door.join"), desk_ids.SETUP_JOIN, str(program.id))))
    return blocks


def begin_modal(w: Wording, values: Mapping[str, Any], problem: Problem | None = None) -> Modal:
    """Compose the first form, with what is known; `problem` is why it was not saved a moment ago."""
    first = w.mrkdwn("setup.begin.about")
    if problem is not None:
        first = w.mrkdwn("setup.begin.problem", problem=problem_words(w, problem))
    return modal(
        desk_ids.SETUP_MODAL,
        w.plain("setup.begin.title"),
        [section(first), *(setting_field(w, name, values.get(name)) for name in BEGINNING)],
        w.plain("setup.begin.close"),
        w.plain("setup.begin.submit"),
    )


def read_begin(view: Mapping[str, Any]) -> dict[str, Any]:
    """Read the first form. Raises KeyError, TypeError or ValueError for anything else."""
    return read_settings(view, BEGINNING)


def refused(w: Wording, reason: Reason, program: str = "", names: Sequence[Markup] = ()) -> Message:
    """Say why somebody may not do what is a coordinator's or an admin's."""
    if reason is Reason.NOT_ADMIN and names:
        line = w.mrkdwn("setup.refused.not_admin_ask", names=w.listing(names))
    elif reason is Reason.LAST_COORDINATOR:
        line = w.mrkdwn("setup.refused.last_coordinator", program=clip(program, 80))
    else:
        line = w.mrkdwn(f"setup.refused.{reason.value}")
    return Message(line, [section(line)])


def setting_up(w: Wording, home: Home) -> list[Block]:
    """Return how far setting programs up has come, while it goes on."""
    return [_step(w, one, step) for one in home.desks[:DESKS] if (step := _step_of(one)) is not None]


def _step_of(one: Desk) -> Topic | None:
    return None if one.setup.finished else one.setup.next_step


def _step(w: Wording, one: Desk, step: Topic) -> Block:
    number = {"step": STEPS.index(step) + 1, "steps": len(STEPS)}
    topic = w.plain(f"settings.topic.{step.value}.title")
    line = w.mrkdwn("desk.home.setup", program=clip(one.name, 80), topic=topic, **number)
    return section(line, button(w.plain("desk.home.go_on"), desk_ids.DESK_SETTINGS, str(one.program_id)))


def desk(w: Wording, home: Home) -> list[Block]:
    """Return the coordinator's tools on Home, for each program that is set up."""
    ready = [one for one in home.desks[:DESKS] if _step_of(one) is None]
    return [block for one in ready for block in _tools(w, one, named=len(home.desks) > 1)]


def _tools(w: Wording, one: Desk, *, named: bool) -> list[Block]:
    value, name = str(one.program_id), clip(one.name, 80)
    keys = (desk_ids.DESK_LOG, desk_ids.DESK_APART, desk_ids.DESK_YEAR)
    more = [option(w.plain(f"desk.home.{key}"), menu_value(key, value)) for key in keys]
    tools = [
        button(w.plain("desk.home.people"), desk_ids.DESK_PEOPLE, value),
        button(w.plain("desk.home.matches"), desk_ids.DESK_MATCHES, value),
        button(w.plain("desk.home.settings"), desk_ids.DESK_SETTINGS, value),
        overflow(desk_ids.DESK_MORE, more),
    ]
    title = [section(w.mrkdwn("desk.home.tools", program=name))] if named else []
    return [*title, actions(tools)]
