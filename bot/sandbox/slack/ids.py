"""Identifiers in Slack's forms: object ids, message timestamps, view hashes, secrets. No state of the workspace."""

import itertools
import random
from datetime import UTC, datetime, timedelta

from bot.clock import Clock

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
FIRST = 36**8  # makes every id as long as Slack's


def microseconds(moment: datetime) -> int:
    """Return whole microseconds since 1970 of an aware `moment`, without the rounding of a float."""
    return (moment - EPOCH) // MICROSECOND


def moment_of(ts: str) -> datetime:
    """Return the UTC time that a message timestamp such as `1764921600.000100` stands for."""
    seconds, _, fraction = ts.partition(".")
    return EPOCH + timedelta(seconds=int(seconds), microseconds=int((fraction or "0").ljust(6, "0")[:6]))


class Ids:
    """Makes ids and secrets that are unique in one server; a seed makes them the same on every run."""

    def __init__(self, seed: int = 0) -> None:
        self._numbers = itertools.count(FIRST)
        self._random = random.Random(seed)

    def new(self, prefix: str) -> str:
        """Return an id such as `U100000000`, never the same twice."""
        number = next(self._numbers)
        digits = ""
        while number:
            number, digit = divmod(number, 36)
            digits = ALPHABET[digit] + digits
        return prefix + digits

    def secret(self, length: int = 24) -> str:
        """Return `length` hexadecimal digits; unguessable enough for loopback, repeatable for tests."""
        return f"{self._random.getrandbits(4 * length):0{length}x}"


class Stamps:
    """Message timestamps: program time in microseconds, each later than the one before."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        """Return the next `seconds.microseconds`; it never repeats, even while the clock stands still or goes back."""
        self._last = max(self._last + 1, microseconds(self._clock.now()))
        seconds, fraction = divmod(self._last, 1_000_000)
        return f"{seconds}.{fraction:06d}"
