"""The groups of a session for its hosts: the proposal, and the file of breakout rooms for Zoom."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import recipient
from bot.domain.messages import Row
from bot.domain.session_moments import Moment, moments
from bot.domain.zoom import ZoomLimit, zoom_file
from bot.store import programs, proposals
from bot.store import sessions as stored
from bot.store.database import Tx
from bot.views import session_groups as views
from bot.views.message import Message
from bot.views.session_plans import Expected


class GroupsComposer(Defaults):
    """Composes the proposal, or what has become of it."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose session is not ahead, or whose recipient does not host it any more."""
        return {row.id for row in rows if self._is_settled(tx, row, now)}

    def _is_settled(self, tx: Tx, row: Row, now: datetime) -> bool:
        session = stored.get(tx, row.facts["session"])
        if session is None or session.cancelled_at is not None or session.starts_at <= now:
            return True
        mine = {member.id for member, _ in recipient(tx, row).identity.open_memberships()}
        return mine.isdisjoint(stored.hosts(tx, [session.id])[session.id])

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the groups as they would be now."""
        to, session = recipient(tx, row), stored.get(tx, row.facts["session"])
        if session is None:
            return None
        proposal = proposals.proposal_of(tx, session)
        today = proposals.expected_on_the_day(tx, session, proposal)
        view = views.GroupsView(
            session,
            proposal,
            proposals.names_of(tx, session.program_id),
            frozenset(proposals.pins_of(tx, session)),
            to.timezone,
            expected=Expected.of(today),
            settles_at=moments(session, programs.waking(tx, session.program_id))[Moment.DAY_BEFORE],
        )
        return views.proposal_message(wording(to.person.locale), view)


class ZoomComposer(Defaults):
    """Composes the file of breakout rooms."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the file of the groups as they would be now."""
        to, session = recipient(tx, row), stored.get(tx, row.facts["session"])
        if session is None:
            return None
        try:
            file = zoom_file(proposals.rooms_of(tx, session))
        except ZoomLimit:
            file = None
        return views.zoom_message(wording(to.person.locale), row.id, session, file)
