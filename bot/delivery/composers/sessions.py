"""Planned network sessions: invitations, changes, cancellations, reminders, calendar files, what was saved."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.content.wording import Wording, wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import Recipient, recipient
from bot.domain.messages import Row
from bot.domain.sessions import Answer, Session, SessionLine
from bot.store import programs, proposals, session_lines
from bot.store import sessions as stored
from bot.store.database import Tx
from bot.views import session_calendar, session_plans
from bot.views import sessions as views
from bot.views.message import Message


def _sessions(tx: Tx, row: Row) -> list[Session]:
    return stored.get_many(tx, row.facts["sessions"])


def _program(tx: Tx, session: Session) -> str:
    found = programs.program(tx, session.program_id)
    return found.name if found else ""


class _NewsComposer(Defaults):
    """What an invitation and the news of another time have in common."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows of whose sessions none is ahead."""
        return {row.id for row in rows if not _ahead(_sessions(tx, row), now)}

    def _news(self, tx: Tx, row: Row, to: Recipient, now: datetime) -> views.News:
        every = _sessions(tx, row)
        ahead = session_lines.lines(tx, to.identity, _ahead(every, now))
        return views.News(ahead, tuple(every), _program(tx, every[0]), to.timezone)


def _ahead(sessions: Sequence[Session], now: datetime) -> list[Session]:
    return [each for each in sessions if each.cancelled_at is None and each.starts_at > now]


class InvitedComposer(_NewsComposer):
    """Composes the invitation to one session or a series."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the invitation to what is still ahead."""
        to = recipient(tx, row)
        return views.invited(wording(to.person.locale), self._news(tx, row, to, now))


class ChangedComposer(_NewsComposer):
    """Composes that sessions are at another time."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return when they are now."""
        to = recipient(tx, row)
        return views.changed(wording(to.person.locale), self._news(tx, row, to, now))


class CancelledComposer(Defaults):
    """Composes that sessions are not held."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return which, and when the next one is."""
        to, gone = recipient(tx, row), _sessions(tx, row)
        following = next(
            (each for each in session_lines.coming_for(tx, to.identity, now) if each.program_id == row.program_id), None
        )
        w = wording(to.person.locale)
        return views.cancelled(w, gone, _program(tx, gone[0]), to.timezone, following)

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose sessions would all have begun by now."""
        return {row.id for row in rows if all(each.starts_at <= now for each in _sessions(tx, row))}


_LAST = timedelta(hours=2)  # before a session the reminder of the day before is no use: another comes in an hour


class ReminderComposer(Defaults):
    """Composes the reminder a day or an hour before a session."""

    def __init__(self, *, hour: bool) -> None:
        self._hour = hour

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose session is not ahead at that time, or whose recipient has declined."""
        return {row.id for row in rows if self._is_settled(tx, row, now)}

    def _is_settled(self, tx: Tx, row: Row, now: datetime) -> bool:
        line = self._line(tx, row, recipient(tx, row))
        if line is None:
            return True
        session = line.session
        ahead = session.cancelled_at is None and session.starts_at > (now if self._hour else now + _LAST)
        stands = session.starts_at == datetime.fromisoformat(row.facts["starts"])
        declined = line.answer is Answer.NO or not (line.is_invited or line.is_host)
        return not (ahead and stands) or declined

    def _line(self, tx: Tx, row: Row, to: Recipient) -> SessionLine | None:
        session = stored.get(tx, row.facts["session"])
        return next(iter(session_lines.lines(tx, to.identity, [session] if session else [])), None)

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the reminder, or what became of the session."""
        to = recipient(tx, row)
        line = self._line(tx, row, to)
        if line is None:
            return None
        w = wording(to.person.locale)
        if line.session.is_over(now):
            return views.reminder_over(w, line.session, line.program, to.timezone)
        plan = "" if self._hour else _plan_line(tx, w, line.session, to)
        return views.reminder(w, line, to.timezone, to.day(now), hour=self._hour, plan=plan)


def _plan_line(tx: Tx, w: Wording, session: Session, to: Recipient) -> str:
    mine = [member.id for member, program in to.identity.open_memberships() if program.id == session.program_id]
    return session_plans.reminder_line(w, session, proposals.expected_sizes(tx, session, mine[0])) if mine else ""


class FileComposer(Defaults):
    """Composes the calendar file of a session with all of its series."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the file, None if there is nothing ahead."""
        to, session = recipient(tx, row), stored.get(tx, row.facts["session"])
        if session is None:
            return None
        together = stored.series_of(tx, session)
        ahead = _ahead(together, now)
        view = session_calendar.SessionFile(row.id, tuple(together), next(iter(ahead), session), now)
        return session_calendar.file_message(wording(to.person.locale), view)


class SavedComposer(Defaults):
    """Composes what a coordinator planned, changed or cancelled."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return what holds now."""
        to, found = recipient(tx, row), _sessions(tx, row)
        asked = {each.member_id for each in stored.invitations(tx, found[0].id)}
        view = views.Saved(
            row.facts["what"],
            tuple(found),
            to.timezone,
            len(asked),
            tuple(date.fromisoformat(day) for day in row.facts["skipped"]),
        )
        return views.saved(wording(to.person.locale), view)
