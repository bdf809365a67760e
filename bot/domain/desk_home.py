"""What a coordinator's Home shows of a program: how its pairs stand, what waits for one of the coordinators, and what
they have seen to.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bot.domain.digests import MatterKind, NamedMatter
from bot.domain.health import Health, PairStanding
from bot.domain.nudges import Why
from bot.domain.program_settings import Setup
from bot.domain.programs import Program

WAITING = 5  # of what waits in a program, shown on a coordinator's Home; the others are in the list behind it
SEEN_TO = 5  # matters that were seen to, likewise


@dataclass(frozen=True, slots=True)
class Care:
    """What is known of a pair besides its meetings: the category of its open obstacle, who has seen to it, and the
    first day on which a hold is over (None: none is set).
    """

    why: Why | None = None
    by: str = ""
    held_until: date | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one of the coordinators: how many of each kind, and those to show, each with what can be done."""

    counts: Mapping[MatterKind, int] = field(default_factory=dict)
    shown: tuple[NamedMatter, ...] = ()

    @property
    def total(self) -> int:
        """Return how much waits in all."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of what waits for the coordinators of a program, `counts` of each kind in all; `page` counts from 0."""

    program_id: int
    program: str
    shown: tuple[NamedMatter, ...]
    counts: Mapping[MatterKind, int]
    page: int = 0
    pages: int = 1
    locale: str = ""  # of who looks


@dataclass(frozen=True, slots=True)
class SeenTo:
    """What was seen to in the last seven days or is still in somebody's hands, latest first; `more` are not named."""

    matters: tuple[NamedMatter, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Queues:
    """How many of each wait for a coordinator in a list of their own: hours to approve, resources that somebody
    suggested.
    """

    hours: int = 0
    suggestions: int = 0


@dataclass(frozen=True, slots=True)
class ProgramPairs:
    """The pairs that hold in a program that the person coordinates, by how they stand (`health.sort_by_health`)."""

    program: Program
    by_state: Mapping[Health, Sequence[PairStanding]]
    queues: Queues = Queues()
    waiting: Waiting = Waiting()
    seen_to: SeenTo = SeenTo()

    @property
    def by_plan(self) -> int:
        """Return how many pairs have not met for two weeks and need no hand, as a plan of their own says."""
        fine = (Health.ON_TRACK, Health.TOO_EARLY)
        return sum(pair.agreed is not None for state in fine for pair in self.by_state[state])


@dataclass(frozen=True, slots=True)
class PairNames:
    """Who the two of a pair are."""

    mentor: str
    mentee: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A program that the person coordinates, and how far setting it up has come."""

    program_id: int
    name: str
    setup: Setup


@dataclass(frozen=True, slots=True)
class PairLine:
    """A pair as a coordinator sees it: no word that anybody wrote, only that and when they met, and the category of
    what is in the way if they said.
    """

    pair_id: int
    mentor: str
    mentee: str
    starts: date
    last_met: date | None
    health: Health
    why: Why | None = None
    by: str = ""  # who has seen to it
    held_until: date | None = None  # of a pair on hold: the first day on which that is over; None: no day is set
    agreed: date | None = None  # by a plan of their own: the day they meant, or mean, to meet; None: it did not matter


@dataclass(frozen=True, slots=True)
class ProgramHealth:
    """A program as its coordinator sees it at a glance: pairs by how they stand, what waits, what was seen to."""

    program_id: int
    name: str
    counts: Mapping[Health, int]
    queues: Queues = Queues()
    waiting: Waiting = Waiting()
    seen_to: SeenTo = SeenTo()


def program_health(of: ProgramPairs) -> ProgramHealth:
    """Return a program at a glance."""
    counts = {state: len(found) for state, found in of.by_state.items()}
    return ProgramHealth(of.program.id, of.program.name, counts, of.queues, of.waiting, of.seen_to)


def pair_line(pair: PairStanding, names: PairNames, state: Health, care: Care | None = None) -> PairLine:
    """Return a pair with its names, and what is known of it besides."""
    known = care or Care()
    facts = (names.mentor, names.mentee, pair.starts, pair.last_met, state)
    return PairLine(pair.pair_id, *facts, known.why, known.by, known.held_until, pair.agreed)
