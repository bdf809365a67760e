"""How the terms of a few pairs go, for the Home of one of their people."""

from collections.abc import Collection
from datetime import datetime

from bot.domain.terms import Term, begins, term_of
from bot.store import meetings, plans
from bot.store import schedules as stored
from bot.store.database import Tx


def terms(tx: Tx, pair_ids: Collection[int], now: datetime) -> dict[int, Term]:
    """Return how the terms of pairs go by pair id; pairs without a schedule are missing. `now` is UTC."""
    scheduled = stored.schedules_of(tx, pair_ids) if pair_ids else {}
    if not scheduled:
        return {}
    found = plans.plans(tx, list(scheduled))
    since = {
        pair_id: begins(plan.schedule, max(plan.couple.pair.starts, plan.couple.program.starts))
        for pair_id, plan in found.items()
        if plan.schedule is not None
    }
    met_on = meetings.days_since(tx, list(since), min(since.values()))
    return {
        pair_id: term_of(plan.schedule, plan.year, since[pair_id], met_on.get(pair_id, ()), now)
        for pair_id, plan in found.items()
        if plan.schedule is not None
    }
