"""Answers to whoever logs a talk, what the other of the two is told, and the menu that logs one with a tap.

Notes are a member's words: they stand in quotes, below our own sentence, never in `text`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.content.wording import Markup, Wording
from bot.domain.meeting_outcomes import Doubt, Logged, NotUnderstood, Outcome, Understood, Undone, WrongDay
from bot.domain.meetings import DayProblem, Talk
from bot.domain.pairs import MEETING_MINUTES, Contact, Meeting, MeetingKind
from bot.views import ids
from bot.views.blocks import (
    Element,
    actions,
    button,
    choice,
    clip,
    option,
    overflow,
    plain,
    quote,
    section,
    spoken,
)
from bot.views.button_values import menu_value, met_value, talk_value
from bot.views.message import Block, Message

NAME_ROOM = 60
WORD_ROOM = 60
_MOST_OPTIONS = 100
_NOTES_ROOM = 8000  # of the 13,200 characters that Slack takes in all; the form shows notes whole


def minutes_words(w: Wording, minutes: int) -> str:
    """Return a length in words: "45 minutes"."""
    return w.plain("meetings.minutes", count=minutes)


def length_words(w: Wording, minutes: int, kind: MeetingKind) -> str:
    """Return length and, where it is not a plain talk, kind in words: "an observation of 45 minutes"."""
    return w.plain(f"meetings.length.{kind.value}", minutes=minutes_words(w, minutes))


class Paired(Protocol):
    """The other half of a pair, by the pair's id and their name."""

    @property
    def pair_id(self) -> int:
        """The pair's id."""
        ...

    @property
    def name(self) -> str:
        """Who it is."""
        ...


def met_menu(w: Wording, partners: Sequence[Paired]) -> Element:
    """Return the menu that logs a talk of today with one tap; with several partners its groups say with whom.

    `partners` is not empty.
    """
    groups = [
        {
            "label": plain(clip(partner.name, 75)),
            "options": [
                option(
                    w.plain("checkins.button.minutes", minutes=minutes),
                    met_value(partner.pair_id, minutes),
                )
                for minutes in MEETING_MINUTES
            ],
        }
        for partner in partners[:_MOST_OPTIONS]
    ]
    menu = {"type": "static_select", "action_id": ids.CHECKIN_MET, "placeholder": plain(w.plain("checkins.button.met"))}
    return {**menu, "option_groups": groups}


def answer(w: Wording, outcome: Outcome) -> Message:
    """Compose what became of a talk: what is logged, and what has to be asked."""
    lines: list[str] = []
    blocks: list[Block] = []
    for logged in outcome.logged:
        line = logged_line(w, logged)
        lines.append(line)
        blocks += [section(line), actions(_logged_buttons(w, logged))]
    for doubt in outcome.doubts:
        line = doubt_line(w, doubt)
        lines.append(line)
        blocks += [section(line), actions(_doubt_buttons(w, doubt))]
    return Message(spoken(*lines), blocks)


def logged_line(w: Wording, logged: Logged) -> str:
    """Return the sentence for a meeting that stands, and a coach's minutes of the month."""
    meeting, name = logged.meeting, clip(logged.contact.name, NAME_ROOM)
    key = "known" if logged.was_known else "corrected" if meeting.changed_at else "logged"
    lines = [w.mrkdwn(f"meetings.answer.{key}", name=name, **_what(w, meeting))]
    if logged.month is not None:
        params = {"month": w.plain(f"common.month.{meeting.held_on.month}"), "done": logged.month, "name": name}
        if logged.contact.target:
            lines.append(w.mrkdwn("meetings.answer.month", target=logged.contact.target, **params))
        else:
            lines.append(w.mrkdwn("meetings.answer.month_only", **params))
    return " ".join(lines)


def _what(w: Wording, meeting: Meeting) -> dict[str, str]:
    return {"length": length_words(w, meeting.minutes, meeting.kind), "day": w.day(meeting.held_on)}


