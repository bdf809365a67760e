"""The file of all that is kept about a person."""

from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.domain.messages import Row
from bot.store import identity as identities
from bot.store import personal
from bot.store.database import Tx
from bot.views import personal as views
from bot.views.message import Message


class MyDataComposer(Defaults):
    """Composes the file, as things stand at the moment of sending."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the file."""
        identity = identities.identities(tx, [row.person_id or 0]).get(row.person_id or 0)
        if identity is None:
            return None
        tables = personal.read(tx, personal.whose(identity))
        return views.my_data(wording(identity.person.locale), row.id, identity.person.name, now, tables)
