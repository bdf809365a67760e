"""What waits for the coordinators of a program: the first of it on their Home, each with what can be done about it
there, and all of it in a list of pages behind a button.
"""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from bot.content.wording import Wording
from bot.domain.desk_home import ProgramHealth, Queues, SeenTo, Waiting, WaitingPage
from bot.domain.digests import MatterKind, NamedMatter, fair_share
from bot.views import desk_ids, hours_ids, question_ids
from bot.views.blocks import actions, button, clip, context, modal, section
from bot.views.digest_matters import BUTTONS, matter_alone, matter_line, of_one_kind
from bot.views.message import Block


def waiting_blocks(w: Wording, program: ProgramHealth, most: int) -> list[Block]:
    """Return what waits for one of the coordinators, at most `most` of it with its buttons."""
    blocks = _matters(w, program.program_id, program.waiting, most) if program.waiting.total else []
    return [*blocks, *_queues(w, program.queues)]


def _matters(w: Wording, program_id: int, of: Waiting, most: int) -> list[Block]:
    chosen = {id(each) for each in fair_share([view.matter for view in of.shown], most)}
    shown = [view for view in of.shown if id(view.matter) in chosen]
    blocks = [section(w.mrkdwn("home.waiting.title")), *_by_kind(w, shown, of.counts)]
    if of.total > len(shown):
        label = w.plain("home.waiting.all", count=of.total)
        blocks.append(actions([button(label, desk_ids.WAITING_OPEN, str(program_id))]))
    return blocks


def _by_kind(w: Wording, shown: Sequence[NamedMatter], counts: Mapping[MatterKind, int]) -> list[Block]:
    by_kind = groupby(shown, key=lambda view: view.matter.kind)
    return [block for kind, listed in by_kind for block in of_one_kind(w, list(listed), counts[kind])]


def _queues(w: Wording, queues: Queues) -> list[Block]:
    """Return what waits in lists of their own, each with the way there."""
    blocks = []
    if queues.hours:
        look = button(w.plain("home.waiting.look_hours"), hours_ids.HOURS_LOOK)
        blocks.append(section(w.mrkdwn("home.waiting.hours", count=queues.hours), look))
    if queues.suggestions:
        look = button(w.plain("home.waiting.look_resources"), question_ids.LIBRARY_OPEN)
        blocks.append(section(w.mrkdwn("home.waiting.suggestions", count=queues.suggestions), look))
    return blocks


def seen_to_blocks(w: Wording, seen_to: SeenTo) -> list[Block]:
    """Return what was seen to of late, by whom and when; what is only taken on has the button that comes next."""
    if not seen_to.matters:
        return []
    blocks = [section(w.mrkdwn("home.program.seen_to"))]
    done = [matter_line(w, view) for view in seen_to.matters if not BUTTONS[view.matter.kind](w, view)]
    for view in seen_to.matters:
        blocks += matter_alone(w, view) if BUTTONS[view.matter.kind](w, view) else []
    blocks += [section("\n".join(done))] if done else []
    return [*blocks, *([context(w.mrkdwn("home.program.seen_to_more", count=seen_to.more))] if seen_to.more else [])]


def waiting_modal(w: Wording, page: WaitingPage) -> dict[str, Any]:
    """Compose a page of the list of what waits."""
    about = w.mrkdwn("home.week.in" if page.shown else "home.waiting.nothing", program=clip(page.program, 80))
    blocks = [section(about), *_by_kind(w, page.shown, page.counts)]
    if page.pages > 1:
        blocks.append(context(w.mrkdwn("home.waiting.page", page=page.page + 1, pages=page.pages)))
        blocks.append(actions(_turning(w, page), f"turn:{page.page}"))
    title, close = w.plain("home.waiting.list"), w.plain("home.list.close")
    metadata = desk_ids.waiting_value(page.program_id, page.page)
    return modal(desk_ids.WAITING_MODAL, title, blocks, close, metadata=metadata)


def _turning(w: Wording, page: WaitingPage) -> Sequence[dict[str, Any]]:
    back, following = desk_ids.WAITING_TURNS
    turns = [button(w.plain("home.list.back"), back, str(page.page - 1))] if page.page else []
    if page.page + 1 < page.pages:
        turns.append(button(w.plain("home.list.next"), following, str(page.page + 1)))
    return turns
