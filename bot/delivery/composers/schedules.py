"""When a pair meets: what was set, the reminder, the question afterwards, the calendar file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from bot.content.wording import wording
from bot.delivery.composers.defaults import Defaults
from bot.delivery.composers.recipients import Recipient, recipient
from bot.domain import schedules
from bot.domain.calendar import DAY, local, moment_of
from bot.domain.checkins import latest_step
from bot.domain.messages import Row
from bot.domain.pairs import Bond, Meeting
from bot.domain.schedules import Occurrence, Schedule
from bot.store import checkins, meetings, peer_feedback, plans, questions
from bot.store import schedules as stored
from bot.store.database import Tx
from bot.store.plans import Plan
from bot.store.schedules import StoredSchedule
from bot.views import calendar_file
from bot.views import schedules as views
from bot.views.button_values import planned_value
from bot.views.message import Message

SHOWN = 3  # next dates
FILE_SPAN = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class _Told:
    """A pair's plan, and to whom it is told."""

    plan: Plan
    to: Recipient

    @property
    def partner(self) -> str:
        """The partner's name."""
        return self.plan.couple.other(self.to.person.id)[1].name

    def upcoming(self, now: datetime, span: timedelta = schedules.HORIZON) -> list[Occurrence]:
        """Return the meetings from now on."""
        if self.plan.schedule is None:
            return []
        first = local(now, self.plan.schedule.timezone).date() - DAY
        found = schedules.occurrences(self.plan.schedule, self.plan.year, first, first + span)
        return [each for each in found if each.starts_at > now]

    def view(self, now: datetime, *, own: bool = False) -> views.ScheduleView:
        """Return the schedule as this person sees it."""
        schedule, kept = self.plan.schedule, self.plan.stored
        assert schedule is not None and kept is not None  # noqa: S101, PT018  (mypy: whoever asks has looked)
        return views.ScheduleView(
            schedule_id=kept.id,
            pair_id=kept.pair_id,
            partner=self.partner,
            timezone=self.to.timezone,
            minutes=schedule.minutes,
            cadence=schedule.rhythm.cadence if schedule.rhythm else None,
            upcoming=tuple(each.starts_at for each in islice(self.upcoming(now), SHOWN)),
            own=own,
        )


def _told(tx: Tx, row: Row) -> _Told | None:
    plan = plans.plan_of_schedule(tx, row.facts["schedule"])
    return _Told(plan, recipient(tx, row)) if plan is not None and plan.couple.pair.ends is None else None


class _OfSchedule(Defaults):
    """What all messages about a schedule have in common."""

    def read_ahead(self, tx: Tx, rows: Sequence[Row]) -> None:
        """Read the plans of all pairs in one go."""
        plans.plans(tx, {kept.pair_id for kept in stored.schedules_by_id(tx, _schedules(rows)).values()})


def _schedules(rows: Sequence[Row]) -> set[int]:
    return {row.facts["schedule"] for row in rows}


