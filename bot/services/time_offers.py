"""Times that a pair is offered: looking for them, and offering them unasked, once, with the first note to the pair."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.domain.calendar import local
from bot.domain.schedules import occurrences
from bot.domain.slots import Wanted, find_slots
from bot.store import plans
from bot.store import schedules as stored
from bot.store import time_offers as offers
from bot.store.database import Tx
from bot.store.plans import Plan
from bot.store.schedules import Couple

LOOKED_AHEAD = timedelta(days=16)  # as far as slots may lie
Spans = tuple[tuple[datetime, datetime], ...]


def offer_unasked(tx: Tx, wanted: Collection[tuple[Couple, datetime]], now: datetime) -> None:
    """Offer times to couples, each with the UTC moment by which both read of it. The pairs must be locked.

    Who has a schedule, or was ever offered times, is passed over, and so is a pair for whom there is no time.
    """
    read_by = {couple.pair.id: at for couple, at in wanted}
    offered = offers.with_offers(tx, read_by)
    fresh = {couple.pair.id: couple for couple, _ in wanted if couple.pair.id not in offered}
    free = {pair_id: plan for pair_id, plan in plans.plans_of(tx, fresh).items() if plan.stored is None}
    busy = taken(tx, free.values(), now)
    found = []
    for pair_id, plan in free.items():
        minutes = Wanted().minutes
        slots = find_slots(plan.year, plan.good_days, Wanted(minutes, busy[pair_id]), read_by[pair_id])
        if slots:
            (_, _), (_, mentee) = plan.couple.sides
            found.append(offers.NewOffer(pair_id, slots, minutes, mentee.id))
    offers.add_offers(tx, found, now)


def slots_for(tx: Tx, plan: Plan, minutes: int, now: datetime) -> tuple[datetime, ...]:
    """Return up to three UTC moments that suit both of a pair."""
    busy = taken(tx, [plan], now)[plan.couple.pair.id]
    return find_slots(plan.year, plan.good_days, Wanted(minutes, busy), now)


def taken(tx: Tx, couples: Collection[Plan], now: datetime) -> dict[int, Spans]:
    """Return by pair id when either of the two meets another partner, as far as slots may lie (UTC, begin and end)."""
    people = {person.id for plan in couples for _, person in plan.couple.sides}
    planned = stored.pairs_of_people(tx, people) if people else []
    others = plans.plans(tx, planned) if planned else {}
    of_person: defaultdict[int, set[tuple[int, datetime, datetime]]] = defaultdict(set)
    for other in others.values():
        if other.schedule is not None and other.goes_on:
            first = local(now, other.schedule.timezone).date()
            coming = occurrences(other.schedule, other.year, first, first + LOOKED_AHEAD)
            spans = {(other.couple.pair.id, each.starts_at, each.ends_at) for each in coming}
            for _, person in other.couple.sides:
                of_person[person.id] |= spans
    found = {}
    for plan in couples:
        pair_id = plan.couple.pair.id
        spans = {span for _, person in plan.couple.sides for span in of_person[person.id] if span[0] != pair_id}
        found[pair_id] = tuple(sorted((begins, ends) for _, begins, ends in spans))
    return found
