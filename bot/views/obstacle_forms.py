"""The forms around obstacles: what is in the way, and what coordinators do about it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.matching import Match
from bot.domain.nudges import TELLABLE, Why
from bot.domain.obstacles import HELPED_LENGTH, WORDS_LENGTH, Told
from bot.views import ids
from bot.views.blocks import (
    Element,
    choice,
    clip,
    field,
    modal,
    option,
    quote,
    section,
    text_input,
    utf16,
)
from bot.views.button_values import read_id
from bot.views.matches import reasons

Modal = dict[str, Any]
YES = "yes"


@dataclass(frozen=True, slots=True)
class PairNames:
    """The two of a pair, by name and person id; the mentors who would suit a mentee whose pair ended."""

    mentor: str
    mentee: str
    mentor_id: int = 0
    mentee_id: int = 0
    suited: Sequence[Match] = ()


# --- the member's form


def obstacle_modal(w: Wording, pair_id: int, partner: str, before: Told | None = None) -> Modal:
    """Compose the form that asks what is in the way of meeting `partner`; `before` is what was said and is open."""
    options = [option(w.plain(f"obstacles.form.option.{why.value}"), why.value) for why in TELLABLE]
    initial = next((each for each in options if before and each["value"] == before.why.value), None)
    name = clip(partner, 60)
    share = option(w.plain("obstacles.form.share_yes", name=name), YES)
    box: Element = {"type": "checkboxes", "action_id": ids.FORM_VALUE, "options": [share]}
    if before is not None and before.shared:
        box["initial_options"] = [share]
    words = text_input(before.words if before else "", WORDS_LENGTH)
    reasons = choice("radio_buttons", ids.FORM_VALUE, options, initial)
    blocks = [
        section(w.mrkdwn("obstacles.form.about", name=name)),
        field(ids.WHY, w.plain("obstacles.form.why"), reasons, optional=False),
        field(ids.WORDS, w.plain("obstacles.form.words"), words, w.plain("obstacles.form.words_hint")),
        field(ids.SHARE, w.plain("obstacles.form.share"), box, w.plain("obstacles.form.share_hint")),
    ]
    return _form(w, ids.OBSTACLE_MODAL, "form", blocks, {"pair": pair_id})


def read_obstacle(view: Mapping[str, Any]) -> tuple[int, Told]:
    """Read pair id and answer from the form. Raises KeyError, TypeError or ValueError."""
    values = view["state"]["values"]
    why = Why(values[ids.WHY][ids.FORM_VALUE]["selected_option"]["value"])
    ticked = values[ids.SHARE][ids.FORM_VALUE].get("selected_options") or []
    return _subject(view, "pair"), Told(why, _words(values, ids.WORDS), shared=bool(ticked))


# --- the coordinators' forms


def read_modal(w: Wording, author: str, partner: str, words: str, *, shared: bool = False) -> Modal:
    """Compose what a coordinator reads; without an author nobody has said anything."""
    if not author:
        blocks = [section(w.mrkdwn("obstacles.read.silent"))]
    else:
        names = {"name": clip(author, 60), "partner": clip(partner, 60)}
        about = w.mrkdwn("obstacles.read.shared", **names) if shared else w.mrkdwn("obstacles.read.about", **names)
        said = quote(words) if words else section(w.mrkdwn("obstacles.read.nothing", **names))
        blocks = [section(about), said]
    title, close = w.plain("obstacles.read.title"), w.plain("obstacles.read.close")
    return modal(ids.OBSTACLE_READ_MODAL, title, blocks, close, metadata="{}")  # it may stand over a list


def write_modal(w: Wording, obstacle_id: int, pair: PairNames) -> Modal:
    """Compose the form in which a coordinator writes to one or both of a pair."""
    both = w.plain("obstacles.write.both", mentor=clip(pair.mentor, 30), mentee=clip(pair.mentee, 30))
    options = [
        option(both, f"{pair.mentor_id},{pair.mentee_id}"),
        option(pair.mentor, str(pair.mentor_id)),
        option(pair.mentee, str(pair.mentee_id)),
    ]
    to = choice("radio_buttons", ids.FORM_VALUE, options, options[0])
    words = text_input("", WORDS_LENGTH)
    blocks = [
        section(w.mrkdwn("obstacles.write.about")),
        field(ids.TO, w.plain("obstacles.write.to"), to, optional=False),
        field(ids.WORDS, w.plain("obstacles.write.words"), words, w.plain("obstacles.write.words_hint"), False),
    ]
    return _form(w, ids.OBSTACLE_WRITE_MODAL, "write", blocks, {"obstacle": obstacle_id})


def read_write(view: Mapping[str, Any]) -> tuple[int, list[int], str]:
    """Read obstacle id, the person ids to write to, and the message. Raises KeyError, TypeError or ValueError."""
    values = view["state"]["values"]
    to = str(values[ids.TO][ids.FORM_VALUE]["selected_option"]["value"]).split(",")
    return _subject(view, "obstacle"), [read_id(each) for each in to], _words(values, ids.WORDS)


def close_modal(w: Wording, obstacle_id: int) -> Modal:
    """Compose the form that closes an obstacle."""
    words = text_input("", HELPED_LENGTH)
    blocks = [field(ids.HELPED, w.plain("obstacles.close.helped"), words, w.plain("obstacles.close.helped_hint"))]
    return _form(w, ids.OBSTACLE_CLOSE_MODAL, "close", blocks, {"obstacle": obstacle_id})


def read_close(view: Mapping[str, Any]) -> tuple[int, str]:
    """Read obstacle id and what helped. Raises KeyError, TypeError or ValueError."""
    return _subject(view, "obstacle"), _words(view["state"]["values"], ids.HELPED)


def hold_modal(w: Wording, pair_id: int, pair: PairNames) -> Modal:
    """Compose the form that puts a pair on hold."""
    picker: Element = {"type": "datepicker", "action_id": ids.FORM_VALUE}
    blocks = [
        section(w.mrkdwn("obstacles.hold.about", mentor=clip(pair.mentor, 60), mentee=clip(pair.mentee, 60))),
        field(ids.UNTIL, w.plain("obstacles.hold.until"), picker, w.plain("obstacles.hold.until_hint")),
    ]
    return _form(w, ids.PAIR_HOLD_MODAL, "hold", blocks, {"pair": pair_id})


def read_hold(view: Mapping[str, Any]) -> tuple[int, date | None]:
    """Read pair id and the first day after the hold. Raises KeyError, TypeError or ValueError."""
    chosen = view["state"]["values"][ids.UNTIL][ids.FORM_VALUE].get("selected_date")
    return _subject(view, "pair"), date.fromisoformat(chosen) if chosen else None


def end_modal(w: Wording, pair_id: int, pair: PairNames) -> Modal:
    """Compose the form that ends a pair, with a new mentor for its mentee if there is one."""
    names = {"mentor": clip(pair.mentor, 60), "mentee": clip(pair.mentee, 60)}
    reason = text_input("", HELPED_LENGTH)
    mentor: Element = {"type": "users_select", "action_id": ids.FORM_VALUE}
    who, hint = w.plain("obstacles.end.mentor", mentee=names["mentee"]), w.plain("obstacles.end.mentor_hint")
    blocks = [
        section(w.mrkdwn("obstacles.end.about", **names)),
        field(ids.WORDS, w.plain("obstacles.end.reason"), reason, w.plain("obstacles.end.reason_hint"), False),
        field(ids.NEW_MENTOR, who, mentor, hint),
    ]
    return _form(w, ids.PAIR_END_MODAL, "end", blocks, {"pair": pair_id})


def read_end(view: Mapping[str, Any]) -> tuple[int, str, str | None]:
    """Read pair id, reason and the new mentor's Slack id. Raises KeyError, TypeError or ValueError."""
    values = view["state"]["values"]
    mentor = values[ids.NEW_MENTOR][ids.FORM_VALUE].get("selected_user")
    return _subject(view, "pair"), _words(values, ids.WORDS), str(mentor) if mentor else None


