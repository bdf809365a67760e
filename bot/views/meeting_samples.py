"""Samples of what concerns pairs and their meetings; part of `bot.views.samples`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.content.wording import Wording
from bot.domain.meeting_outcomes import Doubt, Logged, MeetingForm, NotUnderstood, Outcome, Understood, Undone, WrongDay
from bot.domain.meetings import DayProblem, Stranger, Talk
from bot.domain.met_text import Problem, TalkText, Unreadable
from bot.domain.pairs import Bond, Contact, Meeting, MeetingKind, PairEvent
from bot.views import meeting_form, meetings, pairs
from bot.views.message import Message

Sample = Message | dict[str, Any]
Said = Callable[[str], str]

DAY, STARTS = date(2026, 11, 26), date(2026, 8, 24)
AT = datetime(2026, 11, 26, 20, 15, tzinfo=UTC)
ZONE, LOCALE = "America/New_York", "en-US"
BEN = Contact(Bond(1), 1, 11, 21, "Ben Okafor", "U0SAMPLE02", ZONE, STARTS)
CLEO = Contact(Bond(3), 1, 13, 23, "Cleo Marsh", None, ZONE, STARTS)
COACH = Contact(Bond(0, 5, 31), 1, 15, 5, "Kai Bell", "U0SAMPLE05", ZONE, STARTS, is_my_coach=True)
LEADER = Contact(Bond(0, 5, 32), 1, 16, 32, "Lou Day", None, ZONE, STARTS, target=60)
MEETING = Meeting(5, 1, DAY, 45, MeetingKind.WEEKLY, 11, AT)
COACHING = Meeting(6, None, DAY, 30, MeetingKind.COACHING, 15, AT, 5, 32)


def meeting_samples(w: Wording, said: Said) -> dict[str, Sample]:
    """Return the samples by name; `said` gives a member's words."""
    return _answers(w) | _wrong(w) | _news(w, said) | _forms(w, said) | _pairs(w)


def _answers(w: Wording) -> dict[str, Sample]:
    talk = Talk((BEN.bond,), DAY, 15)
    doubt = Doubt(BEN, talk, MEETING, False, 1)
    observed = replace(MEETING, kind=MeetingKind.OBSERVATION, minutes=1, changed_at=AT)
    outcomes = {
        "logged": Outcome((Logged(BEN, MEETING),), (), LOCALE),
        "known": Outcome((Logged(BEN, MEETING, was_known=True),), (), LOCALE),
        "corrected": Outcome((Logged(BEN, observed),), (), LOCALE),
        "with two": Outcome((Logged(BEN, MEETING), Logged(CLEO, replace(MEETING, pair_id=3))), (), LOCALE),
        "coaching with a target": Outcome((Logged(LEADER, COACHING, month=45),), (), LOCALE),
        "coaching": Outcome((Logged(replace(LEADER, target=None), COACHING, month=45),), (), LOCALE),
        "asked of the partner's": Outcome((), (doubt,), LOCALE),
        "asked of one's own": Outcome((), (replace(doubt, is_own=True),), LOCALE),
        "asked of the same again": Outcome((), (replace(doubt, is_own=True, talk=replace(talk, minutes=45)),), LOCALE),
    }
    found: dict[str, Sample] = {f"met: {name}": meetings.answer(w, outcome) for name, outcome in outcomes.items()}
    unclear = Understood((BEN, CLEO, COACH, LEADER), False, TalkText(minutes=30), DAY, LOCALE)
    found["met: with whom"] = meetings.which(w, unclear, DAY)
    found["met: undone"] = meetings.undone(w, Undone(MEETING, "Ben Okafor", False, LOCALE))
    found["met: undone, the partner's stays"] = meetings.undone(w, Undone(MEETING, "Ben Okafor", True, LOCALE))
    return found


def _wrong(w: Wording) -> dict[str, Sample]:
    found: dict[str, Sample] = {
        f"met: {problem.value}": meetings.not_understood(
            w, NotUnderstood(Unreadable(problem, "31.02."), None, (BEN,), LOCALE)
        )
        for problem in Problem
    }
    for name, stranger in (("no partner", Stranger("", "U0SAMPLE09")), ("unknown word", Stranger("banana"))):
        found[f"met: {name}"] = meetings.not_understood(w, NotUnderstood(None, stranger, (BEN, CLEO), LOCALE))
    for problem in DayProblem:
        found[f"met: a day {problem.value}"] = meetings.wrong_day(w, WrongDay(problem, DAY, STARTS, LOCALE))
    found["met: nobody to meet"] = meetings.no_partner(w)
    found["met: outdated"] = meetings.outdated(w)
    found["help: met"] = meetings.usage(w)
    return found


