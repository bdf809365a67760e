"""Meetings: log a talk, and answer whether it is one that is logged already.

Either of the two may log; the other is told. The rule for one talk is in `bot.domain.meetings`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.domain.calendar import local
from bot.domain.checkins import Met, written
from bot.domain.meeting_outcomes import Doubt, Logged, Outcome, WrongDay
from bot.domain.meetings import (
    Answer,
    Fresh,
    Known,
    Sure,
    Talk,
    Unsure,
    compare,
    day_problem,
    neighbours,
)
from bot.domain.met_text import LONGEST, SHORTEST
from bot.domain.pairs import LONGEST_NOTES, MEETING_MINUTES, Bond, Contact, Meeting
from bot.domain.refusals import Reason, Refusal
from bot.services import meeting_news, people
from bot.services.contacts import contacts_of
from bot.store import meetings
from bot.store.database import Store, Tx
from bot.store.identity import Identity


def with_contacts(tx: Tx, team_id: str, slack_id: str, now: datetime) -> tuple[Identity, list[Contact]] | Refusal:
    identity = people.active(tx, team_id, slack_id, now)
    if isinstance(identity, Refusal):
        return identity
    contacts = contacts_of(tx, identity, now)
    return (identity, contacts) if contacts else Refusal(Reason.NO_PARTNER, locale=identity.person.locale)


def log(
    store: Store,
    team_id: str,
    slack_id: str,
    talk: Talk,
    answer: Answer | None = None,
    *,
    whole: bool = False,
    now: datetime,
) -> Outcome | WrongDay | Refusal:
    """Log a talk, unless it may be one that is logged already: then that is to be asked, and the `answer` given.

    With `whole` nothing is written as long as anything has to be asked.
    """
    with store.write() as tx:
        who = with_contacts(tx, team_id, slack_id, now)
        return who if isinstance(who, Refusal) else _log(tx, *who, talk, answer, whole=whole, now=now)


def tap(
    store: Store, team_id: str, slack_id: str, bond: Bond, minutes: int, *, now: datetime
) -> Outcome | WrongDay | Refusal:
    """Log a talk of today in one tap."""
    with store.write() as tx:
        who = with_contacts(tx, team_id, slack_id, now)
        if isinstance(who, Refusal):
            return who
        today = local(now, people.timezone_of(who[0])).date()
        return _log(tx, *who, Talk((bond,), today, minutes), None, whole=False, now=now)


def _log(
    tx: Tx,
    identity: Identity,
    contacts: Sequence[Contact],
    talk: Talk,
    answer: Answer | None,
    *,
    whole: bool,
    now: datetime,
) -> Outcome | WrongDay | Refusal:
    known, locale = {contact.bond: contact for contact in contacts}, identity.person.locale
    if not known.keys() >= set(talk.bonds) or not SHORTEST <= talk.minutes <= LONGEST:
        return Refusal(Reason.OUTDATED, locale=locale)
    today = local(now, people.timezone_of(identity)).date()
    for bond in talk.bonds:
        if problem := day_problem(talk.day, today, known[bond].starts):
            return WrongDay(problem, talk.day, known[bond].starts, locale)
    looked = [_look(tx, identity, known[bond], talk) for bond in sorted(set(talk.bonds))]
    doubts = [look.doubt(identity, talk) for look in looked if isinstance(look.verdict, Unsure) and answer is None]
    if whole and doubts:
        return Outcome((), tuple(doubts), locale)
    logged = [
        _settle(tx, identity, look, talk, answer, now)
        for look in looked
        if answer is not None or not isinstance(look.verdict, Unsure)
    ]
    made = [each.meeting.id for each in logged if each.meeting.changed_at is None]
    if len(made) > 1:
        meetings.bind_talk(tx, made)
    return Outcome(tuple(logged), tuple(doubts), locale)


@dataclass(frozen=True, slots=True)
class _Look:
    """What is logged with one of those a talk was with, from the day before to the day after."""

    contact: Contact
    around: tuple[Meeting, ...]
    verdict: Fresh | Known | Unsure

    def doubt(self, identity: Identity, talk: Talk) -> Doubt:
        """Return what has to be asked, when the verdict is that it is unsure."""
        assert isinstance(self.verdict, Unsure)  # noqa: S101  (the caller has looked)
        existing = self.verdict.meeting
        seen = sum(meeting.held_on == talk.day for meeting in self.around)
        single = replace(talk, bonds=(self.contact.bond,))
        return Doubt(self.contact, single, existing, existing.logged_by == identity.person.id, seen)


def _look(tx: Tx, identity: Identity, contact: Contact, talk: Talk) -> _Look:
    """Look at what is logged. Two who log the same at once take turns."""
    meetings.lock(tx, contact.bond)
    around = meetings.held_between(tx, contact.bond, *neighbours(talk.day))
    zones_differ = contact.timezone != people.timezone_of(identity)
    verdict = compare(around, talk, identity.person.id, zones_differ=zones_differ)
    return _Look(contact, tuple(around), verdict)


def _settle(tx: Tx, identity: Identity, look: _Look, talk: Talk, answer: Answer | None, now: datetime) -> Logged:
    """Write a talk down as it is, or as it was answered. A second press finds what the first has done."""
    verdict, contact = look.verdict, look.contact
    if answer is not None:
        named = next((meeting for meeting in look.around if meeting.id == answer.existing), None)
        existing = named or (verdict.meeting if isinstance(verdict, Unsure) else None)
        if existing is not None and answer.sure is Sure.SAME:
            return same(tx, identity, contact, existing, talk, now)
        if existing is not None:
            that_day = [meeting for meeting in look.around if meeting.held_on == talk.day]
            if named is not None and len(that_day) > answer.seen:
                return Logged(contact, that_day[-1], month=month_of(tx, identity, contact, talk.day))
            return new(tx, identity, contact, talk, now)
    if isinstance(verdict, Known):
        longer = max(talk.minutes, verdict.meeting.minutes)
        return same(tx, identity, contact, verdict.meeting, replace(talk, minutes=longer), now)
    return new(tx, identity, contact, talk, now)


def new(tx: Tx, identity: Identity, contact: Contact, talk: Talk, now: datetime) -> Logged:
    bond, notes = contact.bond, written(talk.notes)[:LONGEST_NOTES]
    new = meetings.NewMeeting(bond, talk.day, talk.minutes, talk.kind_with(bond), identity.person.id, notes)
    meeting = read_again(tx, meetings.add(tx, new, now))
    meeting_news.tell(tx, identity, contact, meeting, now)
    return Logged(contact, meeting, month=month_of(tx, identity, contact, talk.day))


def same(tx: Tx, identity: Identity, contact: Contact, existing: Meeting, talk: Talk, now: datetime) -> Logged:
    """Take the talk for the meeting `existing`; the other is told only of what that changes."""
    notes = written(talk.notes)[:LONGEST_NOTES] or existing.notes
    changes = talk.minutes != existing.minutes or notes != existing.notes
    kind = talk.kind_with(contact.bond) if talk.kind or talk.minutes != existing.minutes else existing.kind
    meetings.change(tx, existing.id, identity.person.id, now, minutes=talk.minutes, kind=kind.value, notes=notes)
    meeting = read_again(tx, existing.id)
    if changes:
        meeting_news.tell(tx, identity, contact, meeting, now)
    meeting_news.refresh(tx, meeting, (identity.person.id, contact.person_id), now)
    was_known = existing.logged_by != identity.person.id
    return Logged(contact, meeting, was_known, month_of(tx, identity, contact, meeting.held_on))


def read_again(tx: Tx, meeting_id: int) -> Meeting:
    found = meetings.meeting(tx, meeting_id)
    assert found is not None  # noqa: S101  (written a moment ago in this transaction)
    return found


def month_of(tx: Tx, identity: Identity, contact: Contact, day: date) -> int | None:
    """Return the coach's minutes with this leader in the month of `day`; None if the person is not the coach."""
    if not contact.bond.is_coaching or contact.is_my_coach:
        return None
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return meetings.minutes_between(tx, contact.bond, day.replace(day=1), neighbours(following)[0])


def log_today(tx: Tx, identity: Identity, met: Met, now: datetime) -> None:
    """Log a talk of today that stands in a check-in, where nothing can be asked: with a talk of that day it is that
    one, and the longer of the two lengths stands. Who is no partner (any more) is passed over.
    """
    contact = next((each for each in contacts_of(tx, identity, now) if each.bond == Bond(met.pair_id)), None)
    if contact is None or met.minutes not in MEETING_MINUTES:
        return
    meetings.lock(tx, contact.bond)
    today = local(now, people.timezone_of(identity)).date()
    existing = meetings.held_between(tx, contact.bond, today, today)
    if not existing:
        new(tx, identity, contact, Talk((contact.bond,), today, met.minutes), now)
        return
    nearest = min(existing, key=lambda meeting: abs(meeting.minutes - met.minutes))
    if met.minutes > nearest.minutes or nearest.logged_by != identity.person.id:
        longer = max(met.minutes, nearest.minutes)
        same(tx, identity, contact, nearest, Talk((contact.bond,), today, longer), now)
