"""The answer to a message written to the bot."""

from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import recipient
from bot.domain.checkins import Keep
from bot.domain.messages import Row
from bot.store import checkins
from bot.store.database import Tx
from bot.views import checkins as views
from bot.views.message import Message


class NoteComposer(Defaults):
    """Composes the buttons that keep what somebody wrote."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the answer, or as what the note was kept."""
        found = checkins.note(tx, row.facts["note"])
        if found is None:
            return None
        _, _, kept_as = found
        kept = Keep(kept_as) if kept_as else None
        return views.note_reply(wording(recipient(tx, row).person.locale), views.NoteView(row.facts["note"], kept))
