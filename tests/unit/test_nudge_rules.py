"""The ladder of nudges: when a step is due, whom it reaches when, and what stops it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.calendar import QuietHours, SchoolDays, local, moment_of
from bot.domain.nudges import (
    NUDGE_TIME,
    LadderSettings,
    NextStep,
    Reader,
    Standing,
    State,
    Step,
    due_day,
    is_true,
    later,
    look_at,
    next_step,
    reaches_at,
    state_of,
    taken_days,
)
from bot.domain.programs import DaysOff
from tests.unit.calendars import days, moments, spans_off, zones

DAY = timedelta(days=1)
USUAL = LadderSettings()
NO_HOLIDAYS = SchoolDays()
MONDAY = date(2026, 9, 7)
settings = st.builds(LadderSettings, grace_days=st.integers(0, 28), step_days=st.integers(7, 28))
maybe_day = st.none() | days


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Draw a pair somewhere on the ladder."""
    starts = draw(days)
    return Standing(
        starts,
        last_met=draw(st.none() | st.integers(0, 200).map(lambda n: starts + n * DAY)),
        due=draw(maybe_day),
        planned=draw(maybe_day),
        counts_from=draw(maybe_day),
        snoozed_until=draw(maybe_day),
    )


def climbed(standing: Standing, step: NextStep) -> Standing:
    """Return the pair after the step was taken on its day."""
    return replace(standing, step=step.step, stepped_on=step.day, met_before=standing.last_met)


def ladder(standing: Standing, how: LadderSettings = USUAL, off: SchoolDays = NO_HOLIDAYS) -> list[NextStep]:
    """Return all steps, each taken on its day."""
    taken: list[NextStep] = []
    while (step := next_step(standing, how, off)) is not None and len(taken) < 10:
        taken.append(step)
        standing = climbed(standing, step)
    return taken


