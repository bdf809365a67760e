"""A running session for its hosts: all groups at a glance, the form to place people, the form to speak to all."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.content.wording import Wording
from bot.domain.session_day import WORDS_LENGTH, Job
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
    overflow,
    section,
    text_input,
)
from bot.views.blocks import plain as plain_text
from bot.views.home_groups import group_name
from bot.views.message import Block
from bot.views.session_day import Someone, names_of
from bot.views.session_words import clock

PER_PAGE = 40  # groups; with the rest they stay below the hundred blocks of a modal
LISTED = 8  # names of those without a place that are named
MOST = 100  # options of a list, and lists in a menu


@dataclass(frozen=True, slots=True)
class BoardGroup:
    """A group on the board. `round` is the title of the one that is on, its end `ends_at` (UTC); `number` counts it
    from 0, None before the first. `reached`: it has a conversation.
    """

    id: int
    name: str
    people: tuple[Someone, ...]
    round: str = ""
    ends_at: datetime | None = None
    number: int | None = None
    is_over: bool = False
    reached: bool = True


@dataclass(frozen=True, slots=True)
class BoardView:
    """A session on the board. `counts` are how many said yes, late, no, and have not said (open)."""

    id: int
    timezone: str
    groups: tuple[BoardGroup, ...]
    counts: Mapping[str, int]
    absent: tuple[tuple[int, str], ...] = ()
    begun: bool = False
    page: int = 0


def board_modal(w: Wording, view: BoardView) -> dict[str, Any]:
    """Compose the board."""
    blocks: list[Block] = [section(w.mrkdwn("session_day.board.counts", **view.counts)), _top(w, view)]
    if view.absent:
        names = w.listing([name for _, name in view.absent], at_most=LISTED)
        blocks.append(context(w.mrkdwn("session_day.board.absent", names=names)))
    first = view.page * PER_PAGE
    shown = view.groups[first : first + PER_PAGE]
    if not shown:
        blocks.append(section(w.mrkdwn("session_day.board.none")))
    blocks += [_group(w, view, group) for group in shown]
    blocks += _pages(w, view, first, len(shown))
    title, close = w.plain("session_day.board.title"), w.plain("session_day.board.close")
    return modal(ids.DAY_BOARD_MODAL, title, blocks, close, metadata=ids.page_value(view.id, view.page))


def _top(w: Wording, view: BoardView) -> Block:
    value = str(view.id)
    buttons = [
        button(w.plain("session_day.board.place"), ids.DAY_PLACE, value),
        button(w.plain("session_day.board.call"), ids.DAY_CALL, value),
    ]
    if not view.begun:
        buttons.insert(0, button(w.plain("session_day.board.begin"), ids.DAY_BEGIN, value, "primary"))
    return actions(buttons)


def _group(w: Wording, view: BoardView, group: BoardGroup) -> Block:
    names = w.listing(names_of(group.people), at_most=12)
    name = group_name(w, group.name)
    lines = [w.mrkdwn("session_day.board.group", name=name, names=names), ", ".join(_standing(w, view, group))]
    number = group.number if group.number is not None else 0
    if group.is_over or len(group.people) < 2:
        return section("\n".join(lines))
    if group.number is None:
        deeds = [(ids.BEGIN, "begin")]
    else:
        deeds = [(ids.MORE, "more"), (ids.NEXT, "next_round"), (ids.STOP, "stop")]
    options = [option(w.plain(f"session_day.board.{key}"), ids.do_value(what, group.id, number)) for what, key in deeds]
    return section("\n".join(lines), overflow(ids.DAY_DO, options))


def _standing(w: Wording, view: BoardView, group: BoardGroup) -> Iterator[str]:
    if group.is_over:
        yield w.mrkdwn("session_day.board.over")
    elif group.ends_at is None:
        yield w.mrkdwn("session_day.board.waiting")
    else:
        yield w.mrkdwn("session_day.board.running", title=group.round, time=clock(w, group.ends_at, view.timezone))
    facilitator = next((each.name for each in group.people if each.job is Job.FACILITATOR), None)
    if facilitator is not None:
        yield w.mrkdwn("session_day.board.jobs", facilitator=facilitator)
    if not group.reached:
        yield w.mrkdwn("session_day.board.direct")


def _pages(w: Wording, view: BoardView, first: int, shown: int) -> list[Block]:
    if len(view.groups) <= PER_PAGE:
        return []
    buttons = []
    if view.page:
        value = ids.page_value(view.id, view.page - 1)
        buttons.append(button(w.plain("session_day.board.back"), ids.DAY_BOARD_PAGE, value))
    if first + PER_PAGE < len(view.groups):
        value = ids.page_value(view.id, view.page + 1)
        buttons.append(button(w.plain("session_day.board.next"), ids.DAY_BOARD_PAGE, value))
    # Both buttons go by the same action, so each has a row of its own.
    values = {"first": first + 1, "last": first + shown, "count": len(view.groups)}
    return [context(w.mrkdwn("session_day.board.page", **values)), *(actions([each]) for each in buttons)]


def place_modal(w: Wording, view: BoardView) -> dict[str, Any]:
    """Compose the form that places who came late and takes away the place of who is missing."""
    blocks = [*_missing(w, view), *_came(w, view)]
    if not blocks:
        blocks = [section(w.mrkdwn("session_day.place.nobody"))]
    title, close = w.plain("session_day.place.title"), w.plain("session_day.place.close")
    save = w.plain("session_day.place.save") if len(blocks) > 1 or blocks[0]["type"] == "input" else ""
    return modal(ids.DAY_PLACE_MODAL, title, blocks, close, save, metadata=ids.page_value(view.id, view.page))


def _missing(w: Wording, view: BoardView) -> list[Block]:
    groups = [
        {
            "label": plain_text(group_name(w, group.name)[:75] or "…"),
            "options": [option(someone.name or "…", str(someone.id)) for someone in group.people[:MOST]],
        }
        for group in view.groups[:MOST]
        if group.people
    ]
    if not groups:
        return []
    element = {"type": "multi_static_select", "action_id": common.FORM_VALUE, "option_groups": groups}
    label, hint = w.plain("session_day.place.missing"), w.plain("session_day.place.missing_hint")
    return [field(ids.PLACE_MISSING, label, element, hint)]


def _came(w: Wording, view: BoardView) -> list[Block]:
    if not view.absent:
        return []
    options = [option(name or "…", str(member_id)) for member_id, name in view.absent]
    parts = [options[n : n + MOST] for n in range(0, len(options), MOST)][:MOST]
    element: Element = {"type": "multi_static_select", "action_id": common.FORM_VALUE}
    if len(parts) == 1:
        element["options"] = options
    else:
        element["option_groups"] = [
            {"label": plain_text(f"{part[0]['text']['text'][:30]} – {part[-1]['text']['text'][:30]}"), "options": part}
            for part in parts
        ]
    anywhere = option(w.plain("session_day.place.anywhere"), ids.ANYWHERE)
    groups = [anywhere, *(option(group_name(w, group.name) or "…", str(group.id)) for group in view.groups[: MOST - 1])]
    label, hint = w.plain("session_day.place.came"), w.plain("session_day.place.came_hint")
    into = choice("static_select", common.FORM_VALUE, groups, anywhere)
    return [
        field(ids.PLACE_CAME, label, element, hint),
        field(ids.PLACE_INTO, w.plain("session_day.place.into"), into),
    ]


@dataclass(frozen=True, slots=True)
class PlaceRead:
    """What a host chose: member ids, and the group's id where they chose one."""

    session_id: int
    page: int
    missing: tuple[int, ...]
    came: tuple[int, ...]
    into: int | None


