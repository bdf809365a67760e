"""Notes to one of a pair that has not met: one message for all pairs that need it, each with one way on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.content.wording import Markup, Wording
from bot.domain.nudges import Step, Why
from bot.views import ids
from bot.views.blocks import (
    Element,
    actions,
    button,
    clip,
    context,
    option,
    overflow,
    quote,
    section,
    spoken,
    when,
    when_words,
)
from bot.views.button_values import more_value, slot_value
from bot.views.meetings import met_menu
from bot.views.menus import own_choices, own_menu
from bot.views.message import Block, Message

SHOWN = 20  # pairs in one message


@dataclass(frozen=True, slots=True)
class Met:
    """They have met since, on a local day."""

    day: date


@dataclass(frozen=True, slots=True)
class Planned:
    """They have agreed on a local day since."""

    day: date


@dataclass(frozen=True, slots=True)
class Snoozed:
    """One of the two wants quiet until a local day."""

    until: date


@dataclass(frozen=True, slots=True)
class Told:
    """The reader has said what is in the way, and whether their partner may read it (`shared`)."""

    why: Why
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Closed:
    """The note is no longer true for a reason that the reader need not know."""


@dataclass(frozen=True, slots=True)
class NoTime:
    """None of the times that the two were offered works for both."""


State = Met | Planned | Snoozed | Told | NoTime | Closed


@dataclass(frozen=True, slots=True)
class Times:
    """Times (UTC) that the pair is offered with the note, by their number in the offer, and the numbers of those at
    which the reader can.
    """

    offer_id: int
    slots: Mapping[int, datetime]
    picked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """A pair as its reader sees it. `suggested` is a UTC moment that suits both, for a first talk; `planned` is the
    local day of a talk they had agreed on, of which nobody has said that it took place; `state` is None while the note
    holds. `times` can be chosen from in a message about this pair alone.
    """

    pair_id: int
    name: str
    step: Step
    never_met: bool = False
    suggested: datetime | None = None
    state: State | None = None
    planned: date | None = None
    times: Times | None = None


def nudge(w: Wording, entries: Sequence[Entry], timezone: str) -> Message:
    """Compose the note to one reader, whose time zone is given; `entries` is not empty."""
    open_ones = [entry for entry in entries if entry.state is None]
    if len(entries) == 1:
        return _single(w, entries[0], timezone)
    text: list[str] = [w.mrkdwn("nudges.several")] if open_ones else []
    blocks = [section(line) for line in text]
    for entry in entries[:SHOWN]:
        line = _line(w, entry)
        blocks.append(section(line, _way(w, entry)))
        text.append(line)
    if len(entries) > SHOWN:
        more = w.mrkdwn("common.more", count=len(entries) - SHOWN)
        blocks.append(section(more))
        text.append(f"{more}.")
    if open_ones:
        menu = met_menu(w, open_ones[:SHOWN])
        blocks.append(actions([menu, own_menu(w)]))
    return Message(spoken(*text), blocks)


def _single(w: Wording, entry: Entry, timezone: str) -> Message:
    if entry.state is not None:
        line = _state(w, entry, entry.state)
        elements = _after(w, entry, entry.state)
        return Message(spoken(line), [section(line), *([actions(elements)] if elements else [])])
    if entry.times is not None:
        return _with_times(w, entry, entry.times, timezone)
    text, shown = _opening(w, entry, timezone)
    elements = [
        *[way for way in [_way(w, entry, "primary")] if way],
        met_menu(w, [entry]),
        button(w.plain("nudges.button.snooze"), ids.NUDGE_SNOOZE, str(entry.pair_id)),
        own_menu(w),
    ]
    return Message(spoken(text), [section(shown), actions(elements)])


def _with_times(w: Wording, entry: Entry, offered: Times, timezone: str) -> Message:
    """Compose the note with up to three times to tap; everything else that can be done is behind the three dots."""
    name = clip(entry.name, 60)
    words = {number: when_words(w, slot, timezone) for number, slot in offered.slots.items()}
    if entry.planned is not None:
        line = w.mrkdwn("nudges.times.note_planned", name=name, day=w.day(entry.planned))
    else:
        line = w.mrkdwn("nudges.times.first" if entry.never_met else "nudges.times.note", name=name)
    picked = [words[number] for number in sorted(offered.picked & words.keys())]
    small = w.mrkdwn("nudges.times.waiting", name=name, times=w.listing(picked)) if picked else ""
    small = small or w.mrkdwn("nudges.times.small")
    buttons = [
        button(
            w.plain("nudges.times.picked", when=said) if number in offered.picked else said,
            ids.TIMES_TAPS[number],
            slot_value(offered.offer_id, number),
        )
        for number, said in words.items()
    ]
    more = [
        option(w.plain("schedules.times.none"), more_value(ids.TIMES_NONE, offered.offer_id)),
        option(w.plain("nudges.button.snooze"), more_value(ids.NUDGE_SNOOZE, entry.pair_id)),
        *(option(text, action) for text, action in own_choices(w)),
    ]
    elements = [*buttons, met_menu(w, [entry]), overflow(ids.NUDGE_MORE, more)]
    spoken_times = f"{w.listing(list(words.values()))}."
    return Message(spoken(line, spoken_times, small), [section(line), actions(elements), context(small)])


def _opening(w: Wording, entry: Entry, timezone: str) -> tuple[str, str]:
    """Return what the note says twice: for `text`, and for the blocks with Slack's date markup."""
    name = clip(entry.name, 60)
    if entry.planned is not None:
        part = "note_planned" if entry.step is Step.NOTE else "ask_planned"
        line = w.mrkdwn(f"nudges.{part}", name=name, day=w.day(entry.planned))
        return line, line
    if entry.step is not Step.NOTE:
        line = w.mrkdwn("nudges.ask", name=name)
        return line, line
    if entry.never_met and entry.suggested is not None:
        words = w.mrkdwn("nudges.first_when", name=name, when=when_words(w, entry.suggested, timezone))
        return words, w.mrkdwn("nudges.first_when", name=name, when=when(w, entry.suggested, timezone))
    line = w.mrkdwn("nudges.first", name=name) if entry.never_met else w.mrkdwn("nudges.note", name=name)
    return line, line


