"""The small menu of recurring messages: change, pause or stop what comes."""

from bot.content.wording import Wording
from bot.views import ids
from bot.views.blocks import Element, option, overflow


def own_choices(w: Wording) -> list[tuple[str, str]]:
    """Return words and action of what people change, pause or stop for themselves."""
    return [
        (w.plain("checkins.button.change_day"), ids.MEMBER_CHANGE_DAY),
        (w.plain("checkins.button.pause"), ids.MEMBER_PAUSE),
        (w.plain("checkins.button.leave"), ids.MEMBER_LEAVE),
    ]


def own_menu(w: Wording) -> Element:
    """Return the small menu with which people change, pause or stop what comes."""
    return overflow(ids.OVERFLOW, [option(text, action) for text, action in own_choices(w)])
