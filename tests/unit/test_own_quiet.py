"""Quiet hours of one's own: whoever has them still gets their messages, on every day of every clock."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import QuietHours, next_waking_moment
from bot.domain.messages import KINDS
from bot.domain.own_quiet import LEAST_AWAKE, QuietFlaw, flaw_of
from bot.domain.sending import Send, Situation, Wait, decide_for_all
from tests.unit.calendars import moments, zones

clock_times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45)))
any_hours = st.builds(QuietHours, clock_times, clock_times)
allowed = st.builds(lambda quiet, at: (quiet, at), any_hours, clock_times).filter(lambda drawn: flaw_of(*drawn) is None)


@given(any_hours, clock_times)
def test_hours_are_refused_for_a_reason_that_holds(quiet: QuietHours, question_at: time) -> None:
    awake = [n for n in range(24 * 4) if not quiet.hold_at(time(n // 4, n % 4 * 15))]
    match flaw_of(quiet, question_at):
        case QuietFlaw.ALL_DAY:
            assert quiet.begins == quiet.ends
        case QuietFlaw.TOO_LONG:
            assert len(awake) * 15 < LEAST_AWAKE
        case QuietFlaw.QUESTION:
            assert quiet.hold_at(question_at)
        case None:
            assert len(awake) * 15 >= LEAST_AWAKE
            assert not quiet.hold_at(question_at)


@given(allowed, moments, zones)
def test_a_message_waits_a_day_at_the_most_and_comes_outside_them_whatever_the_clocks_do(
    drawn: tuple[QuietHours, time], now: datetime, timezone: str
) -> None:
    quiet, _ = drawn
    at = next_waking_moment(now, timezone, quiet, lambda _: True)
    assert now <= at <= now + timedelta(hours=25)
    assert not quiet.hold(at, timezone)
    minute = timedelta(minutes=15)
    assert all(quiet.hold(now + n * minute, timezone) for n in range((at - now) // minute))


@given(st.lists(st.tuples(allowed, zones), min_size=2, max_size=2), moments)
def test_what_goes_to_two_together_finds_an_hour_for_both_or_keeps_to_the_first(
    two: list[tuple[tuple[QuietHours, time], str]], now: datetime
) -> None:
    kind = KINDS["pair_introduction"]
    situations = [Situation(now, timezone, quiet) for (quiet, _), timezone in two]

    def both_awake(at: datetime) -> bool:
        return not any(each.quiet.hold(at, each.timezone) or at.weekday() > 4 for each in situations)

    at, looks = now, 0
    while isinstance(decision := decide_for_all(kind, situations, at), Wait):
        assert decision.until > at
        at, looks = decision.until, looks + 1
    assert decision == Send()  # it is never given up, and not looked at again and again
    assert looks <= 1
    assert not situations[0].quiet.hold(at, situations[0].timezone)
    same_zone = two[0][1] == two[1][1]
    if same_zone and any(both_awake(now + n * timedelta(minutes=15)) for n in range(96)):
        assert not situations[1].quiet.hold(at, situations[1].timezone)


def test_two_who_are_never_awake_together_are_introduced_all_the_same() -> None:
    day, night = QuietHours(time(19), time(7)), QuietHours(time(7), time(19))
    now = datetime(2026, 11, 17, 3, 0, tzinfo=UTC)
    situations = [Situation(now, "UTC", day), Situation(now, "UTC", night)]
    assert decide_for_all(KINDS["pair_introduction"], situations, now) == Wait(now.replace(hour=7))
