"""How a pair is doing, as far as its meetings tell: one rule, for the digest and for a coordinator's Home alike."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.domain.programs import DaysOff

RHYTHM = timedelta(weeks=1)  # how often a program's pairs meet
QUIET_FOR = 2 * RHYTHM  # README, "When things happen"

Place = tuple[str, str]  # somebody's school and district, either may be empty


class Health(StrEnum):
    """How a pair stands."""

    NEEDS_A_HAND = "needs_a_hand"
    ON_TRACK = "on_track"
    TOO_EARLY = "too_early"  # too early to say: it has just begun, or there is nothing to go by right now
    ON_HOLD = "on_hold"  # a coordinator has put it on hold: a decision, whatever its meetings tell


@dataclass(frozen=True, slots=True)
class PairStanding:
    """What the rule asks of a pair: its first day, the day of its last meeting, whether one of the two is paused and
    whether a coordinator has put it on hold; the day from which it is counted anew (after a pause or a hold, after a
    coordinator closed what was in the way, or when the later of the two begins), and where the two are, whose days off
    are the pair's. The last two matter only as far as `Calendar` says.
    """

    pair_id: int
    starts: date
    last_met: date | None = None
    paused: bool = False
    held: bool = False
    anew: date | None = None
    places: frozenset[Place] = frozenset()
    agreed: date | None = None

    @property
    def quiet_since(self) -> date:
        """Return the day of the last meeting, or the first day of a pair that has not met."""
        return self.starts if self.last_met is None or self.last_met < self.starts else self.last_met


class Calendar:
    """A program's days off and breaks, with those of its districts and schools, as seen on `today`: how many days a
    pair could have met. Pairs whose two are at the same places are counted together.
    """

    def __init__(self, days_off: Sequence[DaysOff], today: date) -> None:
        self.today = today
        self.first = _first_in_doubt(days_off, today)  # whatever place, who is quiet since before that needs a hand
        self.differs = any(span.scope != "program" for span in days_off)  # between places
        self._days_off = days_off
        self._off: dict[frozenset[Place], list[DaysOff]] = {}
        self._counted: dict[tuple[frozenset[Place], date], int] = {}

    def has_passed(self, since: date) -> bool:
        """Say whether two weeks have gone by since a day, whether anybody was off or not."""
        return self.today - since > QUIET_FOR

    def depends(self, since: date) -> bool:
        """Say whether it depends on places whether two weeks without a meeting have gone by since a day."""
        return self.differs and self.has_passed(since) and since >= self.first

    def quiet_days(self, since: date, places: frozenset[Place]) -> int:
        """Return the days from `since` to today on which neither place was off."""
        key = (places, since)
        if key not in self._counted:
            self._counted[key] = quiet_days(since, self.today, self._off_at(places))
        return self._counted[key]

    def _off_at(self, places: frozenset[Place]) -> list[DaysOff]:
        if places not in self._off:
            self._off[places] = [
                span
                for span in self._days_off
                if span.scope == "program" or any(span.concerns(*place) for place in places)
            ]
        return self._off[places]


def _first_in_doubt(days_off: Sequence[DaysOff], today: date) -> date:
    """Return the earliest day since which two weeks would not have gone by for who has all these days off."""
    off = {
        span.starts + timedelta(days=n)
        for span in days_off
        for n in range((min(span.ends, today) - span.starts).days + 1)
    }
    day, left = today, QUIET_FOR.days
    while left or day in off:
        left -= day not in off
        day -= timedelta(days=1)
    return day


def quiet_days(since: date, today: date, days_off: Sequence[DaysOff]) -> int:
    """Return the days from `since` to `today` without those days off; weekends count, nobody is off there."""
    off: set[date] = set()
    for span in days_off:
        first, last = max(span.starts, since + timedelta(days=1)), min(span.ends, today)
        off.update(first + timedelta(days=n) for n in range((last - first).days + 1))
    return (today - since).days - len(off)


def health(pair: PairStanding, calendar: Calendar) -> Health:
    """Return how a pair stands today: it needs a hand after two weeks without a meeting, days on which one of the two
    was off not counted; before that it is on track if it has ever met. Who meets by a plan of their own is not quiet
    before a week has gone by since the day that the plan asked for, as it has after two weeks for all others.

    A pause shows to coordinators as little as possible (README, "Who sees what"): a pair that is quiet because one of
    the two paused is one of which nothing can be said, and so is one that has only just gone on.
    """
    if pair.held:
        return Health.ON_HOLD
    fine = Health.ON_TRACK if pair.last_met is not None else Health.TOO_EARLY
    # Most have met lately, and then there is nothing to count.
    if not _is_quiet(pair, pair.quiet_since, calendar):
        return fine
    if pair.paused or (pair.anew is not None and not _is_quiet(pair, pair.anew, calendar)):
        return Health.TOO_EARLY
    if pair.agreed is not None and calendar.quiet_days(pair.agreed, pair.places) <= RHYTHM.days:
        return fine
    return Health.NEEDS_A_HAND


def _is_quiet(pair: PairStanding, since: date, calendar: Calendar) -> bool:
    if since < calendar.first:
        return True
    return calendar.has_passed(since) and calendar.quiet_days(since, pair.places) > QUIET_FOR.days


def sort_by_health(pairs: Collection[PairStanding], calendar: Calendar) -> dict[Health, list[PairStanding]]:
    """Return the pairs by how they stand, in each state those first that want a look first: who has never met, then
    who met longest ago.
    """
    found: dict[Health, list[PairStanding]] = {state: [] for state in Health}
    for pair in pairs:
        found[health(pair, calendar)].append(pair)
    return {state: _sorted(of_state) for state, of_state in found.items()}


def with_plans(
    found: Mapping[Health, Sequence[PairStanding]], planned: Collection[PairStanding], calendar: Calendar
) -> dict[Health, list[PairStanding]]:
    """Return pairs that `sort_by_health` has sorted, with those put where they belong of which it turned out that they
    have agreed on a day (`planned`).
    """
    again = {pair.pair_id for pair in planned}
    moved = sort_by_health(planned, calendar)
    return {
        state: _sorted([*(pair for pair in found[state] if pair.pair_id not in again), *moved[state]])
        for state in Health
    }


def _sorted(pairs: Iterable[PairStanding]) -> list[PairStanding]:
    return sorted(pairs, key=lambda pair: (pair.last_met is not None, pair.quiet_since, pair.pair_id))
