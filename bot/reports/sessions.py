"""Sessions and breakout rooms as files: what was planned and who came; who is in which room of the next one."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from bot.domain.programs import Program
from bot.domain.sessions import Answer, Session
from bot.domain.spreadsheets import neutralise
from bot.domain.zoom import ZoomFile, zoom_file
from bot.store import members, proposals
from bot.store import sessions as stored
from bot.store.database import Store, Tx

COLUMNS = ("program", "title", "date", "time", "timezone", "minutes", "state", "email", "answer", "attended")


def export_sessions(
    store: Store, program: Program, first: date | None = None, last: date | None = None
) -> Iterator[tuple[str, ...]]:
    """Yield the header, then a row for each session from the day `first` to the day `last` and each invited member.

    Who has left since is in the sessions before that. Days are the session's own time zone's. A session to which nobody
    is invited has one row without an address.
    """
    yield COLUMNS
    with store.read() as tx:
        found = stored.all_of_program(tx, program.id)
        known = members.addresses_of_program(tx, program.id)
    for session in found:
        if (first is None or first <= session.day) and (last is None or session.day <= last):
            with store.read() as tx:
                rows = list(_rows(tx, program, session, _invitable(session, known)))
            yield from (tuple(neutralise(value) for value in row) for row in rows)


def _invitable(session: Session, known: Mapping[int, tuple[str, datetime | None]]) -> dict[int, str]:
    """Return the addresses of those who had not left by the start of a session."""
    return {id_: email for id_, (email, left) in known.items() if left is None or left >= session.starts_at}


def _rows(tx: Tx, program: Program, session: Session, emails: dict[int, str]) -> Iterator[tuple[str, ...]]:
    what = (program.name, session.title, session.day.isoformat(), session.at.isoformat("minutes"), session.timezone)
    found = stored.invitations_of(tx, [session.id], emails)
    invited = sorted(found.values(), key=lambda each: each.member_id)
    # Rounds need not have been begun for people to have been there.
    was_held = session.begun_at is not None or any(each.attended for each in invited)
    state = "cancelled" if session.cancelled_at is not None else "held" if was_held else "planned"
    common = (*what, str(session.minutes), state)
    for each in invited:
        attended = "" if each.attended is None else "yes" if each.attended else "no"
        yield (*common, emails[each.member_id], Answer(each.answer).value if each.answer else "", attended)
    if not invited:
        yield (*common, "", "", "")


def export_zoom(store: Store, program: Program, *, now: datetime) -> tuple[Session, ZoomFile] | None:
    """Return the next session that is not over at the UTC moment `now` with its file of breakout rooms; None if none
    is planned. Raises ZoomLimit.
    """
    with store.read() as tx:
        session = next(iter(stored.coming(tx, program.id, now)), None)
        return None if session is None else (session, zoom_file(proposals.rooms_of(tx, session)))
