"""Matters that only people can mend: someone unreachable, a channel that cannot be written to, a refused message.

A problem is open from its first time until it is resolved; while it is open the same matter is recorded once.
Times are UTC program time.
"""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import bindparam, select, update

from bot.store.database import Tx
from bot.store.inserting import insert_for
from bot.store.schema import problems

UNREACHABLE = "unreachable"  # subject: the person's id
CHANNEL = "channel"  # subject: the channel's id, or the program's when it has none
PUBLIC = "public"  # subject: the id of a coordinators' channel that everybody can read
TOGETHER = "together"  # subject: the program whose pairs cannot be written to together
GROUP_CHANNEL = "group_channel"  # subject: the program whose home groups cannot have channels of their own
GROUP_ALONE = "group_alone"  # subject: the home group that cannot have a conversation
DEFECT = "defect"  # subject: the kind of message and Slack's error


@dataclass(frozen=True, slots=True)
class Problem:
    """A matter that was found at `first_at` and is over since `resolved_at` (both UTC)."""

    id: int
    workspace_id: int
    program_id: int | None
    person_id: int | None
    kind: str
    subject: str
    detail: str
    first_at: datetime
    resolved_at: datetime | None


_PROBLEM = [problems.c[f.name] for f in fields(Problem)]


def record(
    tx: Tx,
    workspace_id: int,
    kind: str,
    subject: str,
    now: datetime,
    *,
    detail: str = "",
    program_id: int | None = None,
    person_id: int | None = None,
) -> int | None:
    """Record a matter and return its id the first time; None while the same matter is already open."""
    statement = insert_for(tx.dialect.name, problems).values(
        workspace_id=workspace_id,
        program_id=program_id,
        person_id=person_id,
        kind=kind,
        subject=subject,
        detail=detail,
        first_at=now,
    )
    open_only = statement.on_conflict_do_nothing(
        index_elements=["workspace_id", "kind", "subject"], index_where=problems.c.resolved_at.is_(None)
    )
    id_: int | None = tx.scalar(open_only.returning(problems.c.id))
    return id_


def problem(tx: Tx, problem_id: int) -> Problem | None:
    """Return the matter with that id."""
    found = tx.execute(select(*_PROBLEM).where(problems.c.id == problem_id)).first()
    return Problem(*found) if found else None


# Built once: SQLAlchemy takes longer to put a statement together than SQLite takes to carry it out.
_RESOLVE = (
    update(problems)
    .where(
        problems.c.workspace_id == bindparam("in_workspace"),
        problems.c.kind == bindparam("of_kind"),
        problems.c.subject == bindparam("about"),
        problems.c.resolved_at.is_(None),
    )
    .values(resolved_at=bindparam("now"))
)


def resolve(tx: Tx, workspace_id: int, kind: str, subject: str, now: datetime) -> bool:
    """Close an open matter; say whether there was one."""
    which = {"in_workspace": workspace_id, "of_kind": kind, "about": subject}
    return tx.execute(_RESOLVE, {**which, "now": now}).rowcount > 0


def open_problems(tx: Tx, workspace_id: int, program_id: int | None = None) -> list[Problem]:
    """Return what is open in a workspace, or in one of its programs, the oldest first."""
    statement = select(*_PROBLEM).where(problems.c.workspace_id == workspace_id, problems.c.resolved_at.is_(None))
    if program_id is not None:
        statement = statement.where(problems.c.program_id == program_id)
    return [Problem(*row) for row in tx.execute(statement.order_by(problems.c.first_at, problems.c.id))]
