"""The thread of a challenge and what is said around it: its beginning, questions, its end, and what the bot asks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.checkins import written
from bot.domain.peer_feedback import QUESTION_LENGTH
from bot.domain.peers import LONGEST, Flaw, Help, flaw_of
from bot.views import ids
from bot.views.blocks import actions, button, clip, context, field, mention, modal, quote, section, spoken, text_input
from bot.views.button_values import read_id
from bot.views.form_ids import form_id
from bot.views.menus import own_menu
from bot.views.message import Block, Message
from bot.views.peers import say, wanted
from bot.views.places import leading, place

Modal = dict[str, Any]
STARTERS = {Help.QUESTIONS: 5, Help.EXPERIENCE: 3, Help.IDEAS: 3, Help.LISTENING: 3}  # in `peers.yaml`
STARTERS_SHOWN = 3
THANKED = 20


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody to be named."""

    name: str
    slack_id: str | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """The channel in which challenges stand, by its id, or the home group's conversation, by its address; and the
    address of the thread if it is one challenge's, where that is known.
    """

    channel: str
    thread: str = ""


def _about(w: Wording, key: str, where: Where, what: str = "peers.challenge.your", **said: Markup) -> tuple[str, str]:
    """Return a sentence about challenges, with a link to the thread and without one, as it is read aloud."""
    shown, plain = (leading(w, what, address) for address in (where.thread, ""))
    there = {"channel": place(w, where.channel), **said}
    return w.mrkdwn(key, challenge=shown, **there), w.mrkdwn(key, challenge=plain, **there)


def thread_begin(w: Wording, who: Who, kinds: frozenset[Help]) -> Message:
    """Compose the first message in a thread: what would help, and in which order."""
    order = [w.mrkdwn("peers.thread.order")]
    if kinds == {Help.LISTENING}:
        order = [w.mrkdwn("peers.thread.listening")]
    elif Help.IDEAS in kinds:
        order.append(w.mrkdwn("peers.thread.advice_asked"))
    else:
        order.append(w.mrkdwn("peers.thread.advice_not"))
    named = mention(who.slack_id, who.name)
    shown = w.mrkdwn("peers.thread.wanted", name=named, kinds=wanted(w, kinds))
    plain = w.mrkdwn("peers.thread.wanted", name=who.name, kinds=wanted(w, kinds))
    return Message(spoken(plain, *order), [section(shown), section(" ".join(order))])


def question(w: Wording, who: Who, words: str) -> Message:
    """Compose a question in a thread, as its author's."""
    shown = w.mrkdwn("peers.thread.asks", name=mention(who.slack_id, who.name))
    return Message(spoken(w.mrkdwn("peers.thread.asks", name=who.name)), [section(shown), quote(words)])


def thread_end(w: Wording, who: Who, words: str, took_part: Sequence[str]) -> Message:
    """Compose the end of a thread: the author's Now What, and thanks to those who took part (Slack ids)."""
    shown = w.mrkdwn("peers.thread.closes", name=mention(who.slack_id, who.name))
    blocks, text = [section(shown), quote(words)], [w.mrkdwn("peers.thread.closes", name=who.name)]
    if took_part:
        thanks = w.mrkdwn("peers.thread.thanks", names=_mentions(w, took_part, THANKED))
        blocks, text = [*blocks, section(thanks)], [*text, thanks]
    return Message(spoken(*text), blocks)


def _mentions(w: Wording, slack_ids: Sequence[str], at_most: int = 3) -> Markup:
    return w.listing([Markup(f"<@{slack_id}>") for slack_id in slack_ids], at_most)


# --- what its author hears


def replies(w: Wording, share_ids: Sequence[int], took_part: Sequence[str], where: Where) -> Message:
    """Compose the news that there are replies to one or several challenges; nothing is left to say without any."""
    if not share_ids:
        return say(w.mrkdwn("peers.replies.gone"))
    key = "peers.replies.single" if len(share_ids) == 1 else "peers.replies.several"
    shown, line = _about(w, key, where, names=_mentions(w, took_part))
    hint = w.mrkdwn("peers.replies.now_what")
    blocks: list[Block] = [section(shown)]
    if len(share_ids) == 1:
        blocks += [_now_what_row(w, share_ids[0]), context(hint)]
        return Message(spoken(line, hint), blocks)
    return Message(spoken(line), blocks)


