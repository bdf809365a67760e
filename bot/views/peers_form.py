"""The form in which a win or a challenge is shared or edited, and what is read back from it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.wording import Markup, Wording, escape
from bot.domain.checkins import Audience, written
from bot.domain.peers import LONGEST, THANKED, Flaw, Help, Reach, ShareForm, ShareKind, Wish
from bot.views import ids
from bot.views.blocks import OPTION_TEXT, Element, choice, clip, context, field, modal, option, text_input, units
from bot.views.button_values import reach_value, read_reach_value
from bot.views.form_ids import form_id
from bot.views.home_pairs import paragraphs
from bot.views.message import Block

Modal = dict[str, Any]
FIELDS = {"words": ids.WORDS, "so_what": ids.SO_WHAT, "help": ids.HELP}
MOST_REACHES = 10  # radio buttons that Slack takes
STAYS = "stays"  # the option that leaves what is shared where it is


@dataclass(frozen=True, slots=True)
class ShareRead:
    """What a form holds. `member_id` and `audience` are None where what is shared (`share_id`) stays where it is."""

    wish: Wish
    member_id: int | None
    audience: Audience | None
    share_id: int
    suggestion_id: int


def share_modal(w: Wording, form: ShareForm) -> Modal:
    """Compose the form. Nothing is chosen for whom to share with: that is asked, never assumed."""
    wish, kind = form.wish, form.wish.kind.value
    words = text_input(wish.words, LONGEST)
    label, hint = w.plain(f"peers.form.{kind}_words"), w.plain("peers.form.hint")
    blocks: list[Block] = [field(ids.WORDS, label, words, hint, optional=False)]
    if wish.kind is ShareKind.CHALLENGE:
        blocks += _challenge_fields(w, wish)
    if form.share_id and len(form.reaches) == 1:
        blocks.append(context(_stays(w, form.reaches[0])))
    elif form.share_id:
        blocks += [_moves(w, form), *_readers(w, form.reaches)]
    else:
        blocks.append(field(ids.AUDIENCE, w.plain("peers.form.audience"), _audiences(w, form.reaches), optional=False))
        blocks += _readers(w, form.reaches)
    if wish.kind is ShareKind.WIN:
        blocks.append(_thanks_field(w, wish.thanked))
    blocks.append(context(w.mrkdwn("peers.form.named")))
    metadata = json.dumps({"kind": kind, "share": form.share_id, "suggestion": form.suggestion_id})
    submit = w.plain("peers.form.save") if form.share_id else w.plain("peers.form.submit")
    title = w.plain(f"peers.form.{kind}")
    return modal(ids.SHARE_MODAL, title, blocks, w.plain("peers.form.close"), submit, metadata)


def _challenge_fields(w: Wording, wish: Wish) -> list[Block]:
    so_what, hint = text_input(wish.so_what, LONGEST), w.plain("peers.form.so_what_hint")
    options = {kind: option(w.plain(f"peers.form.help_{kind.value}"), kind.value) for kind in Help}
    boxes: Element = {"type": "checkboxes", "action_id": ids.FORM_VALUE, "options": list(options.values())}
    if wish.help:
        boxes["initial_options"] = [options[kind] for kind in Help if kind in wish.help]
    return [
        field(ids.SO_WHAT, w.plain("peers.form.so_what"), so_what, hint, optional=False),
        field(ids.HELP, w.plain("peers.form.help"), boxes, optional=False),
    ]


def _audiences(w: Wording, reaches: Sequence[Reach]) -> Element:
    return choice("radio_buttons", ids.FORM_VALUE, _reach_options(w, reaches)[:MOST_REACHES])


def _reach_options(w: Wording, reaches: Sequence[Reach]) -> list[Element]:
    several = len({reach.program for reach in reaches}) > 1
    return [
        option(_reach_words(w, reach, several), reach_value(reach.audience.value, reach.member_id)) for reach in reaches
    ]


def _moves(w: Wording, form: ShareForm) -> Block:
    """Return the field that lets it stay with whom it is shared, or move to others."""
    present, *others = form.reaches
    as_now = w.plain(f"peers.form.as_now_{present.audience.value}", names=_names(w, present))
    if not _fits(as_now):
        as_now = w.plain("peers.form.as_now_partners", count=len(present.partners))
    stays = option(as_now, STAYS)
    options = [stays, *_reach_options(w, others)][:MOST_REACHES]
    hint = w.plain(f"peers.form.moves_{form.wish.kind.value}")
    boxes = choice("radio_buttons", ids.FORM_VALUE, options, stays)
    return field(ids.AUDIENCE, w.plain("peers.form.audience"), boxes, hint, optional=False)


def _reach_words(w: Wording, reach: Reach, several: bool) -> str:
    key = f"peers.form.{reach.audience.value}_of" if several else f"peers.form.{reach.audience.value}"
    program = clip(reach.program, 25)
    words = w.plain(key, names=_names(w, reach), program=program)
    if reach.audience is not Audience.PAIR or _fits(words):
        return words
    key = "peers.form.partners_of" if several else "peers.form.partners"
    return w.plain(key, count=len(reach.partners), program=program)


def _names(w: Wording, reach: Reach) -> str:
    return w.series([clip(name, 30) for name in reach.partners])


def _fits(words: str) -> bool:
    """Say whether an option can hold all of these words."""
    return units(words) <= OPTION_TEXT


def _readers(w: Wording, reaches: Sequence[Reach]) -> list[Block]:
    """Name the partners behind an option that has no room for them: every reader is named before it is sent."""
    of_pairs = [reach for reach in reaches if reach.audience is Audience.PAIR]
    longest = [w.plain("peers.form.pair_of", names=_names(w, one), program=clip(one.program, 25)) for one in of_pairs]
    lines: list[Markup] = []
    for one, words in zip(of_pairs, longest, strict=True):
        if not _fits(words):
            lines.append(w.mrkdwn("peers.form.partners_are", program=one.program))
            lines += [escape(f"• {clip(name, 60)}") for name in one.partners]
    return paragraphs(lines) if lines else []


def _stays(w: Wording, reach: Reach) -> str:
    return w.mrkdwn(f"peers.form.stays_{reach.audience.value}", names=w.listing(reach.partners))


def _thanks_field(w: Wording, thanked: Sequence[str]) -> Block:
    people: Element = {"type": "multi_users_select", "action_id": ids.FORM_VALUE, "max_selected_items": THANKED}
    if thanked:
        people["initial_users"] = list(thanked)
    return field(ids.THANKED, w.plain("peers.form.thanked"), people, w.plain("peers.form.thanked_hint"))


def read_share(view: Mapping[str, Any], slack_id: str) -> ShareRead:
    """Read the form of somebody. Raises AttributeError, KeyError, TypeError or ValueError for what is none of ours."""
    values, metadata = view["state"]["values"], json.loads(view["private_metadata"])
    boxes = _value(values, ids.HELP).get("selected_options") or []
    wish = Wish(
        ShareKind(metadata["kind"]),
        written(_value(values, ids.WORDS).get("value") or ""),
        written(_value(values, ids.SO_WHAT).get("value") or ""),
        frozenset(Help(box["value"]) for box in boxes),
        tuple(_value(values, ids.THANKED).get("selected_users") or ()),
        form_id(view, slack_id),
    )
    chosen = _value(values, ids.AUDIENCE).get("selected_option")
    to = chosen["value"] if chosen else STAYS
    audience, member_id = read_reach_value(to) if to != STAYS else (None, None)
    read = Audience(audience) if audience is not None else None
    return ShareRead(wish, member_id, read, int(metadata["share"]), int(metadata["suggestion"]))


def _value(values: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = values.get(block_id, {}).get(ids.FORM_VALUE, {})
    return found


def share_errors(w: Wording, wish: Wish, found: Mapping[str, Flaw]) -> dict[str, str]:
    """Return what keeps a form from being taken, by the field it stands on."""
    return {FIELDS[name]: _said(w, wish, name, flaw) for name, flaw in found.items()}


def _said(w: Wording, wish: Wish, name: str, flaw: Flaw) -> str:
    if name == "help":
        return w.plain("peers.form.help_empty")
    if flaw is Flaw.EMPTY:
        return w.plain("peers.form.empty")
    length = len(wish.words if name == "words" else wish.so_what)
    return w.plain("peers.form.too_long", length=length, limit=LONGEST)
