"""The part of Home for coordinators: how a program's pairs stand, and the list of all of them behind it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.desk_home import PairLine, ProgramHealth
from bot.domain.health import Health
from bot.domain.home import Home
from bot.views import desk_ids, ids
from bot.views.blocks import Element, actions, button, choice, clip, context, field, header, modal, option, section
from bot.views.button_values import pairs_value
from bot.views.home_pairs import NAME, held, paragraphs
from bot.views.home_waiting import seen_to_blocks, waiting_blocks
from bot.views.message import Block
from bot.views.obstacles import go_on_button

PROGRAMS = 4  # shown on Home
WAITING_OF = {1: 5, 2: 3, 3: 2, 4: 1}  # of what waits shown in each, by the number of programs: Home has 100 blocks


@dataclass(frozen=True, slots=True)
class PairsView:
    """A page of pairs that stand alike; `page` counts from 0."""

    program_id: int
    program: str
    counts: Mapping[Health, int]
    state: Health
    lines: tuple[PairLine, ...]
    today: date
    page: int = 0
    pages: int = 1
    name: str = ""  # what was searched for


def programs(w: Wording, home: Home) -> list[Block]:
    """Return the programs that the person coordinates, at a glance. One that has no pairs yet and is being set up has
    its next step on Home instead.
    """
    begun = {one.program_id for one in home.desks if not one.setup.finished}
    shown = [one for one in home.programs if any(one.counts.values()) or one.program_id not in begun]
    most = WAITING_OF[min(len(shown), PROGRAMS)] if shown else 0
    return [block for program in shown[:PROGRAMS] for block in _program(w, program, most)]


def _program(w: Wording, program: ProgramHealth, most: int) -> list[Block]:
    title = header(w.plain("home.program.title", program=clip(program.name, 100)))
    if not any(program.counts.values()):
        return [title, section(w.mrkdwn("home.program.none"))]
    see_all = button(w.plain("home.program.all"), ids.HOME_PAIRS, str(program.program_id))
    blocks = [title, section(_counts(w, program.counts), see_all)]
    if not program.counts.get(Health.NEEDS_A_HAND) and not program.waiting.total:
        blocks.append(section(w.mrkdwn("home.program.calm")))
    blocks += [*waiting_blocks(w, program, most), *seen_to_blocks(w, program.seen_to)]
    return [*blocks, context(w.mrkdwn("home.program.rule"))]


def _counts(w: Wording, counts: Mapping[Health, int]) -> Markup:
    return w.mrkdwn("home.program.counts", count=sum(counts.values()), parts=w.listing(_parts(w, counts)))


def _parts(w: Wording, counts: Mapping[Health, int]) -> list[Markup]:
    return [w.mrkdwn(f"home.program.part.{state.value}", count=counts[state]) for state in Health if counts[state]]


def _line(w: Wording, line: PairLine, today: date) -> Markup:
    names = {"mentor": clip(line.mentor, NAME), "mentee": clip(line.mentee, NAME)}
    if line.last_met is not None:
        said = w.mrkdwn("home.program.last", **names, day=w.day(line.last_met))
    else:
        key = "to_begin" if line.starts > today else "never"
        said = w.mrkdwn(f"home.program.{key}", **names, day=w.day(line.starts))
    why = [w.mrkdwn(f"obstacles.why.{line.why.value}")] if line.why is not None else []
    by = [w.mrkdwn("home.program.has_it", name=clip(line.by, NAME))] if line.by else []
    on_hold = [held(w, line.held_until)] if line.health is Health.ON_HOLD else []
    return Markup("; ".join([said, *_by_plan(w, line, today), *why, *by, *on_hold]))


def _by_plan(w: Wording, line: PairLine, today: date) -> list[Markup]:
    if line.agreed is None:
        return []
    key = "plan_ahead" if line.agreed >= today else "plan_past"
    return [w.mrkdwn(f"home.program.{key}", day=w.day(line.agreed))]


def pairs_modal(w: Wording, view: PairsView) -> dict[str, Any]:
    """Compose the list of a program's pairs: a menu for how they stand, a page of them, and the way to the others."""
    options = [option(w.plain(f"home.list.{state.value}"), state.value) for state in Health]
    now = next(entry for entry in options if entry["value"] == view.state.value)
    menu = choice("static_select", ids.PAIRS_STATE, options, now, w.plain("home.list.state"))
    name: Element = {"type": "plain_text_input", "action_id": ids.FORM_VALUE, "max_length": NAME}
    if view.name:
        name["initial_value"] = view.name
    search = field(desk_ids.PAIRS_NAME, w.plain("home.list.name"), name, w.plain("home.list.name_hint"))
    blocks = [section(_counts_or_none(w, view)), actions([menu], f"state:{view.state.value}"), *_page(w, view), search]
    metadata = pairs_value(view.program_id, view.state.value, view.page)
    title, close, find = (w.plain(f"home.list.{key}") for key in ("title", "close", "find"))
    return modal(ids.PAIRS_MODAL, title, blocks, close, find, metadata)


def read_name(view: Mapping[str, Any]) -> str:
    """Read the name that is searched for in the list, empty for none. Raises KeyError or TypeError."""
    typed = view["state"]["values"].get(desk_ids.PAIRS_NAME, {}).get(ids.FORM_VALUE, {}).get("value")
    return " ".join((typed or "").split())[:NAME]


def _counts_or_none(w: Wording, view: PairsView) -> Markup:
    if not any(view.counts.values()):
        return w.mrkdwn("home.program.none")
    parts = w.listing(_parts(w, view.counts))
    return w.mrkdwn("home.list.counts", count=sum(view.counts.values()), program=clip(view.program, 80), parts=parts)


def _page(w: Wording, view: PairsView) -> Sequence[Block]:
    if not view.lines:
        return [section(w.mrkdwn("home.list.nobody") if view.name else w.mrkdwn("home.list.empty"))]
    found = [section(w.mrkdwn("home.list.found", name=view.name))] if view.name else []
    blocks = [*found, *_lines(w, view)]
    if view.pages > 1:
        blocks += [
            context(w.mrkdwn("home.list.page", page=view.page + 1, pages=view.pages)),
            actions(_turning(w, view), f"turn:{view.page}"),
        ]
    return blocks


def _lines(w: Wording, view: PairsView) -> list[Block]:
    """Return the pairs, those on hold each with the way to let it go on."""
    blocks: list[Block] = []
    for is_held, lines in groupby(view.lines, key=lambda line: line.health is Health.ON_HOLD):
        if is_held:
            blocks += [section(_line(w, line, view.today), go_on_button(w, line.pair_id)) for line in lines]
        else:
            blocks += paragraphs([_line(w, line, view.today) for line in lines])
    return blocks


def _turning(w: Wording, view: PairsView) -> list[Element]:
    back = button(w.plain("home.list.back"), ids.PAIRS_BACK)
    following = button(w.plain("home.list.next"), ids.PAIRS_NEXT)
    return [*([back] if view.page else []), *([following] if view.page + 1 < view.pages else [])]
