"""How a pair is doing, as far as its meetings tell: one rule, for the digest and for a coordinator's Home alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from bot.domain.programs import DaysOff

RHYTHM = timedelta(weeks=1)  # how often a program's pairs meet
QUIET_FOR = 2 * RHYTHM  # README, "When things happen"


class Health(StrEnum):
    """How a pair stands."""

    NEEDS_A_HAND = "needs_a_hand"
    ON_TRACK = "on_track"
    TOO_EARLY = "too_early"  # too early to say: it has just begun, or there is nothing to go by right now


@dataclass(frozen=True, slots=True)
class PairStanding:
    """What the rule asks of a pair: its first day, the day of its last meeting, whether one of the two is paused."""

    pair_id: int
    starts: date
    last_met: date | None = None
    paused: bool = False

    @property
    def quiet_since(self) -> date:
        """Return the day of the last meeting, or the first day of a pair that has not met."""
        return max(self.starts, self.last_met or self.starts)


@lru_cache(maxsize=4096)
def quiet_days(since: date, today: date, days_off: tuple[DaysOff, ...]) -> int:
    """Return the days from `since` to `today` without the program's days off; weekends count, nobody is off there."""
    off: set[date] = set()
    for span in days_off:
        first, last = max(span.starts, since + timedelta(days=1)), min(span.ends, today)
        off.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return (today - since).days - len(off)


def health(pair: PairStanding, today: date, days_off: Sequence[DaysOff]) -> Health:
    """Return how a pair stands on `today`: it needs a hand after two weeks without a meeting, days off of the whole
    program not counted; before that it is on track if it has ever met.

    A pause shows to coordinators as little as possible (README, "Who sees what"): a pair that is quiet because one of
    the two paused is one of which nothing can be said.
    """
    program_wide = tuple(span for span in days_off if span.scope == "program")
    if quiet_days(pair.quiet_since, today, program_wide) > QUIET_FOR.days:
        return Health.TOO_EARLY if pair.paused else Health.NEEDS_A_HAND
    return Health.ON_TRACK if pair.last_met is not None else Health.TOO_EARLY


def sort_by_health(
    pairs: Sequence[PairStanding], today: date, days_off: Sequence[DaysOff]
) -> dict[Health, list[PairStanding]]:
    """Return the pairs by how they stand, in each state those first that want a look first: who has never met, then
    who met longest ago.
    """
    found: dict[Health, list[PairStanding]] = {state: [] for state in Health}
    for pair in pairs:
        found[health(pair, today, days_off)].append(pair)
    for of_state in found.values():
        of_state.sort(key=lambda pair: (pair.last_met is not None, pair.quiet_since, pair.pair_id))
    return found
