"""The check-in modal. What is read back from it lives in `bot.views.checkin_input`."""

import json
from dataclasses import dataclass
from dataclasses import field as data_field
from datetime import date
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.checkins import LONG_ANSWER, SHORT_ANSWER, Answers, Audience
from bot.domain.pairs import MEETING_MINUTES, Partner
from bot.views import checkin_drafts, ids
from bot.views.blocks import Element, button, choice, clip, context, field, modal, option, section, text_input
from bot.views.checkin_drafts import Carried
from bot.views.checkin_input import (
    CHALLENGE_OPTION,
    CHALLENGE_OPTIONS,
    GROUP_CHALLENGE_OPTION,
    GROUP_WIN_OPTION,
    PARTNER_PREFIX,
    WIN_OPTION,
    WIN_OPTIONS,
)
from bot.views.message import Block

_MOST_CHECKBOXES = 10
_MOST_OPTIONS = 100
HINT_ROOM = 200  # characters of the last step, so that the form stays short
NAME_ROOM = 35  # what an option of 75 characters leaves for a name, so that "also supervises you" is never cut off


@dataclass(frozen=True, slots=True)
class ProgramChoice:
    """One of several programs that somebody can check in to."""

    member_id: int
    name: str


@dataclass(frozen=True, slots=True)
class FormView:
    """The check-in form. `programs` has entries only when there is a choice to make. `community` is how the
    community's channel is called (`#leaders`), empty when it has none; `group` says whether there is a home group that
    has a conversation. `away` are names of partners who read nothing for now. `readers` are person ids. `last_step` is
    what its author meant to do, in their words. `saved` says that `answers` come from a check-in that exists: its
    fields then have ids of their own, so that switching programs never puts words typed for one over words saved in
    another. `notice` is a sentence above the fields.
    """

    member_id: int
    week: date
    programs: tuple[ProgramChoice, ...] = ()
    partners: tuple[Partner, ...] = ()
    away: tuple[str, ...] = ()
    coach: Partner | None = None
    community: str = ""
    group: bool = False
    question_key: str = ""
    question: str = ""
    is_mentor: bool = False
    answers: Answers | None = None
    last_step: str = ""
    saved: bool = False
    readers: frozenset[int] = frozenset()
    win_audience: Audience = Audience.PAIR
    challenge_audience: Audience = Audience.PAIR
    expanded: bool = False
    notice: Markup | None = None
    carried: Carried = data_field(default_factory=Carried)


def checkin_modal(w: Wording, view: FormView) -> dict[str, Any]:
    """Compose the check-in form. Rebuilding it with `expanded` keeps what was typed, as the block ids stay."""
    answers = view.answers or Answers(went_well="")
    expanded = view.expanded or bool(answers.answer or answers.looking_forward or answers.own_school)
    notice = [context(view.notice)] if view.notice else []
    blocks = [*_program_block(w, view), *notice, *_main_fields(w, view, answers), *_readers_block(w, view)]
    blocks += _more_fields(w, view, answers) if expanded else _more_button(w)
    return modal(
        ids.CHECKIN_MODAL,
        w.plain("checkins.form.title"),
        blocks,
        close=w.plain("checkins.form.close"),
        submit=w.plain("checkins.form.submit"),
        metadata=_metadata(view, expanded),
    )


def _metadata(view: FormView, expanded: bool) -> str:
    meta: dict[str, Any] = {
        "member": view.member_id,
        "week": view.week.isoformat(),
        "more": expanded,
        "question": view.question_key,
        "version": view.carried.version,
        "pair": view.partners[0].pair_id if len(view.partners) == 1 else None,
    }
    meta |= {"drafts": checkin_drafts.pack(view.carried.drafts)} if view.carried.drafts else {}
    meta |= {"put_back": view.carried.put_back} if view.carried.put_back else {}
    return json.dumps(meta, separators=(",", ":"))


def _program_block(w: Wording, view: FormView) -> list[Block]:
    if len(view.programs) < 2:
        return []
    options = [option(program.name, str(program.member_id)) for program in view.programs]
    initial = next((o for o in options if o["value"] == str(view.member_id)), None)
    select = choice("static_select", ids.FORM_PROGRAM, options, initial)
    block_id = f"{ids.PROGRAM}:{view.carried.put_back}" if view.carried.put_back else ids.PROGRAM
    block = field(block_id, w.plain("checkins.form.program"), select, optional=False)
    return [{**block, "dispatch_action": True}]


def _main_fields(w: Wording, view: FormView, answers: Answers) -> list[Block]:
    went_well = text_input(answers.went_well, LONG_ANSWER)
    return [
        field(
            _block_id(view, ids.WENT_WELL),
            w.plain("checkins.form.went_well"),
            went_well,
            hint=w.plain("checkins.form.went_well_hint"),
            optional=False,
        ),
        field(_block_id(view, ids.HARD), w.plain("checkins.form.hard"), text_input(answers.hard, LONG_ANSWER)),
        field(
            _block_id(view, ids.NEXT_STEP),
            w.plain("checkins.form.next_step"),
            text_input(answers.next_step, LONG_ANSWER),
            hint=w.plain("checkins.form.last_step", step=clip(view.last_step, HINT_ROOM)) if view.last_step else "",
        ),
    ]


