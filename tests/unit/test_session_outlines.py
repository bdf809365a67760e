"""What is said of a session's rounds before it runs: the plans that then run, a true reason for another protocol."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.protocols import load_protocols
from bot.domain.protocols import DoesNotFit, plan
from bot.domain.rounds import Press
from bot.domain.session_day import MINUTE, begun, pressed
from bot.domain.session_outlines import Instead, ahead, for_sizes, instead, parts
from bot.domain.session_plans import fitting

LIBRARY = load_protocols().protocols
AT = datetime(2026, 12, 8, 20, 30, tzinfo=UTC)
sessions = st.tuples(st.sampled_from([*LIBRARY, "forgotten"]), st.integers(15, 240), st.sampled_from([0, 10, 30]))


@given(sessions, st.integers(2, 12), st.randoms(use_true_random=False))
def test_what_is_shown_before_adds_up_and_is_what_runs(session, size, random) -> None:  # type: ignore[no-untyped-def]
    wanted, minutes, pairs = session
    shown = for_sizes(LIBRARY, wanted, [size], minutes, pairs)[size]
    assert sum(part.minutes for part in parts(shown)) == shown.minutes == minutes
    present = random.sample(range(1000, 2000), size)
    runs = fitting(LIBRARY, wanted, present, minutes, pairs)
    assert [(step.key, step.minutes) for step in runs.steps] == [(step.key, step.minutes) for step in shown.steps]
    for part in parts(shown):
        assert part.turns <= size
        assert all((step.presenter is not None) == (part.turns > 0) for step in part.steps)
    assert sum(len(part.steps) * max(1, part.turns) for part in parts(shown)) == len(shown.steps)


@given(sessions, st.integers(2, 12))
def test_another_protocol_has_a_true_reason(session, size) -> None:  # type: ignore[no-untyped-def]
    wanted, minutes, pairs = session
    made = for_sizes(LIBRARY, wanted, [size], minutes, pairs)[size]
    why = instead(LIBRARY, wanted, made, size)
    assert (why is None) == (made.protocol == wanted)
    if why is Instead.GONE:
        assert wanted not in LIBRARY
    elif why is Instead.SIZE:
        assert not LIBRARY[wanted].smallest <= size <= LIBRARY[wanted].largest
    elif why is Instead.TIME:
        with pytest.raises(DoesNotFit) as refused:
            plan(LIBRARY[wanted], size, minutes, pairs_minutes=pairs)
        assert refused.value.shortest is not None
        assert refused.value.shortest > minutes


def test_of_rounds_that_run_only_what_is_left_is_shown() -> None:
    made = for_sizes(LIBRARY, "peer_what_so_what", [4], 90)[4]
    run = begun(made.steps, AT)
    assert ahead(made, run, AT) == (made, AT)
    for number in range(4):
        run, _ = pressed(run, made.steps, Press.NEXT, number, AT + (number + 1) * MINUTE) or (run, None)
    left, begins = ahead(made, run, AT)
    assert left.steps == made.steps[4:]
    assert begins == AT + 4 * MINUTE
    first, second, *_ = parts(left)
    assert (first.turns, second.turns) == (1, 3)
    assert begins + timedelta(minutes=left.minutes) == AT + (4 + left.minutes) * MINUTE


def test_somebody_alone_has_no_rounds_and_no_reason() -> None:
    made = for_sizes(LIBRARY, "tuning", [1], 90)[1]
    assert parts(made) == ()
    assert instead(LIBRARY, "tuning", made, 1) is None
