"""The coordinators' weekly digest: first what needs a person, then the week in numbers, then what went well and comes.

What needs a person is `bot.views.digest_matters`'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.content.wording import Wording
from bot.domain.digests import NamedMatter, Since
from bot.domain.members import Role
from bot.domain.peers import Help
from bot.domain.pulses import Trend
from bot.views.blocks import clip, context, header, quote, section, spoken, units
from bot.views.digest_matters import matter_blocks, matters_aloud
from bot.views.message import Block, Message
from bot.views.pulses import trend_lines

BLOCKS = 48  # docs.slack.dev/reference/block-kit/blocks allows 50
UNITS = 12_500  # of all blocks as JSON; Slack refuses a message of a little more than 13,000
MOST = 14  # matters shown with their buttons
ALOUD = 5  # matters of a kind that are said in the message's text
WINS_SHOWN = 3
WIN_LENGTH = 300
SERIES = ("meetings", "check_ins")


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How many of those asked have checked in, and how many did the week before (None: there was none)."""

    role: Role
    done: int
    asked: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class SharedWin:
    """A win that its author shared with the community."""

    author: str
    words: str


@dataclass(frozen=True, slots=True)
class Coming:
    """What lies ahead in the coming week: meetings that pairs have planned, days off as (first day, last day, title),
    and the next session as (title, moment on the program's wall clock).
    """

    meetings: int = 0
    days_off: tuple[tuple[date, date, str], ...] = ()
    session: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class DigestView:
    """A program's week. `first` and `last` are days in the program's time zone. `weeks` are the first days of the weeks
    that `meetings` and `check_ins` count, oldest first, this one last. `asking` counts the kinds of help that the
    `challenges` of the week asked the community for.
    """

    program: str
    first: date
    last: date
    matters: tuple[NamedMatter, ...] = ()
    counts: tuple[RoleCount, ...] = ()
    weeks: tuple[date, ...] = ()
    meetings: tuple[int, ...] = ()
    check_ins: tuple[int, ...] = ()
    since_last: Mapping[Since, int] = field(default_factory=dict)
    wins: tuple[SharedWin, ...] = ()
    challenges: int = 0
    asking: Mapping[Help, int] = field(default_factory=dict)
    coming: Coming = Coming()
    pulse: Trend | None = None


def digest(w: Wording, view: DigestView) -> Message:
    """Compose the digest. It shows as much of what needs a person as fits Slack's limits, whatever the program's
    size; where Slack takes no charts, the same without them: the figures stand in words beside each.
    """
    most = MOST
    while True:
        blocks = _blocks(w, view, most)
        if most == 0 or (len(blocks) <= BLOCKS and units(str(blocks)) <= UNITS):
            break
        most -= 1
    without = [block for block in blocks if block["type"] != "data_visualization"]
    return Message(_text(w, view), blocks, plain=without if len(without) < len(blocks) else None)


def _days(w: Wording, view: DigestView) -> dict[str, str]:
    return {"program": clip(view.program, 80), "first": w.day(view.first), "last": w.day(view.last)}


def _blocks(w: Wording, view: DigestView, most: int) -> list[Block]:
    blocks = [header(w.plain("digests.title", **_days(w, view)))]
    if view.matters:
        blocks += [section(f"*{w.mrkdwn('digests.hand')}*"), *matter_blocks(w, view.matters, most)]
    else:
        blocks.append(section(w.mrkdwn("digests.calm")))
    numbers = _numbers(w, view)
    if numbers:
        blocks += [section("\n".join([f"*{w.mrkdwn('digests.numbers')}*", *numbers])), *_weeks_chart(w, view)]
    if any(view.since_last.values()):
        blocks += [section(_since_words(w, view)), _since_chart(w, view)]
    blocks += _wins(w, view.wins)
    after = [*_pulse(w, view), *_asking(w, view), *_coming(w, view.coming)]
    return [*blocks, *(section(line) for line in after)]


def _text(w: Wording, view: DigestView) -> str:
    text: list[str] = [w.mrkdwn("digests.text.start", **_days(w, view))]
    if view.matters:
        text += [w.mrkdwn("digests.hand"), *matters_aloud(w, view.matters, ALOUD)]
    else:
        text.append(w.mrkdwn("digests.calm"))
    numbers = [f"{line}." for line in _numbers(w, view)]
    if numbers:
        text += [w.mrkdwn("digests.numbers"), *numbers]
    if any(view.since_last.values()):
        text.append(_since_words(w, view))
    if view.wins:
        text.append(w.mrkdwn("digests.text.wins", count=len(view.wins)))
    return spoken(*text, *_pulse(w, view), *_asking(w, view), *_coming(w, view.coming))


# --- the week in numbers


