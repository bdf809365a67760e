"""The Home tab, brought up to date for somebody who has looked at it of late."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import recipient
from bot.domain.home import arrange
from bot.domain.messages import Row
from bot.store import home as stored
from bot.store.database import Tx
from bot.store.identity import coordinators_of_workspace
from bot.views import home as views
from bot.views import members
from bot.views.blocks import mention
from bot.views.message import Message


class HomeComposer(Defaults):
    """Composes the tab as things stand; what several changes ask for is one newest state."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the tab's blocks. Who is in no program any more is told whom to ask, as on every other way."""
        to = recipient(tx, row)
        w = wording(to.person.locale)
        if to.identity.open_memberships():
            return Message("", views.home_blocks(w, arrange(stored.facts(tx, to.identity, now), now)))
        memberships = to.identity.memberships
        if not memberships:
            return None
        ask = [mention(slack_id, "") for slack_id in coordinators_of_workspace(tx, row.workspace_id)]
        return members.ended(w, memberships[-1][1].name, ask)

    def fits(self, rows: Sequence[Row]) -> int:
        """However many changes there were, one publishing shows them."""
        return len(rows)