class TestTheLadder:
    def test_a_pair_that_met_on_a_monday_is_nudged_three_days_after_the_next(self) -> None:
        taken = ladder(Standing(MONDAY - 100 * DAY, last_met=MONDAY))
        assert taken == [
            NextStep(Step.NOTE, date(2026, 9, 17)),  # due on the 14th, and three days
            NextStep(Step.ASK, date(2026, 9, 24)),
            NextStep(Step.TASK, date(2026, 10, 1)),
        ]

    def test_a_visit_that_took_place_is_a_meeting_and_not_due_any_more(self) -> None:
        visited = Standing(MONDAY - 100 * DAY, last_met=MONDAY, planned=MONDAY)
        assert due_day(visited, NO_HOLIDAYS) == MONDAY + 7 * DAY

    def test_days_off_stand_still_and_nobody_comes_back_to_a_nudge(self) -> None:
        break_ = SchoolDays((DaysOff(date(2026, 12, 23), date(2027, 1, 3)),))
        met = Standing(MONDAY, last_met=date(2026, 12, 17))
        assert due_day(met, break_) == date(2027, 1, 5)
        assert next_step(met, USUAL, break_) == NextStep(Step.NOTE, date(2027, 1, 8))

    def test_a_step_on_a_weekend_comes_on_monday(self) -> None:
        assert ladder(Standing(MONDAY, last_met=date(2026, 9, 9)))[0].day == date(
            2026, 9, 21
        )  # due the 16th, Wednesday

    @given(standings(), settings, spans_off())
    def test_steps_come_in_their_order_and_a_window_apart(
        self, standing: Standing, how: LadderSettings, off: SchoolDays
    ) -> None:
        taken = ladder(standing, how, off)
        assert [each.step for each in taken] == list(Step)
        for before, after in pairwise(taken):
            assert after.day - before.day >= how.step_days * DAY
        assert all(each.day in off for each in taken)

    @given(standings(), settings, spans_off())
    def test_whoever_has_not_met_is_reached_within_the_window(
        self, standing: Standing, how: LadderSettings, off: SchoolDays
    ) -> None:
        [first, *_] = ladder(standing, how, off)
        reached = off.first_from(later(due_day(standing, off), how.grace_days, off))
        assert reached is not None
        assert first.day == max(first.day, standing.starts)
        allowed = [reached, *([off.first_from(standing.snoozed_until)] if standing.snoozed_until else [])]
        assert first.day <= max(day for day in allowed if day is not None)

    @given(days, settings, spans_off())
    def test_who_has_never_met_is_reached_within_the_first_two_weeks(
        self, starts: date, how: LadderSettings, off: SchoolDays
    ) -> None:
        first = ladder(Standing(starts), how, off)[0]
        assert first.day <= (off.first_from(later(starts, 9, off)) or first.day)

    @given(days, settings, zones, st.integers(0, 4), st.integers(1, 4))
    def test_it_arrives_within_two_weeks_whatever_the_day_of_the_prompt(
        self, starts: date, how: LadderSettings, zone: str, weekday: int, every: int
    ) -> None:
        first = ladder(Standing(starts), how)[0]
        now = look_at(first, (zone, zone))
        prompt = first.day + ((weekday - first.day.weekday()) % 7) * DAY
        taken = taken_days(prompt, every, NO_HOLIDAYS)
        arrives = local(reaches_at(first.day, Reader(zone, NO_HOLIDAYS, taken), how.step_days, now), zone).date()
        assert arrives not in taken
        assert (arrives - starts).days <= 13

    @given(standings(), settings, spans_off())
    def test_nothing_comes_before_a_meeting_was_due_and_its_grace_is_over(
        self, standing: Standing, how: LadderSettings, off: SchoolDays
    ) -> None:
        met = replace(standing, last_met=standing.last_met or standing.starts)
        for each in ladder(met, how, off):
            assert each.day > due_day(met, off) or how.grace_days == 0
            assert each.day >= due_day(met, off) + how.grace_days * DAY
            assert each.day >= (met.snoozed_until or each.day)
            assert each.day >= (met.counts_from or each.day)
            assert each.day > met.last_met  # type: ignore[operator]

    @given(standings(), settings, spans_off(), st.integers(1, 3), st.integers(0, 100))
    def test_a_meeting_begins_anew_and_taking_it_back_goes_on(
        self, standing: Standing, how: LadderSettings, off: SchoolDays, steps: int, after: int
    ) -> None:
        climbing = standing
        for _ in range(steps):
            if (step := next_step(climbing, how, off)) is not None:
                climbing = climbed(climbing, step)
        met_on = max(climbing.last_met or climbing.starts, climbing.starts) + (after + 1) * DAY
        met = replace(climbing, last_met=met_on)
        again = next_step(met, how, off)
        assert met.taken == 0
        assert again is not None
        assert again.step is Step.NOTE
        assert again.day >= met_on + 7 * DAY or met.due is not None or met.planned is not None
        assert replace(met, last_met=climbing.last_met).taken == climbing.taken

    @given(standings(), settings, spans_off(), st.integers(0, 2), st.integers(0, 60))
    def test_after_a_pause_it_goes_on_where_it_was_a_window_later(
        self, standing: Standing, how: LadderSettings, off: SchoolDays, steps: int, paused: int
    ) -> None:
        climbing = standing
        for _ in range(steps):
            step = next_step(climbing, how, off)
            assert step is not None
            climbing = climbed(climbing, step)
        assert next_step(replace(climbing, stopped=True), how, off) is None
        back = (climbing.stepped_on or climbing.starts) + paused * DAY
        after = next_step(replace(climbing, counts_from=back), how, off)
        assert after is not None
        assert after.step == climbing.taken + 1
        assert after.day >= back
        if climbing.taken:
            assert after.day >= back + how.step_days * DAY

    @given(standings(), settings, spans_off(), st.integers(0, 40))
    def test_a_planned_meeting_is_not_nudged_before_it_and_its_grace_are_over(
        self, standing: Standing, how: LadderSettings, off: SchoolDays, ahead: int
    ) -> None:
        begun = standing
        step = next_step(begun, how, off)
        assert step is not None
        begun = climbed(begun, step)
        planned = max(step.day, begun.since) + (ahead + 1) * DAY
        after = next_step(replace(begun, planned=planned), how, off)
        assert after is not None
        assert after.step is Step.ASK
        assert after.day >= planned + how.grace_days * DAY
        assert state_of(replace(begun, planned=planned), off, planned) is State.PLANNED

    @given(standings(), settings, spans_off(), days)
    def test_nothing_comes_after_the_end_or_when_it_is_off(
        self, standing: Standing, how: LadderSettings, off: SchoolDays, ends: date
    ) -> None:
        step = next_step(replace(standing, ends=ends), how, off)
        assert step is None or step.day <= ends
        assert next_step(standing, replace(how, on=False), off) is None

    @pytest.mark.parametrize(("grace", "step"), [(-1, 7), (29, 7), (3, 6), (3, 29)])
    def test_settings_that_press_or_forget_people_are_refused(self, grace: int, step: int) -> None:
        with pytest.raises(ValueError, match="grace"):
            LadderSettings(grace_days=grace, step_days=step)