class ScheduleComposer(_OfSchedule):
    """Composes what one of the two set, or changed of one meeting."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose schedule has ended, or that a later one says better."""
        return {row.id for row in rows if self._is_settled(tx, row)}

    def _is_settled(self, tx: Tx, row: Row) -> bool:
        plan = plans.plan_of_schedule(tx, row.facts["schedule"])
        if plan is None or plan.stored is None or plan.couple.pair.ends is not None:
            return True
        set_since = plan.stored.changed_at != datetime.fromisoformat(row.facts["set_at"])
        return set_since and row.facts["change"] == "set"

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return what holds now."""
        told = _told(tx, row)
        if told is None:
            return None
        w, own = wording(told.to.person.locale), row.facts["by"] == told.to.person.id
        view = told.view(now, own=own)
        if row.facts["change"] == "set":
            return views.schedule_set(w, view)
        what = {"off": "called_off"}.get(row.facts["change"], row.facts["change"])
        return views.meeting_changed(w, views.ChangeView(what, view, self._at(told, row)))

    def _at(self, told: _Told, row: Row) -> datetime | None:
        """Return when the meeting is that the row is about, None if that has changed since."""
        schedule = told.plan.schedule
        assert schedule is not None  # noqa: S101  (mypy: it has one)
        found = schedules.planned_for(schedule, told.plan.year, date.fromisoformat(row.facts["day"]))
        return found.starts_at if found and found.called_off == (row.facts["change"] == "off") else None


class _MeetingComposer(_OfSchedule):
    """What the reminder and the question afterwards have in common."""

    def _state(self, tx: Tx, told: _Told, row: Row) -> views.State:
        plan = told.plan
        starts = datetime.fromisoformat(row.facts["starts"])
        if meeting := _logged(tx, plan, starts):
            return views.Logged(meeting.minutes, meeting.id)
        if plan.schedule is None:
            return views.Gone()
        found = schedules.planned_for(plan.schedule, plan.year, date.fromisoformat(row.facts["day"]))
        if found is None:
            return views.Gone()
        if found.called_off:
            return views.CalledOff()
        return views.Planned() if found.starts_at == starts else views.Moved(found.starts_at)

    def _view(self, tx: Tx, told: _Told, row: Row, now: datetime) -> views.MeetingView:
        starts, schedule = datetime.fromisoformat(row.facts["starts"]), told.plan.schedule
        assert schedule is not None  # noqa: S101  (mypy: it has one)
        day = date.fromisoformat(row.facts["day"])
        return views.MeetingView(
            value=planned_value(row.facts["schedule"], day, starts),
            partner=told.partner,
            timezone=told.to.timezone,
            starts_at=starts,
            minutes=schedule.minutes,
            schedule=told.view(now),
            state=self._state(tx, told, row),
        )


def _logged(tx: Tx, plan: Plan, starts: datetime) -> Meeting | None:
    """Return a meeting that was logged for the day of a planned one, as either of the two counts days."""
    days = [local(starts, side.timezone).date() for side in plan.year.sides]
    return next(iter(meetings.held_between(tx, Bond(plan.couple.pair.id), min(days), max(days))), None)


def _brought(tx: Tx, told: _Told, row: Row) -> str | None:
    """Return the key of the question that the recipient kept for this talk, None if they have had it at an earlier."""
    bond = Bond(told.plan.couple.pair.id)
    kept = questions.kept_for_pair(tx, told.to.person.id, bond.pair_id, datetime.fromisoformat(row.facts["starts"]))
    if kept is None or kept.kept_at is None:
        return None
    since, until = local(kept.kept_at, told.to.timezone).date() + DAY, date.fromisoformat(row.facts["day"]) - DAY
    return None if meetings.held_between(tx, bond, since, until) else kept.question_key


def _is_paused(plan: Plan, now: datetime) -> bool:
    """Say whether either of the two is paused."""
    return any(
        person.is_paused(local(now, side.timezone).date())
        for (_, person), side in zip(plan.couple.sides, plan.year.sides, strict=True)
    )


class ReminderComposer(_MeetingComposer):
    """Composes the reminder before a meeting, with the last next steps as an agenda."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose meeting has begun, is planned otherwise by now, or whose other half has paused."""
        return {row.id for row in rows if self._is_settled(tx, row, now)}

    def _is_settled(self, tx: Tx, row: Row, now: datetime) -> bool:
        told = _told(tx, row)
        if told is None or _is_paused(told.plan, now) or not told.plan.goes_on:
            return True
        begun = datetime.fromisoformat(row.facts["starts"]) <= now
        state = self._state(tx, told, row)
        return begun or not isinstance(state, views.Planned | views.Logged)

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the reminder, or what became of the meeting."""
        told = _told(tx, row)
        if told is None:
            return None
        mine, theirs = self._steps(tx, told)
        view = self._view(tx, told, row, now)
        if isinstance(view.state, views.Logged) and view.starts_at > now:
            # An earlier talk of the day does not replace the one that was planned.
            view = replace(view, state=views.Planned())
        brought = _brought(tx, told, row)
        question = questions.text_of(tx, brought or row.facts.get("question"))
        full = replace(view, own_step=mine, their_step=theirs, question=question, brought=brought is not None)
        return views.reminder(wording(told.to.person.locale), full)

    def _steps(self, tx: Tx, told: _Told) -> tuple[str, str]:
        """Return the recipient's own last next step, be it about a challenge, and the partner's if it is shared with
        the recipient.
        """
        me = told.to.person.id
        members = {person.id: member.id for member, person in told.plan.couple.sides}
        latest = checkins.latest_check_ins(tx, list(members.values()))
        whole = {each.member_id: each for each in checkins.check_ins_by_id(tx, [one.id for one in latest.values()])}
        own = whole.get(members[me])
        other = whole.get(next(member_id for person_id, member_id in members.items() if person_id != me))
        shared = other if other is not None and me in other.readers else None
        now_what = peer_feedback.now_whats(tx, [me]).get((me, told.plan.couple.program.id))
        return latest_step(own, now_what), shared.answers.next_step if shared else ""


class AskedComposer(_MeetingComposer):
    """Composes the question whether the two met."""

    def settled(self, tx: Tx, rows: Sequence[Row], now: datetime) -> set[int]:
        """Return the rows whose meeting is logged, planned otherwise by now, or whose other half has paused."""
        return {row.id for row in rows if self._is_settled(tx, row, now)}

    def _is_settled(self, tx: Tx, row: Row, now: datetime) -> bool:
        told = _told(tx, row)
        if told is None or _is_paused(told.plan, now) or not told.plan.goes_on:
            return True
        return not isinstance(self._state(tx, told, row), views.Planned)

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the question, or what was answered."""
        told = _told(tx, row)
        if told is None:
            return None
        return views.did_you_meet(wording(told.to.person.locale), self._view(tx, told, row, now))


class FileComposer(Defaults):
    """Composes the calendar file with the links."""

    def compose(self, tx: Tx, row: Row, now: datetime) -> Message | None:
        """Return the file of the meetings from now on, None if there are none."""
        told = _told(tx, row)
        upcoming = told.upcoming(now, FILE_SPAN) if told else []
        if told is None or told.plan.stored is None or told.plan.schedule is None or not upcoming:
            return None
        kept = told.plan.stored
        view = calendar_file.FileView(
            number=row.id,
            partner=told.partner,
            uid=kept.uid,
            sequence=kept.sequence,
            schedule=told.plan.schedule,
            upcoming=tuple(upcoming),
            now=now,
            dropped=tuple(_dropped(kept, told.plan.schedule, now)),
            was_series=kept.was_series,
        )
        return calendar_file.calendar_message(wording(told.to.person.locale), view)


def _dropped(kept: StoredSchedule, schedule: Schedule, now: datetime) -> Iterator[date]:
    """Yield the days, from now on, that were dates at one time; those that still are come up among the meetings."""
    last = now + FILE_SPAN - 2 * DAY  # further than the file reaches, nothing can be said to be gone
    moved = {change.day for change in schedule.changes if change.to is not None}
    for day in sorted({*kept.former, *schedule.dates} - moved):
        if now < moment_of(day, schedule.at, schedule.timezone) <= last:
            yield day
