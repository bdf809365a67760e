"""What a person does on the page, carried out by their `Person` in the local Slack."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.sandbox.community.residents import Resident
from bot.sandbox.page.forms import typed_into
from bot.sandbox.page.inspector import with_details
from bot.sandbox.page.places import Place
from bot.sandbox.slack import client
from bot.sandbox.slack.conversations import Message
from bot.sandbox.slack.modals import View
from bot.sandbox.slack.person import NotDeclared, Person
from bot.sandbox.slack.response import Response

Deed = Mapping[str, Any]
INVITE = "/invite"  # Slack's own command, of which the app only hears that somebody has come
NO_ANSWER = "The bot did not answer in time. What you typed is still here."


class BadDeed(Exception):
    """What was asked for cannot be done; the message is for whoever sits at the page."""


async def perform(name: str, resident: Resident, place: Place | None, deed: Deed) -> dict[str, Any]:
    """Do one thing and return what the page has to know: `problem` for a notice. Raises BadDeed."""
    act = DEEDS.get(name)
    if act is None:
        raise BadDeed("The page asked for something that does not exist.")
    try:
        response = await act(resident.person, place, deed)
    except NotDeclared as error:
        raise BadDeed(f"Slack would say: {error}.") from None
    except (KeyError, TypeError) as error:
        raise BadDeed(f"Something is missing: {error}.") from None
    except LookupError:
        raise BadDeed("That has changed meanwhile; the page shows how it is now.") from None
    except ValueError as error:
        raise BadDeed(f"That cannot be done: {error}.") from None
    if response is not None and response.error is not None:
        refused = with_details(response.error, response.details)
        return {"problem": NO_ANSWER if response.status == 0 else f"Slack refuses the answer: {refused}."}
    return {}


# In conversations


async def _say(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Write a message, or run it as a command if it begins with a slash."""
    text, there = str(deed["text"]).strip(), _there(place)
    thread_ts = str(deed.get("thread") or "") or None
    if not text:
        raise ValueError("there is nothing to send")
    if text.startswith("/"):
        if thread_ts:
            raise ValueError("Slack takes no commands in threads; write it below the conversation")
        command, _, rest = text.partition(" ")
        if command == INVITE:
            client.invite(person, there.conversation, rest.split())
            return None
        return await person.command(command, rest.strip(), there.conversation)
    await person.write(there.conversation, text, thread_ts)
    return None


async def _press(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Use a button or a menu of a message, with what is typed in the fields beside it."""
    message = _message(person, place, deed)
    client.fill_message(person, message, typed_into(person, message.blocks or [], deed))
    return await person.press(message, str(deed["element"]), deed.get("value"))


async def _keep_in_message(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Remember what is typed in the fields of a message."""
    message = _message(person, place, deed)
    client.fill_message(person, message, typed_into(person, message.blocks or [], deed))
    return None


async def _shortcut(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Use a global shortcut, or one on a message if `ts` names it."""
    if "ts" in deed:
        return await person.message_shortcut(str(deed["callback"]), _message(person, place, deed))
    return await person.shortcut(str(deed["callback"]))


async def _react(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Add a reaction, or take it back."""
    client.react(person, _message(person, place, deed), str(deed["name"]))
    return None


async def _open_tab(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Look at the bot's Home tab or its messages: the bot hears of it."""
    person.open_tab("home" if _there(place).kind == "home" else "messages")
    return None


# In modals and on the Home tab


async def _keep(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Remember what is typed in the modal in front, so that a reload or a second window loses nothing."""
    _fill(person, deed)
    return None


async def _keep_with_files(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Remember what is typed, and have the modal drawn anew: the files in it have changed."""
    person.workspace.publish("view_updated", _fill(person, deed))
    return None


async def _act(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Use a button or a choice in the modal that the bot wants to hear of."""
    view = _fill(person, deed)
    element = str(deed["element"])
    values = typed_into(person, view.blocks, {"values": {element: deed.get("value")}})
    return await person.act_in_modal(element, values.get(element, deed.get("value")))


async def _submit(person: Person, place: Place | None, deed: Deed) -> Response | None:
    view = _fill(person, deed)
    response = await person.submit(client_checks=True)
    if response.errors:
        view.errors = dict(response.errors)
        person.workspace.publish("view_updated", view)
        return None
    return response


async def _close(person: Person, place: Place | None, deed: Deed) -> Response | None:
    if person.modal is not None:
        await person.close_modal(everything=bool(deed.get("everything")))
    return None


async def _act_at_home(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Use something on the Home tab, with what is typed in the fields beside it."""
    if person.home is None:
        raise LookupError("home")
    client.fill_home(person, typed_into(person, person.home.blocks, deed))
    return await person.press_home(str(deed["element"]), deed.get("value"))


# How it is done


def _there(place: Place | None) -> Place:
    if place is None:
        raise ValueError("there is no such conversation")
    return place


def _message(person: Person, place: Place | None, deed: Deed) -> Message:
    ts = str(deed["ts"])
    message = next((one for one in person.inbox(_there(place).conversation) if one.ts == ts), None)
    if message is None:
        raise LookupError(ts)
    return message


def _fill(person: Person, deed: Deed) -> View:
    """Put the values of the page's fields into the modal; fields that it does not have any more are passed over."""
    view = person.modal
    if view is None:
        raise LookupError("no modal is open")
    if deed.get("view") != view.id:
        raise LookupError("another modal is open")
    return person.fill(typed_into(person, view.blocks, deed))


DEEDS: Mapping[str, Callable[[Person, Place | None, Deed], Awaitable[Response | None]]] = {
    "say": _say,
    "press": _press,
    "message-keep": _keep_in_message,
    "shortcut": _shortcut,
    "react": _react,
    "open-tab": _open_tab,
    "home-act": _act_at_home,
    "modal-keep": _keep,
    "modal-files": _keep_with_files,
    "modal-act": _act,
    "modal-submit": _submit,
    "modal-close": _close,
}
