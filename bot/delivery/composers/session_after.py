"""Messages after a session: who was there, what people take with them, the group's Now Whats."""

from collections.abc import Sequence
from datetime import datetime

from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.session_day import GroupComposer, group_of, words_for
from bot.domain.messages import Row
from bot.domain.session_day import Reflection
from bot.domain.sessions import Answer, Invitation, Session
from bot.store import members, session_day, session_reflections
from bot.store import sessions as sessions_store
from bot.store.database import Tx
from bot.store.members import members_of_people
from bot.views import session_after as views
from bot.views.message import Message
from bot.views.session_day import NowWhat


class AttendanceComposer(Defaults):
    """Composes the question to a facilitator who was there."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows of groups that were all said already, or are cancelled."""
        return {row.id for row in rows if row.ts is None and _all_said(tx, row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the group's list; until it is saved, those who said that they come, or came after all, are ticked."""
        found = group_of(tx, row)
        if found is None:
            return None
        group, session = found
        seats = session_day.seats(tx, [group.id])[group.id]
        invited = {each.member_id: each for each in sessions_store.invitations(tx, session.id)}
        theirs = {seat.member_id: invited.get(seat.member_id) for seat in seats}
        is_saved = bool(theirs) and all(each is None or each.attended is not None for each in theirs.values())
        view = views.AttendanceView(
            group.id,
            group.name,
            tuple((seat.member_id, seat.person.name) for seat in seats),
            frozenset(id_ for id_, each in theirs.items() if each is not None and _is_there(each)),
            is_saved,
        )
        return views.attendance(words_for(tx, row), view)


def _is_there(invitation: Invitation) -> bool:
    """Say whether somebody was there, as was said, else as they said before that they come, or a host that they came
    after all, which leaves open whether they stayed.
    """
    if invitation.attended is not None:
        return invitation.attended
    return invitation.attended_by is not None or invitation.answer in {Answer.YES, Answer.LATE}


def _all_said(tx: Tx, row: Row) -> bool:
    found = group_of(tx, row)
    if found is None:
        return True
    seats = session_day.seats(tx, [found[0].id])[found[0].id]
    said = {each.member_id: each.attended for each in sessions_store.invitations(tx, found[1].id)}
    return all(said.get(seat.member_id, False) is not None for seat in seats)


class _Personal(Defaults):
    """What messages to somebody about a session they were invited to have in common."""

    def _invitation(self, tx: Tx, row: Row) -> tuple[Session, Invitation] | None:
        """Return the session and the recipient's invitation, unless it was cancelled."""
        session = sessions_store.get(tx, row.facts["session"])
        if session is None or session.cancelled_at is not None or row.person_id is None:
            return None
        mine = members_of_people(tx, [row.person_id])[row.person_id]
        invited = sessions_store.invitations_of(tx, [session.id], [member.id for member in mine])
        return next(((session, each) for each in invited.values()), None)

    def _reflection(self, tx: Tx, found: tuple[Session, Invitation]) -> Reflection | None:
        return session_reflections.reflection(tx, found[0].id, found[1].member_id)


class ReportComposer(_Personal):
    """Composes the question whether somebody was there."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows of those of whom it is known."""
        found = {row.id: self._invitation(tx, row) for row in rows}
        return {id_ for id_, each in found.items() if each is None or each[1].attended is not None}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the question, or what is known now; whoever was there is asked what they take with them."""
        found = self._invitation(tx, row)
        if found is None:
            return None
        session, invitation = found
        w = words_for(tx, row)
        if self._reflection(tx, found) is not None:
            return views.reflection(w, session.id, session.title, written=True)
        values = (session.id, session.title, session.starts_at, session.timezone, invitation.attended)
        return views.report(w, *values)


class ReflectionComposer(_Personal):
    """Composes the question what somebody takes with them."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows of those who were not there after all, or have written it down."""
        found = {row.id: self._invitation(tx, row) for row in rows}
        return {
            id_
            for id_, each in found.items()
            if each is None or each[1].attended is not True or self._reflection(tx, each) is not None
        }

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the question, or the thanks."""
        found = self._invitation(tx, row)
        if found is None:
            return None
        written = self._reflection(tx, found) is not None
        return views.reflection(words_for(tx, row), found[0].id, found[0].title, written=written)


class NowWhatsComposer(GroupComposer):
    """Composes what the people of a group share of their Now What."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows of groups in which nobody shares anything (any more)."""
        unsent = [row for row in rows if row.ts is None]
        shared = {row.id for row in unsent if session_reflections.now_whats(tx, [row.facts["group"]])}
        return {row.id for row in unsent if row.id not in shared or self.lost(tx, row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return what is shared now."""
        found = group_of(tx, row)
        if found is None:
            return None
        shared = [NowWhat(each.name, each.words) for each in session_reflections.now_whats(tx, [found[0].id])]
        return views.now_whats(words_for(tx, row), found[1].title, row.facts["what"], shared)


class SharedComposer(Defaults):
    """Composes what a mentee shares with their mentor."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows of which nothing is shared (any more)."""
        return {row.id for row in rows if not _shared(tx, row)}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the Now What, or that it is not shared any more."""
        session = sessions_store.get(tx, row.facts["session"])
        person = members.person_of_member(tx, row.facts["member"])
        if session is None or person is None:
            return None
        return views.shared(words_for(tx, row), person.name, session.title, _shared(tx, row))


def _shared(tx: Tx, row: Row) -> str:
    found = session_reflections.reflection(tx, row.facts["session"], row.facts["member"])
    return found.now_what if found is not None and found.for_mentor else ""