def ask_now_what(w: Wording, share_id: int, took_part: Sequence[str], where: Where, *, closed: bool) -> Message:
    """Compose the question for the Now What."""
    if closed:
        return say(w.mrkdwn("peers.now_what.done"))
    shown, line = _about(w, "peers.now_what.ask", where, names=_mentions(w, took_part))
    return Message(spoken(line), [section(shown), _now_what_row(w, share_id, menu=True)])


def _now_what_row(w: Wording, share_id: int, *, menu: bool = False) -> Block:
    pressed = button(w.plain("peers.now_what.button"), ids.NOW_WHAT, str(share_id))
    return actions([pressed, own_menu(w)] if menu else [pressed])


def follow_up(w: Wording, share_id: int, words: str, outcome: str = "") -> Message:
    """Compose the question what came of a step, answered right there, or what its author wrote (`outcome`)."""
    win = button(w.plain("peers.follow_up.win"), ids.SHARE_OUTCOME, str(share_id))
    if outcome:
        line, alone = w.mrkdwn("peers.follow_up.kept"), w.mrkdwn("peers.follow_up.alone")
        return Message(spoken(line, alone), [section(line), quote(outcome), context(alone), actions([win])])
    line = w.mrkdwn("peers.follow_up.ask")
    hint = w.plain("peers.follow_up.hint")
    typed = field(ids.OUTCOME, w.plain("peers.follow_up.words"), text_input("", LONGEST), hint)
    row = [
        button(w.plain("peers.follow_up.keep"), ids.OUTCOME_KEEP, str(share_id), style="primary"),
        win,
        button(w.plain("peers.follow_up.again"), ids.CHALLENGE_AGAIN, str(share_id)),
        own_menu(w),
    ]
    step = w.mrkdwn("peers.follow_up.step")
    return Message(spoken(line), [section(line), context(step), quote(words), typed, actions(row)])


def read_outcome(body: Mapping[str, Any]) -> str:
    """Read what stands in the field of the question what came of it. Raises KeyError or TypeError for anything else."""
    values = (body.get("state") or {}).get("values") or {}
    return written((values.get(ids.OUTCOME) or {}).get(ids.FORM_VALUE, {}).get("value") or "")


def outcome_missing(w: Wording) -> Message:
    """Say that nothing is written yet."""
    return say(w.mrkdwn("peers.follow_up.empty"))


# --- what peers and mentors are asked


def alone(
    w: Wording,
    who: Sequence[Who],
    share_ids: Sequence[int],
    where: Where,
    *,
    mentor: bool = False,
    listening: bool = False,
) -> Message:
    """Compose the request to look at challenges that nobody has replied to; at least one of them needs it, or none.
    `listening`: their authors want nothing but to be heard.
    """
    if not share_ids:
        return say(w.mrkdwn("peers.alone.settled"))
    key = "peers.alone.mentor" if mentor else "peers.alone.listening" if listening else "peers.alone.peers"
    shown, _ = _about(
        w, key, where, "peers.challenge.a", names=w.listing([mention(each.slack_id, each.name) for each in who])
    )
    text = [_about(w, key, where, "peers.challenge.a", names=w.listing([each.name for each in who]))[1]]
    blocks: list[Block] = [section(shown)]
    menu = [] if mentor else [own_menu(w)]
    if len(share_ids) == 1:
        blocks.append(actions([button(w.plain("peers.post.ask"), ids.QUESTION_ASK, str(share_ids[0])), *menu]))
    else:
        several = w.mrkdwn("peers.alone.several")
        blocks, text = [*blocks, context(several)], [*text, several]
    return Message(spoken(*text), blocks)


def unheard(w: Wording, share_id: int, where: Where) -> Message:
    """Tell an author that nobody has replied, with what they can do about it."""
    shown, line = _about(w, "peers.unheard.said", where)
    others = button(w.plain("peers.unheard.others"), ids.SHARE_EDIT, str(share_id))
    pressed = button(w.plain("peers.now_what.button"), ids.NOW_WHAT, str(share_id))
    return Message(spoken(line), [section(shown), actions([others, pressed, own_menu(w)])])


def heard(w: Wording) -> Message:
    """Say that a challenge which nobody had replied to needs nothing more."""
    return say(w.mrkdwn("peers.unheard.settled"))


