"""A session that runs, as its groups and hosts read it: who sits where, the plan, each round, what a host says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.content.protocols import load_protocols
from bot.content.wording import Markup, Wording
from bot.domain.protocols import Speaks
from bot.domain.session_day import GroupPlan, Job, Said, Step
from bot.views import session_day_ids as ids
from bot.views.blocks import Element, actions, button, context, mention, plain, quote, section, spoken
from bot.views.home_groups import group_name
from bot.views.message import Block, Message
from bot.views.session_words import clock, instead_line, protocol_line, words


@dataclass(frozen=True, slots=True)
class Someone:
    """Somebody who sits in a group, by member id. `guest`: their own group sits with this one for today."""

    id: int
    name: str
    slack_id: str | None
    job: Job | None = None
    guest: bool = False


@dataclass(frozen=True, slots=True)
class NowWhat:
    """What somebody wanted to do, in their words."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group today. `at` is when its rounds begin, or would; `waits`: they can be begun. `wanted` is the session's own
    protocol.
    """

    id: int
    title: str
    name: str
    people: tuple[Someone, ...]
    plan: GroupPlan
    at: datetime
    timezone: str
    waits: bool = True
    wanted: str = ""
    link: str = ""
    last_time: tuple[NowWhat, ...] = ()


@dataclass(frozen=True, slots=True)
class RoundView:
    """What a group is told of a round, in which `name` presents. `is_on`: it can be lengthened or ended."""

    group_id: int
    said: Said
    number: int
    step: Step
    protocol: str
    ends_at: datetime
    timezone: str
    name: str = ""
    is_on: bool = True


def opened(w: Wording, view: GroupView) -> Message:
    """Compose what a group gets when the session starts."""
    if not view.people:
        line = w.mrkdwn("session_day.opened.elsewhere", title=view.title)
        return Message(spoken(line), [section(line)])
    shown, said = _opening(w, view, with_mentions=True), _opening(w, view, with_mentions=False)
    blocks: list[Block] = [section(line) for line in shown]
    lines = list(plan_lines(w, view)) if view.plan.steps else []
    if lines:
        blocks.append(section("\n".join(lines)))
        blocks.append(context(_norms(w, view.plan)))
    if view.last_time:
        blocks.append(section(w.mrkdwn("session_day.opened.last_time")))
        for each in view.last_time[:8]:
            blocks += [context(w.mrkdwn("session_day.opened.their", name=each.name)), quote(each.words)]
    if lines and view.waits:
        blocks.append(context(w.mrkdwn("session_day.opened.start")))
        blocks.append(actions([button(w.plain("session_day.opened.begin"), ids.DAY_BEGIN_GROUP, str(view.id))]))
    return Message(spoken(*said, *lines), blocks)


def _opening(w: Wording, view: GroupView, *, with_mentions: bool) -> list[str]:
    def name(someone: Someone) -> Markup:
        return mention(someone.slack_id if with_mentions else None, someone.name)

    names = w.listing([name(each) for each in view.people], at_most=12)
    key = "begins" if len(view.people) > 1 else "alone"
    group = group_name(w, view.name)
    lines: list[str] = [w.mrkdwn(f"session_day.opened.{key}", title=view.title, group=group, names=names)]
    guests = [name(each) for each in view.people if each.guest]
    if guests and len(guests) < len(view.people):
        lines.append(w.mrkdwn("session_day.opened.guests", names=w.listing(guests, at_most=12)))
    jobs = {each.job: name(each) for each in view.people if each.job is not None}
    if len(jobs) > 1:
        both = {"facilitator": jobs[Job.FACILITATOR], "timekeeper": jobs[Job.TIMEKEEPER]}
        lines.append(w.mrkdwn("session_day.opened.jobs", **both))
    if view.link:
        word = w.plain("session_day.opened.link_word")
        lines.append(w.mrkdwn("session_day.opened.join", link=Markup(f"<{view.link.replace('&', '&amp;')}|{word}>")))
    return lines


def plan_lines(w: Wording, view: GroupView) -> Iterator[str]:
    """Yield the plan of a group: its protocol, then each round, or each presenter's rounds, with a clock time."""
    key = view.plan.protocol
    yield protocol_line(w, key)
    if view.wanted and (told := instead_line(w, view.wanted, view.plan, len(view.people))):
        yield told
    if view.plan.goes_twice:
        yield w.mrkdwn("session_day.opened.twice")
    names = {each.id: each.name for each in view.people}
    for presenter, steps in groupby(view.plan.begins(view.at), key=lambda each: each[0].presenter):
        if presenter is None:
            for step, at in steps:
                values = {"title": words(w, key, step.key).title, "minutes": step.minutes}
                yield w.mrkdwn("session_day.opened.round", time=clock(w, at, view.timezone), **values)
            continue
        own = list(steps)
        parts = [(words(w, key, step.key).title, step.minutes) for step, _ in own]
        yield w.mrkdwn(
            "session_day.opened.presents",
            time=clock(w, own[0][1], view.timezone),
            name=names.get(presenter, "…"),
            minutes=sum(step.minutes for step, _ in own),
            parts=", ".join(w.plain("session_day.opened.part", title=title, minutes=n) for title, n in parts),
        )


