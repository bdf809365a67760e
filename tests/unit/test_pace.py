"""Pacing: never above the limit in the long run, never idle for long below it."""

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from bot.clock import Clock
from bot.delivery.pace import STEADY, Pace, Rate
from bot.delivery.tempo import Tempo
from bot.sandbox.slack.limits import Bucket


class Hands(Clock):
    """A clock whose monotonic time stands where a test puts it."""

    at = 100.0

    def monotonic(self) -> float:
        return self.at


def starts(rate: Rate, arrivals: list[float]) -> list[float]:
    """Return when each of the calls that ask at `arrivals` may begin."""
    clock = Hands()
    pace = Pace(Tempo(), clock)
    begun = []
    for at in arrivals:
        clock.at = at
        begun.append(at + pace.reserve("key", rate))
    return begun


spans = st.lists(st.floats(0, 0.5), min_size=1, max_size=200)


@given(spans, st.floats(1, 200), st.integers(0, 5))
def test_in_any_span_there_are_never_more_calls_than_rate_and_burst_allow(
    gaps: list[float], per_second: float, burst: int
) -> None:
    rate = Rate(per_second, burst)
    arrivals = [100 + sum(gaps[: n + 1]) for n in range(len(gaps))]
    begun = starts(rate, arrivals)
    for first in range(len(begun)):
        for last in range(first, len(begun)):
            allowed = (begun[last] - begun[first] + rate.early_s) * per_second + 1
            assert last - first + 1 <= allowed + 1e-6


def test_a_thousand_at_once_take_as_long_as_the_rate_says() -> None:
    begun = starts(Rate(200), [100.0] * 1001)
    assert 4.97 <= begun[-1] - begun[0] <= 5.0
    assert begun == sorted(begun)


def test_forty_groups_hear_within_five_seconds() -> None:
    tempo, clock = Tempo(), Hands()
    pace = Pace(tempo, clock)
    assert max(pace.reserve("posts", pace._posts) for _ in range(40)) <= 4.5


@given(st.floats(2, 300), st.integers(1, 40), st.integers(1, 3))
def test_a_slack_that_takes_smaller_bursts_soon_has_nothing_to_put_off(
    per_second: float, burst: int, retry_after: int
) -> None:
    clock = Hands()
    pace = Pace(Tempo(messages_per_second=per_second), clock)
    slack = Bucket(per_second, burst, clock.at)
    passed = limited = 0
    while passed < 1000:
        clock.at += pace.reserve((1, "chat.postMessage"), pace._posts)
        if slack.wait(clock.at) == 0:
            slack.take()
            passed += 1
        else:
            limited += 1
            pace.put_off(1, "chat.postMessage", retry_after)
    assert limited <= 2
    assert clock.at - 100 <= 1000 / (per_second * STEADY) + 2 * retry_after


def test_a_late_wake_up_is_made_up_for_and_a_long_rest_is_not() -> None:
    rate = Rate(100)
    clock = Hands()
    pace = Pace(Tempo(), clock)
    waits = [pace.reserve("key", rate) for _ in range(10)]
    assert waits[-1] > 0.06
    clock.at += 60
    begun = [clock.at + pace.reserve("key", rate) for _ in range(101)]
    assert begun[-1] - begun[0] >= 1 - rate.early_s - 1e-6


def test_keys_do_not_slow_each_other_down_and_old_ones_are_forgotten() -> None:
    clock = Hands()
    pace = Pace(Tempo(), clock)
    assert all(pace.reserve(n, Rate(1)) == 0 for n in range(5000))
    clock.at += 10
    pace.reserve("one more", Rate(1))
    assert len(pace._next) < 100


async def test_a_turn_that_comes_too_late_takes_no_slot() -> None:
    clock = Clock()
    pace = Pace(Tempo(edits_per_second=20, edits_burst=0), clock)
    begun = clock.monotonic()
    came = await asyncio.gather(*(pace.turn(1, "conversations.open", begun + 0.2) for _ in range(40)))
    assert 2 <= sum(came) <= 6
    assert await pace.turn(1, "conversations.open", begun + 60)
    assert clock.monotonic() - begun < 1  # those who gave up would have taken the slots of two seconds
