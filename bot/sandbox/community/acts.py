"""What the invented people do in Slack, with their own hands: the same presses, forms and messages as a visitor's."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.domain.checkins import Audience
from bot.domain.nudges import Why
from bot.domain.peers import Help
from bot.sandbox.community.words import Answers
from bot.sandbox.slack import blockkit, gestures, inputs
from bot.sandbox.slack.conversations import Conversation, Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.response import Response
from bot.views import checkin_input, ids, pulse_ids, session_day_ids
from bot.views.button_values import read_met_value, read_reach_value

PARTNER, WIN = checkin_input.PARTNER_PREFIX, checkin_input.WIN_OPTION


class Refused(Exception):
    """The bot did not take what somebody did; they leave it at that."""


def has(message: Message, action: str) -> bool:
    """Say whether a message offers an action now."""
    return bool(found(message, action))


def offered(message: Message) -> frozenset[str]:
    """Return the ids of all actions that a message offers now."""
    return frozenset(str(element.get("action_id")) for _, element in blockkit.interactive(message.blocks or []))


def found(message: Message, action: str) -> dict[str, Any] | None:
    """Return the element of an action in a message, or None."""
    try:
        return gestures.find(message.blocks, action)[1]
    except LookupError:
        return None


async def check_in(person: Person, message: Message, said: Answers, *, to_everybody: bool, to_partners: bool) -> None:
    """Open the form from a prompt, fill it in and send it. Raises Refused."""
    view = await _form(person, lambda: person.press(message, ids.CHECKIN_OPEN))
    texts = {ids.WENT_WELL: said.went_well, ids.HARD: said.hard, ids.NEXT_STEP: said.next_step}
    values: dict[str, Any] = {}
    for block_id, element in inputs.stateful(view.blocks):
        name = block_id.partition(":")[0]
        if name in texts:
            values[block_id] = texts[name]
        elif name == ids.READERS:
            values[block_id] = _readers(view, block_id, element, to_everybody=to_everybody, to_partners=to_partners)
    await _send(person, values)


def _readers(view: View, block_id: str, element: dict[str, Any], *, to_everybody: bool, to_partners: bool) -> list[str]:
    """Return what is ticked in the end: what was, all partners if nobody was and they should, and everybody."""
    offered = [one["value"] for one in inputs.options_of(element)]
    ticked = [one["value"] for one in inputs.value_of(view.state[block_id][element["action_id"]])]
    partners = [one for one in offered if one.startswith(PARTNER)]
    if to_partners and not any(one in ticked for one in partners):
        ticked += partners
    return ticked + [one for one in offered if to_everybody and one == WIN and one not in ticked]


async def tap_met(person: Person, message: Message, partner: str, minutes: int) -> None:
    """Log a talk of today with the menu of a message. Raises Refused, LookupError without such a menu."""
    element = gestures.find(message.blocks, ids.CHECKIN_MET)[1]
    groups = element.get("option_groups") or [{"label": {"text": partner}, "options": element.get("options") or []}]
    options = next((group["options"] for group in groups if group["label"]["text"] == partner), groups[0]["options"])
    lengths = [read_met_value(one["value"])[1] for one in options]
    nearest = min(range(len(lengths)), key=lambda number: abs(lengths[number] - minutes))
    _check(await person.press(message, ids.CHECKIN_MET, options[nearest]["value"]))


async def log_talk(person: Person, partner: str, minutes: int) -> None:
    """Log a talk of today with the command. Raises Refused, LookupError if the bot logs nothing."""
    response = await person.command("/met", f"@{partner} {minutes}")
    _check(response)
    if not any(has(reply, ids.MEETING_UNDO) for reply in response.replies):
        raise LookupError("nothing was logged")


async def press(person: Person, message: Message, action: str, value: Any = None) -> None:
    """Use something in a message. Raises Refused, LookupError where it is not offered any more."""
    _check(await person.press(message, action, value))


async def find_time(person: Person, message: Message) -> None:
    """Have the bot look for a time; a form that it opens instead is closed. Raises Refused."""
    response = await person.press(message, ids.TIMES_FIND)
    _check(response)
    await _until(person, lambda: bool(response.replies) or person.modal is not None)
    await _clear(person)


async def no_time(person: Person, message: Message) -> None:
    """Say that none of the offered times works, and close the form that comes then. Raises Refused."""
    await _form(person, lambda: person.press(message, ids.TIMES_NONE))
    await _clear(person)


async def tap_time(person: Person, message: Message) -> None:
    """Tap the first time that a note offers. Raises Refused, LookupError where it offers none any more."""
    tap = next((one for one in ids.TIMES_TAPS if has(message, one)), None)
    if tap is None:
        raise LookupError("the note offers no time")
    _check(await person.press(message, tap))


async def no_time_in_note(person: Person, message: Message) -> None:
    """Say that none of the times in a note works, and close the form that comes then. Raises Refused."""
    menu = found(message, ids.NUDGE_MORE)
    if menu is None:
        raise LookupError("the note offers no time")
    await _form(person, lambda: person.press(message, ids.NUDGE_MORE, menu["options"][0]))
    await _clear(person)


async def say_why(person: Person, message: Message, why: Why, words: str) -> None:
    """Tell the coordinators what is in the way of meeting. Raises Refused."""
    await _form(person, lambda: person.press(message, ids.NUDGE_SAY))
    await _send(person, {ids.WHY: why.value, ids.WORDS: words})


async def reflect(person: Person, message: Message, take_away: str, now_what: str, worth: int) -> None:
    """Write what a session was good for, and leave the next step to the group. Raises Refused."""
    await _form(person, lambda: person.press(message, session_day_ids.REFLECT))
    said = {session_day_ids.TAKE_AWAY: take_away, session_day_ids.NOW_WHAT: now_what}
    ticked = {session_day_ids.WORTH: str(worth), session_day_ids.SHARE: [session_day_ids.FOR_GROUP]}
    await _send(person, {**said, **ticked})


async def answer_pulse(person: Person, message: Message, worth: int, fit: int, line: str) -> None:
    """Answer the two questions of a term, or the one that is asked of whoever is in no pair. Raises Refused."""
    view = await _form(person, lambda: person.press(message, pulse_ids.PULSE_OPEN))
    asked = {block_id for block_id, _ in inputs.stateful(view.blocks)}
    said = {pulse_ids.PULSE_WORTH: str(worth), pulse_ids.PULSE_FIT: str(fit), pulse_ids.PULSE_LINE: line}
    await _send(person, {block_id: value for block_id, value in said.items() if block_id in asked})


async def leave(person: Person) -> None:
    """Leave the program. Raises Refused."""
    await _form(person, lambda: person.command("/mentoring", "leave"))
    await _send(person, {})


async def open_challenge(person: Person, hard: str, so_what: str) -> None:
    """Open a challenge to the community and ask for questions. Raises Refused, LookupError where there is none."""
    view = await _form(person, lambda: person.command("/challenge"))
    reaches = next(
        inputs.options_of(element) for block_id, element in inputs.stateful(view.blocks) if block_id == ids.AUDIENCE
    )
    everybody = [one["value"] for one in reaches if read_reach_value(one["value"])[0] == Audience.COMMUNITY]
    if not everybody:
        await _clear(person)
        raise LookupError("there is no community to open it to")
    said = {ids.WORDS: hard, ids.SO_WHAT: so_what, ids.HELP: [Help.QUESTIONS], ids.AUDIENCE: everybody[0]}
    await _send(person, said)


async def conclude(person: Person, message: Message, now_what: str) -> None:
    """Write one's Now What in the form behind a question for it. Raises Refused, LookupError if it is settled."""
    await _form(person, lambda: person.press(message, ids.NOW_WHAT))
    await _send(person, {ids.WORDS: now_what})


async def write(person: Person, channel: Conversation, text: str, thread_ts: str | None = None) -> None:
    """Write in a conversation, or in a thread of it."""
    await person.write(channel, text, thread_ts)


async def _form(person: Person, ask: Callable[[], Awaitable[Response]]) -> View:
    """Return the form that a request opens, alone on the screen. Raises Refused."""
    await _clear(person)
    _check(await ask())
    await _until(person, lambda: person.modal is not None)
    view = person.modal
    if view is None:
        raise Refused("no form has come")
    return view


async def _send(person: Person, values: dict[str, Any]) -> None:
    response = await person.submit(values, client_checks=True)
    if not response.ok:
        await _clear(person)
        raise Refused(response.error or "the form has errors")
    await _clear(person)


async def _until(person: Person, condition: Callable[[], bool]) -> None:
    try:
        await person.workspace.changes.until(condition, 5.0)
    except TimeoutError:
        raise Refused("nothing has come") from None


async def _clear(person: Person) -> None:
    """Close whatever form is open."""
    if person.modal is not None:
        await person.close_modal(everything=True)


def _check(response: Response) -> None:
    if response.error is not None:
        raise Refused(response.error)
