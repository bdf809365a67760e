"""Trouble with Slack, switched on and off by a visitor: by the faults of the strict server, nothing else.

What cannot be sent meanwhile stays in the bot's outbox and goes out when the trouble is over, as long as it is of use.
"""

from collections.abc import Callable
from typing import Literal, get_args

from bot.sandbox.slack.faults import Faults

Mode = Literal["off", "slow", "limited", "failing"]
MODES: tuple[Mode, ...] = get_args(Mode)
SLOW_S = 1.0  # so that a form still opens within the three seconds in which Slack lets it
RETRY_AFTER_S = 1.0
HALF = 0.5
POSTING = ("chat.postMessage", "chat.update")


def _slow(faults: Faults) -> None:
    faults.add("delay", seconds=SLOW_S)


def _limited(faults: Faults) -> None:
    for method in POSTING:
        faults.add("rate_limit", method, HALF, seconds=RETRY_AFTER_S)


def _failing(faults: Faults) -> None:
    faults.add("server_error", status=503)  # which leaves open whether the call has had its effect


_SWITCH: dict[Mode, Callable[[Faults], None]] = {
    "off": lambda _: None,
    "slow": _slow,
    "limited": _limited,
    "failing": _failing,
}


class Trouble:
    """Which trouble there is at the moment."""

    def __init__(self, faults: Faults) -> None:
        self._faults = faults
        self.mode: Mode = "off"

    @property
    def patience_s(self) -> float | None:
        """Return how long to wait for what Slack puts off: not at all while nothing gets through, else as usual."""
        return 0.0 if self.mode == "failing" else None

    def switch(self, mode: Mode) -> None:
        """Have this trouble from now on, and no other."""
        self._faults.clear()
        _SWITCH[mode](self._faults)
        self.mode = mode
