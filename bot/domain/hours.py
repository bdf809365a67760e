"""The ledger of hours: what counts, in which category, and where somebody stands. It adds up, and claims no points.

Hours that a program recommends or a state requires differ, so every target is a program's setting
(`protocols.md`: mentored hours are required of beginning teachers and only recommended for administrators).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_MINUTES = 24 * 60  # of one entry: a day
TOPIC_LENGTH = 200
REASON_LENGTH = 500


class Category(StrEnum):
    """What an hour was spent on."""

    MENTORING = "mentor_meetings"
    COACHING = "coaching"
    SESSIONS = "sessions"
    OBSERVATIONS = "observations"
    RESOURCES = "resources"
    OWN = "own"  # reported by the person, and approved


# What people may report themselves; everything else counts as it was logged, and is corrected there.
REPORTED = (Category.OWN, Category.MENTORING, Category.COACHING, Category.SESSIONS, Category.OBSERVATIONS)


@dataclass(frozen=True, slots=True)
class Entry:
    """Minutes of one member on a local day. `topic` says what it was about; `talk_id` is the same for meetings that
    were one talk with several partners, which took the time only once. A correction may have negative minutes.
    """

    member_id: int
    category: Category
    held_on: date
    minutes: int
    topic: str = ""
    talk_id: int | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody reports: a local day, minutes, and what it was about."""

    category: Category
    held_on: date
    minutes: int
    topic: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in a category: minutes so far, and the program's target in minutes if it set one."""

    category: Category
    minutes: int
    target: int | None = None


class ReportFlaw(StrEnum):
    """What keeps a report from being saved."""

    FUTURE = "future"
    OUTSIDE = "outside"  # before the program began, or after its last day
    MINUTES = "minutes"
    TOPIC = "topic"


def flaws(report: Report, today: date, starts: date, ends: date | None) -> dict[str, ReportFlaw]:
    """Return what is wrong with a report on the local day `today` in a program of that span, by field."""
    wrong: dict[str, ReportFlaw] = {}
    if report.held_on > today:
        wrong["held_on"] = ReportFlaw.FUTURE
    elif report.held_on < starts or (ends is not None and report.held_on > ends):
        wrong["held_on"] = ReportFlaw.OUTSIDE
    if not 1 <= report.minutes <= MOST_MINUTES:
        wrong["minutes"] = ReportFlaw.MINUTES
    if not report.topic or len(report.topic) > TOPIC_LENGTH:
        wrong["topic"] = ReportFlaw.TOPIC
    return wrong


def once_each(entries: Iterable[Entry]) -> list[Entry]:
    """Return the entries by day, a talk with several partners once for whoever had it with them all."""
    talks: set[tuple[int, int]] = set()
    kept: list[Entry] = []
    for entry in sorted(entries, key=lambda each: (each.held_on, each.category, each.talk_id or 0)):
        if entry.talk_id is not None:
            if (entry.member_id, entry.talk_id) in talks:
                continue
            talks.add((entry.member_id, entry.talk_id))
        kept.append(entry)
    return kept


def totals(entries: Iterable[Entry]) -> dict[Category, int]:
    """Return the minutes by category, in the order of the categories; categories without any are missing."""
    sums: dict[Category, int] = {}
    for entry in once_each(entries):
        sums[entry.category] = sums.get(entry.category, 0) + entry.minutes
    return {category: sums[category] for category in Category if category in sums}


def standings(entries: Iterable[Entry], targets: Mapping[Category, int]) -> Sequence[Standing]:
    """Return where somebody stands in every category that has hours or a target."""
    sums = totals(entries)
    shown = [category for category in Category if category in sums or category in targets]
    return [Standing(category, sums.get(category, 0), targets.get(category)) for category in shown]


def span_of(day: date, starts: date, ends: date | None) -> tuple[date, date]:
    """Return the first and last day of a statement asked for on `day`: the program's, as far as it has come."""
    return starts, min(day, ends) if ends is not None else max(day, starts)


def as_hours(minutes: int) -> str:
    """Return minutes as hours and minutes, such as 1:05 or -0:30."""
    sign, length = ("-" if minutes < 0 else ""), timedelta(minutes=abs(minutes))
    whole, left = divmod(int(length.total_seconds()) // 60, 60)
    return f"{sign}{whole}:{left:02}"
