"""Trouble on demand: errors, cut connections and delays for chosen methods, by chance or by count."""

import random
from dataclasses import dataclass
from typing import Literal

Kind = Literal["server_error", "rate_limit", "drop_before", "drop_after", "delay", "slack_error"]


@dataclass(slots=True)
class Fault:
    """One kind of trouble. `method` is a method's name or `*`; `count` how often it still strikes, None for ever.

    `seconds` is the delay, or the Retry-After of a rate limit; `error` the code of a `slack_error`;
    `status` that of a `server_error`.
    """

    kind: Kind
    method: str = "*"
    probability: float = 1.0
    count: int | None = None
    seconds: float = 1.0
    error: str = "internal_error"
    status: int = 500
    struck: int = 0


class Faults:
    """The faults that are switched on; which calls they strike is decided by a seeded generator."""

    def __init__(self, seed: int = 0) -> None:
        self._random = random.Random(seed)
        self.active: list[Fault] = []

    def add(
        self, kind: Kind, method: str = "*", probability: float = 1.0, count: int | None = None, *,
        seconds: float = 1.0, error: str = "internal_error", status: int = 500,
    ) -> Fault:  # fmt: skip
        """Switch a fault on and return it; its `struck` counts."""
        fault = Fault(kind, method, probability, count, seconds, error, status)
        self.active.append(fault)
        return fault

    def remove(self, fault: Fault) -> None:
        """Switch one fault off."""
        self.active.remove(fault)

    def clear(self) -> None:
        """Switch all faults off."""
        self.active.clear()

    def draw(self, method: str) -> dict[Kind, Fault]:
        """Return the faults that strike this call of `method`, at most one of each kind, and count them."""
        struck: dict[Kind, Fault] = {}
        for fault in self.active:
            if fault.method not in ("*", method) or fault.kind in struck or fault.count == 0:
                continue
            if fault.probability < 1 and self._random.random() >= fault.probability:
                continue
            struck[fault.kind] = fault
            fault.struck += 1
            if fault.count is not None:
                fault.count -= 1
        return struck
