"""The research export: counts by person and program week of those who consented, so that nobody can be found in it.

Pseudonyms are keyed; weeks are counted from the program's beginning; particulars are merged until every combination
is shared by at least five people (`bot.domain.disclosure`). No word that anybody wrote is in it.
"""

import hmac
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.calendar import week_of
from bot.domain.disclosure import LEAST, OTHER, generalised, merged_sets
from bot.domain.hours import Category, once_each
from bot.domain.programs import Program
from bot.domain.spreadsheets import neutralise
from bot.store import hours, reports
from bot.store.database import Store, Tx

COLUMNS = (
    "person",
    "role",
    "position",
    "district",
    "week",
    "checked_in",
    "meetings",
    "minutes",
    "sessions",
    "replies",
    "obstacle",
)
DICTIONARY = (
    ("column", "what it holds"),
    ("person", "a pseudonym, the same for one person in every export of this program; it cannot be turned back"),
    ("role", f"roles in the program; those of fewer than {LEAST} people are merged as {OTHER}"),
    ("position", f"the position, merged likewise within the role; {OTHER} where it is shared by too few"),
    ("district", f"the district, merged likewise within role and position; {OTHER} where it is shared by too few"),
    ("week", "the program's week, counted from 1 for the week in which it began; 0 for anything before"),
    ("checked_in", "1 if there is a check-in for that week, else 0"),
    ("meetings", "how many talks with a partner or coach were held in that week"),
    ("minutes", "how long they were together"),
    ("sessions", "how many network sessions of that week the person attended"),
    ("replies", "how many replies the person gave to others' challenges in that week; their text is not kept"),
    (
        "obstacle",
        f"what the person said was in the way of meeting, by category; those of fewer than {LEAST} people are merged",
    ),
)
AT_ONCE = 200  # people whose weeks are in memory together


class TooFew(Exception):
    """Fewer people consented than a published group may have, so there is nothing to export."""


@dataclass(slots=True)
class _Week:
    checked_in: bool = False
    meetings: int = 0
    minutes: int = 0
    sessions: int = 0
    replies: int = 0
    obstacles: set[str] = field(default_factory=set)


def export_research(store: Store, program: Program, key: bytes) -> Iterator[tuple[str, ...]]:
    """Yield the header, then a row for each person and program week in which there was anything, in the order of the
    pseudonyms (that of the roster would tell who somebody is).

    Raises TooFew, before the first row.
    """
    with store.read() as tx:
        people = reports.consenting(tx, program.id)
        told = reports.obstacle_days(tx, program.id, [one[0] for one in people.values()])
    if len(people) < LEAST:
        raise TooFew
    authors: dict[str, set[int]] = {}
    for person_id, why, _ in told:
        authors.setdefault(why, set()).add(person_id)
    obstacle_names = merged_sets(authors)
    particulars = generalised({member_id: one[1:] for member_id, one in people.items()})
    names = {member_id: pseudonym(key, program.id, one[0]) for member_id, one in people.items()}
    ordered = sorted(people, key=names.__getitem__)
    yield COLUMNS
    for first in range(0, len(ordered), AT_ONCE):
        batch = ordered[first : first + AT_ONCE]
        with store.read() as tx:
            weeks = _weeks(tx, program, batch, {people[member_id][0]: member_id for member_id in batch})
        for member_id in batch:
            fixed = (names[member_id], *(neutralise(value) for value in particulars[member_id]))
            for number, week in sorted(weeks.get(member_id, {}).items()):
                yield (*fixed, *_cells(number, week, obstacle_names))


def pseudonym(key: bytes, program_id: int, person_id: int) -> str:
    """Return what somebody is called in the exports of a program (HMAC-SHA256, the first 16 hexadecimal digits)."""
    return hmac.digest(key, f"{program_id}:{person_id}".encode(), "sha256").hex()[:16]


def _weeks(tx: Tx, program: Program, batch: Sequence[int], members: dict[int, int]) -> dict[int, dict[int, _Week]]:
    found: dict[int, dict[int, _Week]] = {}

    def of(member_id: int, day: date) -> _Week:
        return found.setdefault(member_id, {}).setdefault(program_week(program, day), _Week())

    for member_id, day in reports.weeks_checked_in(tx, batch):
        of(member_id, day).checked_in = True
    for entry in once_each(hours.entries(tx, batch)):
        if entry.category in {Category.MENTORING, Category.COACHING, Category.OBSERVATIONS} and not entry.topic:
            of(entry.member_id, entry.held_on).meetings += 1
            of(entry.member_id, entry.held_on).minutes += entry.minutes
        elif entry.category is Category.SESSIONS:
            of(entry.member_id, entry.held_on).sessions += 1
    for (member_id, day), count in Counter(reports.days_replied(tx, batch)).items():
        of(member_id, day).replies += count
    for person_id, why, day in reports.obstacle_days(tx, program.id, list(members)):
        of(members[person_id], day).obstacles.add(why)
    return found


def program_week(program: Program, day: date) -> int:
    """Return the number of the program week that holds `day`: 1 for the one in which the program began, 0 before."""
    begin = week_of(program.starts, program.prompt_weekday)
    return max(0, (week_of(day, program.prompt_weekday) - begin).days // 7 + 1)


def _cells(number: int, week: _Week, obstacle_names: dict[str, str]) -> tuple[str, ...]:
    counts = (number, int(week.checked_in), week.meetings, week.minutes, week.sessions, week.replies)
    told = ";".join(sorted({obstacle_names[why] for why in week.obstacles} - {""}))
    return (*(str(count) for count in counts), told)
