"""What is known of a session's rounds before it runs: the plan for each number of people, put together in few lines,
and why a group does another protocol than the session's. The plans are those of `session_plans`, as they then run.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from itertools import groupby

from bot.domain.protocols import Structure
from bot.domain.session_day import MINUTE, GroupPlan, Run, Step
from bot.domain.session_plans import fitting


@dataclass(frozen=True, slots=True)
class Part:
    """Rounds that follow one another, once for all or, with `turns`, once for each of so many who present in turn."""

    steps: tuple[Step, ...]
    turns: int = 0

    @property
    def each(self) -> int:
        """Minutes of one turn."""
        return sum(step.minutes for step in self.steps)

    @property
    def minutes(self) -> int:
        """Minutes of all turns."""
        return self.each * max(1, self.turns)


class Instead(StrEnum):
    """Why a group does not do the session's protocol."""

    SIZE = "size"  # it is for more or for fewer people
    TIME = "time"  # it takes longer than there is
    GONE = "gone"  # the library does not know it any more


def parts(plan: GroupPlan) -> tuple[Part, ...]:
    """Return the rounds of a plan in their order, what everybody does in turn as one part."""
    return tuple(_parts(plan))


def _parts(plan: GroupPlan) -> Iterator[Part]:
    blocks = [(who, tuple(steps)) for who, steps in groupby(plan.steps, key=lambda step: step.presenter)]
    for (in_turn, _), same in groupby(blocks, key=lambda block: (block[0] is not None, _rounds(block[1]))):
        turns = [steps for _, steps in same]
        yield Part(turns[0], len(turns) if in_turn else 0)


def _rounds(steps: Iterable[Step]) -> tuple[tuple[str, int], ...]:
    return tuple((step.key, step.minutes) for step in steps)


def ahead(plan: GroupPlan, run: Run, starts_at: datetime) -> tuple[GroupPlan, datetime]:
    """Return what is left of a group's plan from the round that is on, with when that began or would have, by when it
    ends; before the first, the whole plan from `starts_at` (UTC).
    """
    if not run.is_on or run.round is None or run.round_ends_at is None:
        return plan, starts_at
    left = plan.steps[run.round :]
    return replace(plan, steps=left), run.round_ends_at - left[0].minutes * MINUTE


def instead(protocols: Mapping[str, Structure], wanted: str, plan: GroupPlan, people: int) -> Instead | None:
    """Return why `people` have a plan of another protocol than the wanted one, None where they do not."""
    if plan.protocol == wanted or not plan.steps:
        return None
    protocol = protocols.get(wanted)
    if protocol is None:
        return Instead.GONE
    return Instead.TIME if protocol.smallest <= people <= protocol.largest else Instead.SIZE


def for_sizes(
    protocols: Mapping[str, Structure], wanted: str, sizes: Iterable[int], minutes: int, pair_minutes: int = 0
) -> dict[int, GroupPlan]:
    """Return the plan for each number of people, the smallest first; its presenters are counted from 0."""
    return {size: fitting(protocols, wanted, range(size), minutes, pair_minutes) for size in sorted(set(sizes))}
