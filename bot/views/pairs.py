"""What a pair is told of itself: the introduction, and that one of the two is away, back or gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.content.wording import Markup, Wording
from bot.domain.pairs import PairEvent
from bot.views.blocks import actions, clip, context, mention, section, spoken
from bot.views.message import Block, Message
from bot.views.times import find_button, set_button

NAME_ROOM = 60


@dataclass(frozen=True, slots=True)
class Side:
    """One of a pair, with what they bring; what the roster does not say is empty."""

    name: str
    slack_id: str | None
    position: str = ""
    school: str = ""


@dataclass(frozen=True, slots=True)
class Introduction:
    """A new pair; a first talk is suggested by the local day `talk_by`."""

    program: str
    mentor: Side
    mentee: Side
    talk_by: date
    pair_id: int


def introduction(w: Wording, view: Introduction) -> Message:
    """Compose the introduction of two people to each other, in a conversation of theirs."""
    program, first = clip(view.program, 80), w.mrkdwn("pairs.introduction.first", day=w.day(view.talk_by))
    shown = w.mrkdwn(
        "pairs.introduction.meet", mentor=_mention(view.mentor), mentee=_mention(view.mentee), program=program
    )
    said = w.mrkdwn("pairs.introduction.meet", mentor=_name(view.mentor), mentee=_name(view.mentee), program=program)
    return _introduction(w, view, shown, said, [view.mentor, view.mentee], first)


def introduction_alone(w: Wording, view: Introduction, *, to_mentor: bool) -> Message:
    """Compose the introduction for one of the two."""
    partner = view.mentee if to_mentor else view.mentor
    key = "pairs.introduction.alone_mentor" if to_mentor else "pairs.introduction.alone_mentee"
    program = clip(view.program, 80)
    first = w.mrkdwn("pairs.introduction.first_alone", day=w.day(view.talk_by), partner=_name(partner))
    shown = w.mrkdwn(key, partner=_mention(partner), program=program)
    said = w.mrkdwn(key, partner=_name(partner), program=program)
    return _introduction(w, view, shown, said, [partner], first)


def _introduction(w: Wording, view: Introduction, shown: str, said: str, sides: Sequence[Side], first: str) -> Message:
    buttons = [find_button(w, view.pair_id, "primary"), set_button(w, view.pair_id)]
    brings = [line for side in sides if (line := _brings(w, side))]
    blocks: list[Block] = [section(shown)]
    if brings:
        blocks.append(section("\n".join(brings)))
    return Message(spoken(said, *(f"{line}." for line in brings), first), [*blocks, section(first), actions(buttons)])


def _brings(w: Wording, side: Side) -> str:
    position, school = clip(side.position, 100), clip(side.school, 100)
    if not position and not school:
        return ""
    what = w.plain("pairs.introduction.at", position=position, school=school)
    return w.mrkdwn(
        "pairs.introduction.brings", name=_name(side), what=what if position and school else position or school
    )


def _name(side: Side) -> str:
    return clip(side.name, NAME_ROOM)


def _mention(side: Side) -> Markup:
    return mention(side.slack_id, _name(side))


@dataclass(frozen=True, slots=True)
class PartnerNews:
    """What became of a partner, whose name is empty if it was erased; `has_other`: the recipient has another active
    partner in that program.
    """

    event: PairEvent
    name: str
    program: str = ""
    has_other: bool = False


def partner_news(w: Wording, found: Sequence[PartnerNews]) -> Message:
    """Compose what became of partners, as one message; without any, that it has changed since."""
    lines = [_line(w, news) for news in found] or [w.mrkdwn("pairs.news.nothing")]
    blocks = [section(lines[0]), *(section(line) for line in lines[1:])]
    if any(news.event is PairEvent.ENDED and not news.has_other for news in found):
        following = w.mrkdwn("pairs.news.ended_next")
        return Message(spoken(*lines, following), [*blocks, context(following)])
    return Message(spoken(*lines), blocks)


def _line(w: Wording, news: PartnerNews) -> str:
    if not news.name:
        return w.mrkdwn("pairs.news.erased", program=clip(news.program, 80))
    return w.mrkdwn(f"pairs.news.{news.event.value}", name=clip(news.name, NAME_ROOM), program=clip(news.program, 80))
