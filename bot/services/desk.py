"""What coordinators do about what needs a person, and having the digests and Homes show it to everybody.

Whatever settles a matter by a way of its own (cover approved, a pair ended) says so here, in the same transaction. That
a pair is taken on is written by `take_pair` alone, whatever it is pressed on.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from bot.domain.calendar import local
from bot.domain.digests import NAMED_FOR, Deed, Matter, MatterKind, NewMatter, digest_key, unmet
from bot.domain.members import Person
from bot.domain.programs import Program
from bot.domain.refusals import Reason, Refusal
from bot.services import home, obstacle_tasks, people, posts
from bot.services.people import Coordinating
from bot.store import audit, hands, ladders, matters, members, obstacles, peer_feedback, peers
from bot.store.database import Store, Tx
from bot.store.hands import Hand

OWN_DEEDS = {MatterKind.SILENT: Deed.WRITTEN}  # what a press says was done; of the other kinds it takes the matter on
OF_PAIRS = frozenset({MatterKind.ALONE, MatterKind.UNMET})
PRESSED = OF_PAIRS | {MatterKind.CHALLENGE, MatterKind.SILENT, MatterKind.UNREACHED}


def see_to(store: Store, team_id: str, slack_id: str, matter_id: int, *, now: datetime) -> Refusal | None:
    """See to a matter of a digest, as a coordinator of its program; whoever is second learns who has it."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        found = matters.matter(tx, matter_id)
        if found is None or found.kind not in PRESSED:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        who = people.coordinating(tx, team_id, slack_id, found.program_id)
        return who if isinstance(who, Refusal) else _see_to(tx, who, found, now)


def see_to_at_once(
    store: Store, team_id: str, slack_id: str, program_id: int, kind: MatterKind, subject_id: int, *, now: datetime
) -> Refusal | None:
    """See to a pair or a challenge that no digest has told of yet; the next one says who has it."""
    with store.write() as tx:
        who = people.coordinating(tx, team_id, slack_id, program_id)
        if isinstance(who, Refusal):
            return who
        program, since = who.program, _since(who.program, now)
        new = _standing(tx, program, kind, subject_id, now)
        found = matters.latest(tx, program.id, kind, subject_id, since)
        if new is not None and (found is None or (kind is MatterKind.UNMET and not found.is_open)):
            matters.add_missing(tx, program.id, _next_day(program, now), [new])
            found = matters.latest(tx, program.id, kind, subject_id, since)
        if new is None or found is None:
            return Refusal(Reason.OUTDATED, locale=who.identity.person.locale)
        return _see_to(tx, who, found, now)


def _standing(tx: Tx, program: Program, kind: MatterKind, subject_id: int, now: datetime) -> NewMatter | None:
    """Return the matter as it stands now, None if the program has none such."""
    if kind is MatterKind.CHALLENGE:
        at = dict(peer_feedback.alone(tx, program.id, now - NAMED_FOR, now)).get(subject_id)
        return NewMatter(kind, subject_id, since=local(at, program.timezone).date()) if at is not None else None
    file = ladders.files(tx, [subject_id]).get(subject_id) if kind is MatterKind.UNMET else None
    if file is None or file.program.id != program.id or file.pair.ends is not None:
        return None
    return unmet(subject_id, file.last_met, file.standing.agreed)


def _see_to(tx: Tx, who: Coordinating, found: Matter, now: datetime) -> Refusal | None:
    actor, deed = who.identity.person, OWN_DEEDS.get(found.kind, Deed.TAKEN)
    if found.kind in OF_PAIRS and found.pair_id is not None:
        held = take_pair(tx, who.program, found.pair_id, actor.id, now)
        if held is not None:
            return _quicker(tx, actor, held.person_id)
    elif matters.take(tx, found.id, deed, actor.id, now):
        days = matters.settle(tx, found.kind, found.subject_id, deed, actor.id, now)
        _show(tx, found.program_id, {found.day, *days}, now)
    else:
        taken = matters.matter(tx, found.id)  # anew: two may press at once
        return _quicker(tx, actor, taken.done_by if taken is not None else None)
    facts = {"kind": found.kind.value, "subject": found.subject_id, "digest": found.day.isoformat()}
    audit.add(tx, found.program_id, actor.id, f"matter_{deed.value}", now, _about(tx, found), facts)
    return None


