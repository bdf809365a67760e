"""A program goes on in the next year with another one: who goes on, as what, who does not and why. Reads and writes
nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from bot.domain.members import Member, Person, PersonState, Role
from bot.domain.program_settings import NAME_LENGTH
from bot.domain.programs import Program

LONGEST = timedelta(days=3 * 366)  # of a program, and between two


class Rule(StrEnum):
    """What becomes of this year's mentees."""

    ALL_BUT = "all_but"  # they mentor, but for those who were chosen
    ONLY = "only"  # only those who were chosen mentor


class Way(StrEnum):
    """How somebody goes on."""

    AS_BEFORE = "as_before"
    MENTORS = "mentors"  # from now on


class Why(StrEnum):
    """Why somebody does not go on."""

    CHOSEN = "chosen"  # by the coordinator
    GONE = "gone"  # their Slack account is deactivated


class Flaw(StrEnum):
    """Why a field of the plan cannot be."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TAKEN = "taken"  # another program of the workspace has the name
    TOO_EARLY = "too_early"  # not after the first day of this year's program
    TOO_FAR = "too_far"
    ENDS_FIRST = "ends_first"
    NO_MENTEE = "no_mentee"  # somebody was chosen who is no mentee or emerging leader of the program
    NO_MEMBER = "no_member"
    NO_COORDINATOR = "no_coordinator"  # nobody would coordinate the new program


@dataclass(frozen=True, slots=True)
class Wish:
    """What a coordinator wants of the next year. Days are of the program's time zone; `chosen` and `leaving` are
    member ids of this year's program.
    """

    name: str
    starts: date | None
    ends: date | None = None
    rule: Rule = Rule.ALL_BUT
    chosen: frozenset[int] = frozenset()
    leaving: frozenset[int] = frozenset()
    carries_hours: bool = False
    carries_goals: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """A member of this year's program, with their home group there, None for none."""

    member: Member
    person: Person
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Going:
    """Somebody who goes on: with which roles, and the home group whose name they keep."""

    member: Member
    person: Person
    roles: frozenset[Role]
    way: Way
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Staying:
    """Somebody who does not go on, and why."""

    member: Member
    person: Person
    why: Why


@dataclass(frozen=True, slots=True)
class YearPlan:
    """What would happen. `last_day` is the last of this year's program, `overlap` the days on which both run."""

    wish: Wish
    going: tuple[Going, ...]
    staying: tuple[Staying, ...]
    last_day: date
    overlap: tuple[date, date] | None

    @property
    def digest(self) -> str:
        """What names exactly this plan, so that what is done is what was seen."""
        said = [repr(sorted(as_stored(self.wish).items())), str(self.last_day)]
        said += [f"{each.member.id}:{','.join(sorted(each.roles))}:{each.group}" for each in self.going]
        said += [f"{each.member.id}:{each.why}" for each in self.staying]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:16]

    @property
    def groups(self) -> dict[str, frozenset[int]]:
        """This year's member ids by the name of the home group that they keep."""
        names = sorted({each.group for each in self.going if each.group is not None})
        return {name: frozenset(each.member.id for each in self.going if each.group == name) for name in names}

    def with_role(self, *roles: Role) -> int:
        """How many who go on have one of these roles."""
        return sum(bool(each.roles & set(roles)) for each in self.going)

    @property
    def quiet(self) -> int:
        """How many who go on get no question, and so no welcome: left in peace, or not in Slack yet."""
        people = (each.person for each in self.going)
        return sum(one.resting_since is not None or one.state is not PersonState.ACTIVE for one in people)

    @property
    def new_mentors(self) -> int:
        """How many mentor from now on."""
        return Counter(each.way for each in self.going)[Way.MENTORS]


def flaws(program: Program, wish: Wish, people: Sequence[Standing]) -> dict[str, Flaw]:
    """Return what cannot be in a wish for the year after `program`, by the name of its field."""
    found: dict[str, Flaw] = {}
    if not wish.name:
        found["name"] = Flaw.EMPTY
    elif len(wish.name) > NAME_LENGTH:
        found["name"] = Flaw.TOO_LONG
    if wish.starts is None:
        found["starts"] = Flaw.EMPTY
    elif wish.starts <= program.starts:
        found["starts"] = Flaw.TOO_EARLY
    elif wish.starts - (program.ends or program.starts) > LONGEST:
        found["starts"] = Flaw.TOO_FAR
    if wish.starts is not None and wish.ends is not None:
        if wish.ends < wish.starts:
            found["ends"] = Flaw.ENDS_FIRST
        elif wish.ends - wish.starts > LONGEST:
            found["ends"] = Flaw.TOO_FAR
    learning = {each.member.id for each in people if learns(each.member)}
    if not wish.chosen <= learning:
        found["chosen"] = Flaw.NO_MENTEE
    if not wish.leaving <= {each.member.id for each in people}:
        found["leaving"] = Flaw.NO_MEMBER
    elif not any(Role.COORDINATOR in each.member.roles and _why(each, wish) is None for each in people):
        found["leaving"] = Flaw.NO_COORDINATOR
    return found


