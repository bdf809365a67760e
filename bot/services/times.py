"""Finding a time: three slots that suit both of a pair, and what becomes of what they tick."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.domain.calendar import local
from bot.domain.kinds.schedules import TIMES_OFFERED, TIMES_SHARED
from bot.domain.messages import Draft
from bot.domain.pairs import Bond
from bot.domain.refusals import Reason, Refusal
from bot.domain.schedules import Change, Schedule, next_occurrence
from bot.domain.slots import AGAIN_AFTER, common
from bot.services import nudges, people, planning, posts
from bot.services.schedules import USUAL_MINUTES, is_theirs, partners_now, tell
from bot.services.time_offers import slots_for
from bot.store import ladders, meetings, outbox, plans
from bot.store import schedules as stored
from bot.store import time_offers as offers
from bot.store.database import Store, Tx
from bot.store.identity import Identity
from bot.store.plans import Plan
from bot.store.time_offers import TimeOffer


class Found(StrEnum):
    """What came of asking for a time."""

    OFFERED = "offered"  # both get three slots, or have them already
    FORM = "form"  # nothing to offer: the form is the way
    AWAY = "away"  # the partner reads nothing for now


@dataclass(frozen=True, slots=True)
class Search:
    """What came of asking for a time for one pair; `partner` is the name of one who is away."""

    found: Found
    pair_id: int
    partner: str = ""
    locale: str = ""


def find_time(
    store: Store, team_id: str, slack_id: str, pair_id: int | None = None, *, now: datetime
) -> Search | Refusal:
    """Offer both of a pair up to three times to meet; the oldest pair of the person unless `pair_id` names one, of
    those whose partner is there.

    While an offer is open it is that one. Where none of the last three worked, or there is nothing to offer, the form
    is the way.
    """
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        partners = sorted(partners_now(tx, identity, now), key=lambda partner: partner.is_away)
        chosen = next((partner for partner in partners if pair_id in (None, partner.pair_id)), None)
        if chosen is not None and chosen.is_away:
            return Search(Found.AWAY, chosen.pair_id, chosen.name, identity.person.locale)
        if pair_id is None:
            pair_id = chosen.pair_id if chosen is not None else 0
        meetings.lock(tx, Bond(pair_id))
        plan = plans.plan_of(tx, pair_id)
        if plan is None or not is_theirs(plan, identity):
            return Search(Found.FORM, 0) if not pair_id else Refusal(Reason.OUTDATED, locale=identity.person.locale)
        return Search(Found.OFFERED if _offer(tx, plan, identity, now) else Found.FORM, pair_id)


def _offer(tx: Tx, plan: Plan, identity: Identity, now: datetime) -> bool:
    """Offer times to both, once, and say whether there is an offer."""
    pair_id = plan.couple.pair.id
    last = offers.last_offer(tx, pair_id)
    if last is not None and not last.settled:
        if max(last.slots) > now:
            _send(tx, plan, identity, last.id, now, to_partner=False)
            return True
        offers.settle_offer(tx, last.id, None, now)
    elif last is not None and last.chosen is None and last.made_at > now - AGAIN_AFTER:
        return False
    minutes = plan.schedule.minutes if plan.schedule else USUAL_MINUTES
    slots = slots_for(tx, plan, minutes, now)
    if not slots:
        return False
    offer_id = offers.add_offer(tx, pair_id, slots, minutes, identity.person.id, now)
    _send(tx, plan, identity, offer_id, now, to_partner=True)
    return True


def _send(tx: Tx, plan: Plan, identity: Identity, offer_id: int, now: datetime, *, to_partner: bool) -> None:
    """Send an offer to who asks for it, and to their partner; who has it already gets no second one."""
    told = [(TIMES_OFFERED.name, identity.person.id)]
    if to_partner:
        told.append((TIMES_SHARED.name, plan.couple.other(identity.person.id)[1].id))
    drafts = [
        Draft(
            identity.workspace.id,
            kind,
            offer_key(offer_id, person_id),
            {"offer": offer_id},
            now,
            person_id=person_id,
            program_id=plan.couple.program.id,
        )
        for kind, person_id in told
    ]
    outbox.put(tx, drafts)


def offer_key(offer_id: int, person_id: int) -> str:
    """Return what names the message that offers times to one of the two."""
    return f"times:{offer_id}:{person_id}"


def pick(
    store: Store, team_id: str, slack_id: str, offer_id: int, numbers: Collection[int], *, now: datetime
) -> Refusal | None:
    """Note which of the offered times the person can. The first that both can becomes the pair's date, told to both."""
    with store.write() as tx:
        found = _open(tx, team_id, slack_id, offer_id)
        if isinstance(found, Refusal):
            return found
        _pick(tx, *found, numbers, now)
        return None