def _about(tx: Tx, found: Matter) -> int | None:
    """Return the id of the person a matter is about: of a pair, its mentee."""
    if found.pair_id is not None:
        return ladders.files(tx, [found.pair_id])[found.pair_id].mentee_person.id
    if found.kind is MatterKind.CHALLENGE:
        share = peers.share(tx, found.subject_id)
        return share.author_id if share is not None else None
    return found.subject_id


def _quicker(tx: Tx, actor: Person, person_id: int | None) -> Refusal:
    by = members.person(tx, person_id) if person_id is not None else None
    return Refusal(Reason.DONE, locale=actor.locale, by=by.name if by else "")


def take_pair(tx: Tx, program: Program, pair_id: int, person_id: int, now: datetime) -> Hand | None:
    """Take a pair on, with all that is in its way and all that digests ask about it, in the caller's transaction.
    Return who has it already; None when the coordinator `person_id` has it now.
    """
    since = _since(program, now)
    held = hands.of_pairs(tx, [pair_id], since).get(pair_id)
    if held is not None:
        return held
    taken = obstacles.take_of_pair(tx, pair_id, person_id, now)
    days = matters.settle_pair(tx, pair_id, Deed.TAKEN, person_id, now)
    held = hands.of_pairs(tx, [pair_id], since).get(pair_id)  # anew: two may press at once
    if held is not None and not taken and not days:
        return held
    if not any(day > since for day in days):  # no digest has told of it yet: the next one does, and Home meanwhile
        new = _ahead(tx, program, pair_id, taken)
        matters.add_missing(tx, program.id, _next_day(program, now), [new])
        days |= matters.settle(tx, new.kind, new.subject_id, Deed.TAKEN, person_id, now)
        if not taken and not days:
            return hands.of_pairs(tx, [pair_id], since).get(pair_id)
    posts.refresh(tx, [obstacle_tasks.task_key(each) for each in taken], now)
    _show(tx, program.id, days, now)
    return None


def _ahead(tx: Tx, program: Program, pair_id: int, taken: Sequence[int]) -> NewMatter:
    task = obstacles.obstacle(tx, taken[0]) if taken else None
    if task is not None:
        since = local(task.opened_at, program.timezone).date()
        return NewMatter(MatterKind.OBSTACLE, task.id, pair_id, since, task.why.value)
    file = ladders.files(tx, [pair_id])[pair_id]
    return unmet(pair_id, file.last_met, file.standing.agreed)


def _since(program: Program, now: datetime) -> date:
    return local(now, program.timezone).date() - NAMED_FOR


def _next_day(program: Program, now: datetime) -> date:
    """Return the local day of the program's next digest; where there is none any more, today."""
    return local(program.next_digest_at or now, program.timezone).date()


def settle(
    tx: Tx, program_id: int, kind: MatterKind, subject_id: int, deed: Deed, person_id: int, now: datetime
) -> None:
    """Have the digests show what was done about a matter; in the caller's transaction."""
    _show(tx, program_id, matters.settle(tx, kind, subject_id, deed, person_id, now), now)


def settle_pair(tx: Tx, program_id: int, pair_id: int, deed: Deed, person_id: int, now: datetime) -> None:
    """Have the digests show what was done about a pair; in the caller's transaction."""
    _show(tx, program_id, matters.settle_pair(tx, pair_id, deed, person_id, now), now)


def matched(tx: Tx, program_id: int, mentee_ids: Collection[int], person_id: int, now: datetime) -> None:
    """Have the digests show that these mentees (member ids) have a mentor again; in the caller's transaction."""
    _show(tx, program_id, matters.settle_mentees(tx, mentee_ids, Deed.MATCHED, person_id, now), now)


def _show(tx: Tx, program_id: int, days: Collection[date], now: datetime) -> None:
    posts.refresh(tx, [digest_key(program_id, day) for day in sorted(days)], now)
    home.coordinators_changed(tx, program_id, now)
