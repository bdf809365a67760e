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

FIRST_TO_SEE = 5  # pairs of a program named on a coordinator's Home; the others are in the list behind it
SEEN_TO = 5  # matters that were seen to, likewise
NAMED = 3  # people named of each kind that waits
OF_PEOPLE = (MatterKind.ALONE, MatterKind.SILENT, MatterKind.UNREACHED)  # what waits by name, as the last digest has it


@dataclass(frozen=True, slots=True)
class People:
    """Who waits for a coordinator, of one kind: how many, and the names of the first few."""

    kind: MatterKind
    count: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Care:
    """What is known of a pair besides its meetings: the category of its open obstacle, and who has seen to it."""

    why: Why | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class Digested:
    """What has become of a program's last digests: the day of the last, None where a week has had none; who waits since
    then; what was seen to in the last seven days or is still in somebody's hands, the latest first, `more` of which are
    not named.
    """

    day: date | None = None
    people: tuple[People, ...] = ()
    seen_to: tuple[NamedMatter, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Queues:
    """How many of each wait for a coordinator of a program: pairs with an open obstacle that nobody has taken, requests
    for cover, challenges without a reply, hours to approve, resources that somebody suggested.
    """

    obstacles: int = 0
    cover: int = 0
    challenges: int = 0
    hours: int = 0
    suggestions: int = 0


@dataclass(frozen=True, slots=True)
class ProgramPairs:
    """The pairs that hold in a program that the person coordinates, by how they stand (`health.sort_by_health`)."""

    program: Program
    by_state: Mapping[Health, Sequence[PairStanding]]
    queues: Queues = Queues()
    care: Mapping[int, Care] = field(default_factory=dict)  # of pairs, by pair id
    digested: Digested = Digested()

    @property
    def first(self) -> Sequence[PairStanding]:
        """Return the pairs to look at first."""
        return self.by_state[Health.NEEDS_A_HAND][:FIRST_TO_SEE]


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


@dataclass(frozen=True, slots=True)
class ProgramHealth:
    """A program as its coordinator sees it at a glance: pairs by how they stand, and whom to look at first."""

    program_id: int
    name: str
    counts: Mapping[Health, int]
    first: tuple[PairLine, ...] = ()
    queues: Queues = Queues()
    digested: Digested = Digested()
    channel: str = ""  # of the coordinators, where the digest is; empty while there is none


def program_health(of: ProgramPairs, names: Mapping[int, PairNames]) -> ProgramHealth:
    """Return a program at a glance; `names` has those of the pairs to look at first, if they are to be named."""
    return ProgramHealth(
        program_id=of.program.id,
        name=of.program.name,
        counts={state: len(found) for state, found in of.by_state.items()},
        first=tuple(
            pair_line(pair, names[pair.pair_id], Health.NEEDS_A_HAND, of.care.get(pair.pair_id))
            for pair in of.first
            if pair.pair_id in names
        ),
        queues=of.queues,
        digested=of.digested,
        channel=of.program.coordinator_channel or "",
    )


def pair_line(pair: PairStanding, names: PairNames, state: Health, care: Care | None = None) -> PairLine:
    """Return a pair with its names, and what is known of it besides."""
    known = care or Care()
    return PairLine(pair.pair_id, names.mentor, names.mentee, pair.starts, pair.last_met, state, known.why, known.by)
