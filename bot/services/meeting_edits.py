"""What becomes of a logged meeting: the form for it, a correction by either of the two, taking it back."""

from datetime import datetime

from bot.domain.calendar import local
from bot.domain.checkins import written
from bot.domain.meeting_outcomes import Logged, MeetingForm, Outcome, Undone, WrongDay
from bot.domain.meetings import Talk, day_problem
from bot.domain.met_text import LONGEST, SHORTEST, TalkText
from bot.domain.pairs import LONGEST_NOTES, Bond, Contact, Meeting
from bot.domain.refusals import Reason, Refusal
from bot.services import meeting_news, people
from bot.services.contacts import contacts_of
from bot.services.meetings import month_of, read_again, with_contacts
from bot.store import meetings
from bot.store.database import Store, Tx
from bot.store.identity import Identity


def open_form(
    store: Store,
    team_id: str,
    slack_id: str,
    chosen: tuple[Bond, ...] = (),
    text: TalkText | None = None,
    *,
    now: datetime,
) -> MeetingForm | Refusal:
    """Return the form for a talk with the `chosen`, filled in with what a `text` says already."""
    with store.read() as tx:
        who = with_contacts(tx, team_id, slack_id, now)
        if isinstance(who, Refusal):
            return who
        identity, contacts = who
        known = {contact.bond for contact in contacts}
        if not known.issuperset(chosen):
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        only = (contacts[0].bond,) if len(contacts) == 1 else ()
        zone = people.timezone_of(identity)
        return MeetingForm(
            identity.person.locale,
            zone,
            local(now, zone).date(),
            tuple(contacts),
            chosen or only,
            text or TalkText(),
        )


def open_correction(
    store: Store, team_id: str, slack_id: str, meeting_id: int, *, now: datetime
) -> MeetingForm | Refusal:
    """Return the form of a meeting that is logged, as it stands."""
    with store.read() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        found = of_person(tx, identity, meeting_id, now)
        if found is None:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        meeting, contact = found
        zone = people.timezone_of(identity)
        text = TalkText(minutes=meeting.minutes, day=meeting.held_on, kind=meeting.kind)
        today = local(now, zone).date()
        return MeetingForm(
            identity.person.locale, zone, today, (contact,), (contact.bond,), text, meeting.notes, meeting
        )


def of_person(tx: Tx, identity: Identity, meeting_id: int, now: datetime) -> tuple[Meeting, Contact] | None:
    """Return a meeting that this person may correct (one of a pair of theirs that lasts), and with whom it was."""
    meeting = meetings.meeting(tx, meeting_id)
    if meeting is None:
        return None
    contact = next((each for each in contacts_of(tx, identity, now) if each.bond == meeting.bond), None)
    return (meeting, contact) if contact is not None else None


def correct(
    store: Store, team_id: str, slack_id: str, meeting_id: int, talk: Talk, *, now: datetime
) -> Outcome | WrongDay | Refusal:
    """Bring a meeting to what one of the two says of it; the other is told."""
    with store.write() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        locale = identity.person.locale
        found = of_person(tx, identity, meeting_id, now)
        if found is None or not SHORTEST <= talk.minutes <= LONGEST:
            return Refusal(Reason.OUTDATED, locale=locale)
        meeting, contact = found
        meetings.lock(tx, meeting.bond)
        today = local(now, people.timezone_of(identity)).date()
        # A day that the partner logged may still be tomorrow where this person is; left as it is, it is no mistake.
        problem = day_problem(talk.day, today, contact.starts) if talk.day != meeting.held_on else None
        if problem is not None:
            return WrongDay(problem, talk.day, contact.starts, locale)
        values = {
            "held_on": talk.day,
            "minutes": talk.minutes,
            "kind": talk.kind_with(meeting.bond).value,
            "notes": written(talk.notes)[:LONGEST_NOTES],
        }
        before = {name: getattr(meeting, name) for name in values}
        if values != before:
            meetings.change(tx, meeting.id, identity.person.id, now, **values)
            meeting = read_again(tx, meeting.id)
            meeting_news.tell(tx, identity, contact, meeting, now)
            meeting_news.refresh(tx, meeting, (identity.person.id,), now)
        month = month_of(tx, identity, contact, meeting.held_on)
        return Outcome((Logged(contact, meeting, month=month),), (), locale)


def undo(store: Store, team_id: str, slack_id: str, meeting_id: int, *, now: datetime) -> Undone | Refusal:
    """Take back a meeting that the person logged. If the other reported it too, it stays as theirs."""
    with store.write() as tx:
        identity = people.recognise(tx, team_id, slack_id)
        if isinstance(identity, Refusal):
            return identity
        found = of_person(tx, identity, meeting_id, now)
        if found is None or found[0].logged_by != identity.person.id:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        meeting, contact = found
        meetings.lock(tx, meeting.bond)
        other = contact.person_id
        stays = meeting.changed_by == other
        if stays:
            meetings.hand_over(tx, meeting.id, other)
        else:
            meetings.remove(tx, meeting.id)
        meeting_news.refresh(tx, meeting, (identity.person.id, other), now)
        return Undone(meeting, contact.name, stays, identity.person.locale)


def remove(store: Store, team_id: str, slack_id: str, meeting_id: int, *, now: datetime) -> Refusal | None:
    """Take a meeting away that did not take place, whoever of the two logged it; both see that it is gone."""
    with store.write() as tx:
        identity = people.active(tx, team_id, slack_id, now)
        if isinstance(identity, Refusal):
            return identity
        found = of_person(tx, identity, meeting_id, now)
        if found is None:
            return Refusal(Reason.OUTDATED, locale=identity.person.locale)
        meeting, contact = found
        meetings.remove(tx, meeting.id)
        meeting_news.refresh(tx, meeting, (identity.person.id, contact.person_id), now)
        return None
