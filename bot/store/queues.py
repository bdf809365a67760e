"""How much waits for the coordinators of a program, counted from indexes for every opening of their Home."""

from datetime import datetime

from sqlalchemy import Integer, bindparam, func, select

from bot.domain.calendar import local
from bot.domain.desk_home import Queues
from bot.domain.digests import NAMED_FOR
from bot.domain.observations import Cover
from bot.domain.programs import Program
from bot.domain.resources import ResourceState
from bot.store import peer_feedback
from bot.store.database import Tx
from bot.store.schema import members, pairs
from bot.store.schema_desk import hours
from bot.store.schema_nudges import observations, obstacles
from bot.store.schema_questions import resources

_OF_PROGRAM = bindparam("program_id", type_=Integer)
_OBSTACLES = (
    select(func.count(obstacles.c.pair_id.distinct()))
    .join(pairs, pairs.c.id == obstacles.c.pair_id)
    .where(
        obstacles.c.program_id == _OF_PROGRAM,
        obstacles.c.closed_at.is_(None),
        obstacles.c.taken_by.is_(None),
        pairs.c.ends.is_(None),
    )
)
_COVER = (
    select(func.count())
    .select_from(observations)
    .join(pairs, pairs.c.id == observations.c.pair_id)
    .where(
        pairs.c.program_id == _OF_PROGRAM,
        pairs.c.ends.is_(None),
        observations.c.cover == Cover.ASKED.value,
        observations.c.cancelled_at.is_(None),
        observations.c.day >= bindparam("today"),
    )
)
_HOURS = (
    select(func.count())
    .select_from(hours)
    .join(members, members.c.id == hours.c.member_id)
    .where(members.c.program_id == _OF_PROGRAM, hours.c.approved.is_(None))
)
_SUGGESTIONS = (
    select(func.count())
    .select_from(resources)
    .where(resources.c.program_id == _OF_PROGRAM, resources.c.state == ResourceState.SUGGESTED.value)
)


def waiting(tx: Tx, program: Program, now: datetime) -> Queues:
    """Return how much waits in a program at the UTC moment `now`."""
    params = {"program_id": program.id}
    today = local(now, program.timezone).date()
    return Queues(
        obstacles=int(tx.execute(_OBSTACLES, params).scalar_one()),
        cover=int(tx.execute(_COVER, {**params, "today": today}).scalar_one()),
        challenges=len(peer_feedback.alone(tx, program.id, now - NAMED_FOR, now)),
        hours=int(tx.execute(_HOURS, params).scalar_one()),
        suggestions=int(tx.execute(_SUGGESTIONS, params).scalar_one()),
    )
