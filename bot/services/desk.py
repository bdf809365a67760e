"""What coordinators do about the matters of a digest, and having the digest show it to everybody.

Whatever settles a matter by a way of its own (an obstacle taken, cover approved, a pair ended) says so here, in the
same transaction.
"""

from collections.abc import Collection
from datetime import date, datetime

from bot.domain.digests import Deed, MatterKind, digest_key
from bot.domain.refusals import Reason, Refusal
from bot.services import home, people, posts
from bot.store import audit, matters, members
from bot.store.database import Store, Tx

OWN_DEEDS = {MatterKind.SILENT: Deed.WRITTEN}  # what a press says was done; of the other kinds it takes the matter on
PRESSED = frozenset({MatterKind.ALONE, MatterKind.UNMET, MatterKind.CHALLENGE, MatterKind.SILENT, MatterKind.UNREACHED})


def see_to(store: Store, team_id: str, slack_id: str, matter_id: int, *, now: datetime) -> Refusal | None:
    """See to a matter of a digest, as a coordinator of its program; whoever is second learns who has it."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        found = matters.matter(tx, matter_id)
        if found is None or found.kind not in PRESSED:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        if not people.coordinates(identity, found.program_id):
            return Refusal(Reason.NOT_COORDINATOR, locale=identity.person.locale)
        actor = identity.person.id
        deed = OWN_DEEDS.get(found.kind, Deed.TAKEN)
        if not matters.take(tx, matter_id, deed, actor, now):
            taken = matters.matter(tx, matter_id)  # anew: two may press at once
            by = members.person(tx, taken.done_by) if taken is not None and taken.done_by is not None else None
            return Refusal(Reason.DONE, locale=identity.person.locale, by=by.name if by else "")
        facts = {"kind": found.kind.value, "subject": found.subject_id, "digest": found.day.isoformat()}
        about = found.subject_id if found.kind in {MatterKind.SILENT, MatterKind.UNREACHED} else None
        audit.add(tx, found.program_id, actor, f"matter_{deed.value}", now, about, facts)
        days = matters.settle(tx, found.kind, found.subject_id, deed, actor, now)
        _show(tx, found.program_id, {found.day, *days}, now)
        return None


def settle(
    tx: Tx, program_id: int, kind: MatterKind, subject_id: int, deed: Deed, person_id: int, now: datetime
) -> None:
    """Have the digests show what was done about a matter; in the caller's transaction."""
    _show(tx, program_id, matters.settle(tx, kind, subject_id, deed, person_id, now), now)


def settle_pair(tx: Tx, program_id: int, pair_id: int, deed: Deed, person_id: int, now: datetime) -> None:
    """Have the digests show what was done about a pair; in the caller's transaction."""
    _show(tx, program_id, matters.settle_pair(tx, pair_id, deed, person_id, now), now)


def _show(tx: Tx, program_id: int, days: Collection[date], now: datetime) -> None:
    posts.refresh(tx, [digest_key(program_id, day) for day in sorted(days)], now)
    home.program_changed(tx, [program_id], now)
