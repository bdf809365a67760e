"""What a person does on the page, carried out by their `Person` in the local Slack."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.sandbox.community.residents import Resident
from bot.sandbox.page.places import Place
from bot.sandbox.slack import inputs
from bot.sandbox.slack.person import NotDeclared, Person
from bot.sandbox.slack.response import Response

Deed = Mapping[str, Any]
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
        return {"problem": NO_ANSWER if response.status == 0 else f"Slack refuses the answer: {response.error}."}
    return {}


async def _say(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Write a message, or run it as a command if it begins with a slash."""
    text = str(deed["text"]).strip()
    if place is None or not text:
        raise ValueError("there is nothing to send")
    if text.startswith("/"):
        command, _, rest = text.partition(" ")
        return await person.command(command, rest.strip(), place.conversation)
    await person.write(place.conversation, text)
    return None


async def _press(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Use a button or a menu of a message."""
    if place is None:
        raise ValueError("there is no such conversation")
    ts = str(deed["ts"])
    message = next((one for one in person.inbox(place.conversation) if one.ts == ts), None)
    if message is None:
        raise LookupError(ts)
    return await person.press(message, str(deed["element"]), deed.get("value"))


async def _shortcut(person: Person, place: Place | None, deed: Deed) -> Response | None:
    return await person.shortcut(str(deed["callback"]))


async def _keep(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Remember what is typed in the modal in front, so that a reload or a second window loses nothing."""
    _fill(person, deed)
    return None


async def _act(person: Person, place: Place | None, deed: Deed) -> Response | None:
    """Use a button or a choice in the modal that the bot wants to hear of."""
    _fill(person, deed)
    return await person.act_in_modal(str(deed["element"]), deed.get("value"))


async def _submit(person: Person, place: Place | None, deed: Deed) -> Response | None:
    _fill(person, deed)
    view = person.modal
    response = await person.submit(client_checks=True)
    if view is not None and response.errors:
        view.errors = dict(response.errors)
        person.workspace.publish("view_updated", view)
        return None
    return response


async def _close(person: Person, place: Place | None, deed: Deed) -> Response | None:
    if person.modal is not None:
        await person.close_modal()
    return None


def _fill(person: Person, deed: Deed) -> None:
    """Put the values of the page's fields into the modal; fields that it does not have any more are passed over."""
    view = person.modal
    if view is None:
        raise LookupError("no modal is open")
    if deed.get("view") != view.id:
        raise LookupError("another modal is open")
    there = {f"{block_id}/{element['action_id']}" for block_id, element in inputs.stateful(view.blocks)}
    person.fill({name: value for name, value in deed.get("values", {}).items() if name in there})


DEEDS: Mapping[str, Callable[[Person, Place | None, Deed], Awaitable[Response | None]]] = {
    "say": _say,
    "press": _press,
    "shortcut": _shortcut,
    "modal-keep": _keep,
    "modal-act": _act,
    "modal-submit": _submit,
    "modal-close": _close,
}
