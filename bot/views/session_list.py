"""The modal with the sessions that are coming, and the question before one is cancelled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.wording import Wording
from bot.domain.sessions import Session, SessionLine
from bot.views import session_ids as ids
from bot.views.blocks import actions, button, choice, clip, context, field, modal, option, section
from bot.views.ids import FORM_VALUE
from bot.views.message import Block
from bot.views.sessions import TITLE, buttons, particulars, shown_when

PROGRAMS = 5  # that one person coordinates, each with a button


@dataclass(frozen=True, slots=True)
class ListView:
    """A page of what is coming, the soonest first; `page` counts from 0. `plans` are ids and names of the programs in
    which the person may plan sessions; with `several` programs each line names its own.
    """

    lines: tuple[SessionLine, ...]
    timezone: str
    page: int = 0
    pages: int = 1
    plans: tuple[tuple[int, str], ...] = ()
    several: bool = False


def list_modal(w: Wording, view: ListView) -> dict[str, Any]:
    """Return the list as a modal."""
    blocks = [block for line in view.lines for block in _line(w, view, line)]
    if not blocks:
        blocks = [section(w.mrkdwn("sessions.list.none_coordinator" if view.plans else "sessions.list.none"))]
    blocks += _pages(w, view)
    blocks += [_plan(w, program, named=len(view.plans) > 1) for program in view.plans[:PROGRAMS]]
    return modal(
        ids.SESSIONS_MODAL,
        w.plain("sessions.title"),
        blocks,
        close=w.plain("sessions.close"),
        metadata=str(view.page),
    )


def _line(w: Wording, view: ListView, line: SessionLine) -> list[Block]:
    key = "sessions.list.in" if view.several else "sessions.list.line"
    title = w.mrkdwn(key, title=clip(line.session.title, TITLE), program=clip(line.program, TITLE))
    _, marked = shown_when(w, line.session, view.timezone)
    lines = [title, marked, *particulars(w, line)]
    see = button(w.plain("sessions.groups.see"), ids.SESSION_GROUPS, str(line.session.id))
    may_see = line.manages or line.is_host
    return [section("\n".join(lines), see if may_see else None), buttons(w, line, in_list=True)]


def _pages(w: Wording, view: ListView) -> list[Block]:
    if view.pages < 2:
        return []
    turns = []
    if view.page > 0:
        turns.append(button(w.plain("sessions.list.back"), ids.SESSIONS_BACK, str(view.page)))
    if view.page + 1 < view.pages:
        turns.append(button(w.plain("sessions.list.next"), ids.SESSIONS_NEXT, str(view.page)))
    return [actions(turns), context(w.mrkdwn("sessions.list.page", page=view.page + 1, pages=view.pages))]


def _plan(w: Wording, program: tuple[int, str], *, named: bool) -> Block:
    id_, name = program
    words = w.plain("sessions.button.plan_in", program=name) if named else w.plain("sessions.button.plan")
    return actions([button(words, ids.SESSION_PLAN, str(id_))])


def cancel_modal(w: Wording, session: Session, timezone: str, following: int) -> dict[str, Any]:
    """Return the question before a session is cancelled; `following` is how many later ones its series has."""
    _, marked = shown_when(w, session, timezone)
    ask = w.mrkdwn("sessions.cancel.ask", title=clip(session.title, TITLE), when=marked)
    return modal(
        ids.SESSION_CANCEL_MODAL,
        w.plain("sessions.cancel.title"),
        [section(ask), *following_field(w, following)],
        close=w.plain("sessions.cancel.close"),
        submit=w.plain("sessions.cancel.submit"),
        metadata=str(session.id),
    )


def following_field(w: Wording, following: int) -> Sequence[Block]:
    """Return the choice between one session and all that follow, nothing where none follows."""
    if not following:
        return []
    options = [
        option(w.plain("sessions.form.following_one"), "one"),
        option(w.plain("sessions.form.following_all", count=following), "all"),
    ]
    element = choice("radio_buttons", FORM_VALUE, options, options[0])
    return [field(ids.FOLLOWING, w.plain("sessions.form.following"), element, optional=False)]


def read_following(view: Mapping[str, Any]) -> bool:
    """Read whether all later sessions are meant as well. Raises KeyError or TypeError for what is no such form."""
    chosen = view["state"]["values"].get(ids.FOLLOWING, {}).get(FORM_VALUE, {}).get("selected_option")
    return chosen is not None and chosen["value"] == "all"
