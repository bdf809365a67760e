"""What all views of a session's rounds say alike: clock times, the words of rounds and protocols, and why a group does
another protocol than the session's.
"""

from datetime import datetime

from bot.content.protocols import FrameText, load_protocols
from bot.content.wording import Markup, Wording
from bot.domain.calendar import local
from bot.domain.session_day import GroupPlan
from bot.domain.session_outlines import Instead, instead
from bot.domain.session_plans import OPEN_TALK


def clock(w: Wording, at: datetime, timezone: str) -> Markup:
    """Return the time of day of the UTC moment `at` as Slack's date markup, which follows the reader."""
    return Markup(f"<!date^{int(at.timestamp())}^{{time}}|{w.time(local(at, timezone).time())}>")


def words(w: Wording, protocol: str, key: str) -> FrameText:
    """Return title and sentence of a round."""
    if key == OPEN_TALK:
        return FrameText(w.plain("session_day.opened.open_talk"), w.plain("session_day.round.open_talk"))
    return load_protocols().words(protocol, key)


def name_of(w: Wording, protocol: str) -> str:
    """Return what a plan's protocol is called."""
    if protocol == OPEN_TALK:
        return w.plain("session_day.opened.open_talk")
    return load_protocols().protocols[protocol].name


def protocol_line(w: Wording, protocol: str) -> Markup:
    """Return what a plan's protocol is called, and what it is for."""
    if protocol == OPEN_TALK:
        purpose = w.plain("session_day.opened.open_talk_purpose")
    else:
        purpose = load_protocols().protocols[protocol].purpose
    return w.mrkdwn("session_day.opened.protocol", name=name_of(w, protocol), purpose=purpose)


def why_instead(w: Wording, wanted: str, made: GroupPlan, people: int) -> Markup | None:
    """Return why a group of so many people does another protocol than the wanted one, None where it does not."""
    return _instead(w, "why", wanted, made, people)


def instead_line(w: Wording, wanted: str, made: GroupPlan, people: int) -> Markup | None:
    """Return the sentence that tells a group why it does another protocol than the wanted one."""
    return _instead(w, "instead", wanted, made, people)


def _instead(w: Wording, key: str, wanted: str, made: GroupPlan, people: int) -> Markup | None:
    protocols = load_protocols().protocols
    why = instead(protocols, wanted, made, people)
    if why is None:
        return None
    if why is Instead.GONE:
        return w.mrkdwn(f"session_plans.{key}.gone")
    meant = protocols[wanted]
    sizes = {"smallest": meant.smallest, "largest": meant.largest}
    return w.mrkdwn(f"session_plans.{key}.{why.value}", wanted=meant.name, **sizes)
