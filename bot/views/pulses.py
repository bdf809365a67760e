"""The two questions of a term: asking, the form, what coordinators see, and the lines of the digest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.content.wording import Markup, Wording
from bot.domain.checkins import written
from bot.domain.pulses import LINE_LENGTH, SCALE, PulseAnswer, Trend, average, change
from bot.views import ids
from bot.views import pulse_ids as own
from bot.views.blocks import (
    actions,
    button,
    choice,
    clip,
    context,
    field,
    modal,
    option,
    quote,
    section,
    spoken,
    text_input,
)
from bot.views.button_values import read_id
from bot.views.message import Block, Message

ANSWERS_SHOWN = 40  # with two blocks each, of the hundred that Slack takes in a modal
NAME = 80
TERM_LENGTH = 32  # as the database keeps it


@dataclass(frozen=True, slots=True)
class ResultView:
    """A program's term with its answers by name, the latest first; `term` is its first and last local day, None
    before the program begins.
    """

    program: str
    term: tuple[date, date] | None
    answers: Sequence[tuple[str, PulseAnswer]] = ()


def asked(w: Wording, program: str, member_id: int, term: str, *, answered: bool) -> Message:
    """Compose the question, or the thanks."""
    named = {"program": clip(program, NAME)}
    value = f"{member_id}:{term}"
    if answered:
        thanks = w.mrkdwn("pulse.asked.thanks", **named)
        again = button(w.plain("pulse.asked.change"), own.PULSE_OPEN, value)
        return Message(spoken(thanks), [section(thanks), actions([again])])
    ask, readers = w.mrkdwn("pulse.asked.ask", **named), w.mrkdwn("pulse.asked.readers", **named)
    opens = button(w.plain("pulse.asked.open"), own.PULSE_OPEN, value, style="primary")
    return Message(spoken(ask, readers), [section(ask), actions([opens]), context(readers)])


def form_modal(
    w: Wording, member_id: int, term: str, program: str, before: PulseAnswer | None, *, in_pair: bool
) -> dict[str, Any]:
    """Compose the form, with what was answered before in the term; about the pair only for who is in one."""
    blocks = [_scale(w, "worth", own.PULSE_WORTH, before.worth if before else None)]
    if in_pair:
        blocks.append(_scale(w, "fit", own.PULSE_FIT, before.fit if before else None))
    line = text_input(before.line if before else "", LINE_LENGTH)
    blocks.append(field(own.PULSE_LINE, w.plain("pulse.form.line"), line, hint=w.plain("pulse.form.line_hint")))
    blocks.append(context(w.mrkdwn("pulse.form.readers", program=clip(program, NAME))))
    return modal(
        own.PULSE_MODAL,
        w.plain("pulse.form.title"),
        blocks,
        close=w.plain("pulse.form.close"),
        submit=w.plain("pulse.form.submit"),
        metadata=json.dumps({"member": member_id, "term": term}),
    )


def _scale(w: Wording, name: str, block_id: str, before: int | None) -> Block:
    options = [option(w.plain(f"pulse.form.{name}_scale.{n}"), str(n)) for n in reversed(SCALE)]
    chosen = next((one for one in options if one["value"] == str(before)), None)
    radios = choice("radio_buttons", ids.FORM_VALUE, options, chosen)
    return field(block_id, w.plain(f"pulse.form.{name}"), radios, optional=False)


@dataclass(frozen=True, slots=True)
class PulseInput:
    """What the form holds."""

    member_id: int
    term: str
    answer: PulseAnswer


def read_value(value: object) -> tuple[int, str]:
    """Return member id and term that the button holds. Raises TypeError or ValueError for what is none."""
    member_id, _, term = str(value).partition(":")
    return read_id(member_id), term[:TERM_LENGTH]


def read_form(view: Mapping[str, Any]) -> PulseInput:
    """Read the form. Raises KeyError, TypeError or ValueError for what is no such form."""
    held, state = json.loads(view["private_metadata"]), view["state"]["values"]
    fit = state.get(own.PULSE_FIT, {}).get(ids.FORM_VALUE, {}).get("selected_option")
    worth = int(state[own.PULSE_WORTH][ids.FORM_VALUE]["selected_option"]["value"])
    line = " ".join(written(str(state[own.PULSE_LINE][ids.FORM_VALUE].get("value") or "")).split())
    answer = PulseAnswer(worth, int(fit["value"]) if fit else None, line)
    return PulseInput(read_id(held["member"]), str(held["term"])[:TERM_LENGTH], answer)


def results_modal(w: Wording, results: Sequence[ResultView]) -> dict[str, Any]:
    """Compose what coordinators see: for each program the averages, then the answers with names."""
    blocks: list[Block] = []
    each = max(1, ANSWERS_SHOWN // max(1, len(results)))
    for one in results[:ANSWERS_SHOWN]:
        blocks += _result(w, one, each)
    blocks.append(context(w.mrkdwn("pulse.results.small")))
    return modal(own.PULSE_RESULTS_MODAL, w.plain("pulse.results.title"), blocks, w.plain("pulse.results.close"))


def _result(w: Wording, one: ResultView, most: int) -> list[Block]:
    program = clip(one.program, NAME)
    if one.term is None:
        return [section(w.mrkdwn("pulse.results.not_begun", program=program))]
    if not one.answers:
        return [section(w.mrkdwn("pulse.results.none", program=program))]
    count, days = len(one.answers), {"first": w.day(one.term[0]), "last": w.day(one.term[1])}
    lines = [w.mrkdwn("pulse.results.head", program=program, count=count, **days)]
    answers = [answer for _, answer in one.answers]
    for name, value in (("worth", average(answers, lambda a: a.worth)), ("fit", average(answers, lambda a: a.fit))):
        lines += [w.mrkdwn(f"pulse.results.{name}", average=f"{value:.1f}")] if value is not None else []
    blocks = [section("\n".join(lines))]
    for who, answer in one.answers[:most]:
        key = "line" if answer.fit is None else "line_fit"
        named = {"name": clip(who, NAME), "worth": answer.worth, "fit": answer.fit}
        blocks.append(section(w.mrkdwn(f"pulse.results.{key}", **named)))
        blocks += [quote(clip(answer.line, LINE_LENGTH))] if answer.line else []
    if count > most:
        blocks.append(context(w.mrkdwn("pulse.results.more", count=count - most)))
    return blocks


def trend_lines(w: Wording, trend: Trend | None) -> list[Markup]:
    """Return the lines of the digest: the averages beside those of the term before, and nobody's words or name."""
    if trend is None:
        return []
    lines = [_compared(w, "worth", trend.worth, trend.worth_before, trend.count)]
    if trend.fit is not None:
        lines.append(_compared(w, "fit", trend.fit, trend.fit_before, trend.count))
    return lines


def _compared(w: Wording, name: str, now: float, before: float | None, count: int) -> Markup:
    stands = w.mrkdwn(f"pulse.digest.change.{change(now, before)}", before=f"{before or 0:.1f}")
    return w.mrkdwn(f"pulse.digest.{name}", count=count, average=f"{now:.1f}", change=stands)
