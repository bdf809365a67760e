"""Meetings as rows of a file: with whom, when, how long; never the notes."""

from collections.abc import Iterator
from datetime import date

from bot.domain.programs import Program
from bot.domain.spreadsheets import neutralise
from bot.store.database import Store
from bot.store.meeting_export import meetings_of_program

COLUMNS = ("program", "mentor_email", "mentee_email", "date", "minutes", "kind")


def export_meetings(
    store: Store, program: Program, first: date | None = None, last: date | None = None
) -> Iterator[tuple[str, ...]]:
    """Yield the header, then a row for each meeting from the local day `first` to the day `last`, in order.

    A coach and a leader stand in the columns of mentor and mentee, with the kind coaching.
    """
    yield COLUMNS
    after: tuple[date, int] | None = None
    while True:
        with store.read() as tx:
            rows, after = meetings_of_program(tx, program.id, first, last, after)
        for mentor, mentee, day, minutes, kind in rows:
            values = (program.name, mentor, mentee, day.isoformat(), str(minutes), kind)
            yield tuple(neutralise(value) for value in values)
        if after is None:
            return
