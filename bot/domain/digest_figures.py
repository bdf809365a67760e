"""The week in numbers as a digest tells it: counted once, when it is due, and kept as the facts of its row.

A press on one of the digest's buttons composes it anew. What needs a person then stands as it is now; these figures
stand as they were, whatever has been logged, edited or planned since.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from bot.domain.digests import Since
from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.peers import Help
from bot.domain.pulses import Trend

ROLES = (Role.MENTEE, Role.MENTOR, Role.EMERGING)


@dataclass(frozen=True, slots=True)
class RoleCount:
    """How many of those asked have checked in, and how many did the week before (None: there was none, or nobody was
    asked in it).
    """

    role: Role
    done: int
    asked: int
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Coming:
    """What lies ahead in the coming week: meetings that pairs have planned, days off as (first day, last day, title),
    and the next session as (title, moment on the program's wall clock).
    """

    meetings: int = 0
    days_off: tuple[tuple[date, date, str], ...] = ()
    session: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """A program's week. `weeks` are the first days of the weeks that `meetings` and `check_ins` count, oldest first,
    this one last; `asked` says of each whether anybody was asked to check in. Of the pairs that `since_last` counts,
    `on_hold` are on hold, and `by_plan` meet less often by a plan of their own. `asking` counts the kinds of help that
    the `challenges` of the week asked the community for.
    """

    counts: tuple[RoleCount, ...] = ()
    weeks: tuple[date, ...] = ()
    meetings: tuple[int, ...] = ()
    check_ins: tuple[int, ...] = ()
    asked: tuple[bool, ...] = ()
    since_last: Mapping[Since, int] = field(default_factory=dict)
    on_hold: int = 0
    by_plan: int = 0
    challenges: int = 0
    asking: Mapping[Help, int] = field(default_factory=dict)
    coming: Coming = Coming()
    pulse: Trend | None = None

    @property
    def week_asked(self) -> bool:
        """Say whether anybody was asked to check in this week."""
        return not self.asked or self.asked[-1]

    @property
    def week_before_asked(self) -> bool:
        """Say whether anybody was asked to check in the week before, if there was one."""
        return len(self.asked) < 2 or self.asked[-2]


def count_roles(
    known: Sequence[tuple[Member, Person]], asked: Set[int], done: Set[int], before: Set[int] | None, day: date
) -> tuple[RoleCount, ...]:
    """Count by role who checked in (`done`, member ids), of those who were `asked` this week, or who left three
    questions open and are no longer asked, or who did so anyway; whoever is away on `day` is left out.
    """
    found = []
    for role in ROLES:
        in_role = {member.id: person for member, person in known if role in member.roles}
        could = {id_ for id_, who in in_role.items() if who.state is PersonState.ACTIVE and not who.is_paused(day)}
        resting = {id_ for id_ in could if in_role[id_].resting_since is not None}
        counted = (could & asked) | resting | (in_role.keys() & done)
        if counted:
            earlier = len(in_role.keys() & before) if before is not None else None
            found.append(RoleCount(role, len(counted & done), len(counted), earlier))
    return tuple(found)


def as_facts(figures: Figures) -> dict[str, Any]:
    """Return figures as JSON has them."""
    coming, pulse = figures.coming, figures.pulse
    return {
        "counts": [[one.role.value, one.done, one.asked, one.before] for one in figures.counts],
        "weeks": [day.isoformat() for day in figures.weeks],
        "meetings": list(figures.meetings),
        "check_ins": list(figures.check_ins),
        "asked": list(figures.asked),
        "since_last": {since.value: count for since, count in figures.since_last.items()},
        "on_hold": figures.on_hold,
        "by_plan": figures.by_plan,
        "challenges": figures.challenges,
        "asking": {help_.value: count for help_, count in figures.asking.items()},
        "planned": coming.meetings,
        "days_off": [[first.isoformat(), last.isoformat(), title] for first, last, title in coming.days_off],
        "session": [coming.session[0], coming.session[1].isoformat()] if coming.session is not None else None,
        "pulse": [pulse.count, pulse.worth, pulse.worth_before, pulse.fit, pulse.fit_before] if pulse else None,
    }


def from_facts(facts: Mapping[str, Any]) -> Figures:
    """Return the figures that `as_facts` made these of."""
    day, session = date.fromisoformat, facts["session"]
    return Figures(
        counts=tuple(RoleCount(Role(role), *numbers) for role, *numbers in facts["counts"]),
        weeks=tuple(map(day, facts["weeks"])),
        meetings=tuple(facts["meetings"]),
        check_ins=tuple(facts["check_ins"]),
        asked=tuple(facts["asked"]),
        since_last={Since(name): count for name, count in facts["since_last"].items()},
        on_hold=facts.get("on_hold", 0),  # one that came due before they were counted has none
        by_plan=facts.get("by_plan", 0),  # likewise
        challenges=facts["challenges"],
        asking={Help(name): count for name, count in facts["asking"].items()},
        coming=Coming(
            facts["planned"],
            tuple((day(first), day(last), title) for first, last, title in facts["days_off"]),
            (session[0], datetime.fromisoformat(session[1])) if session else None,
        ),
        pulse=Trend(*facts["pulse"]) if facts["pulse"] else None,
    )