# --- forms


def question_modal(w: Wording, share_id: int, author: str, kinds: frozenset[Help]) -> Modal:
    """Compose the form for an open question, with beginnings that fit what the challenge asks for."""
    starters = "\n".join(f"• {line}" for line in _starters(w, share_id, kinds))
    blocks = [
        section(w.mrkdwn("peers.question.about", name=clip(author, 60))),
        field(
            ids.WORDS,
            w.plain("peers.question.words"),
            text_input("", QUESTION_LENGTH),
            w.plain("peers.question.hint"),
            optional=False,
        ),
        context(f"{w.mrkdwn('peers.question.starters')}\n{starters}"),
    ]
    title, submit = w.plain("peers.question.title"), w.plain("peers.question.submit")
    metadata = json.dumps({"share": share_id})
    return modal(ids.QUESTION_MODAL, title, blocks, w.plain("peers.question.close"), submit, metadata)


def _starters(w: Wording, share_id: int, kinds: frozenset[Help]) -> list[str]:
    """Return beginnings of the kinds that are wanted in turn, others for the next challenge."""
    wanted_kinds = [kind for kind in Help if kind in kinds]
    found = []
    for n in range(STARTERS_SHOWN):
        kind = wanted_kinds[n % len(wanted_kinds)]
        number = (share_id + n // len(wanted_kinds)) % STARTERS[kind]
        found.append(str(w.mrkdwn(f"peers.starters.{kind.value}.{number}")))
    return found


def read_question(view: Mapping[str, Any], slack_id: str) -> tuple[int, str, str]:
    """Read challenge id, words, and the id of somebody's form. Raises KeyError, TypeError or ValueError."""
    words = written(view["state"]["values"][ids.WORDS][ids.FORM_VALUE].get("value") or "")
    return read_id(json.loads(view["private_metadata"])["share"]), words, form_id(view, slack_id)


def question_errors(w: Wording, words: str) -> dict[str, str]:
    """Return what keeps a question from being asked, by its field."""
    if not words:
        return {ids.WORDS: w.plain("peers.form.empty")}
    if len(words) > QUESTION_LENGTH:
        return {ids.WORDS: w.plain("peers.question.too_long", length=len(words), limit=QUESTION_LENGTH)}
    return {}


def closed_meanwhile(w: Wording) -> dict[str, str]:
    """Return what the form for a question says whose challenge asks for nothing any more."""
    return {ids.WORDS: w.plain("peers.question.closed")}


def now_what_modal(w: Wording, share_id: int, words: str, *, closed: bool) -> Modal:
    """Compose the form for a Now What; `closed` says that it edits the one that stands in the thread."""
    blocks = [
        field(
            ids.WORDS,
            w.plain("peers.now_what.words"),
            text_input(words, LONGEST),
            w.plain("peers.now_what.hint"),
            optional=False,
        )
    ]
    title = w.plain("peers.now_what.title")
    submit = w.plain("peers.now_what.save") if closed else w.plain("peers.now_what.submit")
    metadata = json.dumps({"share": share_id, "closed": closed})
    return modal(ids.NOW_WHAT_MODAL, title, blocks, w.plain("peers.now_what.close"), submit, metadata)


def read_now_what(view: Mapping[str, Any]) -> tuple[int, str, bool]:
    """Read challenge id, words, and whether the form showed a closed thread. Raises KeyError, TypeError, ValueError."""
    metadata = json.loads(view["private_metadata"])
    words = written(view["state"]["values"][ids.WORDS][ids.FORM_VALUE].get("value") or "")
    return read_id(metadata["share"]), words, bool(metadata["closed"])


def now_what_errors(w: Wording, words: str) -> dict[str, str]:
    """Return what keeps a Now What from being taken, by its field."""
    flaw = flaw_of(words)
    if flaw is Flaw.EMPTY:
        return {ids.WORDS: w.plain("peers.form.empty")}
    if flaw is Flaw.LONG:
        return {ids.WORDS: w.plain("peers.form.too_long", length=len(words), limit=LONGEST)}
    return {}


def already_closed(w: Wording) -> dict[str, str]:
    """Return what a form says that was open while another one closed the thread."""
    return {ids.WORDS: w.plain("peers.now_what.already")}
