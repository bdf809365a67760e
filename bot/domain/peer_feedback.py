"""The feedback thread of a challenge: what happens next in it and when, and which peers are asked to look at it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

GATHER = timedelta(hours=1)  # from the first new reply until its author hears of it
DAY = timedelta(days=1)
ASK_AFTER = timedelta(days=3)
FOLLOW_UP_AFTER = timedelta(days=14)
LATELY = timedelta(days=28)  # over which asking and giving are counted
HELPERS = 2
QUESTION_LENGTH = 1000  # characters


class Step(StrEnum):
    """What the bot does next about a challenge."""

    TELL = "tell"  # its author hears that there are replies
    PEERS = "peers"  # nobody has replied: two peers are asked
    MENTOR = "mentor"  # still nobody: the mentor or coach is
    UNHEARD = "unheard"  # nobody yet: its author hears what they can do
    ASK = "ask"  # its author is asked for their Now What
    FOLLOW_UP = "follow_up"  # its author is asked what came of it


@dataclass(frozen=True, slots=True)
class Thread:
    """A challenge's thread as it stands; times are UTC. `told_at` is when its author was last told of replies or,
    before the first of them, that there are none. `first_new_at` is when the first reply came that they have not been
    told of. Replies are those of others.
    """

    share_id: int
    posted_at: datetime
    told_at: datetime | None = None
    peers_at: datetime | None = None
    mentor_at: datetime | None = None
    asked_at: datetime | None = None
    now_what: str = ""
    closed_at: datetime | None = None
    followed_up_at: datetime | None = None
    first_reply_at: datetime | None = None
    first_new_at: datetime | None = None


def next_step(thread: Thread) -> tuple[datetime, Step] | None:
    """Return what happens next and from when on, or None if nothing more is to come unless somebody acts.

    Its author hears of replies an hour after the first, at most once a day; three days after the post, and no sooner
    than a day after the first reply, they are asked for their Now What. Without a reply, two peers are asked after a
    day, the mentor or coach a day later, and another day later its author hears what they can do. Two weeks after the
    Now What follows the question what came of it.
    """
    if thread.closed_at is not None:
        return None if thread.followed_up_at else (thread.closed_at + FOLLOW_UP_AFTER, Step.FOLLOW_UP)
    steps = []
    if thread.first_new_at is not None:
        at = thread.first_new_at + GATHER
        of_replies = thread.told_at is not None and thread.told_at >= (thread.first_reply_at or thread.first_new_at)
        steps.append((max(at, thread.told_at + DAY) if thread.told_at and of_replies else at, Step.TELL))
    if thread.first_reply_at is not None:
        if thread.asked_at is None:
            steps.append((max(thread.posted_at + ASK_AFTER, thread.first_reply_at + DAY), Step.ASK))
    elif thread.peers_at is None:
        steps.append((thread.posted_at + DAY, Step.PEERS))
    elif thread.mentor_at is None:
        steps.append((thread.peers_at + DAY, Step.MENTOR))
    elif thread.told_at is None:
        steps.append((thread.mentor_at + DAY, Step.UNHEARD))
    return min(steps, default=None)


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody who might look at a challenge. `lately` counts, over four weeks, the challenges they opened, those they
    replied to and those the bot asked them to look at.
    """

    person_id: int
    same_position: bool
    same_role: bool
    lately: int


def choose_peers(peers: Iterable[Peer], share_id: int) -> list[int]:
    """Return the person ids of up to two peers who are asked to look at a challenge.

    Those who share the author's position come first, then those who share a role; among equals, those who have asked
    and given the least lately. What is still equal is settled by the challenge, so that it is not always the same.
    """

    def rank(peer: Peer) -> tuple[bool, bool, int, bytes]:
        lot = sha256(f"{share_id}:{peer.person_id}".encode()).digest()
        return not peer.same_position, not peer.same_role, peer.lately, lot

    return [peer.person_id for peer in sorted(peers, key=rank)[:HELPERS]]
