"""The coordinators' weekly digest: first who could use a hand, then numbers, then what went well."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.content.wording import Wording
from bot.domain.members import Role
from bot.domain.nudges import Why
from bot.domain.pairs import PairEvent
from bot.views.blocks import clip, context, header, quote, section, spoken
from bot.views.message import Block, Message

SHOWN = 10  # entries of a list before "and N more"
SILENT_SHOWN = 4
WINS_SHOWN = 5
WIN_LENGTH = 400
REASONS = {
    # what the roster knows
    "not_in_slack": "not_in_slack",
    "deactivated": "deactivated",
    # what Slack answers, from docs.slack.dev/reference/methods/conversations.open and chat.postMessage
    "user_disabled": "deactivated",
    "user_not_found": "not_in_slack",
    "users_not_found": "not_in_slack",
    "user_not_visible": "other_team",
    "user_not_in_team": "other_team",
    "cannot_dm_bot": "bot",
    "is_bot": "bot",
    "messages_tab_disabled": "messages_off",
    "invalid_user_combination": "refused",
}  # why somebody could not be reached, to the key of the words for it


@dataclass(frozen=True, slots=True)
class UnmetPair:
    """A pair without a meeting for two weeks; `last_met` is the local day of the last one, None when there is none."""

    mentor: str
    mentee: str
    last_met: date | None


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A pair with an open task of the coordinators, since a local day; `taken_by` is a name, empty for nobody."""

    mentor: str
    mentee: str
    why: Why
    since: date
    taken_by: str = ""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who could not be reached. `reason` is one of REASONS."""

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
class Alone:
    """A mentee without an active mentor: the last one has paused, is gone from Slack, or their pair has ended.

    `until` is the last day of a pair that ended.
    """

    mentee: str
    mentor: str
    event: PairEvent
    until: date | None = None


@dataclass(frozen=True, slots=True)
class DigestView:
    """A program's week. `first` and `last` are days in the program's time zone. `silent` are names."""

    program: str
    first: date
    last: date
    tasks: tuple[OpenTask, ...] = ()
    alone: tuple[Alone, ...] = ()
    unmet: tuple[UnmetPair, ...] = ()
    silent: tuple[str, ...] = ()
    unreached: tuple[Unreached, ...] = ()
    counts: tuple[RoleCount, ...] = ()
    meetings: int = 0
    meetings_before: int = 0
    wins: tuple[SharedWin, ...] = ()
    challenges_alone: int = 0  # challenges without a reply, though peers and mentors were asked


def digest(w: Wording, view: DigestView) -> Message:
    """Compose the digest. Lists are capped, so that it fits Slack's limits whatever the size of the program."""
    days = {"program": clip(view.program, 80), "first": w.day(view.first), "last": w.day(view.last)}
    numbers = [w.mrkdwn("digests.numbers"), *_numbers(w, view)]
    tasks, alone = _tasks(w, view.tasks), _alone(w, view.alone)
    unmet, unreached = _unmet(w, view.unmet), _unreached(w, view.unreached)
    blocks = [header(w.plain("digests.title", **days))]
    text: list[str] = [w.mrkdwn("digests.text.start", **days)]
    if tasks or alone or view.unmet or view.silent or view.unreached:
        first = [*_listed(tasks), *_listed(alone), *_listed(unmet)]
        blocks += [section(f"*{w.mrkdwn('digests.hand')}*"), *first]
        blocks += [*_silent(w, view.silent), *_listed(unreached)]
        text += [w.mrkdwn("digests.hand"), *_read_aloud(tasks), *_read_aloud(alone), *_read_aloud(unmet)]
        text += [*_silent_aloud(w, view.silent), *_read_aloud(unreached)]
    else:
        blocks.append(section(w.mrkdwn("digests.calm")))
        text.append(w.mrkdwn("digests.calm"))
    if view.wins:
        text.append(w.mrkdwn("digests.text.wins", count=len(view.wins)))
    blocks += [section("\n".join([f"*{numbers[0]}*", *numbers[1:]])), *_wins(w, view.wins)]
    return Message(spoken(*text, *_read_aloud(numbers)), blocks)


def _listed(lines: Sequence[str]) -> list[Block]:
    """Return a list as a block: the first line is its title."""
    return [section("\n".join([lines[0], *(f"• {line}" for line in lines[1:])]))] if lines else []


def _read_aloud(lines: Sequence[str]) -> list[str]:
    """Return a list as sentences."""
    return [*lines[:1], *(f"{line}." for line in lines[1:])]


def _capped(w: Wording, lines: list[str], total: int) -> list[str]:
    return lines if total <= SHOWN else [*lines, w.mrkdwn("common.more", count=total - SHOWN)]


