"""What one of two people is told of a talk that the other logged or corrected."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import recipient
from bot.domain.messages import Row
from bot.domain.pairs import Meeting
from bot.store import meetings, members
from bot.store.database import Tx
from bot.views import meetings as views
from bot.views.message import Message

MOST = 12  # talks with notes in fifty blocks


class MeetingComposer(Defaults):
    """Composes the talks that others logged with the recipient, several as one message."""

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Read all talks, and whose they are, in one go."""
        found = meetings.meetings_by_id(tx, {meeting_id for row in rows for meeting_id in row.facts["meetings"]})
        pairs = meetings.people_of_pairs(tx, {meeting.bond.pair_id for meeting in found.values()})
        members.people_by_id(tx, {person_id for two in pairs.values() for person_id in two})

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose every talk was taken back, or confirmed by the recipient meanwhile."""
        return {row.id for row in rows if all(_is_own(meeting, row) for meeting in _found(tx, row))}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the talks as they stand now."""
        to = recipient(tx, row)
        found = [views.News(meeting, _other(tx, meeting, row), _is_own(meeting, row)) for meeting in _found(tx, row)]
        return views.news(wording(to.person.locale), found)

    def fits(self, rows: Sequence[Row]) -> int:
        """As many as fit with their notes."""
        return min(MOST, len(rows))


def _found(tx: Tx, row: Row) -> list[Meeting]:
    """Return the talks that are still there, of those the recipient took part in."""
    found = meetings.meetings_by_id(tx, row.facts["meetings"]).values()
    return [meeting for meeting in found if row.person_id in meetings.people_of(tx, meeting.bond)]


def _is_own(meeting: Meeting, row: Row) -> bool:
    return (meeting.changed_by or meeting.logged_by) == row.person_id


def _other(tx: Tx, meeting: Meeting, row: Row) -> str:
    other = next(person for person in meetings.people_of(tx, meeting.bond) if person != row.person_id)
    return members.people_by_id(tx, [other])[other].name
