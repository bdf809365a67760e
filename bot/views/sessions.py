"""Messages about network sessions: invitations, changes, reminders, what was saved; and what all of them show of one.

All moments are UTC and shown on the recipient's wall clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.content.protocols import load_protocols
from bot.content.wording import Markup, Wording, escape
from bot.domain.calendar import DAY, local
from bot.domain.sessions import Answer, Session, SessionLine
from bot.views import session_calendar as calendar
from bot.views import session_ids as ids
from bot.views.blocks import (
    Element,
    actions,
    button,
    clip,
    context,
    option,
    overflow,
    section,
    spoken,
    when,
    when_words,
)
from bot.views.button_values import more_value
from bot.views.message import Block, Message

DATES = 12  # of a series that are listed
TITLE = 120
FILES = ("file", "google", "outlook")
ANSWERS = ((Answer.YES, ids.SESSION_YES), (Answer.NO, ids.SESSION_NO), (Answer.LATE, ids.SESSION_LATE))


def running(w: Wording) -> Message:
    """Tell that a session that has begun is not changed."""
    return _say(w.mrkdwn("sessions.running"))


def usage(w: Wording) -> Message:
    """Tell how `/session` is used."""
    return _say(w.mrkdwn("sessions.usage"))


def file_sent(w: Wording) -> Message:
    """Tell where the calendar file is to be found."""
    return _say(w.mrkdwn("sessions.sent"))


def _say(line: str) -> Message:
    return Message(spoken(line), [section(line)])


def buttons(w: Wording, line: SessionLine, *, in_list: bool = False) -> Block:
    """Return what can be done about a session that is ahead: the answers, and a menu with the rest; `in_list`, where
    none of several is the first choice, and coordinators change them.
    """
    session = line.session
    answers = [
        button(
            w.plain(f"sessions.button.{answer.value}"), action, str(session.id), "" if in_list else _style(line, answer)
        )
        for answer, action in ANSWERS
        if line.is_invited and answer is not line.answer
    ]
    return actions([*answers, _menu(w, line, manage=in_list and line.manages)])


def _style(line: SessionLine, answer: Answer) -> str:
    return "primary" if answer is Answer.YES and line.answer is None else ""


def _menu(w: Wording, line: SessionLine, *, manage: bool) -> Element:
    session = line.session
    urls = {"google": calendar.google_address(session), "outlook": calendar.outlook_address(session)}
    options = [
        {
            **option(w.plain(f"sessions.button.{what}"), more_value(what, session.id)),
            **_url(urls.get(what)),
        }
        for what in ((*FILES, "edit", "cancel") if manage else ("rounds", *FILES))
    ]
    return overflow(ids.SESSION_MORE, options)


def _url(url: str | None) -> Element:
    return {"url": url} if url else {}


def particulars(w: Wording, line: SessionLine) -> list[str]:
    """Return the lines about hosts, link, what the person said and what others did."""
    session, found = line.session, []
    if line.hosts:
        found.append(w.mrkdwn("sessions.hosts", count=len(line.hosts), names=w.listing(line.hosts)))
    if session.link:
        link = Markup(f"<{session.link.replace('&', '&amp;')}|{w.plain('sessions.link_word')}>")
        found.append(w.mrkdwn("sessions.link", link=link))
    if line.answer is not None:
        found.append(w.mrkdwn(f"sessions.said.{line.answer.value}"))
    if line.counts is not None:
        numbers = {answer.value: line.counts.get(answer, 0) for answer in Answer}
        found.append(w.mrkdwn("sessions.counts", **numbers, open=line.counts.get(None, 0)))
    return [str(each) for each in found]


def shown_when(w: Wording, session: Session, timezone: str) -> tuple[Markup, Markup]:
    """Return when a session is, in words and in markup that follows the reader."""
    words = w.mrkdwn("sessions.when", when=when_words(w, session.starts_at, timezone), minutes=session.minutes)
    marked = w.mrkdwn("sessions.when", when=when(w, session.starts_at, timezone), minutes=session.minutes)
    return words, marked


@dataclass(frozen=True, slots=True)
class News:
    """What a message is about: `lines` are the sessions that are still ahead, the soonest first; `all` are those the
    message began with. `timezone` is the recipient's.
    """

    lines: tuple[SessionLine, ...]
    all: tuple[Session, ...]
    program: str
    timezone: str


def invited(w: Wording, news: News) -> Message:
    """Compose the invitation to one session or a series; what it says later is what holds then."""
    if not news.lines:
        return _say(w.mrkdwn("sessions.invited.over", title=_title(news.all[0])))
    return _about(w, news, "invited", small=w.mrkdwn("sessions.invited.small"), purpose=True)


def changed(w: Wording, news: News) -> Message:
    """Compose that sessions are at another time."""
    if not news.lines:
        return _say(w.mrkdwn("sessions.invited.over", title=_title(news.all[0])))
    return _about(w, news, "changed", ask="sessions.changed.again" if news.lines[0].is_invited else "")


def _about(w: Wording, news: News, what: str, small: str = "", *, purpose: bool = False, ask: str = "") -> Message:
    """Compose what is said of the next of some sessions, with the dates of all, and the answers to the next one."""
    line, many = news.lines[0], len(news.lines) > 1
    words, marked = (
        w.mrkdwn(
            f"sessions.{what}.tell",
            count=len(news.lines),
            program=news.program,
            title=_title(line.session),
            when=shown,
        )
        for shown in shown_when(w, line.session, news.timezone)
    )
    asked = f" {w.mrkdwn(ask)}" if ask else ""
    blocks: list[Block] = [section(f"{marked}{asked}")]
    spoken_parts = [f"{words}{asked}"]
    if many:
        blocks.append(section(f"{w.mrkdwn('sessions.invited.dates')}\n{_dates(w, news)}"))
        dates = [when_words(w, each.session.starts_at, news.timezone) for each in news.lines[:DATES]]
        spoken_parts.append(f"{w.mrkdwn('sessions.invited.dates')} {'; '.join(dates)}.")
    said = [_purpose(line.session)] if purpose else []
    said += particulars(w, line)
    if said:
        blocks.append(section("\n".join(said)))
    blocks.append(buttons(w, line))
    if many and small:
        blocks.append(context(small))
        spoken_parts.append(small)
    return Message(spoken(*spoken_parts, *_speakable(said)), blocks)


def _speakable(lines: Sequence[str]) -> list[str]:
    return [each for each in lines if "<http" not in each]


def _dates(w: Wording, news: News) -> str:
    shown = [f"• {when(w, each.session.starts_at, news.timezone)}" for each in news.lines[:DATES]]
    if len(news.lines) > DATES:
        shown.append(w.mrkdwn("sessions.more", count=len(news.lines) - DATES))
    return "\n".join(shown)


def _purpose(session: Session) -> str:
    protocol = load_protocols().protocols.get(session.protocol)
    return str(escape(protocol.purpose)) if protocol else ""


def _title(session: Session) -> str:
    return clip(session.title, TITLE)


def cancelled(w: Wording, gone: Sequence[Session], program: str, timezone: str, following: Session | None) -> Message:
    """Compose that sessions are not held; `following` is the next one that is."""
    first = gone[0]
    words, marked = (
        w.mrkdwn(
            "sessions.cancelled.tell",
            count=len(gone),
            title=_title(first),
            program=program,
            when=shown,
        )
        for shown in shown_when(w, first, timezone)
    )
    said, small = [str(words)], w.mrkdwn("sessions.cancelled.calendar")
    blocks = [section(marked)]
    if following is not None:
        next_words, next_marked = (
            w.mrkdwn("sessions.cancelled.next", when=shown) for shown in shown_when(w, following, timezone)
        )
        said.append(str(next_words))
        blocks.append(section(next_marked))
    file = button(w.plain("sessions.button.file"), ids.SESSION_FILE, str(first.id))
    blocks += [actions([file]), context(small)]
    return Message(spoken(*said, small), blocks)


def reminder(w: Wording, line: SessionLine, timezone: str, today: date, *, hour: bool, plan: str = "") -> Message:
    """Compose the reminder a day or an hour before; `today` is the recipient's local day when it goes out, `plan` a
    line of what their group will do.
    """
    session = line.session
    begins = local(session.starts_at, timezone)
    words, marked = shown_when(w, session, timezone)
    near = {today: "day_today", today + DAY: "day"}.get(begins.date(), "shown")
    said_key, shown_key = ("hour", "hour") if hour else (near, "shown")
    told = {"title": _title(session), "time": w.time(begins.time())}
    # The blocks are read on the day itself as well: there Slack's date alone says "tomorrow" or "today".
    words = w.mrkdwn(f"sessions.reminder.{said_key}", when=words, **told)
    marked = w.mrkdwn(f"sessions.reminder.{shown_key}", when=marked, **told)
    said = [*([plan] if plan else []), *particulars(w, line)]
    blocks = [section(marked), *([section("\n".join(said))] if said else []), buttons(w, line)]
    return Message(spoken(words, *_speakable(said)), blocks)


def reminder_over(w: Wording, session: Session, program: str, timezone: str) -> Message:
    """Compose what a reminder says once its session is over, or was cancelled."""
    if session.cancelled_at is not None:
        return cancelled(w, [session], program, timezone, None)
    day = w.day(local(session.starts_at, timezone).date())
    return _say(w.mrkdwn("sessions.reminder.over", title=_title(session), day=day))


@dataclass(frozen=True, slots=True)
class Saved:
    """What a coordinator did: `what` is planned, changed or cancelled; `skipped` are days of a series that are off."""

    what: str
    sessions: tuple[Session, ...]
    timezone: str
    invited: int
    skipped: tuple[date, ...] = ()


def saved(w: Wording, view: Saved) -> Message:
    """Compose what holds now, for whoever planned, changed or cancelled it."""
    first = view.sessions[0]
    words, marked = (
        w.mrkdwn(
            f"sessions.saved.{view.what}",
            count=len(view.sessions),
            title=_title(first),
            when=shown,
            invited=view.invited,
        )
        for shown in shown_when(w, first, view.timezone)
    )
    more = []
    if view.what == "planned" and not view.invited:
        more.append(w.mrkdwn("sessions.saved.nobody"))
    if view.skipped:
        more.append(w.mrkdwn("sessions.saved.skipped", days="; ".join(w.day(day) for day in view.skipped[:DATES])))
    blocks = [section(marked), *(section(each) for each in more)]
    blocks.append(actions([button(w.plain("sessions.button.all"), ids.SESSIONS_OPEN)]))
    small = [w.mrkdwn("sessions.saved.small")] if view.what == "planned" else []
    return Message(spoken(words, *more, *small), [*blocks, *(context(each) for each in small)])
