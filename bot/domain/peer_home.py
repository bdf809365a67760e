"""What Home shows of wins and challenges: one's own open challenges, and how many wins a community shared of late."""

from dataclasses import dataclass
from datetime import datetime, timedelta

OPEN_FOR = timedelta(days=60)  # an older challenge without a Now What is left alone
WINS_FOR = timedelta(days=7)
CHALLENGES = 3  # shown at most


@dataclass(frozen=True, slots=True)
class OpenChallenge:
    """A challenge of one's own that is not closed. `opened_at` is UTC, `replies` counts those of others;
    `asked` says that its author was asked for the Now What. `channel` and `ts` are its post's and `url` the workspace's
    address, as far as they are known: with them one finds its thread.
    """

    share_id: int
    words: str
    opened_at: datetime
    replies: int
    asked: bool
    url: str = ""
    channel: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class CommunityWins:
    """The people who shared a win with a community in the last week, each once, the latest first."""

    channel: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeerPart:
    """What Home shows of wins and challenges; `challenges` are the newest, `more` counts the others."""

    challenges: tuple[OpenChallenge, ...] = ()
    more: int = 0
    wins: tuple[CommunityWins, ...] = ()


NOTHING = PeerPart()
