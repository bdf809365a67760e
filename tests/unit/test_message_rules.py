"""When a message may go: quiet hours, days off, budgets, lateness and the conditions that stop it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import QuietHours, SchoolDays, local
from bot.domain.messages import COUNTED_KINDS, KINDS, Effect, Kind, Scope, Stop
from bot.domain.sending import Drop, Send, Situation, Wait, counted_day, decide
from tests.unit.calendars import QUARTER, ZONES, moments, spans_off, zones

DAY = timedelta(days=1)
UNASKED = {
    "checkin_prompt",
    "checkin_reminder",
    "checkin_rest",
    "nudge",
    "challenge_alone",
    "challenge_now_what",
    "challenge_unheard",
    "challenge_follow_up",
    "consent_asked",
    "pulse_asked",
}
FROM_PARTNERS = {
    *("checkin_shared", "checkin_thanks", "meeting_logged", "schedule_shared", "times_shared"),
    *("obstacle_shared", "coordinator_message", "pair_change"),
    *("observation_shared", "cover_answer", "observation_look_back"),
    *("schedule_shared", "times_shared"),
    *("challenge_replies", "challenge_to_mentor"),
    *("hours_decided", "hours_corrected"),
    *("share_direct", "win_thanked", "win_suggested"),
    *("session_self_report", "session_reflection", "session_shared"),
    *("pair_introduction", "pair_introduction_alone", "partner_news"),
}
TO_COORDINATORS = {"digest", "digest_list", "coordinator_notice", "obstacle", "cover_request"}
MEETINGS = {
    *("meeting_reminder", "meeting_asked"),  # of meetings and sessions: outside the count
    *("session_invited", "session_changed", "session_cancelled", "session_day_before", "session_hour_before"),
    "session_groups",
}
kinds = st.sampled_from(list(KINDS.values()))


@st.composite
def situations(draw: st.DrawFn) -> tuple[Situation, datetime]:
    """Draw what is known about a recipient to whom nothing is wrong, and the moment."""
    now, timezone = draw(moments), draw(zones)
    today = local(now, timezone).date()
    counted = draw(st.lists(st.integers(0, 8).map(lambda n: today - n * DAY), max_size=5))
    late = draw(st.integers(0, 96 * 4))
    return Situation(now - late * QUARTER, timezone, QuietHours(), draw(spans_off()), counted_days=tuple(counted)), now


def allowed(kind: Kind, situation: Situation, at: datetime) -> bool:
    """Say whether promises 4 and 5 of the product let the message arrive at `at`."""
    if kind.name not in UNASKED | FROM_PARTNERS | MEETINGS:
        return True
    here = local(at, situation.timezone)
    if not 7 <= here.hour < 19 or here.date() not in situation.days:
        return False
    if kind.name in FROM_PARTNERS | MEETINGS:
        return True
    ages = [(here.date() - day).days for day in situation.counted_days]
    return sum(age == 0 for age in ages) < 1 and sum(0 <= age < 7 for age in ages) < 3


class TestTheTable:
    def test_what_is_unasked_counts_keeps_off_days_off_and_stops_for_every_reason(self) -> None:
        assert COUNTED_KINDS == UNASKED
        for name in UNASKED | FROM_PARTNERS:
            kind = KINDS[name]
            assert kind.scope is Scope.SCHOOL_DAY
            assert kind.latest is not None
            assert {Stop.GONE, Stop.PAUSED, Stop.SETTLED, Stop.LATE} <= kind.stops
        assert all(Stop.RESTING in KINDS[name].stops for name in ("checkin_prompt", "checkin_reminder"))

    def test_what_names_people_to_coordinators_is_confidential(self) -> None:
        assert {kind.name for kind in KINDS.values() if kind.confidential} == TO_COORDINATORS

    def test_only_posts_count_and_updates_stay_alone(self) -> None:
        for kind in KINDS.values():
            assert kind.effect in {Effect.DIRECT, Effect.CHANNEL} or not kind.counted
            assert kind.effect is not Effect.UPDATE or not kind.combines

    @pytest.mark.parametrize(("name", "days"), [("checkin_prompt", 2), ("digest", 6)])
    def test_how_late_they_go(self, name: str, days: int) -> None:
        assert KINDS[name].latest == timedelta(days=days)


class TestDecision:
    @given(kinds, situations())
    def test_nothing_goes_that_is_not_allowed_and_what_waits_waits_for_the_first_moment(
        self, kind: Kind, drawn: tuple[Situation, datetime]
    ) -> None:
        situation, now = drawn
        decision = decide(kind, situation, now)
        steps = (now + n * QUARTER for n in range(96 * 30))
        first = next((step for step in steps if allowed(kind, situation, step)), None)
        too_late = kind.latest is not None and (first is None or first - situation.due_at > kind.latest)
        if too_late or (kind.scope is Scope.THEN_OR_NEVER and first != now):
            assert decision == Drop(Stop.LATE)
        elif first == now:
            assert decision == Send()
        else:
            assert first is not None
            assert decision == Wait(first)
            assert decide(kind, situation, first) == Send()

    def test_a_reminder_of_a_meeting_at_half_past_seven_is_dropped_and_one_at_eight_goes(self) -> None:
        reminder = KINDS["meeting_reminder"]
        for hour, expected in ((11, Drop(Stop.LATE)), (12, Send())):  # 6:30 and 7:30 in New York
            due = datetime(2026, 11, 19, hour, 30, tzinfo=UTC)
            assert decide(reminder, Situation(due, "America/New_York"), due) == expected

    @given(kinds, situations(), st.sampled_from(["gone", "paused", "settled", "resting"]))
    def test_what_a_kind_is_stopped_by_stops_it_at_any_hour(
        self, kind: Kind, drawn: tuple[Situation, datetime], reason: str
    ) -> None:
        situation, now = drawn
        stopped = Situation(
            situation.due_at, situation.timezone, situation.quiet, situation.days, **{reason: True}, counted_days=()
        )
        free = Situation(situation.due_at, situation.timezone, situation.quiet, situation.days)
        expected = Drop(Stop(reason)) if Stop(reason) in kind.stops else decide(kind, free, now)
        assert decide(kind, stopped, now) == expected

    @given(
        st.sampled_from(ZONES),
        spans_off(),
        st.lists(st.tuples(st.integers(0, 96 * 40), st.sampled_from(sorted(UNASKED))), max_size=25),
    )
    def test_whatever_falls_due_there_is_one_unasked_message_a_day_and_three_in_seven_days(
        self, timezone: str, off: SchoolDays, due: list[tuple[int, str]]
    ) -> None:
        """Deliver as the sender does, each message as soon as it may go, and look at what arrived when."""
        begin = datetime(2026, 10, 20, tzinfo=UTC)
        waiting = [(begin + n * QUARTER, begin + n * QUARTER, name) for n, name in sorted(due)]
        arrived: list[datetime] = []
        while waiting:
            waiting.sort()
            at, due_at, name = waiting.pop(0)
            counted = tuple(counted_day(moment, timezone) for moment in arrived)
            match decide(KINDS[name], Situation(due_at, timezone, days=off, counted_days=counted), at):
                case Send():
                    arrived.append(at)
                case Wait(until):
                    waiting.append((until, due_at, name))
        days = [local(moment, timezone).date() for moment in arrived]
        assert all(day in off for day in days)
        assert all(7 <= local(moment, timezone).hour < 19 for moment in arrived)
        assert len(set(days)) == len(days)
        assert all(sum(day <= other < day + 7 * DAY for other in days) <= 3 for day in days)

    def test_a_budget_is_counted_on_the_recipients_days(self) -> None:
        evening_in_new_york = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
        assert counted_day(evening_in_new_york, "America/New_York") == date(2026, 11, 19)
        assert counted_day(evening_in_new_york, "Asia/Kolkata") == date(2026, 11, 20)
