"""How fast and how patiently the sender works. Spans are machine time."""

import random
from dataclasses import dataclass

MESSAGES_PER_SECOND = 5.0  # docs.slack.dev/apis/web-api/rate-limits: "several hundred a minute" for a workspace
CHANNEL_PER_SECOND = 1.0  # the same page: one message a second and channel, short bursts pass
EDITS_PER_SECOND = 40 / 60  # Tier 3 is "50+ a minute"; with a burst of ten that is 50 in the first minute


@dataclass(frozen=True, slots=True)
class Tempo:
    """The parameters of a sender, in seconds and numbers of messages.

    `settle_s` is how long a request whose end we did not see may still be under way: no row is looked for earlier than
    that after its last call. So the lease holds for at least the call and that span, and no call begins too late.
    """

    lease_s: float = 60.0
    call_timeout_s: float = 10.0
    settle_s: float = 5.0
    batch: int = 100
    concurrency: int = 32  # calls of one method under way at once
    lookups: int = 8  # rows being looked for at once: history is read slowly, and must not hold up the rest
    messages_per_second: float = MESSAGES_PER_SECOND
    messages_burst: int = 20  # so that forty groups of a session hear of a round within five seconds
    channel_per_second: float = CHANNEL_PER_SECOND
    channel_burst: int = 3
    edits_per_second: float = EDITS_PER_SECOND
    edits_burst: int = 10
    backoff_s: float = 1.0  # the longest first wait; it doubles with each try up to `backoff_cap_s`
    backoff_cap_s: float = 300.0
    mark_every_s: float = 0.05
    poll_s: float = 1.0
    patience_s: float = 120.0  # how long `deliver_due` waits for what Slack has put off

    def __post_init__(self) -> None:
        """Refuse a lease in which no call fits. Raises ValueError."""
        if self.lease_s <= self.call_timeout_s + self.settle_s:
            raise ValueError("the lease must be longer than a call and the span in which it may still arrive")

    @property
    def last_start_s(self) -> float:
        """Return how long after the claim a call may still begin."""
        return self.lease_s - self.call_timeout_s - self.settle_s

    def backoff(self, attempt: int, rng: random.Random) -> float:
        """Return how long to wait before the next try, with full jitter; `attempt` counts from 0."""
        return rng.uniform(0, min(self.backoff_cap_s, self.backoff_s * 2.0 ** min(attempt, 20)))

    @property
    def rows_at_once(self) -> int:
        """Return how many rows to claim: about two seconds' worth, so that an urgent one is never far behind."""
        return max(1, min(self.batch, round(2 * self.messages_per_second)))
