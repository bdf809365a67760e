"""Which kinds of export there are, and the rows of each: one list for the command line and for Slack."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.domain.programs import Program
from bot.reports.district import district_report
from bot.reports.groups import export_groups
from bot.reports.hours import export_check_ins, export_hours
from bot.reports.meetings import export_meetings
from bot.reports.research import DICTIONARY, export_research
from bot.reports.sessions import export_sessions
from bot.store.database import Store
from bot.store.reports import Between

Rows = Iterator[tuple[str, ...]]


class Export(StrEnum):
    """What can be exported."""

    MEETINGS = "meetings"
    GROUPS = "groups"
    SESSIONS = "sessions"
    HOURS = "hours"
    CHECK_INS = "checkins"
    DISTRICT = "district"
    RESEARCH = "research"


@dataclass(frozen=True, slots=True)
class Source:
    """Whose rows are wanted: of a program, for the local days of `between`, as of the local day `today`. `key` is
    behind the pseudonyms of a research export; `district` narrows a district report.
    """

    store: Store
    program: Program
    between: Between
    today: date
    key: bytes
    district: str | None = None


def rows_of(export: Export, source: Source) -> Rows:
    """Return the rows of an export, the header first. Raises TooFew once a research export is begun for too few."""
    store, program, between = source.store, source.program, source.between
    match export:
        case Export.MEETINGS:
            return export_meetings(store, program, *between)
        case Export.GROUPS:
            return export_groups(store, program)
        case Export.SESSIONS:
            return export_sessions(store, program, *between)
        case Export.HOURS:
            return export_hours(store, program, between)
        case Export.CHECK_INS:
            return export_check_ins(store, program, between)
        case Export.DISTRICT:
            return district_report(store, program, between, source.today, source.district)
        case Export.RESEARCH:
            return export_research(store, program, source.key)


def companion_of(export: Export) -> tuple[str, Rows] | None:
    """Return the name and rows of the file that belongs beside an export, or None."""
    return ("data-dictionary", iter(DICTIONARY)) if export is Export.RESEARCH else None
