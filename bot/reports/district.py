"""The yearly report for a district: what a program did, in counts, and two fields for people to fill in.

Counts under five are not published; roles, and the reasons for not meeting, are merged so that no small number follows
from the others. Nor does one from the reports of several districts, taken from each other or from the whole program's:
districts with fewer than five people are told of together, and a district's report has only groups that hold five
people or nobody in every district (`disclosure.merged_in_all`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.calendar import week_of
from bot.domain.disclosure import LEAST, merged, merged_in_all, merged_sets, published
from bot.domain.hours import as_hours, once_each, totals
from bot.domain.members import Role
from bot.domain.programs import Program
from bot.domain.spreadsheets import neutralise
from bot.store import hours, reports
from bot.store.database import Store, Tx
from bot.store.reports import Between

COLUMNS = ("section", "item", "value")
TO_BE_PAIRED = timedelta(weeks=2)  # `protocols.md`: a first-year administrator gets a mentor within two weeks
FIRST_YEAR = "leaders without a mentor after two weeks"
FIELDS = ("What goes well", "What to improve")


@dataclass(frozen=True, slots=True)
class _Member:
    id: int
    roles: str
    starts: date
    ended: date | None
    district: str  # as it is compared, without case


@dataclass(frozen=True, slots=True)
class _Scope:
    """Whom a report is about: `people`, and all the areas of the program that reports can be about, these among them. A
    report about the whole program has no areas.
    """

    people: list[_Member]
    areas: tuple[frozenset[int], ...] = ()  # member ids

    @property
    def ids(self) -> list[int]:
        return [one.id for one in self.people]

    def names(self, groups: Mapping[str, set[int]]) -> dict[str, str]:
        """Return under which name each category is published (`groups` has everybody's, by member id)."""
        if not self.areas:
            return merged_sets(groups)
        return merged_in_all([{name: ids & area for name, ids in groups.items()} for area in self.areas])


def district_report(
    store: Store, program: Program, between: Between, today: date, district: str | None = None
) -> Iterator[tuple[str, ...]]:
    """Yield the header, then the rows of the report for the local days of `between` (by default the whole program as
    far as it has come on the local day `today`), of one district or of all.

    Raises UnknownDistrict once it is begun for a district in which nobody of the program is.
    """
    first, last = between[0] or program.starts, between[1] or min(today, program.ends or today)
    with store.read() as tx:
        everybody, spelled = _people(tx, program, first, last)
        scope, named = _scope(everybody, spelled, district)
        sections = {
            "period": {"first day": first.isoformat(), "last day": last.isoformat()},
            "people by role": _by_role(everybody, scope),
            "weeks": {"weeks in which pairs met": str(_weeks_met(tx, program, first, last))},
            "hours": _hours(tx, everybody, scope, (first, last)),
            "in the way of meeting": _obstacles(tx, program, everybody, scope, (first, last)),
            "first year": {FIRST_YEAR: _unpaired(tx, program, everybody, scope, (first, last))},
            "in your words": dict.fromkeys(FIELDS, ""),
        }
    yield COLUMNS
    yield ("program", "name", neutralise(program.name))
    for name in named:
        yield ("program", "district" if len(named) == 1 else "districts, told of together", neutralise(name))
    for section, items in sections.items():
        for item, value in items.items():
            yield (section, item, value)


class UnknownDistrict(Exception):
    """Nobody of the program is in the district that a report is wanted for; says which there are."""


def _people(tx: Tx, program: Program, first: date, last: date) -> tuple[list[_Member], dict[str, str]]:
    """Return who was in the program between these days, and how each district is written."""
    found: list[_Member] = []
    spelled: dict[str, str] = {}
    for member_id, roles, where, starts, ended in reports.joined_and_left(tx, program.id):
        begins = starts or program.starts
        if begins <= last and (ended is None or ended >= first):
            found.append(_Member(member_id, roles, begins, ended, where.casefold()))
            spelled.setdefault(where.casefold(), where)
    return found, spelled


def _scope(people: list[_Member], spelled: Mapping[str, str], district: str | None) -> tuple[_Scope, list[str]]:
    """Return whom a report is about, and the names of the districts that it tells of."""
    if district is None:
        return _Scope(people), []
    wanted = district.strip().casefold()
    if wanted not in spelled:
        known = ", ".join(sorted(name for name in spelled.values() if name)) or "none"
        raise UnknownDistrict(f"Nobody is in a district called {district!r}; the program has: {known}")
    area_of = merged(Counter(one.district for one in people))
    areas = {
        area: frozenset(one.id for one in people if area_of[one.district] == area) for area in set(area_of.values())
    }
    own = area_of[wanted]
    inside = [one for one in people if area_of[one.district] == own]
    told_of = sorted(spelled[name] or "no district" for name, area in area_of.items() if area == own)
    return _Scope(inside, tuple(areas.values())), told_of


def _by_role(everybody: list[_Member], scope: _Scope) -> Mapping[str, str]:
    having: dict[str, set[int]] = {}
    for one in everybody:
        having.setdefault(one.roles, set()).add(one.id)
    # Everybody has one combination of roles, so all of them together are whoever the report is about.
    names = scope.names(having) if scope.areas else merged({roles: len(ids) for roles, ids in having.items()})
    sums = Counter(names[one.roles] for one in scope.people)
    return {roles.replace(";", " and "): published(sums[roles]) for roles in sorted(sums) if roles}


def _weeks_met(tx: Tx, program: Program, first: date, last: date) -> int:
    days = hours.days_of_meetings(tx, program.id, (first, last))
    return len({week_of(day, program.prompt_weekday) for day in days})


def _hours(tx: Tx, everybody: list[_Member], scope: _Scope, between: Between) -> Mapping[str, str]:
    entries = once_each(hours.entries(tx, [one.id for one in everybody], between))
    having: dict[str, set[int]] = {}
    for entry in entries:
        having.setdefault(entry.category.value, set()).add(entry.member_id)
    names = scope.names(having)
    sums: Counter[str] = Counter()
    inside = set(scope.ids)
    for category, minutes in totals([entry for entry in entries if entry.member_id in inside]).items():
        sums[names[category.value]] += minutes
    return {f"{name}, hours:minutes": as_hours(minutes) for name, minutes in sorted(sums.items()) if name}


def _obstacles(
    tx: Tx, program: Program, everybody: list[_Member], scope: _Scope, between: tuple[date, date]
) -> Mapping[str, str]:
    told: dict[str, set[int]] = {}
    for member_id, why, day in reports.obstacles_told(tx, program.id, [one.id for one in everybody]):
        if between[0] <= day <= between[1]:
            told.setdefault(why, set()).add(member_id)
    names, inside = scope.names(told), set(scope.ids)
    groups: dict[str, set[int]] = {}
    for why, members in told.items():
        if names[why] or not scope.areas:
            groups.setdefault(names[why] or "any reason", set()).update(members & inside)
    return {f"people who named {why}": published(len(members)) for why, members in sorted(groups.items())}


def _unpaired(tx: Tx, program: Program, everybody: list[_Member], scope: _Scope, between: tuple[date, date]) -> str:
    (first, last), paired = between, hours.mentored_from(tx, program.id)

    def is_late(one: _Member) -> bool:
        by = one.starts + TO_BE_PAIRED
        asked = Role.MENTEE.value in one.roles.split(";") and first <= by <= last
        return asked and (one.ended is None or one.ended > by) and (one.id not in paired or paired[one.id] > by)

    late = {one.id for one in everybody if is_late(one)}
    if scope.areas and scope.names({"late": late})["late"] != "late":
        return "not published, because a district has fewer than 5"
    return published(len(late & set(scope.ids)), LEAST)
