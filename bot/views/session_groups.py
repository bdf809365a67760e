"""The groups of a coming session as its hosts see them: the proposal, the whole list, and the form to change it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.content.wording import Wording, escape
from bot.domain.groups import Why
from bot.domain.home_groups import MemberChange, Proposal
from bot.domain.sessions import Session
from bot.domain.zoom import MOST_PEOPLE, MOST_ROOMS, ZoomFile
from bot.views import session_ids as ids
from bot.views.blocks import (
    Element,
    actions,
    button,
    choice,
    clip,
    context,
    field,
    modal,
    option,
    section,
    spoken,
    when,
    when_words,
)
from bot.views.button_values import more_value, read_id
from bot.views.ids import FORM_VALUE
from bot.views.message import Block, File, Message
from bot.views.session_plans import NOBODY, Expected, expected_lines, plans_blocks
from bot.views.sessions import TITLE, shown_when

CHANGES = 10  # lines about them in the message; the list has all groups
NEWCOMERS = 8  # of a group that are named
PER_PAGE = 25  # groups of the list
GROUPS_OFFERED = 99  # Slack takes a hundred options, and one of them is "wherever it fits"
ANYWHERE = "anywhere"
NAME = 60
NAMES = 2500  # characters of one group's names


@dataclass(frozen=True, slots=True)
class GroupsView:
    """The groups of a session; `names` are those of members by id, `pinned` the ids of whom hosts have placed.
    `timezone` is the reader's, `expected` what the groups would be on the day, `settles_at` (UTC) when they hold.
    """

    session: Session
    proposal: Proposal
    names: Mapping[int, str]
    pinned: frozenset[int]
    timezone: str
    page: int = 0
    expected: Expected = NOBODY
    settles_at: datetime | None = None


def proposal_message(w: Wording, view: GroupsView) -> Message:
    """Compose what hosts are shown before a session, or what has become of it."""
    settled = view.session.approved_at is not None
    key = "settled" if settled else "proposed"
    words, marked = (
        w.mrkdwn(
            f"sessions.groups.{key}",
            count=len(view.proposal.groups),
            title=clip(view.session.title, TITLE),
            when=shown,
        )
        for shown in shown_when(w, view.session, view.timezone)
    )
    changes = _changes(w, view) if not settled else []
    plans = expected_lines(w, view.session, view.expected)
    blocks = [section(marked), *(section("\n".join(lines)) for lines in (changes, plans) if lines)]
    small, small_words = _small(w, view, settled=settled)
    blocks += [actions(_buttons(w, view, settled=settled)), context(small)]
    return Message(spoken(words, *changes, *plans, small_words), blocks)


def _small(w: Wording, view: GroupsView, *, settled: bool) -> tuple[str, str]:
    """Return what happens if the host does nothing: as it is shown, and in words."""
    at = view.settles_at
    if settled or at is None:
        line = str(w.mrkdwn("sessions.groups.small_settled"))
        return line, line
    both = (when(w, at, view.timezone), when_words(w, at, view.timezone))
    shown, words = (str(w.mrkdwn("sessions.groups.small", when=each)) for each in both)
    return shown, words


def _buttons(w: Wording, view: GroupsView, *, settled: bool) -> list[Element]:
    value = str(view.session.id)
    see = button(w.plain("sessions.groups.see"), ids.SESSION_GROUPS, value)
    change = button(w.plain("sessions.groups.change"), ids.GROUPS_CHANGE, value)
    if settled:
        return [see, change, button(w.plain("sessions.groups.zoom"), ids.SESSION_ZOOM, value)]
    return [button(w.plain("sessions.groups.approve"), ids.GROUPS_APPROVE, value, "primary"), change, see]


def _changes(w: Wording, view: GroupsView) -> list[str]:
    """Return who changes and why, in words; who takes part no more is not named, since nobody sits with them."""
    found = [each for each in view.proposal.changes if each.after is not None]
    if not found:
        return [str(w.mrkdwn("sessions.groups.same"))]
    ordered = sorted(found, key=lambda each: (not each.moved, view.names.get(each.member_id, "")))
    new = [each for each in ordered if each.why is Why.NEW and each.member_id not in view.pinned]
    lines = [_change(w, view, each) for each in ordered if each not in new]
    for group in view.proposal.groups:
        if names := [clip(view.names.get(each.member_id, ""), NAME) for each in new if each.after == group]:
            listed = w.listing(names, at_most=NEWCOMERS)
            lines.append(w.mrkdwn("sessions.groups.newcomers", count=len(names), names=listed, after=group))
    more = [w.mrkdwn("sessions.more", count=len(lines) - CHANGES)] if len(lines) > CHANGES else []
    return [*lines[:CHANGES], *more]


def _change(w: Wording, view: GroupsView, change: MemberChange) -> str:
    why = "pinned" if change.member_id in view.pinned else change.why.value
    reason = w.mrkdwn(f"sessions.groups.why.{why}", before=change.before or "", after=change.after or "")
    key = "sessions.groups.moves" if change.moved else "sessions.groups.joins"
    name = clip(view.names.get(change.member_id, ""), NAME)
    return str(w.mrkdwn(key, name=name, before=change.before or "", after=change.after or "", why=reason))


def working_modal(w: Wording) -> dict[str, Any]:
    """Return what stands in the place of groups that are still being worked out."""
    line = section(w.mrkdwn("sessions.groups.working.text"))
    return modal(
        ids.SESSION_GROUPS_MODAL, w.plain("sessions.groups.working.title"), [line], close=w.plain("sessions.close")
    )


def not_approved(w: Wording) -> Message:
    """Tell that groups which are still being worked out are not approved."""
    line = w.mrkdwn("sessions.groups.working.not_approved")
    return Message(spoken(line), [section(line)])


def not_placed(w: Wording) -> dict[str, str]:
    """Return what stands on the form's field while the groups are still being worked out."""
    return {ids.PIN_WHO: w.plain("sessions.groups.working.not_placed")}


