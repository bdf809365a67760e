"""The log of what coordinators changed: who, what, when."""

from dataclasses import dataclass

from bot.domain.programs import Program
from bot.domain.refusals import Refusal
from bot.services import people
from bot.store import audit
from bot.store.audit import Entry
from bot.store.database import Store

PER_PAGE = 15


@dataclass(frozen=True, slots=True)
class LogPage:
    """A page of the log, newest first; `number` counts from 0. Times are UTC."""

    program: Program
    entries: tuple[Entry, ...]
    number: int
    pages: int
    timezone: str
    locale: str


def page(
    store: Store, team_id: str, slack_id: str, program_id: int | None = None, number: int = 0
) -> LogPage | Refusal:
    """Return a page of a program's log, for a coordinator of it and nobody else."""
    with store.read() as tx:
        found = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(found, Refusal):
            return found
        entries, count = audit.page(tx, found.program.id, max(0, number), PER_PAGE)
        person = found.identity.person
        pages = max(1, -(-count // PER_PAGE))
        zone = person.timezone(found.program.timezone)
        return LogPage(found.program, tuple(entries), min(max(0, number), pages - 1), pages, zone, person.locale)
