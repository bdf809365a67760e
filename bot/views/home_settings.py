"""What members choose and are told on Home: their settings, who sees what, help."""

from collections.abc import Mapping
from typing import Any

from bot.content.wording import Wording
from bot.domain.home import Home
from bot.views import ids, personal_ids, question_ids
from bot.views.blocks import Element, actions, button, context, field, header, modal, option, overflow, section, when
from bot.views.message import Block, Message

SAYS = (
    "intro",
    "check_in",
    "community",
    "meetings",
    "done",
    "written",
    "pause",
    "partner",
    "notifications",
    "how_long",
    "besides",
)


def settings(w: Wording, home: Home) -> list[Block]:
    """Return what the person has chosen, each with the button that changes it."""
    blocks = [header(w.plain("home.settings.title"))]
    if home.is_asked:
        blocks.append(section(_day(w, home), button(w.plain("checkins.button.change_day"), ids.MEMBER_CHANGE_DAY)))
    quiet = home.settings.quiet
    line = w.mrkdwn("home.settings.quiet", begins=w.time(quiet.begins), ends=w.time(quiet.ends))
    blocks.append(section(line, button(w.plain("home.settings.quiet_button"), ids.MEMBER_QUIET)))
    if not home.paused:
        pause = button(w.plain("home.settings.pause_button"), ids.MEMBER_PAUSE)
        blocks.append(section(w.mrkdwn("home.settings.pause"), pause))
    shown = w.mrkdwn("home.settings.shown" if home.settings.full_text else "home.settings.hidden")
    blocks.append(section(shown, button(w.plain("home.settings.change"), ids.HOME_NOTIFICATIONS)))
    return blocks


def _day(w: Wording, home: Home) -> str:
    chosen = home.settings
    rhythm = chosen.every_weeks if f"home.settings.every_{chosen.every_weeks}" in w else 1
    line = w.mrkdwn(f"home.settings.every_{rhythm}", weekday=w.weekday(chosen.weekday), time=w.time(chosen.at))
    if chosen.next_prompt_at is None or home.paused:
        return line
    return f"{line} {w.mrkdwn('home.settings.next', when=when(w, chosen.next_prompt_at, home.timezone))}"


def footer(w: Wording, home: Home) -> list[Block]:
    """Return the way to what is read seldom: help, protocols, who sees what, one's data, leaving."""
    to_use: list[Element] = [
        button(w.plain("home.footer.help"), ids.HOME_HELP),
        button(w.plain("home.footer.protocols"), question_ids.PROTOCOLS_OPEN),
    ]
    about_me: list[Element] = [
        button(w.plain("home.footer.privacy"), ids.HOME_PRIVACY),
        button(w.plain("home.footer.data"), personal_ids.DATA_OPEN),
        overflow(ids.OVERFLOW, [option(w.plain("home.footer.leave"), ids.MEMBER_LEAVE)]),
    ]
    return [actions(to_use), actions(about_me), context(w.mrkdwn("home.footer.small"))]


def privacy_modal(w: Wording) -> dict[str, Any]:
    """Compose who sees what, in plain words."""
    blocks = [section(w.mrkdwn(f"home.privacy.{key}")) for key in SAYS]
    blocks.append(context(w.mrkdwn("home.privacy.names")))
    return modal(ids.PRIVACY_MODAL, w.plain("home.privacy.title"), blocks, w.plain("home.privacy.close"))


def notice_modal(w: Wording, message: Message, title: str = "") -> dict[str, Any]:
    """Show a short answer to a press on Home, where no message can stand."""
    return modal(ids.NOTICE_MODAL, title or w.plain("home.notice.title"), message.blocks, w.plain("home.notice.close"))


def notifications_modal(w: Wording, *, full_text: bool) -> dict[str, Any]:
    """Compose the choice of what notifications show; `full_text` is what holds."""
    chosen = option(
        w.plain("home.notifications.full_text"), ids.FULL_TEXT, w.plain("home.notifications.full_text_hint")
    )
    boxes: Element = {"type": "checkboxes", "action_id": ids.FORM_VALUE, "options": [chosen]}
    if full_text:
        boxes["initial_options"] = [chosen]
    hint, question = w.plain("home.notifications.hint"), w.plain("home.notifications.question")
    return modal(
        ids.NOTIFICATIONS_MODAL,
        w.plain("home.notifications.title"),
        [section(w.mrkdwn("home.notifications.about")), field(ids.FULL_TEXT, question, boxes, hint)],
        w.plain("home.notifications.close"),
        w.plain("home.notifications.submit"),
    )


def read_notifications(view: Mapping[str, Any]) -> bool:
    """Read whether somebody wants the full text. Raises KeyError or TypeError for what is no such form."""
    return bool(view["state"]["values"][ids.FULL_TEXT][ids.FORM_VALUE]["selected_options"])


def notifications_saved(w: Wording, *, full_text: bool) -> Message:
    """Confirm the choice."""
    line = w.mrkdwn("home.notifications.saved_on" if full_text else "home.notifications.saved_off")
    return Message(line, [section(line)])
