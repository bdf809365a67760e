"""Hours as people see them: where they stand, what waits for coordinators, what became of a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.home import Home
from bot.domain.hours import Category, Standing, as_hours
from bot.views import hours_ids as ids
from bot.views.blocks import Element, actions, button, context, modal, quote, section, spoken
from bot.views.message import Block, Message


@dataclass(frozen=True, slots=True)
class LedgerView:
    """Where somebody stands in one program."""

    member_id: int
    program_id: int
    program: str
    standings: Sequence[Standing]


@dataclass(frozen=True, slots=True)
class ReportedView:
    """Hours that somebody reported; `approved` is None while they wait."""

    entry_id: int
    name: str
    category: Category
    held_on: date
    minutes: int
    topic: str
    approved: bool | None = None


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """What a coordinator added to somebody's hours, or with negative minutes took off, and why."""

    category: Category
    held_on: date
    minutes: int
    reason: str


@dataclass(frozen=True, slots=True)
class DeskView:
    """What waits in a program, the first of `count`."""

    program_id: int
    program: str
    waiting: Sequence[ReportedView]
    count: int


def standing_lines(w: Wording, standings: Sequence[Standing]) -> list[Markup]:
    """Return a line for each category: hours so far, and of how many where there is a target."""
    lines = []
    for one in standings:
        named: Mapping[str, Any] = {"category": category_name(w, one.category), "hours": as_hours(one.minutes)}
        if one.target is None:
            lines.append(w.mrkdwn("hours.board.line", **named))
        else:
            lines.append(w.mrkdwn("hours.board.line_of", **named, target=as_hours(one.target)))
    return lines


def category_name(w: Wording, category: Category) -> str:
    """Return what a category is called."""
    return w.plain(f"hours.category.{category.value}")


def board_modal(w: Wording, ledgers: Sequence[LedgerView], desks: Sequence[DeskView]) -> dict[str, Any]:
    """Compose where somebody stands, and for coordinators what waits."""
    blocks: list[Block] = []
    for ledger in ledgers:
        lines = standing_lines(w, ledger.standings) or [w.mrkdwn("hours.board.none")]
        blocks.append(section("\n".join([w.mrkdwn("hours.board.mine", program=ledger.program), *lines])))
        statement = button(w.plain("hours.board.statement"), ids.HOURS_STATEMENT, str(ledger.program_id))
        blocks.append(actions([statement]))
    blocks.append(actions([button(w.plain("hours.board.report"), ids.HOURS_REPORT, style="primary")]))
    for desk in desks:
        blocks += _desk(w, desk)
    blocks.append(context(w.mrkdwn("hours.board.small")))
    return modal(ids.HOURS_MODAL, w.plain("hours.board.title"), blocks, w.plain("hours.board.close"))


def _desk(w: Wording, desk: DeskView) -> list[Block]:
    key = "desk" if desk.waiting else "desk_none"
    blocks = [section(w.mrkdwn(f"hours.board.{key}", program=desk.program))]
    for one in desk.waiting:
        blocks += [section(w.mrkdwn("hours.board.waiting", name=one.name, **_entry(w, one))), quote(one.topic)]
        value = str(one.entry_id)
        approve = button(w.plain("hours.board.approve"), ids.HOURS_APPROVE, value)
        blocks.append(actions([approve, button(w.plain("hours.board.decline"), ids.HOURS_DECLINE, value)]))
    if desk.count > len(desk.waiting):
        blocks.append(context(w.mrkdwn("hours.board.more", count=desk.count - len(desk.waiting))))
    value = str(desk.program_id)
    rest = [
        button(w.plain("hours.board.targets"), ids.HOURS_TARGETS, value),
        button(w.plain("hours.board.correct"), ids.HOURS_CORRECT, value),
        button(w.plain("hours.board.reports"), ids.REPORT_OPEN, value),
    ]
    return [*blocks, actions(rest)]


def _entry(w: Wording, one: ReportedView) -> dict[str, str]:
    """Return what a sentence says of an entry."""
    return {
        "category": category_name(w, one.category),
        "hours": as_hours(one.minutes),
        "day": w.day(one.held_on),
    }


def decided(w: Wording, by: str, entries: Sequence[ReportedView]) -> Message:
    """Compose what a coordinator made of hours that somebody reported."""
    lines = [w.mrkdwn("hours.decided.intro", by=by, count=len(entries))]
    for one in entries:
        became = "approved" if one.approved else "declined"
        lines.append(w.mrkdwn(f"hours.decided.{became}", by=by, **_entry(w, one)))
    look = button(w.plain("hours.home.look"), ids.HOURS_LOOK)
    return Message(spoken(*lines), [section("\n".join(lines)), actions([look])])


def corrected(w: Wording, by: str, corrections: Sequence[CorrectionView]) -> Message:
    """Compose what a coordinator corrected of somebody's hours, each with the reason in the coordinator's words."""
    intro = w.mrkdwn("hours.corrected.intro", by=by, count=len(corrections))
    otherwise = w.mrkdwn("hours.corrected.otherwise", by=by)
    lines, blocks = [intro], [section(intro)]
    for one in corrections:
        key = "added" if one.minutes > 0 else "taken_off"
        entry = {"hours": as_hours(abs(one.minutes)), "day": w.day(one.held_on)}
        lines.append(w.mrkdwn(f"hours.corrected.{key}", category=category_name(w, one.category), **entry))
        blocks += [section(lines[-1]), *([quote(one.reason)] if one.reason else [])]
    look = button(w.plain("hours.home.look"), ids.HOURS_LOOK)
    return Message(spoken(*lines, otherwise), [*blocks, actions([look]), context(otherwise)])


def consent(w: Wording, program: str, member_id: int, given: bool | None) -> Message:
    """Compose the question whether somebody's counts may be part of research, or what they said."""
    if given is not None:
        line = w.mrkdwn("hours.consent.given" if given else "hours.consent.refused", program=program)
        return Message(spoken(line), [section(line)])
    ask, what = w.mrkdwn("hours.consent.ask", program=program), w.mrkdwn("hours.consent.what")
    either = w.mrkdwn("hours.consent.either")
    blocks = [section(f"{ask} {what}"), actions(_answers(w, member_id)), context(either)]
    return Message(spoken(ask, what, either), blocks)


def _answers(w: Wording, member_id: int) -> list[Element]:
    yes = button(w.plain("hours.consent.yes"), ids.CONSENT_YES, str(member_id))
    return [yes, button(w.plain("hours.consent.no"), ids.CONSENT_NO, str(member_id))]


def my_hours(w: Wording, home: Home) -> list[Block]:
    """Compose the part of Home that shows somebody's hours, and what they said about research."""
    blocks: list[Block] = []
    if home.hours:
        lines = [w.mrkdwn("hours.home.title"), *standing_lines(w, home.hours)]
        blocks.append(section("\n".join(lines), button(w.plain("hours.home.look"), ids.HOURS_LOOK)))
    for one in home.consents:
        state = {None: "open", True: "given", False: "refused"}[one.given]
        line = w.mrkdwn(f"hours.consent.home_{state}", program=one.program)
        yes, no = _answers(w, one.member_id)
        blocks += [context(line), actions([yes, no] if one.given is None else [no] if one.given else [yes])]
    return blocks
