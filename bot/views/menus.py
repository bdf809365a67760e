"""Menus that several messages carry: log a meeting in one tap, and change, pause or stop what comes."""

from collections.abc import Sequence

from bot.content.wording import Wording
from bot.domain.pairs import MEETING_MINUTES
from bot.views import ids
from bot.views.blocks import Element, clip, option, overflow, plain


def met_menu(w: Wording, partners: Sequence[tuple[int, str]]) -> Element:
    """Return the menu that logs a meeting with one tap; `partners` are pair id and name, and its groups say with whom.

    Slack allows a hundred groups.
    """
    groups = [
        {
            "label": plain(clip(name, 75)),
            "options": [
                option(w.plain("checkins.button.minutes", minutes=minutes), ids.met_value(pair_id, minutes))
                for minutes in MEETING_MINUTES
            ],
        }
        for pair_id, name in partners[:100]
    ]
    menu = {"type": "static_select", "action_id": ids.CHECKIN_MET, "placeholder": plain(w.plain("checkins.button.met"))}
    return {**menu, "option_groups": groups}


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