class TestWhenItReaches:
    @given(
        days,
        zones,
        spans_off(),
        st.frozensets(days, max_size=3),
        st.none() | st.integers(-20, 0),
        st.integers(7, 28),
        moments,
    )
    def test_it_comes_outside_quiet_hours_on_school_days_never_twice_in_a_window(
        self,
        day: date,
        zone: str,
        off: SchoolDays,
        taken: frozenset[date],
        last: int | None,
        window: int,
        now: datetime,
    ) -> None:
        today = local(now, zone).date()
        before = moment_of(today + last * DAY, NUDGE_TIME, zone) if last is not None else None
        at = reaches_at(today + (day.toordinal() % 5) * DAY, Reader(zone, off, taken, before), window, now)
        here = local(at, zone)
        assert at >= now
        if before is not None:
            assert (here.date() - local(before, zone).date()).days >= window
        assert here.date() in off or at == now
        assert here.date() not in taken or at == now
        assert at == now or not QuietHours().hold(at, zone)

    @given(days, zones, spans_off(), st.frozensets(days, max_size=3), st.integers(0, 20), st.integers(7, 28), moments)
    def test_what_is_on_its_way_takes_along_what_comes_until_then(
        self, day: date, zone: str, off: SchoolDays, taken: frozenset[date], ahead: int, window: int, now: datetime
    ) -> None:
        today = local(now, zone).date()
        wanted = today + (day.toordinal() % 5) * DAY
        goes = max(moment_of(today + ahead * DAY, NUDGE_TIME, zone), now)
        at = reaches_at(wanted, Reader(zone, off, taken, on_its_way=goes), window, now)
        if local(goes, zone).date() >= wanted:
            assert at == goes
        else:
            assert (local(at, zone).date() - local(goes, zone).date()).days >= window

    @given(days, zones, zones)
    def test_the_step_is_taken_when_its_hour_comes_for_the_first_of_the_two(
        self, day: date, one: str, other: str
    ) -> None:
        at = look_at(NextStep(Step.NOTE, day), (one, other))
        assert at in {moment_of(day, NUDGE_TIME, one), moment_of(day, NUDGE_TIME, other)}
        assert reaches_at(day, Reader(one, SchoolDays()), 7, at) >= at

    def test_the_hour_stays_over_the_change_of_clocks_and_the_turn_of_the_year(self) -> None:
        for day in (date(2026, 10, 30), date(2026, 11, 2), date(2027, 1, 4), date(2027, 3, 15)):
            at = reaches_at(day, Reader("America/New_York", NO_HOLIDAYS), 7, datetime(2026, 9, 1, tzinfo=UTC))
            assert local(at, "America/New_York").time() == NUDGE_TIME


class TestHowAPairStands:
    def test_the_states(self) -> None:
        begun = Standing(MONDAY)
        assert state_of(begun, NO_HOLIDAYS, MONDAY + 7 * DAY) is State.FINE
        assert state_of(begun, NO_HOLIDAYS, MONDAY + 8 * DAY) is State.NEVER_MET
        met = replace(begun, last_met=MONDAY)
        assert state_of(met, NO_HOLIDAYS, MONDAY + 8 * DAY) is State.WAITING
        assert state_of(replace(met, planned=MONDAY + 9 * DAY), NO_HOLIDAYS, MONDAY + 8 * DAY) is State.PLANNED
        assert state_of(replace(met, stopped=True), NO_HOLIDAYS, MONDAY) is State.STOPPED
        assert state_of(replace(met, counts_from=MONDAY + 9 * DAY), NO_HOLIDAYS, MONDAY) is State.STOPPED

    @given(standings(), spans_off(), st.integers(0, 30))
    def test_a_step_holds_until_they_meet_plan_or_are_left_in_peace(
        self, standing: Standing, off: SchoolDays, after: int
    ) -> None:
        step = next_step(standing, USUAL, off)
        assert step is not None
        today = step.day + after * DAY
        taken = replace(climbed(standing, step), planned=None, due=None)
        assert is_true(taken, today)
        assert not is_true(standing, today)
        ended = {"last_met": today, "planned": today, "due": today, "snoozed_until": today + DAY, "ends": today - DAY}
        for name, day in (*ended.items(), ("counts_from", today + DAY), ("stopped", True)):
            assert not is_true(replace(taken, **{name: day}), today), name
