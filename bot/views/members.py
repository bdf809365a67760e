"""Short answers to a person: help, refusals, and what a change of their own settings led to."""

from collections.abc import Sequence
from datetime import date, time
from typing import Literal

from bot.content.wording import Markup, Wording
from bot.views import ids
from bot.views.blocks import actions, button, clip, section, spoken
from bot.views.message import Message

Trouble = Literal["unavailable", "unreadable", "broken"]


def _say(line: str) -> Message:
    return Message(spoken(line), [section(line)])


def checkin_help(w: Wording, unknown_argument: str = "") -> Message:
    """Compose the usage of `/checkin`; `unknown_argument` is what somebody typed and the bot does not know."""
    usage = w.mrkdwn("members.help.checkin")
    return _say("\n".join([*_unknown(w, unknown_argument), usage]))


def help_message(
    w: Wording, parts: Sequence[str], refusal: Message | None = None, unknown_argument: str = ""
) -> Message:
    """Compose the usage of `/mentoring` for who can use these parts of it; `refusal` says why not those of members."""
    begins = w.mrkdwn("members.help.mentoring" if parts else "members.help.nothing")
    told = [w.mrkdwn(f"members.help.{part}") for part in parts]
    lines = ["\n".join([*_unknown(w, unknown_argument), begins]), *told]
    why = refusal.blocks if refusal is not None else []
    return Message(spoken(*lines, *([refusal.text] if refusal is not None else [])), [*map(section, lines), *why])


def _unknown(w: Wording, argument: str) -> list[Markup]:
    return [w.mrkdwn("members.help.unknown", argument=clip(argument, 100))] if argument else []


def not_in_program(w: Wording, coordinators: Sequence[str] = ()) -> Message:
    """Tell somebody who is in no program whom to ask."""
    if coordinators:
        return _say(w.mrkdwn("members.answer.not_in_program_ask", names=w.listing(coordinators)))
    return _say(w.mrkdwn("members.answer.not_in_program"))


def ended(w: Wording, program: str, coordinators: Sequence[str] = ()) -> Message:
    """Tell somebody whose membership ended whom to ask."""
    if coordinators:
        return _say(w.mrkdwn("members.answer.ended_ask", program=program, names=w.listing(coordinators)))
    return _say(w.mrkdwn("members.answer.ended", program=program))


def other_team(w: Wording) -> Message:
    """Tell somebody of another Slack team that the program is not theirs to open."""
    return _say(w.mrkdwn("members.answer.other_team"))


def not_asked(w: Wording) -> Message:
    """Tell a coach or coordinator that check-ins are asked of mentees, mentors and emerging leaders."""
    return _say(w.mrkdwn("members.answer.not_asked"))


def paused(w: Wording, until: date | None) -> Message:
    """Tell a paused person so, with a button to go on; `until` is their first local day back, None for an open end."""
    if until is None:
        line = w.mrkdwn("members.answer.paused_open")
    else:
        line = w.mrkdwn("members.answer.paused", day=w.day(until))
    resume = button(w.plain("members.button.resume"), ids.MEMBER_RESUME, style="primary")
    return Message(spoken(line), [section(line), actions([resume])])


def failed(w: Wording, trouble: Trouble) -> Message:
    """Say that the database cannot be reached right now, that a button means nothing, or that the bot is at fault."""
    return outdated(w) if trouble == "unreadable" else _say(w.mrkdwn(f"members.failed.{trouble}"))


def not_shown(w: Wording) -> Message:
    """Say that Slack did not take what was to be shown: a form, mostly."""
    return _say(w.mrkdwn("members.failed.not_shown"))


def not_installed(w: Wording) -> str:
    """Tell somebody whose workspace does not have the app (any more) what to do."""
    return w.plain("members.answer.not_installed")


def not_saved(w: Wording, trouble: Trouble) -> str:
    """Return the same for a field of an open modal, whose text is kept."""
    return w.plain(f"members.not_saved.{trouble}")


def already_done(w: Wording) -> Message:
    """Say that a second press changed nothing."""
    return _say(w.mrkdwn("members.answer.already"))


def outdated(w: Wording) -> Message:
    """Say that a button belongs to something that no longer exists."""
    return _say(w.mrkdwn("members.answer.outdated"))


def settings_saved(w: Wording, weekday: int, at: time) -> Message:
    """Confirm the new day (0 is Monday) and time of the prompt, on the person's wall clock."""
    return _say(w.mrkdwn("members.answer.day_saved", weekday=w.weekday(weekday), time=w.time(at)))


def quiet_saved(w: Wording, begins: time, ends: time) -> Message:
    """Confirm the person's quiet hours, on their own wall clock."""
    return _say(w.mrkdwn("members.answer.quiet_saved", begins=w.time(begins), ends=w.time(ends)))


def pause_saved(w: Wording, until: date | None) -> Message:
    """Confirm a pause; `until` is the first local day back, None for an open end."""
    if until is None:
        line = w.mrkdwn("members.answer.pause_saved_open")
    else:
        line = w.mrkdwn("members.answer.pause_saved", day=w.day(until))
    resume = button(w.plain("members.button.resume"), ids.MEMBER_RESUME)
    return Message(spoken(line), [section(line), actions([resume])])


def resumed(w: Wording, next_day: date | None) -> Message:
    """Confirm the end of a pause; `next_day` is the local day of the next prompt, where it is known."""
    if next_day is None:
        return _say(w.mrkdwn("members.answer.resumed_open"))
    return _say(w.mrkdwn("members.answer.resumed", day=w.day(next_day)))


def left(w: Wording, program: str) -> Message:
    """Confirm that somebody left."""
    return _say(w.mrkdwn("members.answer.left", program=program))
