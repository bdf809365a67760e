"""Goals, their earlier words, steps, progress and readings."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, and_, delete, func, insert, select, update

from bot.domain.goals import FullGoal, Goal, GoalState, Mark, Reading, Step, Version
from bot.store.database import Tx
from bot.store.lists import any_of
from bot.store.schema import members
from bot.store.schema_questions import goal_progress, goal_readings, goal_steps, goal_versions, goals

_STEP = (goal_steps.c.id, goal_steps.c.goal_id, goal_steps.c.text, goal_steps.c.done_at)
_VERSION = (goal_versions.c.goal_id, goal_versions.c.what, goal_versions.c.by_when, goal_versions.c.replaced_at)
_READING = (goal_readings.c.goal_id, goal_readings.c.read_on, goal_readings.c.value)


def _goal(row: Row[Any]) -> Goal:
    named = dict(row._mapping)
    tags = frozenset(tag for tag in named.pop("tags").split(";") if tag)
    return Goal(**{**named, "state": GoalState(named["state"])}, tags=tags)


_GOALS = (
    select(goals)
    .where(any_of(goals.c.member_id, "member_ids"), goals.c.what != "")
    .order_by(goals.c.by_when, goals.c.id)
)


def goals_of(tx: Tx, member_ids: Collection[int]) -> list[Goal]:
    """Return all goals of these members, the one due first first, without those whose words have been erased."""
    return [_goal(row) for row in tx.execute(_GOALS, {"member_ids": member_ids})]


def lock_goal(tx: Tx, goal_id: int) -> Goal | None:
    """Return a goal, which others may change only after this transaction."""
    found = tx.execute(select(goals).where(goals.c.id == goal_id).with_for_update()).first()
    return _goal(found) if found else None


def add_goal(tx: Tx, values: Mapping[str, Any]) -> int:
    """Add a goal from column values (`tags` as a set) and return its id."""
    return int(tx.execute(insert(goals).values(_stored(values)).returning(goals.c.id)).scalar_one())


def change_goal(tx: Tx, goal_id: int, values: Mapping[str, Any]) -> None:
    """Set columns of a goal (`tags` as a set)."""
    tx.execute(update(goals).where(goals.c.id == goal_id).values(_stored(values)))


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: ";".join(sorted(value)) if name == "tags" else value for name, value in values.items()}


def keep_version(tx: Tx, goal: Goal, now: datetime) -> None:
    """Keep how a goal reads before it is reworked."""
    values = {"goal_id": goal.id, "what": goal.what, "by_when": goal.by_when, "parts": dict(goal.parts)}
    tx.execute(insert(goal_versions).values(**values, replaced_at=now))


def versions_of(tx: Tx, goal_ids: Collection[int]) -> list[Version]:
    """Return how these goals read before, oldest first."""
    query = select(*_VERSION).where(any_of(goal_versions.c.goal_id, goal_ids)).order_by(goal_versions.c.id)
    return [Version(*row) for row in tx.execute(query)]


def steps_of(tx: Tx, goal_ids: Collection[int]) -> list[Step]:
    """Return the steps of goals, in the order in which they were written."""
    query = select(*_STEP).where(any_of(goal_steps.c.goal_id, goal_ids)).order_by(goal_steps.c.id)
    return [Step(*row) for row in tx.execute(query)]


def set_steps(tx: Tx, goal_id: int, texts: Sequence[str]) -> None:
    """Let a goal have these steps; those whose text stays are done as they were."""
    done = {step.text: step.done_at for step in steps_of(tx, [goal_id])}
    tx.execute(delete(goal_steps).where(goal_steps.c.goal_id == goal_id))
    rows = [{"goal_id": goal_id, "text": text, "done_at": done.get(text)} for text in texts]
    if rows:
        tx.execute(insert(goal_steps), rows)


def mark_steps(tx: Tx, goal_id: int, done: Collection[int], now: datetime) -> None:
    """Let exactly these steps (ids) of a goal be done; those that were done stay so since then."""
    of_goal = goal_steps.c.goal_id == goal_id
    newly = and_(of_goal, any_of(goal_steps.c.id, done), goal_steps.c.done_at.is_(None))
    tx.execute(update(goal_steps).where(newly).values(done_at=now))
    tx.execute(update(goal_steps).where(of_goal, ~any_of(goal_steps.c.id, done)).values(done_at=None))


def set_progress(tx: Tx, goal_id: int, check_in_id: int, mark: Mark, now: datetime) -> None:
    """Note how a goal was going at a check-in; a second tap replaces the first."""
    own = and_(goal_progress.c.goal_id == goal_id, goal_progress.c.check_in_id == check_in_id)
    if not tx.execute(update(goal_progress).where(own).values(mark=mark, marked_at=now)).rowcount:
        row = {"goal_id": goal_id, "check_in_id": check_in_id, "mark": mark, "marked_at": now}
        tx.execute(insert(goal_progress).values(row))


def progress_at(tx: Tx, check_in_id: int) -> tuple[int, Mark] | None:
    """Return the goal (its id) that was marked at a check-in, and how."""
    query = select(goal_progress.c.goal_id, goal_progress.c.mark).where(goal_progress.c.check_in_id == check_in_id)
    found = tx.execute(query).first()
    return (found.goal_id, Mark(found.mark)) if found else None


def last_marks(tx: Tx, goal_ids: Collection[int]) -> dict[int, datetime]:
    """Return when progress on each of the goals was marked last (UTC), by goal id."""
    query = select(goal_progress.c.goal_id, func.max(goal_progress.c.marked_at).label("at"))
    found = tx.execute(query.where(any_of(goal_progress.c.goal_id, goal_ids)).group_by(goal_progress.c.goal_id))
    return {row.goal_id: row.at for row in found}


def add_reading(tx: Tx, goal_id: int, read_on: date, value: str) -> None:
    """Note what the measure of a goal showed on a local day."""
    tx.execute(insert(goal_readings).values(goal_id=goal_id, read_on=read_on, value=value))


def readings_of(tx: Tx, goal_ids: Collection[int]) -> list[Reading]:
    """Return the readings of goals, oldest first."""
    query = select(*_READING).where(any_of(goal_readings.c.goal_id, goal_ids))
    return [Reading(*row) for row in tx.execute(query.order_by(goal_readings.c.read_on, goal_readings.c.id))]


def counts_by_state(tx: Tx, program_id: int) -> dict[GoalState, int]:
    """Count the goals of a program's present members by state: all that coordinators see of them."""
    query = (
        select(goals.c.state, func.count())
        .join(members, members.c.id == goals.c.member_id)
        .where(members.c.program_id == program_id, members.c.ended_at.is_(None))
        .group_by(goals.c.state)
    )
    return {GoalState(row[0]): row[1] for row in tx.execute(query)}


def full_goals(tx: Tx, member_ids: Collection[int]) -> list[FullGoal]:
    """Return all goals of these members with all that belongs to them, the one due first first."""
    found = goals_of(tx, member_ids)
    if not found:
        return []
    ids = [goal.id for goal in found]
    steps, versions, readings = steps_of(tx, ids), versions_of(tx, ids), readings_of(tx, ids)
    return [
        FullGoal(
            goal,
            tuple(step for step in steps if step.goal_id == goal.id),
            tuple(version for version in versions if version.goal_id == goal.id),
            tuple(reading for reading in readings if reading.goal_id == goal.id),
        )
        for goal in found
    ]
