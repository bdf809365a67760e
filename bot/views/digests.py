"""The coordinators' weekly digest: first what needs a person, then the week in numbers, then what went well and comes.

What needs a person is `bot.views.digest_matters`'.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.content.wording import Wording
from bot.domain.digest_figures import Coming, Figures
from bot.domain.digests import NamedMatter, Since
from bot.domain.peers import Help
from bot.domain.pulses import Trend
from bot.views.blocks import clip, context, header, quote, section, spoken, units
from bot.views.digest_matters import matter_blocks, matter_line, matters_aloud
from bot.views.home_pairs import paragraphs
from bot.views.message import Block, Message
from bot.views.pulses import trend_lines

BLOCKS = 48  # docs.slack.dev/reference/block-kit/blocks allows 50
UNITS = 12_500  # of all blocks as JSON; Slack refuses a message of a little more than 13,000
MOST = 14  # matters shown with their buttons
ALOUD = 5  # matters of a kind that are said in the message's text
DEALT_WITH = 5  # matters of which it is told what was done
WINS_SHOWN = 3
WIN_LENGTH = 300
NOTHING = Figures()
SERIES = ("meetings", "check_ins")


@dataclass(frozen=True, slots=True)
class SharedWin:
    """A win that its author shared with the community."""

    author: str
    words: str


@dataclass(frozen=True, slots=True)
class DigestView:
    """A program's week: what needs a person as it stands now, the figures as they stood when the digest was due, and
    what was dealt with since the digest before, so that it is not asked for again, the latest first.
    `first` and `last` are days in the program's time zone.
    """

    program: str
    first: date
    last: date
    matters: tuple[NamedMatter, ...] = ()
    figures: Figures = NOTHING
    wins: tuple[SharedWin, ...] = ()
    dealt_with: tuple[NamedMatter, ...] = ()


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
    if view.dealt_with:
        blocks += paragraphs(_dealt_with(w, view))
    numbers = _numbers(w, view.figures)
    if numbers:
        blocks += [section("\n".join([f"*{w.mrkdwn('digests.numbers')}*", *numbers])), *_weeks_chart(w, view.figures)]
    if any(view.figures.since_last.values()):
        blocks += [section(_since_words(w, view.figures)), _since_chart(w, view.figures.since_last)]
    blocks += _wins(w, view.wins)
    return [*blocks, *(section(line) for line in _after(w, view.figures))]


def _text(w: Wording, view: DigestView) -> str:
    text: list[str] = [w.mrkdwn("digests.text.start", **_days(w, view))]
    if view.matters:
        text += [w.mrkdwn("digests.hand"), *matters_aloud(w, view.matters, ALOUD)]
    else:
        text.append(w.mrkdwn("digests.calm"))
    text += [line.removeprefix("• ") for line in _dealt_with(w, view)]
    numbers = [f"{line}." for line in _numbers(w, view.figures)]
    if numbers:
        text += [w.mrkdwn("digests.numbers"), *numbers]
    if any(view.figures.since_last.values()):
        text.append(_since_words(w, view.figures))
    if view.wins:
        text.append(w.mrkdwn("digests.text.wins", count=len(view.wins)))
    return spoken(*text, *_after(w, view.figures))


def _dealt_with(w: Wording, view: DigestView) -> list[str]:
    """Return what coordinators did about what earlier digests asked, a line each."""
    if not view.dealt_with:
        return []
    lines = [w.mrkdwn("digests.dealt_with.title"), *(matter_line(w, one) for one in view.dealt_with[:DEALT_WITH])]
    more = len(view.dealt_with) - DEALT_WITH
    return [*lines, *([w.mrkdwn("digests.dealt_with.more", count=more)] if more > 0 else [])]


# --- the week in numbers


def _numbers(w: Wording, of: Figures) -> list[str]:
    lines: list[str] = [] if of.week_asked else [w.mrkdwn("digests.not_asked")]
    for count in of.counts if of.week_asked else ():
        params = {"role": w.plain(f"digests.role.{count.role.value}"), "done": count.done, "asked": count.asked}
        if count.before is None:
            lines.append(w.mrkdwn("digests.count", **params))
        else:
            lines.append(w.mrkdwn("digests.count_before", **params, before=count.before))
    if not of.week_before_asked:
        lines.append(w.mrkdwn("digests.not_asked_before"))
    if any(of.meetings) or lines:
        lines.append(_line(w, "met", of, list(map(str, of.meetings)), of.meetings))
    if any(of.check_ins) and len(of.weeks) > 1:
        lines.append(_line(w, "checked_in", of, _check_ins_in_words(w, of), of.check_ins))
    return lines


def _line(w: Wording, key: str, of: Figures, words: Sequence[str], numbers: Sequence[int]) -> str:
    """Return this week's number, last week's, and those of all weeks in a row, as `words` has them. A week in which
    nobody was asked is compared with none: that would read as a drop, or as a rise.
    """
    now, *earlier = reversed(numbers or (0,))
    if earlier and of.week_asked and of.week_before_asked:
        line = w.mrkdwn(f"digests.{key}", count=now, before=earlier[0])
    else:
        line = w.mrkdwn(f"digests.{key}_first", count=now)
    if len(numbers) < 3 or not any(numbers):
        return line
    return f"{line} {w.mrkdwn('digests.weeks', count=len(numbers), numbers=', '.join(words))}"


def _check_ins_in_words(w: Wording, of: Figures) -> list[str]:
    asked = of.asked or (True,) * len(of.check_ins)
    return [
        str(number) if was_asked else w.mrkdwn("digests.unasked" if number else "digests.unasked_none", count=number)
        for number, was_asked in zip(of.check_ins, asked, strict=True)
    ]


def _weeks_chart(w: Wording, of: Figures) -> list[Block]:
    if len(of.weeks) < 2 or not any((*of.meetings, *of.check_ins)):
        return []
    asked = of.asked or (True,) * len(of.weeks)
    labels = [
        w.plain(f"digests.chart.{'week' if was_asked else 'week_off'}", number=day.day, month=_month(w, day))
        for day, was_asked in zip(of.weeks, asked, strict=True)
    ]
    series = [
        {"name": w.plain(f"digests.chart.{name}"), "data": _points(labels, numbers)}
        for name, numbers in zip(SERIES, (of.meetings, of.check_ins), strict=True)
    ]
    return [_chart(w.plain("digests.chart.weeks"), series, labels)]


def _month(w: Wording, day: date) -> str:
    return w.plain(f"common.month.{day.month}")[:3]


def _points(labels: Sequence[str], numbers: Sequence[int]) -> list[dict[str, Any]]:
    return [{"label": label, "value": number} for label, number in zip(labels, numbers, strict=True)]


def _chart(title: str, series: list[dict[str, Any]], labels: Sequence[str]) -> Block:
    chart = {"type": "bar", "series": series, "axis_config": {"categories": list(labels)}}
    return {"type": "data_visualization", "title": title, "chart": chart}


def _since_words(w: Wording, of: Figures) -> str:
    since_last = of.since_last
    parts = [
        w.mrkdwn(f"digests.since.{since.value}", count=since_last.get(since, 0))
        for since in Since
        if since_last.get(since, 0)
    ]
    line = w.mrkdwn("digests.since.line", count=sum(since_last.values()), parts=w.listing(parts))
    besides = (("on_hold", of.on_hold), ("by_plan", of.by_plan))
    return " ".join([line, *(w.mrkdwn(f"digests.since.{key}", count=count) for key, count in besides if count)])


def _since_chart(w: Wording, since_last: Mapping[Since, int]) -> Block:
    labels = [w.plain(f"digests.chart.since.{since.value}") for since in Since]
    numbers = [since_last.get(since, 0) for since in Since]
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


def _after(w: Wording, of: Figures) -> list[str]:
    return [*_pulse(w, of.pulse), *_asking(w, of), *_coming(w, of.coming)]


def _pulse(w: Wording, trend: Trend | None) -> list[str]:
    lines = trend_lines(w, trend)
    return [" ".join(lines)] if lines else []


def _asking(w: Wording, of: Figures) -> list[str]:
    if not of.challenges:
        return []
    kinds = [
        w.mrkdwn(f"digests.asking.{help_.value}", count=of.asking[help_]) for help_ in Help if of.asking.get(help_)
    ]
    return [w.mrkdwn("digests.asking.line", count=of.challenges, kinds=w.listing(kinds))]


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