def _logged_buttons(w: Wording, logged: Logged) -> list[Element]:
    meeting = logged.meeting
    if logged.was_known:
        talk = Talk((meeting.bond,), meeting.held_on, meeting.minutes, meeting.kind)
        first = button(w.plain("meetings.button.another"), ids.MEETING_ANOTHER, talk_value(talk, meeting.id, 1))
    else:
        first = button(w.plain("meetings.button.undo"), ids.MEETING_UNDO, str(meeting.id))
    return [button(w.plain("meetings.button.correct"), ids.MEETING_CORRECT, str(meeting.id)), first]


def doubt_line(w: Wording, doubt: Doubt) -> str:
    """Return the question whether it is the same talk."""
    name, own = clip(doubt.contact.name, NAME_ROOM), minutes_words(w, doubt.talk.minutes)
    if doubt.is_own:
        return w.mrkdwn("meetings.doubt.own", name=name, **_what(w, doubt.existing))
    return w.mrkdwn("meetings.doubt.theirs", name=name, own=own, **_what(w, doubt.existing))


def _doubt_buttons(w: Wording, doubt: Doubt) -> list[Element]:
    value = talk_value(doubt.talk, doubt.existing.id, doubt.seen)
    same = w.plain("meetings.button.same")
    if doubt.is_own:
        same = w.plain("meetings.button.correct_to", minutes=minutes_words(w, doubt.talk.minutes))
    buttons = [button(same, ids.MEETING_SAME, value)]
    if doubt.is_own and doubt.existing.minutes == doubt.talk.minutes:
        buttons = [button(w.plain("meetings.button.correct"), ids.MEETING_CORRECT, str(doubt.existing.id))]
    return [*buttons, button(w.plain("meetings.button.another"), ids.MEETING_ANOTHER, value)]


def which(w: Wording, understood: Understood, day: date) -> Message:
    """Ask with whom a talk of `minutes` on `day` was."""
    minutes = understood.text.minutes or 0
    line = w.mrkdwn("meetings.which", minutes=minutes_words(w, minutes))
    options = [
        option(
            contact_name(w, contact),
            talk_value(Talk((contact.bond,), day, minutes, understood.text.kind)),
        )
        for contact in understood.contacts[:_MOST_OPTIONS]
    ]
    placeholder = w.plain("meetings.which_placeholder")
    menu = choice("static_select", ids.MEETING_WHICH, options, placeholder=placeholder)
    return Message(spoken(line), [section(line), actions([menu])])


def contact_name(w: Wording, contact: Contact) -> str:
    """Return a contact's name, with the relation where it is coaching."""
    name = clip(contact.name, NAME_ROOM - 20)
    if not contact.bond.is_coaching:
        return name
    return w.plain("meetings.form.coach" if contact.is_my_coach else "meetings.form.leader", name=name)


def not_understood(w: Wording, found: NotUnderstood) -> Message:
    """Say what of a text after `/met` is wrong, and how it goes."""
    lines = [w.mrkdwn("meetings.wrong.nothing")]
    if found.unreadable is not None:
        word = clip(found.unreadable.word, WORD_ROOM)
        lines.append(w.mrkdwn(f"meetings.wrong.{found.unreadable.problem.value}", word=word))
    elif found.stranger is not None:
        if found.stranger.slack_id:
            lines.append(w.mrkdwn("meetings.wrong.stranger", person=Markup(f"<@{found.stranger.slack_id}>")))
        else:
            word = clip(found.stranger.word, WORD_ROOM)
            lines.append(w.mrkdwn("meetings.wrong.stranger_word", word=word))
        names = w.listing([clip(contact.name, NAME_ROOM) for contact in found.partners])
        lines.append(w.mrkdwn("meetings.wrong.yours", names=names))
    lines.append(w.mrkdwn("meetings.wrong.example"))
    return _say(*lines)


