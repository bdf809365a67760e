"""Obstacles: told by a member, then taken, answered and closed by coordinators.

An obstacle is its author's and the coordinators'. The partner reads it only where its author says so.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.domain.calendar import local
from bot.domain.digests import Deed, MatterKind
from bot.domain.kinds.nudges import COORDINATOR_MESSAGE, OBSTACLE_SHARED
from bot.domain.messages import Draft
from bot.domain.nudges import TELLABLE
from bot.domain.obstacles import HELPED_LENGTH, WORDS_LENGTH, Obstacle, Told, quotes
from bot.domain.pair_files import PairFile
from bot.domain.refusals import Reason, Refusal
from bot.services import desk, nudges, obstacle_tasks, people, posts
from bot.store import audit, ladders, members, outbox
from bot.store import obstacles as stored
from bot.store.database import Store, Tx
from bot.store.hands import Hand
from bot.store.identity import Identity


@dataclass(frozen=True, slots=True)
class OwnPair:
    """A pair as one of the two sees it, for the form; `told` is what they said before, while it is open."""

    file: PairFile
    identity: Identity
    told: Obstacle | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """An obstacle as a coordinator sees it."""

    obstacle: Obstacle
    file: PairFile
    identity: Identity  # the coordinator's


def own_pair(store: Store, team_id: str, slack_id: str, pair_id: int, *, now: datetime) -> OwnPair | Refusal:
    """Return a pair of the person's, to ask them what is in the way of meeting."""
    with store.read() as tx:
        return _own_pair(tx, team_id, slack_id, pair_id, now)


def _own_pair(tx: Tx, team_id: str, slack_id: str, pair_id: int, now: datetime) -> OwnPair | Refusal:
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    file = ladders.files(tx, [pair_id]).get(pair_id)
    if file is None or identity.person.id not in {person.id for _, person in file.sides}:
        return Refusal(Reason.OUTDATED)
    if file.pair.ends is not None and file.pair.ends < local(now, file.program.timezone).date():
        return Refusal(Reason.OUTDATED)
    told = stored.told_by(tx, identity.person.id, [pair_id]).get(pair_id)
    return OwnPair(file, identity, told if told is not None and told.closed_at is None else None)


def tell(store: Store, team_id: str, slack_id: str, pair_id: int, told: Told, *, now: datetime) -> OwnPair | Refusal:
    """Keep what somebody says is in the way, and have the coordinators told; said again, it replaces what was open."""
    with store.write() as tx:
        found = _own_pair(tx, team_id, slack_id, pair_id, now)
        if isinstance(found, Refusal):
            return found
        if told.why not in TELLABLE or len(told.words) > WORDS_LENGTH:
            return Refusal(Reason.INVALID)
        author, file = found.identity.person, found.file
        unanswered = (each for each in stored.open_of_pairs(tx, [pair_id]) if each.author_id is None)
        known = found.told or next(unanswered, None)
        if known is None:
            obstacle_id = obstacle_tasks.open_task(tx, file, author.id, told, now)
        else:
            obstacle_id = known.id
            stored.tell(tx, obstacle_id, author.id, told)
            posts.refresh(tx, [obstacle_tasks.task_key(obstacle_id)], now)
        _share(tx, file, author.id, obstacle_id, told, now)
        posts.refresh(tx, nudges.keys_of(file), now)
        return found


def _share(tx: Tx, file: PairFile, author_id: int, obstacle_id: int, told: Told, now: datetime) -> None:
    _, partner = file.partner_of(author_id)
    draft = Draft(
        partner.workspace_id,
        OBSTACLE_SHARED.name,
        f"obstacle-shared:{obstacle_id}",
        {"obstacle": obstacle_id},
        now,
        person_id=partner.id,
        program_id=file.program.id,
    )
    if told.shared:
        posts.announce(tx, [draft], now)
    else:
        posts.refresh(tx, [draft.key], now)


# --- what coordinators do


def task(store: Store, team_id: str, slack_id: str, obstacle_id: int) -> Task | Refusal:
    """Return an obstacle with its words, for a coordinator of its program and nobody else."""
    with store.read() as tx:
        return _task(tx, team_id, slack_id, obstacle_id)


def _task(tx: Tx, team_id: str, slack_id: str, obstacle_id: int) -> Task | Refusal:
    identity = people.recognise(tx, team_id, slack_id)
    if isinstance(identity, Refusal):
        return identity
    found = stored.obstacle(tx, obstacle_id)
    if found is None:
        return Refusal(Reason.OUTDATED)
    if not people.coordinates(identity, found.program_id):
        return Refusal(Reason.NOT_COORDINATOR, locale=identity.person.locale)
    return Task(found, ladders.files(tx, [found.pair_id])[found.pair_id], identity)