def read_place(view: dict[str, Any]) -> PlaceRead:
    """Read the form. Raises KeyError, TypeError or ValueError."""
    values = view["state"]["values"]

    def chosen(block_id: str) -> tuple[int, ...]:
        found = values.get(block_id, {}).get(common.FORM_VALUE) or {}
        return tuple(int(each["value"]) for each in found.get("selected_options") or ())

    into = (values.get(ids.PLACE_INTO, {}).get(common.FORM_VALUE) or {}).get("selected_option")
    group_id = int(into["value"]) if into else 0
    session_id, page = ids.read_round(view["private_metadata"])
    return PlaceRead(session_id, page, chosen(ids.PLACE_MISSING), chosen(ids.PLACE_CAME), group_id or None)


def call_modal(w: Wording, session_id: int) -> dict[str, Any]:
    """Compose the form to say something to all groups."""
    label, hint = w.plain("session_day.call_form.words"), w.plain("session_day.call_form.hint")
    words = field(ids.CALL_WORDS, label, text_input("", WORDS_LENGTH), hint, optional=False)
    title, close, save = (w.plain(f"session_day.call_form.{name}") for name in ("title", "close", "save"))
    return modal(ids.DAY_CALL_MODAL, title, [words], close, save, metadata=str(session_id))


def read_call(view: dict[str, Any]) -> tuple[int, str]:
    """Read what a host says: the session's id and the words. Raises KeyError, TypeError or ValueError."""
    words = view["state"]["values"][ids.CALL_WORDS][common.FORM_VALUE].get("value") or ""
    return int(view["private_metadata"]), str(words).strip()


def errors(w: Wording, blocks: Sequence[str], key: str) -> dict[str, str]:
    """Return what keeps a form from being saved, on the first of these fields."""
    return {blocks[0]: w.plain(key)}