def _tasks(w: Wording, tasks: Sequence[OpenTask]) -> list[str]:
    if not tasks:
        return []
    lines: list[str] = []
    for task in tasks[:SHOWN]:
        why = w.mrkdwn(f"obstacles.why.{task.why.value}")
        names = {"mentor": clip(task.mentor, 60), "mentee": clip(task.mentee, 60), "why": why}
        line = w.mrkdwn("digests.tasks.open", **names, day=w.day(task.since))
        if task.taken_by:
            line = w.mrkdwn("digests.tasks.taken", **names, day=w.day(task.since), name=clip(task.taken_by, 60))
        lines.append(line)
    return [w.mrkdwn("digests.tasks.title", count=len(tasks)), *_capped(w, lines, len(tasks))]


def _alone(w: Wording, found: Sequence[Alone]) -> list[str]:
    if not found:
        return []
    lines: list[str] = []
    for each in found[:SHOWN]:
        names = {"mentor": clip(each.mentor, 60), "mentee": clip(each.mentee, 60)}
        day = w.day(each.until) if each.until else ""
        lines.append(w.mrkdwn(f"pairs.digest.{each.event.value}", **names, day=day))
    return [w.mrkdwn("pairs.digest.title", count=len(found)), *_capped(w, lines, len(found))]


def _unmet(w: Wording, pairs: Sequence[UnmetPair]) -> list[str]:
    if not pairs:
        return []
    lines: list[str] = []
    for pair in pairs[:SHOWN]:
        names = {"mentor": clip(pair.mentor, 60), "mentee": clip(pair.mentee, 60)}
        if pair.last_met is None:
            lines.append(w.mrkdwn("digests.not_met.never", **names))
        else:
            lines.append(w.mrkdwn("digests.not_met.last", **names, day=w.day(pair.last_met)))
    return [w.mrkdwn("digests.not_met.title", count=len(pairs)), *_capped(w, lines, len(pairs))]


def _unreached(w: Wording, people: Sequence[Unreached]) -> list[str]:
    if not people:
        return []
    lines: list[str] = [
        w.mrkdwn("digests.unreached.person", name=clip(person.name, 60), reason=reason_words(w, person.reason))
        for person in people[:SHOWN]
    ]
    return [w.mrkdwn("digests.unreached.title", count=len(people)), *_capped(w, lines, len(people))]


def _silent(w: Wording, names: Sequence[str]) -> list[Block]:
    """Return who fell silent, each with words ready to be sent by other means."""
    if not names:
        return []
    blocks = [section(w.mrkdwn("digests.silent.title"))]
    blocks += [quote(w.plain("digests.silent.ready", name=clip(name, 60))) for name in names[:SILENT_SHOWN]]
    rest = [clip(name, 60) for name in names[SILENT_SHOWN:]]
    if rest:
        blocks.append(section(w.mrkdwn("digests.silent.rest", names=w.listing(rest, at_most=SHOWN))))
    return blocks


def _silent_aloud(w: Wording, names: Sequence[str]) -> list[str]:
    if not names:
        return []
    return [w.mrkdwn("digests.silent.people", names=w.listing([clip(name, 60) for name in names], at_most=SHOWN))]


def reason_words(w: Wording, reason: str) -> str:
    """Return why somebody could not be reached, in plain words; an unknown reason reads as a refusal by Slack."""
    return w.plain(f"digests.reason.{REASONS.get(reason, 'refused')}")


def _numbers(w: Wording, view: DigestView) -> list[str]:
    lines: list[str] = []
    for count in view.counts:
        params = {"role": w.plain(f"digests.role.{count.role.value}"), "done": count.done, "asked": count.asked}
        if count.before is None:
            lines.append(w.mrkdwn("digests.count", **params))
        else:
            lines.append(w.mrkdwn("digests.count_before", **params, before=count.before))
    lines.append(w.mrkdwn("digests.met", count=view.meetings, before=view.meetings_before))
    if view.challenges_alone:
        lines.append(w.mrkdwn("digests.challenges_alone", count=view.challenges_alone))
    return lines


def _wins(w: Wording, wins: Sequence[SharedWin]) -> list[Block]:
    if not wins:
        return []
    blocks = [section(f"*{w.mrkdwn('digests.wins')}*")]
    for win in wins[:WINS_SHOWN]:
        blocks += [context(w.mrkdwn("digests.win", name=clip(win.author, 60))), quote(clip(win.words, WIN_LENGTH))]
    if len(wins) > WINS_SHOWN:
        blocks.append(context(w.mrkdwn("common.more", count=len(wins) - WINS_SHOWN)))
    return blocks
