"""What mentors took from mentoring for their own school, in their own words, and which of it they see again when.

It is remembered, never counted or compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.domain.calendar import WEEK

SHOWN = 400  # characters
SHOWN_FOR = 8 * WEEK  # then the next one has its turn


@dataclass(frozen=True, slots=True)
class Took:
    """What a mentor wrote in the check-in of the program week that begins on the local day `week`."""

    week: date
    words: str


def remembered(took: Sequence[Took], today: date) -> Took | None:
    """Return the one that its author sees on the local day `today`, None while there is none.

    They have their turns of eight weeks, the oldest first, and once all had theirs begin anew. What was written in the
    last seven days is still on its author's mind.
    """
    earlier = sorted((each for each in took if each.week <= today - WEEK), key=lambda each: each.week)
    if not earlier:
        return None
    return earlier[(today - earlier[0].week) // SHOWN_FOR % len(earlier)]
