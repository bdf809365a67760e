"""What is in the way of a pair meeting, as somebody told it, and what coordinators did about it."""

from dataclasses import dataclass
from datetime import datetime

from bot.domain.nudges import Why

WORDS_LENGTH = 2000
HELPED_LENGTH = 1000
_RUN = 5  # words in a row that make a quotation


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A task of the coordinators. `author_id`, `taken_by` and `closed_by` are person ids, times are UTC. Without an
    author nobody said anything, and the ladder made it a task. `words` are the author's and the coordinators'.
    """

    id: int
    program_id: int
    pair_id: int
    author_id: int | None
    why: Why
    words: str
    shared: bool  # the author lets the partner read it
    opened_at: datetime
    taken_by: int | None = None
    taken_at: datetime | None = None
    closed_by: int | None = None
    closed_at: datetime | None = None
    helped: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody answers when asked what is in the way."""

    why: Why
    words: str = ""
    shared: bool = False


def quotes(message: str, words: str) -> bool:
    """Say whether `message` repeats a run of what the author of `words` wrote, or all of it if that is short."""
    said, own = _plain(message), _plain(words)
    run = min(_RUN, len(own))
    if run < 2:
        return False
    runs = {tuple(own[n : n + run]) for n in range(len(own) - run + 1)}
    return any(tuple(said[n : n + run]) in runs for n in range(len(said) - run + 1))


def _plain(text: str) -> list[str]:
    return "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
