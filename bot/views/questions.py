"""Coaching questions that people ask for: the modal that offers one, what is kept, and the community's post."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.checkins import written
from bot.domain.own_questions import ANSWER_LENGTH, Purpose
from bot.domain.pairs import Partner
from bot.domain.questions import Reason as Why
from bot.domain.refusals import Reason
from bot.domain.resources import Resource
from bot.views import ids, question_ids
from bot.views.blocks import (
    Element,
    actions,
    button,
    choice,
    clip,
    context,
    field,
    mention,
    modal,
    option,
    plain,
    quote,
    section,
    spoken,
    text_input,
    when,
)
from bot.views.button_values import read_id
from bot.views.message import Block, Message

_MOST_OPTIONS = 100
_WORDS_SHOWN = 600  # characters of a kept answer; ten of them stay below what a view may hold


@dataclass(frozen=True, slots=True)
class QuestionView:
    """A question as it is offered. `mentees` are those it could be for, `partner` the one it is for; `channel` is the
    community's id, empty without one.
    """

    draw_id: int
    purpose: Purpose
    question: str
    reason: str
    mentees: Sequence[Partner] = ()
    partner: Partner | None = None
    channel: str = ""
    resource: Resource | None = None


def help_message(w: Wording, unknown_argument: str = "") -> Message:
    """Compose the usage of /question; `unknown_argument` is what somebody typed and the bot does not know."""
    usage = w.mrkdwn("asking.help")
    if unknown_argument:
        usage = Markup(f"{w.mrkdwn('members.help.unknown', argument=clip(unknown_argument, 100))}\n{usage}")
    return Message(spoken(usage), [section(usage)])


def refusal(w: Wording, reason: Reason) -> Message:
    """Say why there is no such question, or no such form, for this person."""
    line = w.mrkdwn(f"asking.refusal.{reason.value}")
    return Message(spoken(line), [section(line)])


def question_modal(w: Wording, view: QuestionView) -> dict[str, Any]:
    """Compose the modal that offers a question."""
    blocks = [section(f"*{w.mrkdwn('asking.form.question', question=view.question)}*"), context(_why(w, view))]
    if view.resource is not None:
        blocks.append(context(resource_line(w, view.resource)))
    blocks += _purpose_blocks(w, view)
    blocks.append(actions(_buttons(w, view)))
    return modal(
        question_ids.QUESTION_MODAL,
        w.plain("asking.form.title"),
        blocks,
        close=w.plain("asking.form.close"),
        submit=w.plain(f"asking.form.submit_{view.purpose.value}"),
        metadata=json.dumps({"draw": view.draw_id}),
    )


def resource_line(w: Wording, resource: Resource) -> Markup:
    """Return the sentence that offers a resource beside a question."""
    link = link_to(w, resource)
    if resource.minutes is None:
        return w.mrkdwn("asking.form.resource", link=link)
    return w.mrkdwn("asking.form.resource_minutes", link=link, minutes=resource.minutes)


def link_to(w: Wording, resource: Resource) -> Markup:
    """Return a link that shows the resource's title."""
    address = resource.link.replace("&", "&amp;").replace("<", "%3C").replace(">", "%3E").replace("|", "%7C")
    return Markup(f"<{address}|{w.mrkdwn('asking.form.question', question=resource.title).replace('|', '∣')}>")


def _why(w: Wording, view: QuestionView) -> Markup:
    if view.purpose is Purpose.SELF:
        return w.mrkdwn(f"asking.why.{Why(view.reason).value}")
    return w.mrkdwn(f"asking.why_{view.purpose.value}")


def _purpose_blocks(w: Wording, view: QuestionView) -> list[Block]:
    if view.purpose is Purpose.COMMUNITY:
        return [context(w.mrkdwn("asking.form.everyone", channel=Markup(f"<#{view.channel}>")))]
    if view.purpose is Purpose.SELF:
        answer = text_input("", ANSWER_LENGTH)
        hint = w.plain("asking.form.answer_hint")
        block_id = f"{question_ids.QUESTION_ANSWER}:{view.draw_id}"
        return [field(block_id, w.plain("asking.form.answer"), answer, hint=hint)]
    blocks = [context(w.mrkdwn("asking.form.only_you"))]
    options = [option(partner.name, str(partner.pair_id)) for partner in view.mentees[:_MOST_OPTIONS]]
    chosen = str(view.partner.pair_id) if view.partner else ""
    initial = next((entry for entry in options if entry["value"] == chosen), None)
    select = choice("static_select", question_ids.QUESTION_FOR, options, initial)
    block = field(question_ids.QUESTION_PAIR, w.plain("asking.form.mentee"), select, optional=False)
    return [*blocks, {**block, "dispatch_action": True}]


_SWITCH = {
    Purpose.SELF: question_ids.QUESTION_SELF,
    Purpose.MENTEE: question_ids.QUESTION_MENTEE,
    Purpose.COMMUNITY: question_ids.QUESTION_COMMUNITY,
}


