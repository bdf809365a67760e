"""The yearly report for a district: what a program did, in counts, and two fields for people to fill in.

Counts under five are not published; roles, and the reasons for not meeting, are merged so that no small number follows
from the others.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.calendar import week_of
from bot.domain.disclosure import LEAST, merged, merged_sets, published
from bot.domain.hours import as_hours, once_each, totals
from bot.domain.members import Role
from bot.domain.programs import Program
from bot.domain.spreadsheets import neutralise
from bot.store import hours, reports
from bot.store.database import Store, Tx
from bot.store.reports import Between

COLUMNS = ("section", "item", "value")
TO_BE_PAIRED = timedelta(weeks=2)  # `protocols.md`: a first-year administrator gets a mentor within two weeks
FIELDS = ("What goes well", "What to improve")


@dataclass(frozen=True, slots=True)
class _Member:
    id: int
    roles: str
    starts: date
    ended: date | None


def district_report(
    store: Store, program: Program, between: Between, today: date, district: str | None = None
) -> Iterator[tuple[str, ...]]:
    """Yield the header, then the rows of the report for the local days of `between` (by default the whole program as
    far as it has come on the local day `today`), of one district or of all.
    """
    first, last = between[0] or program.starts, between[1] or min(today, program.ends or today)
    with store.read() as tx:
        people = _people(tx, program, first, last, district)
        sections = {
            "period": {"first day": first.isoformat(), "last day": last.isoformat()},
            "people by role": _by_role(people),
            "weeks": {"weeks in which pairs met": str(_weeks_met(tx, program, first, last))},
            "hours": _hours(tx, people, (first, last)),
            "in the way of meeting": _obstacles(tx, program, people, first, last),
            "first year": {"leaders without a mentor after two weeks": _unpaired(tx, program, people, first, last)},
            "in your words": dict.fromkeys(FIELDS, ""),
        }
    yield COLUMNS
    yield ("program", "name", neutralise(program.name))
    if district is not None:
        yield ("program", "district", neutralise(district))
    for section, items in sections.items():
        for item, value in items.items():
            yield (section, item, value)


def _people(tx: Tx, program: Program, first: date, last: date, district: str | None) -> list[_Member]:
    wanted = district.casefold() if district is not None else None
    return [
        _Member(member_id, roles, starts or program.starts, ended)
        for member_id, roles, where, starts, ended in reports.joined_and_left(tx, program.id)
        if wanted in (None, where.casefold())
        and (starts or program.starts) <= last
        and (ended is None or ended >= first)
    ]


def _by_role(people: list[_Member]) -> Mapping[str, str]:
    counts = Counter(one.roles for one in people)
    names = merged(counts)
    sums: Counter[str] = Counter()
    for roles, count in counts.items():
        sums[names[roles]] += count
    return {roles.replace(";", " and "): published(sums[roles]) for roles in sorted(sums)}


def _weeks_met(tx: Tx, program: Program, first: date, last: date) -> int:
    days = hours.days_of_meetings(tx, program.id, (first, last))
    return len({week_of(day, program.prompt_weekday) for day in days})


def _hours(tx: Tx, people: list[_Member], between: Between) -> Mapping[str, str]:
    entries = once_each(hours.entries(tx, [one.id for one in people], between))
    having: dict[str, set[int]] = {}
    for entry in entries:
        having.setdefault(entry.category.value, set()).add(entry.member_id)
    names = merged_sets(having)
    sums: Counter[str] = Counter()
    for category, minutes in totals(entries).items():
        sums[names[category.value]] += minutes
    return {f"{name}, hours:minutes": as_hours(minutes) for name, minutes in sorted(sums.items()) if name}


def _obstacles(tx: Tx, program: Program, people: list[_Member], first: date, last: date) -> Mapping[str, str]:
    told: dict[str, set[int]] = {}
    for member_id, why, day in reports.obstacles_told(tx, program.id, [one.id for one in people]):
        if first <= day <= last:
            told.setdefault(why, set()).add(member_id)
    names = merged_sets(told)
    groups: dict[str, set[int]] = {}
    for why, members in told.items():
        groups.setdefault(names[why] or "any reason", set()).update(members)
    return {f"people who named {why}": published(len(members)) for why, members in sorted(groups.items())}


def _unpaired(tx: Tx, program: Program, people: list[_Member], first: date, last: date) -> str:
    paired = hours.mentored_from(tx, program.id)
    late = 0
    for one in people:
        by = one.starts + TO_BE_PAIRED
        if Role.MENTEE.value in one.roles.split(";") and first <= by <= last and (one.ended is None or one.ended > by):
            late += one.id not in paired or paired[one.id] > by
    return published(late, LEAST)