def _numbers(w: Wording, view: DigestView) -> list[str]:
    lines: list[str] = []
    for count in view.counts:
        params = {"role": w.plain(f"digests.role.{count.role.value}"), "done": count.done, "asked": count.asked}
        if count.before is None:
            lines.append(w.mrkdwn("digests.count", **params))
        else:
            lines.append(w.mrkdwn("digests.count_before", **params, before=count.before))
    if any(view.meetings) or lines:
        lines.append(_line(w, "met", view.meetings))
    if any(view.check_ins) and len(view.weeks) > 1:
        lines.append(_line(w, "checked_in", view.check_ins))
    return lines


def _line(w: Wording, key: str, numbers: Sequence[int]) -> str:
    """Return this week's number, last week's, and those of all weeks in a row."""
    now, *earlier = reversed(numbers or (0,))
    if not earlier:
        return w.mrkdwn(f"digests.{key}_first", count=now)
    row = ", ".join(map(str, numbers))
    line = w.mrkdwn(f"digests.{key}", count=now, before=earlier[0])
    if len(numbers) < 3 or not any(numbers):
        return line
    return f"{line} {w.mrkdwn('digests.weeks', count=len(numbers), numbers=row)}"


def _weeks_chart(w: Wording, view: DigestView) -> list[Block]:
    if len(view.weeks) < 2 or not any((*view.meetings, *view.check_ins)):
        return []
    labels = [w.plain("digests.chart.week", number=day.day, month=_month(w, day)) for day in view.weeks]
    series = [
        {"name": w.plain(f"digests.chart.{name}"), "data": _points(labels, numbers)}
        for name, numbers in zip(SERIES, (view.meetings, view.check_ins), strict=True)
    ]
    return [_chart(w.plain("digests.chart.weeks"), series, labels)]


def _month(w: Wording, day: date) -> str:
    return w.plain(f"common.month.{day.month}")[:3]


def _points(labels: Sequence[str], numbers: Sequence[int]) -> list[dict[str, Any]]:
    return [{"label": label, "value": number} for label, number in zip(labels, numbers, strict=True)]


def _chart(title: str, series: list[dict[str, Any]], labels: Sequence[str]) -> Block:
    chart = {"type": "bar", "series": series, "axis_config": {"categories": list(labels)}}
    return {"type": "data_visualization", "title": title, "chart": chart}


def _since_words(w: Wording, view: DigestView) -> str:
    parts = [
        w.mrkdwn(f"digests.since.{since.value}", count=view.since_last.get(since, 0))
        for since in Since
        if view.since_last.get(since, 0)
    ]
    return w.mrkdwn("digests.since.line", count=sum(view.since_last.values()), parts=w.listing(parts))


def _since_chart(w: Wording, view: DigestView) -> Block:
    labels = [w.plain(f"digests.chart.since.{since.value}") for since in Since]
    numbers = [view.since_last.get(since, 0) for since in Since]
    series = [{"name": w.plain("digests.chart.pairs"), "data": _points(labels, numbers)}]
    return _chart(w.plain("digests.chart.since.title"), series, labels)


# --- what went well, what is asked, what comes


def _wins(w: Wording, wins: Sequence[SharedWin]) -> list[Block]:
    if not wins:
        return []
    blocks = [section(f"*{w.mrkdwn('digests.wins')}*")]
    for win in wins[:WINS_SHOWN]:
        blocks += [context(w.mrkdwn("digests.win", name=clip(win.author, 60))), quote(clip(win.words, WIN_LENGTH))]
    if len(wins) > WINS_SHOWN:
        blocks.append(context(w.mrkdwn("common.more", count=len(wins) - WINS_SHOWN)))
    return blocks


def _pulse(w: Wording, view: DigestView) -> list[str]:
    lines = trend_lines(w, view.pulse)
    return [" ".join(lines)] if lines else []


def _asking(w: Wording, view: DigestView) -> list[str]:
    if not view.challenges:
        return []
    kinds = [
        w.mrkdwn(f"digests.asking.{help_.value}", count=view.asking[help_]) for help_ in Help if view.asking.get(help_)
    ]
    return [w.mrkdwn("digests.asking.line", count=view.challenges, kinds=w.listing(kinds))]


def _coming(w: Wording, coming: Coming) -> list[str]:
    parts: list[str] = []
    if coming.session is not None:
        title, at = coming.session
        parts.append(w.mrkdwn("digests.coming.session", title=clip(title, 80), when=w.moment(at)))
    if coming.meetings:
        parts.append(w.mrkdwn("digests.coming.meetings", count=coming.meetings))
    for first, last, title in coming.days_off[:3]:
        key = "day_off" if first == last else "days_off"
        named = clip(title, 60) or w.plain("digests.coming.unnamed")
        parts.append(w.mrkdwn(f"digests.coming.{key}", title=named, first=w.day(first), last=w.day(last)))
    return [" ".join([f"*{w.mrkdwn('digests.coming.title')}*", *parts])] if parts else []
