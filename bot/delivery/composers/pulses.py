"""The message that asks the two questions of a term."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import recipient
from bot.domain.messages import Row
from bot.store import pulses
from bot.store.database import Tx
from bot.views import pulses as views
from bot.views.message import Message


class PulseComposer(Defaults):
    """Composes the question, or the thanks once it is answered."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose questions were answered."""
        answered = pulses.answered(tx, [row.facts["member"] for row in rows])
        return {row.id for row in rows if (row.facts["member"], row.facts["term"]) in answered}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the message."""
        to, member_id, term = recipient(tx, row), row.facts["member"], row.facts["term"]
        _, program = to.membership(member_id)
        answered = pulses.answer(tx, member_id, term) is not None
        return views.asked(wording(to.person.locale), program.name, member_id, term, answered=answered)
