"""Messages about times that suit both of a pair: what is offered, what came of it, the buttons that lead there.

All moments are UTC and shown on the recipient's wall clock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.content.wording import Wording
from bot.views import ids
from bot.views.blocks import Element, actions, button, clip, context, option, section, spoken, when, when_words
from bot.views.button_values import times_block
from bot.views.message import Message
from bot.views.peers import say


@dataclass(frozen=True, slots=True)
class TimesView:
    """Times that a pair is offered, as one of the two sees them. `picked` are the numbers of those they ticked,
    `chosen` is the one both can; `over`: nothing more can be ticked; `passed`: because time went by.
    """

    offer_id: int
    pair_id: int
    partner: str
    timezone: str
    slots: tuple[datetime, ...]
    picked: frozenset[int] = frozenset()
    chosen: int | None = None
    over: bool = False
    passed: bool = False
    schedule_id: int | None = None


def times(w: Wording, view: TimesView) -> Message:
    """Compose the offer of times, or what came of it."""
    if view.chosen is not None:
        return _time_found(w, view, view.slots[view.chosen])
    if view.over or view.passed:
        line = w.mrkdwn(f"schedules.times.{'passed' if view.passed else 'not_found'}", partner=view.partner)
        own = set_button(w, view.pair_id)
        return Message(
            spoken(line), [section(line), actions([find_button(w, view.pair_id), own] if view.passed else [own])]
        )
    line = w.mrkdwn("schedules.times.ask", partner=view.partner, count=len(view.slots))
    offered = [when_words(w, slot, view.timezone) for slot in view.slots]
    small = w.mrkdwn("schedules.times.waiting" if view.picked else "schedules.times.small", partner=view.partner)
    none = button(w.plain("schedules.times.none"), ids.TIMES_NONE, str(view.offer_id))
    blocks = [
        section(line),
        actions([_ticks(view, offered)], times_block(view.offer_id)),
        actions([none]),
        context(small),
    ]
    return Message(spoken(line, f"{w.listing(offered)}.", small), blocks)


def _ticks(view: TimesView, offered: Sequence[str]) -> Element:
    options = [option(words, str(number)) for number, words in enumerate(offered)]
    element: Element = {"type": "checkboxes", "action_id": ids.TIMES_PICK, "options": options}
    ticked = [options[number] for number in sorted(view.picked) if number < len(options)]
    return {**element, "initial_options": ticked} if ticked else element


def _time_found(w: Wording, view: TimesView, at: datetime) -> Message:
    words, marked = (
        w.mrkdwn("schedules.found", partner=view.partner, when=shown)
        for shown in (when_words(w, at, view.timezone), when(w, at, view.timezone))
    )
    buttons = [button(w.plain("schedules.button.change"), ids.SCHEDULE_OPEN, str(view.pair_id))]
    if view.schedule_id is not None:
        buttons.append(button(w.plain("schedules.button.file"), ids.SCHEDULE_FILE, str(view.schedule_id)))
    return Message(spoken(words), [section(marked), actions(buttons)])


def find_button(w: Wording, pair_id: int, style: str = "") -> Element:
    """Return the button that looks for times that suit both of a pair."""
    return button(w.plain("schedules.button.find"), ids.TIMES_FIND, str(pair_id), style)


def set_button(w: Wording, pair_id: int) -> Element:
    """Return the button that opens the form in which a pair sets when it meets."""
    return button(w.plain("schedules.button.set"), ids.SCHEDULE_OPEN, str(pair_id))


def away(w: Wording, partner: str) -> Message:
    """Say that the partner reads nothing for now, so that no times are looked for."""
    return say(w.mrkdwn("schedules.away", partner=clip(partner, 60)))


def searching(w: Wording) -> Message:
    """Say where the times are that were looked for."""
    return say(w.mrkdwn("schedules.searching"))