def _open_task(tx: Tx, team_id: str, slack_id: str, obstacle_id: int) -> Task | Refusal:
    found = _task(tx, team_id, slack_id, obstacle_id)
    if isinstance(found, Task) and found.obstacle.closed_at is not None:
        return _done(tx, found.obstacle.closed_by)
    return found


def _done(tx: Tx, person_id: int | None) -> Refusal:
    person = members.person(tx, person_id) if person_id is not None else None
    return Refusal(Reason.DONE, by=person.name if person else "")


def take(store: Store, team_id: str, slack_id: str, obstacle_id: int, *, now: datetime) -> Refusal | None:
    """Take an obstacle on, and with it its pair; whoever is second learns who has it."""
    with store.write() as tx:
        found = _open_task(tx, team_id, slack_id, obstacle_id)
        if isinstance(found, Refusal):
            return found
        held = _taken(tx, found, now)
        return _done(tx, held.person_id) if held is not None else None


def _taken(tx: Tx, found: Task, now: datetime) -> Hand | None:
    """Take the pair of an obstacle on and write it down, or return who has it already."""
    actor = found.identity.person.id
    held = desk.take_pair(tx, found.file.program, found.file.pair.id, actor, now)
    if held is None:
        _log(tx, found, Deed.TAKEN, now)
    return held


def _log(tx: Tx, found: Task, deed: Deed, now: datetime) -> None:
    facts = {"obstacle": found.obstacle.id, "pair": found.obstacle.pair_id}
    action, about = f"obstacle_{deed.value}", found.file.mentee_person.id
    audit.add(tx, found.obstacle.program_id, found.identity.person.id, action, now, about, facts)


def write(
    store: Store, team_id: str, slack_id: str, obstacle_id: int, to: Collection[int], words: str, *, now: datetime
) -> Refusal | None:
    """Bring what a coordinator writes to those of the two whose person ids are in `to`.

    Refused as invalid when it repeats what the author of the obstacle wrote, or reaches nobody of the pair.
    """
    with store.write() as tx:
        found = _open_task(tx, team_id, slack_id, obstacle_id)
        if isinstance(found, Refusal):
            return found
        file = found.file
        both = {person.id: person for _, person in file.sides}
        if not words or len(words) > WORDS_LENGTH or not to or not set(to) <= both.keys():
            return Refusal(Reason.INVALID)
        if any(quotes(words, each.words) for each in stored.open_of_pairs(tx, [file.pair.id])):
            return Refusal(Reason.INVALID)
        author = found.identity.person
        message_id = stored.add_message(tx, file.pair.id, obstacle_id, author.id, words, now)
        drafts = [
            Draft(
                both[person_id].workspace_id,
                COORDINATOR_MESSAGE.name,
                f"coordinator:{message_id}:{person_id}",
                {"message": message_id},
                now,
                person_id=person_id,
                program_id=file.program.id,
            )
            for person_id in sorted(set(to))
        ]
        outbox.put(tx, drafts)
        _taken(tx, found, now)
        posts.refresh(tx, [obstacle_tasks.task_key(obstacle_id)], now)
        return None


def close(store: Store, team_id: str, slack_id: str, obstacle_id: int, helped: str, *, now: datetime) -> Refusal | None:
    """Close an obstacle with a note of what helped. The pair's ladder begins anew, so that nobody is forgotten."""
    with store.write() as tx:
        found = _open_task(tx, team_id, slack_id, obstacle_id)
        if isinstance(found, Refusal):
            return found
        if len(helped) > HELPED_LENGTH:
            return Refusal(Reason.INVALID)
        if not stored.close(tx, obstacle_id, found.identity.person.id, helped, now):
            closed = stored.obstacle(tx, obstacle_id)  # anew: two may press at once
            return _done(tx, closed.closed_by if closed else None)
        today = local(now, found.file.program.timezone).date()
        ladders.change(tx, found.file.pair.id, {"step": 0, "stepped_on": None, "counts_from": today})
        ladders.look_again(tx, [found.file.pair.id], now)
        posts.refresh(tx, [obstacle_tasks.task_key(obstacle_id), *nudges.keys_of(found.file)], now)
        _closed(tx, found, now)
        return None


def _closed(tx: Tx, found: Task, now: datetime) -> None:
    """Have the digests show it; with the last that is in a pair's way, all that they ask about the pair is settled."""
    obstacle, actor = found.obstacle, found.identity.person.id
    desk.settle(tx, obstacle.program_id, MatterKind.OBSTACLE, obstacle.id, Deed.CLOSED, actor, now)
    if not stored.open_of_pairs(tx, [obstacle.pair_id]):
        desk.settle_pair(tx, obstacle.program_id, obstacle.pair_id, Deed.CLOSED, actor, now)
    _log(tx, found, Deed.CLOSED, now)