def groups_modal(w: Wording, view: GroupsView) -> dict[str, Any]:
    """Return all groups with their people, a page at a time."""
    every = list(view.proposal.groups.items())
    pages = max(1, -(-len(every) // PER_PAGE))
    page = min(max(0, view.page), pages - 1)
    blocks: list[Block] = [_group(w, view, *each) for each in every[page * PER_PAGE : (page + 1) * PER_PAGE]]
    if not blocks:
        blocks = [section(w.mrkdwn("sessions.groups.none"))]
    if page == 0:
        blocks += plans_blocks(w, view.session, view.expected)
    blocks += _pages(w, view.session.id, page, pages)
    value = str(view.session.id)
    blocks.append(
        actions(
            [
                button(w.plain("sessions.groups.change"), ids.GROUPS_CHANGE, value),
                button(w.plain("sessions.groups.zoom"), ids.SESSION_ZOOM, value),
            ]
        )
    )
    return modal(ids.SESSION_GROUPS_MODAL, w.plain("sessions.groups.title"), blocks, close=w.plain("sessions.close"))


def _group(w: Wording, view: GroupsView, name: str, there: frozenset[int]) -> Block:
    people = sorted((view.names.get(who, "") for who in there), key=str.casefold)
    names = clip(", ".join(escape(clip(each, NAME)) for each in people), NAMES)
    return section(f"{w.mrkdwn('sessions.groups.group', name=name, count=len(there))}\n{names}")


def _pages(w: Wording, session_id: int, page: int, pages: int) -> list[Block]:
    turns = []
    if page > 0:
        turns.append(button(w.plain("sessions.groups.back"), ids.GROUPS_BACK, more_value(str(page - 1), session_id)))
    if page + 1 < pages:
        turns.append(button(w.plain("sessions.groups.next"), ids.GROUPS_NEXT, more_value(str(page + 1), session_id)))
    return [actions(turns)] if turns else []


def pin_modal(w: Wording, view: GroupsView) -> dict[str, Any]:
    """Return the form in which a host says who is to be in which group."""
    people: Element = {"type": "multi_users_select", "action_id": FORM_VALUE}
    options = [option(w.plain("sessions.groups.anywhere"), ANYWHERE)]
    names = list(view.proposal.groups)[:GROUPS_OFFERED]
    options += [option(w.plain("sessions.groups.option", name=clip(name, NAME)), f"group:{name}") for name in names]
    group = choice("static_select", FORM_VALUE, options)
    return modal(
        ids.SESSION_PIN_MODAL,
        w.plain("sessions.groups.change_title"),
        [
            field(ids.PIN_WHO, w.plain("sessions.groups.who"), people, optional=False),
            field(ids.PIN_GROUP, w.plain("sessions.groups.which"), group, optional=False),
        ],
        close=w.plain("sessions.form.close"),
        submit=w.plain("sessions.groups.place"),
        metadata=str(view.session.id),
    )


def read_pin(view: Mapping[str, Any]) -> tuple[int, Sequence[str], str | None]:
    """Read session id, Slack ids and the group's name, None for wherever it fits. Raises KeyError, TypeError or
    ValueError for what is no such form.
    """
    values = view["state"]["values"]
    who = [str(each) for each in values[ids.PIN_WHO][FORM_VALUE]["selected_users"]]
    kind, _, name = str(values[ids.PIN_GROUP][FORM_VALUE]["selected_option"]["value"]).partition(":")
    return read_id(view["private_metadata"]), who, name if kind == "group" else None


def not_taking(w: Wording, names: Sequence[str]) -> dict[str, str]:
    """Return what stands on the form's field where some people take no part; `names` are of those that are known."""
    if not names:
        return {ids.PIN_WHO: w.plain("sessions.groups.strangers")}
    shown = w.listing([clip(name, NAME) for name in names], at_most=NEWCOMERS)
    return {ids.PIN_WHO: w.plain("sessions.groups.not_taking", names=shown)}


def zoom_message(w: Wording, number: int, session: Session, file: ZoomFile | None) -> Message:
    """Compose the message that brings the file for Zoom's breakout rooms; None: there are more than Zoom takes."""
    if file is None:
        line = w.mrkdwn("sessions.zoom.too_many", rooms=MOST_ROOMS, people=MOST_PEOPLE)
        return Message(spoken(line), [section(line)])
    said = [w.mrkdwn("sessions.zoom.comment", title=clip(session.title, TITLE))]
    if file.left_out:
        said.append(w.mrkdwn("sessions.zoom.left_out", addresses=w.listing(file.left_out)))
    name = f"{w.plain('sessions.zoom.name')}-{number}.csv"
    return Message(spoken(*said), [], File(name, w.plain("sessions.zoom.title"), file.text.encode()))
