"""What is read back from the check-in modal, and what its fields and options mean.

Field rules live in `bot.domain.checkins`, the modal itself in `bot.views.checkin_form`.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from dataclasses import field as data_field
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.checkins import LONG_ANSWER, SHORT_ANSWER, Answers, Audience, Problem, problems, written
from bot.views import checkin_drafts, ids
from bot.views.button_values import read_id
from bot.views.checkin_drafts import Carried

WIN_OPTION = "win"
CHALLENGE_OPTION = "challenge"
GROUP_WIN_OPTION = "group_win"
GROUP_CHALLENGE_OPTION = "group_challenge"
PARTNER_PREFIX = "partner:"

# Of two that are ticked for one part the first holds: everybody includes the home group.
WIN_OPTIONS = {WIN_OPTION: Audience.COMMUNITY, GROUP_WIN_OPTION: Audience.GROUP}
CHALLENGE_OPTIONS = {CHALLENGE_OPTION: Audience.COMMUNITY, GROUP_CHALLENGE_OPTION: Audience.GROUP}

# Fields by block id, in the order in which the form shows them.
LONG_FIELDS = (ids.WENT_WELL, ids.HARD, ids.NEXT_STEP)
MORE_FIELDS = (ids.ANSWER, ids.LOOKING_FORWARD, ids.OWN_SCHOOL)


@dataclass(frozen=True, slots=True)
class FormMeeting:
    """A meeting entered in the form. `pair_id` is None when it takes a choice that was not made."""

    minutes: int
    pair_id: int | None


@dataclass(frozen=True, slots=True)
class FormInput:
    """What the form holds. `member_id` is the chosen program's, `shown` that whose fields it shows. `answers` are
    stripped; fields that were not shown are empty. `block_ids` says under which block id each field stands, for errors.
    """

    member_id: int
    shown: int
    week: date
    answers: Answers
    readers: frozenset[int]
    win_audience: Audience
    challenge_audience: Audience
    meeting: FormMeeting | None
    expanded: bool
    question_key: str
    carried: Carried
    block_ids: Mapping[str, str] = data_field(default_factory=dict)

    @property
    def of_saved(self) -> bool:
        """Say whether the fields are those of a check-in that is saved."""
        return self.block_ids.get(ids.WENT_WELL, ids.WENT_WELL) != ids.WENT_WELL


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
        member_id=read_id(chosen or meta["member"]),
        shown=read_id(meta["member"]),
        week=date.fromisoformat(meta["week"]),
        answers=Answers(**{name: _text(values, name) for name in (*LONG_FIELDS, *MORE_FIELDS)}),
        readers=frozenset(read_id(v.removeprefix(PARTNER_PREFIX)) for v in ticked if v.startswith(PARTNER_PREFIX)),
        win_audience=_ticked(WIN_OPTIONS, ticked),
        challenge_audience=_ticked(CHALLENGE_OPTIONS, ticked),
        meeting=_meeting(values, meta.get("pair")),
        expanded=bool(meta["more"]),
        question_key=meta["question"],
        carried=Carried(meta["version"], int(meta.get("put_back", 0)), checkin_drafts.unpack(meta.get("drafts", ""))),
        block_ids=block_ids,
    )


def _ticked(audiences: Mapping[str, Audience], ticked: Collection[str]) -> Audience:
    return next((audience for value, audience in audiences.items() if value in ticked), Audience.PAIR)


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
    return FormMeeting(read_id(minutes), read_id(pair) if pair else only_pair)


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
