"""The part of Home in which mentors find again what they took from mentoring, in their own words."""

from bot.content.wording import Wording
from bot.domain.home import Home
from bot.domain.reciprocity import SHOWN
from bot.views.blocks import clip, context, quote, section
from bot.views.message import Block


def took(w: Wording, home: Home) -> list[Block]:
    """Return one thing that the mentor wrote earlier; nothing where there is none."""
    if home.took is None:
        return []
    written = w.mrkdwn("reciprocity.home.written", day=w.day(home.took.week))
    return [section(w.mrkdwn("reciprocity.home.title")), quote(clip(home.took.words, SHOWN)), context(written)]