def _block_id(view: FormView, name: str) -> str:
    return f"{name}:{view.member_id}" if view.saved else name


def _readers_block(w: Wording, view: FormView) -> list[Block]:
    options = reader_options(w, view)
    away = [context(w.mrkdwn("pairs.form.away", names=w.listing(view.away), count=len(view.away)))] if view.away else []
    if not options:
        return [*away, context(w.mrkdwn("checkins.form.reads_only_you"))]
    chosen = {f"{PARTNER_PREFIX}{person_id}" for person_id in view.readers}
    chosen |= {option for option, audience in WIN_OPTIONS.items() if view.win_audience is audience}
    chosen |= {option for option, audience in CHALLENGE_OPTIONS.items() if view.challenge_audience is audience}
    kind = "checkboxes" if len(options) <= _MOST_CHECKBOXES else "multi_static_select"
    element: Element = {"type": kind, "action_id": ids.FORM_VALUE, "options": options}
    initial = [entry for entry in options if entry["value"] in chosen]
    if initial:
        element["initial_options"] = initial
    named = w.mrkdwn("checkins.form.reads")
    block_id = f"{ids.READERS}:{view.member_id}"  # a new id for another program, so that old ticks don't stay
    hint = w.plain("checkins.form.readers_hint")
    return [*away, context(named), field(block_id, w.plain("checkins.form.readers"), element, hint=hint)]


def reader_options(w: Wording, view: FormView) -> list[Element]:
    """Return the options of "who may read it": partners with the relation, then the two of group and community."""
    room = _MOST_OPTIONS - 5
    options: list[Element] = []
    for partner in [*view.partners[:room], *([view.coach] if view.coach is not None else [])]:
        label = w.plain(f"checkins.form.{_relation(partner)}", name=clip(partner.name, NAME_ROOM))
        options.append(option(label, f"{PARTNER_PREFIX}{partner.person_id}"))
    if view.group:
        for key in (GROUP_WIN_OPTION, GROUP_CHALLENGE_OPTION):
            options.append(option(w.plain(f"checkins.form.{key}"), key))
    if view.community:
        channel = clip(view.community, NAME_ROOM)
        for key, value in (("everyone_win", WIN_OPTION), ("everyone_challenge", CHALLENGE_OPTION)):
            options.append(option(w.plain(f"checkins.form.{key}", channel=channel), value))
    return options


def _relation(partner: Partner) -> str:
    if partner.is_coach:
        return "coach_supervises" if partner.supervises else "coach"
    relation = "mentor" if partner.is_mentor else "mentee"
    return f"{relation}_supervises" if partner.supervises else relation


def _more_button(w: Wording) -> list[Block]:
    more = button(w.plain("checkins.form.more"), ids.FORM_MORE)
    return [section(w.mrkdwn("checkins.form.more_why"), more)]


def _more_fields(w: Wording, view: FormView, answers: Answers) -> list[Block]:
    blocks: list[Block] = []
    if view.question:
        element = text_input(answers.answer, SHORT_ANSWER)
        blocks.append(field(_block_id(view, ids.ANSWER), view.question, element))
    blocks += _meeting_fields(w, view)
    texts = [(ids.LOOKING_FORWARD, "looking_forward", answers.looking_forward)]
    if view.is_mentor:
        texts.append((ids.OWN_SCHOOL, "own_school", answers.own_school))
    for name, key, words in texts:
        element = text_input(words, SHORT_ANSWER)
        blocks.append(field(_block_id(view, name), w.plain(f"checkins.form.{key}"), element))
    return blocks


def _meeting_fields(w: Wording, view: FormView) -> list[Block]:
    if not view.partners:
        return []
    lengths = [option(w.plain("checkins.button.minutes", minutes=n), str(n)) for n in MEETING_MINUTES]
    none = w.plain("checkins.form.met_none")
    blocks = [
        field(
            f"{ids.MINUTES}:{view.member_id}",
            w.plain("checkins.form.met"),
            choice("static_select", ids.FORM_VALUE, lengths, placeholder=none),
            hint=w.plain("checkins.form.met_hint"),
        )
    ]
    if len(view.partners) > 1:
        people = [option(partner.name, str(partner.pair_id)) for partner in view.partners[:_MOST_OPTIONS]]
        none = w.plain("checkins.form.met_with_none")
        select = choice("static_select", ids.FORM_VALUE, people, placeholder=none)
        blocks.append(field(f"{ids.MET_WITH}:{view.member_id}", w.plain("checkins.form.met_with"), select))
    return blocks
