"""The rounds of a session before they run: how many fit, with a clock time each, and why a group does another protocol.

They are the plans that run if nobody comes or goes: this view asks the same rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.content.protocols import load_protocols
from bot.content.wording import Markup, Wording
from bot.domain.group_day import Today
from bot.domain.session_day import GroupPlan
from bot.domain.session_outlines import Part, ahead, for_sizes, parts
from bot.domain.session_seats import SessionGroup
from bot.domain.sessions import Session
from bot.views import session_ids as ids
from bot.views.blocks import clip, context, modal, section
from bot.views.message import Block
from bot.views.session_words import clock, instead_line, name_of, protocol_line, why_instead, words
from bot.views.sessions import TITLE, shown_when

SIZES = 6  # numbers of people that are listed
NAMES = 6  # of groups in a line


@dataclass(frozen=True, slots=True)
class Expected:
    """How many people sit in each group as answers are now, by its name, and which small home sits with which group."""

    groups: Mapping[str, int] = field(default_factory=dict)
    guests: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, today: Today) -> "Expected":
        """Return how many sit in the groups of a day."""
        return cls({name: len(there) for name, there in today.groups.items()}, today.joined)

    def of_size(self, size: int) -> list[str]:
        """Return the names of the groups with so many people."""
        return [name for name, people in self.groups.items() if people == size]


NOBODY = Expected()


def plans_of(session: Session, sizes: Sequence[int]) -> dict[int, GroupPlan]:
    """Return the plan of a session for each number of people."""
    protocols = load_protocols().protocols
    return for_sizes(protocols, session.protocol, sizes, session.minutes, session.pair_minutes)


def expected_lines(w: Wording, session: Session, expected: Expected) -> list[str]:
    """Return for hosts what each size of group does, in a line, and which group sits with which."""
    if not expected.groups:
        return []
    plans = plans_of(session, list(expected.groups.values()))
    lines: list[str] = [w.mrkdwn("session_plans.fits_now", minutes=session.minutes)]
    lines += [_brief(w, session.protocol, size, plans[size], expected.of_size(size)) for size in list(plans)[:SIZES]]
    for home, group in list(expected.guests.items())[:NAMES]:
        lines.append(w.mrkdwn("session_plans.guests", home=home, group=group))
    return lines


def sizes_lines(w: Wording, wanted: str, sizes: Sequence[int], minutes: int, pair_minutes: int) -> list[str]:
    """Return for whoever plans a session what groups of these sizes would do with a protocol, in a line each."""
    plans = for_sizes(load_protocols().protocols, wanted, sizes[:SIZES], minutes, pair_minutes)
    heading = w.mrkdwn("session_plans.fits", minutes=minutes)
    return [heading, *(_brief(w, wanted, size, made, ()) for size, made in plans.items())]


def _brief(w: Wording, wanted: str, size: int, made: GroupPlan, groups: Sequence[str]) -> str:
    people = _people(w, size, groups)
    if not made.steps:
        return w.mrkdwn("session_plans.size_alone", people=people)
    values = {"people": people, "name": name_of(w, made.protocol), "count": len(made.steps)}
    why = why_instead(w, wanted, made, size)
    if why is not None:
        return w.mrkdwn("session_plans.size_instead", why=why, **values)
    return w.mrkdwn("session_plans.size", **values)


def _people(w: Wording, size: int, groups: Sequence[str]) -> Markup:
    people = w.mrkdwn("session_plans.people", count=size)
    if not groups:
        return people
    names = w.listing(groups, at_most=NAMES)
    where = w.mrkdwn("session_plans.groups", count=len(groups), names=names)
    return w.mrkdwn("session_plans.people_in", people=people, groups=where)


def full_lines(w: Wording, session: Session, made: GroupPlan, people: int, at: datetime) -> list[str]:
    """Return a plan with a clock time for each part, if it begins at the UTC moment `at`; the last line says when it is
    over.
    """
    lines: list[str] = [protocol_line(w, made.protocol)]
    told = instead_line(w, session.protocol, made, people)
    lines += [told] if told else []
    if made.goes_twice:
        lines.append(w.mrkdwn("session_day.opened.twice"))
    for part in parts(made):
        lines += _part(w, made.protocol, part, at, session.timezone)
        at += timedelta(minutes=part.minutes)
    return [*lines, w.mrkdwn("session_plans.end", time=clock(w, at, session.timezone), minutes=made.minutes)]


def _part(w: Wording, protocol: str, part: Part, at: datetime, timezone: str) -> Iterator[str]:
    if part.turns:
        titles = [(words(w, protocol, step.key).title, step.minutes) for step in part.steps]
        yield w.mrkdwn(
            "session_plans.in_turn",
            time=clock(w, at, timezone),
            count=part.turns,
            minutes=part.each,
            parts=", ".join(w.plain("session_day.opened.part", title=title, minutes=n) for title, n in titles),
        )
        return
    for step in part.steps:
        title = words(w, protocol, step.key).title
        yield w.mrkdwn("session_plans.round", time=clock(w, at, timezone), title=title, minutes=step.minutes)
        at += timedelta(minutes=step.minutes)


def plans_blocks(w: Wording, session: Session, expected: Expected) -> list[Block]:
    """Return for hosts the whole plan of each size of group, and which group sits with which."""
    plans = plans_of(session, list(expected.groups.values()))
    blocks = []
    for size, made in list(plans.items())[:SIZES]:
        head = _people(w, size, expected.of_size(size))
        body = full_lines(w, session, made, size, session.starts_at) if made.steps else [_alone(w)]
        blocks.append(section("\n".join([head, *body])))
    guests = [w.mrkdwn("session_plans.guests", home=home, group=name) for home, name in expected.guests.items()]
    return [*blocks, *([section("\n".join(guests[:SIZES]))] if guests else [])]


def _alone(w: Wording) -> str:
    return w.mrkdwn("session_plans.alone")


@dataclass(frozen=True, slots=True)
class PlanView:
    """What somebody's group will do: how many may sit in it (several where nobody knows yet), or the group that it is
    today, with so many people. `timezone` is the reader's.
    """

    session: Session
    timezone: str
    sizes: tuple[int, ...] = ()
    today: SessionGroup | None = None
    people: int = 0


def plan_modal(w: Wording, view: PlanView) -> dict[str, Any]:
    """Compose what a member's group will do, or what of it is left."""
    session, today = view.session, view.today
    _, marked = shown_when(w, session, view.timezone)
    blocks = [section(w.mrkdwn("session_plans.when", title=clip(session.title, TITLE), when=marked))]
    plans, begins = plans_of(session, view.sizes), session.starts_at
    if today is not None:
        left, begins = ahead(today.plan, today.run, session.starts_at)
        plans = {view.people: left}
    for size, made in list(plans.items())[:SIZES]:
        body = full_lines(w, session, made, size, begins) if made.steps else [w.mrkdwn("session_plans.alone_member")]
        blocks.append(section("\n".join([w.mrkdwn("session_plans.people", count=size), *body])))
    if today is None:
        blocks.append(context(w.mrkdwn("session_plans.small")))
    return modal(ids.SESSION_PLAN_MODAL, w.plain("session_plans.title"), blocks, w.plain("session_plans.close"))


def reminder_line(w: Wording, session: Session, sizes: Sequence[int]) -> str:
    """Return what a member's group will do, by how many may sit in it; nothing for somebody alone."""
    made = plans_of(session, sizes) if len(sizes) == 1 else {}
    if any(not each.steps for each in made.values()):
        return ""
    keys = [each.protocol for each in made.values()] or [session.protocol]
    found = load_protocols().protocols.get(keys[0])
    return w.mrkdwn("session_plans.reminder", name=found.name, purpose=found.purpose) if found is not None else ""