def plan(program: Program, wish: Wish, people: Sequence[Standing]) -> YearPlan:
    """Return what becomes of everybody. `wish` has no flaws; `people` are those whose membership lasts."""
    starts = wish.starts
    if starts is None:
        raise ValueError("a plan without a first day")
    going, staying = [], []
    for each in sorted(people, key=lambda one: (one.person.name.casefold(), one.member.id)):
        why = _why(each, wish)
        if why is not None:
            staying.append(Staying(each.member, each.person, why))
        else:
            going.append(_going(each, wish))
    last_day = program.ends if program.ends is not None else starts - timedelta(days=1)
    overlap = (starts, last_day) if starts <= last_day else None
    return YearPlan(wish, tuple(going), tuple(staying), last_day, overlap)


def learns(member: Member) -> bool:
    """Say whether somebody is mentored, now or as soon as there is a mentor."""
    return bool(member.roles & {Role.MENTEE, Role.EMERGING})


def _why(each: Standing, wish: Wish) -> Why | None:
    if each.member.id in wish.leaving:
        return Why.CHOSEN
    return Why.GONE if each.person.state is PersonState.DEACTIVATED else None


def _going(each: Standing, wish: Wish) -> Going:
    member = each.member
    is_chosen = member.id in wish.chosen
    if wish.rule is Rule.ALL_BUT:
        mentors = Role.MENTEE in member.roles and not is_chosen
    else:
        mentors = learns(member) and is_chosen
    if not mentors:
        return Going(member, each.person, member.roles, Way.AS_BEFORE, each.group)
    roles = (member.roles - {Role.MENTEE, Role.EMERGING}) | {Role.MENTOR}
    return Going(member, each.person, roles, Way.MENTORS, each.group)


def as_stored(wish: Wish) -> dict[str, Any]:
    """Return a wish as JSON can hold it: ids and settings, and the name of the program."""

    def ids(members: Collection[int]) -> list[int]:
        return sorted(members)

    return {
        **{"name": wish.name, "rule": wish.rule.value, "hours": wish.carries_hours, "goals": wish.carries_goals},
        **{"starts": wish.starts and wish.starts.isoformat(), "ends": wish.ends and wish.ends.isoformat()},
        **{"chosen": ids(wish.chosen), "leaving": ids(wish.leaving)},
    }


def from_stored(held: Mapping[str, Any]) -> Wish:
    """Return the wish that `as_stored` made. Raises KeyError or ValueError for anything else."""

    def day(name: str) -> date | None:
        return date.fromisoformat(held[name]) if held[name] else None

    return Wish(
        name=held["name"],
        starts=day("starts"),
        ends=day("ends"),
        rule=Rule(held["rule"]),
        chosen=frozenset(held["chosen"]),
        leaving=frozenset(held["leaving"]),
        carries_hours=held["hours"],
        carries_goals=held["goals"],
    )


def usual(program: Program) -> Wish:
    """Return what the form begins with: a year later, with the same name and the year's number one higher if it has
    one.
    """
    starts = _a_year_later(program.starts)
    if program.ends is not None:
        starts = max(starts, program.ends + timedelta(days=1) if program.ends < date.max else starts)
    ends = _a_year_later(program.ends) if program.ends is not None else None
    return Wish(_next_name(program.name, program.starts.year), starts, ends)


def _a_year_later(day: date) -> date:
    return day.replace(year=min(day.year + 1, date.max.year), day=min(day.day, 28) if day.month == 2 else day.day)


def _next_name(name: str, year: int) -> str:
    """Return "Leaders 2027/28" for "Leaders 2026/27", "Leaders 2027" for "Leaders 2026", else the name with a year."""
    for old, new in (
        (f"{year}/{year + 1}", f"{year + 1}/{year + 2}"),
        (f"{year}-{year + 1}", f"{year + 1}-{year + 2}"),
        (f"{year}/{(year + 1) % 100:02}", f"{year + 1}/{(year + 2) % 100:02}"),
        (f"{year}-{(year + 1) % 100:02}", f"{year + 1}-{(year + 2) % 100:02}"),
        (f"{year}", f"{year + 1}"),
    ):
        if old in name:
            return name.replace(old, new)
    return f"{name[: NAME_LENGTH - 5]} {year + 1}"
