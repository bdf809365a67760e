"""The forms to plan an observation and to look back on it."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.observations import DETAIL_LENGTH, VISIT_MINUTES, WORDS_LENGTH, Flaw, ObservationKind, Plan
from bot.views import ids
from bot.views.blocks import Element, choice, clip, field, modal, option, section, text_input
from bot.views.button_values import read_id

Modal = dict[str, Any]
FIELDS = {Flaw.PAST: ids.DAY, Flaw.OUTSIDE: ids.DAY, Flaw.LONG: ids.PERIOD}
USUAL_MINUTES = 45


def observe_modal(
    w: Wording, pairs: Sequence[tuple[int, str]], *, cover_on: bool, done: int = 0, target: int = 0
) -> Modal:
    """Compose the form; `pairs` are pair id and partner's name (not empty), `target` is 0 where there is none."""
    about = [section(w.mrkdwn("observations.form.about"))]
    if target and len(pairs) == 1:
        about.append(section(w.mrkdwn("observations.form.target", done=done, target=target)))
    partners = [option(clip(name, 60), str(pair_id)) for pair_id, name in pairs[:100]]
    whom = choice("static_select", ids.FORM_VALUE, partners, partners[0] if len(partners) == 1 else None)
    kinds = [option(w.plain(f"observations.form.{kind.value}"), kind.value) for kind in ObservationKind]
    kind = choice("radio_buttons", ids.FORM_VALUE, kinds, kinds[0])
    picker: Element = {"type": "datepicker", "action_id": ids.FORM_VALUE}
    blocks = [
        *about,
        field(ids.PAIR, w.plain("observations.form.pair"), whom, optional=False),
        field(ids.DAY, w.plain("observations.form.day"), picker, optional=False),
        field(ids.KIND, w.plain("observations.form.kind"), kind, optional=False),
        field(ids.PERIOD, w.plain("observations.form.period"), _short(), w.plain("observations.form.period_hint")),
        field(ids.SUBJECT, w.plain("observations.form.subject"), _short(), w.plain("observations.form.subject_hint")),
    ]
    if cover_on:
        ask = option(w.plain("observations.form.cover_ask"), "ask")
        box: Element = {"type": "checkboxes", "action_id": ids.FORM_VALUE, "options": [ask]}
        blocks.append(field(ids.COVER, w.plain("observations.form.cover"), box))
    title, submit = w.plain("observations.form.title"), w.plain("observations.form.submit")
    return modal(ids.OBSERVE_MODAL, title, blocks, w.plain("observations.form.close"), submit)


def _short() -> Element:
    return {"type": "plain_text_input", "action_id": ids.FORM_VALUE, "max_length": DETAIL_LENGTH}


def read_observe(view: Mapping[str, Any]) -> tuple[int, Plan]:
    """Read pair id and plan from the form. Raises KeyError, TypeError or ValueError."""
    values = view["state"]["values"]
    cover = values.get(ids.COVER, {}).get(ids.FORM_VALUE, {}).get("selected_options") or []
    plan = Plan(
        ObservationKind(values[ids.KIND][ids.FORM_VALUE]["selected_option"]["value"]),
        date.fromisoformat(values[ids.DAY][ids.FORM_VALUE]["selected_date"]),
        _words(values, ids.PERIOD),
        _words(values, ids.SUBJECT),
        bool(cover),
    )
    return read_id(values[ids.PAIR][ids.FORM_VALUE]["selected_option"]["value"]), plan


def observe_error(w: Wording, flaw: Flaw) -> dict[str, str]:
    """Return what keeps a plan from being saved, by the field it stands on."""
    return {FIELDS[flaw]: w.plain(f"observations.form.{flaw.value}")}


def reflect_modal(w: Wording, observation_id: int, partner: str, works: str = "", wonder: str = "") -> Modal:
    """Compose the form to look back, with what was written before."""
    lengths = [option(w.plain("observations.reflect.length", minutes=n), str(n)) for n in VISIT_MINUTES]
    usual = lengths[VISIT_MINUTES.index(USUAL_MINUTES)]
    length = choice("static_select", ids.FORM_VALUE, lengths, usual)
    seen, wondered = text_input(works, WORDS_LENGTH), text_input(wonder, WORDS_LENGTH)
    hint, counts = w.plain("observations.reflect.works_hint"), w.plain("observations.reflect.minutes_hint")
    blocks = [
        section(w.mrkdwn("observations.reflect.about", name=clip(partner, 60))),
        field(ids.WORKS, w.plain("observations.reflect.works"), seen, hint, optional=False),
        field(ids.WONDER, w.plain("observations.reflect.wonder"), wondered),
        field(ids.MINUTES, w.plain("observations.reflect.minutes"), length, counts, optional=False),
    ]
    title, submit = w.plain("observations.reflect.title"), w.plain("observations.reflect.submit")
    close, metadata = w.plain("observations.reflect.close"), json.dumps({"observation": observation_id})
    return modal(ids.REFLECT_MODAL, title, blocks, close, submit, metadata)


def read_reflect(view: Mapping[str, Any]) -> tuple[int, str, str, int]:
    """Read observation id, what works, what is wondered, and minutes. Raises KeyError, TypeError or ValueError."""
    values = view["state"]["values"]
    minutes = int(values[ids.MINUTES][ids.FORM_VALUE]["selected_option"]["value"])
    observation_id = read_id(json.loads(view["private_metadata"])["observation"])
    return observation_id, _words(values, ids.WORKS), _words(values, ids.WONDER), minutes


def _words(values: Mapping[str, Any], block_id: str) -> str:
    return str(values[block_id][ids.FORM_VALUE].get("value") or "").strip()
