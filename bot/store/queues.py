"""How much waits for a program's coordinators in lists of their own, counted from indexes whenever Home is opened."""

from sqlalchemy import Integer, bindparam, func, select

from bot.domain.desk_home import Queues
from bot.domain.programs import Program
from bot.domain.resources import ResourceState
from bot.store.database import Tx
from bot.store.schema import members
from bot.store.schema_desk import hours
from bot.store.schema_questions import resources

_OF_PROGRAM = bindparam("program_id", type_=Integer)
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


def waiting(tx: Tx, program: Program) -> Queues:
    """Return how much waits in a program."""
    params = {"program_id": program.id}
    return Queues(
        hours=int(tx.execute(_HOURS, params).scalar_one()),
        suggestions=int(tx.execute(_SUGGESTIONS, params).scalar_one()),
    )
