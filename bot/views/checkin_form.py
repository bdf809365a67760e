"""The check-in modal, and what is read back from it. Field rules live in `bot.domain.checkins`."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as data_field
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.checkins import LONG_ANSWER, SHORT_ANSWER, Answers, Audience, Problem, problems, written
from bot.domain.pairs import MEETING_MINUTES, Partner
from bot.views import ids
from bot.views.blocks import Element, button, choice, clip, context, field, modal, option, section, text_input
from bot.views.message import Block

WIN_OPTION = "win"
CHALLENGE_OPTION = "challenge"
GROUP_WIN_OPTION = "group_win"
GROUP_CHALLENGE_OPTION = "group_challenge"
_PARTNER_PREFIX = "partner:"
_MOST_CHECKBOXES = 10
_MOST_OPTIONS = 100
HINT_ROOM = 200  # characters of the last step, so that the form stays short
NAME_ROOM = 35  # what an option of 75 characters leaves for a name, so that "also supervises you" is never cut off

# Of two that are ticked for one part the first holds: everybody includes the home group.
_WIN = {WIN_OPTION: Audience.COMMUNITY, GROUP_WIN_OPTION: Audience.GROUP}
_CHALLENGE = {CHALLENGE_OPTION: Audience.COMMUNITY, GROUP_CHALLENGE_OPTION: Audience.GROUP}

# Fields by block id, in the order in which the form shows them.
LONG_FIELDS = (ids.WENT_WELL, ids.HARD, ids.NEXT_STEP)
MORE_FIELDS = (ids.ANSWER, ids.LOOKING_FORWARD, ids.OWN_SCHOOL)


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
    what its author meant to do, in their words. `saved` says
    that `answers` come from a check-in that exists: its fields then have ids of their own, so that switching programs
    never puts words typed for one over words saved in another. `version` travels back unread.
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
    version: str = ""


@dataclass(frozen=True, slots=True)
class FormMeeting:
    """A meeting entered in the form. `pair_id` is None when it takes a choice that was not made."""

    minutes: int
    pair_id: int | None


@dataclass(frozen=True, slots=True)
class FormInput:
    """What the form holds. `member_id` is the chosen program's. `answers` are stripped; fields that were not shown
    are empty. `block_ids` says under which block id each field stands, for errors.
    """

    member_id: int
    week: date
    answers: Answers
    readers: frozenset[int]
    win_audience: Audience
    challenge_audience: Audience
    meeting: FormMeeting | None
    expanded: bool
    question_key: str
    version: str
    block_ids: Mapping[str, str] = data_field(default_factory=dict)


def checkin_modal(w: Wording, view: FormView) -> dict[str, Any]:
    """Compose the check-in form. Rebuilding it with `expanded` keeps what was typed, as the block ids stay."""
    answers = view.answers or Answers(went_well="")
    expanded = view.expanded or bool(answers.answer or answers.looking_forward or answers.own_school)
    blocks = [*_program_block(w, view), *_main_fields(w, view, answers), *_readers_block(w, view)]
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
    meta = {
        "member": view.member_id,
        "week": view.week.isoformat(),
        "more": expanded,
        "question": view.question_key,
        "version": view.version,
        "pair": view.partners[0].pair_id if len(view.partners) == 1 else None,
    }
    return json.dumps(meta, separators=(",", ":"))


def _program_block(w: Wording, view: FormView) -> list[Block]:
    if len(view.programs) < 2:
        return []
    options = [option(program.name, str(program.member_id)) for program in view.programs]
    initial = next((o for o in options if o["value"] == str(view.member_id)), None)
    select = choice("static_select", ids.FORM_PROGRAM, options, initial)
    block = field(ids.PROGRAM, w.plain("checkins.form.program"), select, optional=False)
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
    chosen = {f"{_PARTNER_PREFIX}{person_id}" for person_id in view.readers}
    chosen |= {option for option, audience in _WIN.items() if view.win_audience is audience}
    chosen |= {option for option, audience in _CHALLENGE.items() if view.challenge_audience is audience}
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
        options.append(option(label, f"{_PARTNER_PREFIX}{partner.person_id}"))
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


def read_form(view: Mapping[str, Any]) -> FormInput:
    """Read a check-in form as Slack sends it, on submission or while it is open (text fields may lack then).

    Raises KeyError or ValueError for a view that is not a check-in form.
    """
    meta = json.loads(view["private_metadata"])
    state: Mapping[str, Mapping[str, Any]] = view.get("state", {}).get("values", {})
    block_ids = {block_id.partition(":")[0]: block_id for block_id in state}
    values: dict[str, Mapping[str, Any]] = {
        name: next(iter(state[block_id].values()), {}) for name, block_id in block_ids.items()
    }
    ticked = {entry["value"] for entry in values.get(ids.READERS, {}).get("selected_options") or []}
    chosen = _selected(values, ids.PROGRAM)
    return FormInput(
        member_id=ids.read_id(chosen or meta["member"]),
        week=date.fromisoformat(meta["week"]),
        answers=Answers(**{name: _text(values, name) for name in (*LONG_FIELDS, *MORE_FIELDS)}),
        readers=frozenset(
            ids.read_id(v.removeprefix(_PARTNER_PREFIX)) for v in ticked if v.startswith(_PARTNER_PREFIX)
        ),
        win_audience=_ticked(_WIN, ticked),
        challenge_audience=_ticked(_CHALLENGE, ticked),
        meeting=_meeting(values, meta.get("pair")),
        expanded=bool(meta["more"]),
        question_key=meta["question"],
        version=meta["version"],
        block_ids=block_ids,
    )


def _ticked(audiences: Mapping[str, Audience], ticked: Collection[str]) -> Audience:
    return next((audience for value, audience in audiences.items() if value in ticked), Audience.PAIR)


def _element(block: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the state of the one element of a block."""
    return next(iter(block.values()), {})


def _text(values: Mapping[str, Mapping[str, Any]], name: str) -> str:
    return written(str(values.get(name, {}).get("value") or ""))


def _selected(values: Mapping[str, Mapping[str, Any]], name: str) -> str:
    selected = values.get(name, {}).get("selected_option") or {}
    return str(selected.get("value", ""))


def _meeting(values: Mapping[str, Mapping[str, Any]], only_pair: int | None) -> FormMeeting | None:
    minutes = _selected(values, ids.MINUTES)
    if not minutes:
        return None
    pair = _selected(values, ids.MET_WITH)
    return FormMeeting(ids.read_id(minutes), ids.read_id(pair) if pair else only_pair)


def form_errors(w: Wording, form: FormInput) -> dict[str, str]:
    """Return what Slack shows on the fields, by block id; empty when the form can be saved."""
    errors: dict[str, str] = {}
    for name, problem in problems(form.answers).items():
        if problem is Problem.EMPTY:
            sentence = w.plain("checkins.form.empty")
        else:
            limit = LONG_ANSWER if name in LONG_FIELDS else SHORT_ANSWER
            length = len(getattr(form.answers, name))
            sentence = w.plain("checkins.form.too_long", length=length, limit=limit)
        errors[form.block_ids.get(name, name)] = sentence
    if form.meeting is not None and form.meeting.pair_id is None:
        block_id = form.block_ids.get(ids.MET_WITH, ids.MET_WITH)
        errors[block_id] = w.plain("checkins.form.met_with_needed")
    return errors