def _line(w: Wording, entry: Entry) -> Markup:
    name = clip(entry.name, 60)
    if entry.state is not None:
        return _state(w, entry, entry.state)
    if entry.planned is not None:
        part = "note_planned" if entry.step is Step.NOTE else "ask_planned"
        return w.mrkdwn(f"nudges.line.{part}", name=name, day=w.day(entry.planned))
    if entry.step is not Step.NOTE:
        return w.mrkdwn("nudges.line.ask", name=name)
    return w.mrkdwn("nudges.line.first", name=name) if entry.never_met else w.mrkdwn("nudges.line.note", name=name)


def _way(w: Wording, entry: Entry, style: str = "") -> Element | None:
    """Return the button that leads on from a pair."""
    if entry.state is not None:
        return None
    if entry.step is Step.NOTE:
        return button(w.plain("schedules.button.find"), ids.TIMES_FIND, str(entry.pair_id), style)
    return button(w.plain("nudges.button.say"), ids.NUDGE_SAY, str(entry.pair_id), style)


def _state(w: Wording, entry: Entry, state: State) -> Markup:
    name = clip(entry.name, 60)
    match state:
        case Met(day):
            return w.mrkdwn("nudges.met", name=name, day=w.day(day))
        case Planned(day):
            return w.mrkdwn("nudges.planned", name=name, day=w.day(day))
        case Snoozed(until):
            return w.mrkdwn("nudges.snoozed", name=name, day=w.day(until))
        case Told(why, shared):
            told = "fit_shared" if why is Why.FIT and shared else why.value
            forward = w.mrkdwn(f"nudges.forward.{told}")
            return w.mrkdwn("nudges.told", name=name, why=w.mrkdwn(f"nudges.why.{why.value}"), forward=forward)
        case NoTime():
            return w.mrkdwn("schedules.times.not_found", partner=name)
        case Closed():
            return w.mrkdwn("nudges.closed", name=name)


def _after(w: Wording, entry: Entry, state: State) -> list[Element]:
    """Return what can be done next: after an answer, the way forward that fits it."""
    pair = str(entry.pair_id)
    if isinstance(state, NoTime):
        snooze = button(w.plain("nudges.button.snooze"), ids.NUDGE_SNOOZE, pair)
        own = button(w.plain("schedules.button.set"), ids.SCHEDULE_OPEN, pair, "primary")
        return [own, met_menu(w, [entry]), snooze, own_menu(w)]
    if not isinstance(state, Told):
        return []
    ways = {
        Why.SCHEDULE: [button(w.plain("schedules.button.find"), ids.TIMES_FIND, pair, "primary")],
        Why.WORKLOAD: [button(w.plain("schedules.button.find"), ids.TIMES_FIND, pair)],
        Why.DISTANCE: [button(w.plain("schedules.button.find"), ids.TIMES_FIND, pair)],
        Why.COVER: [button(w.plain("nudges.button.observe"), ids.OBSERVE, pair)],
    }
    return [*ways.get(state.why, []), button(w.plain("nudges.button.change"), ids.NUDGE_SAY, pair)]


def shared_obstacle(w: Wording, name: str, why: Why, words: str, pair_id: int) -> Message:
    """Compose what the author of an obstacle lets their partner read."""
    intro = w.mrkdwn("nudges.shared.intro", name=clip(name, 60), why=w.mrkdwn(f"nudges.why.{why.value}"))
    find = button(w.plain("schedules.button.find"), ids.TIMES_FIND, str(pair_id), "primary")
    said = [quote(words)] if words else []
    return Message(spoken(intro), [section(intro), *said, actions([find])])


def obstacle_taken_back(w: Wording) -> Message:
    """Compose what stands where an obstacle was shared and no longer is."""
    line = w.mrkdwn("nudges.shared.taken_back")
    return Message(spoken(line), [section(line)])


def coordinator_message(w: Wording, coordinator: Markup, name: str, program: str, partner: str, words: str) -> Message:
    """Compose what a coordinator writes to one of a pair; `coordinator` is a mention, or an escaped name."""
    said = {"program": clip(program, 80), "partner": clip(partner, 60)}
    intro = w.mrkdwn("nudges.coordinator.intro", name=coordinator, **said)
    spoken_intro = w.mrkdwn("nudges.coordinator.intro", name=clip(name, 60), **said)
    reply = w.mrkdwn("nudges.coordinator.reply", name=coordinator)
    blocks: list[Block] = [section(intro), quote(words), section(reply)]
    return Message(spoken(spoken_intro, w.mrkdwn("nudges.coordinator.reply", name=clip(name, 60))), blocks)


def pair_change(w: Wording, change: str, name: str, until: date | None = None) -> Message:
    """Compose what both of a pair are told when a coordinator changed it: `hold`, `go_on` or `end`."""
    who = clip(name, 60)
    if change == "hold" and until is not None:
        line = w.mrkdwn("nudges.change.hold_until", name=who, day=w.day(until))
    else:
        line = w.mrkdwn(f"nudges.change.{change}", name=who)
    return Message(spoken(line), [section(line)])