def _pick(tx: Tx, identity: Identity, plan: Plan, offer: TimeOffer, numbers: Collection[int], now: datetime) -> None:
    ahead = frozenset(n for n in numbers if 0 <= n < len(offer.slots) and offer.slots[n] > now)
    offers.pick(tx, offer.id, identity.person.id, ahead)
    picks = {**offer.picks, identity.person.id: ahead}
    chosen = common([picks.get(person.id, frozenset()) for _, person in plan.couple.sides])
    if chosen is not None:
        offers.settle_offer(tx, offer.id, chosen, now)
        _set_date(tx, plan, offer, offer.slots[chosen], identity, now)
    _refresh(tx, plan, offer, now)


def tap(store: Store, team_id: str, slack_id: str, offer_id: int, number: int, *, now: datetime) -> Refusal | None:
    """Note that the person can at one of the offered times, or, tapped again, that they cannot; like `pick`."""
    with store.write() as tx:
        found = _open(tx, team_id, slack_id, offer_id)
        if isinstance(found, Refusal):
            return found
        identity, _, offer = found
        if not 0 <= number < len(offer.slots) or offer.slots[number] <= now:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        before = offer.picks.get(identity.person.id, frozenset())
        _pick(tx, *found, before ^ {number}, now)
        return None


def none_of_these(store: Store, team_id: str, slack_id: str, offer_id: int, *, now: datetime) -> int | Refusal:
    """Close an offer of which nothing works, and return the pair for its form."""
    with store.write() as tx:
        found = _open(tx, team_id, slack_id, offer_id)
        if isinstance(found, Refusal):
            return found
        _, plan, offer = found
        offers.settle_offer(tx, offer.id, None, now)
        _refresh(tx, plan, offer, now)
        return plan.couple.pair.id


def _open(tx: Tx, team_id: str, slack_id: str, offer_id: int) -> tuple[Identity, Plan, TimeOffer] | Refusal:
    """Return an offer that still waits for this person's answer, its pair locked."""
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    outdated = Refusal(Reason.OUTDATED, locale=identity.person.locale)
    offer = offers.offer(tx, offer_id)
    if offer is None:
        return outdated
    meetings.lock(tx, Bond(offer.pair_id))
    plan = plans.plan_of(tx, offer.pair_id)
    offer = offers.offer(tx, offer_id)  # again, now that nobody else can change it
    if offer is None or plan is None or offer.settled or not is_theirs(plan, identity):
        return outdated
    return identity, plan, offer


def _set_date(tx: Tx, plan: Plan, offer: TimeOffer, slot: datetime, identity: Identity, now: datetime) -> None:
    """Make a slot the pair's date: its next meeting moves there or, without one, it is the only date."""
    timezone = people.timezone_of(identity)
    here = local(slot, timezone)
    pair_id = plan.couple.pair.id
    following = next_occurrence(plan.schedule, plan.year, now) if plan.schedule else None
    if plan.stored is not None and following is not None:
        change = Change(following.day, here.date(), here.time(), timezone)
        stored.change_meeting(tx, plan.stored.id, change, identity.person.id, now)
    else:
        date_alone = Schedule(timezone, here.time(), offer.minutes, dates=(here.date(),))
        stored.save(tx, pair_id, date_alone, identity.person.id, now)
    planning.recompute_pairs(tx, [pair_id], now)
    day = following.day if following is not None else here.date()
    tell(tx, pair_id, identity, {"change": "found", "day": day.isoformat()}, now, both=False)


def _refresh(tx: Tx, plan: Plan, offer: TimeOffer, now: datetime) -> None:
    """Bring the messages that show an offer up to date: those that were asked for, and the note it came with."""
    keys = [offer_key(offer.id, person.id) for _, person in plan.couple.sides]
    file = ladders.files(tx, [offer.pair_id]).get(offer.pair_id)
    posts.refresh(tx, [*keys, *(nudges.keys_of(file) if file is not None else ())], now)