def _news(w: Wording, said: Said) -> dict[str, Sample]:
    noted = replace(MEETING, notes=said("We looked at the timetable."))
    corrected = replace(noted, changed_by=11, changed_at=AT)
    views = {
        "logged": [meetings.News(MEETING, "Ben Okafor")],
        "with notes": [meetings.News(noted, "Ben Okafor")],
        "corrected": [meetings.News(corrected, "Ben Okafor")],
        "one's own": [meetings.News(corrected, "Ben Okafor", is_own=True)],
        "several": [meetings.News(noted, "Ben Okafor"), meetings.News(COACHING, "Lou Day")],
        "many": [meetings.News(replace(noted, id=n), f"Person {n}") for n in range(1, 13)],
        "gone": [],
    }
    return {f"met news: {name}": meetings.news(w, view) for name, view in views.items()}


def _forms(w: Wording, said: Said) -> dict[str, Sample]:
    form = MeetingForm(LOCALE, ZONE, DAY, (BEN,), (BEN.bond,), TalkText())
    many = tuple(replace(CLEO, bond=Bond(n), name=f"Person {n}") for n in range(1, 30))
    doubt = Doubt(BEN, Talk((BEN.bond,), DAY, 15), MEETING, False, 1)
    correcting = replace(
        form,
        text=TalkText(minutes=45, day=DAY, kind=MeetingKind.WEEKLY),
        notes=said("We looked at the timetable."),
        meeting=MEETING,
    )
    outcome = Outcome((Logged(BEN, MEETING),), (), LOCALE)
    return {
        "met form: first": meeting_form.meeting_modal(w, form),
        "met form: several": meeting_form.meeting_modal(w, replace(form, contacts=(BEN, CLEO, COACH, LEADER))),
        "met form: many": meeting_form.meeting_modal(w, replace(form, contacts=many, chosen=())),
        "met form: a coach": meeting_form.meeting_modal(w, replace(form, contacts=(LEADER,), chosen=())),
        "met form: asked": meeting_form.meeting_modal(w, form, doubt),
        "met form: asked of one's own": meeting_form.meeting_modal(w, form, replace(doubt, is_own=True)),
        "met form: correct": meeting_form.meeting_modal(w, correcting),
        "met form: saved": meeting_form.saved_modal(w, outcome),
    }


def _pairs(w: Wording) -> dict[str, Sample]:
    mentor = pairs.Side("Ben Okafor", "U0SAMPLE02", "Principal", "South School")
    mentee = pairs.Side("Ana Lima", "U0SAMPLE01", "", "North School")
    view = pairs.Introduction("Harbor Leaders", mentor, mentee, DAY, 1)
    bare = replace(view, mentor=pairs.Side("Ben Okafor", None), mentee=pairs.Side("Ana Lima", None))
    found: dict[str, Sample] = {
        "pair: introduced": pairs.introduction(w, view),
        "pair: introduced, nothing known": pairs.introduction(w, bare),
        "pair: introduced to the mentor": pairs.introduction_alone(w, view, to_mentor=True),
        "pair: introduced to the mentee": pairs.introduction_alone(w, view, to_mentor=False),
        "pair news: none": pairs.partner_news(w, []),
    }
    for event in PairEvent:
        news = pairs.PartnerNews(event, "Ben Okafor", "Harbor Leaders")
        found[f"pair news: {event.value}"] = pairs.partner_news(w, [news])
    found["pair news: erased"] = pairs.partner_news(w, [pairs.PartnerNews(PairEvent.ENDED, "", "Harbor Leaders")])
    other = pairs.PartnerNews(PairEvent.ENDED, "Ben Okafor", "Harbor Leaders", has_other=True)
    found["pair news: two"] = pairs.partner_news(w, [other, pairs.PartnerNews(PairEvent.BACK, "Cleo Marsh")])
    return found