def wrong_day(w: Wording, wrong: WrongDay) -> Message:
    """Say that a talk cannot have been on that day."""
    key = "ahead_day" if wrong.problem is DayProblem.AHEAD else "before_start"
    params = {"day": w.day(wrong.day), "starts": w.day(wrong.starts)}
    return _say(w.mrkdwn("meetings.wrong.nothing"), w.mrkdwn(f"meetings.wrong.{key}", **params))


def undone(w: Wording, found: Undone) -> Message:
    """Confirm that a meeting was taken back, or that it stays as the other's report."""
    name = clip(found.name, NAME_ROOM)
    if found.stays:
        return _say(w.mrkdwn("meetings.answer.undone_theirs", name=name))
    return _say(w.mrkdwn("meetings.answer.undone", name=name, **_what(w, found.meeting)))


def removed(w: Wording, name: str) -> Message:
    """Confirm that a meeting which did not take place is gone."""
    return _say(w.mrkdwn("meetings.answer.removed", name=clip(name, NAME_ROOM)))


def usage(w: Wording) -> Message:
    """Say how `/met` is used."""
    return _say(w.mrkdwn("meetings.help"))


def no_partner(w: Wording) -> Message:
    """Tell somebody without a partner that there is nobody to log a talk with."""
    return _say(w.mrkdwn("meetings.no_partner"))


def outdated(w: Wording) -> Message:
    """Say that a button belongs to something that has changed."""
    return _say(w.mrkdwn("meetings.outdated"))


def _say(*lines: str) -> Message:
    return Message(spoken(*lines), [section(" ".join(lines))])


@dataclass(frozen=True, slots=True)
class News:
    """A meeting as one of the two is told of it. `by` is the other's name; `author` of the notes is set if the notes
    are the other's; `is_own`: the recipient was the last to touch it.
    """

    meeting: Meeting
    by: str
    is_own: bool = False


def news(w: Wording, found: Sequence[News]) -> Message:
    """Compose what somebody is told of talks with them, as one message; without any, that it was taken back."""
    if not found:
        return _say(w.mrkdwn("meetings.news.gone"))
    lines = [_news_line(w, each) for each in found]
    intro = [w.mrkdwn("meetings.news.several", count=len(found))] if len(found) > 1 else []
    blocks: list[Block] = [section(line) for line in intro]
    room = _NOTES_ROOM // len(found)
    for each, line in zip(found, lines, strict=True):
        correct = button(w.plain("meetings.button.correct"), ids.MEETING_CORRECT, str(each.meeting.id))
        blocks.append(section(line, correct))
        if each.meeting.notes:
            blocks += [section(_notes_line(w, each)), quote(clip(each.meeting.notes, room))]
    return Message(spoken(*intro, *lines), blocks)


def _news_line(w: Wording, each: News) -> Markup:
    key = "own" if each.is_own else "corrected" if each.meeting.changed_by else "logged"
    return w.mrkdwn(f"meetings.news.{key}", name=clip(each.by, NAME_ROOM), **_what(w, each.meeting))


def _notes_line(w: Wording, each: News) -> Markup:
    if each.is_own or each.meeting.changed_by:
        return w.mrkdwn("meetings.news.shared_notes")
    return w.mrkdwn("meetings.news.notes", name=clip(each.by, NAME_ROOM))


def logged_menu(w: Wording, meeting_id: int, pair_id: int, *, own: bool) -> Element:
    """Return the small menu beside a meeting in a prompt: take it back, correct it, log another talk."""
    choices = [("correct", ids.MEETING_CORRECT, str(meeting_id)), ("log_another", ids.MEETING_LOG, str(pair_id))]
    if own:
        choices.insert(0, ("undo", ids.MEETING_UNDO, str(meeting_id)))
    options = [option(w.plain(f"meetings.button.{key}"), menu_value(action, value)) for key, action, value in choices]
    return overflow(ids.MEETING_MENU, options)
