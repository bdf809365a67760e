"""What follows a session, as people read it: who was there, what they take with them, the group's Now Whats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.content.wording import Wording
from bot.domain.session_day import WORDS_LENGTH, Reflection
from bot.views import ids as common
from bot.views import session_day_ids as ids
from bot.views.blocks import (
    Element,
    actions,
    button,
    choice,
    context,
    field,
    modal,
    option,
    plain,
    quote,
    section,
    spoken,
    text_input,
    when,
)
from bot.views.home_groups import group_name
from bot.views.message import Block, Message
from bot.views.session_day import NowWhat

BOXES = 10  # checkboxes that Slack takes; more people are chosen from a list
MOST = 100  # options of a list
SHOWN = 12  # Now Whats in a message; a group is smaller


def _line(line: str) -> Message:
    return Message(spoken(line), [section(line)])


@dataclass(frozen=True, slots=True)
class AttendanceView:
    """A group's list: member id and name, and who of them is ticked. `is_saved`: somebody said who was there."""

    group_id: int
    group: str
    people: tuple[tuple[int, str], ...]
    ticked: frozenset[int]
    is_saved: bool = False


def attendance(w: Wording, view: AttendanceView) -> Message:
    """Compose the question who was there."""
    names = [name for member_id, name in view.people if member_id in view.ticked]
    if not view.is_saved:
        line = w.mrkdwn("session_after.attendance.ask", group=group_name(w, view.group))
    elif names:
        listed = w.listing(names, at_most=SHOWN)
        line = w.mrkdwn("session_after.attendance.done", group=group_name(w, view.group), names=listed)
    else:
        line = w.mrkdwn("session_after.attendance.done_nobody", group=group_name(w, view.group))
    if not view.people:
        return _line(line)
    small = w.mrkdwn(f"session_after.attendance.{'again' if view.is_saved else 'small'}")
    save = button(w.plain("session_after.attendance.save"), ids.ATTENDED_SAVE, str(view.group_id))
    # Another block for each state, so that Slack shows what holds now and not what was ticked before.
    block_id = f"{ids.ATTENDED_PICK}:{'-'.join(str(id_) for id_ in sorted(view.ticked))}"[:255]
    blocks = [section(line), actions([_list(w, view)], block_id), context(small), actions([save])]
    return Message(spoken(line, small), blocks)


def _list(w: Wording, view: AttendanceView) -> Element:
    options = [option(name or "…", str(member_id)) for member_id, name in view.people[:MOST]]
    ticked = [each for each in options if int(each["value"]) in view.ticked]
    many = len(options) > BOXES
    element: Element = {
        "type": "multi_static_select" if many else "checkboxes",
        "action_id": ids.ATTENDED_PICK,
        "options": options,
    }
    if many:
        element["placeholder"] = plain(w.plain("session_after.attendance.menu"))
    return {**element, "initial_options": ticked} if ticked else element


def read_attendance(state: dict[str, Any]) -> set[int]:
    """Return the member ids that are ticked in a message. Raises KeyError, TypeError or ValueError."""
    elements = [found[ids.ATTENDED_PICK] for found in state.values() if ids.ATTENDED_PICK in found]
    return {int(each["value"]) for each in elements[0].get("selected_options") or ()}


def report(
    w: Wording, session_id: int, title: str, at: datetime, timezone: str, was_there: bool | None = None
) -> Message:
    """Compose the question whether somebody was there, or what they said."""
    if was_there is not None:
        key = "was_there" if was_there else "was_away"
        line = w.mrkdwn(f"session_after.report.{key}", title=title)
        if not was_there:
            return _line(line)
        return Message(spoken(line), [section(line), actions([_open(w, session_id, written=False)])])
    line = w.mrkdwn("session_after.report.ask", title=title, when=when(w, at, timezone))
    buttons = [
        button(w.plain("session_after.report.there"), ids.REPORT_THERE, str(session_id)),
        button(w.plain("session_after.report.away"), ids.REPORT_AWAY, str(session_id)),
    ]
    return Message(spoken(line), [section(line), actions(buttons)])


def _open(w: Wording, session_id: int, *, written: bool) -> Element:
    return button(w.plain(f"session_after.reflection.{'edit' if written else 'open'}"), ids.REFLECT, str(session_id))


