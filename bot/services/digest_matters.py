"""Gathering what a digest asks coordinators to see to. What has been done about it is `bot.services.desk`'s."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from bot.domain.calendar import local
from bot.domain.desk_home import ProgramPairs
from bot.domain.digests import NAMED_FOR, Deed, Matter, MatterKind, NewMatter, unmet
from bot.domain.health import Health
from bot.domain.members import Member, Person, PersonState
from bot.domain.obstacles import Obstacle
from bot.domain.pairs import PairEvent
from bot.domain.programs import Program
from bot.store import (
    digests,
    hands,
    ladders,
    matters,
    observations,
    obstacles,
    pairs,
    peer_feedback,
)
from bot.store.database import Tx
from bot.store.hands import Hand
from bot.store.pairs import Two

OF_PAIRS = frozenset({MatterKind.OBSTACLE, MatterKind.ALONE, MatterKind.UNMET})  # what is taken on with the whole pair


def gather(
    tx: Tx, program: Program, now: datetime, known: Sequence[tuple[Member, Person]], standing: ProgramPairs
) -> list[NewMatter]:
    """Return what needs a person in a program at the UTC moment `now`, in the digest's order; `known` are its people
    (`digests.open_members`), `standing` says how its pairs stand then, as Home counts them. What a coordinator has
    taken on, or written about, in the last four weeks is told as that; a pair that one of them has put on hold asks
    for nothing meanwhile.
    """
    today = local(now, program.timezone).date()
    two = pairs.two_of_program(tx, program.id, known)
    lasting = {each.pair.id for each in two if each.pair.ends is None}
    on_hold = ladders.held_in_program(tx, program.id, today) & lasting
    tasks = [each for each in obstacles.open_of_program(tx, program.id) if each.pair_id in lasting - on_hold]
    found = [
        *_obstacles(tasks, program),
        *_cover(tx, program, today),
        *_alone(two, on_hold, today),
        *_unmet(standing, {each.pair_id for each in tasks}),
        *_challenges(tx, program, now),
        *_silent(tx, known, program, now),
        *_unreached(known),
    ]
    since = today - NAMED_FOR
    held = hands.of_pairs(tx, {each.pair_id for each in found if each.kind in OF_PAIRS and each.pair_id}, since)
    before = matters.in_hand(tx, program.id, since)
    carried = [_carried(each, held, before) for each in found]
    return sorted(carried, key=lambda each: (_ORDER[each.kind], each.deed is not None))  # what is still open first


_ORDER = {kind: place for place, kind in enumerate(MatterKind)}


def _carried(new: NewMatter, held: dict[int, Hand], before: dict[tuple[MatterKind, int], Matter]) -> NewMatter:
    """Return a matter in the hands of whoever took it on (a pair whole, whatever about it was taken), or as written to
    by whoever wrote, as long as it is the same silence.
    """
    if new.kind in OF_PAIRS and new.pair_id is not None:
        hand = held.get(new.pair_id)
        return replace(new, deed=Deed.TAKEN, done_by=hand.person_id, done_at=hand.at) if hand is not None else new
    old = before.get((new.kind, new.subject_id))
    lasts = old is not None and (old.deed is Deed.TAKEN or (old.deed is Deed.WRITTEN and old.since == new.since))
    return replace(new, deed=old.deed, done_by=old.done_by, done_at=old.done_at) if old is not None and lasts else new


def _obstacles(tasks: Sequence[Obstacle], program: Program) -> list[NewMatter]:
    """Return the pairs with an open task, the oldest first, one a pair."""
    first: dict[int, Obstacle] = {}
    for each in tasks:
        first.setdefault(each.pair_id, each)
    return [
        NewMatter(
            MatterKind.OBSTACLE,
            each.id,
            pair_id,
            local(each.opened_at, program.timezone).date(),
            each.why.value,
        )
        for pair_id, each in first.items()
    ]


def _cover(tx: Tx, program: Program, today: date) -> list[NewMatter]:
    waiting = observations.awaiting_cover(tx, program.id, today)
    return [NewMatter(MatterKind.COVER, each.id, each.pair_id, each.day) for each in waiting]


def _alone(two: Sequence[Two], on_hold: set[int], today: date) -> list[NewMatter]:
    """Return the mentees, enrolled and not away themselves, who had a mentor and have no active one now, and whose pair
    no coordinator has put on hold.
    """
    latest: dict[int, NewMatter] = {}
    cared_for: set[int] = set()
    for each in two:
        (mentor_member, mentor), (member, mentee) = each.mentor, each.mentee
        if member.ended_at is not None or mentee.state is PersonState.DEACTIVATED or mentee.is_paused(today):
            continue
        event = _why_alone(mentor, today)
        if mentor_member.ended_at is not None or (each.pair.ends is not None and each.pair.ends < today):
            event = PairEvent.ENDED
        if event is None or each.pair.id in on_hold:
            cared_for.add(member.id)
        else:
            ends = each.pair.ends
            latest[member.id] = NewMatter(MatterKind.ALONE, each.pair.id, each.pair.id, ends or today, event.value)
    return [matter for member_id, matter in latest.items() if member_id not in cared_for]


def _why_alone(mentor: Person, today: date) -> PairEvent | None:
    if mentor.state is PersonState.DEACTIVATED:
        return PairEvent.GONE
    return PairEvent.PAUSED if mentor.is_paused(today) else None


def _unmet(standing: ProgramPairs, besides: set[int]) -> list[NewMatter]:
    """Return the pairs that need a hand, besides those that are a task already."""
    needing = standing.by_state[Health.NEEDS_A_HAND]
    return [unmet(pair.pair_id, pair.last_met, pair.agreed) for pair in needing if pair.pair_id not in besides]


def _challenges(tx: Tx, program: Program, now: datetime) -> list[NewMatter]:
    found = peer_feedback.alone(tx, program.id, now - NAMED_FOR, now)
    return [
        NewMatter(MatterKind.CHALLENGE, share_id, since=local(at, program.timezone).date()) for share_id, at in found
    ]


def _silent(tx: Tx, known: Sequence[tuple[Member, Person]], program: Program, now: datetime) -> list[NewMatter]:
    resting = {p.id: p.resting_since for _, p in known if p.resting_since and p.resting_since > now - NAMED_FOR}
    silent = digests.fallen_silent(tx, sorted(resting))
    return [
        NewMatter(MatterKind.SILENT, person_id, since=local(since, program.timezone).date())
        for person_id, since in resting.items()
        if person_id in silent
    ]


def _unreached(known: Sequence[tuple[Member, Person]]) -> list[NewMatter]:
    found = []
    for _, person in known:
        reason = ""
        if person.state is PersonState.EXPECTED:
            reason = "not_in_slack"
        elif person.state is PersonState.DEACTIVATED:
            reason = "deactivated"
        elif person.unreachable_since is not None:
            reason = person.unreachable_reason or "other"
        if reason:
            found.append(NewMatter(MatterKind.UNREACHED, person.id, detail=reason[:64]))
    return found
