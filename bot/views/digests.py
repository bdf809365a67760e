"""The coordinators' weekly digest: first who could use a hand, then numbers, then what went well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.content.wording import Wording
from bot.domain.members import Role
from bot.views.blocks import clip, context, header, quote, section
from bot.views.message import Block, Message

SHOWN = 10  # entries of a list before "and N more"
SILENT_SHOWN = 4
WINS_SHOWN = 5
WIN_LENGTH = 400


@dataclass(frozen=True, slots=True)
class UnmetPair:
    """A pair without a meeting for two weeks; `last_met` is the local day of the last one, None when there is none."""

    mentor: str
    mentee: str
    last_met: date | None


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who could not be reached. `reason` is one of the keys under `digests.reason`."""

    name: str
    reason: str


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
class DigestView:
    """A program's week. `first` and `last` are days in the program's time zone. `silent` are names."""

    program: str
    first: date
    last: date
    unmet: tuple[UnmetPair, ...] = ()
    silent: tuple[str, ...] = ()
    unreached: tuple[Unreached, ...] = ()
    counts: tuple[RoleCount, ...] = ()
    meetings: int = 0
    meetings_before: int = 0
    wins: tuple[SharedWin, ...] = ()


def digest(w: Wording, view: DigestView) -> Message:
    """Compose the digest. Lists are capped, so that it fits Slack's limits whatever the size of the program."""
    title = w.plain("digests.title", program=clip(view.program, 80), first=w.day(view.first), last=w.day(view.last))
    numbers = _numbers(w, view)
    blocks = [header(title), *_hands(w, view), section("\n".join([f"*{w.mrkdwn('digests.numbers')}*", *numbers]))]
    blocks += _wins(w, view.wins)
    return Message(" ".join(_spoken(w, view, numbers)), blocks)


def _spoken(w: Wording, view: DigestView, numbers: Sequence[str]) -> list[str]:
    start = w.mrkdwn("digests.text.start", program=view.program, first=w.day(view.first), last=w.day(view.last))
    count = len(view.unmet) + len(view.silent) + len(view.unreached)
    lines: list[str] = [start, w.mrkdwn("digests.text.hand", count=count) if count else w.mrkdwn("digests.text.calm")]
    lines += [f"{line}." for line in numbers]
    if view.wins:
        lines.append(w.mrkdwn("digests.text.wins", count=len(view.wins)))
    return lines


def _hands(w: Wording, view: DigestView) -> list[Block]:
    if not (view.unmet or view.silent or view.unreached):
        return [section(w.mrkdwn("digests.calm"))]
    return [
        section(f"*{w.mrkdwn('digests.hand')}*"),
        *_unmet(w, view.unmet),
        *_silent(w, view.silent),
        *_unreached(w, view.unreached),
    ]


def _listed(w: Wording, title: str, lines: Sequence[str], total: int) -> Block:
    shown = [f"• {line}" for line in lines]
    if total > len(lines):
        shown.append(w.mrkdwn("digests.more", count=total - len(lines)))
    return section("\n".join([title, *shown]))


def _unmet(w: Wording, pairs: Sequence[UnmetPair]) -> list[Block]:
    if not pairs:
        return []
    lines = []
    for pair in pairs[:SHOWN]:
        names = {"mentor": clip(pair.mentor, 60), "mentee": clip(pair.mentee, 60)}
        if pair.last_met is None:
            lines.append(w.mrkdwn("digests.not_met.never", **names))
        else:
            lines.append(w.mrkdwn("digests.not_met.last", **names, day=w.day(pair.last_met)))
    return [_listed(w, w.mrkdwn("digests.not_met.title", count=len(pairs)), lines, len(pairs))]


def _silent(w: Wording, names: Sequence[str]) -> list[Block]:
    if not names:
        return []
    blocks = [section(w.mrkdwn("digests.silent.title"))]
    for name in names[:SILENT_SHOWN]:
        blocks.append(quote(w.plain("digests.silent.ready", name=clip(name, 60))))
    rest = names[SILENT_SHOWN : SILENT_SHOWN + SHOWN]
    if rest:
        lines = [w.mrkdwn("digests.silent.person", name=clip(name, 60)) for name in rest]
        blocks.append(_listed(w, "", lines, len(names) - SILENT_SHOWN))
    return blocks


def _unreached(w: Wording, people: Sequence[Unreached]) -> list[Block]:
    if not people:
        return []
    lines = [
        w.mrkdwn("digests.unreached.person", name=clip(person.name, 60), reason=reason_words(w, person.reason))
        for person in people[:SHOWN]
    ]
    return [_listed(w, w.mrkdwn("digests.unreached.title", count=len(people)), lines, len(people))]


def reason_words(w: Wording, reason: str) -> str:
    """Return why somebody could not be reached, in plain words; an unknown reason reads as a refusal by Slack."""
    key = f"digests.reason.{reason}"
    return w.plain(key if key in w else "digests.reason.other")


def _numbers(w: Wording, view: DigestView) -> list[str]:
    lines: list[str] = []
    for count in view.counts:
        params = {"role": w.plain(f"digests.role.{count.role.value}"), "done": count.done, "asked": count.asked}
        if count.before is None:
            lines.append(w.mrkdwn("digests.count", **params))
        else:
            lines.append(w.mrkdwn("digests.count_before", **params, before=count.before))
    lines.append(w.mrkdwn("digests.met", count=view.meetings, before=view.meetings_before))
    return lines


def _wins(w: Wording, wins: Sequence[SharedWin]) -> list[Block]:
    if not wins:
        return []
    blocks = [section(f"*{w.mrkdwn('digests.wins')}*")]
    for win in wins[:WINS_SHOWN]:
        blocks += [context(w.mrkdwn("digests.win", name=win.author)), quote(clip(win.words, WIN_LENGTH))]
    if len(wins) > WINS_SHOWN:
        blocks.append(context(w.mrkdwn("digests.more", count=len(wins) - WINS_SHOWN)))
    return blocks