def match_modal(w: Wording, pair_id: int, pair: PairNames) -> Modal:
    """Compose the form that gives the mentee of a pair that ended a new mentor."""
    mentee = clip(pair.mentee, 60)
    who, hint = w.plain("obstacles.match.mentor", mentee=mentee), w.plain("obstacles.match.mentor_hint")
    mentor: Element = {"type": "users_select", "action_id": ids.FORM_VALUE}
    lines = [
        w.mrkdwn("obstacles.match.suits", mentor=clip(each.mentor.name, 60), reasons=reasons(w, each))
        for each in pair.suited
    ]
    suited = [section("\n".join([w.mrkdwn("obstacles.match.suited", mentee=mentee), *lines]))] if lines else []
    blocks = [
        section(w.mrkdwn("obstacles.match.about", mentee=mentee)),
        *suited,
        field(ids.NEW_MENTOR, who, mentor, hint, optional=False),
    ]
    return _form(w, ids.PAIR_MATCH_MODAL, "match", blocks, {"pair": pair_id})


def read_match(view: Mapping[str, Any]) -> tuple[int, str]:
    """Read pair id and the new mentor's Slack id. Raises KeyError, TypeError or ValueError."""
    return _subject(view, "pair"), str(view["state"]["values"][ids.NEW_MENTOR][ids.FORM_VALUE]["selected_user"])


def too_long(w: Wording, block_id: str, words: str, limit: int) -> dict[str, str]:
    """Return what stands on a field whose text does not fit."""
    return {block_id: w.plain("obstacles.too_long", length=utf16(words), limit=limit)}


def _form(w: Wording, callback_id: str, form: str, blocks: Sequence[dict[str, Any]], about: Mapping[str, int]) -> Modal:
    title, submit = w.plain(f"obstacles.{form}.title"), w.plain(f"obstacles.{form}.submit")
    return modal(callback_id, title, blocks, w.plain(f"obstacles.{form}.close"), submit, json.dumps(about))


def _subject(view: Mapping[str, Any], name: str) -> int:
    return read_id(json.loads(view["private_metadata"])[name])


def _words(values: Mapping[str, Any], block_id: str) -> str:
    return str(values[block_id][ids.FORM_VALUE].get("value") or "").strip()
