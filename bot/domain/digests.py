"""What a digest asks coordinators to see to, how many of it a message shows, and how its numbers are counted."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

WEEKS = 4  # that a digest looks back on
NAMED_FOR = timedelta(weeks=4)  # how long somebody who fell silent, or a challenge without a reply, is named
COMING = timedelta(weeks=1)
ALL_SHOWN = 5  # matters up to which the digest is the full list; more have one in its thread
PER_LIST = 40  # rows of a table in the thread: 10,000 characters are the most that Slack takes in one
LIST_PAGES = 10  # tables in the thread at most; whoever has more matters looks at Home


class MatterKind(StrEnum):
    """What needs a person, in the order in which a digest tells it."""

    OBSTACLE = "obstacle"  # a pair with an open task
    COVER = "cover"  # a request for substitute cover
    ALONE = "alone"  # a mentee without an active mentor
    UNMET = "unmet"  # a pair without a meeting for two weeks that is no task yet
    CHALLENGE = "challenge"  # one without a reply, though peers and mentor were asked
    SILENT = "silent"
    UNREACHED = "unreached"


class Deed(StrEnum):
    """What a coordinator has done about a matter; after TAKEN another may follow."""

    TAKEN = "taken"
    WRITTEN = "written"
    CLOSED = "closed"
    HELD = "held"
    GONE_ON = "gone_on"
    ENDED = "ended"
    MATCHED = "matched"  # whoever was without a mentor has one
    APPROVED = "approved"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class NewMatter:
    """A matter as a digest finds it. `subject_id` is the id of an obstacle, observation, challenge, pair or person, as
    `kind` says; `since` a local day; `detail` a category, of a pair that has not met an ISO day. `done_by` (a person
    id) is set for what is in hand already.
    """

    kind: MatterKind
    subject_id: int
    pair_id: int | None = None
    since: date | None = None
    detail: str = ""
    deed: Deed | None = None
    done_by: int | None = None
    done_at: datetime | None = None


def unmet(pair_id: int, last_met: date | None, agreed: date | None) -> NewMatter:
    """Return that a pair has not met for long; `agreed` is the day that a plan of their own had for it, if they have
    one.
    """
    return NewMatter(MatterKind.UNMET, pair_id, pair_id, last_met, day_in_detail(agreed))


def day_in_detail(agreed: date | None) -> str:
    """Return the detail of a pair that has not met."""
    return agreed.isoformat() if agreed is not None else ""


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter of the digest of the local `day`, with what has been done about it. `done_at` is UTC."""

    id: int
    program_id: int
    day: date
    kind: MatterKind
    subject_id: int
    pair_id: int | None = None
    since: date | None = None
    detail: str = ""
    deed: Deed | None = None
    done_by: int | None = None
    done_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Say whether something may still be done about it: nobody has seen to it, or somebody has only taken it on."""
        return self.deed in {None, Deed.TAKEN}


@dataclass(frozen=True, slots=True)
class NamedMatter:
    """A matter with names: of the pair (`mentor` and `mentee`), or of one person (`name`). `by` is who has seen to it,
    empty for nobody; `at` is the moment of that on the wall clock of the program. `ended` is a pair that is over, `met`
    the day on which a pair that had not met has since.
    """

    matter: Matter
    mentor: str = ""
    mentee: str = ""
    name: str = ""
    by: str = ""
    at: datetime | None = None
    ended: bool = False
    met: date | None = None


def digest_key(program_id: int, day: date) -> str:
    """Return the key of the digest of a program that is due on the local `day`."""
    return f"digest:{program_id}:{day.isoformat()}"


def keys_with(program_id: int, at: datetime) -> list[str]:
    """Return the keys of the digests of a program that may tell of what happened at the UTC moment `at`: each tells of
    the seven days before its own, and a day's room for time zones.
    """
    return [digest_key(program_id, at.date() + timedelta(days=n)) for n in range(COMING.days + 2)]


_Any = TypeVar("_Any", Matter, NewMatter)


def fair_share(matters: Sequence[_Any], most: int) -> list[_Any]:
    """Return at most `most` of the matters, in their order: of every kind as many as of the others, while it has any,
    so that many of one kind leave none of another unsaid.
    """
    queues = {kind: [each for each in matters if each.kind is kind] for kind in MatterKind}
    taken: list[int] = []
    turn = 0
    while len(taken) < min(most, len(matters)):
        taken += [id(queue[turn]) for queue in queues.values() if turn < len(queue)]
        turn += 1
    chosen = set(taken[:most])
    return [each for each in matters if id(each) in chosen]


class Since(StrEnum):
    """How long ago a pair met last."""

    WEEK = "week"
    TWO = "two"
    FOUR = "four"
    MORE = "more"
    NEVER = "never"


def since_last(last_met: Iterable[date | None], today: date) -> dict[Since, int]:
    """Count pairs by how many days before `today` they met last; None never met."""
    found = dict.fromkeys(Since, 0)
    for day in last_met:
        found[_since(day, today)] += 1
    return found


def _since(day: date | None, today: date) -> Since:
    if day is None:
        return Since.NEVER
    ago = (today - day).days
    for most, bucket in ((7, Since.WEEK), (14, Since.TWO), (28, Since.FOUR)):
        if ago <= most:
            return bucket
    return Since.MORE


def by_week(days: Collection[tuple[date, int]], until: date, weeks: int = WEEKS) -> list[int]:
    """Return the sums of (day, number) in each of the last `weeks` weeks before the day `until`, oldest first."""
    sums = [0] * weeks
    for day, number in days:
        back = (until - day - timedelta(days=1)).days // 7
        if 0 <= back < weeks:
            sums[weeks - 1 - back] += number
    return sums
