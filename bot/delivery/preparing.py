"""From due rows to messages ready to be sent: claim them, have the batch planned, write down what is decided already.
Runs in a worker thread.

Nothing here talks to Slack, so every transaction is short.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery import marking
from bot.delivery.batches import SOON_S, Batch, Prepared
from bot.delivery.composing import Composer
from bot.delivery.tempo import Tempo
from bot.domain.messages import Row
from bot.store import leasing
from bot.store.database import Store
from bot.store.leasing import Claim
from bot.store.memory import remembering


class Preparation:
    """Prepares batches for one sender, which is known to the database as `owner`."""

    def __init__(self, store: Store, composers: Mapping[str, Composer], clock: Clock, tempo: Tempo, owner: str) -> None:
        self._store = store
        self._composers = composers
        self._clock = clock
        self._tempo = tempo
        self._owner = owner

    def prepare(
        self, now: datetime, workspace_ids: Collection[int], besides: Mapping[int, Collection[str]], lookups: int
    ) -> Prepared:
        """Claim a batch that is due at the program time `now`, with up to `lookups` rows that have to be looked for,
        and make it ready.

        Raises sqlalchemy.exc.SQLAlchemyError if the database fails; claimed rows are put back if that is possible.
        """
        deadline = self._clock.monotonic() + self._tempo.last_start_s
        by = Claim(
            now, self._clock.machine(), self._owner, timedelta(seconds=self._tempo.lease_s), workspace_ids, besides
        )
        with self._store.write() as tx:
            rows = leasing.claim(tx, by, self._tempo.rows_at_once, lookups)
            rows += leasing.claim_companions(tx, rows, by, self._tempo.batch)
        if not rows:
            return Prepared()
        try:
            return self._ready(rows, now, deadline)
        except Exception:
            again = self._clock.machine() + timedelta(seconds=SOON_S)
            with self._store.write() as tx:
                leasing.release(tx, [leasing.Retry(row.id, again, "not_prepared") for row in rows], self._owner)
            raise

    def _ready(self, rows: Sequence[Row], now: datetime, deadline: float) -> Prepared:
        with self._store.read() as tx, remembering(tx):
            batch = Batch(tx, self._composers, now, deadline)
            batch.plan(rows)
        if batch.carried or batch.prepared.outcomes:
            with self._store.write() as tx:
                leasing.mark_combined(tx, batch.carried, batch.carriers)
                marking.write_down(tx, batch.prepared.outcomes, self._clock.machine(), self._owner)
        batch.prepared.claimed = len(rows)
        return batch.prepared