def reflection(w: Wording, session_id: int, title: str, *, written: bool) -> Message:
    """Compose the question what somebody takes with them, or the thanks."""
    line = w.mrkdwn(f"session_after.reflection.{'done' if written else 'ask'}", title=title)
    small = w.mrkdwn("session_after.reflection.small")
    blocks = [section(line), actions([_open(w, session_id, written=written)])]
    if written:
        return Message(spoken(line), blocks)
    return Message(spoken(line, small), [blocks[0], context(small), blocks[1]])


def reflection_modal(w: Wording, session_id: int, found: Reflection, mentors: Sequence[str]) -> dict[str, Any]:
    """Compose the form; `mentors` are those who could read the Now What, nobody is ticked before its author does."""
    worth = [option(w.plain(f"session_after.form.worth_{n}"), str(n)) for n in range(1, 6)]
    chosen = worth[found.worth - 1] if found.worth is not None else None
    readers = [option(w.plain("session_after.form.group"), ids.FOR_GROUP)]
    ticked = readers[:1] if found.for_group else []
    if mentors:
        readers.append(option(w.plain("session_after.form.mentor", names=w.series(mentors)), ids.FOR_MENTOR))
        ticked = ticked + (readers[1:] if found.for_mentor else [])
    share: Element = {"type": "checkboxes", "action_id": common.FORM_VALUE, "options": readers}
    share |= {"initial_options": ticked} if ticked else {}
    worth_field = choice("radio_buttons", common.FORM_VALUE, worth, chosen)
    blocks = [
        _words(w, ids.TAKE_AWAY, "take_away", found.take_away),
        _words(w, ids.NOW_WHAT, "now_what", found.now_what),
        field(ids.SHARE, w.plain("session_after.form.share"), share),
        field(ids.WORTH, w.plain("session_after.form.worth"), worth_field),
        context(w.mrkdwn("session_after.form.readers")),
    ]
    title, close, save = (w.plain(f"session_after.form.{name}") for name in ("title", "close", "save"))
    return modal(ids.REFLECT_MODAL, title, blocks, close, save, metadata=str(session_id))


def _words(w: Wording, block_id: str, name: str, initial: str) -> Block:
    label, hint = w.plain(f"session_after.form.{name}"), w.plain(f"session_after.form.{name}_hint")
    return field(block_id, label, text_input(initial, WORDS_LENGTH), hint)


def read_reflection(view: dict[str, Any]) -> tuple[int, Reflection]:
    """Read the form: the session's id and what was written. Raises KeyError, TypeError or ValueError."""
    values = view["state"]["values"]

    def given(block_id: str) -> dict[str, Any]:
        return dict(values[block_id][common.FORM_VALUE])

    worth = given(ids.WORTH).get("selected_option")
    ticked = {each["value"] for each in given(ids.SHARE).get("selected_options") or ()}
    number = int(worth["value"]) if worth else None
    if number is not None and not 1 <= number <= 5:
        raise ValueError(number)
    read = Reflection(
        (given(ids.TAKE_AWAY).get("value") or "").strip(),
        (given(ids.NOW_WHAT).get("value") or "").strip(),
        number,
        ids.FOR_GROUP in ticked,
        ids.FOR_MENTOR in ticked,
    )
    return int(view["private_metadata"]), read


def now_whats(w: Wording, title: str, what: str, found: Sequence[NowWhat]) -> Message:
    """Compose a group's Now Whats: two days after a session, or (`what` is brought_up) halfway to the next."""
    if not found:
        return _line(w.mrkdwn("session_after.now_whats.none"))
    line = w.mrkdwn(f"session_after.now_whats.{what}", title=title)
    blocks: list[Block] = [section(line)]
    for each in found[:SHOWN]:
        blocks += [context(w.mrkdwn("session_after.now_whats.their", name=each.name)), quote(each.words)]
    ask = w.mrkdwn("session_after.now_whats.ask")
    return Message(spoken(line, ask), [*blocks, context(ask)])


def shared(w: Wording, name: str, title: str, words: str) -> Message:
    """Compose what a mentor reads of their mentee; no words: it is not shared any more."""
    if not words:
        return _line(w.mrkdwn("session_after.shared.gone", name=name))
    line = w.mrkdwn("session_after.shared.reads", name=name, title=title)
    return Message(spoken(line), [section(line), quote(words)])
