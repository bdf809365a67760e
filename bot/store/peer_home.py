"""Queries for what Home shows of wins and challenges; built once, because Home is looked at often."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, func, select

from bot.domain.checkins import Audience
from bot.domain.peer_home import CHALLENGES, OPEN_FOR, WINS_FOR, CommunityWins, OpenChallenge, PeerPart
from bot.domain.peers import ShareKind
from bot.domain.programs import Program
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.peer_feedback import POSTED
from bot.store.schema import outbox, people, programs, workspaces
from bot.store.schema_peers import feedback_threads, shares, thread_replies

_REPLIES = (
    select(func.count())
    .select_from(thread_replies)
    .where(thread_replies.c.share_id == shares.c.id)
    .correlate(shares)
    .scalar_subquery()
)
_OPEN = (
    select(
        shares.c.id,
        shares.c.words,
        shares.c.created_at,
        _REPLIES,
        feedback_threads.c.asked_at.is_not(None),
        workspaces.c.url,
        outbox.c.channel,
        outbox.c.ts,
    )
    .join(feedback_threads, feedback_threads.c.share_id == shares.c.id)
    .join(programs, programs.c.id == shares.c.program_id)
    .join(workspaces, workspaces.c.id == programs.c.workspace_id)
    .outerjoin(outbox, POSTED)
    .where(
        shares.c.author_id == bindparam("person_id"),
        any_of(shares.c.program_id, "program_ids"),
        shares.c.taken_back_at.is_(None),
        shares.c.created_at > bindparam("since"),
        feedback_threads.c.closed_at.is_(None),
    )
    .order_by(shares.c.created_at.desc(), shares.c.id.desc())
)
_WINS = (
    select(shares.c.program_id, people.c.name, func.max(shares.c.created_at).label("latest"))
    .join(people, people.c.id == shares.c.author_id)
    .where(
        any_of(shares.c.program_id, "program_ids"),
        shares.c.kind == ShareKind.WIN.value,
        shares.c.created_at > bindparam("since"),
        shares.c.audience == Audience.COMMUNITY.value,
        shares.c.taken_back_at.is_(None),
    )
    .group_by(shares.c.program_id, people.c.id, people.c.name)
    .order_by(func.max(shares.c.created_at).desc(), people.c.id)
)


def peer_part(tx: Tx, person_id: int, own: Sequence[Program], now: datetime) -> PeerPart:
    """Return what the Home of somebody in these programs shows at the UTC moment `now`."""
    ids = [program.id for program in own]
    found = tx.execute(_OPEN, {"person_id": person_id, "program_ids": ids, "since": now - OPEN_FOR}).all()
    challenges = [
        OpenChallenge(id_, words, at, replies, bool(asked), *there) for id_, words, at, replies, asked, *there in found
    ]
    names: dict[int, list[str]] = {}
    for row in tx.execute(_WINS, {"program_ids": ids, "since": now - WINS_FOR}):
        names.setdefault(row.program_id, []).append(row.name)
    wins = [
        CommunityWins(program.community_channel, tuple(names[program.id]))
        for program in own
        if program.community_channel is not None and program.id in names
    ]
    return PeerPart(tuple(challenges[:CHALLENGES]), max(0, len(challenges) - CHALLENGES), tuple(wins))
