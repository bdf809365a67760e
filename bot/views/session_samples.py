"""Samples of every message and form about planned network sessions, with invented people."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.content.wording import Wording
from bot.domain.groups import Why
from bot.domain.home_groups import MemberChange, Proposal
from bot.domain.members import Role
from bot.domain.session_day import Run
from bot.domain.session_seats import SessionGroup
from bot.domain.sessions import Answer, Session, SessionLine
from bot.domain.zoom import zoom_file
from bot.views import session_calendar, session_form, session_groups, session_list, session_plans, sessions
from bot.views.message import Message

ZONE = "America/New_York"
PROGRAM = "Harbor Leaders"
AT = datetime(2026, 12, 8, 20, 30, tzinfo=UTC)
NOW = AT - timedelta(days=10)
ONE = Session(
    7, 1, None, "Network session", date(2026, 12, 8), time(15, 30), ZONE, AT, 120, 20,
    "https://zoom.example/j/12345", "peer_what_so_what", frozenset({Role.MENTEE, Role.MENTOR}),
    "0f3a", 0, 1, NOW,
)  # fmt: skip
SERIES = tuple(
    replace(ONE, id=7 + n, series_id=3, day=ONE.day + timedelta(weeks=8 * n), starts_at=AT + timedelta(weeks=8 * n))
    for n in range(15)
)
LINE = SessionLine(ONE, PROGRAM, hosts=("Cora Vance",))

Samples = dict[str, Message | dict[str, Any]]


def session_samples(w: Wording, said: Callable[[str], str]) -> Samples:
    """Return every sample by a name that says what it shows."""
    return {**_news(w), **_reminders(w), **_saved(w), **_lists(w), **_forms(w), **_groups(w), **_rounds(w)}


def _of(*shown: Session, **more: Any) -> sessions.News:
    return sessions.News(tuple(replace(LINE, session=each, **more) for each in shown), SERIES, PROGRAM, ZONE)


def _news(w: Wording) -> Samples:
    return {
        "session: invited": sessions.invited(w, _of(ONE)),
        "session: invited, answered": sessions.invited(w, _of(ONE, answer=Answer.LATE)),
        "session: invited to a series": sessions.invited(w, _of(*SERIES)),
        "session: invited, over": sessions.invited(w, _of()),
        "session: changed": sessions.changed(w, _of(ONE)),
        "session: series changed": sessions.changed(w, _of(*SERIES[:3])),
        "session: changed, over": sessions.changed(w, _of()),
        "session: cancelled": sessions.cancelled(w, [ONE], PROGRAM, ZONE, SERIES[1]),
        "session: series cancelled": sessions.cancelled(w, SERIES, PROGRAM, ZONE, None),
    }


def _reminders(w: Wording) -> Samples:
    day = AT.date()
    gone = replace(ONE, cancelled_at=NOW)
    return {
        "session: a day before": sessions.reminder(w, LINE, ZONE, day - timedelta(days=1), hour=False),
        "session: a day before, with what we do": sessions.reminder(
            w, LINE, ZONE, day - timedelta(days=1), hour=False, plan=session_plans.reminder_line(w, ONE, (5,))
        ),
        "session: on the day": sessions.reminder(w, LINE, ZONE, day, hour=False),
        "session: an hour before": sessions.reminder(w, replace(LINE, answer=Answer.YES), ZONE, day, hour=True),
        "session: reminder, over": sessions.reminder_over(w, ONE, PROGRAM, ZONE),
        "session: reminder, cancelled": sessions.reminder_over(w, gone, PROGRAM, ZONE),
    }


def _saved(w: Wording) -> Samples:
    off = (date(2027, 2, 2),)
    return {
        "session: planned": sessions.saved(w, sessions.Saved("planned", (ONE,), ZONE, 60)),
        "session: planned for nobody": sessions.saved(w, sessions.Saved("planned", (ONE,), ZONE, 0)),
        "session: series planned": sessions.saved(w, sessions.Saved("planned", SERIES, ZONE, 400, off)),
        "session: edited": sessions.saved(w, sessions.Saved("changed", SERIES[:2], ZONE, 60)),
        "session: cancelled by oneself": sessions.saved(w, sessions.Saved("cancelled", (ONE,), ZONE, 60)),
        "session: running": sessions.running(w),
        "session: usage": sessions.usage(w),
        "session: file sent": sessions.file_sent(w),
    }


def _lists(w: Wording) -> Samples:
    counts = {Answer.YES: 31, Answer.NO: 4, Answer.LATE: 2, None: 23}
    managed = tuple(replace(LINE, session=each, manages=True, counts=counts) for each in SERIES[:5])
    plans = ((1, PROGRAM), (2, "Bay Mentors"))
    return {
        "sessions: none": session_list.list_modal(w, session_list.ListView((), ZONE)),
        "sessions: none, coordinator": session_list.list_modal(w, session_list.ListView((), ZONE, plans=plans[:1])),
        "sessions: a member's": session_list.list_modal(w, session_list.ListView((LINE,), ZONE)),
        "sessions: a coordinator's": session_list.list_modal(
            w, session_list.ListView(managed, ZONE, 1, 3, plans, several=True)
        ),
        "sessions: cancel one": session_list.cancel_modal(w, ONE, ZONE, 0),
        "sessions: cancel all that follow": session_list.cancel_modal(w, SERIES[0], ZONE, 5),
    }


def _forms(w: Wording) -> Samples:
    new = session_form.FormView(1, ZONE, NOW.date(), hosts=("U0SAMPLE01",), sizes=(3, 4, 5))
    edit = replace(new, session=ONE, following=0)
    return {
        "session form: new": session_form.session_modal(w, new),
        "session form: edit": session_form.session_modal(w, edit),
        "session form: edit of a series": session_form.session_modal(w, replace(edit, session=SERIES[0], following=5)),
        "session file": _file(w),
    }


def _groups(w: Wording) -> Samples:
    names = {n: f"Person {n}" for n in range(1, 401)}
    groups = {str(n // 4 + 1): frozenset(range(n + 1, n + 5)) for n in range(0, 400, 4)}
    changes = (
        *(MemberChange(n + 1, str(n + 2), "1", why) for n, why in enumerate(Why) if why not in {Why.NEW, Why.ABSENT}),
        *(MemberChange(n, None, str(n), Why.NEW) for n in range(20, 40)),
        MemberChange(50, "3", None, Why.ABSENT),
    )
    view = session_groups.GroupsView(ONE, Proposal(groups, changes), names, frozenset({4}), ZONE, settles_at=NOW)
    few = replace(view, proposal=Proposal({"1": frozenset({1, 2, 3})}))
    expected = session_plans.Expected({"1": 4, "2": 5, "Oak": 4, "Elm": 1}, {"Ash": "2"})
    planned = replace(view, expected=expected, proposal=Proposal({"1": frozenset({1, 2, 3, 4})}))
    rooms = {"1": ["ana@leaders.example", "ben@leaders.example"], "2": ["=cmd@leaders.example"]}
    return {
        "groups: proposed": session_groups.proposal_message(w, few),
        "groups: planned": session_groups.proposal_message(w, planned),
        "groups: all, planned": session_groups.groups_modal(w, planned),
        "groups: many changes proposed": session_groups.proposal_message(w, view),
        "groups: settled": session_groups.proposal_message(w, replace(view, session=replace(ONE, approved_at=NOW))),
        "groups: all": session_groups.groups_modal(w, replace(view, page=1)),
        "groups: being worked out": session_groups.working_modal(w),
        "groups: none": session_groups.groups_modal(w, replace(view, proposal=Proposal({}))),
        "groups: change": session_groups.pin_modal(w, few),
        "groups: file for Zoom": session_groups.zoom_message(w, 8, ONE, zoom_file(rooms)),
        "groups: too many for Zoom": session_groups.zoom_message(w, 8, ONE, None),
    }


def _rounds(w: Wording) -> Samples:
    view = session_plans.PlanView(ONE, ZONE, (3, 4, 5))
    steps = session_plans.plans_of(ONE, (4,))[4]
    running = SessionGroup(7, ONE.id, None, "Oak", None, steps, Run(3, AT, AT + timedelta(minutes=4)))
    return {
        "rounds: not settled": session_plans.plan_modal(w, view),
        "rounds: settled": session_plans.plan_modal(w, replace(view, sizes=(4,))),
        "rounds: alone": session_plans.plan_modal(w, replace(view, sizes=(1,))),
        "rounds: running": session_plans.plan_modal(w, replace(view, today=running, people=4)),
    }


def _file(w: Wording) -> Message:
    return session_calendar.file_message(w, session_calendar.SessionFile(9, SERIES[:2], ONE, NOW))