def _buttons(w: Wording, view: QuestionView) -> list[Element]:
    offered = {Purpose.SELF: True, Purpose.MENTEE: bool(view.mentees), Purpose.COMMUNITY: bool(view.channel)}
    pair_id = view.partner.pair_id if view.partner else 0
    buttons = [
        button(w.plain("asking.button.another"), question_ids.QUESTION_ANOTHER, purpose_value(view.purpose, pair_id))
    ]
    for purpose, possible in offered.items():
        if possible and purpose is not view.purpose:
            label = w.plain(f"asking.button.{purpose.value}")
            buttons.append(button(label, _SWITCH[purpose], purpose_value(purpose, 0)))
    return buttons


def purpose_value(purpose: Purpose, pair_id: int) -> str:
    """Return the button value that says what a question is for; `pair_id` is 0 where it is for no one pair."""
    return f"{purpose.value}:{pair_id}"


def read_purpose(value: str) -> tuple[Purpose, int | None]:
    """Return purpose and pair id of a `purpose_value`. Raises ValueError for anything else."""
    purpose, _, pair_id = value.partition(":")
    return Purpose(purpose), int(pair_id) or None


@dataclass(frozen=True, slots=True)
class QuestionInput:
    """What the modal holds. `answer` is stripped; `block_id` is where an error of the answer stands."""

    draw_id: int
    answer: str
    block_id: str


def read_question(view: Mapping[str, Any]) -> QuestionInput:
    """Read the modal as Slack sends it. Raises KeyError, TypeError or ValueError for anything else."""
    draw_id = read_id(json.loads(view["private_metadata"])["draw"])
    block_id = f"{question_ids.QUESTION_ANSWER}:{draw_id}"
    typed = view["state"]["values"].get(block_id, {}).get(ids.FORM_VALUE, {}).get("value")
    return QuestionInput(draw_id, written(str(typed or "")), block_id)


def answer_error(w: Wording, answer: str) -> str:
    """Return what Slack shows on the field when an answer is too long, else an empty text."""
    if len(answer) <= ANSWER_LENGTH:
        return ""
    return w.plain("asking.form.too_long", length=len(answer), limit=ANSWER_LENGTH)


def done_modal(w: Wording, purpose: Purpose, name: str, at: datetime | None, timezone: str) -> dict[str, Any]:
    """Compose what stands in the modal once a question is kept or will be asked (at the UTC moment `at`)."""
    if purpose is Purpose.COMMUNITY and at is not None:
        line = w.mrkdwn("asking.done.community", when=when(w, at, timezone))
    elif purpose is Purpose.MENTEE:
        line = w.mrkdwn("asking.done.mentee", name=name)
    else:
        line = w.mrkdwn("asking.done.self")
    return sentence_modal(w, line)


def sentence_modal(w: Wording, line: str) -> dict[str, Any]:
    """Compose a modal that only says something, where a form had stood."""
    title, close = w.plain("asking.done.title"), w.plain("asking.done.close")
    return modal(question_ids.QUESTION_DONE_MODAL, title, [section(line)], close=close)


@dataclass(frozen=True, slots=True)
class KeptView:
    """Something that a person kept; `name` is that of the mentee it is for, `asked` that everyone was asked it."""

    draw_id: int
    question: str
    answer: str = ""
    name: str = ""
    asked: bool = False


def kept_modal(w: Wording, kept: Sequence[KeptView], *, can_ask: bool) -> dict[str, Any]:
    """Compose the list of what somebody kept, at most ten; `can_ask` says that there is a community to ask."""
    blocks = [section(w.mrkdwn("asking.kept.intro" if kept else "asking.kept.none"))]
    for entry in kept:
        blocks += _kept_blocks(w, entry, can_ask)
    title, close = w.plain("asking.kept.title"), w.plain("asking.kept.close")
    return modal(question_ids.QUESTION_KEPT_MODAL, title, blocks, close=close)


def _kept_blocks(w: Wording, entry: KeptView, can_ask: bool) -> list[Block]:
    line = f"*{w.mrkdwn('asking.form.question', question=entry.question)}*"
    blocks = [section(line, _ask_button(w, entry.draw_id) if can_ask and not entry.asked else None)]
    if entry.answer:
        blocks.append(quote(clip(entry.answer, _WORDS_SHOWN)))
    notes = [w.mrkdwn("asking.kept.for_mentee", name=entry.name)] if entry.name else []
    notes += [w.mrkdwn("asking.kept.asked")] if entry.asked else []
    return [*blocks, context(*notes)] if notes else blocks


def _ask_button(w: Wording, draw_id: int) -> Element:
    confirm = {
        "title": plain(w.plain("asking.confirm.title")),
        "text": plain(w.plain("asking.confirm.text")),
        "confirm": plain(w.plain("asking.confirm.ask")),
        "deny": plain(w.plain("asking.confirm.close")),
    }
    asking = button(w.plain("asking.button.ask_everyone"), question_ids.QUESTION_TO_EVERYONE, str(draw_id))
    return {**asking, "confirm": confirm}


def community_question(w: Wording, question: str, name: str = "", slack_id: str | None = None) -> Message:
    """Compose the post in the community's channel: of the program, or of the member who asks."""
    if name:
        shown = w.mrkdwn("asking.post.member", name=mention(slack_id, name), question=question)
        text = w.mrkdwn("asking.post.member", name=name, question=question)
    else:
        shown = text = w.mrkdwn("asking.post.rhythm", question=question)
    how = w.mrkdwn("asking.post.how")
    return Message(spoken(text, how), [section(shown), context(how)])
