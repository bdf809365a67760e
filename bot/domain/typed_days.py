"""Days off as coordinators type them into a form: a line each, the days first, then what they are called."""

from dataclasses import dataclass, replace

from bot.domain.days_off import read_span
from bot.domain.programs import DaysOff

TITLE = 120
MOST_LINES = 100


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that names no days; `number` counts from 1."""

    number: int
    text: str


def read_days(text: str) -> tuple[list[DaysOff], list[BadLine]]:
    """Return the days off that `text` names, and the lines that name none.

    A line is `2026-11-26 Thanksgiving`, or from the first to the last day `2026-12-21..2027-01-01 Winter break`.
    """
    spans, bad = [], []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        days, _, title = line.strip().replace(" .. ", "..").partition(" ")
        try:
            spans.append(replace(read_span(days), title=title.strip()[:TITLE]))
        except ValueError:
            bad.append(BadLine(number, days[:30]))
    return spans, bad
