"""The one place that reads the time. Nothing else in the project may ask the system for it.

There are two times. *Program time* is what every rule uses; `--at` and the sandbox can move it. *Machine time* is
what leases, backoff, pacing, signatures and triggers use; nothing moves it.
"""

import time
from datetime import UTC, datetime, timedelta


class Clock:
    """Program time and machine time, both as aware UTC datetimes."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._fixed: datetime | None = None

    @classmethod
    def fixed(cls, at: datetime) -> "Clock":
        """Return a clock whose program time stands still at `at` (aware) until it is moved."""
        clock = cls()
        clock._fixed = at.astimezone(UTC)
        return clock

    def now(self) -> datetime:
        """Return the program time, UTC."""
        return self._fixed if self._fixed is not None else self.machine() + self._offset

    def machine(self) -> datetime:
        """Return the machine time, UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back, for measuring spans and pacing."""
        return time.monotonic()

    def move_to(self, moment: datetime) -> None:
        """Set the program time to `moment` (aware); a running clock runs on from there, a fixed one stands there."""
        moment = moment.astimezone(UTC)
        if self._fixed is not None:
            self._fixed = moment
        else:
            self._offset = moment - self.machine()
