"""A partner pauses, leaves or comes back: the other is told that, not why, and a coordinator gets to know.

News are facts of a pair and an event; whether they are still true is decided when they are sent.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time

from bot.domain import messages
from bot.domain.calendar import moment_of
from bot.domain.members import Person
from bot.domain.messages import Draft
from bot.domain.pairs import PairEvent, news_key
from bot.services import introductions, posts
from bot.store import leasing, outbox, pairs
from bot.store.database import Tx
from bot.store.identity import Identity
from bot.store.pairs import Two

MORNING = time(9)  # of the first day after a pause, the partner's time


def of_person(tx: Tx, identity: Identity) -> list[Two]:
    """Return the pairs without an end that somebody is in."""
    return pairs.two_of_members(tx, [member.id for member, _ in identity.open_memberships()])


def paused(tx: Tx, identity: Identity, since: datetime, until: date | None, now: datetime) -> None:
    """Tell partners and coordinators of a pause that began at the UTC moment `since`; and, when its last day is known,
    the partners of its end.
    """
    found = of_person(tx, identity)
    person, zones = identity.person, {program.id: program.timezone for _, program in identity.memberships}
    drafts = [_news(two, person, PairEvent.PAUSED, since, now) for two in found]
    if until is not None:
        for two in found:
            partner = two.partner_of(person.id)[1]
            day = moment_of(until, MORNING, partner.timezone(zones[two.pair.program_id]))
            drafts.append(_news(two, person, PairEvent.BACK, since, day))
    outbox.put(tx, drafts)
    _reschedule(tx, [draft for draft in drafts if draft.due_at > now])
    _notify(tx, found, person, PairEvent.PAUSED, since, now)


def back(tx: Tx, identity: Identity, since: datetime, now: datetime) -> None:
    """Tell partners that somebody is back who was away since the UTC moment `since`; what coordinators were told of it
    says so.
    """
    found = of_person(tx, identity)
    drafts = [_news(two, identity.person, PairEvent.BACK, since, now) for two in found]
    outbox.put(tx, drafts)
    _reschedule(tx, drafts)
    posts.refresh(tx, [key for two in found for key in notice_keys(tx, two.pair.program_id, two.pair.id)], now)
    introductions.catch_up(tx, found, now)


def gone(tx: Tx, identity: Identity, now: datetime) -> None:
    """Tell partners and coordinators that somebody's Slack account is deactivated; their pairs rest."""
    found = of_person(tx, identity)
    outbox.put(tx, [_news(two, identity.person, PairEvent.GONE, now, now) for two in found])
    _notify(tx, found, identity.person, PairEvent.GONE, now, now)


def ended(tx: Tx, found: Sequence[Two], now: datetime, *, besides: Collection[int] = ()) -> None:
    """Tell both that their pair has ended, save for people (person ids) who ended it by leaving."""
    drafts = [
        _news(two, two.partner_of(person.id)[1], PairEvent.ENDED, now, now)
        for two in found
        for _, person in (two.mentor, two.mentee)
        if person.id not in besides
    ]
    outbox.put(tx, drafts)


def _news(two: Two, about: Person, event: PairEvent, since: datetime, due_at: datetime) -> Draft:
    partner = two.partner_of(about.id)[1]
    return Draft(
        partner.workspace_id,
        messages.PARTNER_NEWS.name,
        news_key(two.pair.id, partner.id, event, since),
        {"news": [[two.pair.id, event.value, news_key(two.pair.id, partner.id, PairEvent.PAUSED, since)]]},
        due_at,
        person_id=partner.id,
        program_id=two.pair.program_id,
    )


def _reschedule(tx: Tx, drafts: Sequence[Draft]) -> None:
    """Let the end of a pause be told when it is now known to be."""
    held = outbox.find_many(tx, [draft.key for draft in drafts])
    leasing.hold(tx, {held[draft.key].row.id: draft.due_at for draft in drafts if draft.key in held})


def _notify(tx: Tx, found: Sequence[Two], person: Person, event: PairEvent, since: datetime, now: datetime) -> None:
    """Give the coordinators of each program the pairs that have one partner less, as a task."""
    drafts = [
        Draft(
            person.workspace_id,
            messages.COORDINATOR_NOTICE.name,
            f"notice:{event.value}:{two.pair.id}:{int(since.timestamp())}",
            {"notices": [{"pair": two.pair.id, "event": event.value, "person": person.id}]},
            now,
            program_id=two.pair.program_id,
        )
        for two in found
    ]
    outbox.put(tx, drafts)


def left_key(member_id: int) -> str:
    """Return the key of what coordinators were told of a member who left."""
    return f"notice:left:{member_id}"


def notice_keys(tx: Tx, program_id: int, pair_id: int) -> list[str]:
    """Return the keys of what coordinators were told of a pair that has one partner less."""
    prefixes = [f"notice:{event.value}:{pair_id}:" for event in (PairEvent.PAUSED, PairEvent.GONE)]
    return outbox.keys_beginning(tx, program_id, messages.COORDINATOR_NOTICE.name, prefixes)