def _norms(w: Wording, plan: GroupPlan) -> str:
    protocols = load_protocols().protocols
    norms = protocols[plan.protocol].norms if plan.protocol in protocols else next(iter(protocols.values())).norms[:4]
    return w.mrkdwn("session_day.opened.norms", norms=" ".join(norms))


def round_post(w: Wording, view: RoundView) -> Message:
    """Compose what a group is told as its rounds go on."""
    title = words(w, view.protocol, view.step.key).title
    time = clock(w, view.ends_at, view.timezone)
    match view.said:
        case Said.WARNING:
            return _line(w.mrkdwn("session_day.round.warning", title=title))
        case Said.MORE:
            return _line(w.mrkdwn("session_day.round.longer", title=title, time=time))
        case Said.END:
            return _line(w.mrkdwn("session_day.round.over"))
    if not view.is_on:
        return _line(w.mrkdwn("session_day.round.was", title=title))
    lines = [
        w.mrkdwn(f"session_day.round.{_headline(view)}", title=title, time=time, name=view.name),
        words(w, view.protocol, view.step.key).say,
        *_rules(w, view),
    ]
    value = ids.round_value(view.group_id, view.number)
    buttons = [
        button(w.plain("session_day.round.more"), ids.DAY_MORE, value),
        button(w.plain("session_day.round.next"), ids.DAY_NEXT, value),
        _stop(w, value),
    ]
    return Message(spoken(*lines), [section(lines[0]), section("\n".join(lines[1:])), actions(buttons)])


def _headline(view: RoundView) -> str:
    """Return which sentence says what is on: whoever presents speaks, only listens, or thinks."""
    if not view.name:
        return "is_on"
    if not view.step.silent:
        return "of"
    return "of_quiet" if view.step.speaks == Speaks.NOBODY else "of_silent"


def _rules(w: Wording, view: RoundView) -> list[str]:
    """Say that whoever presents is silent, where they have no name, and that only facts are asked for."""
    found: list[str] = []
    if view.step.silent and not view.name:
        found.append(w.mrkdwn("session_day.round.silent_all"))
    if view.step.clarifying_only:
        found.append(w.mrkdwn("session_day.round.clarifying"))
    return found


def _stop(w: Wording, value: str) -> Element:
    confirm = {
        "title": plain(w.plain("session_day.round.stop_title")),
        "text": plain(w.plain("session_day.round.stop_text")),
        "confirm": plain(w.plain("session_day.round.stop_yes")),
        "deny": plain(w.plain("session_day.round.stop_no")),
    }
    return {**button(w.plain("session_day.round.stop"), ids.DAY_STOP, value), "confirm": confirm}


def _line(line: str) -> Message:
    return Message(spoken(line), [section(line)])


def call(w: Wording, title: str, name: str, said: str, *, hosts: bool) -> Message:
    """Compose what a host says to all groups, or somebody who coordinates the program without hosting the session."""
    line = w.mrkdwn(f"session_day.call.{'hosts' if hosts else 'coordinates'}", title=title, name=name)
    return Message(spoken(line), [section(line), quote(said)])


@dataclass(frozen=True, slots=True)
class HostedView:
    """A session as its hosts are told of it. `begun_by` is empty until its rounds run."""

    id: int
    title: str
    groups: int
    people: int
    timezone: str
    begun_at: datetime | None = None
    begun_by: str = ""
    is_over: bool = False


def hosted(w: Wording, view: HostedView) -> Message:
    """Compose what the hosts get when the session starts."""
    if view.is_over:
        return _line(w.mrkdwn(f"session_day.hosted.{'over' if view.people else 'over_empty'}", title=view.title))
    lines, value = list(_standing(w, view)), str(view.id)
    buttons = [
        button(w.plain("session_day.hosted.board"), ids.DAY_BOARD, value),
        button(w.plain("session_day.hosted.call"), ids.DAY_CALL, value),
    ]
    if view.begun_at is None:
        buttons.insert(0, button(w.plain("session_day.hosted.begin"), ids.DAY_BEGIN, value, "primary"))
    return Message(spoken(*lines), [section("\n".join(lines)), actions(buttons)])


def _standing(w: Wording, view: HostedView) -> Iterator[str]:
    if view.begun_at is not None:
        time = clock(w, view.begun_at, view.timezone)
        yield w.mrkdwn("session_day.hosted.running", title=view.title, time=time, name=view.begun_by)
    elif not view.people:
        yield w.mrkdwn("session_day.hosted.nobody", title=view.title)
    else:
        people = w.plain("session_day.hosted.people", count=view.people)
        groups = w.plain("session_day.hosted.groups", count=view.groups)
        yield w.mrkdwn("session_day.hosted.open", title=view.title, people=people, groups=groups)
        yield w.mrkdwn("session_day.hosted.how")


def denied(w: Wording, why: str, name: str = "", at: datetime | None = None, timezone: str = "UTC") -> Message:
    """Say why something was not done in a running session; `name` and `at` (UTC, told in `timezone`) are of whoever was
    first.
    """
    if why == "begun" and at is not None:
        time = clock(w, at, timezone)
        if name:
            return _line(w.mrkdwn("session_day.denied.begun", name=name, time=time))
        return _line(w.mrkdwn("session_day.denied.begun_group", time=time))
    return _line(w.mrkdwn(f"session_day.denied.{why}"))


def names_of(people: Sequence[Someone]) -> list[str]:
    """Return the names of people."""
    return [each.name for each in people]
