"""The pure parts of delivery: what Slack's errors mean, how facts come together, how long to wait."""

import random
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.combining import merged
from bot.delivery.errors import Verdict, verdict_of
from bot.delivery.tempo import Tempo
from bot.domain.calendar import DAY
from bot.domain.messages import CHECKIN_SHARED, Effect, Row


@pytest.mark.parametrize(
    ("error", "effect", "verdict"),
    [
        ("cannot_dm_bot", Effect.DIRECT, Verdict.PERSON_UNREACHABLE),
        ("channel_not_found", Effect.DIRECT, Verdict.PERSON_UNREACHABLE),
        ("channel_not_found", Effect.CHANNEL, Verdict.CHANNEL_UNUSABLE),
        ("is_archived", Effect.CHANNEL, Verdict.CHANNEL_UNUSABLE),
        ("message_not_found", Effect.UPDATE, Verdict.NOTHING_LEFT),
        ("account_inactive", Effect.DIRECT, Verdict.STOP_WORKSPACE),
        ("ratelimited", Effect.CHANNEL, Verdict.RETRY),
        ("missing_scope", Effect.DIRECT, Verdict.DEFECT),
        ("something_new", Effect.DIRECT, Verdict.DEFECT),
    ],
)
def test_what_an_error_means(error: str, effect: Effect, verdict: Verdict) -> None:
    assert verdict_of(error, effect) is verdict


def row(id_: int, **facts: object) -> Row:
    due = datetime(2026, 9, 3, tzinfo=UTC) + DAY * id_
    return Row(id_, 1, CHECKIN_SHARED.name, f"k{id_}", facts, due, 1, None, 0)


def test_lists_come_together_without_repeats_and_the_rest_is_the_first_ones() -> None:
    both = merged([row(1, check_ins=[1, 2], program=7), row(2, check_ins=[2, 3], program=8, extra=[5])])
    assert both.facts == {"check_ins": [1, 2, 3], "program": 7, "extra": [5]}
    assert both.id == 1


@given(st.integers(0, 100), st.integers())
def test_backoff_stays_between_nothing_and_its_cap(attempt: int, seed: int) -> None:
    tempo = Tempo()
    wait = tempo.backoff(attempt, random.Random(seed))
    assert 0 <= wait <= min(tempo.backoff_cap_s, tempo.backoff_s * 2**attempt)


def test_a_lease_too_short_for_a_call_is_refused() -> None:
    with pytest.raises(ValueError, match="lease"):
        Tempo(lease_s=15, call_timeout_s=10, settle_s=5)
