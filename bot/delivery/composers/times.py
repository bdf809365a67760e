"""Times that suit both of a pair, offered to each of the two."""

from collections.abc import Sequence
from datetime import datetime

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import recipient
from bot.domain.messages import Row
from bot.store import plans
from bot.store import time_offers as stored
from bot.store.database import Tx
from bot.views import times as views
from bot.views.message import Message


class TimesComposer(Defaults):
    """Composes the times that a pair is offered."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose offer is closed or has passed."""
        offers = {row.id: stored.offer(tx, row.facts["offer"]) for row in rows}
        return {id_ for id_, offer in offers.items() if offer is None or offer.settled or max(offer.slots) <= now}

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the offer as it stands."""
        offer = stored.offer(tx, row.facts["offer"])
        plan = plans.plan_of(tx, offer.pair_id) if offer else None
        if offer is None or plan is None:
            return None
        to = recipient(tx, row)
        view = views.TimesView(
            offer_id=offer.id,
            pair_id=offer.pair_id,
            partner=plan.couple.other(to.person.id)[1].name,
            timezone=to.timezone,
            slots=offer.slots,
            picked=offer.picks.get(to.person.id, frozenset()),
            chosen=offer.chosen,
            over=offer.settled,
            passed=max(offer.slots) <= now,
            schedule_id=plan.stored.id if plan.stored else None,
        )
        return views.times(wording(to.person.locale), view)
