"""Goals and their steps: what they may say, and how they change. A goal may be reworked or dropped without blame."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum

LONG = 500  # characters of what a goal says
STEP_LENGTH = 150
MOST_STEPS = 8
READING_LENGTH = 30
READINGS_SHOWN = 8
MOST_OPEN = 10  # of one member: more could not be worked on, nor shown
# The parts besides what and by when: what SMART asks, then what a cycle of improvement adds.
SMART_PARTS = ("measure", "reach", "matters")
CYCLE_PARTS = ("inequity", "root_cause", "change")
PARTS = (*SMART_PARTS, *CYCLE_PARTS)


class GoalState(StrEnum):
    """Where a goal stands."""

    ACTIVE = "active"
    REWORKED = "reworked"  # still worked on, in other words than at first
    ACHIEVED = "achieved"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """Say whether it is still worked on."""
        return self in (GoalState.ACTIVE, GoalState.REWORKED)


class Mark(StrEnum):
    """How a goal has been going, in one tap."""

    FORWARD = "forward"
    SAME = "same"
    HARDER = "harder"


class GoalProblem(StrEnum):
    """Why a field of a goal cannot be saved."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    PAST = "past"
    NO_DATE = "no_date"
    TOO_FAR = "too_far"
    TOO_MANY_STEPS = "too_many_steps"


@dataclass(frozen=True, slots=True)
class GoalWish:
    """A goal as its author wants it. `parts` are those of PARTS that were filled in; `steps` are lines of text."""

    what: str
    by_when: date | None
    parts: Mapping[str, str] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Goal:
    """A member's goal as it stands."""

    id: int
    member_id: int
    state: GoalState
    what: str
    by_when: date
    parts: Mapping[str, str]
    tags: frozenset[str]
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Step:
    """A small step of a goal; `done_at` is UTC, None while it is ahead."""

    id: int
    goal_id: int
    text: str
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """How a goal read before it was reworked."""

    goal_id: int
    what: str
    by_when: date
    replaced_at: datetime


@dataclass(frozen=True, slots=True)
class Reading:
    """What the measure of a goal showed on a local day."""

    goal_id: int
    read_on: date
    value: str


@dataclass(frozen=True, slots=True)
class FullGoal:
    """A goal with all that belongs to it, each in the order in which it came about."""

    goal: Goal
    steps: tuple[Step, ...] = ()
    versions: tuple[Version, ...] = ()
    readings: tuple[Reading, ...] = ()


def problems(wish: GoalWish, today: date) -> dict[str, GoalProblem]:
    """Return what keeps a goal from being saved, by the name of its field; `today` is the author's local day."""
    found: dict[str, GoalProblem] = {}
    if not wish.what:
        found["what"] = GoalProblem.EMPTY
    texts = {"what": wish.what, **wish.parts}
    found |= {name: GoalProblem.TOO_LONG for name, text in texts.items() if len(text) > LONG}
    if wish.by_when is None:
        found["by_when"] = GoalProblem.NO_DATE
    elif wish.by_when < today:
        found["by_when"] = GoalProblem.PAST
    elif wish.by_when.year > today.year + 10:
        found["by_when"] = GoalProblem.TOO_FAR
    if len(wish.steps) > MOST_STEPS:
        found["steps"] = GoalProblem.TOO_MANY_STEPS
    elif any(len(step) > STEP_LENGTH for step in wish.steps):
        found["steps"] = GoalProblem.TOO_LONG
    return found


def may_become(state: GoalState, wanted: GoalState) -> bool:
    """Say whether a goal may change from one state to another.

    An open goal may be reworked (again), achieved or dropped; one that is achieved or dropped may be taken up again.
    """
    if state.is_open:
        return wanted is not GoalState.ACTIVE
    return wanted is GoalState.ACTIVE


def goal_to_ask_about(goals: Sequence[Goal], asked_at: Mapping[int, datetime]) -> Goal | None:
    """Return the one open goal that a check-in asks about: asked about longest ago, then due first.

    `asked_at` says when progress on a goal was marked last (UTC), by goal id.
    """
    open_goals = [goal for goal in goals if goal.state.is_open]
    never = datetime.min.replace(tzinfo=UTC)

    def turn(goal: Goal) -> tuple[datetime, date, int]:
        return (asked_at.get(goal.id, never), goal.by_when, goal.id)

    return min(open_goals, key=turn, default=None)


def reading_line(readings: Sequence[Reading]) -> str:
    """Return the latest readings as one line, oldest first: "12 → 15 → 19"."""
    return " → ".join(reading.value for reading in readings[-READINGS_SHOWN:])
