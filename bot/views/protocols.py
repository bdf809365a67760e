"""The library of protocols: the list, one protocol with its steps for a group, and the outline that a team runs by."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.content.protocols import ProtocolText, load_protocols
from bot.content.wording import Wording
from bot.domain.protocols import Plan, PlannedRound, plan, possible_lengths, usual_length
from bot.views import ids, question_ids
from bot.views.blocks import Element, actions, button, choice, context, field, modal, option, section, spoken
from bot.views.message import Block, Message

Modal = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Chosen:
    """A protocol for a group of `size` people in `minutes`; both are possible for it."""

    protocol: str
    size: int
    minutes: int


def chosen(key: str, size: int | None = None, minutes: int | None = None) -> Chosen:
    """Return a choice that is possible: the smallest group unless a fitting `size` is named, the usual length unless
    `minutes` are possible. Raises KeyError for a protocol that does not exist.
    """
    protocol = load_protocols().protocols[key]
    fitting = size if size is not None and protocol.smallest <= size <= protocol.largest else protocol.smallest
    possible = possible_lengths(protocol, fitting)
    return Chosen(key, fitting, minutes if minutes in possible else usual_length(protocol, fitting))


def help_message(w: Wording) -> Message:
    """Compose the usage of /mentoring protocols."""
    usage = w.mrkdwn("outlines.help")
    return Message(spoken(usage), [section(usage)])


def protocols_modal(w: Wording) -> Modal:
    """Compose the list of all protocols."""
    blocks = [section(w.mrkdwn("outlines.list.intro"))]
    for protocol in load_protocols().protocols.values():
        look = button(w.plain("outlines.list.look"), question_ids.PROTOCOL_LOOK, protocol.key)
        blocks.append({**section(f"*{protocol.name}*\n{protocol.purpose}", look), "block_id": protocol.key})
        blocks.append(context(_for_whom(w, protocol)))
    title, close = w.plain("outlines.list.title"), w.plain("outlines.list.close")
    return modal(question_ids.PROTOCOLS_MODAL, title, blocks, close)


def _for_whom(w: Wording, protocol: ProtocolText) -> str:
    shortest, longest = (usual_length(protocol, size) for size in (protocol.smallest, protocol.largest))
    sizes = {"smallest": protocol.smallest, "largest": protocol.largest}
    if shortest == longest:
        return w.mrkdwn("outlines.list.people", minutes=shortest, **sizes)
    return w.mrkdwn("outlines.list.people_span", shortest=shortest, longest=longest, **sizes)


def protocol_modal(w: Wording, view: Chosen) -> Modal:
    """Compose one protocol with its steps for a group, and the way to hand it to a team."""
    protocol = load_protocols().protocols[view.protocol]
    blocks = [
        section(f"*{protocol.name}*\n{protocol.purpose}"),
        section(w.mrkdwn("outlines.look.choose")),
        actions([_sizes(w, protocol, view), _lengths(w, protocol, view)]),
        *(section(line) for line in _steps(w, view)),
        context(w.mrkdwn("outlines.norms", norms=" ".join(protocol.norms))),
        _where(w),
        context(w.mrkdwn("outlines.look.reads")),
    ]
    metadata = json.dumps({"protocol": view.protocol, "size": view.size, "minutes": view.minutes})
    title, close = w.plain("outlines.look.title"), w.plain("outlines.look.close")
    submit = w.plain("outlines.look.submit")
    return modal(question_ids.PROTOCOL_MODAL, title, blocks, close, submit, metadata)


def _sizes(w: Wording, protocol: ProtocolText, view: Chosen) -> Element:
    options = {
        size: option(w.plain("outlines.look.size", count=size), str(size))
        for size in range(protocol.smallest, protocol.largest + 1)
    }
    return choice("static_select", question_ids.PROTOCOL_SIZE, list(options.values()), options[view.size])


def _lengths(w: Wording, protocol: ProtocolText, view: Chosen) -> Element:
    possible = possible_lengths(protocol, view.size)
    options = {n: option(w.plain("outlines.look.minutes", count=n), str(n)) for n in possible}
    return choice("static_select", question_ids.PROTOCOL_MINUTES, list(options.values()), options[view.minutes])


def _where(w: Wording) -> Block:
    # With a response_url Slack itself sees to it that they may write there, and the bot need not be there.
    menu: Element = {
        "type": "conversations_select",
        "action_id": ids.FORM_VALUE,
        "response_url_enabled": True,
        "placeholder": {"type": "plain_text", "text": w.plain("outlines.look.where_choose"), "emoji": False},
    }
    label, hint = w.plain("outlines.look.where"), w.plain("outlines.look.where_hint")
    return field(question_ids.PROTOCOL_WHERE, label, menu, hint)


def _steps(w: Wording, view: Chosen) -> Iterator[str]:
    """Yield a paragraph for each step, by minutes from the start; what each does in turn is one, told once."""
    made = plan(load_protocols().protocols[view.protocol], view.size, view.minutes)
    starts = _starts(made)
    for at, planned in zip(starts, made.rounds, strict=True):
        if planned.presenter is None:
            words = load_protocols().words(view.protocol, planned.round.key)
            end = at + planned.minutes
            yield w.mrkdwn("outlines.step.line", start=at, end=end, title=words.title, say=words.say)
        elif planned.presenter == 0 and at == _begins(made, starts, 0):
            yield _in_turn(w, view, made, starts)


def _starts(made: Plan) -> list[int]:
    found = [0]
    for planned in made.rounds[:-1]:
        found.append(found[-1] + planned.minutes)
    return found


def _begins(made: Plan, starts: Sequence[int], presenter: int) -> int:
    return next(at for at, each in zip(starts, made.rounds, strict=True) if each.presenter == presenter)


def _in_turn(w: Wording, view: Chosen, made: Plan, starts: Sequence[int]) -> str:
    first = [each for each in made.rounds if each.presenter == 0]
    presenters = sorted({each.presenter for each in made.rounds if each.presenter is not None})
    begin = w.listing([str(_begins(made, starts, n)) for n in presenters], at_most=len(presenters))
    head = w.mrkdwn("outlines.step.in_turn", minutes=sum(each.minutes for each in first), starts=begin)
    return "\n".join([head, *(_part(w, view, each) for each in first)])


def _part(w: Wording, view: Chosen, planned: PlannedRound) -> str:
    words = load_protocols().words(view.protocol, planned.round.key)
    return w.mrkdwn("outlines.step.part", count=planned.minutes, title=words.title, say=words.say)


def outline(w: Wording, view: Chosen, name: str = "") -> Message:
    """Compose what a team runs by; `name` is who brings it, empty where it is for themselves alone."""
    protocol = load_protocols().protocols[view.protocol]
    key = "outlines.post.shared" if name else "outlines.post.own"
    line = w.mrkdwn(key, name=name, protocol=protocol.name, minutes=view.minutes, count=view.size)
    begin, steps = w.mrkdwn("outlines.post.begin"), list(_steps(w, view))
    norms = w.mrkdwn("outlines.norms", norms=" ".join(protocol.norms))
    blocks = [section(line), *(section(step) for step in steps), context(norms), context(begin)]
    return Message(spoken(line, *steps, norms, begin), blocks)


def read_choice(view: Mapping[str, Any]) -> Chosen:
    """Read which protocol an open modal shows, and for whom. Raises KeyError, TypeError or ValueError."""
    metadata = json.loads(view["private_metadata"])
    return chosen(str(metadata["protocol"]), int(metadata["size"]), int(metadata["minutes"]))


def read_change(view: Mapping[str, Any], action: Mapping[str, Any]) -> Chosen:
    """Return the choice that an open modal shows, changed by one of its two menus; a new size has its usual length.

    Raises KeyError, TypeError or ValueError for anything else.
    """
    before, number = read_choice(view), int(action["selected_option"]["value"])
    if action["action_id"] == question_ids.PROTOCOL_SIZE:
        return chosen(before.protocol, number)
    return chosen(before.protocol, before.size, number)
