"""Samples of every message and form about when a pair meets, with invented people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.content.wording import Wording
from bot.domain.calendar import local
from bot.domain.schedules import Cadence, Occurrence, Rhythm, Schedule
from bot.views import calendar_file, schedule_form, schedules, times
from bot.views.button_values import planned_value
from bot.views.message import Message

ZONE = "America/New_York"
FIRST = date(2026, 12, 3)
AT = datetime(2026, 12, 3, 19, 30, tzinfo=UTC)
SLOTS = (AT, AT + timedelta(days=1), AT + timedelta(days=5))
UPCOMING = tuple(AT + timedelta(weeks=n) for n in range(3))
PARTNER = "Ben Okafor"
QUESTION = "Which strength of yours did you rely on most this week?"


def schedule_samples(w: Wording, said: Callable[[str], str]) -> dict[str, Message | dict[str, Any]]:
    """Return every sample by a name that says what it shows; `said` gives members' words."""
    return {**_set(w), **_meetings(w, said), **_times(w), **_forms(w), **_file(w)}


def _view(**more: Any) -> schedules.ScheduleView:
    usual = schedules.ScheduleView(5, 1, PARTNER, ZONE, 30, Cadence.WEEKLY, UPCOMING)
    return replace(usual, **more)


def _set(w: Wording) -> dict[str, Message | dict[str, Any]]:
    views = {
        "own, weekly": _view(own=True),
        "by the partner, fortnightly": _view(cadence=Cadence.FORTNIGHTLY),
        "monthly": _view(cadence=Cadence.MONTHLY),
        "dates": _view(cadence=None),
        "no date ahead": _view(cadence=None, upcoming=()),
    }
    found: dict[str, Message | dict[str, Any]] = {
        f"schedule: {name}": schedules.schedule_set(w, view) for name, view in views.items()
    }
    for what in ("moved", "called_off", "found"):
        found[f"schedule: one {what}"] = schedules.meeting_changed(w, schedules.ChangeView(what, _view(), AT))
    last = schedules.ChangeView("called_off", _view(upcoming=()), AT)
    found["schedule: the last called off"] = schedules.meeting_changed(w, last)
    found["schedule: changed since"] = schedules.meeting_changed(w, schedules.ChangeView("moved", _view(), None))
    found["schedule: no partner"] = schedules.no_partner(w)
    found["schedule: away"] = times.away(w, PARTNER)
    found["schedule: searching"] = times.searching(w)
    return found


def _meetings(w: Wording, said: Callable[[str], str]) -> dict[str, Message | dict[str, Any]]:
    view = schedules.MeetingView(planned_value(5, FIRST, AT), PARTNER, ZONE, AT, 30, _view())
    steps = replace(
        view,
        own_step=said("Visit two maths lessons before Tuesday."),
        their_step=said("Ask the team what a good meeting would be."),
        question=QUESTION,
    )
    states: dict[str, schedules.State] = {
        "open": schedules.Planned(),
        "logged": schedules.Logged(30, 8),
        "moved": schedules.Moved(AT + timedelta(days=1)),
        "called off": schedules.CalledOff(),
        "gone": schedules.Gone(),
    }
    found: dict[str, Message | dict[str, Any]] = {
        "meeting reminder: agenda": schedules.reminder(w, steps),
        "meeting reminder: nothing shared": schedules.reminder(w, replace(view, question=QUESTION)),
        "meeting reminder: brought along": schedules.reminder(w, replace(view, question=QUESTION, brought=True)),
        "meeting reminder: logged since": schedules.reminder(w, replace(steps, state=states["logged"])),
        "meeting reminder: moved": schedules.reminder(w, replace(steps, state=states["moved"])),
    }
    for name, state in states.items():
        found[f"meeting asked: {name}"] = schedules.did_you_meet(w, replace(view, state=state))
    nothing_more = replace(view, state=schedules.CalledOff(), schedule=_view(upcoming=()))
    found["meeting asked: the last called off"] = schedules.did_you_meet(w, nothing_more)
    return found


def _times(w: Wording) -> dict[str, Message | dict[str, Any]]:
    view = times.TimesView(9, 1, PARTNER, ZONE, SLOTS)
    views = {
        "three": view,
        "one": replace(view, slots=SLOTS[:1]),
        "ticked": replace(view, picked=frozenset({0, 2})),
        "found": replace(view, chosen=1, over=True, schedule_id=5),
        "none": replace(view, over=True),
        "passed": replace(view, passed=True),
    }
    return {f"times: {name}": times.times(w, shown) for name, shown in views.items()}


def _forms(w: Wording) -> dict[str, Message | dict[str, Any]]:
    days = tuple((FIRST + timedelta(days=n), n == 7) for n in range(0, 40, 7))
    view = schedule_form.FormView(1, PARTNER, ZONE, Cadence.WEEKLY, FIRST, time(14, 30), 30, days=days)
    several = ((1, PARTNER), (3, "Cleo Marsh"))
    value = planned_value(5, FIRST, AT)
    return {
        "schedule form: weekly": schedule_form.schedule_modal(w, view),
        "schedule form: dates": schedule_form.schedule_modal(
            w, replace(view, cadence=None, dates=(FIRST,), partners=several)
        ),
        "schedule form: nothing free": schedule_form.schedule_modal(w, replace(view, first=None, nothing_free=True)),
        "schedule form: move": schedule_form.move_modal(w, value, local(SLOTS[1], ZONE), ZONE),
    }


def _file(w: Wording) -> dict[str, Message | dict[str, Any]]:
    schedule = Schedule(ZONE, time(14, 30), 30, Rhythm(Cadence.WEEKLY, FIRST))
    upcoming = tuple(Occurrence(at.date(), at.date(), at, 30) for at in UPCOMING)
    view = calendar_file.FileView(7, PARTNER, "0a1b", 2, schedule, upcoming, AT - timedelta(days=1))
    return {"calendar file: series": calendar_file.calendar_message(w, view)}
