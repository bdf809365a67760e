"""What a member's check-in form begins with, in one statement: each more is a way to the database and back, which on
PostgreSQL takes as long as all the rest of a form. Queries for check-ins themselves are in `checkins.py`.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Select, bindparam, select

from bot.domain.checkins import CheckIn, Prompt
from bot.store import rows
from bot.store.database import Tx
from bot.store.schema import check_ins, members, prompts
from bot.store.schema_peers import feedback_threads, shares
from bot.store.schema_sessions import home_group_members, home_groups


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a member stands: their latest check-in (without its readers), the person's latest prompt, their latest
    Now What in the program with when it was said (UTC), and whether their home group has a conversation.
    """

    latest: CheckIn | None
    prompt: Prompt | None
    now_what: tuple[str, datetime] | None
    has_group: bool


def _first(found: Column[Any], query: Select[*tuple[Any, ...]], *order: Any) -> Any:
    return query.with_only_columns(found).order_by(*order).limit(1).correlate(members).scalar_subquery()


_latest = _first(
    check_ins.c.id, select(check_ins).where(check_ins.c.member_id == members.c.id), check_ins.c.week.desc()
)
_prompt = _first(prompts.c.id, select(prompts).where(prompts.c.person_id == members.c.person_id), prompts.c.week.desc())
_closed = _first(
    feedback_threads.c.share_id,
    select(feedback_threads)
    .join(shares, shares.c.id == feedback_threads.c.share_id)
    .where(
        shares.c.author_id == members.c.person_id,
        shares.c.program_id == members.c.program_id,
        shares.c.taken_back_at.is_(None),
        feedback_threads.c.closed_at.is_not(None),
    ),
    feedback_threads.c.closed_at.desc(),
)
_conversing = (
    select(home_groups.c.id)
    .join(home_group_members, home_group_members.c.group_id == home_groups.c.id)
    .where(
        home_group_members.c.member_id == members.c.id,
        home_group_members.c.left_at.is_(None),
        home_groups.c.closed_at.is_(None),
        home_groups.c.channel.is_not(None),
    )
    .correlate(members)
    .exists()
)
_BEGUN = (
    select(*rows.CHECK_IN, *rows.PROMPT, feedback_threads.c.now_what, feedback_threads.c.closed_at, _conversing)
    .select_from(members)
    .join(check_ins, check_ins.c.id == _latest, isouter=True)
    .join(prompts, prompts.c.id == _prompt, isouter=True)
    .join(feedback_threads, feedback_threads.c.share_id == _closed, isouter=True)
    .where(members.c.id == bindparam("member_id"))
)
_PROMPT_AT = len(rows.CHECK_IN)
_REST_AT = _PROMPT_AT + len(rows.PROMPT)


def begun(tx: Tx, member_id: int) -> Begun:
    """Return where a member stands. Raises NoResultFound if there is none."""
    row = tx.execute(_BEGUN, {"member_id": member_id}).one()
    now_what, closed_at, has_group = row[_REST_AT:]
    return Begun(
        rows.check_in(row, frozenset()) if row[0] is not None else None,
        rows.prompt(row, _PROMPT_AT) if row[_PROMPT_AT] is not None else None,
        (now_what, closed_at) if closed_at is not None else None,
        bool(has_group),
    )
